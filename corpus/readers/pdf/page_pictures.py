"""A page of a file as a picture, and where each character stands on it: for PDF files, scans and pictures of pages.

Places are shares of the shown page, from its upper left corner, so that they hold for a picture of any size. Where a
page has no text layer they are recognised again, as `scans` does: a line's characters are given equal widths.
"""

import ctypes
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UnreadableError
from corpus.readers.ocr.recognition import recognise
from corpus.readers.pdf.glyphs import Box, page_angle, read_glyphs
from corpus.readers.pdf.scans import MAX_SIDE, PICTURES, drawn
from corpus.readers.pdf.tables import read_drawing
from corpus.readers.pdf.visibility import sort_glyphs

DRAWABLE = (".pdf", *PICTURES)
MOST_WIDE = 1_600  # pixels
_MOST = 6_000_000  # pixels of a picture
_LONGEST = 16_000  # pixels: WebP takes no longer sides than 16,383
_FINE = 100_000  # steps across a page in which PDFium is asked where something stands
_QUALITY = 82  # of WebP: 60 to 150 kB for a page of text 1,000 pixels wide

Letter = tuple[str, float, float, float, float]
"""A character and its left, top, right and bottom edge, each 0 to 1."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as WebP.

    :param pages: How many the file has.
    """

    data: bytes
    width: int
    height: int
    pages: int


def draw(data: bytes, suffix: str, number: int, width: int) -> Picture:
    """Return a page as a picture.

    :param number: From 1.
    :param width: In pixels, at most; a picture of more than six million pixels is made smaller.
    :raises UnreadableError: If there is no such page, the file is damaged or of no type that has pages to be seen.
    """
    width = max(1, min(width, MOST_WIDE))
    if suffix != ".pdf":
        picture, pages = _frame(data, suffix, number)
        scale = min(1.0, _scale(picture.width, picture.height, width))
        if scale < 1.0:
            picture = picture.resize((max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))
        return _packed(picture, pages)
    with _opened(data, number) as (page, pages):
        across, high = page.get_size()
        return _packed(page.render(scale=_scale(across, high, width)).to_pil().convert("RGB"), pages)


def letters(data: bytes, suffix: str, number: int) -> tuple[Letter, ...]:
    """Return the characters of a page with their places, in the order of the file; blanks left out.

    :raises UnreadableError: As `draw`, and if text has to be recognised and nothing is there to do it.
    """
    if suffix != ".pdf":
        picture, _ = _frame(data, suffix, number)
        picture.thumbnail((MAX_SIDE, MAX_SIDE))
        return tuple(_recognised(np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])))
    with _opened(data, number) as (page, _):
        return tuple(_layer(page)) or tuple(_recognised(drawn(page)[0]))


def texts(data: bytes) -> tuple[str, ...]:
    """Return the characters of each page of a PDF file, in the order of the file.

    :raises UnreadableError: If it is damaged.
    """
    with _opened(data, 1) as (first, pages):
        found = []
        for number in range(pages):
            page = first.pdf[number]
            textpage = page.get_textpage()
            found.append(textpage.get_text_range())
            textpage.close()
            page.close()
    return tuple(found)


def _scale(across: float, high: float, width: int) -> float:
    """Return by how much a page is made larger: so wide, unless it is too many pixels then, or too long for WebP."""
    across, high = max(across, 1.0), max(high, 1.0)
    return min(width / across, math.sqrt(_MOST / (across * high)), _LONGEST / max(across, high))


def _layer(page: Any) -> Iterator[Letter]:
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    try:
        glyphs = read_glyphs(textpage, raw)
    finally:
        textpage.close()
    if not glyphs:
        return
    shown = page.get_cropbox()
    _, dark = read_drawing(page, raw)
    found = sort_glyphs(glyphs, page_angle(glyphs), (shown[0], shown[2], shown[1], shown[3]), dark)
    for glyph in (*found.text, *found.sideways):
        if not glyph.generated and not glyph.text.isspace():
            yield (glyph.text, *_seen(page, glyph.box, raw))


def _seen(page: Any, box: Box, raw: Any) -> Box:
    """Return a box of a page as shares of what is shown of it, turned as it is shown."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in ((box[0], box[3]), (box[1], box[2])):
        raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, across, up, x, y)
        corners.append((x.value / _FINE, y.value / _FINE))
    (left, right), (top, bottom) = (sorted(values) for values in zip(*corners, strict=True))
    return left, top, right, bottom


def _recognised(pixels: NDArray[np.uint8]) -> Iterator[Letter]:
    """Yield the characters that are recognised in a picture, each as wide as the others of its line."""
    height, width = pixels.shape[:2]
    for line in recognise(pixels).lines:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = line.corners
        count = max(len(line.text), 1)
        for index, char in enumerate(line.text):
            if char.isspace():
                continue
            low, high = index / count, (index + 1) / count
            xs = x0 + low * (x1 - x0), x0 + high * (x1 - x0), x3 + low * (x2 - x3), x3 + high * (x2 - x3)
            ys = y0 + low * (y1 - y0), y0 + high * (y1 - y0), y3 + low * (y2 - y3), y3 + high * (y2 - y3)
            yield char, min(xs) / width, min(ys) / height, max(xs) / width, max(ys) / height


@contextmanager
def _opened(data: bytes, number: int) -> Iterator[tuple[Any, int]]:
    """Yield a page of a PDF file and how many there are."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        try:
            if not 0 < number <= len(document):
                raise _no_page(number, len(document))
            page = document[number - 1]
            try:
                yield page, len(document)
            finally:
                page.close()
        finally:
            document.close()
    except pdfium.PdfiumError:
        raise UnreadableError("a damaged PDF file; open it and save it again", code="pdf_damaged") from None


def _frame(data: bytes, suffix: str, number: int) -> tuple[Any, int]:
    """Return (a page of a picture, how many it has), turned as it is shown."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if suffix not in PICTURES:
        raise UnreadableError("a file of this type has no pages to be seen", code="page_undrawable")
    try:
        opened = Image.open(io.BytesIO(data))
        pages = getattr(opened, "n_frames", 1)
        if not 0 < number <= pages:
            raise _no_page(number, pages)
        opened.seek(number - 1)
        return ImageOps.exif_transpose(opened.convert("RGB")), pages
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
        raise UnreadableError("a picture that is damaged; save it again", code="picture_damaged") from None


def _no_page(number: int, pages: int) -> UnreadableError:
    return UnreadableError("no page {page}; it has {pages}", code="no_such_page", page=number, pages=pages)


def _packed(picture: Any, pages: int) -> Picture:
    stream = io.BytesIO()
    picture.save(stream, "WEBP", quality=_QUALITY, method=2)
    return Picture(stream.getvalue(), picture.width, picture.height, pages)
