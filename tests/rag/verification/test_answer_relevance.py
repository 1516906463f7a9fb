import pytest

from corpus import Speech
from rag.datamodel import Evidence
from rag.verification.answer_relevance import answers_to, concerns, fallback, in_other_words, nearest, off_topic

HERE = Speech(
    id="a", path="a.txt", title="澜川市竹纸产业大会上的讲话", speaker="顾望舒", date="2024-03-18", place="澜川市"
)
THERE = Speech(id="b", path="b.txt", title="溪州市竹纸产业推进会召开", date="2023-05-06", place="溪州市")


def item(text: str, speech: Speech = HERE) -> Evidence:
    return Evidence(speech, 0, len(text), text, text)


FIGURE = item("去年，全市竹纸产业实现产值86.4亿元。")
PRAISE = item("竹纸产业的产值来之不易，要倍加珍惜。")
OTHER = item("2022年，溪州市竹纸产业实现产值52.3亿元。", THERE)


@pytest.mark.parametrize(
    ("question", "evidence", "answers"),
    [
        ("竹纸产业产值是多少？", FIGURE, True),
        ("竹纸产业产值是多少？", PRAISE, False),
        ("2023年竹纸产业产值是多少？", FIGURE, True),
        ("2021年竹纸产业产值是多少？", FIGURE, False),
        ("澜川市竹纸产业产值是多少？", OTHER, False),
        ("溪州市竹纸产业产值是多少？", OTHER, True),
        ("地铁什么时候开通？", FIGURE, False),
        ("谁主持了竹纸产业大会？", item("会议研究了竹纸产业大会有关事项。", THERE), False),
    ],
)
def test_quotation_answers_what_was_asked(question: str, evidence: Evidence, answers: bool) -> None:
    assert answers_to(question, evidence) is answers


def test_fallback_fits_question_and_sentence() -> None:
    assert fallback("澜川市竹纸产业产值是多少？", "产值为96.4亿元。", [PRAISE, OTHER, FIGURE]) is FIGURE
    assert fallback("地铁票价是多少？", "票价为2元。", [PRAISE, OTHER, FIGURE]) is None


def test_nearest_shares_the_most_words() -> None:
    assert nearest("竹纸产业的产值", [item("目前航线尚未开通夜航。"), FIGURE]) is FIGURE


@pytest.mark.parametrize(
    ("question", "claim", "support", "fits"),
    [
        ("青岑县的竹纸产值是多少？", "溪州市竹纸产业产值52.3亿元。", OTHER, False),
        ("溪州市和澜川市的产值各是多少？", "溪州市竹纸产业产值52.3亿元。", OTHER, True),
        ("2023年的产值是多少？", "2026年产值力争突破百亿元。", item("到2026年产值力争突破百亿元。"), False),
        ("2024年的报告提出了什么目标？", "2026年产值力争突破百亿元。", item("到2026年产值力争突破百亿元。"), True),
        ("竹纸产值是多少？", "溪州市竹纸产业产值52.3亿元。", OTHER, True),
        ("云岭省有几个市？", "溪州市竹纸产业产值52.3亿元。", OTHER, True),
    ],
)
def test_claim_concerns_place_and_year_of_the_question(
    question: str, claim: str, support: Evidence, fits: bool
) -> None:
    assert concerns(question, claim, [support]) is fits


def test_who_did_it_is_told_where_somebody_does_it() -> None:
    opened = item("4月2日，全市竹纸产业大会召开，顾望舒讲话。")
    chaired = item("市委副书记、市长沈砚秋主持会议。")
    assert fallback("全市竹纸产业大会由谁主持？", "", [opened, chaired]) == chaired
    assert fallback("全市竹纸产业大会由谁主持？", "", [opened]) is None


@pytest.mark.parametrize(
    "missing, other_words",
    [(("职业",), True), ((), False), (("地铁",), False), (("职业", "青岑县"), False), (("顾望舒",), False)],
)
def test_common_words_of_the_question_may_be_said_in_others(missing: tuple[str, ...], other_words: bool) -> None:
    assert in_other_words(missing, "青岑县的顾望舒的职业是什么？") is other_words


def test_target_under_the_heading_of_one_year_is_not_that_of_another() -> None:
    told = Evidence(
        Speech(id="c", path="c.txt", title="2025年政府工作报告", date="2025-01-14"),
        0,
        9,
        "固定资产投资增速10%",
        "固定资产投资增速10%",
        "2024年主要预期目标完成情况",
    )
    assert concerns("2024年固定资产投资的目标是多少？", told.text, [told])
    assert not concerns("2025年固定资产投资的目标是多少？", told.text, [told])


def test_true_sentence_that_answers_something_else_is_off_topic() -> None:
    told = item("市级层面的会议和文件再精简15%。")
    assert off_topic("顾望舒在大会上说要整治哪种毛病，见不到人？", told.text, [told])
    assert not off_topic("会议和文件要精简多少？", told.text, [told])


def test_what_was_aimed_at_is_not_what_came_about() -> None:
    aim, done = item("到2023年底，航线要达到40条。"), item("三年来累计开通航线46条，超过40条的目标。")
    assert fallback("实际开通航线多少条？", "", [aim, done]) == done
