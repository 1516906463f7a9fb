"""The body of a Word document as lines, walked in its XML: paragraphs, tables, text boxes and embedded documents.

`Paragraph.text` of python-docx passes over insertions, content controls, text boxes and numbers; this does not.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from docx.oxml.ns import qn

from corpus.errors import UnreadableError
from corpus.readers.encoding import declared_charset, decode
from corpus.readers.office.docx_numbering import Numbering
from corpus.readers.tabular.grid import Cell, table_lines
from corpus.readers.web.mail import read_mht
from corpus.readers.web.webpage import extract

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OFF = ("0", "false", "off")
_UNSEEN = ("vanish", "strike", "dstrike")  # hidden, and struck through: what was there before a change
_P, _T, _TBL, _TR, _TC = (qn(f"w:{name}") for name in ("p", "t", "tbl", "tr", "tc"))
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_RUN, _BOX, _CHUNK = qn("w:r"), qn("w:txbxContent"), qn("w:altChunk")
_DROPPED = frozenset(
    [
        *(qn(f"w:{name}") for name in ("del", "moveFrom", "delText", "instrText", "rt", "rPr", "pPr", "sectPr")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # says the same once more
    ]
)
_SDT = qn("w:sdt")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHOWN = 60  # characters of struck-through text in a warning


class Body:
    """A walk through the parts of one document.

    :param part: Its main part, as python-docx opened it.
    :param embedded: Reads the bytes of a Word document that stands within it.
    :param warnings: One line each for a person; filled while the lines are read.
    """

    def __init__(self, part: Any, embedded: Callable[[bytes], str]) -> None:
        self._part = part
        self._embedded = embedded
        self._numbering = Numbering(part)
        self._struck: list[str] = []
        self._unread: list[str] = []

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was left out, after the lines have been read."""
        found = list(self._unread)
        if struck := "；".join(filter(str.strip, self._struck)):
            shown = struck[:_SHOWN] + ("…" if len(struck) > _SHOWN else "")
            found.insert(0, f"struck-through text is left out: {shown}")
        return tuple(found)

    def lines(self, container: Any, *, numbered: bool = True) -> Iterator[str]:
        """Yield the paragraphs and rows of a body, a cell or a box, without recursion into its content controls."""
        stack = [iter(container)]
        open_text = ""  # of a paragraph whose end was deleted: the next one goes on with it
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
            elif element.tag == _P:
                first, *boxes = self._paragraph(element, numbered)
                open_text += first
                if element.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}") is None:
                    yield open_text
                    open_text = ""
                yield from boxes
            elif element.tag == _CHUNK:
                yield from self._chunk(element)
            elif element.tag == _TBL:
                yield from table_lines(self._table(element, numbered))
            elif not self._is_passed_over(element):
                stack.append(iter(element))  # w:sdt, w:ins, w:customXml and what else may wrap paragraphs
        if open_text:
            yield open_text

    def _table(self, table: Any, numbered: bool) -> list[list[Cell]]:
        """Return a table's rows; tables within it are text of their cells, deleted rows are out."""
        rows: list[list[Cell]] = []
        open_cells: dict[int, tuple[list[Cell], int]] = {}  # column -> the row and place of what reaches down there
        for row in table.iter(_TR):
            if next(row.iterancestors(_TBL)) is not table or row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            header = _flag(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}"))
            cells = [Cell("", columns=skipped)] if (skipped := _number(row, "w:trPr", "w:gridBefore")) else []
            column = skipped
            for element in row.iter(_TC):
                if next(element.iterancestors(_TR)) is not row:
                    continue
                lines = [line for line in self.lines(element, numbered=numbered) if line.strip()]
                merge = element.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                width = max(1, _number(element, "w:tcPr", "w:gridSpan"))
                if merge is not None and merge.get(qn("w:val")) != "restart" and column in open_cells:
                    above, place = open_cells[column]
                    text = "\n".join(filter(None, (above[place].text, *lines)))
                    above[place] = replace(above[place], text=text, rows=above[place].rows + 1)
                else:
                    cells.append(Cell("\n".join(lines), columns=width, header=header))
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = cells, len(cells) - 1
                column += width
            rows.append(cells)
        return rows

    def _paragraph(self, paragraph: Any, numbered: bool) -> Iterator[str]:
        label = self._numbering.label(paragraph) if numbered else ""
        pieces: list[str] = []
        boxes: list[Any] = []
        stack = [iter(paragraph)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
            elif element.tag in (_T, _MATH + "t"):
                pieces.append((element.text or "").translate(_RAISED if _is_raised(element.getparent()) else {}))
            elif element.tag in _BREAKS:
                pieces.append(_BREAKS[element.tag])
            elif element.tag == _BOX:
                boxes.append(element)
            elif not self._is_passed_over(element) and not self._is_hidden(element):
                stack.append(iter(element))
        text = "".join(pieces).strip("\n")
        yield label + text if text.strip() else ""
        for box in boxes:
            yield from self.lines(box, numbered=numbered)

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find(qn("w:rPr")) if run.tag == _RUN else None
        if properties is None:
            return False
        hidden = [name for name in _UNSEEN if _flag(properties.find(qn(f"w:{name}")))]
        if hidden and "vanish" not in hidden:
            self._struck.append("".join(text.text or "" for text in run.iter(_T)))
        return bool(hidden)

    def _is_passed_over(self, element: Any) -> bool:
        return not isinstance(element.tag, str) or element.tag in _DROPPED or self._is_placeholder(element)

    def _is_placeholder(self, element: Any) -> bool:
        """Return whether an element is a field that nobody has filled in: it shows what to type there."""
        if element.tag != _SDT or not _flag(element.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")):
            return False
        shown = "".join(text.text or "" for text in element.iter(_T))
        self._unread.append(f"an empty field is left out: {shown[:_SHOWN]}")
        return True

    def _chunk(self, element: Any) -> Iterator[str]:
        """Yield the lines of a document that stands within this one (altChunk)."""
        relation = self._part.rels.get(element.get(qn("r:id")))
        if relation is None or relation.is_external:
            self._unread.append("a part of it is in another file and was not read; open it and save it again")
            return
        name, data = str(relation.target_part.partname).lower(), relation.target_part.blob
        try:
            if name.endswith((".htm", ".html", ".xhtml")):
                yield from extract(decode(data, declared=declared_charset(data))[0])[0].split("\n")
            elif name.endswith(".txt"):
                yield from decode(data)[0].splitlines()
            elif name.endswith(".docx"):
                yield from self._embedded(data).split("\n")
            elif name.endswith((".mht", ".mhtml")):
                yield from read_mht(data).text.split("\n")
            else:
                raise UnreadableError(f"it is a {name.rpartition('.')[2]}")
        except UnreadableError:
            self._unread.append(f"an embedded document was not read: {name}; open it and save it again")


def _number(element: Any, properties: str, name: str) -> int:
    """Return a number among an element's properties; 0 if it has none."""
    found = element.find(f"{qn(properties)}/{qn(name)}")
    value = found.get(qn("w:val")) if found is not None else None
    return int(value) if value and value.isdecimal() else 0


def _is_raised(run: Any) -> bool:
    """Return whether a run is raised: 3m², and notes beside a word."""
    found = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}") if run is not None and run.tag == _RUN else None
    return found is not None and found.get(qn("w:val")) == "superscript"


def _flag(element: Any) -> bool:
    """Return whether a property is there and not switched off."""
    return element is not None and element.get(qn("w:val")) not in _OFF
