"""Meetings that a question names in short."""

import pytest

from corpus import Speech
from rag.question.filters.abbreviated import Meetings


def speech(number: int, title: str, occasion: str | None = None) -> Speech:
    return Speech(f"s{number}", str(number), title, None, None, None, None, occasion, None, "讲话")


SPEECHES = [
    speech(1, "在全市竹农和竹匠代表大会上的讲话"),
    speech(2, "竹业新闻", "澜川市先进竹农和渡工表彰大会"),
    speech(3, "竹业要闻", "溪州市先进竹农和渡工表彰大会"),
    speech(4, "致辞", "第三届江上竹船博览会"),
    speech(5, "在造纸领域专家代表座谈会上的讲话", "造纸领域专家代表座谈会"),
]


@pytest.mark.parametrize(
    ("question", "words", "ids"),
    [
        ("全市竹农代表大会上讲了什么", "全市竹农代表大会", {"s1"}),
        ("澜川竹农表彰大会由谁主持？", "澜川竹农表彰大会", {"s2"}),
        ("在溪州先进竹农表彰大会上发言的是谁", "溪州先进竹农表彰大会", {"s3"}),
        ("造纸专家座谈会的第四点", "造纸专家座谈会", {"s5"}),
    ],
)
def test_a_short_name_keeps_characters_of_the_long_one(question: str, words: str, ids: set[str]) -> None:
    found = Meetings.of(SPEECHES).named_in(question)
    assert found is not None and (found.words, found.ids) == (words, frozenset(ids))


@pytest.mark.parametrize(
    "question",
    [
        "竹农表彰大会由谁主持？",  # two were held
        "青岑竹农表彰大会由谁主持？",  # another place's
        "第五届江上竹船博览会在哪里办？",  # another one of several
        "座谈会上讲了什么？",
        "造纸领域专家代表座谈会的第四点",  # in full: that is told elsewhere
    ],
)
def test_what_may_be_another_meeting_is_none(question: str) -> None:
    assert Meetings.of(SPEECHES).named_in(question) is None
