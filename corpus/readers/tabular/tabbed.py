"""Tables in plain text whose cells are parted by tabs: they become rows that name their columns. The rest stays."""

from collections.abc import Sequence

from corpus.readers.tabular.grid import Cell, is_figure, table_lines

_COLUMNS = 3  # of a table, at least: two may be a word and what it means
_ROWS = 3  # with the names of the columns, at least
_NAME = 20  # characters of a column's name, at most
_CELL = 60  # of a cell


def write_out_tabbed(text: str) -> str:
    """Return the text with its tables written out row by row."""
    if "\t" not in text:
        return text
    lines = text.split("\n")
    found: list[str] = []
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if end - at >= _ROWS:
            header, *rows = (_cells(line) for line in lines[at:end])
            found.extend(
                table_lines(
                    [[Cell(cell, header=True) for cell in header], *([Cell(cell) for cell in row] for row in rows)]
                )
            )
            at = end
        else:
            found.append(lines[at])
            at += 1
    return "\n".join(found)


def _end(lines: Sequence[str], at: int) -> int:
    """Return where the table ends that begins at a line; that line where none does.

    Its first row names every column with words; rows below may lack their last cells, but not all of them, and some
    cell is a figure.
    """
    names = _cells(lines[at])
    named = len(set(names)) == len(names) and all(name and len(name) <= _NAME and not is_figure(name) for name in names)
    if len(names) < _COLUMNS or not named:
        return at
    end = at + 1
    while end < len(lines) and 1 < len(row := _cells(lines[end])) <= len(names) and _is_row(row):
        end += 1
    rows = [_cells(line) for line in lines[at + 1 : end]]
    full = any(len(row) == len(names) for row in rows)
    return end if full and any(is_figure(cell) for row in rows for cell in row) else at


def _is_row(cells: Sequence[str]) -> bool:
    return any(cells) and all(len(cell) <= _CELL for cell in cells)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
