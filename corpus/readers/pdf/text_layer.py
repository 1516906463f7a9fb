"""PDF files as text, through PDFium: it alone of the readers tried gives 竹 for what a font maps to the radical ⽵.

Reads the text layer only. `layout` puts its pieces in order; here pages become pieces.
"""

import ctypes
import itertools
import math
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.pdf.layout import Piece, arrange

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 5_000
MAX_CHARACTERS = 20_000_000
_ANGLES = 200  # characters of a page by which it is told which way its lines run

_LOCK = threading.Lock()  # PDFium is not safe to use from two threads


def read_pdf(data: bytes) -> Content:
    """Return the text of a PDF file, one line a paragraph; page headers, footers and page numbers are left out.

    :raises UnreadableError: If it is damaged, protected by a password, or scanned without a text layer.
    """
    import pypdfium2 as pdfium  # 40 ms, for those who read PDF files

    with _LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if "assword" in str(error):
                raise UnreadableError("protected by a password; save a copy without one") from None
            raise UnreadableError("a damaged PDF file; open it and save it again") from None
        try:
            return _read(document, pdfium)
        except pdfium.PdfiumError:
            raise UnreadableError("a damaged PDF file; open it and save it again") from None
        finally:
            document.close()


def _read(document: Any, pdfium: Any) -> Content:
    if len(document) > MAX_PAGES:
        raise UnreadableError(f"more than {MAX_PAGES} pages; split it")
    pages: list[list[Piece]] = []
    sizes: list[tuple[float, float]] = []
    scanned: list[int] = []
    damaged: list[int] = []
    total = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            damaged.append(number + 1)
            continue
        try:
            left, bottom, right, top = page.get_mediabox()
            width, height = right - left, top - bottom
            textpage = page.get_textpage()
            angle = _angle(textpage, pdfium.raw)
            pieces = list(_pieces(textpage, angle, width, height, pdfium.raw))
            textpage.close()
            if not pieces and _is_drawn(page):
                scanned.append(number + 1)
            sizes.append((width, height) if angle in (0, 180) else (height, width))
        finally:
            page.close()
        pages.append(pieces)
        total += sum(len(piece.text) for piece in pieces)
        if total > MAX_CHARACTERS:
            raise UnreadableError(f"more than {MAX_CHARACTERS:,} characters; split it")
    text = arrange(pages, sizes)
    if not text.strip():
        if scanned:
            raise UnreadableError("scanned, no text layer; run text recognition (OCR) on it first")
        raise UnreadableError("it holds no text")
    warnings = []
    if scanned:
        warnings.append(f"pages without a text layer (scanned), not read: {_ranges(scanned)}")
    if damaged:
        warnings.append(f"damaged pages, not read: {_ranges(damaged)}")
    if lost := text.count("\ufffd"):
        if lost * 3 > len(text):
            raise UnreadableError("its fonts do not say which characters they show; run text recognition (OCR) on it")
        warnings.append(f"{lost} characters have no Unicode value in the file; shown as U+FFFD")
    return Content(text, warnings=tuple(warnings), meta=_meta(document))


def _pieces(textpage: Any, angle: int, width: float, height_of_page: float, raw: Any) -> Iterator[Piece]:
    """Yield runs of characters on one line without a wide gap, in the order of the file.

    A page whose lines run up, down or upside down is turned so that they run to the right.
    """
    box = raw.FS_RECTF()
    piece: Piece | None = None
    for index in range(textpage.count_chars()):
        char = raw.FPDFText_GetUnicode(textpage, index)
        if char in (0xD, 0xA):
            if piece is not None:
                yield piece
            piece = None
            continue
        if raw.FPDFText_IsGenerated(textpage, index):
            if piece is not None and not piece.text.endswith(" "):
                piece.text += " "
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
            continue
        left, right, bottom, top = _turned(box, angle, width, height_of_page)
        size = raw.FPDFText_GetFontSize(textpage, index)
        height = max(top - bottom, 1.0)
        # a font that does not say what it shows gives the numbers of its glyphs: no text
        text = "\ufffd" if raw.FPDFText_HasUnicodeMapError(textpage, index) == 1 else _character(char)
        if piece is not None and (
            abs(piece.bottom - bottom) > height / 2 or not -height < left - piece.right < height * 0.9
        ):
            yield piece
            piece = None
        if piece is None:
            if text.isspace():
                continue
            piece = Piece(text, left, right, bottom, top, size if size > 0 else height)
        else:
            piece.text += text
            if not text.isspace():
                piece.right = max(piece.right, right)
                piece.top, piece.bottom = max(piece.top, top), min(piece.bottom, bottom)
    if piece is not None:
        yield piece


def _angle(textpage: Any, raw: Any) -> int:
    """Return by how many degrees most characters of a page are turned clockwise: 0, 90, 180 or 270."""
    count = textpage.count_chars()
    angles = Counter(
        round(math.degrees(raw.FPDFText_GetCharAngle(textpage, index)) / 90) % 4 * 90
        for index in range(0, count, max(1, count // _ANGLES))
        if not raw.FPDFText_IsGenerated(textpage, index)
    )
    return angles.most_common(1)[0][0] if angles else 0


def _turned(box: Any, angle: int, width: float, height: float) -> tuple[float, float, float, float]:
    """Return (left, right, bottom, top) of a box on a page that is turned back by an angle."""
    if angle == 90:
        return height - box.top, height - box.bottom, box.left, box.right
    if angle == 180:
        return width - box.right, width - box.left, height - box.top, height - box.bottom
    if angle == 270:
        return box.bottom, box.top, width - box.right, width - box.left
    return box.left, box.right, box.bottom, box.top


def _character(code: int) -> str:
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or 0xE000 <= code < 0xF900 or code > 0x10FFFF:
        return "\ufffd"
    if code == 2:  # PDFium's mark of a hyphen at the end of a line
        return "-"
    return chr(code) if code >= 0x20 else " "


def _is_drawn(page: Any) -> bool:
    """Return whether a page shows anything: one without text that does is a picture of a page."""
    return next(iter(page.get_objects(max_depth=2)), None) is not None


def _meta(document: Any) -> tuple[tuple[str, str], ...]:
    """Return what the file's properties say; whoever made the file is not taken for the author of its text."""
    properties = document.get_metadata_dict()
    day = properties.get("CreationDate", "").removeprefix("D:")[:8]
    found = {
        "file.author": properties.get("Author", "").strip(),
        "file.title": properties.get("Title", "").strip(),  # as a rule the name of the file it was made from
        "file.date": f"{day[:4]}-{day[4:6]}-{day[6:]}" if len(day) == 8 and day.isdigit() else "",
    }
    return tuple((name, value) for name, value in found.items() if value)


def _ranges(numbers: Sequence[int]) -> str:
    """Return `[1, 2, 3, 7]` as `1-3, 7`."""
    groups = itertools.groupby(enumerate(numbers), key=lambda item: item[1] - item[0])
    runs = [[number for _, number in run] for _, run in groups]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
