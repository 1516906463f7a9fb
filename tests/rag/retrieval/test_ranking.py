import numpy as np
import pytest

from index.search.chunk_context import Context
from rag.question.analysis import read_alone
from rag.retrieval.fusion import chances
from rag.retrieval.ranking import FEATURES, features, rank

WEIGHTS = {"竹纸": 3.0, "产值": 2.0, "多少": 0.1}


def context(text: str, near: str = "", wide: str = "", about: str = "") -> Context:
    return Context(text, (near,) if near else (), (wide,) if wide else (), about)


def row(question: str, *found: Context | None) -> list[dict[str, float]]:
    rows = features(read_alone(question), np.zeros(len(found)), found, WEIGHTS)
    return [dict(zip(FEATURES, values, strict=True)) for values in rows.tolist()]


def test_words_of_a_question_may_stand_beside_the_chunk() -> None:
    alone, beside, titled = row(
        "竹纸产值如何",
        context("达86亿元。"),
        context("达86亿元。", near="竹纸产值"),
        context("达86亿元。", about="竹纸产值"),
    )
    assert alone["near"] == alone["wide"] == 0
    assert beside["near"] == beside["wide"] == pytest.approx(1)
    assert titled["near"] == 0 and titled["wide"] == pytest.approx(1)


def test_rare_words_count_more() -> None:
    rare, common = row("竹纸产值如何", context("竹纸"), context("产值"))
    assert rare["near"] > common["near"] > 0


def test_chunk_with_a_figure_is_preferred_where_a_figure_is_asked_for() -> None:
    with_figure, without = row("竹纸产值是多少？", context("达86亿元。"), context("再创新高。"))
    assert with_figure["kind"] == 1 and without["kind"] == -1
    assert [item["kind"] for item in row("竹纸为何兴旺", context("达86亿元。"), context("再创新高。"))] == [0, 0]


def test_chunk_that_is_gone_and_question_of_unknown_words_are_no_error() -> None:
    assert row("竹纸产值", None)[0] == dict.fromkeys(FEATURES, 0.0)
    assert rank(read_alone("未登录"), np.array([1.0, 2.0]), [context("甲"), context("乙")], {}).argmax() == 1
    assert features(read_alone("竹纸"), np.zeros(0), [], {}).shape == (0, len(FEATURES))


def test_chances_sum_to_one_and_keep_the_order() -> None:
    chance = chances([3.0, 1.0, 2.0])
    assert chance.sum() == pytest.approx(1) and chance.argsort().tolist() == [1, 2, 0]
    assert chances([]).tolist() == [] and chances([1000.0, 0.0]).tolist() == pytest.approx([1, 0])


def test_last_year_of_a_dated_speech_is_the_year_asked_about() -> None:
    weights = {"2023": 2.0, "2023年": 3.0}
    found = [Context("去年增长8%。", (), (), "", date) for date in ("2024-01-16", "2025-01-16", None)]
    rows = features(read_alone("2023年增长多少？"), np.zeros(3), found, weights)
    assert rows[0, 1] == pytest.approx(1) and rows[1, 1] == rows[2, 1] == 0
