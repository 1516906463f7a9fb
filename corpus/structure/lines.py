"""A document's lines: the unit that page furniture, bylines and headings are judged by."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.language.cleaning import CleanText, clean
from corpus.language.lexicon import pattern
from corpus.language.normalization import fold

_NARROWEST, _WIDEST = 30, 170  # halves of a Chinese character: between verse and paragraphs that are not broken
_RAGGED = 4  # what a full line may lack: a mark or a number is not broken
_ROW_LINES = 4  # of one row of a table, at most
_SPACED = 5  # characters that stand apart, from which on a line is taken for spaced
_LEAST = 3  # full lines that stop in mid-sentence
_ENDS = re.compile(r"[。！？!?；;：:…][”’」』）)]*\Z")
_CLOSES = re.compile("[，。、；：！？”’」』）》】%％]")
_LABEL = pattern(r"{label_number}|{label_bracket}|第.{1,4}[章节条]|\d{1,3}[.、](?!\d)|[#>*-] ")
_LATIN = re.compile("[A-Za-z]")
_CELLS = re.compile("[\t|｜]|  ")
_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a line looks on the page.

    :param wide: In halves of a Chinese character.
    :param long: In characters.
    :param cells: Whether it looks like the row of a table.
    """

    wide: int
    long: int
    indented: bool
    cells: bool


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
    """Return the lines of `text[start:end]` that hold more than blanks.

    Where a program broke the text at a width, the lines of a paragraph are joined: such a line spans a line break.
    """
    lines: list[Line] = []
    shapes: list[_Shape] = []
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
        shapes.append(_shape(text[match.start() : offsets[-1] + 1]))
        done = match.end()
    return _joined(lines, shapes)


def _shape(text: str) -> _Shape:
    wide = len(text) + sum(map("\u2e7f".__lt__, text))
    return _Shape(wide, len(text), text[:1].isspace(), bool(_CELLS.search(text)))


def _joined(lines: list[Line], shapes: Sequence[_Shape]) -> list[Line]:
    """Return the lines, those that were one before a program broke the text at its width made one again."""
    wide = max((shape.wide for shape in shapes), default=0)
    long = max((shape.long for shape in shapes), default=0)
    if not _NARROWEST <= wide <= _WIDEST:
        return lines
    # some programs count columns, some characters
    full = [shape.wide >= wide - _RAGGED or shape.long >= long - 1 for shape in shapes]
    inner = [index for index in range(len(lines) - 1) if full[index] and not lines[index + 1].gap]
    broken = [index for index in inner if not _ENDS.search(lines[index].text)]
    # full lines stop in mid-sentence, and after some of them a paragraph ends on a shorter one; verse, rows of a table
    # and items of a list end with their lines
    ended = [i for i in broken if _CLOSES.match(lines[i + 1].text) or (not full[i + 1] and _is_end(lines[i + 1]))]
    if len(broken) < _LEAST or len(broken) * 2 < len(inner) or not ended:
        return lines
    groups: list[list[Line]] = []
    for index, line in enumerate(lines):
        before = index - 1
        if (
            index > 0
            and full[before]
            and not (line.gap or shapes[index].indented or shapes[index].cells or shapes[before].cells)
            and (_CLOSES.match(line.text) or not (_ENDS.search(lines[before].text) or _LABEL.match(line.folded)))
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_whole(group) for group in groups]


def _is_end(line: Line) -> bool:
    return bool(_ENDS.search(line.text))


def _whole(lines: Sequence[Line]) -> Line:
    """Return broken lines as one: with a blank between Latin words, without one between Chinese characters."""
    if len(lines) == 1:
        return lines[0]
    texts, offsets = [lines[0].text], list(lines[0].offsets)
    for before, line in itertools.pairwise(lines):
        if _LATIN.match(before.text[-1]) and _LATIN.match(line.text):
            texts.append(" ")
            offsets.append(offsets[-1] + 1)
        texts.append(line.text)
        offsets.extend(line.offsets)
    text = "".join(texts)
    return Line(offsets[0], offsets[-1] + 1, text, fold(text), offsets, lines[0].gap)


def is_table_row(lines: Sequence[Line], index: int) -> bool:
    """Say whether a line is a row of a table that names its columns, as a line near it does: 县区：…｜产值：….

    A long row is several lines.
    """
    names = _columns(lines[index].text)
    near = range(max(0, index - _ROW_LINES), min(len(lines), index + _ROW_LINES + 1))
    return len(names) > 1 and any(other != index and _columns(lines[other].text) == names for other in near)


def without_spacing(line: Line) -> Line:
    """Return a line whose characters all stand apart, 在 竹 农 大 会 上 的 讲 话, without the blanks between them.

    One of its words may be whole: a date, whose figures are read together in every text.
    """
    words = line.text.split()
    if sum(len(word) == 1 for word in words) < max(_SPACED, len(words) - 1):
        return line
    kept = [i for i, char in enumerate(line.text) if not char.isspace()]
    text = "".join(line.text[i] for i in kept)
    return Line(line.start, line.end, text, fold(text), [line.offsets[i] for i in kept], line.gap)


def _columns(text: str) -> list[str]:
    return [cell.partition("：")[0] for cell in text.split("｜")] if "｜" in text else []


def join_lines(lines: Sequence[Line], blank: str = " ") -> Line:
    """Return lines that are one broken line as one, in their order.

    :param blank: What to put between them: one blank or nothing.
    """
    text, offsets = lines[0].text, list(lines[0].offsets)
    for line in lines[1:]:
        text += blank + line.text
        offsets += [offsets[-1] + 1] * len(blank) + list(line.offsets)
    return Line(offsets[0], offsets[-1] + 1, text, fold(text), offsets, lines[0].gap)
