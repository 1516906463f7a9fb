"""Whether some speech names a measure beside a number that was not read: then no order of places is sure."""

import re
from collections.abc import Sequence

from corpus import Speech, fold
from corpus.language.figures.vocabulary import names_of
from corpus.language.names.place_levels import parts
from index import Filters, Library
from rag.desk.figures import store
from rag.desk.figures.query import Cell
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
        if speech.place and parts(speech.place)[1] == level and speech.place not in places
    ]
    if not speeches:
        return ()
    starts: dict[str, list[int]] = {}
    for figure in store.records(library, None, [speech.id for speech in speeches]):
        starts.setdefault(figure.speech_id, []).append(figure.start)
    pattern = re.compile(rf"(?:{'|'.join(map(re.escape, names))})[^,;。\d]{{0,{_NEAR}}}(?=\d)", re.IGNORECASE)
    missing = [speech for speech in speeches if _misses(library, speech, pattern, starts.get(speech.id, []))]
    return tuple(dict.fromkeys(speech.place or "" for speech in missing))


def _misses(library: Library, speech: Speech, pattern: re.Pattern[str], starts: Sequence[int]) -> bool:
    text = fold(library.source_text(speech.id))
    for match in pattern.finditer(text, speech.start, speech.end):
        if not any(abs(match.end() - start) <= _SLACK for start in starts) and not _is_year(text, match.end()):
            return True
    return False


def _is_year(text: str, at: int) -> bool:
    return bool(re.match(r"\d{4}年", text[at : at + 5]))
