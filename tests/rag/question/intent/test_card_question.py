"""Which facts of a document are asked for."""

import pytest

from rag.question.intent.card_question import card_asked, card_fields


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("裴长赓写的那篇是登在什么报纸上的，哪天的？", {"date", "publisher"}),
        ("这个讲话是在什么场合讲的？时间也告诉我一下", {"date", "occasion"}),
        ("这篇是谁写的", {"speaker"}),
        ("作者是什么职务", {"role"}),
        ("谁主持了会议？", set()),
        ("工程哪年建成？", set()),
        ("文章中哪些做法受到表扬", set()),
    ],
)
def test_fields_are_told_one_from_the_other(question: str, fields: set[str]) -> None:
    assert set(card_fields(question)) == fields


def test_what_was_before_is_on_no_card() -> None:
    assert card_asked("作者以前是什么职务", "作者以前是什么职务", []) is None
