"""Tables that were read as lines of cells: 指标 年初目标 实际完成, and below 地区生产总值增速 7%左右 7.1%.

A line is a row if a heading line above it has as many cells; the heading's words say which cell is an aim. Rows that
name their columns, as tables of files are read, need no heading: 指标：新增就业｜年初目标：2.8万人｜实际完成：2.93万人.
Of a row that is labelled by a place the columns are the measures: 县区：青岑县｜竹林面积（万亩）：63.5｜航线：17条.
"""

import re
from dataclasses import dataclass, replace

from corpus import Sentence, fold
from corpus.language.figures.amounts import Number, numbers
from corpus.language.names.places import find_place

_AIM = re.compile("目标|计划|预期|任务")
_RATE = re.compile("增长|增速|增幅|同比")
_YEAR = re.compile(r"(20\d\d|19\d\d)年?")
_BAR = "｜"
_BAR_FOLDED = fold(_BAR)
_FEWEST = 2
_OF_A_TITLE = re.compile(rf"{_YEAR.pattern}|\([^()]+\)$|{_AIM.pattern}|实际(?:完成)?|完成")
_STOP = re.compile("[。！？；,，]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a row with what its column's heading says.

    :param measure: What the heading says is measured, of a row that a place labels; else empty.
    """

    number: Number
    aim: bool
    rate: bool
    year: str | None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its label and its cells."""

    label: str
    cells: tuple[Cell, ...]


class Tables:
    """Reads sentence after sentence; remembers the heading of the table that it is in."""

    def __init__(self) -> None:
        self._columns: list[str] = []

    def read(self, sentence: Sentence) -> Row | None:
        """Return the sentence as a row of a table, or None if it is none."""
        if _BAR in sentence.text:
            self._columns = []
            return _named_row(fold(sentence.text))
        if " " not in sentence.text.strip() or _STOP.search(sentence.text):
            self._columns = []
            return None
        folded = fold(sentence.text)
        cells = folded.split()
        found = numbers(folded)
        if not found:
            self._columns = cells
            return None
        return _row(cells, self._columns, found)


def _named_row(folded: str) -> Row:
    """Return a row whose cells name their columns; without cells if its label is a number."""
    cells = folded.split(_BAR_FOLDED)
    named = [cell.partition(":") for cell in cells]
    label = named[0][2].strip()
    if len(cells) < _FEWEST or not all(colon for _, colon, _ in named) or not label or re.search(r"\d", label):
        return Row("", ())
    place = find_place(label) == (0, len(label))
    every, read, at = numbers(folded), [], len(cells[0]) + 1
    for cell, (title, _, _) in zip(cells[1:], named[1:], strict=True):
        inside = [number for number in every if at + len(title) < number.start and number.end <= at + len(cell)]
        inside = inside or _bare(cell, title, at)
        if len(inside) == 1:
            read.append(_cell(inside[0], title, place=place))
        at += len(cell) + 1
    return Row(label, tuple(one for one in read if one.measure or not place))


def _cell(number: Number, title: str, *, place: bool) -> Cell:
    """Return a number with what the title of its column says of it."""
    year = _YEAR.search(title)
    measure = _OF_A_TITLE.sub("", title) if place else ""
    return Cell(number, bool(_AIM.search(title)), bool(_RATE.search(title)), year[1] if year else None, measure)


def _bare(cell: str, title: str, at: int) -> list[Number]:
    """Return the number of a cell that leaves its unit to the title of its column: 竹林面积(万亩):63.5."""
    unit = title.removesuffix(")").rpartition("(")[2] if title.endswith(")") else ""
    value = cell.removeprefix(f"{title}:").strip()
    plain = value.replace(",", "").replace(".", "", 1).isdecimal()
    found = numbers(value + unit) if unit and plain else []
    start = at + cell.rfind(value)
    return [replace(one, start=start, end=start + len(value), after=start + len(value)) for one in found]


def _row(cells: list[str], columns: list[str], found: list[Number]) -> Row | None:
    if len(columns) != len(cells) or len(found) != len(cells) - 1 or re.search(r"\d", cells[0]):
        return None
    place = find_place(cells[0]) == (0, len(cells[0]))
    read = [_cell(number, title, place=place) for number, title in zip(found, columns[1:], strict=True)]
    return Row(cells[0], tuple(one for one in read if one.measure or not place))
