"""Rows as CSV, as a workbook, or as a table of a page. A text that begins like a formula is no formula in the files.

The lines of a list become rows here; `static/tables.js` has a reader sort them by any column.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

from rag import Row
from ui.i18n import texts
from ui.rendering.markup import attribute, both, escape, filled

Cell = str | int | float | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FROM = 6
"""Lines from which a list is shown as a table: what is said in words has five of them, or ten."""
_WORDS = 140  # characters of a passage in a cell
_ENDINGS = ("xlsx", "csv")
_SOURCE = ("title", "date", "speaker")
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


def is_table(rows: Sequence[Row]) -> bool:
    """Return whether a list is long enough to be shown as a table."""
    return len(rows) >= FROM


def columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the names of the columns that the lines of a list need, in order.

    Of lines that are all of one speech its title tells nothing; of speeches that are listed by their titles neither
    does the passage.
    """
    facts = tuple(name for name, _ in rows[0].facts if name != "times") if rows else ()
    times = ("times",) if rows and "times" in dict(rows[0].facts) else ()
    several = len({row.speech.id for row in rows}) > 1
    source = tuple(name for name in _SOURCE if several and any(getattr(row.speech, name) for row in rows))
    words = () if several and all(_one_line(row.quote) == _one_line(row.speech.title) for row in rows) else ("quote",)
    return (*facts, *source, *times, *words)


def cells(rows: Sequence[Row], names: Sequence[str]) -> Iterable[list[Cell]]:
    """Yield the cells of each line under some columns."""
    for row in rows:
        facts = dict(row.facts)
        known: dict[str, Cell] = {
            **facts,
            **{name: getattr(row.speech, name) for name in _SOURCE},
            "quote": _one_line(row.quote),
            "speech": row.speech.id,
            "start": row.start,
            "end": row.end,
        }
        yield [known.get(name) for name in names]


def printed(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Return the head and every line of a list as paper has them: numbered, each passage whole and on one line."""
    names = [name for name in columns(rows) if name != "amount"]
    head = [texts.COLUMNS[name][0] for name in ("number", *names)]
    lines = [
        [str(number), *("" if cell is None else _one_line(str(cell)) for cell in line)]
        for number, line in enumerate(cells(rows, names), 1)
    ]
    return head, lines


def paper_table(rows: Sequence[Row], link: Callable[[Row], str] = lambda row: "") -> str:
    """Return every line of a list in a table of a document; nothing if the list is none for a table.

    :param link: Where the words of a line stand in the document; empty if nowhere.
    """
    if not is_table(rows):
        return ""
    head, lines = printed(rows)
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = ""
    for row, (number, *others) in zip(rows, lines, strict=True):
        href = escape(link(row))
        first = f'<a href="{href}">{number}</a>' if href else number
        body += f"<tr><td>{first}</td>{''.join(f'<td>{escape(cell)}</td>' for cell in others)}</tr>"
    return (
        f'<table border="1" style="border-collapse:collapse"><thead><tr>{names}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def file_of(rows: Sequence[Row], ending: str) -> bytes:
    """Return the lines of a list as `csv` or `xlsx`, each with its whole passage and where that stands."""
    facts = [name for name, _ in rows[0].facts] if rows else []
    names = [*facts, *_SOURCE, "quote", "speech", "start", "end"]
    head = [texts.COLUMNS[name][0] if name in texts.COLUMNS else name for name in ("number", *names)]
    numbered = ([number, *line] for number, line in enumerate(cells(rows, names), 1))
    if ending == "xlsx":
        return workbook(texts.LIST[0], head, numbered)
    return csv_text(head, numbered, mark=True).encode("utf-8", "replace")


def table(rows: Sequence[Row], link: Callable[[str, int, int], str]) -> str:
    """Return every line of a list in a table that can be sorted, with the files that it can be had as.

    :param link: The address of a span of a speech.
    """
    found = columns(rows)
    # the words stand below the title, which leads to them too
    names = [name for name in found if name != "amount" and (name != "quote" or "title" not in found)]
    leads = "title" if "title" in names else "quote"
    head = "".join(f'<th scope="col">{both(texts.COLUMNS[name])}</th>' for name in ("number", *names))
    body = ""
    for number, (row, line) in enumerate(zip(rows, cells(rows, names), strict=True), 1):
        href = escape(link(row.speech.id, row.start, row.end))
        amount = dict(row.facts).get("amount")
        shown = ""
        for name, cell in zip(names, line, strict=True):
            said = _shortened("" if cell is None else str(cell))
            if name == leads:
                said = f'<a href="{href}" target="_blank">{said}</a>'
                if leads == "title" and "quote" in found:
                    said += f'<small><a href="{href}" target="_blank" tabindex="-1">{_shortened(row.quote)}</a></small>'
            elif name == "value" and amount is not None:
                said = f'<data value="{amount}">{said}</data>'
            shown += f'<td class="c-{name}">{said}</td>'
        body += f'<tr><th scope="row">{number}</th>{shown}</tr>'
    files = "".join(f'<button type="button" data-rows="{ending}">{ending.upper()}</button>' for ending in _ENDINGS)
    return (
        f'<p class="files">{both(filled(texts.ROWS, len(rows)))} {files}</p>'
        f'<div class="scroll" tabindex="0" role="group" {attribute("aria-label", texts.LIST)}>'
        f'<table class="sortable"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _shortened(text: str) -> str:
    line = _one_line(text)
    return escape(line if len(line) <= _WORDS else line[: _WORDS - 1] + "…")


def _one_line(text: str) -> str:
    return " ".join(text.split())
