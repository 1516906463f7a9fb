"""Pictures of pages as text: scanned pages of a PDF file, and files that are pictures.

Text is recognised line by line; `layout` makes paragraphs of the lines as of a text layer's. How sure it is, is said.
"""

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.ocr.recognition import DOUBTFUL, Recognised, recognise
from corpus.readers.pdf.layout import Part, arrange
from corpus.readers.pdf.pieces import Piece

PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
}
SECONDS = 30.0  # for a file of up to a mebibyte, more in proportion: less than a worker has
_DPI = 200
MAX_SIDE = 4_000  # pixels; larger pictures are made smaller
_MAX_PIXELS = 200_000_000
_SHOWN = 5  # doubtful lines in a warning


@dataclass(slots=True)
class Recogniser:
    """Recognises pages until its time is up.

    :param deadline: As `time.monotonic` has it.
    """

    deadline: float
    lines: list[Recognised] = field(default_factory=list)

    @classmethod
    def for_file(cls, size: int) -> "Recogniser":
        """Return one for a file of so many bytes."""
        return cls(time.monotonic() + SECONDS * max(1.0, size / 2**20))

    @property
    def late(self) -> bool:
        """Whether there is no time for another page."""
        return time.monotonic() > self.deadline

    def pdf_page(self, page: Any) -> Part:
        """Return what is recognised of a page of a PDF file."""
        return self.page(*drawn(page))

    def page(self, picture: NDArray[np.uint8], scale: float) -> Part:
        """Return what is recognised of a picture.

        :param picture: Shape (height, width, 3), blue first.
        :param scale: Pixels in a point.
        """
        found = recognise(picture)
        width, height = found.size
        self.lines.extend(found.lines)
        pieces = []
        for line in found.lines:
            left, right, top, bottom = (side / scale for side in line.box)
            size = (bottom - top) * 0.8
            pieces.append(Piece(line.text, left, right, height / scale - bottom, height / scale - top, size))
        return Part(_even(pieces), (width / scale, height / scale))

    def warnings(self, pages: str) -> list[str]:
        """Return what is to be said of the pages that were recognised."""
        if not self.lines:
            return []
        mean = sum(line.confidence * len(line.text) for line in self.lines) / sum(len(line.text) for line in self.lines)
        said = [f"text of pages {pages} was recognised (OCR), confidence {mean:.2f}: check it against the picture"]
        doubtful = [line for line in self.lines if line.confidence < DOUBTFUL]
        if doubtful:
            worst = sorted(doubtful, key=lambda line: line.confidence)[:_SHOWN]
            shown = "; ".join(f"{line.text[:20]} ({line.confidence:.2f})" for line in worst)
            said.append(f"{len(doubtful)} recognised lines are doubtful: {shown}")
        return said


def drawn(page: Any) -> tuple[NDArray[np.uint8], float]:
    """Return (a page of a PDF file as a picture, shape (height, width, 3), blue first; pixels in a point)."""
    width, height = page.get_size()
    scale = min(_DPI / 72, MAX_SIDE / max(width, height, 1.0))
    return np.ascontiguousarray(page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3]), scale


def read_picture(data: bytes) -> Content:
    """Return the text that a picture shows; a picture of several pages has pages.

    :raises UnreadableError: If it is damaged or too large, shows no text, or text recognition is not installed.
    """
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    recogniser = Recogniser.for_file(len(data))
    pages: list[Part] = []
    unread = 0
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise UnreadableError(
                    "more than {limit} million pixels; make it smaller",
                    code="too_many_pixels",
                    limit=_MAX_PIXELS // 1_000_000,
                )
            for frame in ImageSequence.Iterator(opened):
                if pages and recogniser.late:
                    unread += 1
                    continue
                picture = ImageOps.exif_transpose(frame.convert("RGB"))
                picture.thumbnail((MAX_SIDE, MAX_SIDE))
                pixels = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
                pages.append(recogniser.page(pixels, max(picture.size) / 842))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("a picture that is damaged; save it again", code="picture_damaged") from None
    arranged = arrange([[page] for page in pages])
    if not arranged.text.strip():
        raise UnreadableError(
            "a picture in which no text is recognised; scan it with 200 dots an inch or more", code="picture_no_text"
        )
    warnings = recogniser.warnings(f"1-{len(pages)}" if len(pages) > 1 else "1")
    if unread:
        warnings.append(f"{unread} pages were not read: it took too long; split the file")
    return Content(arranged.text, warnings=tuple(warnings), pages=arranged.pages)


def _even(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces with sizes that differ by little made one: boxes are measured, fonts are not."""
    found: list[Piece] = []
    size = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.size):
        if not size or piece.size > size * 1.25:
            size = piece.size
        piece.size = size
        found.append(piece)
    order = {id(piece): number for number, piece in enumerate(pieces)}
    return sorted(found, key=lambda piece: order[id(piece)])
