import numpy as np
import pytest

from rag.retrieval.fusion import fuse, standardise


def test_standardised_scores_have_mean_zero_and_deviation_one() -> None:
    scores = standardise(np.array([1.0, 2.0, 6.0]))
    assert scores.mean() == pytest.approx(0) and scores.std() == pytest.approx(1)


def test_equal_scores_say_nothing() -> None:
    assert standardise(np.array([3.0, 3.0])).tolist() == [0.0, 0.0]


def test_weight_decides_between_disagreeing_searches() -> None:
    terms, dense = np.array([9.0, 1.0, 0.0]), np.array([0.1, 0.9, 0.0])
    assert fuse(terms, dense, dense_weight=0.0).argmax() == 0
    assert fuse(terms, dense, dense_weight=1.0).argmax() == 1


def test_candidate_that_both_like_wins() -> None:
    assert fuse(np.array([5.0, 6.0, 0.0]), np.array([0.5, 0.1, 0.6]), dense_weight=0.5).argmax() == 0
