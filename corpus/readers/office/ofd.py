"""OFD (GB/T 33190), the format of Chinese official documents for fixed pages, as text.

Its pages give each line's place; `corpus.readers.pdf.layout` makes paragraphs of them as of a PDF file's.
"""

import posixpath
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.packages import opened, part, xml
from corpus.readers.pdf.layout import Part, arrange
from corpus.readers.pdf.pieces import Piece

MEDIA_TYPE = "application/ofd"
_MAX_PAGES = 5_000
_POINTS = 72 / 25.4  # in a millimetre


def read_ofd(data: bytes) -> Content:
    """Return the text of an OFD file, one line a paragraph.

    :raises UnreadableError: If it is damaged, or its pages are pictures.
    """
    with opened(data, "an OFD file") as archive:
        root = _first(xml(part(archive, "OFD.xml")), "DocRoot")
        if root is None or not root.text:
            raise UnreadableError("an OFD file without a document; save it as .pdf", code="ofd_empty")
        path = root.text.strip().lstrip("/")
        document = xml(part(archive, path))
        size = _box(_first(document, "PhysicalBox"), (0.0, 0.0, 210.0, 297.0))
        pages = [element for element in document.iter("{*}Page") if element.get("BaseLoc")]
        if len(pages) > _MAX_PAGES:
            raise UnreadableError("more than {limit} pages; split it", code="too_many_pages", limit=_MAX_PAGES)
        parts = [
            _page(archive, posixpath.join(posixpath.dirname(path), page.get("BaseLoc") or ""), size) for page in pages
        ]
    arranged = arrange([[each] for each in parts])
    if not arranged.text.strip():
        raise UnreadableError("its pages are pictures without text; save it as .pdf", code="ofd_pictures")
    return Content(arranged.text, pages=arranged.pages)


def _page(archive: ZipFile, path: str, size: tuple[float, ...]) -> Part:
    root = xml(part(archive, path))
    box = _box(_first(root, "PhysicalBox"), size)
    return Part(list(_pieces(root, box[3])), (box[2] * _POINTS, box[3] * _POINTS))


def _pieces(page: Any, height: float) -> Iterator[Piece]:
    for drawn in page.iter("{*}TextObject"):
        left, top, width, high = _box(drawn, (0.0, 0.0, 0.0, 0.0), "Boundary")
        text = "".join(code.text or "" for code in drawn.iter("{*}TextCode"))
        size = float(drawn.get("Size") or high)
        if text.strip() and drawn.get("Visible") != "false":
            right, bottom = (left + width) * _POINTS, (height - top - high) * _POINTS
            yield Piece(text, left * _POINTS, right, bottom, (height - top) * _POINTS, size * _POINTS)


def _first(element: Any, name: str) -> Any:
    return next(element.iter("{*}" + name), None)


def _box(element: Any, default: tuple[float, ...], name: str = "") -> tuple[float, ...]:
    """Return (x, y, width, height) that an element says."""
    if element is None:
        return default
    said = (element.get(name) if name else element.text) or ""
    values = tuple(float(value) for value in said.split())
    return values if len(values) == 4 else default
