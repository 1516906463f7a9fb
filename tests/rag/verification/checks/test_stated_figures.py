import pytest

from corpus import Speech
from corpus.language.figures.kinds import Change, Kind
from rag.datamodel import Evidence, StatedFigure
from rag.verification.checks.stated_figures import taken_for_results, taken_for_values
from rag.verification.claim import CandidateClaim
from rag.verification.support import Support

SPEECH = Speech(id="s", path="s.txt", title="澜川市政府工作报告", date="2024-01-10")


def told(text: str, figure: str, change: Change = Change.NONE, kind: Kind = Kind.RESULT) -> Support:
    stated = StatedFigure(figure, 2024, 2024, change, kind)
    return Support((Evidence(SPEECH, 0, len(text), text, text, figures=(stated,)),))


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("2024年竹纸产值达到24亿元。", ["24亿元"]),
        ("2024年竹纸产值比2020年增加超24亿元。", []),
        ("2024年竹纸产值多了24亿元。", []),
        ("2024年竹纸产值是30亿元。", []),
    ],
)
def test_by_how_much_it_grew_is_not_how_much_there_is(claim: str, missing: list[str]) -> None:
    support = told("2024年竹纸产值比三年前增加24亿元。", "24亿元", Change.AMOUNT)
    assert [one.item for one in taken_for_values(CandidateClaim.read(claim), support)] == missing
    value = told("2024年竹纸产值24亿元。", "24亿元")
    assert not list(taken_for_values(CandidateClaim.read(claim), value))


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("2024年底航线达到40条。", ["40条"]),
        ("到2024年底，航线要达到40条。", []),
        ("航线的目标是40条。", []),
        ("航线有46条。", []),
    ],
)
def test_an_aim_is_no_result(claim: str, missing: list[str]) -> None:
    aim = told("到2024年底，航线要达到40条。", "40条", kind=Kind.AIM)
    assert [one.item for one in taken_for_results(CandidateClaim.read(claim), aim)] == missing
    result = told("2024年底，航线达到40条。", "40条")
    assert not list(taken_for_results(CandidateClaim.read(claim), result))
