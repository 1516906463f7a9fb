import pytest

from corpus import Speech
from rag.datamodel import Evidence
from rag.question.mentions import mentions
from rag.verification.answer_relevance import concerns, contradicts, off_topic

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
