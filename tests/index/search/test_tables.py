"""Cells of tables are found by their row and column, whatever format the table came in; no model is needed."""

import io
from collections.abc import Callable
from html import escape

import docx
import openpyxl
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index import Library

# (rows, columns) that a cell reaches over are written behind it; None is a place that another cell reaches over
Cell = tuple[str, int, int] | str | None
Table = list[list[Cell]]

HARVEST: Table = [
    ["片区", "县区", "产值（亿元）", "增速（%）", "带头人"],
    [("竹北", 2, 1), "青岑县", "37.6", "8.2", "陆守拙"],
    [None, "白苇县", "21.4", "", "阮竹西"],
    [("竹南", 2, 1), "石塘县", "", "5.9", "葛知远"],
    [None, "云溪区", "46.3", "7.1", ""],
]
WORKS: Table = [
    [("工程", 2, 1), ("2023年", 1, 2), None, ("2024年", 1, 2), None],
    [None, "计划", "完成", "计划", "完成"],
    ["环湖公路", "120", "96", "150", "148"],
    ["清泉水库", "35", "", "60", "58"],
    ["竹纸博览园", "", "12", "80", "71"],
]
TABLES = {"各县区竹纸产业产值表": HARVEST, "澜川市重点工程投资完成情况": WORKS}
# question, what names the row, what names the column, the cell
QUESTIONS = (
    ("青岑县的产值是多少亿元？", "青岑县", "产值", "37.6"),
    ("白苇县产值多少？", "白苇县", "产值", "21.4"),
    ("云溪区竹纸产业产值达到多少？", "云溪区", "产值", "46.3"),
    ("石塘县增速是多少？", "石塘县", "增速", "5.9"),
    ("青岑县的带头人是谁？", "青岑县", "带头人", "陆守拙"),
    ("白苇县的带头人是谁？", "白苇县", "带头人", "阮竹西"),
    ("石塘县的产值是多少？", "石塘县", "产值", "—"),
    ("白苇县的增速是多少？", "白苇县", "增速", "—"),
    ("环湖公路2023年完成多少？", "环湖公路", "2023年完成", "96"),
    ("环湖公路2024年计划投资多少？", "环湖公路", "2024年计划", "150"),
    ("清泉水库2023年完成多少？", "清泉水库", "2023年完成", "—"),
    ("清泉水库2024年完成投资多少？", "清泉水库", "2024年完成", "58"),
    ("竹纸博览园2023年计划多少？", "竹纸博览园", "2023年计划", "—"),
    ("竹纸博览园2024年完成多少？", "竹纸博览园", "2024年完成", "71"),
)


def flat(table: Table) -> list[list[str]]:
    """Return the table without merged cells: their text at each place, levels of a header in one name."""
    grid = [["" for _ in row] for row in table]
    for y, row in enumerate(table):
        for x, cell in enumerate(row):
            if cell is not None:
                text, rows, columns = cell if isinstance(cell, tuple) else (cell, 1, 1)
                for i in range(y, y + rows):
                    for j in range(x, x + columns):
                        grid[i][j] = text
    if table is WORKS:
        names = [a if a == b else a + b for a, b in zip(grid[0], grid[1], strict=True)]
        grid = [names, *grid[2:]]
    return grid


def as_csv(title: str, table: Table) -> bytes:
    return "\n".join([title, *(",".join(row) for row in flat(table))]).encode()


def as_markdown(title: str, table: Table) -> bytes:
    rows = [f"| {' | '.join(row)} |" for row in flat(table)]
    return "\n".join([f"# {title}", "", rows[0], "|" + "---|" * len(table[0]), *rows[1:], ""]).encode()


def as_html(title: str, table: Table) -> bytes:
    rows = ""
    for row in table:
        cells = ""
        for cell in row:
            if cell is not None:
                text, down, over = cell if isinstance(cell, tuple) else (cell, 1, 1)
                cells += f'<td rowspan="{down}" colspan="{over}">{escape(text)}</td>'
        rows += f"<tr>{cells}</tr>"
    page = f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1><table>{rows}</table>"
    return f"{page}<p>以上数字由各县区报送，市竹办汇总。</p></body></html>".encode()


def as_word(title: str, table: Table) -> bytes:
    document = docx.Document()
    document.add_heading(title, 1)
    drawn = document.add_table(len(table), len(table[0]))
    for y, row in enumerate(table):
        for x, cell in enumerate(row):
            if isinstance(cell, tuple):
                drawn.cell(y, x).merge(drawn.cell(y + cell[1] - 1, x + cell[2] - 1)).text = cell[0]
            elif cell is not None:
                drawn.cell(y, x).text = cell
    document.add_paragraph("以上数字由各县区报送，市竹办汇总。")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_sheet(title: str, table: Table) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title[:20]
    for y, row in enumerate(table, 1):
        for x, cell in enumerate(row, 1):
            text, down, over = cell if isinstance(cell, tuple) else (cell, 1, 1)
            if text:
                sheet.cell(y, x, float(text) if text.replace(".", "").isdigit() else text)
            if down > 1 or over > 1:
                sheet.merge_cells(start_row=y, start_column=x, end_row=y + down - 1, end_column=x + over - 1)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _pdf(title: str, table: Table, *, ruled: bool) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("STSong-Light", 16)
    canvas.drawString(60, 780, title)
    canvas.setFont("STSong-Light", 11)
    wide, high, left, top = 92, 24, 60, 740
    for y, row in enumerate(table):
        for x, cell in enumerate(row):
            if cell is None:
                continue
            text, down, over = cell if isinstance(cell, tuple) else (cell, 1, 1)
            x0, y0 = left + x * wide, top - y * high
            if ruled:
                canvas.rect(x0, y0 - down * high, over * wide, down * high)
            canvas.drawString(x0 + 6, y0 - high + 8, text)
    canvas.drawString(60, top - len(table) * high - 40, "以上数字由各县区报送，市竹办汇总，供各地参考使用。")
    canvas.save()
    return stream.getvalue()


def as_ruled_pdf(title: str, table: Table) -> bytes:
    return _pdf(title, table, ruled=True)


def as_unruled_pdf(title: str, table: Table) -> bytes:
    """Without lines nothing says that a cell is merged: each place has its text."""
    return _pdf(title, [list(row) for row in flat(table)], ruled=False)


FORMATS: dict[str, Callable[[str, Table], bytes]] = {
    "csv": as_csv,
    "md": as_markdown,
    "html": as_html,
    "docx": as_word,
    "xlsx": as_sheet,
    "ruled.pdf": as_ruled_pdf,
    "unruled.pdf": as_unruled_pdf,
}


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Library]:
    opened = {}
    for name, write in FORMATS.items():
        folder = tmp_path_factory.mktemp(name)
        for number, (title, table) in enumerate(TABLES.items()):
            (folder / f"{number}.{name}").write_bytes(write(title, table))
        opened[name] = Library.open(folder / "library")
        report = opened[name].add([folder / f"{number}.{name}" for number in range(len(TABLES))])
        assert not report.failed, report.failed
    return opened


def cells(text: str) -> list[dict[str, str]]:
    """Return the rows that a passage holds, each as {name of its column: value}."""
    lines = [line for line in text.splitlines() if "｜" in line]
    return [dict(pair.partition("：")[::2] for pair in line.rstrip("。").split("｜") if "：" in pair) for line in lines]


@pytest.mark.parametrize(("question", "row", "column", "value"), QUESTIONS)
@pytest.mark.parametrize("form", FORMATS)
def test_a_cell_is_found_by_its_row_and_column(
    libraries: dict[str, Library], form: str, question: str, row: str, column: str, value: str
) -> None:
    library = libraries[form]
    hit = library.hits([(chunk, score, "terms") for chunk, score in library.search_terms(question, 1)])[0]
    named = [one for one in cells(hit.text) if row in one.values()]
    assert named, hit.text
    wanted = [text for name, text in named[0].items() if name.replace("·", "").startswith(column)]
    assert wanted == [value], named[0]
