"""The figures of a library: read once for each speech, kept in the library, and read again after an upgrade."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from corpus import Speech
from corpus.language.figures.kinds import Bound, Change, Kind
from index import Derived, Library
from rag.desk.figures.datamodel import FigureRecord, plain
from rag.desk.figures.reading.reader import VERSION, read_figures

_KIND = "figures"
_FIELDS = tuple(field.name for field in fields(FigureRecord) if field.name != "speech_id")
_START = _FIELDS.index("start")
_READ: dict[str, Callable[[str], object]] = {
    "value": Decimal,
    "upper": Decimal,
    "amount": Decimal,
    "bound": Bound,
    "change": Change,
    "kind": Kind,
}


def refresh(library: Library, progress: Callable[[int, int], None] | None = None) -> int:
    """Read the figures of the speeches that are new or have changed, and return of how many.

    Every function here does so itself; after `add` it spares the first question the wait.
    """
    return _store(library).refresh(lambda speech: _rows(library, speech), progress)


def records(
    library: Library, measures: Collection[str] | None = None, speech_ids: Collection[str] | None = None
) -> list[FigureRecord]:
    """Return the figures of some canonical measures in some speeches; None for all.

    Within `Library.consistent()` call `refresh` before: the state that is held there does not see what it writes.
    """
    refresh(library)
    return [_unpack(speech_id, data) for speech_id, data in _store(library).rows(measures, speech_ids)]


def within(library: Library, spans: Mapping[str, Collection[tuple[int, int]]]) -> dict[str, list[FigureRecord]]:
    """Return the figures that lie in some spans, by speech; none of a speech whose figures were not read yet.

    :param spans: Half-open spans of the original text, by speech.
    """
    found: dict[str, list[FigureRecord]] = {}
    for speech_id, data in _store(library).rows(None, list(spans)):
        at = json.loads(data)[_START]
        if any(start <= at < end for start, end in spans[speech_id]):
            found.setdefault(speech_id, []).append(_unpack(speech_id, data))
    return found


def measured(library: Library, among: Collection[str] | None = None) -> dict[str, int]:
    """Return the measures of the library, or those among some, each with how many figures it has."""
    refresh(library)
    return _store(library).keys(among)


def _store(library: Library) -> Derived:
    return library.derived(_KIND, VERSION)


def _rows(library: Library, speech: Speech) -> list[tuple[str, str]]:
    with library.consistent():
        found = read_figures(speech, library.source_text(speech.id), library.chunks(speech.id))
    return [(record.measure, _pack(record)) for record in found]


def _pack(record: FigureRecord) -> str:
    values = (getattr(record, name) for name in _FIELDS)
    packed = [plain(value) if isinstance(value, Decimal) else value for value in values]
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def _unpack(speech_id: str, data: str) -> FigureRecord:
    values = dict(zip(_FIELDS, json.loads(data), strict=True))
    read: dict[str, Any] = {n: _READ[n](v) if n in _READ and v is not None else v for n, v in values.items()}
    return FigureRecord(speech_id, **read)
