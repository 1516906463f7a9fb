"""Asking the figures of a library: rows, one value, a table. Sources that differ stand side by side, never blended.

A row is one figure of one speech. A `Reading` is what one or more rows agree on; a cell with two is a conflict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from corpus import Speech, fold
from corpus.language.figures.kinds import Bound, Change, Kind
from corpus.language.figures.vocabulary import canonical
from corpus.language.names.place_levels import same_place
from index import Filters, Library
from rag.desk.figures import store
from rag.desk.figures.datamodel import FigureRecord, plain

_ABOUT = Decimal("0.05")  # 约, 近: the share by which a value may differ


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with the speech that states it."""

    speech: Speech
    figure: FigureRecord

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        named = {name: getattr(self.speech, name) for name in ("id", "title", "speaker", "date", "place", "kind")}
        return {**self.figure.to_dict(), "period": self.figure.period, "speech": named}


@dataclass(frozen=True, slots=True)
class Reading:
    """One value with every row that states it or agrees with it; the most exact first."""

    rows: tuple[Row, ...]

    @property
    def figure(self) -> FigureRecord:
        """The most exact of its figures."""
        return self.rows[0].figure

    @property
    def least(self) -> Decimal:
        """The least that the value can be."""
        return min(self.figure.amount, self._end)

    @property
    def most(self) -> Decimal:
        """The most that the value is said to be."""
        return max(self.figure.amount, self._end)

    @property
    def _end(self) -> Decimal:
        figure = self.figure
        return figure.amount if figure.upper is None else figure.amount / figure.value * figure.upper


@dataclass(frozen=True, slots=True)
class Cell:
    """What the library says of one measure of one place in one period.

    :param year: The year or the period in words.
    :param readings: None if nothing is said; more than one if sources differ.
    """

    measure: str
    place: str | None
    year: str
    kind: Kind
    change: Change
    base: str
    readings: tuple[Reading, ...]

    @property
    def reading(self) -> Reading | None:
        """The reading, if there is just one."""
        return self.readings[0] if len(self.readings) == 1 else None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "measure": self.measure,
            "place": self.place,
            "period": self.year,
            "kind": str(self.kind),
            "change": str(self.change),
            "base": self.base,
            "conflict": len(self.readings) > 1,
            "readings": [
                {"amount": plain(reading.figure.amount), "rows": [row.to_dict() for row in reading.rows]}
                for reading in self.readings
            ],
        }


def figures(
    library: Library,
    *,
    measure: str | None = None,
    places: Sequence[str] = (),
    years: Sequence[str] = (),
    kind: Kind | None = None,
    change: Change | None = None,
    filters: Filters | None = None,
) -> list[Row]:
    """Return the figures of a library, in order of measure, place, period and date of the speech.

    A speech that is a copy of another, or a report of it, does not repeat what that one states.

    :param measure: By any of its names, matched whole; None for all.
    :param places: Any of these places; 吉林省 is not 吉林市, 吉林 is either.
    :param years: Any of these years, `YYYY`, is its year; a figure of several years has none.
    :param filters: Which speeches.
    """
    ids = None if filters is None or not filters else [speech.id for speech in library.speeches(filters)]
    found = store.records(library, None if measure is None else [canonical(measure)], ids)
    speeches = {speech.id: speech for speech in library.speeches()}
    rows = [
        Row(speeches[figure.speech_id], figure)
        for figure in found
        if figure.speech_id in speeches
        and (not places or any(same_place(figure.place or "", place) for place in places))
        and (not years or figure.year in years)
        and (kind is None or figure.kind is kind)
        and (change is None or figure.change is change)
    ]
    rows.sort(key=lambda row: (row.figure.measure, row.figure.place or "", row.figure.period, row.speech.date or "9"))
    return _once(library, rows)


def cells(rows: Iterable[Row]) -> list[Cell]:
    """Return rows as cells: those of one measure, place, period, kind and change together, by what they agree on."""
    groups: dict[tuple[str, str | None, str, Kind, Change, str, str | None], list[Row]] = {}
    for row in rows:
        figure = row.figure
        against = figure.against if figure.change in (Change.AMOUNT, Change.RANK) else None
        key = (
            figure.measure,
            figure.place,
            figure.period,
            figure.kind,
            figure.change,
            figure.base,
            against,
        )
        groups.setdefault(key, []).append(row)
    return [
        Cell(measure, place, period, kind, change, base, _readings(group))
        for (measure, place, period, kind, change, base, _), group in groups.items()
    ]


def table(
    library: Library,
    measures: Sequence[str],
    *,
    places: Sequence[str] = (),
    years: Sequence[str] = (),
    kind: Kind | None = None,
    filters: Filters | None = None,
) -> list[Cell]:
    """Return the table of measures by places by years, one cell for each that anything is said of."""
    found: list[Cell] = []
    for measure in measures:
        found += cells(figures(library, measure=measure, places=places, years=years, kind=kind, filters=filters))
    return found


def conflicts(library: Library, *, measure: str | None = None, filters: Filters | None = None) -> list[Cell]:
    """Return the cells of which sources differ, each reading with its sources."""
    return [cell for cell in cells(figures(library, measure=measure, filters=filters)) if len(cell.readings) > 1]


def agree(one: FigureRecord, other: FigureRecord) -> bool:
    """Say whether two figures can both be true: equal as far as the coarser is exact, or within a bound."""
    if one.base != other.base:
        return False
    if one.upper is not None or other.upper is not None:
        return (one.amount, one.upper) == (other.amount, other.upper)
    for first, second in ((one, other), (other, one)):
        if first.bound is Bound.OVER and second.bound is not Bound.UNDER and abs(second.amount) >= abs(first.amount):
            return True
        if first.bound is Bound.UNDER and second.bound is not Bound.OVER and abs(second.amount) <= abs(first.amount):
            return True
    gap = abs(one.amount - other.amount)
    if Bound.ABOUT in (one.bound, other.bound):
        return gap <= _ABOUT * max(abs(one.amount), abs(other.amount))
    return gap <= max(_step(one), _step(other)) / 2


def _step(figure: FigureRecord) -> Decimal:
    """Return what one more in the last digit written is in the base unit."""
    if not figure.value:
        return Decimal(0)
    exponent = figure.value.as_tuple().exponent
    digit = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    scale = abs(figure.amount / figure.value)
    return digit * scale if scale > 1 else Decimal(0)


def _readings(rows: Sequence[Row]) -> tuple[Reading, ...]:
    ordered = sorted(rows, key=lambda row: (row.figure.bound is not Bound.EXACT, _step(row.figure)))
    groups: list[list[Row]] = []
    for row in ordered:
        for group in groups:
            if agree(group[0].figure, row.figure):
                group.append(row)
                break
        else:
            groups.append([row])
    return tuple(Reading(tuple(group)) for group in groups)


def _once(library: Library, rows: Sequence[Row]) -> list[Row]:
    """Leave out what a copy of a speech repeats: the same figure in the same words."""
    preferred = library.preferences({row.speech.id for row in rows})
    seen: dict[tuple[Any, ...], str] = {}
    kept = []
    for row in sorted(rows, key=lambda row: preferred.get(row.speech.id, row.speech.id) != row.speech.id):
        figure = row.figure
        root = preferred.get(row.speech.id, row.speech.id)
        key = (root, figure.measure, figure.amount, figure.base, figure.change, figure.kind, figure.period)
        if seen.setdefault(key, row.speech.id) == row.speech.id:
            kept.append(row)
    order = {id(row): at for at, row in enumerate(rows)}
    return sorted(kept, key=lambda row: order[id(row)])


def is_place(row: Row, place: str) -> bool:
    """Say whether a row is of a place."""
    return same_place(fold(row.figure.place or ""), place)
