"""Tables on a page: where lines are ruled, by the cells between them, else by what stands under what.

A table becomes one block of the page, its rows written out with the names of their columns.
"""

import ctypes
import itertools
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from corpus.readers.pdf.glyphs import Box, turned
from corpus.readers.pdf.pieces import Piece, tighten
from corpus.readers.tabular.grid import Cell, plain_rows, table_lines

_THIN = 3.0  # points; wider is an area and no line
_SHORT = 6.0  # points; shorter is a dash of a dashed line or part of a drawing
_NEAR = 3.0  # points within which lines meet
_MAX_OBJECTS = 5_000  # of a page: more is a drawing
_MAX_SEGMENTS = 2_000  # of a path
_MAX_LINES = 2_000
_LEAST_ROWS = 3  # of a table without lines
_WHITE = 0.85  # how light a colour is on which white does not show


def read_drawing(page: Any, raw: Any) -> tuple[list[Box], list[Box]]:
    """Return (ruled lines, dark areas and pictures) of a page, as boxes."""
    lines: list[Box] = []
    dark: list[Box] = []
    for drawn in itertools.islice(page.get_objects(max_depth=2), _MAX_OBJECTS):
        if drawn.type == raw.FPDF_PAGEOBJ_PATH:
            left, bottom, right, top = drawn.get_bounds()
            filled, stroked = ctypes.c_int(), ctypes.c_int()
            raw.FPDFPath_GetDrawMode(drawn, filled, stroked)
            if min(right - left, top - bottom) <= _THIN:
                lines.append((left, right, bottom, top))
                continue
            if filled.value and _light(drawn, raw) < _WHITE:
                dark.append((left, right, bottom, top))
            if stroked.value:
                lines.extend(_segments(drawn, raw))
        elif drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = drawn.get_bounds()
            dark.append((left, right, bottom, top))
    return [line for line in lines if max(line[1] - line[0], line[3] - line[2]) >= _SHORT][:_MAX_LINES], dark


def turn(lines: Sequence[Box], angle: int, size: tuple[float, float]) -> tuple[list[Box], list[Box]]:
    """Return (upright, level) lines of a page that is turned back by an angle."""
    boxes = [turned(line, angle, *size) for line in lines]
    upright = [box for box in boxes if box[3] - box[2] > box[1] - box[0]]
    return upright, [box for box in boxes if box[3] - box[2] <= box[1] - box[0]]


def write_out_tables(pieces: Sequence[Piece], upright: Sequence[Box], level: Sequence[Box]) -> list[Piece]:
    """Return the pieces of a page, those that are cells of ruled tables made one block a table."""
    left_over = list(pieces)
    blocks: list[Piece] = []
    for xs, ys, walls, floors in _grids(upright, level):
        inside = [
            piece
            for piece in left_over
            if xs[0] - _NEAR <= (piece.left + piece.right) / 2 <= xs[-1] + _NEAR and ys[-1] <= piece.middle <= ys[0]
        ]
        rows = _ruled(xs, ys, (walls, floors), inside)
        if inside and (text := "\n".join(table_lines(rows))):
            kept = {id(piece) for piece in inside}
            left_over = [piece for piece in left_over if id(piece) not in kept]
            size = median(piece.size for piece in inside)
            blocks.append(Piece(text, xs[0], xs[-1], ys[-1], ys[0], size, block=True))
    return [*left_over, *blocks]


def find_unruled(rows: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Return the rows of a page, those of tables without lines made one block each."""
    found: list[list[Piece]] = []
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and _continues(rows, at, end):
            end += 1
        while end > at and len(rows[end - 1]) < 2:
            end -= 1
        block = _unruled(rows[at:end]) if end - at >= _LEAST_ROWS else None
        if block is None:
            found.append(rows[at])
            at += 1
        else:
            found.append([block])
            at = end
    return found


def _continues(rows: Sequence[list[Piece]], at: int, end: int) -> bool:
    """Return whether a row can belong to the table that begins at another: cells apart, or one cell under others."""
    row = rows[end]
    if any(piece.block for piece in row):
        return False
    if end > at and rows[end - 1][0].bottom - row[0].top > 2.5 * row[0].size:
        return False
    if len(row) > 1:
        return all(after.left - before.right > 0.5 * before.size for before, after in itertools.pairwise(row))
    columns = max(rows[at:end], key=len, default=[])
    last = columns[-1] if columns else None
    return len(columns) > 2 and last is not None and row[0].right <= last.right + last.size and len(row[0].text) <= 20


def _unruled(rows: Sequence[list[Piece]]) -> Piece | None:
    anchors = max(rows, key=len)
    count = len(anchors)
    cells = [[""] * count for _ in rows]
    for number, row in enumerate(rows):
        for piece in row:
            column = min(range(count), key=lambda index: (_distance(piece, anchors[index]), index))
            cells[number][column] = f"{cells[number][column]} {tighten(piece.text.strip())}".strip()
    filled = [text for row in cells for text in row[1:] if text]
    figures = sum(any(char.isdigit() for char in text) for text in filled)
    longest = max(len(piece.text) for row in rows for piece in row)
    # two columns of words may be lines of verse or signatures
    if longest > 40 or (count == 2 and figures * 2 < len(filled)) or (count > 2 and not _stand_under(rows, anchors)):
        return None
    everything = [piece for row in rows for piece in row]
    return Piece(
        "\n".join(table_lines(plain_rows(cells))),
        min(piece.left for piece in everything),
        max(piece.right for piece in everything),
        min(piece.bottom for piece in everything),
        max(piece.top for piece in everything),
        median(piece.size for piece in everything),
        block=True,
    )


def _stand_under(rows: Sequence[list[Piece]], anchors: Sequence[Piece]) -> bool:
    """Return whether most cells stand right under those of the fullest row."""
    distances = [min(_distance(piece, anchor) for anchor in anchors) for row in rows for piece in row]
    return sum(distance <= 0 for distance in distances) * 5 >= len(distances) * 4


def _distance(piece: Piece, anchor: Piece) -> float:
    """Return how far apart two pieces are across the page; negative for how much they overlap."""
    return max(piece.left, anchor.left) - min(piece.right, anchor.right)


_GridLines = tuple[list[float], list[float], list[Box], list[Box]]


def _grids(upright: Sequence[Box], level: Sequence[Box]) -> Iterator[_GridLines]:
    """Yield (xs from the left, ys from the top, upright lines, level lines) of each ruled table."""
    for group in _connected([*upright, *level]):
        walls = [line for line in group if line[3] - line[2] > line[1] - line[0]]
        floors = [line for line in group if line[3] - line[2] <= line[1] - line[0]]
        xs = _places([(line[0] + line[1]) / 2 for line in walls])
        ys = _places([(line[2] + line[3]) / 2 for line in floors])[::-1]
        if len(xs) > 2 and len(ys) > 1:
            yield xs, ys, walls, floors


def _connected(lines: list[Box]) -> list[list[Box]]:
    """Return the lines in groups that touch each other."""
    parents = list(range(len(lines)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = index = parents[parents[index]]
        return index

    order = sorted(range(len(lines)), key=lambda index: lines[index][0])
    active: list[int] = []
    for index in order:
        line = lines[index]
        active = [other for other in active if lines[other][1] >= line[0] - _NEAR]
        for other in active:
            if lines[other][2] <= line[3] + _NEAR and line[2] <= lines[other][3] + _NEAR:
                parents[root(other)] = root(index)
        active.append(index)
    groups: dict[int, list[Box]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(root(index), []).append(line)
    return list(groups.values())


def _places(values: Sequence[float]) -> list[float]:
    """Return where lines stand, ascending, those within a few points one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _ruled(
    xs: Sequence[float], ys: Sequence[float], lines: tuple[Sequence[Box], Sequence[Box]], pieces: Sequence[Piece]
) -> list[list[Cell]]:
    """Return the cells between the lines; where a line is missing, two places are one cell."""
    walls, floors = lines
    columns, rows = len(xs) - 1, len(ys) - 1

    def wall(row: int, x: float) -> bool:
        y = (ys[row] + ys[row + 1]) / 2
        return any(abs((line[0] + line[1]) / 2 - x) <= _NEAR and line[2] <= y <= line[3] for line in walls)

    def floor(column: int, y: float) -> bool:
        x = (xs[column] + xs[column + 1]) / 2
        return any(abs((line[2] + line[3]) / 2 - y) <= _NEAR and line[0] <= x <= line[1] for line in floors)

    taken: set[tuple[int, int]] = set()
    found: list[list[Cell]] = []
    for row in range(rows):
        found.append([])
        for column in range(columns):
            if (row, column) in taken:
                continue
            wide, high = 1, 1
            while column + wide < columns and (row, column + wide) not in taken and not wall(row, xs[column + wide]):
                wide += 1
            while row + high < rows and not floor(column, ys[row + high]):
                high += 1
            taken.update((r, c) for r in range(row, row + high) for c in range(column, column + wide))
            box = xs[column], xs[column + wide], ys[row + high], ys[row]
            found[-1].append(Cell(_text(box, pieces), rows=high, columns=wide))
    return found


def _text(box: Box, pieces: Sequence[Piece]) -> str:
    """Return what stands in a cell, a line each for what does not reach to its right edge."""
    inside = [
        piece
        for piece in pieces
        if box[0] <= (piece.left + piece.right) / 2 < box[1] and box[2] <= piece.middle < box[3]
    ]
    inside.sort(key=lambda piece: -piece.middle)
    text, full = "", False
    for _, line in itertools.groupby(inside, key=lambda piece: round(-piece.middle / max(piece.size, 1) * 2)):
        row = sorted(line, key=lambda piece: piece.left)
        text += ("" if full or not text else "\n") + " ".join(tighten(piece.text.strip()) for piece in row)
        full = row[-1].right > box[1] - 1.6 * row[-1].size
    return text


def _light(drawn: Any, raw: Any) -> float:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha):
        return 0.0
    light = (0.299 * red.value + 0.587 * green.value + 0.114 * blue.value) / 255
    return 1 - (1 - light) * alpha.value / 255


def _segments(drawn: Any, raw: Any) -> Iterator[Box]:
    """Yield the level and upright strokes of a path."""
    count = min(raw.FPDFPath_CountSegments(drawn), _MAX_SEGMENTS)
    matrix = drawn.get_matrix()
    start = before = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(drawn, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield from _stroke(before, here)
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _stroke(here, start)
        before = here


def _stroke(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Box]:
    (left, right), (bottom, top) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if min(right - left, top - bottom) <= 0.5:
        yield left, right, bottom, top
