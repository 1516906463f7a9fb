import pytest

from corpus import Speech
from corpus.language.figures.kinds import Change, Kind
from rag.datamodel import Evidence, StatedFigure
from rag.question.mentions import mentions
from rag.verification.answer_relevance import (
    concerns,
    contradicts,
    of_another_period,
    of_the_other_kind,
    off_topic,
    tells_deed,
)

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
    assert concerns(mentions(question), claim, [support]) is fits


def test_true_sentence_that_answers_something_else_is_off_topic() -> None:
    told = item("市级层面的会议和文件再精简15%。")
    assert off_topic(mentions("顾望舒在大会上说要整治哪种毛病，见不到人？"), told.text, [told])
    assert not off_topic(mentions("会议和文件要精简多少？"), told.text, [told])


def test_what_its_own_words_say_of_another_year_or_place_contradicts() -> None:
    assert contradicts(mentions("2021年竹纸产业产值是多少？"), OTHER)
    assert contradicts(mentions("澜川市竹纸产业产值是多少？"), OTHER)
    assert not contradicts(mentions("2022年溪州市竹纸产业产值是多少？"), OTHER)
    assert not contradicts(mentions("2023年竹纸产业产值是多少？"), FIGURE)


def test_a_county_is_named_with_or_without_the_level_of_its_city() -> None:
    here = Speech(id="c", path="c.txt", title="澜川市青石区竹纸局以党建引领造纸", date="2020-03-01")
    told = item("去年卖竹纸200万元，澜川市民最爱。", here)
    assert not contradicts(mentions("澜川青石区去年卖了多少竹纸？"), told)
    assert contradicts(mentions("溪州青岑县去年卖了多少竹纸？"), told)


def test_what_is_no_place_edition_or_year_of_the_thing_contradicts_nothing() -> None:
    ahead = item("做好2025年将在青岑县举办的竹业博览会的准备工作。")
    assert not contradicts(mentions("2024年的讲话里说，博览会要在哪里办？"), ahead)
    assert contradicts(mentions("2023年的讲话里说，博览会要在哪里办？"), ahead)
    second = item("澜川市获得第二届竹业博览会举办权。")
    assert not contradicts(mentions("澜川拿下的是哪一届博览会？"), second)
    assert contradicts(mentions("第三届博览会在哪里办？"), second)
    assert not contradicts(mentions("顾望舒说要以省会为中心办什么博览会？"), second)
    assert not contradicts(mentions("接他当代理省长的是谁？"), second)


@pytest.mark.parametrize(
    ("question", "period", "fits"),
    [
        ("2018年竹纸产值是多少？", (2020, 2022), False),
        ("2021年竹纸产值是多少？", (2020, 2022), True),
        ("竹纸产值是多少？", (2020, 2022), True),
        ("2024年的报告说竹纸产值多少？", (2020, 2022), True),  # the year of the speech
        ("2018年竹纸产值是多少？", (None, None), False),  # unknown: its document's date tells
    ],
)
def test_a_figure_whose_period_is_known_is_of_that_period(
    question: str, period: tuple[int | None, int | None], fits: bool
) -> None:
    text = "竹纸产值突破50亿元。"
    figure = StatedFigure("50亿元", *period, Change.NONE, Kind.RESULT)
    told = Evidence(HERE, 0, len(text), text, text, figures=(figure,))
    assert concerns(mentions(question), text, [told]) is fits
    assert concerns(mentions(question), "竹纸产值突破五十亿元。", [told]) is fits


@pytest.mark.parametrize(
    ("question", "told", "fits"),
    [
        ("第二届竹文化节在哪里办？", "办好第三届竹文化节。", False),
        ("第三届竹文化节在哪里办？", "办好第三届竹文化节。", True),
        ("竹文化节在哪里办？", "办好第三届竹文化节。", True),
        ("第二届竹文化节在哪里办？", "竹文化节办得很好。", True),
        ("产业园二期投资多少？", "产业园一期投资36亿元。", False),
        ("产业园二期投资多少？", "产业园总投资36亿元。", True),
        ("五届三次会议哪天开的？", "政协五届三次会议今天闭幕。", True),
        ("五届二次会议哪天开的？", "政协五届三次会议今天闭幕。", False),
    ],
)
def test_what_is_told_of_one_of_several_is_not_of_another(question: str, told: str, fits: bool) -> None:
    assert concerns(mentions(question), told, [item(told)]) is fits
    assert concerns(mentions(question), question.replace("？", "。"), [item(told)]) is fits  # as a model words it
    assert contradicts(mentions(question), item(told)) is not fits


@pytest.mark.parametrize(
    ("question", "told", "tells"),
    [
        ("大会由谁主持？", "宇文澈出席会议并讲话。", False),
        ("大会由谁主持？", "司徒映雪主持会议。", True),
        ("大会在哪里开的？", "宇文澈出席会议并讲话。", True),
    ],
)
def test_a_deed_is_told_where_it_is_named(question: str, told: str, tells: bool) -> None:
    assert tells_deed(mentions(question), item(told)) is tells


def test_how_things_stand_is_told_by_no_aim_and_a_year_by_no_other_period() -> None:
    text = "把每单成本降到6元以下。"
    aim = Evidence(HERE, 0, len(text), text, text, figures=(StatedFigure("6元", 2022, 2022, Change.NONE, Kind.AIM),))
    assert of_the_other_kind(mentions("目前每单成本是多少？"), aim)
    assert not of_the_other_kind(mentions("每单成本要降到多少？"), aim) and not of_the_other_kind(
        mentions("目前如何？"), FIGURE
    )
    reached = Evidence(
        HERE, 0, len(text), text, text, figures=(StatedFigure("6元", 2022, 2022, Change.NONE, Kind.RESULT),)
    )
    assert of_the_other_kind(mentions("每单成本的目标定在多少？"), reached)
    assert not of_the_other_kind(mentions("每单成本的目标实现了多少？"), reached)
    assert of_another_period(mentions("2023年每单成本多少？"), aim)
    assert not of_another_period(mentions("2022年每单成本多少？"), aim)
    assert not of_another_period(mentions("每单成本多少？"), aim)


def test_a_sentence_of_this_year_that_names_the_next_ones_does_not_contradict() -> None:
    told = item("今年建成两条铁路，里程突破3400公里，2027年、2028年再建成三条。")  # told in 2024
    assert not contradicts(mentions("2024年铁路里程要突破多少公里？"), told)
    assert contradicts(mentions("2021年铁路里程是多少公里？"), told)
