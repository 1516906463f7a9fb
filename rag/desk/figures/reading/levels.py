"""Of which year a value of a period is: 五年来从21500元增加到30800元 is of the year before it and of its last.

Only what rose from one value to another, shares in per cent, and measures that the table calls levels are of one time;
any other number of five years may be their sum.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.language.figures.kinds import Bound, Change, Kind
from corpus.language.figures.vocabulary import is_level
from rag.desk.figures.datamodel import FigureRecord


def dated(figures: Sequence[FigureRecord]) -> list[FigureRecord]:
    """Return figures of one measure, those of a period that are of one year with that year."""
    ends = {_key(figure): figure for figure in figures if _spans(figure)}
    starts = {_key(figure): figure for figure in figures if _is_start(figure, ends)}
    return [_dated(figure, ends, starts) for figure in figures]


def _dated(
    figure: FigureRecord, ends: dict[tuple[str, int], FigureRecord], starts: dict[tuple[str, int], FigureRecord]
) -> FigureRecord:
    if starts.get(_key(figure)) is figure:
        before = str(int(ends[_key(figure)].since or "") - 1)
        return replace(figure, since=before, until=before)
    level = figure.base == "%" or is_level(figure.measure)
    if _spans(figure) and (_key(figure) in starts or (level and figure.bound is Bound.EXACT)):
        return replace(figure, since=figure.until)
    return figure


def _is_start(figure: FigureRecord, ends: dict[tuple[str, int], FigureRecord]) -> bool:
    """Say whether a value without a time stands before one of several years in its sentence."""
    end = ends.get(_key(figure))
    untold = figure.since is None and figure.until is None and figure.change is Change.NONE
    return bool(untold and end and figure.end <= end.start and figure.base == end.base)


def _key(figure: FigureRecord) -> tuple[str, int]:
    return figure.speech_id, figure.sentence_start


def _spans(figure: FigureRecord) -> bool:
    """Say whether a value is stated of several years."""
    years = (figure.since or "").isdigit() and (figure.until or "").isdigit() and figure.since != figure.until
    return bool(years and not figure.average and figure.change is Change.NONE and figure.kind is Kind.RESULT)
