"""What a question asks of the figures, by the names that a library has: no library is needed to read it."""

from collections.abc import Collection
from dataclasses import dataclass

import pytest

from corpus.language.figures.kinds import Change, Kind
from rag.question.desk.figure_question import FigureQuestion, Intent, figure_question


@dataclass(frozen=True)
class Names:
    """Figures of two measures in two cities."""

    def measured(self, names: Collection[str]) -> Collection[str]:
        return {"地区生产总值", "竹纸产值"} & set(names)

    def places(self, measure: str) -> Collection[str]:
        return {"澜川市", "溪州市"}


def read(question: str) -> FigureQuestion | None:
    return figure_question(question, Names())


def test_the_longest_name_that_the_library_has_is_the_measure() -> None:
    assert read("澜川市2023年GDP是多少？") == FigureQuestion("地区生产总值", True, Intent.VALUE, ("澜川市",), ("2023",))


@pytest.mark.parametrize(
    ("question", "intent", "level"),
    [
        ("哪个市2023年地区生产总值最高？", Intent.HIGHEST, "市"),
        ("2024年竹纸产值最低的市是哪个？", Intent.LOWEST, "市"),
        ("2023年竹纸产值超过200亿元的有哪些市？", Intent.REACHES, "市"),
        ("溪州和澜川2023年竹纸产值谁更高？", Intent.DIFFERENCE, ""),
    ],
)
def test_an_order_is_told_from_a_value(question: str, intent: Intent, level: str) -> None:
    asked = read(question)
    assert asked is not None and (asked.intent, asked.level) == (intent, level)


def test_an_aim_and_a_growth_are_told() -> None:
    asked = read("澜川市2025年地区生产总值增长目标是多少？")
    assert asked is not None and (asked.kind, asked.change) == (Kind.AIM, Change.RATE)


def test_of_a_measure_that_the_library_has_not_the_words_are_kept() -> None:
    asked = read("澜川市2023年茶叶产量是多少？")
    assert asked is not None and (asked.measure, asked.known) == ("茶叶产量", False)
    assert read("哪个市2023年茶叶产量最高？") is None  # of what is not known no order is sure


@pytest.mark.parametrize(
    "question",
    ["澜川市2023年上半年GDP是多少？", "按常住人口算澜川市2023年GDP是多少？", "2023年GDP不到1500亿元的市有哪些？"],
)
def test_a_word_that_is_left_over_may_be_a_condition(question: str) -> None:
    assert read(question) is None
