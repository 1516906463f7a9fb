import pytest

from rag.verification.checks.figures import missing_figures
from tests.support.evidence import evidence, found

TEXT = "竹纸产业实现产值86.4亿元，同比增长12.5%，带动就业3.2万人。"


@pytest.mark.parametrize(
    "claim", ["竹纸产业产值达86.4亿元。", "竹纸产业产值增长百分之十二点五。", "带动就业三万二千人。", "竹纸产业很好。"]
)
def test_figures_of_the_evidence_are_supported_however_they_are_written(claim: str) -> None:
    assert found(missing_figures, claim, TEXT) == []


@pytest.mark.parametrize(
    ("claim", "item"),
    [
        ("竹纸产业产值达86.5亿元。", "86.5亿元"),
        ("竹纸产业产值达86.4万元。", "86.4万元"),
        ("同比增长12.5倍。", "12.5倍"),
        ("同比增长3.2万人。", "3.2万人"),
    ],
)
def test_another_value_unit_or_place_is_found(claim: str, item: str) -> None:
    assert found(missing_figures, claim, TEXT) == [item]


def test_a_figure_of_another_clause_does_not_stand_in_this_place() -> None:
    text = "青瓷产值增长8.4%；竹纸产值增长9.2%。"
    assert found(missing_figures, "竹纸产值增长9.2%。", text) == []
    assert found(missing_figures, "竹纸产值增长8.4%。", text) == ["8.4%"]


def test_what_is_aimed_at_is_not_reached() -> None:
    text = "竹纸产值力争达到210亿元。"
    assert found(missing_figures, "竹纸产值计划达到210亿元。", text) == []
    assert found(missing_figures, "竹纸产值已经达到210亿元。", text) == ["210亿元"]


def test_dates_are_left_to_their_own_check() -> None:
    assert found(missing_figures, "2021年5月4日，竹纸产值达86.4亿元。", TEXT) == []


def test_a_figure_of_the_heading_is_known() -> None:
    (item,) = evidence("会议审议了报告。", heading="五届三次会议")
    assert found(missing_figures, "五届三次会议审议了报告。", item) == []
