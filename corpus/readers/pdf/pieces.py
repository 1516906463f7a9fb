"""Characters become pieces: runs on one line without a wide gap, which `layout` puts in order.

Blanks that only spread characters are left out, raised small digits are written as such.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.readers.pdf.glyphs import Box, Glyph, turned

WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·\U00020000-\U0003ffff]")
"""A character as wide as it is high, behind which no blank stands."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# digits and their marks, each one apart from the next by a blank: 3 7 . 6 亿
_SPREAD = re.compile(
    r"(?<![\d.,] )(?<![\d.,A-Za-z])\d(?: [\d.,．，%％])+(?![\d.,A-Za-z])(?: (?=[\u3400-\u9fff，。、；）]))?"
)
_SPREAD_WORDS = re.compile(r"(?:[\u3400-\u9fff，。、；：？！“”《》（）] ){5,}[\u3400-\u9fff，。、；：？！“”《》（）]")
_UNIT = re.compile(r" ?[\u3400-\u9fff%％，。、；）]")


@dataclass(slots=True)
class Piece:
    """Characters that stand on one line without a wide gap.

    :param size: Of the font.
    :param block: Whether it is a table that was written out: lines of their own, nothing to be joined to.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    block: bool = False

    @property
    def middle(self) -> float:
        """Of its height."""
        return (self.top + self.bottom) / 2


def gather_pieces(
    glyphs: Sequence[Glyph], angle: int, size: tuple[float, float], walls: Sequence[Box] = ()
) -> Iterator[Piece]:
    """Yield runs of characters on one line without a wide gap, in the order of the file.

    A page whose lines run up, down or upside down is turned so that they run to the right.

    :param size: Width and height of the page.
    :param walls: Upright lines of the page as it is after turning; none is within a piece.
    """
    walls = sorted(walls)
    piece: Piece | None = None
    gap = False  # whether a blank that the file does not hold stands before the next character
    for glyph in glyphs:
        if glyph.generated:
            if glyph.text == "\n":
                if piece is not None:
                    yield piece
                piece = None
            gap = True
            continue
        left, right, bottom, top = turned(glyph.box, angle, *size)
        height = max(top - bottom, 1.0)
        if piece is not None and (
            _off_line(piece, bottom, top, height)
            or not -height < left - piece.right < height * 0.9
            or _walled(walls, piece, left, (bottom + top) / 2)
        ):
            yield piece
            piece = None
        if piece is None:
            if not glyph.text.isspace():
                piece = Piece(glyph.text, left, right, bottom, top, glyph.size if glyph.size > 0 else height)
        else:
            if gap and not glyph.text.isspace() and not piece.text.endswith(" "):
                spread = WIDE.match(piece.text[-1]) and WIDE.match(glyph.text) and left - piece.right < height * 0.6
                piece.text += "" if spread else " "
            _add(piece, glyph, (left, right, bottom, top))
        gap = False
    if piece is not None:
        yield piece


def tighten(text: str) -> str:
    """Return a line without the blanks that spread it: `3 7 . 6 亿元` is 37.6亿元, `通 过 讨 论 稿 件` 通过讨论稿件."""

    def close(match: re.Match[str]) -> str:
        before, behind = text[: match.start()].rstrip(), text[match.end() :]
        told = re.search("[.．%％]", match[0]) or _UNIT.match(behind) or (before and WIDE.match(before[-1]))
        return match[0].replace(" ", "") if told else match[0]

    if " " not in text:
        return text
    text = _SPREAD_WORDS.sub(lambda match: match[0].replace(" ", ""), text)
    return _SPREAD.sub(close, text)


def _off_line(piece: Piece, bottom: float, top: float, height: float) -> bool:
    if abs(piece.bottom - bottom) <= height / 2:
        return False
    # small characters raised or lowered within the line
    return not (
        piece.bottom - height / 4 <= bottom and top <= piece.top + height / 2 and height < piece.top - piece.bottom
    )


def _walled(walls: Sequence[Box], piece: Piece, left: float, y: float) -> bool:
    """Return whether an upright line stands between a piece and what follows it."""
    at = bisect_left(walls, (piece.right - 2.0,))
    while at < len(walls) and walls[at][0] <= left + 2.0:
        if walls[at][2] <= y <= walls[at][3]:
            return True
        at += 1
    return False


def _add(piece: Piece, glyph: Glyph, box: Box) -> None:
    _, right, bottom, top = box
    high = piece.top - piece.bottom
    if (
        glyph.text.isdecimal()
        and glyph.text.isascii()
        and top - bottom < high * 0.75
        and bottom > piece.bottom + high / 5
    ):
        piece.text += glyph.text.translate(_RAISED)
    else:
        piece.text += glyph.text
    if not glyph.text.isspace():
        piece.right = max(piece.right, right)
        piece.top, piece.bottom = max(piece.top, top), min(piece.bottom, bottom)
