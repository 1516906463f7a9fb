"""Whom lines of credit name."""

import pytest

from corpus.metadata.credits import find_credits


@pytest.mark.parametrize(
    ("text", "credits"),
    [
        ("云岭日报讯（记者 云中鹤 柳如烟）全市育林大会召开。", [("reporter", ("云中鹤", "柳如烟"))]),
        ("本报讯（全媒体記者裴远山、阮秋水）今天開會。", [("reporter", ("裴远山", "阮秋水"))]),
        ("（通讯员 沐晨 记者 裴远山）", [("reporter", ("沐晨", "裴远山"))]),
        ("记者：沈从周\n正文。", [("reporter", ("沈从周",))]),
        ("[责任编辑：沈从周]", [("editor", ("沈从周",))]),
        ("責編：沈從周\n", [("editor", ("沈從周",))]),
        ("图为现场。 云岭社记者 沈从周/摄\n", []),
        ("顾望舒对记者说，水清了。", []),
        ("《纸业》编辑部主办。", []),
    ],
)
def test_credits_are_read_with_their_spans(text: str, credits: list[tuple[str, tuple[str, ...]]]) -> None:
    found = list(find_credits(text))
    assert [(one.role, one.people) for one in found] == credits
    assert all(text[one.start : one.end].startswith(one.people[0]) for one in found)
