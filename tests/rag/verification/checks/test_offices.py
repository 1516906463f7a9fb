import pytest

from corpus import Speech
from rag.datamodel import Evidence
from rag.verification.checks.offices import promoted
from rag.verification.verifier import check


@pytest.mark.parametrize(
    ("claim", "text", "lost"),
    [
        ("他任澜川市委书记。", "他任中共澜川市委副书记、代市长。", ["书记"]),
        ("他任澜川市委副书记。", "他任中共澜川市委书记。", ["副书记"]),
        ("他任澜川市委书记。", "市委书记、市长和副书记出席。", []),
        ("副市长桑柏舟讲话。", "副市长桑柏舟到会讲话。", []),
        ("会议由主任主持。", "会议由谁主持没有说。", []),
    ],
)
def test_deputy_is_not_the_one_he_stands_in_for(claim: str, text: str, lost: list[str]) -> None:
    assert list(promoted(claim, [text])) == lost


def test_sentence_that_promotes_somebody_fails() -> None:
    speech = Speech(id="s", path="s.txt", title="任前公示", start=0, end=99)
    text = "1992年4月，尉迟清和担任中共青岑县委副书记、代县长。"
    evidence = [Evidence(speech, 0, len(text), text, text)]
    assert check("1992年4月，尉迟清和担任青岑县委副书记、代县长。", evidence).passed
    assert not check("1992年4月，尉迟清和担任青岑县委书记、代县长。", evidence).passed
