"""How figures are asked for, in wordings that no pattern reads."""

import pytest

from corpus.language.figures.kinds import Change, Kind
from rag.question.desk import figure_question as reader
from rag.question.desk.figure_question import Intent, figure_question
from rag.question.desk.figure_wordings import FILE, MEASURE, PLACE, YEAR, Wording, read_wording
from rag.question.intent.learned import frame
from tests.benchmarks.learned.figure_wordings import learn, rows


class Names:
    """The figures of three fictional cities."""

    def measured(self, names):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        """Return those there are."""
        return {"地区生产总值", "粮食产量"} & set(names)

    def places(self, measure: str) -> set[str]:
        """Return them."""
        return {"澜川市", "溪州市", "云岭省"}


@pytest.mark.parametrize(
    ("question", "intent", "places", "years", "rate", "aim"),
    [
        ("澜川2026年打算让GDP涨几个点", Intent.VALUE, ("澜川",), ("2026",), True, True),
        ("澜川和溪州2025年GDP谁涨得快，各是多少？", Intent.DIFFERENCE, ("澜川", "溪州"), ("2025",), True, False),
        ("溪州、澜川两地2025年地区生产总值增速对比", Intent.VALUE, ("溪州", "澜川"), ("2025",), True, False),
        ("溪州25年粮食产量报个数", Intent.VALUE, ("溪州",), ("2025",), False, False),
    ],
)
def test_what_no_pattern_reads_is_read_as_it_was_learned(
    question: str, intent: Intent, places: tuple[str, ...], years: tuple[str, ...], rate: bool, aim: bool
) -> None:
    found = figure_question(question, Names())
    assert found is not None
    assert (found.intent, found.places, found.years) == (intent, places, years)
    assert (found.change is Change.RATE, found.kind is Kind.AIM) == (rate, aim)


@pytest.mark.parametrize(
    "question",
    [
        "澜川2025年GDP增长靠什么",
        "是谁提出澜川2026年GDP增长目标的",
        "澜川2025年“GDP涨几个点”是谁说的",
        "澜川2025年3月GDP走势如何看待",
        "澜川2025年竹纸产值报个数",  # no such measure
    ],
)
def test_what_asks_for_something_else_is_none(question: str) -> None:
    assert figure_question(question, Names()) is None


@pytest.mark.parametrize(
    ("question", "learned", "intent"),
    [
        ("2026年GDP要数哪个省定得最低", "highest", None),
        ("2026年GDP要数哪个省定得最高", "lowest", None),
        ("2026年GDP要数哪个省定得最高", "highest", Intent.HIGHEST),
    ],
)
def test_a_wrong_winner_is_never_read(
    question: str, learned: str, intent: Intent | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "read_wording", lambda masked: Wording(learned, rate=False, aim=True))
    found = figure_question(question, Names())
    assert (found.intent if found else None) == intent


def test_the_weights_are_those_of_the_wordings() -> None:
    _, words = learn(rows())
    assert words == frame("figures", FILE), "learn again: python -m tests.benchmarks.learned.figure_wordings --save"
    assert read_wording(f"{PLACE}{YEAR}{MEASURE}多少") is not None
