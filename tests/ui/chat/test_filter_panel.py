from corpus import Speech
from index import Filters
from rag import Implied
from ui.chat.filter_panel import chips, choices, summary

SPEECHES = [
    Speech("1", "a", "题甲", "顾望舒", date="2024-03-18", place="澜川市", occasion="大会", kind="讲话"),
    Speech("2", "b", "题乙", "顾望舒", date="2023-01-01", place="青岑县", kind="新闻"),
    Speech("3", "c", "题丙", "陆知行", place="青岑县"),
]


def test_choices_are_the_librarys_the_frequent_ones_first() -> None:
    assert choices(SPEECHES) == (["顾望舒", "陆知行"], ["青岑县", "澜川市"], ["讲话", "新闻"])


def test_chips_are_escaped_and_absent_without_anything_implied() -> None:
    assert chips((), "1") == ""
    shown = chips((Implied("title", "<script>\"'", "x", 1), Implied("place", "青岑县", "青岑县", 2)), "7")
    assert "<script" not in shown and "&lt;script&gt;" in shown
    assert shown.count('data-number="7"') == 2 and 'data-do="without" data-number="7" data-name="place"' in shown


def test_a_condition_that_was_left_out_can_be_brought_back() -> None:
    shown = chips((), "7", ("place",))
    assert "不按地点筛选" in shown and "Not by place" in shown
    assert 'data-do="with" data-number="7" data-name="place"' in shown
    assert chips((), "7", ("nothing we know",)) == ""


def test_a_line_sums_up_the_filters() -> None:
    assert summary(Filters(["顾望舒"], ["青岑县"], "2023", None, ["讲话"])) == "顾望舒 · 青岑县 · 讲话 · 2023 —"
