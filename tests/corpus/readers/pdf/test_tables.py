import io
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.pdf.text_layer import read_pdf
from tests.support.document_makers import PARAGRAPHS, broken

ROWS = [
    ["县区", "水库（座）", "投资（亿元）", "备注"],
    ["桑溪县", "31", "", ""],
    ["梓水区", "", "5.4", "含新区"],
    ["望澜县", "22", "7.1", "合并统计"],
]
LINES = [
    "县区：桑溪县｜水库（座）：31｜投资（亿元）：—｜备注：—",
    "县区：梓水区｜水库（座）：—｜投资（亿元）：5.4｜备注：含新区",
    "县区：望澜县｜水库（座）：22｜投资（亿元）：7.1｜备注：合并统计",
]


def page(rows: Sequence[Sequence[str]], lines: str, *, width: float = 110, size: float = 11) -> list[str]:
    """Return the lines of a page with a paragraph, a table and a paragraph.

    :param lines: How it is ruled: `cells` (a box each), `strokes`, `rules` (above, below and under the header), none.
    """
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("STSong-Light", size)
    y = 760.0
    for line in broken(PARAGRAPHS[0], 36):
        canvas.drawString(60 + (24 if line.startswith("　　") else 0), y, line.lstrip("　"))
        y -= 18
    top, columns = y, len(rows[0])
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if lines == "cells":
                canvas.rect(60 + column * width, top - 20 * (row + 1), width, 20)
            canvas.drawString(64 + column * width, top - 20 * row - 14, text)
    bottom = top - 20 * len(rows)
    if lines == "strokes":
        for row in range(len(rows) + 1):
            canvas.line(60, top - 20 * row, 60 + width * columns, top - 20 * row)
        for column in range(columns + 1):
            canvas.line(60 + column * width, top, 60 + column * width, bottom)
    elif lines == "rules":
        for y in (top, top - 20, bottom):
            canvas.line(60, y, 60 + width * columns, y)
    y = bottom - 30
    for line in broken(PARAGRAPHS[2], 36):
        canvas.drawString(60 + (24 if line.startswith("　　") else 0), y, line.lstrip("　"))
        y -= 18
    canvas.save()
    return read_pdf(stream.getvalue()).text.split("\n")


@pytest.mark.parametrize("lines", ["cells", "strokes", "rules", ""])
def test_a_value_stands_under_its_own_column(lines: str) -> None:
    assert page(ROWS, lines) == [PARAGRAPHS[0], *LINES, PARAGRAPHS[2]]


@pytest.mark.usefixtures("chinese_font")
@pytest.mark.parametrize("lines", ["cells", "strokes"])
def test_narrow_cells_do_not_run_together(lines: str) -> None:
    rows = [["县", "一月", "二月", "三月"], ["桑溪", "31", "4", "5"], ["梓水", "", "6", "12"]]
    assert page(rows, lines, width=34)[1:3] == [
        "县：桑溪｜一月：31｜二月：4｜三月：5",
        "县：梓水｜一月：—｜二月：6｜三月：12",
    ]


def merged(rows: Sequence[tuple[float, float, float, float, str]]) -> list[str]:
    """Return the lines of a page with boxes (left, top, width, height, text), in units of 80 by 20 points."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("STSong-Light", 10)
    for left, top, width, height, text in rows:
        canvas.rect(60 + 80 * left, 700 - 20 * (top + height), 80 * width, 20 * height)
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(63 + 80 * left, 700 - 20 * (top + height / 2) - 4 - 12 * number, line)
    canvas.save()
    return read_pdf(stream.getvalue()).text.split("\n")


def test_a_cell_merged_downwards_stands_in_each_row() -> None:
    boxes = [
        (0, 0, 1, 1, "类别"), (1, 0, 1, 1, "项目"), (2, 0, 1, 1, "投资"),
        (0, 1, 1, 2, "交通"), (1, 1, 1, 1, "大桥"), (2, 1, 1, 1, "6.2"),
        (1, 2, 1, 1, "环路"), (2, 2, 1, 1, ""),
    ]  # fmt: skip
    assert merged(boxes) == ["类别：交通｜项目：大桥｜投资：6.2", "类别：交通｜项目：环路｜投资：—"]


@pytest.mark.usefixtures("chinese_font")
def test_a_header_merged_across_gives_each_column_both_names() -> None:
    boxes = [
        (0, 0, 1, 2, "县"), (1, 0, 2, 1, "投资"), (1, 1, 1, 1, "计划"), (2, 1, 1, 1, "完成"),
        (0, 2, 1, 1, "桑溪"), (1, 2, 1, 1, "3"), (2, 2, 1, 1, "4"),
    ]  # fmt: skip
    assert merged(boxes) == ["县：桑溪｜投资·计划：3｜投资·完成：4"]


@pytest.mark.usefixtures("chinese_font")
def test_a_value_merged_across_has_the_names_of_its_columns() -> None:
    boxes = [
        (0, 0, 1, 1, "县"), (1, 0, 1, 1, "计划"), (2, 0, 1, 1, "完成"),
        (0, 1, 1, 1, "桑溪"), (1, 1, 2, 1, "合并统计"),
    ]  # fmt: skip
    assert merged(boxes) == ["县：桑溪｜计划、完成：合并统计"]


def test_a_line_broken_in_its_cell_is_joined_and_a_short_one_is_not() -> None:
    boxes = [
        (0, 0, 1, 1, "任务"), (1, 0, 1, 1, "单位"),
        (0, 1, 1, 3, "新建城区第二自\n来水厂"), (1, 1, 1, 3, "水利局\n住建局"),
    ]  # fmt: skip
    assert merged(boxes) == ["任务：新建城区第二自来水厂｜单位：水利局 住建局"]


def test_a_frame_around_the_page_is_no_table() -> None:
    assert merged([(0, 0, 5, 20, "在澜川市的讲话")]) == ["在澜川市的讲话"]


def test_verse_in_two_columns_is_no_table() -> None:
    rows = [["青山一道", "明月两乡"], ["江流天外", "山色有无"], ["云横秦岭", "雪拥蓝关"]]
    assert "：" not in "".join(page(rows, "")[1:4])
