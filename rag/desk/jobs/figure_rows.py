"""Figures in rows, in the chat: of a measure by place and year, or those of one text; each with its sentence.

Nothing is reckoned and nobody wins here: what the library has is listed, aims named as aims.
"""

from collections.abc import Collection, Sequence

from corpus.language.figures.kinds import Change, Kind
from index import Filters, Hit, Library
from rag.datamodel import DirectAnswer
from rag.desk.figures import Cell, cells, figures
from rag.desk.figures.query import Row
from rag.desk.figures.related_measures import related
from rag.desk.figures.wording import rows_of
from rag.desk.letters import letters
from rag.extractive.meant_speech import meant
from rag.extractive.provenance import credit
from rag.question.desk.request import DeskRequest

_KIN = 3  # measures of which a name that is asked for is a part


def figure_rows(
    library: Library, request: DeskRequest, words: Collection[str], hits: Sequence[Hit], filters: Filters | None
) -> DirectAnswer | None:
    """Return the figures that a question wants in rows; None if it names no measure and no text, or there are none.

    :param words: Content words of the question.
    :param hits: What retrieval found, best first.
    """
    measures = request.rows.measures
    if not measures and request.topic:
        measures = related(library, request.topic)[:_KIN]
    if not measures:
        return _of_text(library, request, words, hits)
    places = tuple(place for place in request.slots.places if place not in measures)
    years, change = request.slots.years, request.rows.change
    found = [
        row
        for measure in measures
        for row in figures(library, measure=measure, places=places, years=years, change=change, filters=filters)
    ]
    told = _cells(found, request.rows.aims)
    return rows_of(library, "、".join(measures), told, measure=measures[0]) if told else None


def _of_text(
    library: Library, request: DeskRequest, words: Collection[str], hits: Sequence[Hit]
) -> DirectAnswer | None:
    speech = meant(library, request.texts, words, hits) if request.texts else None
    if speech is None:
        return None
    found = figures(library, filters=Filters(ids=[speech.id]))
    topic = letters(request.topic or "").text
    source = library.source_text(speech.id)

    def about(row: Row) -> bool:
        return topic in letters(source[row.figure.sentence_start : row.figure.sentence_end]).text

    narrowed = [row for row in found if about(row)] if topic else found
    told = _cells(narrowed or found, request.rows.aims)
    told.sort(key=lambda cell: cell.readings[0].figure.start)
    head = f"{credit(speech)}中{f'“{request.topic}”' if narrowed and topic else ''}的数字"
    return rows_of(library, head, told) if told else None


def _cells(found: Sequence[Row], aims: bool | None) -> list[Cell]:
    """Return what is said of a place in a year, results before aims; of one kind alone if the question says which."""
    kinds = {True: (Kind.AIM, Kind.PLAN), False: (Kind.RESULT,), None: (Kind.RESULT, Kind.AIM, Kind.PLAN)}[aims]
    kept = [row for row in found if row.figure.kind in kinds and row.figure.year is not None]
    plain = [row for row in kept if row.figure.change in (Change.NONE, Change.RATE)]
    return [cell for cell in cells(plain) if cell.place is not None]
