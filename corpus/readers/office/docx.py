"""Word documents (.docx) as text: paragraphs, numbers and tables in the order of the page.

Headers, footers, comments and tracked deletions are left out; tracked insertions, text boxes, formulas, footnotes and
endnotes are kept.
Walks the XML itself: `Paragraph.text` of python-docx passes over insertions, content controls, text boxes and numbers.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.office.docx_numbering import Numbering

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_UNPACKED = 2**29  # of all parts; text of this size is a bomb

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT = b"http://purl.oclc.org/ooxml/"  # names in the strict variant of the format, which python-docx cannot read
_LAX = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|drawingml)/")
_OFF = ("0", "false", "off")
_P, _T, _TBL, _TR, _TC = (qn(f"w:{name}") for name in ("p", "t", "tbl", "tr", "tc"))
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_RUN = qn("w:r")
_BOX = qn("w:txbxContent")
_DROPPED = frozenset(
    [
        *(qn(f"w:{name}") for name in ("del", "moveFrom", "delText", "instrText", "rt", "rPr", "pPr", "sectPr")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # says the same once more
    ]
)
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, "w:footnote"), (RELATIONSHIP_TYPE.ENDNOTES, "w:endnote")
_DAMAGE = (
    *(OSError, ValueError, KeyError, AttributeError, TypeError, IndexError, LookupError, EOFError, RecursionError),
    *(zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, AssertionError, etree.LxmlError),
)
_DAMAGED = "a damaged Word document; open it and save it again"
_BORING = re.compile(r"(?:microsoft )?word|powerpoint|(?:document|文档|新建)\s?\d*|无标题|untitled|\W*", re.IGNORECASE)


def read_docx(data: bytes) -> Content:
    """Return the text of a Word document, one line a paragraph, cells of a table's row apart by tabs.

    :raises UnreadableError: If it is damaged, protected by a password or something else.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("protected by a password, or an old .doc by another name; save it as an open .docx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableError(f"it unpacks to more than {MAX_UNPACKED // 2**20} MiB; save it again")
            data = _transitional(archive, data)
        document = docx.Document(io.BytesIO(data))
        numbering = Numbering(document.part)
        lines = list(_lines(document.element.body, numbering))
        lines.extend(_notes(document.part))
        return Content("\n".join(lines), meta=_meta(document))
    except UnreadableError:
        raise
    except etree.LxmlError as error:
        # what lxml says of an allocation that failed; the worker says how much there is
        if re.search("memory|unknown error .*line 0", str(error)):
            raise MemoryError from None
        raise UnreadableError(_DAMAGED) from None
    except (PackageNotFoundError, *_DAMAGE):
        raise UnreadableError(_DAMAGED) from None


def _transitional(archive: zipfile.ZipFile, data: bytes) -> bytes:
    """Return a document in the strict variant of the format ("Strict Open XML") as the usual one, others unchanged."""
    if _STRICT not in archive.read("_rels/.rels"):
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in archive.namelist():
            part = archive.read(name)
            if name.endswith((".xml", ".rels")):
                part = _LAX.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
            target.writestr(name, part)
    return stream.getvalue()


def _lines(container: Any, numbering: Numbering | None) -> Iterator[str]:
    """Yield the paragraphs and rows of a body, a cell or a text box, without recursion into its content controls."""
    stack = [iter(container)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == _P:
            yield from _paragraph(element, numbering)
        elif element.tag == _TBL:
            for row in element.iter(_TR):
                own = next(row.iterancestors(_TBL)) is element  # not that of a table within
                if own and row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                    yield from _row(row, numbering)
        elif element.tag not in _DROPPED and isinstance(element.tag, str):
            stack.append(iter(element))  # w:sdt, w:ins, w:customXml and what else may wrap paragraphs


def _row(row: Any, numbering: Numbering | None) -> Iterator[str]:
    cells = [list(_lines(cell, numbering)) for cell in row.iter(_TC) if next(cell.iterancestors(_TR)) is row]
    cells = [[line for line in cell if line.strip()] for cell in cells]
    if all(len(cell) <= 1 for cell in cells):
        yield "\t".join(line for cell in cells for line in cell)
    else:  # a table that lays out a page
        yield from (line for cell in cells for line in cell)


def _paragraph(paragraph: Any, numbering: Numbering | None) -> Iterator[str]:
    label = numbering.label(paragraph) if numbering is not None else ""
    pieces: list[str] = []
    boxes: list[Any] = []
    stack = [iter(paragraph)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in (_T, _MATH + "t"):
            pieces.append(element.text or "")
        elif element.tag in _BREAKS:
            pieces.append(_BREAKS[element.tag])
        elif element.tag == _BOX:
            boxes.append(element)
        elif element.tag not in _DROPPED and not _is_hidden(element):
            stack.append(iter(element))
    text = "".join(pieces).strip("\n")
    yield label + text if text.strip() else ""
    for box in boxes:
        yield from _lines(box, numbering)


def _is_hidden(run: Any) -> bool:
    properties = run.find(qn("w:rPr")) if run.tag == _RUN else None
    hidden = properties.find(qn("w:vanish")) if properties is not None else None
    return hidden is not None and hidden.get(qn("w:val")) not in _OFF


def _notes(part: Any) -> Iterator[str]:
    """Yield the footnotes, then the endnotes."""
    for relationship, name in _NOTES:
        try:
            blob = part.part_related_by(relationship).blob
        except KeyError:
            continue
        root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, huge_tree=True))
        for note in root.iter(qn(name)):
            if note.get(qn("w:type")) in (None, "normal"):  # not the line that separates notes from the text
                yield from (line.strip() for line in _lines(note, None) if line.strip())


def _meta(document: Any) -> tuple[tuple[str, str], ...]:
    """Return what the file's properties say.

    Who typed it and when are kept apart from `author` and `date`: a secretary's name and the day of a template are
    not the speaker and the day of the speech.
    """
    properties = document.core_properties
    found = {
        "title": (properties.title or "").strip(),
        "file.author": (properties.author or "").strip(),
        "file.date": properties.created.date().isoformat() if properties.created else "",
    }
    if _BORING.fullmatch(found["title"]):
        found["title"] = ""
    return tuple((name, value) for name, value in found.items() if value)
