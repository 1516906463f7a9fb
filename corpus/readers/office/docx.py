"""Word documents (.docx) as text: paragraphs, numbers and tables in the order of the page.

Headers, footers, comments, tracked deletions and struck-through text are left out; tracked insertions, text boxes,
formulas, footnotes, endnotes and embedded documents are kept.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from corpus.datamodel import Content
from corpus.errors import Message, UnreadableError
from corpus.readers.office.docx_body import Body

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_UNPACKED = 2**29  # of all parts; text of this size is a bomb

_STRICT = b"http://purl.oclc.org/ooxml/"  # names in the strict variant of the format, which python-docx cannot read
_LAX = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|drawingml)/")
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, "w:footnote"), (RELATIONSHIP_TYPE.ENDNOTES, "w:endnote")
_DAMAGE = (
    *(OSError, ValueError, KeyError, AttributeError, TypeError, IndexError, LookupError, EOFError, RecursionError),
    *(zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, AssertionError, etree.LxmlError),
)
_DAMAGED = Message("a damaged Word document; open it and save it again", code="word_damaged")
_DEEPEST = 2  # documents in which a document stands
_BORING = re.compile(r"(?:microsoft )?word|powerpoint|(?:document|文档|新建)\s?\d*|无标题|untitled|\W*", re.IGNORECASE)


def read_docx(data: bytes, depth: int = 0) -> Content:
    """Return the text of a Word document, one line a paragraph and a row of a table.

    :param depth: In how many documents it stands.
    :raises UnreadableError: If it is damaged, protected by a password or something else.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            "protected by a password, or an old .doc by another name; save it as an open .docx", code="word_locked"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableError(
                    "it unpacks to more than {limit} MiB; save it again",
                    code="unpacks_too_large",
                    limit=MAX_UNPACKED // 2**20,
                )
            data = _with_packed_chunks(archive, _transitional(archive, data))
        document = docx.Document(io.BytesIO(data))
        body = Body(document.part, _embedded(depth))
        lines = list(body.lines(document.element.body))
        lines.extend(_notes(document.part, body))
        return Content("\n".join(lines), warnings=body.warnings, meta=_meta(document))
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


def _with_packed_chunks(archive: zipfile.ZipFile, data: bytes) -> bytes:
    """Return a document whose embedded documents are declared as what they are: packages, not XML."""
    packed = [one.filename for one in archive.infolist() if one.filename.lower().endswith(".docx")]
    if not packed:
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "[Content_Types].xml":
                root = etree.fromstring(part, etree.XMLParser(resolve_entities=False))
                for declared in root:
                    name_of = (declared.get("PartName") or "").lstrip("/")
                    if name_of in packed or declared.get("Extension", "").lower() == "docx":
                        declared.set("ContentType", "application/octet-stream")
                part = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            target.writestr(name, part)
    return stream.getvalue()


def _embedded(depth: int) -> Callable[[bytes], str]:
    """Return what reads a document that stands in this one; a document in a document in a document is the last."""

    def read(data: bytes) -> str:
        if depth >= _DEEPEST:
            raise UnreadableError(_DAMAGED)
        return read_docx(data, depth + 1).text

    return read


def _notes(part: Any, body: Body) -> Iterator[str]:
    """Yield the footnotes, then the endnotes."""
    for relationship, name in _NOTES:
        try:
            blob = part.part_related_by(relationship).blob
        except KeyError:
            continue
        root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, huge_tree=True))
        for note in root.iter(qn(name)):
            if note.get(qn("w:type")) in (None, "normal"):  # not the line that separates notes from the text
                yield from (line.strip() for line in body.lines(note, numbered=False) if line.strip())


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
