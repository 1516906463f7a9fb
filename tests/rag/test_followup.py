import pytest

from rag import Turn
from rag.followup import complete, is_follow_up


def asked(*questions: str, said: str = "") -> list[Turn]:
    turns = [Turn("user", question) for question in questions]
    return [*turns, Turn("assistant", said)] if said else turns


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("澜川市的竹纸产值突破了多少？", "那低空物流营收呢？", "澜川市的低空物流营收突破了多少？"),
        ("澜川市2023年竹纸产值是多少？", "2024年呢？", "澜川市2024年竹纸产值是多少？"),
        ("澜川市2023年竹纸产值是多少？", "那溪州市呢？", "溪州市2023年竹纸产值是多少？"),
        ("博物馆有多大？", "总投资呢？", "博物馆的总投资有多大？"),
    ],
)
def test_what_is_new_takes_the_place_of_its_like(before: str, question: str, whole: str) -> None:
    assert complete(question, asked(before)) == whole


def test_pronoun_becomes_the_person_answered() -> None:
    whole = complete("他提出了什么要求？", asked("谁主持了会议？", said="闻人楷主持了会议。"), ["闻人楷"])
    assert "闻人楷提出了什么要求" in whole


def test_what_cannot_be_substituted_keeps_the_question_before() -> None:
    whole = complete("它的总投资是多少？", asked("竹编博物馆建筑面积多大？"))
    assert "竹编博物馆" in whole and "总投资" in whole


def test_follow_ups_chain() -> None:
    history = asked("澜川市2023年竹纸产值是多少？", "2024年呢？")
    assert complete("那溪州市呢？", history) == "溪州市2024年竹纸产值是多少？"


def test_new_topic_carries_nothing_over() -> None:
    assert complete("换个话题，青岑县有多少个行政村？", asked("竹纸产值是多少？")) == "青岑县有多少个行政村？"


@pytest.mark.parametrize(
    "question", ["青岑县低空物流航线有多少条？", "沈砚秋在政府工作报告中提出了哪些目标？", "那曲桥工程总投资多少？"]
)
def test_whole_question_is_left_alone(question: str) -> None:
    assert complete(question, []) == question
    if not question.startswith("那"):
        assert complete(question, asked("竹纸产值是多少？")) == question


@pytest.mark.parametrize("question", ["那呢？", "为什么？", "2024年呢？", "该县有几个镇？"])
def test_incomplete_question_is_recognised(question: str) -> None:
    assert is_follow_up(question)
