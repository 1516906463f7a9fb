"""The characters of a PDF page with their places and looks, as PDFium sees them. Knows nothing of lines."""

import ctypes
import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.language.normalization import RADICALS

_VERTICAL_FORMS = str.maketrans(
    "︐︑︒︓︔︕︖︗︘︙︰︱︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄",
    "，、。：；！？〖〗…：—（）｛｝〔〕【】《》〈〉「」『』",
)
_INVISIBLE = (3, 7)  # render modes in which nothing is painted
_MIN_PAIRS = 20  # neighbours on a page by which its writing is called vertical

Box = tuple[float, float, float, float]  # left, right, bottom, top


@dataclass(slots=True)
class Glyph:
    """One character, or a blank that the file does not hold.

    :param angle: In whole degrees clockwise.
    :param size: Of the font.
    :param light: 0 for black, 1 for white or for what lets everything through.
    :param painted: Whether it is painted at all.
    :param generated: Whether it is a blank or a line's end that PDFium made of a gap.
    """

    text: str
    box: Box
    angle: int
    size: float
    light: float
    painted: bool
    generated: bool


def read_glyphs(textpage: Any, raw: Any) -> list[Glyph]:
    """Return the characters of a page in the order of the file; a line's end is a line feed."""
    box = raw.FS_RECTF()
    found: list[Glyph] = []
    looks: dict[int, tuple[float, bool]] = {}
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (0xD, 0xA) or raw.FPDFText_IsGenerated(textpage, index):
            text = "\n" if code in (0xD, 0xA) else " "
            found.append(Glyph(text, (0.0, 0.0, 0.0, 0.0), 0, 0.0, 0.0, painted=True, generated=True))
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
            continue
        # a font that does not say what it shows gives the numbers of its glyphs: no text
        text = "\ufffd" if raw.FPDFText_HasUnicodeMapError(textpage, index) == 1 else _character(code)
        angle = round(math.degrees(raw.FPDFText_GetCharAngle(textpage, index))) % 360
        size = raw.FPDFText_GetFontSize(textpage, index)
        drawn = raw.FPDFText_GetTextObject(textpage, index)
        key = ctypes.addressof(drawn.contents) if drawn else 0
        if key not in looks:
            looks[key] = _look(textpage, index, drawn, raw)
        light, painted = looks[key]
        sides = (box.left, box.right, box.bottom, box.top)
        found.append(Glyph(text, sides, angle, size, light, painted, generated=False))
    return found


def page_angle(glyphs: Sequence[Glyph]) -> int:
    """Return by how many degrees most characters are turned clockwise: 0, 90, 180 or 270; 90 for vertical writing."""
    real = [glyph for glyph in glyphs if not glyph.generated]
    angles = Counter(round(glyph.angle / 90) % 4 * 90 for glyph in real)
    angle = angles.most_common(1)[0][0] if angles else 0
    return 90 if angle == 0 and _is_vertical(glyphs) else angle


def are_heaped(glyphs: Sequence[Glyph]) -> bool:
    """Say whether the characters of most lines stand on one another: how PDFium sees the vertical lines of browsers.

    Which of two alike is left out then, nobody can tell.
    """
    heaped = apart = 0
    for before, glyph in itertools.pairwise(glyphs):
        if before.generated or glyph.generated:
            continue
        high = max(glyph.box[3] - glyph.box[2], 1.0)
        far = max(abs(glyph.box[0] - before.box[0]), abs(glyph.box[2] - before.box[2]))
        heaped, apart = heaped + (far < high / 5), apart + (far >= high / 5)
    return heaped >= _MIN_PAIRS and heaped > apart


def turned(box: Box, angle: int, width: float, height: float) -> Box:
    """Return a box on a page that is turned back by an angle."""
    left, right, bottom, top = box
    if angle == 90:
        return height - top, height - bottom, left, right
    if angle == 180:
        return width - right, width - left, height - top, height - bottom
    if angle == 270:
        return bottom, top, width - right, width - left
    return box


def _is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Return whether upright characters follow each other downwards: columns, to be read from the right."""
    down = across = 0
    for before, glyph in itertools.pairwise(glyphs):
        if before.generated or glyph.generated or glyph.angle % 360:
            continue
        high = max(glyph.box[3] - glyph.box[2], 1.0)
        x, y = glyph.box[0] - before.box[0], glyph.box[2] - before.box[2]
        if abs(x) < high / 2 and -3 * high < y < -high / 2:
            down += 1
        elif x > 0 and abs(y) < high / 2:
            across += 1
    return down >= _MIN_PAIRS and down > 2 * across


def _look(textpage: Any, index: int, drawn: Any, raw: Any) -> tuple[float, bool]:
    """Return (how light it is, whether it is painted)."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return 0.0, True
    light = (0.299 * red.value + 0.587 * green.value + 0.114 * blue.value) / 255
    opaque = alpha.value / 255
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
    return 1 - (1 - light) * opaque, mode not in _INVISIBLE and opaque > 0


def _character(code: int) -> str:
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or 0xE000 <= code < 0xF900 or code > 0x10FFFF:
        return "\ufffd"
    if code == 2:  # PDFium's mark of a hyphen at the end of a line
        return "-"
    # radicals that fonts map to instead of the characters that look the same, and marks of vertical writing
    return chr(code).translate(RADICALS).translate(_VERTICAL_FORMS) if code >= 0x20 else " "
