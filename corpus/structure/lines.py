"""A document's lines: the unit that page furniture, bylines and headings are judged by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language.cleaning import CleanText, clean
from corpus.language.normalization import fold

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    :param start: Of its first visible character in the document.
    :param text: Clean text without surrounding blanks.
    :param folded: `fold(text)`, as long as `text`.
    :param offsets: For each character of `text` its offset in the document.
    :param gap: Whether blank lines stand before it.
    """

    start: int
    end: int
    text: str
    folded: str
    offsets: Sequence[int]
    gap: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the document's span of a non-empty span of `text`."""
        return CleanText(self.text, self.offsets).original_span(start, end)

    def part(self, start: int, end: int | None = None) -> "Line | None":
        """Return a span of `text` as a line of its own, without surrounding blanks; None if nothing is left."""
        end = len(self.text) if end is None else min(end, len(self.text))
        kept = self.text[start:end]
        start, end = start + len(kept) - len(kept.lstrip()), end - len(kept) + len(kept.rstrip())
        if start >= end:
            return None
        offsets = self.offsets[start:end]
        return Line(offsets[0], offsets[-1] + 1, self.text[start:end], self.folded[start:end], offsets, self.gap)


def split_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Return the lines of `text[start:end]` that hold more than blanks."""
    lines: list[Line] = []
    done = start
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        cleaned = clean(text, match.start(), match.end())
        left = len(cleaned.text) - len(cleaned.text.lstrip())
        right = len(cleaned.text.rstrip())
        if left >= right:
            continue
        kept, offsets = cleaned.text[left:right], cleaned.offsets[left:right]
        gap = text.count("\n", done, match.start()) > 1
        lines.append(Line(offsets[0], offsets[-1] + 1, kept, fold(kept), offsets, gap))
        done = match.end()
    return lines


def join_lines(lines: Sequence[Line], blank: str = " ") -> Line:
    """Return lines that are one broken line as one, in their order.

    :param blank: What to put between them: one blank or nothing.
    """
    text, offsets = lines[0].text, list(lines[0].offsets)
    for line in lines[1:]:
        text += blank + line.text
        offsets += [offsets[-1] + 1] * len(blank) + list(line.offsets)
    return Line(offsets[0], offsets[-1] + 1, text, fold(text), offsets, lines[0].gap)
