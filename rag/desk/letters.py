"""The letters of a text: clean, folded, without blanks and punctuation, with a map back to the text.

What makes a figure is kept: the point in 86.4, the dash in 10-15, per cent. Everything else that is no letter or digit
is form: quotation marks, commas, brackets.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.phrases import condense

_SIGNS = frozenset("%‰℃")
_DASHES = frozenset("-—~")
QUOTATION_MARKS = "“”‘’\"'"
"""As folding leaves them."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters and where they stand.

    :param text: Folded.
    :param offsets: For each character of `text` its offset in the original; ascending.
    """

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's span of a span of `text`; of an empty one an empty one, before what follows it."""
        if start < end:
            return self.offsets[start], self.offsets[end - 1] + 1
        at = self.offsets[start] if start < len(self.offsets) else (self.offsets[-1] + 1 if self.offsets else 0)
        return at, at

    def at(self, offset: int) -> int:
        """Return the index of the first letter at an offset of the original or behind it."""
        return bisect_left(self.offsets, offset)


def letters(text: str, start: int = 0, end: int | None = None) -> Letters:
    """Return the letters of `text[start:end]`; offsets refer to the whole of `text`.

    >>> letters("“三农”产值86.4億元，增8—9％。").text
    '三农产值86.4亿元增8-9%'
    """
    condensed, offsets = condense(text, start, end)
    kept: list[str] = []
    places = array("I")
    for i, char in enumerate(condensed):
        if not (char.isalnum() or char in _SIGNS):
            between = condensed[i - 1 : i].isdigit() and condensed[i + 1 : i + 2].isdigit()
            if not between or char not in _DASHES | {"."}:
                continue
            char = "-" if char in _DASHES else char
        kept.append(char)
        places.append(offsets[i])
    return Letters("".join(kept), places)


def unquoted(text: str, start: int = 0, end: int | None = None) -> Letters:
    """Return what of `text[start:end]` a phrase is looked for in: as `condense` has it, without quotation marks.

    >>> unquoted("“五位一体”總體 布局，").text
    '五位一体总体布局,'
    """
    condensed, offsets = condense(text, start, end)
    places = array("I", (at for char, at in zip(condensed, offsets, strict=True) if char not in QUOTATION_MARKS))
    return Letters("".join(char for char in condensed if char not in QUOTATION_MARKS), places)
