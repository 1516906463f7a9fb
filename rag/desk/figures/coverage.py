"""Whether some figure was not read, or not with its year: then neither an order nor an absence is sure."""

import re
from collections.abc import Sequence

from corpus import Speech, fold
from corpus.language.figures.kinds import Kind
from corpus.language.figures.vocabulary import names_of
from corpus.language.names.place_levels import parts, same_place
from index import Filters, Library
from rag.desk.figures import store
from rag.desk.figures.query import Cell, figures
from rag.question.desk.figure_question import FigureQuestion

_NEAR = 14  # characters between a measure's name and its number
_SLACK = 3  # a range begins before its second number


def unread(library: Library, asked: FigureQuestion, found: Sequence[Cell], filters: Filters | None) -> tuple[str, ...]:
    """Return the places without a value of which a speech may state one that was not understood.

    :param found: The cells that are there, of one level of places.
    """
    names = names_of(asked.measure)
    places = {cell.place for cell in found}
    level = parts(found[0].place or "")[1]
    speeches = [
        speech
        for speech in library.holding(names, filters)
        if speech.place and parts(speech.place)[1] == level and speech.place not in places and _may_state(speech, asked)
    ]
    if asked.places:  # 福建 is none of the three that are asked about
        speeches = [one for one in speeches if any(same_place(one.place or "", place) for place in asked.places)]
    return tuple(dict.fromkeys(speech.place or "" for speech in _missing(library, speeches, names)))


def unread_of(
    library: Library, measures: Sequence[str], found: Sequence[Cell], filters: Filters | None
) -> tuple[str, ...]:
    """Return the titles of speeches of which none of the values is, and that may state one that was not understood.

    :param found: Cells of one place.
    """
    names = tuple(name for measure in measures for name in names_of(measure))
    known = {row.speech.id for cell in found for reading in cell.readings for row in reading.rows}
    speeches = [speech for speech in library.holding(names, filters) if speech.id not in known]
    own = {
        figure.speech_id
        for figure in store.records(library, None, [speech.id for speech in speeches])
        if figure.place == found[0].place
    }
    missing = _missing(library, [speech for speech in speeches if speech.id in own], names)
    return tuple(dict.fromkeys(f"《{speech.title}》" for speech in missing))


def _may_state(speech: Speech, asked: FigureQuestion) -> bool:
    """Say whether a speech can state what was reached in a year that is asked about: none of before can."""
    told = (speech.told or "")[:4]
    return not told or asked.kind is Kind.AIM or not asked.years or told >= min(asked.years)


def _missing(library: Library, speeches: Sequence[Speech], names: Sequence[str]) -> list[Speech]:
    """Return the speeches in which a number behind one of the names was not read."""
    if not speeches:
        return []
    starts: dict[str, list[int]] = {}
    for figure in store.records(library, None, [speech.id for speech in speeches]):
        starts.setdefault(figure.speech_id, []).append(figure.start)
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, names))})[^,;。\d]{{0,{_NEAR}}}(?=\d)", re.IGNORECASE)
    return [speech for speech in speeches if _misses(library, speech, pattern, starts.get(speech.id, []))]


def uncertain(library: Library, asked: FigureQuestion, missing: Sequence[str], filters: Filters | None) -> bool:
    """Say whether a value that is missing may be there all the same, read without its year or by another name.

    Of 五年来达到1360.5亿元 the year was not told; and a place that has other figures of the measure may state this one
    in its report on the year, the year after.

    :param missing: Places and years, as asked.
    """
    rows = figures(library, measure=asked.measure, places=asked.places, filters=filters)
    years = {str(int(year) + 1) for year in asked.years if any(year in one for one in missing)}
    for place in [place for place in asked.places if any(one.startswith(place) for one in missing)]:
        own = [row for row in rows if same_place(row.figure.place or "", place)]
        reports = (one for one in library.speeches(filters) if own and same_place(one.place or "", place))
        undated = any(row.figure.year is None and not row.figure.average for row in own)
        if undated or any((one.date or "")[:4] in years for one in reports):
            return True
    return False


def _misses(library: Library, speech: Speech, pattern: re.Pattern[str], starts: Sequence[int]) -> bool:
    text = fold(library.source_text(speech.id))
    for match in pattern.finditer(text, speech.start, speech.end):
        if not any(abs(match.end() - start) <= _SLACK for start in starts) and not _is_year(text, match.end()):
            return True
    return False


def _is_year(text: str, at: int) -> bool:
    return bool(re.match(r"\d{4}年", text[at : at + 5]))
