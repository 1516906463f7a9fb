"""Figures that a draft states in words of its own, against the library's figures as data.

The same measure of the same place in the same period, result with result and aim with aim: then the two must agree. A
figure of which the draft does not tell the period, or that the library's own sources differ on, is held against nobody.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from corpus import Chunk, Sentence, Speech
from index import Filters, Library
from rag.desk.draft_check.drafts import Passage
from rag.desk.draft_check.verdicts import FigureCheck
from rag.desk.excerpts import Sources
from rag.desk.figures import Change, FigureRecord, Kind, Row, cells, figures
from rag.desk.figures.query import agree
from rag.desk.figures.reading.places import is_scope
from rag.desk.figures.reading.reader import read_figures

_EXPECTED = re.compile("预计|预测|估计|预期")
_COMPARED = (Change.NONE, Change.RATE)


class OwnFigures:
    """The figures of one draft; they are read when the first is asked for.

    :param passages: The draft's sentences.
    :param filters: Which speeches they are compared with.
    """

    def __init__(self, sources: Sources, text: str, passages: Sequence[Passage], filters: Filters | None) -> None:
        self._library: Library = sources.library
        self._sources, self._text, self._passages, self._filters = sources, text, passages, filters
        self._known: dict[tuple[str, str | None], list[Row]] = {}

    def within(self, start: int, end: int) -> tuple[FigureCheck, ...]:
        """Return what the library says of the figures in a span of the draft; nothing of those that it has not."""
        inside = [record for record in self._records if start <= record.start and record.end <= end]
        return tuple(found for record in inside if (found := self._checked(record)) is not None)

    @cached_property
    def _records(self) -> list[FigureRecord]:
        speech = Speech(id="draft", path="", title="")
        chunks = [
            Chunk(speech.id, one.start, one.end, (), text, (Sentence(one.start, one.end, text),))
            for one in self._passages
            for text in (self._text[one.start : one.end],)
        ]
        return read_figures(speech, self._text, chunks)

    def _checked(self, record: FigureRecord) -> FigureCheck | None:
        rows = self._same(record)
        agreeing = [row for row in rows if agree(row.figure, record)]
        if not rows or (not agreeing and (self._open(record) or any(cell.reading is None for cell in cells(rows)))):
            return None
        row = (agreeing or rows)[0]
        return FigureCheck(
            record.measure,
            row.figure.place,
            record.period,
            record.start,
            record.end,
            self._text[record.start : record.end],
            bool(agreeing),
            self._sources.excerpt(row.speech, row.figure.start, row.figure.end),
            self._sources.excerpt(row.speech, row.figure.sentence_start, row.figure.sentence_end),
        )

    def _open(self, record: FigureRecord) -> bool:
        """Say whether the draft only expects a figure."""
        return bool(_EXPECTED.search(self._text, record.sentence_start, record.start))

    def _same(self, record: FigureRecord) -> list[Row]:
        """Return the library's figures of the same measure, place, period and kind; none if the place is open."""
        if record.since is None or record.change not in _COMPARED:
            return []
        place = None if record.place is None or is_scope(record.place) else record.place
        key = record.measure, place
        if key not in self._known:
            self._known[key] = figures(
                self._library, measure=record.measure, places=(place,) if place else (), filters=self._filters
            )
        rows = [row for row in self._known[key] if _comparable(row.figure, record)]
        return rows if len({row.figure.place for row in rows}) == 1 else []


def _comparable(one: FigureRecord, other: FigureRecord) -> bool:
    return (
        one.place is not None
        and (one.change, one.base, one.since, one.until, one.average)
        == (other.change, other.base, other.since, other.until, other.average)
        and (one.kind is Kind.RESULT) == (other.kind is Kind.RESULT)
    )
