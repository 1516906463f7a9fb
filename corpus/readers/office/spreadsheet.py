"""Spreadsheets (.xlsx, .xls) as text: each row with the names of its columns, values as they are shown.

Sheets and rows that are hidden are left out and said.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.packages import opened
from corpus.readers.tabular.grid import Cell, table_lines

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
MAX_CELLS = 1_000_000
_DECIMALS = re.compile(r"0\.(0+)")
_GROUPED = ("#,##0", "#,##0_ ", "#,##0_);(#,##0)")


def read_xlsx(data: bytes) -> Content:
    """Return the text of a workbook.

    :raises UnreadableError: If it is damaged, protected or too large.
    """
    import openpyxl

    lines: list[str] = []
    warnings: list[str] = []
    with opened(data, "a spreadsheet"):
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if hidden := [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]:
            warnings.append(f"hidden sheets, not read: {', '.join(hidden)}")
        count = 0
        rows_hidden = 0
        for sheet in shown:
            rows_hidden += sum(1 for row in sheet.row_dimensions.values() if row.hidden)
            count += sheet.max_row * sheet.max_column
            if count > MAX_CELLS:
                raise UnreadableError("more than {limit:,} cells; split it", code="too_many_cells", limit=MAX_CELLS)
            found = [line for block in _blocks(_cells(sheet)) for line in table_lines(block)]
            if found and len(shown) > 1:
                lines.append(sheet.title)
            lines.extend(found)
        if rows_hidden:
            warnings.append(f"hidden rows, not read: {rows_hidden}")
    return Content("\n".join(lines), warnings=tuple(warnings))


def read_xls(data: bytes) -> Content:
    """Return the text of a workbook in the format of 1997.

    :raises UnreadableError: If it is damaged or protected.
    """
    import xlrd

    if data.startswith(b"PK"):
        return read_xlsx(data)
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, ValueError, LookupError, AssertionError, OverflowError) as error:
        if "ncrypted" in str(error):
            raise UnreadableError("protected by a password; save a copy without one", code="locked") from None
        raise UnreadableError(
            "a spreadsheet that is damaged; open it and save it as .xlsx", code="xls_damaged"
        ) from None
    lines: list[str] = []
    shown = [sheet for sheet in book.sheets() if not sheet.visibility]
    hidden = [sheet.name for sheet in book.sheets() if sheet.visibility]
    for sheet in shown:
        merged = {(top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells}
        covered = {
            (row, column)
            for (top, left), (high, wide) in merged.items()
            for row in range(top, top + high)
            for column in range(left, left + wide)
        } - set(merged)
        rows = [
            [
                Cell(_old_value(book, cell), *merged.get((row, column), (1, 1)))
                for column, cell in enumerate(sheet.row(row))
                if (row, column) not in covered
            ]
            for row in range(sheet.nrows)
        ]
        found = [line for block in _blocks(rows) for line in table_lines(block)]
        lines.extend([sheet.name] if found and len(shown) > 1 else [])
        lines.extend(found)
    warnings = (f"hidden sheets, not read: {', '.join(hidden)}",) if hidden else ()
    return Content("\n".join(lines), warnings=warnings)


def _cells(sheet: Any) -> list[list[Cell]]:
    """Return the rows of a sheet; merged cells once, with their extent."""
    merged = {(item.min_row, item.min_col): item for item in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for item in merged.values()
        for row in range(item.min_row, item.max_row + 1)
        for column in range(item.min_col, item.max_col + 1)
    } - set(merged)
    rows: list[list[Cell]] = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        if sheet.row_dimensions[number].hidden:
            continue
        cells = []
        for column, cell in enumerate(row, 1):
            if (number, column) in covered:
                continue
            item = merged.get((number, column))
            high, wide = (item.size["rows"], item.size["columns"]) if item else (1, 1)
            cells.append(Cell(_shown(cell.value, cell.number_format), high, wide))
        rows.append(cells)
    return rows


def _blocks(rows: Sequence[list[Cell]]) -> Iterator[list[list[Cell]]]:
    """Yield the tables of a sheet: blank rows part them."""
    block: list[list[Cell]] = []
    for row in rows:
        if any(cell.text for cell in row):
            block.append(row)
        elif block:
            # a row below a merged cell may be blank
            if any(cell.rows > 1 for above in block for cell in above):
                block.append(row)
                continue
            yield block
            block = []
    if block:
        yield block


def _shown(value: object, form: str) -> str:
    """Return a value as its cell shows it, near enough: percentages, decimals and days."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return _day(value.date(), form) if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, (dt.date, dt.time)):
        return _day(value, form) if isinstance(value, dt.date) else value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        decimals = len(match[1]) if (match := _DECIMALS.search(form)) else None
        if "%" in form:
            return f"{value * 100:.{decimals or 0}f}%"
        if decimals is not None or form in _GROUPED:
            return f"{value:,.{decimals or 0}f}" if "," in form else f"{value:.{decimals}f}"
        return f"{value:.12g}"
    return str(value).strip()


def _day(value: dt.date, form: str) -> str:
    """Return a day as 2024-03-18, or as its form has it in Chinese, which may be without a day."""
    if "年" not in form:
        return value.isoformat()
    return f"{value.year}年{value.month}月" + (f"{value.day}日" if "日" in form else "")


def _old_value(book: Any, cell: Any) -> str:
    import xlrd

    form = book.format_map[book.xf_list[cell.xf_index].format_key].format_str if cell.xf_index is not None else ""
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return _shown(xlrd.xldate_as_datetime(cell.value, book.datemode), form)
        except (ValueError, OverflowError):
            return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return _shown(bool(cell.value), form)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else _shown(cell.value, form)
