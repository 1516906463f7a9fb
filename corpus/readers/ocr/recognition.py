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


@dataclass(frozen=True, slots=True)
class Recognised:
    """One line of a picture.

    :param box: left, right, top, bottom in pixels, from the upper left corner, of the page made level.
    :param confidence: 0 to 1.
    :param corners: From the upper left one clockwise, x and y in pixels, in the picture as it is.
    """

    text: str
    box: tuple[float, float, float, float]
    confidence: float
    corners: tuple[tuple[float, float], ...]


class NoRecognitionError(UnreadableError):
    """Text recognition is not installed."""


def recognise(picture: NDArray[np.uint8]) -> list[Recognised]:
    """Return the lines of a picture.

    :param picture: Shape (height, width, 3), blue first.
    :raises NoRecognitionError: If RapidOCR is not installed.
    """
    found, _ = _engine()(picture)
    kept = [
        (np.asarray(corners, dtype=np.float64), text, float(confidence))
        for corners, text, confidence in found or ()
        if text.strip() and float(confidence) >= LEAST
    ]
    turn = _skew([corners for corners, _, _ in kept])
    return [
        Recognised(text, _box(quad @ turn), confidence, tuple((float(x), float(y)) for x, y in quad))
        for quad, text, confidence in kept
    ]


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
