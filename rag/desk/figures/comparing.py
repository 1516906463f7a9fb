"""Highest and lowest, all at or above, differences and growth: only of what is said, and only where it is sure.

A winner needs every value whole: one of which only a bound is known that reaches beyond the first, or of which some
source has more, leaves the order open, and that is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.language.figures.kinds import Bound, Kind
from rag.desk.figures.query import Cell, Reading


@dataclass(frozen=True, slots=True)
class Ranking:
    """Cells of one measure in order.

    :param ordered: Those with one reading, the first first.
    :param first: The sure winners: one, or several that are equal; empty if the order is open.
    :param conflicting: Cells of which sources differ.
    """

    ordered: tuple[Cell, ...]
    first: tuple[Cell, ...]
    conflicting: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """Cells of one measure by whether they reach a value.

    :param open: Those of which it cannot be told.
    """

    met: tuple[Cell, ...]
    unmet: tuple[Cell, ...]
    open: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two values beside each other.

    :param amount: The second less the first in their base unit; None unless both are numbers of one unit, exact ones or
        aims.
    :param rate: That in per cent of the first; None also where the first is no quantity.
    """

    first: Cell
    second: Cell
    amount: Decimal | None
    rate: Decimal | None


def rank(cells: Sequence[Cell], *, lowest: bool = False) -> Ranking:
    """Put cells of one measure in order.

    :raises ValueError: If their units differ.
    """
    _check_units(cells)
    whole = [cell for cell in cells if cell.reading is not None]
    conflicting = tuple(cell for cell in cells if len(cell.readings) > 1)
    ordered = sorted(whole, key=lambda cell: _only(cell).least, reverse=not lowest)
    if not ordered:
        return Ranking((), (), conflicting)
    best = _only(ordered[0])
    first = [cell for cell in ordered if _only(cell).figure.amount == best.figure.amount]
    others = [cell for cell in ordered if cell not in first]
    beaten = all(_beaten(reading, best, lowest=lowest) for cell in (*others, *conflicting) for reading in cell.readings)
    sure = beaten and all(_fixed(cell, lowest) for cell in first)
    return Ranking(tuple(ordered), tuple(first) if sure else (), conflicting)


def at_least(cells: Sequence[Cell], amount: Decimal, *, above: bool = False) -> Threshold:
    """Tell which cells reach an amount, in their base unit.

    :param above: Whether it is to be exceeded.
    :raises ValueError: If their units differ.
    """
    _check_units(cells)
    met, unmet, unsure = [], [], []
    for cell in cells:
        reading = cell.reading
        if reading is None:
            unsure.append(cell)
            continue
        figure = reading.figure
        reaches = reading.least > amount or (
            reading.least == amount and (not above or (figure.bound is Bound.OVER and figure.kind is Kind.RESULT))
        )
        falls = reading.most < amount or (above and reading.most == amount and figure.bound is Bound.EXACT)
        if reaches and figure.bound is not Bound.UNDER:
            met.append(cell)
        elif falls and (figure.bound is not Bound.OVER or figure.kind is not Kind.RESULT):
            unmet.append(cell)
        else:
            unsure.append(cell)
    return Threshold(tuple(met), tuple(unmet), tuple(unsure))


def difference(first: Cell, second: Cell) -> Difference:
    """Return how two values differ."""
    one, other = first.reading, second.reading
    exact = one is not None and other is not None and _point(one) and _point(other) and first.base == second.base
    if not exact or one is None or other is None:
        return Difference(first, second, None, None)
    amount = other.figure.amount - one.figure.amount
    quantity = first.base not in ("%", "个百分点") and one.figure.amount > 0
    return Difference(first, second, amount, amount / one.figure.amount * 100 if quantity else None)


def _point(reading: Reading) -> bool:
    """Say whether a reading is one number; an aim is the number that it names: 5%左右, 5%以上."""
    figure = reading.figure
    return figure.upper is None and (figure.bound is Bound.EXACT or figure.kind is not Kind.RESULT)


def _only(cell: Cell) -> Reading:
    assert cell.reading is not None
    return cell.reading


def _beaten(reading: Reading, best: Reading, *, lowest: bool) -> bool:
    """Say whether a value is surely behind the best."""
    figure = reading.figure
    beyond = Bound.UNDER if lowest else Bound.OVER
    if figure.bound is beyond and figure.kind is Kind.RESULT:
        return False  # 超过100亿元 may be more than the first
    return reading.least > best.most if lowest else reading.most < best.least


def _fixed(cell: Cell, lowest: bool) -> bool:
    """Say whether the first's value cannot be behind what is said of it."""
    bound = _only(cell).figure.bound
    if _only(cell).figure.kind is not Kind.RESULT:
        return True  # an aim is the number that it names
    return bound is Bound.EXACT or bound is (Bound.UNDER if lowest else Bound.OVER)


def _check_units(cells: Sequence[Cell]) -> None:
    units = {cell.base for cell in cells}
    if len(units) > 1:
        raise ValueError(f"values of different units cannot be put in order: {'、'.join(sorted(units))}")
