import numpy as np
import pytest

from corpus import Chunk, Speech
from index import Hit
from rag.retrieval.fusion import SAME_TEXT, chances, continued, either, fuse, standardise


def test_standardised_scores_have_mean_zero_and_deviation_one() -> None:
    scores = standardise(np.array([1.0, 2.0, 6.0]))
    assert scores.mean() == pytest.approx(0) and scores.std() == pytest.approx(1)


def test_equal_scores_say_nothing() -> None:
    assert standardise(np.array([3.0, 3.0])).tolist() == [0.0, 0.0]


def test_weight_decides_between_disagreeing_searches() -> None:
    terms, dense = np.array([9.0, 1.0, 0.0]), np.array([0.1, 0.9, 0.0])
    assert fuse(terms, dense, dense_weight=0.0).argmax() == 0
    assert fuse(terms, dense, dense_weight=1.0).argmax() == 1


def test_a_candidate_without_a_vector_counts_by_its_terms_alone() -> None:
    terms, dense = np.array([9.0, 8.0, 1.0, 0.0]), np.array([0.0, 0.9, 0.8, 0.7])
    seen = fuse(terms, dense, dense_weight=0.5, blind=[0])
    assert seen[0] == pytest.approx(standardise(terms)[0])
    others = 0.5 * standardise(terms)[1:] + 0.5 * standardise(dense[1:])
    assert seen[1:] == pytest.approx(others)  # its cosine of nothing moves nobody's
    assert fuse(terms, dense, dense_weight=0.5, blind=[0, 1, 2, 3]) == pytest.approx(standardise(terms))
    assert fuse(terms, dense, dense_weight=0.5).argmax() == 1 and seen.argmax() == 0


def test_candidate_that_both_like_wins() -> None:
    assert fuse(np.array([5.0, 6.0, 0.0]), np.array([0.5, 0.1, 0.6]), dense_weight=0.5).argmax() == 0


def test_two_readings_of_a_question_share_their_chances() -> None:
    speech = Speech("a", "a.txt", "竹业报告", end=300)

    def hit(start: int, score: float) -> Hit:
        return Hit(speech, Chunk("a", start, start + 2, (), "竹纸"), "竹纸", score, "terms")

    merged = either([hit(0, 3.0), hit(10, 1.0)], [hit(20, 2.0), hit(10, 2.0)])
    assert [one.start for one in merged] == [0, 10, 20]
    alone, other = chances([3.0, 1.0]), chances([2.0, 2.0])
    expected = [alone[0] / 2, (alone[1] + other[1]) / 2, other[0] / 2]
    assert chances([one.score for one in merged]) == pytest.approx(expected)


def test_what_a_conversation_was_about_is_weighed_in_by_how_likely_it_was() -> None:
    def hit(speech: str, score: float) -> Hit:
        chunk = Chunk(speech, 0, 2, (), "竹纸")
        return Hit(Speech(speech, f"{speech}.txt", "竹业报告", end=300), chunk, "竹纸", score, "terms")

    found = [hit("a", 1.5), hit("b", 1.0), hit("c", 0.0)]
    spoken = [hit("b", 3.0), hit("c", 0.0)]
    weighed = continued(found, spoken)
    assert [one.speech.id for one in weighed] == ["b", "a", "c"]
    share = chances([3.0, 0.0])
    assert [one.score for one in weighed] == pytest.approx([1 + SAME_TEXT * share[0], 1.5, SAME_TEXT * share[1]])
    assert continued(found, []) == found
