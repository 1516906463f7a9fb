"""What of a page's characters is its text: not watermarks, and nothing that nobody sees.

Judged by how characters stand and look, never by what they say. What is left out is told to whoever adds the file.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from statistics import median

from corpus.readers.pdf.glyphs import Box, Glyph

_SLANT = 6  # degrees off the lines of a page from which on characters are no part of them; scans are askew by less
_FAINT = 0.55  # how light a watermark is at least, where it does not stand slanted
_WHITE = 0.95
_TINY = 1.5  # points
_SHARED = 0.25  # of a character's area that another one covers
_CROWD = 60  # characters of a cell of that grid that are looked at
_CELL = 40.0  # points of the grid by which neighbours are found


_Style = tuple[int, float, float]  # angle, light, size


class Reason(Enum):
    """Why characters are left out."""

    WATERMARK = "watermark"
    HIDDEN = "hidden text"


@dataclass(frozen=True, slots=True)
class Sorted:
    """The glyphs of a page, parted.

    :param text: What a reader reads, with the generated blanks between.
    :param sideways: Characters turned by a right angle against the others that cover none of them.
    :param left_out: What is no text of the page, by reason.
    :param unpainted: Whether the text itself is not painted: a layer over a picture, made by text recognition.
    """

    text: list[Glyph]
    sideways: list[Glyph]
    left_out: dict[Reason, str]
    unpainted: bool


def sort_glyphs(glyphs: Sequence[Glyph], angle: int, page: Box, dark: Sequence[Box]) -> Sorted:
    """Part the characters of one page.

    :param angle: That of the page's lines.
    :param page: The part of the page that is shown.
    :param dark: What is painted in a colour on which white shows.
    """
    real = [glyph for glyph in glyphs if not glyph.generated]
    unpainted = sum(not glyph.painted for glyph in real) * 2 > len(real)
    seen = {id(glyph) for glyph in real if _is_seen(glyph, page, dark, unpainted=unpainted)}
    marks = _watermarks(glyphs, seen, angle)
    text: list[Glyph] = []
    sideways: list[Glyph] = []
    out: dict[Reason, list[str]] = {}
    for glyph in glyphs:
        if glyph.generated:
            text.append(glyph)
            continue
        reason = Reason.HIDDEN if id(glyph) not in seen else Reason.WATERMARK if id(glyph) in marks else None
        if reason is not None:
            out.setdefault(reason, []).append(glyph.text)
        elif _is_upright(glyph.angle, angle):
            text.append(glyph)
        else:
            sideways.append(glyph)
    left_out = {reason: said for reason, texts in out.items() if (said := "".join(texts).strip())}
    return Sorted(text, sideways, left_out, unpainted)


def _is_seen(glyph: Glyph, page: Box, dark: Sequence[Box], *, unpainted: bool) -> bool:
    left, right, bottom, top = glyph.box
    x, y = (left + right) / 2, (bottom + top) / 2
    if not (page[0] <= x <= page[1] and page[2] <= y <= page[3]):
        return False
    if glyph.text.isspace():
        return True
    if min(right - left, top - bottom) < _TINY / 2 and max(right - left, top - bottom) < _TINY:
        return False
    if not glyph.painted:
        return unpainted  # a layer of recognised text lies unseen over the picture of a page
    return glyph.light < _WHITE or any(box[0] <= x <= box[1] and box[2] <= y <= box[3] for box in dark)


def _is_upright(angle: int, page: int) -> bool:
    # vertical writing stands upright on a page that is turned to be read
    return abs((angle - page + 180) % 360 - 180) <= _SLANT or (page == 90 and angle in (0, 360))


def _watermarks(glyphs: Sequence[Glyph], seen: set[int], angle: int) -> set[int]:
    """Return the ids of glyphs that are a watermark's.

    It stands slanted; or it is faint, large or turned, in a style that few others have, and lies over other text; or it
    is faint and said again and again.
    """
    runs = [run for run in _runs(glyphs) if any(id(glyph) in seen for glyph in run)]
    found: set[int] = set()
    level = []
    for run in runs:
        if abs((run[0].angle - angle + 45) % 90 - 45) > _SLANT and angle % 90 == 0:
            found.update(map(id, run))
        else:
            level.append(run)
    if not level:
        return found
    body = median(_height(glyph) for run in level for glyph in run)
    total = sum(map(len, level))
    shares: Counter[_Style] = Counter()
    for run in level:
        shares[_style(run)] += len(run)
    most = shares.most_common(1)[0][0]
    said = Counter(_words(run) for run in level)
    others = _Grid()
    for run in level:
        if shares[_style(run)] * 3 > total:
            others.add(run)
    for run in level:
        if _style(run) == most:
            continue
        faint, large = run[0].light > _FAINT, _height(run[0]) > 1.8 * body
        again = said[_words(run)] > 2
        if not (faint or large or not _is_upright(run[0].angle, angle)):
            continue
        covers = sum(others.covers(glyph) for glyph in run if not glyph.text.isspace())
        if covers * 4 >= len(run) or (faint and again):
            found.update(map(id, run))
    return found


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield characters that follow each other in one style on one line."""
    for (generated, *_), run in groupby(glyphs, key=lambda glyph: (glyph.generated, glyph.angle, *_look(glyph))):
        if not generated:
            yield list(run)


def _look(glyph: Glyph) -> tuple[float, float]:
    return round(glyph.light, 2), round(glyph.size, 1)


def _style(run: Sequence[Glyph]) -> _Style:
    return (run[0].angle, *_look(run[0]))


def _words(run: Sequence[Glyph]) -> str:
    return "".join("".join(glyph.text for glyph in run).split())


def _height(glyph: Glyph) -> float:
    return max(glyph.box[3] - glyph.box[2], glyph.size if glyph.size > 1 else 0.0)


class _Grid:
    """The boxes of characters, found by where they are."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Glyph]] = {}

    def add(self, glyphs: Sequence[Glyph]) -> None:
        for glyph in glyphs:
            if not glyph.text.isspace():
                for cell in self._near(glyph.box):
                    there = self._cells.setdefault(cell, [])
                    if len(there) < _CROWD:
                        there.append(glyph)

    def covers(self, glyph: Glyph) -> bool:
        """Return whether a glyph and one of another style lie over each other."""
        return any(
            other is not glyph and _look(other) != _look(glyph) and _shared(glyph.box, other.box) > _SHARED
            for cell in self._near(glyph.box)
            for other in self._cells.get(cell, ())
        )

    @staticmethod
    def _near(box: Box) -> Iterator[tuple[int, int]]:
        columns = range(int(box[0] // _CELL), min(int(box[1] // _CELL), int(box[0] // _CELL) + 20) + 1)
        rows = range(int(box[2] // _CELL), min(int(box[3] // _CELL), int(box[2] // _CELL) + 20) + 1)
        return ((column, row) for column in columns for row in rows)


def _shared(one: Box, other: Box) -> float:
    """Return what share of the smaller box the two have in common."""
    wide = min(one[1], other[1]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[2], other[2])
    if wide <= 0 or high <= 0:
        return 0.0
    areas = [(box[1] - box[0]) * (box[3] - box[2]) for box in (one, other)]
    return wide * high / max(min(areas), 1e-6)
