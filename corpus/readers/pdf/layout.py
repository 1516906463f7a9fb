"""Pieces of text on pages become paragraphs: columns in order, page furniture out, broken lines joined again.

Knows nothing of PDF. Lengths are in points, from the lower left corner of a page. The text keeps every character but
those of headers, footers and page numbers, and the hyphens and blanks at line ends that joining takes away.
"""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from corpus.language.lexicon import pattern
from corpus.readers.pdf.pieces import WIDE, Piece, tighten
from corpus.readers.pdf.tables import find_unruled

_EDGE = 0.13  # of a page's height, at the top and at the bottom: where furniture stands
_WIDEST = 20_000  # points; wider pages are plans
_MIN_COLUMN = 5  # lines; fewer beside others are a signature or a table, no column
_PAGE_NUMBER = re.compile(
    r"[\s\-—–·•.～~]*(?:第\s?)?(?:\d{1,4}|[ivxIVX]{1,6})\s?(?:页|/\s?\d{1,4}|[,，]?\s?(?:/\s?)?共\s?\d{1,4}\s?页)?"
    r"(?:\s?[,，]?\s?共\s?\d{1,4}\s?页)?[\s\-—–·•.～~]*"
)
# what a browser prints at the edges of a saved page, without blanks: its address and page, the minute and the title
_PRINTED = re.compile(
    r"(?:file|https?)://\S{1,200}|(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}[/-]\d{1,2}[/-]\d{1,2})[,，]?(?:[上下]午)?\d{1,2}:\d{2}(?:[AP]M)?.{0,80}"
)
_HEADING = pattern(r"\s?(?:[{tens}]{1,3}、|[（(][{tens}]{1,3}[)）]|第[{tens}百]{1,4}[章节条])")
# how a footnote begins
_NOTE = re.compile(
    r"\s*(?:[\u2460-\u2473\u2776-\u277f\u00b9\u00b2\u00b3\u2070-\u2079]|[\[〔［(（]\s?(?:\d{1,3}|注)\s?[\]〕］)）]"
    r"|[*＊※]|注\s?\d{0,3}\s?[:：]|\d{1,3}[\s.．、])"
)
_SPACES = re.compile(r"[ \u3000]+")
_RAGGED = 3.0  # characters that a full line may lack: a number or a word is not broken


@dataclass(frozen=True, slots=True)
class Part:
    """A page, or what is turned against the rest of one.

    :param size: Width and height.
    """

    pieces: Sequence[Piece]
    size: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Arranged:
    """The text of all pages, one line a paragraph.

    :param pages: Where each page begins in the text; one without text begins where the next does.
    """

    text: str
    pages: tuple[int, ...]


def arrange(pages: Sequence[Sequence[Part]]) -> Arranged:
    """Return the text of all pages.

    A footnote stands behind the paragraph in which its page ends: that may go on overleaf.
    """
    parts = [(number, part) for number, page in enumerate(pages) for part in page]
    rows = [_rows(part.pieces) for _, part in parts]
    furniture = _find_furniture(rows, [part.size for _, part in parts])
    text = _Text()
    for index, (number, _) in enumerate(parts):
        kept = [row for at, row in enumerate(rows[index]) if (index, at) not in furniture]
        body, notes = _without_notes(kept)
        pieces = [piece for row in body for piece in row]
        if _find_gutter(pieces) is None:
            pieces = [piece for row in find_unruled(body) for piece in row]
        for column in _columns(pieces):
            for paragraph in _paragraphs(column):
                text.add(paragraph, number)
        text.hold(notes, number)
    return text.arranged(len(pages))


class _Text:
    """Paragraphs as they come, joined over columns and pages."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._begins: dict[int, tuple[int, int]] = {}  # page -> paragraph and offset where it begins
        self._notes: list[tuple[str, int]] = []
        self._last: _Paragraph | None = None

    def add(self, paragraph: "_Paragraph", page: int) -> None:
        text, last = _tidy(paragraph.text), self._last
        if last is not None and last.goes_on and paragraph.continues(last) and self._paragraphs:
            joined = _join(self._paragraphs[-1], text)
            self._begins.setdefault(page, (len(self._paragraphs) - 1, len(joined) - len(text.lstrip())))
            self._paragraphs[-1] = joined
        elif text:
            self._flush()
            self._begins.setdefault(page, (len(self._paragraphs), 0))
            self._paragraphs.append(text)
        self._last = paragraph

    def hold(self, notes: Sequence[str], page: int) -> None:
        self._notes.extend((text, page) for note in notes if (text := _tidy(note)))

    def _flush(self) -> None:
        for note, page in self._notes:
            self._begins.setdefault(page, (len(self._paragraphs), 0))
            self._paragraphs.append(note)
        self._notes.clear()

    def arranged(self, count: int) -> Arranged:
        self._flush()
        starts = [0, *itertools.accumulate(len(paragraph) + 1 for paragraph in self._paragraphs)]
        text = "\n".join(self._paragraphs)
        begins = {page: starts[paragraph] + offset for page, (paragraph, offset) in self._begins.items()}
        pages: list[int] = []
        for page in range(count - 1, -1, -1):
            following = pages[-1] if pages else len(text)
            pages.append(min(begins.get(page, following), following))
        return Arranged(text, tuple(reversed(pages)))


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Lines that belong together, within one column.

    :param indented: Whether its first line is.
    :param starts: Whether it begins the column.
    :param goes_on: Whether its last line is full: the paragraph may go on.
    :param size: Of its last line's font.
    """

    text: str
    indented: bool
    starts: bool
    goes_on: bool
    size: float

    def continues(self, last: "_Paragraph") -> bool:
        alike = abs(self.size - last.size) < 0.5
        return self.starts and not self.indented and alike and not _HEADING.match(self.text)


def _tidy(text: str) -> str:
    return "\n".join(tighten(_SPACES.sub(" ", line).strip()) for line in text.split("\n")).strip()


def _without_notes(rows: list[list[Piece]]) -> tuple[list[list[Piece]], list[str]]:
    """Return the rows of a page without the footnotes below them, and the footnotes."""
    lengths: dict[float, int] = {}
    for row in rows:
        for piece in row:
            size = round(piece.size, 1)
            lengths[size] = lengths.get(size, 0) + len(piece.text)
    body = max(lengths, key=lambda size: lengths[size], default=0.0)
    at = len(rows)
    while at > 0 and all(piece.size < body * 0.95 and not piece.block for piece in rows[at - 1]):
        at -= 1
    while at < len(rows) and not _NOTE.match(rows[at][0].text):
        at += 1
    notes: list[str] = []
    for row in rows[at:]:
        text = _line(row).text
        if notes and not _NOTE.match(text):
            notes[-1] = _join(notes[-1], text)
        else:
            notes.append(text)
    return rows[:at], notes


def _rows(page: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces of each line across the page, from the top down, from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(page, key=lambda piece: -piece.middle):
        if rows and abs(rows[-1][0].middle - piece.middle) < min(rows[-1][0].size, piece.size) * 0.4:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda piece: piece.left)
    return rows


def _find_furniture(rows: Sequence[list[list[Piece]]], sizes: Sequence[tuple[float, float]]) -> set[tuple[int, int]]:
    """Return (page, row) of page numbers and of what stands near the edge of other pages too, a gap from the text."""
    seen: dict[tuple[str, int], set[int]] = {}  # (text, height) -> pages
    edges = [_edge_rows(page, height) for page, (_, height) in zip(rows, sizes, strict=True)]
    for number, (page, edge) in enumerate(zip(rows, edges, strict=True)):
        for index in itertools.chain(*edge):
            for key in _keys(page[index]):
                seen.setdefault(key, set()).add(number)
    least = max(2, len(rows) // 4)
    found: set[tuple[int, int]] = set()
    for number, (page, edge) in enumerate(zip(rows, edges, strict=True)):
        leading = _leading(page)
        for side in edge:
            block: list[int] = []
            sure: set[int] = set()
            for index in side:
                if _PRINTED.fullmatch(_plain(page[index])):
                    sure.add(index)
                    block.append(index)
                    continue
                plain = _plain(page[index])
                # no header ends a sentence: that is the end of a paragraph which comes from the page before
                shared = plain[-1:] not in tuple("。！？；") and any(
                    len(seen[key]) >= least for key in _keys(page[index])
                )
                if not (shared or (len(rows) > 1 and _PAGE_NUMBER.fullmatch(plain))):
                    break
                block.append(index)
            # the first line of the text may be the same on two pages; it is no smaller than the next and no farther
            # from it than others
            top = side is edge[0]
            while block and block[-1] not in sure and _gap(page, block[-1], top) < leading * 1.3:
                if _is_smaller(page, block[-1], top):
                    break
                block.pop()
            found.update((number, index) for index in block)
    return found


def _edge_rows(page: Sequence[list[Piece]], height: float) -> tuple[list[int], list[int]]:
    """Return the indexes of the outermost rows at the top and at the bottom, from the edge inward."""
    top = [index for index in range(min(3, len(page))) if page[index][0].middle > height * (1 - _EDGE)]
    last = len(page) - 1
    bottom = [index for index in range(last, max(last - 3, -1), -1) if page[index][0].middle < height * _EDGE]
    return top, bottom


def _gap(page: Sequence[list[Piece]], index: int, top: bool) -> float:
    other = index + 1 if top else index - 1
    return abs(page[index][0].middle - page[other][0].middle) if 0 <= other < len(page) else float("inf")


def _is_smaller(page: Sequence[list[Piece]], index: int, top: bool) -> bool:
    other = index + 1 if top else index - 1
    return 0 <= other < len(page) and page[index][0].size < page[other][0].size * 0.9


def _leading(page: Sequence[list[Piece]]) -> float:
    gaps = [above[0].middle - below[0].middle for above, below in itertools.pairwise(page)]
    return median(gaps) if gaps else 0.0


def _plain(row: Sequence[Piece]) -> str:
    return re.sub(r"\s", "", "".join(piece.text for piece in row))


def _keys(row: Sequence[Piece]) -> list[tuple[str, int]]:
    """Return what rows that say the same at the same height share; heights may differ by a point, so in two grids."""
    text = re.sub(r"\d+", "#", _plain(row))
    return [(text, 2 * round(row[0].middle / 6 + shift / 2) + shift) for shift in (0, 1)]


def _columns(pieces: list[Piece]) -> list[list[Piece]]:
    """Return the pieces column by column in reading order; what goes across the columns ends those above it."""
    gutter = _find_gutter(pieces)
    if gutter is None:
        return [pieces] if pieces else []
    found: list[list[Piece]] = []
    left: list[Piece] = []
    right: list[Piece] = []
    across: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: -piece.middle):
        if piece.right <= gutter or piece.left >= gutter:
            if across:
                found.append(across)
                across = []
            (left if piece.right <= gutter else right).append(piece)
            continue
        if left or right:
            found.extend([*_columns(left), *_columns(right)])
            left, right = [], []
        across.append(piece)
    return [*found, *([across] if across else []), *_columns(left), *_columns(right)]


def _find_gutter(pieces: Sequence[Piece]) -> float | None:
    """Return where a blank band divides two columns of running text, or None."""
    if len(pieces) < 2 * _MIN_COLUMN:
        return None
    low, high = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    if not 0 < high - low < _WIDEST:
        return None
    bins = int(high - low) + 2  # a point each: the work grows with the pieces, not with their square
    begins, ends = [0] * (bins + 1), [0] * (bins + 1)
    for piece in pieces:
        begins[math.ceil(piece.left - low)] += 1
        ends[math.ceil(piece.right - low)] += 1
    begun, ended = [0, *itertools.accumulate(begins)], list(itertools.accumulate(ends))
    runs = itertools.groupby(range(bins // 5, bins - bins // 5), key=lambda x: (begun[x] - ended[x], ended[x]))
    candidates = []
    for (crossing, on_left), run in runs:
        middle = list(run)
        if min(on_left, len(pieces) - crossing - on_left) >= _MIN_COLUMN and crossing * 3 <= len(pieces):
            candidates.append((crossing, -len(middle), low + middle[len(middle) // 2]))
    best = sorted(candidates)[:8]
    for number, (_, _, x) in enumerate(best):
        left = [piece for piece in pieces if piece.right <= x]
        right = [piece for piece in pieces if piece.left >= x]
        if min(len(left), len(right)) >= _MIN_COLUMN and _is_prose(left, low, x) and _is_prose(right, x, high):
            # among short lines x may be where most of a column end: the longest one crosses it, and not the blank band
            last, first = max(piece.right for piece in left), min(piece.left for piece in right)
            return next((other for _, _, other in best[:number] if last <= other <= first), x)
    return None


def _is_prose(column: Sequence[Piece], low: float, high: float) -> bool:
    """Return whether lines fill a column: cells of a table and signatures do not."""
    widths = [piece.right - piece.left for piece in column]
    return sum(width > (high - low) * 0.7 for width in widths) * 2 >= len(widths)


def _paragraphs(column: Sequence[Piece]) -> list[_Paragraph]:
    """Return the paragraphs of a column."""
    lines = [_line(row) for row in _rows(column)]
    running = [line for line in lines if not line.block] or lines  # a table may be wider than the text
    low, high = min(line.left for line in running), max(line.right for line in running)
    gaps = [above.bottom - below.bottom for above, below in itertools.pairwise(running)]
    leading = median(gaps) if gaps else 0.0
    body = median(line.size for line in lines)
    found: list[_Paragraph] = []
    last: Piece | None = None
    for line in lines:
        indented = line.left > low + line.size * 1.2
        full = line.right > high - line.size * _RAGGED and "\t" not in line.text and not line.block
        if last is not None and _continues(last, line, (low, high), leading, body):
            before = found.pop()
            text = _join(before.text, line.text)
            found.append(_Paragraph(text, before.indented, before.starts, full, line.size))
        else:
            found.append(_Paragraph(line.text, indented or line.block, last is None, full, line.size))
        last = line
    if found and last is not None and last.left <= low + last.size and _is_open(found[-1]):
        found[-1] = replace(found[-1], goes_on=True)  # overleaf, though its last line ends early
    return found


def _is_open(paragraph: _Paragraph) -> bool:
    """Say whether a set in paragraph stops in mid-sentence."""
    inside = paragraph.indented and "\t" not in paragraph.text and not _HEADING.match(paragraph.text)
    return inside and WIDE.match(paragraph.text[-1]) is not None and paragraph.text[-1] not in "。！？；：”）》"


def _continues(last: Piece, line: Piece, edges: tuple[float, float], leading: float, body: float) -> bool:
    low, high = edges
    if "\t" in last.text or "\t" in line.text or last.block or line.block:
        return False  # rows of a table
    if abs(last.size - line.size) > 0.5 or last.bottom - line.bottom > max(leading * 1.5, line.size * 2.2):
        return False
    indented, was_indented = (piece.left > low + piece.size * 1.2 for piece in (line, last))
    full = last.right > high - last.size * _RAGGED
    if _is_centred(line, edges) and (full or _is_centred(last, edges)):
        return line.size > body * 1.15  # a title on two lines
    if not full:
        return False
    if not indented:
        return True
    # a block set in, unless it is a heading or a paragraph that ends where its line does
    ended = _HEADING.match(last.text) or _HEADING.match(line.text) or last.text.rstrip()[-1:] in "。！？：；!?:;”"
    return was_indented and not ended and abs(line.left - last.left) < 1


def _is_centred(line: Piece, edges: tuple[float, float]) -> bool:
    low, high = edges
    inset = line.left - low
    return inset > line.size and abs(inset - (high - line.right)) < line.size * 1.5


def _line(row: Sequence[Piece]) -> Piece:
    text = row[0].text
    for before, piece in itertools.pairwise(row):
        gap = piece.left - before.right
        text += ("\t" if gap > piece.size * 3 else " " if gap > piece.size * 0.5 else "") + piece.text
    return Piece(
        text,
        row[0].left,
        max(piece.right for piece in row),
        min(piece.bottom for piece in row),
        max(piece.top for piece in row),
        max(row, key=lambda piece: len(piece.text)).size,
        row[0].block,
    )


def _join(text: str, more: str) -> str:
    """Return two lines of one paragraph as one: no blank between Chinese characters, one between Latin words."""
    text, more = text.rstrip(), more.lstrip()
    if not text or not more or WIDE.match(text[-1]) or WIDE.match(more[0]) or text[-1] == "-":
        return text + more
    return f"{text} {more}"
