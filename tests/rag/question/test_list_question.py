"""What of a list a question asks for."""

import pytest

from rag.question.list_question import ListAsked, list_asked


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("“四新”行动具体是哪“四新”？", 4),
        ("六稳是哪六稳", 6),
        ("提了哪五点希望？", 5),
        ("在哪一年提出了哪三项任务？", 3),
        ("三月是哪三天开会", None),
    ],
)
def test_a_number_behind_which_counts_items(question: str, counted: int | None) -> None:
    found = list_asked(question)
    assert (found.counted if found else None) == counted


def test_an_item_alone() -> None:
    assert list_asked("报告的第三部分讲什么？") == ListAsked(None, 3)
