"""Rows of items inside running text: what may be a list, and where its items begin and end."""

import pytest

from rag.extractive.lists.inline_lists import CLAUSES, JOINED, SENTENCES, inline_lists, item_spans


def _spans(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text."""
    found, begin = [], 0
    for at, char in enumerate(text):
        if char == "。":
            found.append((begin, at + 1))
            begin = at + 1
    return found or [(0, len(text))]


def _lists(text: str, *words: str, number: int | None = None) -> list[tuple[int, list[str]]]:
    found = inline_lists(text, _spans(text), words, number)
    return [(one.rank, [text[a:b] for a, b in item_spans(text, one)]) for one in found]


@pytest.mark.parametrize(
    ("text", "words", "number", "rank", "items"),
    [
        ("要弘扬竹乡精神、修渠精神、窑火精神。", ("精神",), None, JOINED, ["竹乡精神", "修渠精神", "窑火精神"]),
        ("严格落实不误农时、不误工期、不误课程的要求。", (), 3, JOINED, ["不误农时", "不误工期", "不误课程"]),
        ("坚决破除“唯产值、唯规模、唯速度”。", ("唯",), None, JOINED, ["唯产值", "唯规模", "唯速度"]),
        ("推进河湾风电、岭上光伏、库区储能三大清洁基地建设。", (), 3, JOINED, ["河湾风电", "岭上光伏", "库区储能"]),
        ("打造造纸中心、物流中心和展销中心。", ("中心",), 3, JOINED, ["造纸中心", "物流中心", "展销中心"]),
        (
            "扩大市场，向竹要增量，向水要增量，向风要增量，以此带动全县。",
            ("增量",),
            None,
            CLAUSES,
            ["向竹要增量", "向水要增量", "向风要增量"],
        ),
        (
            "弘扬吃苦在前、不怕路远的修渠精神，一丝不苟、代代相传的造纸精神，有约必守、风雨不停的渡口精神。",
            ("精神",),
            3,
            CLAUSES,
            ["弘扬吃苦在前、不怕路远的修渠精神", "一丝不苟、代代相传的造纸精神", "有约必守、风雨不停的渡口精神"],
        ),
        (
            "各位同志要记牢。当好引路人。当好推动者。当好贴心人。",
            ("当好",),
            None,
            SENTENCES,
            ["当好引路人", "当好推动者", "当好贴心人"],
        ),
    ],
)
def test_the_list_is_among_the_candidates(
    text: str, words: tuple[str, ...], number: int | None, rank: int, items: list[str]
) -> None:
    assert (rank, items) in _lists(text, *words, number=number)


def test_what_joins_things_is_one_list() -> None:
    """Of what 、 joins no part is a list of its own, though it ends alike."""
    text = "开展伏篾赛、破篾赛、编篮赛、造纸比武。"
    assert [items for rank, items in _lists(text) if rank == JOINED] == [["伏篾赛", "破篾赛", "编篮赛", "造纸比武"]]


def test_brackets_are_not_divided_and_a_colon_ends_what_leads() -> None:
    text = "三件事：修渠（含引水、护坡、清淤）、植树、办学。"
    lists = [items for _, items in _lists(text)]
    assert ["修渠（含引水、护坡、清淤）", "植树", "办学"] in lists
    assert not any("引水" in items for items in lists)


def test_items_are_spans_of_the_text_in_order() -> None:
    text = "要备好竹篾、窑柴、渡船等物资，不误农时、不误工期。要办好学、修好渠、护好林。"
    for one in inline_lists(text, _spans(text), (), None):
        spans = item_spans(text, one)
        assert all(a < b for a, b in spans) and [*spans] == sorted(spans)
        assert all(text[a:b].strip("、，。") == text[a:b] for a, b in spans)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("重点发展石油化工、工程机械、工业软件。", ["石油化工", "工程机械", "工业软件"]),
        ("重点发展高新竹艺、新式造纸、新型窑炉。", ["高新竹艺", "新式造纸", "新型窑炉"]),
        ("开办了幼儿园、小学、高等院校三类学校。", ["幼儿园", "小学", "高等院校"]),
        ("讲的是公平、正义、平等。", ["公平", "正义", "平等"]),
        ("朴实的山、清澈的水、可爱的人。", ["朴实的山", "清澈的水", "可爱的人"]),
        ("要保护古树、修复林道、弘扬“竹乡精神”。", ["保护古树", "修复林道", "弘扬“竹乡精神”"]),
        ("抓好“三农”工作、“双拥”共建、“河长”责任。", ["“三农”工作", "“双拥”共建", "“河长”责任"]),
        ("弘扬竹乡精神、窑火精神、以精神文明为魂的创新精神。", ["竹乡精神", "窑火精神", "以精神文明为魂的创新精神"]),
        ("修订《护林、护竹条例》、《渡口条例》、《古树条例》。", ["《护林、护竹条例》", "渡口条例", "古树条例"]),
        ("投资1,200万元、3,400万元、5,600万元。", ["1,200万元", "3,400万元", "5,600万元"]),
        ("发展特种竹纸、竹基材料、低空运动“三大赛道”。", ["特种竹纸", "竹基材料", "低空运动"]),
    ],
)
def test_items_are_whole(text: str, items: list[str]) -> None:
    found = [each for rank, each in _lists(text) if rank == JOINED and len(each) == len(items)]
    assert any(all(one in each for one, each in zip(items, some, strict=True)) for some in found)
    assert all(some[1:] == items[1:] and some[0].endswith(items[0]) for some in found)


def test_and_inside_brackets_or_words_divides_nothing() -> None:
    assert all("引水" not in items[-1][:2] for _, items in _lists("植树、办学、修渠（引水和护坡）。"))
    lists = [items for _, items in _lists("建平安社区、绿色社区、和谐社区。", number=3)]
    assert lists and all(items[1:] == ["绿色社区", "和谐社区"] for items in lists)


def test_of_a_pair_one_other_item_tells_nothing() -> None:
    lists = [items for _, items in _lists("打造造纸中心、中小企业中心。", "中心", number=2)]
    assert lists and all("造纸中心" in items[0] for items in lists)
