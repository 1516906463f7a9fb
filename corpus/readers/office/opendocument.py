"""OpenDocument texts, spreadsheets and presentations (.odt, .ods, .odp) as text, walked in their XML.

Tracked deletions and comments are left out; footnotes follow the paragraph in which they stand.
"""

from collections.abc import Iterator
from typing import Any

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.packages import opened, part, xml
from corpus.readers.tabular.grid import Cell, table_lines

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE = (f"{{{_BASE}{name}:1.0}}" for name in ("text", "table", "office"))
_DROPPED = frozenset(
    [_TEXT + "tracked-changes", _OFFICE + "annotation", _TEXT + "ruby-text", _TEXT + "note-citation", _OFFICE + "forms"]
)
_PARAGRAPHS = frozenset([_TEXT + "p", _TEXT + "h"])
_MAX_REPEATED = 256  # empty cells and rows are repeated to the edge of the sheet


def read_opendocument(data: bytes) -> Content:
    """Return the text of an OpenDocument file, one line a paragraph and a row of a table.

    :raises UnreadableError: If it is damaged or protected by a password.
    """
    with opened(data, "an OpenDocument file") as archive:
        if b"encryption-data" in part(archive, "META-INF/manifest.xml"):
            raise UnreadableError("protected by a password; save a copy without one", code="locked")
        body = xml(part(archive, "content.xml")).find(_OFFICE + "body")
        lines = list(_lines(body))
    return Content("\n".join(lines))


def _lines(container: Any) -> Iterator[str]:
    stack = [iter(container)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in _PARAGRAPHS:
            yield from _paragraph(element)
        elif element.tag == _TABLE + "table":
            yield from table_lines(_rows(element))
        elif element.tag not in _DROPPED and isinstance(element.tag, str):
            stack.append(iter(element))


def _paragraph(paragraph: Any) -> Iterator[str]:
    pieces: list[str] = []
    notes: list[Any] = []
    stack: list[tuple[Any, bool]] = [(paragraph, False)]
    while stack:
        element, leaving = stack.pop()
        if leaving:
            pieces.append(element.tail or "" if element is not paragraph else "")
            continue
        stack.append((element, True))
        if element.tag == _TEXT + "note":
            notes.append(element)
        elif element.tag == _TEXT + "s":
            count = element.get(_TEXT + "c", "1")
            pieces.append(" " * min(int(count) if count.isdecimal() else 1, 100))
        elif element.tag in (_TEXT + "tab", _TEXT + "line-break"):
            pieces.append("\t" if element.tag.endswith("tab") else "\n")
        elif element.tag not in _DROPPED and isinstance(element.tag, str):
            pieces.append(element.text or "")
            stack.extend((child, False) for child in reversed(element))
    yield "".join(pieces).strip("\n")
    for note in notes:
        yield from (line for line in _lines(note) if line.strip())


def _rows(table: Any) -> Iterator[list[Cell]]:
    for row in table.iter(_TABLE + "table-row"):
        if next(row.iterancestors(_TABLE + "table")) is not table:
            continue
        header = next(row.iterancestors(_TABLE + "table-header-rows"), None) is not None
        cells = [cell for element in row if element.tag == _TABLE + "table-cell" for cell in _cells(element, header)]
        yield from [cells] * (_number(row, "number-rows-repeated") if any(cell.text for cell in cells) else 1)


def _cells(element: Any, header: bool) -> list[Cell]:
    text = "\n".join(line for line in _lines(element) if line.strip())
    cell = Cell(text, _number(element, "number-rows-spanned"), _number(element, "number-columns-spanned"), header)
    return [cell] * _number(element, "number-columns-repeated")


def _number(element: Any, name: str) -> int:
    value = element.get(_TABLE + name, "1")
    return max(1, min(int(value), _MAX_REPEATED)) if value.isdecimal() else 1
