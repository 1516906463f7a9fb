"""Lines of text in a picture, with RapidOCR, whose wheel holds models for Chinese: nothing is fetched.

Knows nothing of pages or of files.
"""

import math
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UnreadableError

INSTALL = "pip install rapidocr-onnxruntime"
LEAST = 0.5  # confidence below which a line is no text
DOUBTFUL = 0.8  # confidence below which a person should look
_UPRIGHT = 0.5  # share of a page's lines that are readable: measured 1 and 0.95 upright, 0 to 0.1 turned


@dataclass(frozen=True, slots=True)
class Recognised:
    """One line of a picture.

    :param box: left, right, top, bottom in pixels, from the upper left corner, of the page made level and upright.
    :param confidence: 0 to 1.
    :param corners: From the line's upper left one clockwise, x and y in pixels, in the picture as it is.
    """

    text: str
    box: tuple[float, float, float, float]
    confidence: float
    corners: tuple[tuple[float, float], ...]


class NoRecognitionError(UnreadableError):
    """Text recognition is not installed."""


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The lines of a picture.

    :param size: Width and height in pixels, of the page made upright.
    """

    lines: tuple[Recognised, ...]
    size: tuple[int, int]


def recognise(picture: NDArray[np.uint8]) -> RecognisedPage:
    """Return the lines of a picture, which may lie on its side or upside down.

    Which way up a page is, is told by the page: RapidOCR's own classifier asks each line, and takes one of some forty
    that stand upright for one that does not; what is then read upside down is nothing, and the line is lost.

    :param picture: Shape (height, width, 3), blue first.
    :raises NoRecognitionError: If RapidOCR is not installed.
    """
    readings = [_read(picture, 0)]
    if not readings[0].upright:
        for quarters in (1, 3) if readings[0].tall else (2,):
            readings.append(_read(picture, quarters))
            if readings[-1].upright:
                break
    best = max(readings, key=lambda reading: (reading.upright, reading.readable))
    turn = _skew([corners for corners, _, _ in best.lines])
    lines = tuple(
        Recognised(
            text,
            _box(quad @ turn),
            confidence,
            tuple((float(x), float(y)) for x, y in _turned_back(quad, best.quarters, picture.shape)),
        )
        for quad, text, confidence in best.lines
    )
    high, wide = picture.shape[:2]
    return RecognisedPage(lines, (high, wide) if best.quarters % 2 else (wide, high))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read of a picture that was turned.

    :param quarters: So many quarter turns, against the clock.
    :param lines: (corners in the turned picture, text, confidence).
    :param readable: Share of the lines found that hold text.
    :param tall: Whether most of them stand on end.
    """

    quarters: int
    lines: list[tuple[NDArray[np.float64], str, float]]
    readable: float
    tall: bool

    @property
    def upright(self) -> bool:
        """Whether this is the way up that people read it."""
        return self.readable >= _UPRIGHT and not self.tall


def _read(picture: NDArray[np.uint8], quarters: int) -> _Reading:
    found, _ = _engine()(np.ascontiguousarray(np.rot90(picture, quarters)), use_cls=False, text_score=0.0)
    lines = [(np.asarray(corners, np.float64), text, float(confidence)) for corners, text, confidence in found or ()]
    kept = [line for line in lines if line[1].strip() and line[2] >= LEAST]
    tall = sum(bool(np.linalg.norm(q[3] - q[0]) > 1.5 * np.linalg.norm(q[1] - q[0])) for q, _, _ in lines)
    return _Reading(quarters, kept, len(kept) / max(len(lines), 1), tall > len(lines) / 2)


def _turned_back(quad: NDArray[np.float64], quarters: int, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return corners in a picture of some shape, (height, width, …), from those in the picture that was turned."""
    high, wide = shape[:2]
    x, y = quad[:, 0], quad[:, 1]
    across, down = ((x, y), (wide - y, x), (wide - x, high - y), (y, high - x))[quarters]
    return np.stack([across, down], axis=1)


def _skew(quads: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the rotation, shape (2, 2), that makes the lines of a page level, by the longer ones."""
    edges = [quad[1] - quad[0] for quad in quads]
    longest = max((edge[0] for edge in edges), default=0.0)
    angles = [math.atan2(edge[1], edge[0]) for edge in edges if edge[0] > longest / 2]
    angle = median(angles) if angles else 0.0
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def _box(quad: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return the box of four corners, from the upper left one clockwise; as high as the sides, not as their extent."""
    (left, right), middle = (quad[[0, 3], 0].mean(), quad[[1, 2], 0].mean()), quad[:, 1].mean()
    high = (np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    return float(left), float(right), float(middle - high / 2), float(middle + high / 2)


@cache
def _engine() -> Any:
    try:
        from rapidocr_onnxruntime import RapidOCR
    except ImportError:
        raise NoRecognitionError(
            "scanned, no text layer; to have text recognised (OCR): {command}", code="scanned", command=INSTALL
        ) from None
    # a worker has one document: two threads, as many as the smallest machine has cores
    return RapidOCR(intra_op_num_threads=2, inter_op_num_threads=1)
