"""Which facts of a document are asked for."""

import pytest

from rag.question.intent.card_question import card_asked, card_fields, fields_asked


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


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("渔港整治那份报告是哪天、在哪个会上作的", {"date", "occasion"}),
        ("讲夜校教育那篇，作者、职务、发表时间都告诉我", {"speaker", "role", "date"}),
        ("护林大会那篇报道是哪家报纸哪位记者写的", {"publisher", "reporter"}),
        ("这篇讲话是哪年哪月哪日讲的", {"date"}),
        ("护林大会那篇登在哪天的报上", {"date"}),
        ("护林大会那篇登在哪家报上", {"publisher"}),
    ],
)
def test_as_many_fields_are_asked_for_as_there_are_things_in_a_row_or_words_that_ask(
    question: str, fields: set[str]
) -> None:
    assert set(fields_asked(question)) == fields


def test_what_was_before_is_on_no_card() -> None:
    assert card_asked("作者以前是什么职务", "作者以前是什么职务", []) is None


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("育林大会的消息是哪位记者报道的", ("reporter",)),
        ("那篇稿子出自什么刊物？记者叫什么名字？", ("publisher", "reporter")),
        ("沈砚秋那篇是哪位责编编的", ("editor",)),
        ("责编是谁？产值多少？", ()),  # the second is on no card
        ("书记在记者会上讲了什么", ()),
        ("谁对记者说水清了", ()),
    ],
)
def test_who_reported_and_who_edited_is_on_the_card(question: str, fields: tuple[str, ...]) -> None:
    asked = card_asked(question, question, [])
    assert (asked.fields if asked else ()) == fields
