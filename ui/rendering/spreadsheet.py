"""Rows as CSV or as a workbook. A text that begins like a formula is no formula in either."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

Cell = str | int | float | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = tuple("=+@\t\r")


def guarded(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula; a minus before a number stays."""
    if not isinstance(cell, str):
        return cell
    formula = cell.startswith(_FORMULA) or (cell.startswith("-") and not cell[1:2].isdigit())
    return f"'{cell}" if formula else cell


def csv_text(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, mark: bool = False) -> str:
    """Return rows as CSV.

    :param mark: Whether a byte order mark stands first: by it office programs know that it is UTF-8.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return ("\ufeff" if mark else "") + stream.getvalue()


def workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as an .xlsx of one sheet, the head frozen. Numbers that came as numbers are numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(char for char in title if char not in r"[]:*?/\ ")[:31] or "data")
    sheet.freeze_panes = "A2"
    names = [WriteOnlyCell(sheet, value=name) for name in head]
    for name in names:
        name.font = Font(bold=True)
    sheet.append(names)
    for row in rows:
        sheet.append([_plain(sheet, cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _plain(sheet: object, cell: Cell) -> object:
    if not isinstance(cell, str):
        return cell
    try:
        made = WriteOnlyCell(sheet, value=cell)
    except IllegalCharacterError:  # what XML cannot hold
        made = WriteOnlyCell(sheet, value="".join(char if char.isprintable() else " " for char in cell))
    made.data_type = "s"  # not a formula, whatever it begins with
    return made
