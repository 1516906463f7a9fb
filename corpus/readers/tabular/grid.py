"""A table becomes lines that each say of which columns their values are: `县区：青岑县｜产值（亿元）：37.6｜增速：—`.

A row is found, cited and understood alone, so it carries the names of its columns; a merged cell stands in every row
that it reaches over, an empty one is a dash. Knows no format: readers of all formats hand in their cells.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.language.lexicon import pattern

BETWEEN = "｜"
EMPTY = "—"
MAX_LINE = 116  # characters; a sentence that is longer is cut at its clauses, between a name and its value
MAX_CELLS = 50_000  # of one table, up to which merged cells are laid out
_MAX_SPAN = 256
_MAX_HEADER_ROWS = 4
_MAX_KEY = 40  # characters of what names a row, where the row goes on in another line
_LAYOUT = 300  # characters of a cell; tables with more are there to place paragraphs on a page
_FORM = 4  # names beside their values in a row of a form, at most
_NAME = 60  # characters of the longest name of a column

# a figure, with a short unit or a dash for none; a year, a month, a day without its year are names that columns have
_FIGURE = re.compile(r"[-+＋－±≥≤<>约近]?\d[\d,，.]*\s?(?:%|％|‰|\D{1,4})?|[-—–/]+")
_PERIOD = pattern(
    r"{year}\s?年?(?:度|\D{0,12})?|\d{1,2}(?:月(?:份|[上中下]旬|\d{1,2}日)?|季度|[日时周期班组]|年级|标段)"
)
_DAY = pattern(r"{year}[年./-]\d{1,2}[月./-]\d{1,2}日?")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it stands in its row.

    :param text: Its paragraphs, a line each.
    :param rows: How many rows it reaches over, itself included.
    :param columns: How many columns it reaches over.
    :param header: Whether the markup says that it names a column.
    """

    text: str
    rows: int = 1
    columns: int = 1
    header: bool = False


@dataclass(slots=True)
class _Place:
    """What stands at one row and column of the grid.

    :param first: Column at which its cell begins.
    :param width: Over how many columns it reaches.
    """

    text: str
    first: int
    width: int
    header: bool


_Grid = list[list[_Place | None]]


def table_lines(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """Return a table as lines, one a row with the names of its columns, or as its paragraphs if it is a layout.

    What reaches over all columns is a line of its own. A row too long for one sentence becomes several lines, each
    with what names the row. Nothing that a cell holds is left out.
    """
    grid = _lay_out(rows)
    if not grid:
        return []
    if form := _form(grid):
        return form
    if parted := _side_by_side(grid):
        return [line for part in parted for line in _lines(part)]
    return _lines(grid)


def _lines(grid: _Grid) -> list[str]:
    if _is_layout(grid):
        return [line for row in grid for place in _cells(row) for line in place.text.split("\n") if line.strip()]
    lines: list[str] = []
    columns = max(map(len, grid))
    at = 0
    while at < len(grid) and (whole := _whole(grid[at], columns, top=True)) is not None:  # a caption within the table
        lines.append(_flat(whole))
        at += 1
    pairs = _are_pairs(grid[at:])
    depth = 0 if pairs else _header_rows(grid[at:])
    names = _names(grid[at : at + depth])
    said = False
    for number in range(at + depth, len(grid)):
        whole = _whole(grid[number], columns)
        if whole is not None:
            lines.append(_flat(whole))
        else:
            lines.extend(_row(grid[number], names, pairs))
            said = True
    if depth and not said:
        lines.append(BETWEEN.join(name for name in names if name))
    return lines


def plain_rows(rows: Iterable[Sequence[str]]) -> list[list[Cell]]:
    """Return rows of texts as cells that are not merged."""
    return [[Cell(text) for text in row] for row in rows]


def _lay_out(rows: Iterable[Sequence[Cell]]) -> _Grid:
    """Return the grid with merged cells in every place that they reach; rows and columns without text are left out."""
    grid: _Grid = []
    hanging: dict[int, tuple[_Place, int]] = {}  # column -> what reaches down into it, and for how many rows yet
    used = 0
    for row in rows:
        line: dict[int, _Place] = {}
        for column, (place, left) in list(hanging.items()):
            line[column] = place
            if left <= 1:
                del hanging[column]
            else:
                hanging[column] = place, left - 1
        column = 0
        for cell in row:
            while column in line:
                column += 1
            drawn = used + len(line) < MAX_CELLS  # spans that nobody has drawn are not followed
            width = max(1, min(cell.columns, _MAX_SPAN)) if drawn else 1
            place = _Place(cell.text.strip(), column, width, cell.header)
            for other in range(column, column + width):
                if other in line:  # cells that overlap: the first stays
                    break
                line[other] = place
                if cell.rows > 1 and drawn:
                    hanging[other] = place, min(cell.rows, _MAX_SPAN) - 1
            column += width
        used += len(line)
        if used > MAX_CELLS:
            hanging.clear()
        grid.append([line.get(index) for index in range(max(line, default=-1) + 1)])
    filled = {place.first for row in grid for place in row if place is not None and place.text}
    # rows end where their last cell does: one of a thousand columns must not make all others as long
    kept = [[place for index, place in enumerate(row) if index in filled] for row in grid]
    return [row for row in kept if any(place and place.text for place in row)]


def _cells(row: Sequence[_Place | None]) -> list[_Place]:
    """Return the cells of a row, each once."""
    found: list[_Place] = []
    for place in row:
        if place is not None and (not found or found[-1] is not place):
            found.append(place)
    return found


def _is_layout(grid: _Grid) -> bool:
    """Return whether a table only places paragraphs on a page: one column, long cells, or two columns of prose."""
    width = max(map(len, grid))
    texts = {place.text for row in grid for place in row if place is not None}
    if width < 2 or any(len(text) > _LAYOUT for text in texts):
        return True
    return (width == 2 or len(grid) == 1) and any(
        sum(line.rstrip()[-1:] in tuple("。！？") for line in text.split("\n")) > 1 for text in texts
    )


def _whole(row: Sequence[_Place | None], columns: int, *, top: bool = False) -> str | None:
    """Return the text of a row that is one cell over all columns, above the table also one alone in its row."""
    cells = _cells(row)
    filled = [place for place in cells if place.text]
    across = len(cells) == 1 and len(row) >= columns
    if len(filled) == 1 and (across or (top and all(place.width == 1 for place in cells))):
        return filled[0].text
    return None


def _header_rows(grid: _Grid) -> int:
    """Return how many rows name the columns: 0 if none does."""
    if not grid:
        return 0
    told = 0
    while told < min(len(grid), _MAX_HEADER_ROWS) and all(place.header for place in _cells(grid[told]) if place.text):
        told += 1
    if told and not (told == len(grid) and told > 1):
        return _deepened(grid, told)
    first = [place.text for place in _cells(grid[0])]
    named = [text for text in first if text]
    spread = any(place.width > 1 for place in _cells(grid[0]))
    if len(grid) < 2 or (len(named) < 2 and not spread):
        return 0
    if len(set(named)) < len(named) and not _over_figures(grid):
        return 0
    if any(is_figure(text) or len(text) > _NAME or text[-1] in "。；!！" for text in named):
        return 0
    return _deepened(grid, 1)


def _deepened(grid: _Grid, depth: int) -> int:
    """Return how far down a header reaches: while its cells reach down, and under those that reach over columns."""
    while depth < min(len(grid) - 1, _MAX_HEADER_ROWS):
        above, row = _cells(grid[depth - 1]), _cells(grid[depth])
        reaching = any(place in row for place in above)
        parted = any(place.width > 1 for place in above) and not any(is_figure(place.text) for place in row)
        own = [place for place in row if place not in above and place.text]
        if not (reaching and parted) and not (parted and len(own) > sum(place.width == 1 for place in above)):
            break
        depth += 1
    return depth


def _names(header: _Grid) -> list[str]:
    """Return the name of each column: what stands above it, from the top down."""
    count = max(map(len, header), default=0)
    names = []
    for column in range(count):
        parts: list[str] = []
        for row in header:
            place = row[column] if column < len(row) else None
            text = _flat(place.text) if place is not None else ""
            if text and text not in parts:
                parts.append(text)
        names.append("·".join(parts))
    return names


def _side_by_side(grid: _Grid) -> list[_Grid]:
    """Return the tables that stand side by side under one header, 乡镇｜公里｜乡镇｜公里; none if it is one table."""
    named = [_flat(place.text) if place is not None else "" for place in grid[0]]
    for width in range(2, len(named) // 2 + 1):
        count, rest = divmod(len(named), width)
        if not rest and all(named[:width]) and named == named[:width] * count and len(set(named)) == width:
            firsts = range(0, len(named), width)
            return [[row[at : at + width] for row in grid if _begins(row, at, width)] for at in firsts]
    return []


def _begins(row: Sequence[_Place | None], at: int, width: int) -> bool:
    """Return whether a row says something in these columns that does not reach in from those before them."""
    inside = row[at : at + width]
    return any(place and place.text for place in inside) and not (at and inside[0] and inside[0] is row[at - 1])


def _form(grid: _Grid) -> list[str]:
    """Return the lines of a form, in which each name stands beside its value: 长度 | 7.5公里 | 造价 | 三百万元."""
    rows = [_cells(row) for row in grid]
    told = [cell for row in rows for cell in row[::2]]
    if any(len(row) % 2 or len(row) > 2 * _FORM for row in rows) or max(map(len, rows)) < 4:
        return []
    if not all(cell.text and (cell.header or cell.text[-1] in ":：") for cell in told):
        return []
    if any(cell.header for row in rows for cell in row[1::2]):
        return []
    return [
        f"{_flat(row[at].text).rstrip('：:')}：{_flat(row[at + 1].text) or EMPTY}"
        for row in rows
        for at in range(0, len(row), 2)
    ]


def _over_figures(grid: _Grid) -> bool:
    """Return whether a row of names, some of them alike, stands over rows of figures."""
    below = [place.text for row in grid[1:] for place in _cells(row)[1:] if place.text]
    return bool(below) and 2 * sum(map(is_figure, below)) > len(below)


def _are_pairs(grid: _Grid) -> bool:
    """Return whether each row is a name and its value: the markup says so, or the values are of several kinds."""
    if len(grid) < 2 or any(len(_cells(row)) != 2 for row in grid):
        return False
    keys, values = zip(*((place.text for place in _cells(row)) for row in grid), strict=True)
    if len(set(keys)) < len(keys) or any(not key or len(key) > _NAME or is_figure(key) for key in keys):
        return False
    first = _cells(grid[0])
    if any(place.header for place in first):
        return not first[1].header
    kinds = {_kind(value) for value in values[1:] if value}
    return _kind(values[0]) != "words" or len(kinds) > 1


def _kind(text: str) -> str:
    return "day" if _DAY.fullmatch(text) else "figure" if is_figure(text) else "words"


def _row(row: Sequence[_Place | None], names: Sequence[str], pairs: bool) -> list[str]:
    """Return the lines of a row."""
    row = [*row, *([None] * (len(names) - len(row)))]
    if pairs:
        key, value = (_flat(place.text) for place in _cells(row)[:2])
        return [f"{key.rstrip('：:')}：{value or EMPTY}"]
    fields: list[str] = []
    column = 0
    while column < len(row):
        place = row[column]
        end = column + 1
        while place is not None and end < len(row) and row[end] is place:
            end += 1
        name = "、".join(dict.fromkeys(name for name in names[column:end] if name))
        text = _flat(place.text) if place is not None else ""
        if name:
            fields.append(f"{name.rstrip('：:')}：{text or EMPTY}")
        elif text:
            fields.append(text)
        column = end
    return _broken(fields)


def _broken(fields: Sequence[str]) -> list[str]:
    """Return the fields of a row in one line, or in several that each begin with what names the row."""
    lines: list[str] = []
    named = next((i for i, field in enumerate(fields) if not is_figure(field.partition("：")[2] or field)), 0)
    key = list(fields[: named + 1])  # a running number does not say which row it is
    if sum(map(len, key)) > _MAX_KEY:
        key = []
    current: list[str] = []
    for field in fields:
        if current and sum(map(len, current)) + len(current) + len(field) > MAX_LINE and current != key:
            lines.append(BETWEEN.join(current))
            current = list(key)
        current.append(field)
    if current:
        lines.append(BETWEEN.join(current))
    return lines


def is_figure(text: str) -> bool:
    """Say whether a cell holds a figure, or a dash for none, and no period."""
    return bool(_FIGURE.fullmatch(text)) and not _PERIOD.fullmatch(text)


def _flat(text: str) -> str:
    """Return the paragraphs of a cell in one line."""
    return " ".join(text.split())
