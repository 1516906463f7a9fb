import pytest

from corpus import Speech
from rag.verification.checks.dates import figures_of_another_year, missing_days
from tests.support.evidence import evidence, found

OPENED = "2022年4月2日，澜川市竹纸博物馆开馆；2023年6月9日，青瓷馆开馆。"


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("2022年4月2日，竹纸博物馆开馆。", []),
        ("二〇二二年四月二日，竹纸博物馆开馆。", []),
        ("2022年4月3日，竹纸博物馆开馆。", ["2022年4月3日"]),
        ("2023年6月9日，竹纸博物馆开馆。", ["2023年6月9日"]),
        ("青瓷馆2023年开馆。", []),
        ("青瓷馆历时3年建成。", []),
    ],
)
def test_a_date_is_that_of_its_own_event(claim: str, missing: list[str]) -> None:
    assert found(missing_days, claim, OPENED) == missing


@pytest.mark.parametrize(("claim", "missing"), [("2023年，新建学校12所。", []), ("2024年，新建学校12所。", ["2024年"])])
def test_last_year_is_the_year_before_the_documents(claim: str, missing: list[str]) -> None:
    assert found(missing_days, claim, "去年，全市新建学校12所。") == missing


@pytest.mark.parametrize(
    ("claim", "missing"),
    [("会议于2024年3月18日举行。", []), ("2024年3月18日，他当选会长。", ["2024年3月18日"])],
)
def test_the_documents_own_date_tells_when_something_was_held_and_not_when_it_came_about(
    claim: str, missing: list[str]
) -> None:
    assert found(missing_days, claim, "会议举行，他是会长。") == missing


def test_a_heading_dates_what_stands_under_it() -> None:
    (item,) = evidence("全市新增就业3.2万人。", heading="一、2023年工作回顾")
    assert found(missing_days, "2023年，全市新增就业3.2万人。", item) == []
    assert found(missing_days, "2021年，全市新增就业3.2万人。", item) == ["2021年"]


def test_the_year_that_stands_before_the_sentence_holds_on() -> None:
    (item,) = evidence("竹纸企业1043家。", lead="2022年，产值达到166亿元；")
    assert found(missing_days, "2022年竹纸企业有1043家。", item) == []
    assert found(missing_days, "2023年竹纸企业有1043家。", item) == ["2023年"]


def test_a_figure_of_one_year_is_not_that_of_another() -> None:
    speech = Speech(id="s", path="s.txt", title="推进会讲话", start=0, end=99)
    items = evidence("2021年产值52亿元。", "2023年产值86亿元。", speech=speech)
    assert found(figures_of_another_year, "2023年产值86亿元。", *items) == []
    assert found(figures_of_another_year, "2023年产值52亿元。", *items) == ["52亿元"]
    assert found(figures_of_another_year, "2023年的会议指出，产值52亿元。", *items) == []


def test_a_year_that_is_compared_with_is_not_the_figures() -> None:
    text = "全市夏粮产量29.8万吨，是仅次于去年的第二高产年。"  # told in 2024
    assert found(missing_days, "2024年夏粮产量29.8万吨。", text) == []
    assert found(figures_of_another_year, "2024年夏粮产量29.8万吨。", text) == []
    assert found(missing_days, "2022年夏粮产量29.8万吨。", text) == ["2022年"]
