import pytest

from corpus import Speech
from rag.verification.checks.roles import missing_deeds, wrong_offices
from tests.support.evidence import evidence, found

MEETING = Speech(id="s", path="s.txt", title="大会召开", start=0, end=99, speaker="宇文澈")


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("司徒映雪主持会议。", []),
        ("宇文澈出席会议。", []),
        ("宇文澈主持会议。", ["宇文澈主持"]),
        ("会议由副书记主持。", []),  # names nobody
    ],
)
def test_a_deed_is_of_whom_the_text_names(claim: str, wrong: list[str]) -> None:
    texts = ("宇文澈出席会议并讲话。", "市委副书记、市长司徒映雪主持会议。")
    assert found(missing_deeds, claim, *evidence(*texts, speech=MEETING)) == wrong


@pytest.mark.parametrize(
    ("claim", "text", "lost"),
    [
        ("他任澜川市委书记。", "他任中共澜川市委副书记、代市长。", ["书记"]),
        ("他任澜川市委副书记。", "他任中共澜川市委书记。", ["副书记"]),
        ("他任澜川市委书记。", "市委书记、市长和副书记出席。", []),
        ("副市长桑柏舟讲话。", "副市长桑柏舟到会讲话。", []),
        ("会议由主任主持。", "会议由谁主持没有说。", []),
        ("领导小组组长是桑柏舟。", "会议审议了领导小组名单，桑柏舟讲话。", ["组长"]),
        ("领导小组组长是桑柏舟。", "桑柏舟任护林领导小组组长。", []),
    ],
)
def test_deputy_is_not_the_one_he_stands_in_for(claim: str, text: str, lost: list[str]) -> None:
    unknown = Speech(id="u", path="u.txt", title="任前公示", start=0, end=99)
    assert found(wrong_offices, claim, *evidence(text, speech=unknown)) == lost
