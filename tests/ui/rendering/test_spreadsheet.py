"""A list as a table, as CSV and as a workbook: all its lines, and no cell is a formula."""

import io

from openpyxl import load_workbook

from corpus import Speech
from rag import Row
from ui.rendering import spreadsheet

SOURCE = "竹纸产值达到86亿元。\n=1+1是算式。"


def rows(*titles: str) -> list[Row]:
    return [
        Row(Speech(f"{n:012x}", "a.txt", title, "顾望舒", date=f"202{n}"), 0, 11, SOURCE[:11], (("times", n),))
        for n, title in enumerate(titles)
    ]


def test_what_every_line_shares_is_no_column() -> None:
    assert spreadsheet.columns(rows("讲话", "报告")) == ("title", "date", "speaker", "times", "quote")
    assert spreadsheet.columns(rows("讲话")) == ("times", "quote")  # of one speech
    named = [Row(Speech(f"{n:012x}", "a.txt", word), 0, 2, word) for n, word in enumerate(("讲话", "报告"))]
    assert spreadsheet.columns(named) == ("title",)  # a catalogue


def test_every_line_is_in_the_table_and_leads_to_its_words() -> None:
    found = rows(*(f"讲话{n}<b>" for n in range(9)))
    html = spreadsheet.table(found, lambda speech, start, end: f"/speech/{speech}?span={start}-{end}")
    assert html.count("<tr>") == 10 and "<b>" not in html
    assert html.count("?span=0-11") == 18  # the title and the words
    assert "共 9 行" in html


def test_a_value_is_sorted_by_its_amount() -> None:
    facts = (("place", "澜川市"), ("value", "1.2万亿元"), ("amount", 1.2e12))
    html = spreadsheet.table([Row(Speech("a" * 12, "a.txt", "讲话"), 0, 2, "讲话", facts)] * 7, lambda *_: "/")
    assert '<data value="1200000000000.0">1.2万亿元</data>' in html and "换算值" not in html


def test_files_have_every_line_and_no_formula() -> None:
    line = Row(Speech("a" * 12, "a.txt", "=讲话"), 12, len(SOURCE), SOURCE[12:], (("times", 2),))
    sheet = load_workbook(io.BytesIO(spreadsheet.file_of([line, line], "xlsx"))).active
    head, first, second = sheet.iter_rows(values_only=True)
    assert head == ("序号", "次数", "讲话", "日期", "讲话人", "原文", "编号", "起", "止")
    assert first == (1, 2, "=讲话", None, None, "=1+1是算式。", "a" * 12, 12, 20) and second[0] == 2
    assert all(cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)
    text = spreadsheet.file_of([line], "csv").decode("utf-8-sig")
    assert text.splitlines()[1] == f"1,2,'=讲话,,,'=1+1是算式。,{'a' * 12},12,20"
