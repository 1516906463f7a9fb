"""Whether some figure was not read, or not with its year: then neither an order nor an absence is sure."""

import re
from collections.abc import Sequence

from corpus import Speech, fold
from corpus.language.figures.kinds import Kind
from corpus.language.figures.vocabulary import names_of
from corpus.language.names.place_levels import level_of, same_place
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
    level = level_of(found[0].place or "")
    speeches = [
        speech
        for speech in library.holding(names, filters)
        if speech.place and level_of(speech.place) == level and speech.place not in places and _may_state(speech, asked)
    ]
    if asked.places:  # 福建 is none of the three that are asked about
        speeches = [one for one in speeches if any(same_place(one.place or "", place) for place in asked.places)]
    return tuple(dict.fromkeys(speech.place or "" for speech in _missing(library, speeches, names)))


def unstated(
    library: Library, year: str, found: Sequence[Cell], others: Sequence[str], filters: Filters | None
) -> tuple[str, ...]:
    """Return the places of the level of some cells whose report on a year states no value.

    :param others: Places that are told of already.
    """
    level, aimed = level_of(found[0].place or ""), found[0].kind is not Kind.RESULT
    told = year if aimed else str(int(year) + 1)
    reports = (one for one in library.speeches(filters) if one.kind == "报告" and (one.told or "").startswith(told))
    known = {*(cell.place for cell in found), *others}
    return tuple(sorted({one.place for one in reports if one.place and level_of(one.place) == level} - known))


def unread_of(
    library: Library, measures: Sequence[str], found: Sequence[Cell], filters: Filters | None
) -> tuple[str, ...]:
    """Return the titles of speeches of which none of the values is, and that may state one that was not understood.

    :param found: Cells of one place.
    """
    names = tuple(name for measure in measures for name in names_of(measure))
    known = {row.speech.id for cell in found for reading in cell.readings for row in reading.rows}
    missing = _missing(library, [one for one in library.holding(names, filters) if one.id not in known], names)
    figures_of = store.records(library, None, [speech.id for speech in missing]) if missing else []
    own = {figure.speech_id for figure in figures_of if figure.place == found[0].place}
    return tuple(dict.fromkeys(f"《{speech.title}》" for speech in missing if speech.id in own))


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


def _may_state(speech: Speech, asked: FigureQuestion) -> bool:
    """Say whether a speech can state what was reached in a year that is asked about: none of before can."""
    told = (speech.told or "")[:4]
    return not told or asked.kind is Kind.AIM or not asked.years or told >= min(asked.years)


def _missing(library: Library, speeches: Sequence[Speech], names: Sequence[str]) -> list[Speech]:
    """Return the speeches in which a number behind one of the names was not read."""
    called = "|".join("_?".join(map(re.escape, name)) for name in names)
    pattern = re.compile(rf"(?:{called})[^,;。\d]{{0,{_NEAR}}}(?=\d)", re.IGNORECASE)
    at = {speech.id: _numbers_behind(library, speech, pattern) for speech in speeches}
    spans = {key: [(end - _SLACK, end + _SLACK + 1) for end in ends] for key, ends in at.items() if ends}
    read = store.within(library, spans) if spans else {}
    starts = {key: [figure.start for figure in figures] for key, figures in read.items()}
    return [
        speech
        for speech in speeches
        if any(all(abs(end - start) > _SLACK for start in starts.get(speech.id, ())) for end in at[speech.id])
    ]


def _numbers_behind(library: Library, speech: Speech, pattern: re.Pattern[str]) -> list[int]:
    text = fold(library.source_text(speech.id))
    ends = (match.end() for match in pattern.finditer(text, speech.start, speech.end))
    return [end for end in ends if not _is_year(text, end)]


def _is_year(text: str, at: int) -> bool:
    return bool(re.match(r"\d{4}年", text[at : at + 5]))
