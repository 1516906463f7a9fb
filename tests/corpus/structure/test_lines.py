from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.structure.lines import split_lines
from tests.support.document_makers import PARAGRAPHS, TITLE

LONG = (PARAGRAPHS[0], PARAGRAPHS[2], PARAGRAPHS[4])


def broken(paragraphs: Sequence[str], width: int, *, indent: str = "", end: str = "\n") -> str:
    lines = []
    for paragraph in paragraphs:
        text = indent + paragraph
        lines.extend(text[start : start + width] for start in range(0, len(text), width))
    return end.join(lines) + end


def texts(text: str) -> list[str]:
    return [line.text for line in split_lines(text)]


@pytest.mark.parametrize("width", [20, 25, 33, 38])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_text_that_a_program_broke_at_its_width_has_its_paragraphs(width: int, end: str) -> None:
    assert texts(TITLE + end + broken(LONG, width, indent="　　", end=end)) == [TITLE, *LONG]


@pytest.mark.parametrize("width", [21, 27])
def test_a_mark_at_the_beginning_of_a_line_belongs_to_the_line_before(width: int) -> None:
    first = "去年全市竹纸产业产值达到一百八十亿元同比增长一成二带动就业三万二千人新增企业"[:width]
    text = f"{first}\n。{LONG[0][: width - 1]}\n{LONG[0][width - 1 : 2 * width - 1]}\n{LONG[0][2 * width - 1 : 60]}\n"
    assert texts(text)[0].startswith(first + "。")


def test_headings_and_items_begin_lines_of_their_own() -> None:
    text = broken([LONG[0]], 25) + "一、提高认识\n" + broken([LONG[1]], 25) + "二、突出重点\n" + broken([LONG[2]], 25)
    assert texts(text) == [LONG[0], "一、提高认识", LONG[1], "二、突出重点", LONG[2]]


def test_blank_lines_and_indents_part_paragraphs() -> None:
    assert texts("\n".join(broken([paragraph], 26) for paragraph in LONG)) == list(LONG)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(LONG),
        "青山一道同云雨\n明月何曾是两乡\n江流天地外山色\n有无中郡邑浮前\n浦波澜动远空襄\n",
        "\n".join(f"{name}县：产值一百八十亿元，同比增长一成二；" + "带动就业三万人" for name in "甲乙丙丁戊己"),
        "\n".join("县区\t产值\t增速\t就业\t企业\t出口\t进口\t人口甲" for _ in range(6)),
        "\n".join(f"{number}.新建成学校和医院以及道路桥梁还有水厂若干处" for number in range(1, 7)),
    ],
)
def test_lines_that_are_whole_stay(text: str) -> None:
    assert len(texts(text)) == len([line for line in text.split("\n") if line])


@settings(deadline=None)
@given(st.text("竹纸产业，。 \n\r\t　ab1", max_size=400))
def test_every_visible_character_lies_in_one_line_in_order(text: str) -> None:
    offsets = [at for line in split_lines(text) for at in line.offsets]
    assert offsets == sorted(set(offsets))
    assert {at for at, char in enumerate(text) if not char.isspace()} <= set(offsets)
    for line in split_lines(text):
        assert len(line.text) == len(line.offsets) == len(line.folded)
