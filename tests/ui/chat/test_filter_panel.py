from corpus import Speech
from index import Filters
from rag import Implied
from ui.chat.filter_panel import chips, choice_chips, summary
from ui.chat.source_choices import choices

SPEECHES = [
    Speech("1", "a", "题甲", "顾望舒", date="2024-03-18", place="澜川市", occasion="大会", kind="讲话"),
    Speech("2", "b", "题乙", "顾望舒", date="2023-01-01", place="青岑县", kind="新闻"),
    Speech("3", "c", "题丙", "陆知行", place="青岑县"),
]


def values(found: list[tuple[str, str]]) -> list[str]:
    return [value for _, value in found]


def test_choices_are_the_librarys_in_order_of_their_sounds() -> None:
    found = choices(SPEECHES, {})
    assert values(found.speakers) == ["顾望舒", "陆知行"]  # gu, lu
    assert values(found.places) == ["澜川市", "青岑县"]  # lan, qing, though that is the more frequent
    assert values(found.kinds) == ["讲话", "新闻"]
    assert found.documents[0] == ("题甲（2024-03-18）", "1") and len(found.documents) == 3


def test_both_scripts_are_one_value_and_what_is_no_name_is_not_offered() -> None:
    found = choices(
        [
            Speech("1", "a", "甲", "顧望舒", place="澜川市"),
            Speech("2", "b", "乙", "顾望舒", place="瀾川市"),
            Speech("3", "c", "丙", "顾望舒", place="扫一扫关注我们"),
            Speech("4", "d", "丁", "责任编辑：王", place="2024年"),
            Speech("5", "e", "戊", "会议*", place="上一篇"),
        ],
        {},
    )
    assert found.speakers == [("顾望舒", "顾望舒")]
    assert [shown for shown, _ in found.places] == ["澜川市"]


def test_names_in_both_scripts_and_of_any_length_are_in_order_of_their_sounds() -> None:
    names = ["周砚", "王一", "李思远", "陈墨", "安若", "張三", "赵四", "沈砚秋", "沈从周"]
    found = choices([Speech(name, name, "题", name) for name in names for _ in range(2)], {})
    assert [shown for shown, _ in found.speakers] == [
        "安若", "陈墨", "李思远", "沈从周", "沈砚秋", "王一", "张三", "赵四", "周砚",
    ]  # fmt: skip


def test_tags_are_offered_in_order_of_their_sounds_those_with_digits_first() -> None:
    found = choices(SPEECHES, {"1": ("第一批", "党代会", "2024"), "2": ("党代会",), "gone": ("旧",)})
    assert values(found.tags) == ["2024", "党代会", "第一批"]
    assert summary(Filters(tags=["党代会"])) == "党代会"
    assert 'data-name="tag" data-value="党代会"' in choice_chips(Filters(tags=["党代会"]), {}, 2)


def test_folders_are_those_below_the_one_that_holds_all() -> None:
    def speech(path: str) -> Speech:
        return Speech(path, path, path)

    paths = ("/a/in/2023/x.txt", "/a/in/2024/y.zip!/b/z.txt", "/a/in/w.txt")
    found = choices([speech(path) for path in paths], {}).folders
    assert [shown for shown, _ in found] == ["2023", "2024", "2024/y.zip", "2024/y.zip/b"]
    assert Filters(folders=[found[1][1]]).accepts(speech("/a/in/2024/y.zip!/b/z.txt"))
    assert not Filters(folders=[found[1][1]]).accepts(speech("/a/in/2023/2024.txt"))
    assert choices([speech("/a/in/x.txt"), speech("/a/in/y.txt")], {}).folders == [] == choices([], {}).folders


def test_each_choice_is_a_chip_that_can_be_taken_away() -> None:
    shown = choice_chips(Filters(["顾望舒"], ids=["x1"], since="2023"), {"x1": "<b>题</b>"}, 2)
    assert "只在 2 篇里找" in shown and "&lt;b&gt;题" in shown and "<b>题" not in shown
    for name, value in (("speaker", "顾望舒"), ("document", "x1"), ("since", "2023")):
        assert f'data-do="unchoose" data-name="{name}" data-value="{value}"' in shown
    assert choice_chips(Filters(), {}, 3) == ""


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
