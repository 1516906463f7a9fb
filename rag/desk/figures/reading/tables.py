"""Tables that were read as lines of cells: 指标 年初目标 实际完成, and below 地区生产总值增速 7%左右 7.1%.

A line is a row if a heading line above it has as many cells; the heading's words say which cell is an aim. Rows that
name their columns, as tables of files are read, need no heading: 指标：新增就业｜年初目标：2.8万人｜实际完成：2.93万人.
"""

import re
from dataclasses import dataclass

from corpus import Sentence, fold
from corpus.language.figures.amounts import Number, numbers
from corpus.language.names.places import find_place

_AIM = re.compile("目标|计划|预期|任务")
_RATE = re.compile("增长|增速|增幅|同比")
_YEAR = re.compile(r"(20\d\d|19\d\d)年?")
_BAR = "｜"
_BAR_FOLDED = fold(_BAR)
_FEWEST = 2
_STOP = re.compile("[。！？；,，]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a row with what its column's heading says."""

    number: Number
    aim: bool
    rate: bool
    year: str | None


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
    """Return a row whose cells name their columns; without cells if its label is no measure: a place, a number."""
    cells = folded.split(_BAR_FOLDED)
    named = [cell.partition(":") for cell in cells]
    label = named[0][2].strip()
    if len(cells) < _FEWEST or not all(colon for _, colon, _ in named) or not label or re.search(r"\d", label):
        return Row("", ())
    if find_place(label) == (0, len(label)):  # the columns are measures
        return Row("", ())
    every, read, at = numbers(folded), [], len(cells[0]) + 1
    for cell, (title, _, _) in zip(cells[1:], named[1:], strict=True):
        inside = [number for number in every if at + len(title) < number.start and number.end <= at + len(cell)]
        if len(inside) == 1:
            year = _YEAR.search(title)
            aim, rate = bool(_AIM.search(title)), bool(_RATE.search(title))
            read.append(Cell(inside[0], aim, rate, year[1] if year else None))
        at += len(cell) + 1
    return Row(label, tuple(read))


def _row(cells: list[str], columns: list[str], found: list[Number]) -> Row | None:
    if len(columns) != len(cells) or len(found) != len(cells) - 1 or re.search(r"\d", cells[0]):
        return None
    read = []
    for number, title in zip(found, columns[1:], strict=True):
        year = _YEAR.search(title)
        read.append(Cell(number, bool(_AIM.search(title)), bool(_RATE.search(title)), year[1] if year else None))
    return Row(cells[0], tuple(read))
