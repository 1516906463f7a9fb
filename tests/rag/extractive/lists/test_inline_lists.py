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
            "弘扬吃苦在前、不怕路远的修渠精神，一丝不苟、代代相传的造纸精神，守望相助、风雨同舟的渡口精神。",
            ("精神",),
            3,
            CLAUSES,
            ["弘扬吃苦在前、不怕路远的修渠精神", "一丝不苟、代代相传的造纸精神", "守望相助、风雨同舟的渡口精神"],
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
    text = "要精心做好交通、餐饮、住宿等服务，不误农时、不误工期。要办好学、修好渠、护好林。"
    for one in inline_lists(text, _spans(text), (), None):
        spans = item_spans(text, one)
        assert all(a < b for a, b in spans) and [*spans] == sorted(spans)
        assert all(text[a:b].strip("、，。") == text[a:b] for a, b in spans)
