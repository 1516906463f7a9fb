"""PDF files as text, through PDFium: it alone of the readers tried gives 竹 for what a font maps to the radical ⽵.

Reads the text layer only: characters (`glyphs`), without watermarks and what nobody sees (`visibility`), become pieces
(`pieces`) and tables (`tables`), which `layout` puts in order.
"""

import itertools
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.datamodel import Content
from corpus.errors import Message, UnreadableError
from corpus.readers.ocr.recognition import NoRecognitionError
from corpus.readers.pdf.glyphs import Box, Glyph, are_heaped, page_angle, read_glyphs
from corpus.readers.pdf.layout import Part, arrange
from corpus.readers.pdf.pieces import gather_pieces
from corpus.readers.pdf.scans import Recogniser
from corpus.readers.pdf.tables import read_drawing, turn, write_out_tables
from corpus.readers.pdf.visibility import Reason, sort_glyphs

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 5_000
MAX_CHARACTERS = 20_000_000
_SHOWN = 60  # characters of what was left out, in a warning

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
                raise UnreadableError("protected by a password; save a copy without one", code="locked") from None
            raise UnreadableError("a damaged PDF file; open it and save it again", code="pdf_damaged") from None
        try:
            return _read(document, pdfium, Recogniser.for_file(len(data)))
        except pdfium.PdfiumError:
            raise UnreadableError("a damaged PDF file; open it and save it again", code="pdf_damaged") from None
        finally:
            document.close()


def _read(document: Any, pdfium: Any, recogniser: Recogniser) -> Content:
    if len(document) > MAX_PAGES:
        raise UnreadableError("more than {limit} pages; split it", code="too_many_pages", limit=MAX_PAGES)
    pages: list[_Page] = []
    seen: list[int] = []  # pages whose text was recognised
    scanned: list[int] = []
    reason: Message | None = None
    damaged: list[int] = []
    total = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            damaged.append(number + 1)
            pages.append(_Page())
            continue
        try:
            read = _read_page(page, pdfium.raw)
            if not read.parts and _is_drawn(page):
                read, reason = _recognise(page, recogniser)
                (seen if read.parts else scanned).append(number + 1)
        finally:
            page.close()
        pages.append(read)
        total += sum(len(piece.text) for part in read.parts for piece in part.pieces)
        if total > MAX_CHARACTERS:
            raise UnreadableError(
                "more than {limit:,} characters; split it", code="too_many_characters", limit=MAX_CHARACTERS
            )
    arranged = arrange([page.parts for page in pages])
    text = arranged.text
    if not text.strip():
        if scanned:
            raise UnreadableError(
                reason
                or Message("scanned, and no text is recognised on it; scan it again, clearer", code="scanned_no_text")
            )
        raise UnreadableError("it holds no text", code="no_text")
    warnings = [*_left_out(pages), *recogniser.warnings(_ranges(seen))]
    if scanned:
        how = f"; {reason}" if reason else ""
        warnings.append(f"pages without a text layer (scanned), not read: {_ranges(scanned)}{how}")
    if damaged:
        warnings.append(f"damaged pages, not read: {_ranges(damaged)}")
    if lost := text.count("\ufffd"):
        if lost * 3 > len(text):
            raise UnreadableError(
                "its fonts do not say which characters they show; run text recognition (OCR) on it",
                code="fonts_unreadable",
            )
        warnings.append(f"{lost} characters have no Unicode value in the file; shown as U+FFFD")
    return Content(text, warnings=tuple(warnings), meta=_meta(document), pages=arranged.pages)


@dataclass(frozen=True, slots=True)
class _Page:
    """What was read of a page.

    :param parts: Its text; what is turned against most of it is a part of its own.
    :param left_out: What is no text of it, by reason.
    :param recognised: Whether its text lies unseen over a picture.
    """

    parts: tuple[Part, ...] = ()
    left_out: dict[Reason, str] = field(default_factory=dict)
    recognised: bool = False


def _read_page(page: Any, raw: Any) -> _Page:
    left, bottom, right, top = page.get_mediabox()
    size = right - left, top - bottom
    shown = page.get_cropbox()
    textpage = page.get_textpage()
    try:
        glyphs = read_glyphs(textpage, raw)
    finally:
        textpage.close()
    if not glyphs:
        return _Page()
    if are_heaped(glyphs):
        raise UnreadableError(
            "its vertical lines have no places in the file, and characters are missing; save it with level lines or "
            "as pictures",
            code="vertical_lost",
        )
    angle = page_angle(glyphs)
    lines, dark = read_drawing(page, raw)
    found = sort_glyphs(glyphs, angle, (shown[0], shown[2], shown[1], shown[3]), dark)
    parts = [_part(found.text, angle, size, lines)]
    if found.sideways:
        parts.append(_part(found.sideways, page_angle(found.sideways), size, ()))
    return _Page(tuple(part for part in parts if part.pieces), found.left_out, found.unpainted)


def _recognise(page: Any, recogniser: Recogniser) -> tuple[_Page, Message | None]:
    """Return what is recognised of a scanned page, and why nothing is."""
    if recogniser.late:
        return _Page(), Message(
            "scanned, and recognising its text takes too long; split the file", code="scanned_too_long"
        )
    try:
        part = recogniser.pdf_page(page)
    except NoRecognitionError as error:
        return _Page(), error.message
    return _Page((part,) if part.pieces else ()), None


def _part(glyphs: Sequence[Glyph], angle: int, size: tuple[float, float], lines: Sequence[Box]) -> Part:
    upright, level = turn(lines, angle, size)
    pieces = list(gather_pieces(glyphs, angle, size, upright))
    return Part(write_out_tables(pieces, upright, level), size if angle in (0, 180) else (size[1], size[0]))


def _left_out(pages: Sequence[_Page]) -> Iterator[str]:
    """Yield a line for each kind of text that was left out, with how it begins and where."""
    for reason in Reason:
        numbers = [number for number, page in enumerate(pages, 1) if reason in page.left_out]
        if numbers:
            said = " ".join(dict.fromkeys(pages[number - 1].left_out[reason] for number in numbers))
            shown = " ".join(said.split())
            shown = shown[:_SHOWN] + ("…" if len(shown) > _SHOWN else "")
            yield f"{reason.value} left out on pages {_ranges(numbers)}: {shown}"
    recognised = [number for number, page in enumerate(pages, 1) if page.recognised]
    if recognised:
        yield f"text on pages {_ranges(recognised)} was made by text recognition (OCR): check it against the picture"


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
