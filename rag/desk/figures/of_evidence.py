"""What the figures of a library tell of those in evidence: of when each is, a change or a value, reached or aimed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from corpus.language.cleaning import clean
from index import Library
from rag.datamodel import Evidence, Passage, StatedFigure
from rag.desk.figures.datamodel import FigureRecord
from rag.desk.figures.store import within


def with_figures(library: Library, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return passages whose sentences carry their figures, as far as those of their speeches have been read."""
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for passage in passages:
        for item in passage.sentences:
            spans[item.speech.id].append((item.start, item.end))
    known = within(library, spans)
    return tuple(
        replace(passage, sentences=tuple(_told(item, known.get(item.speech.id, ())) for item in passage.sentences))
        for passage in passages
    )


def _told(item: Evidence, records: Sequence[FigureRecord]) -> Evidence:
    own = [record for record in records if item.start <= record.start and record.end <= item.end]
    return replace(item, figures=tuple(_stated(item, record) for record in own)) if own else item


def _stated(item: Evidence, record: FigureRecord) -> StatedFigure:
    written = clean(item.quote[record.start - item.start : record.end - item.start]).text
    return StatedFigure(written, _year(record.since), _year(record.until), record.change, record.kind)


def _year(told: str | None) -> int | None:
    return int(told[:4]) if told else None
