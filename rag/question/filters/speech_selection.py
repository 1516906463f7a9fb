"""Which speeches the words around a question's core mean: whose, where, when, in which text.

Names, places, periods and titles are recognised as for filters (`rag.question.filters.conditions`), which ask besides
whether the question is surely about them. Here all of them count, `rest` is what is left, and whoever needs to be sure
looks at that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Speech, fold
from corpus.language.lexicon import any_of, pattern
from corpus.language.lexicon import words as lexicon_words
from corpus.language.names.offices import OFFICE
from corpus.language.periods import Period, find_periods
from corpus.language.segmentation import bare, content_words, names
from index import Library
from rag.question.filters.gazetteer import gazetteer, spans_of_places
from rag.question.filters.metadata_index import known

_BEHIND_DATE = re.compile("^(?:年?度|份|间)")
_BEHIND_NAME = any_of("offices", "office", "address")
_TITLE = re.compile(r"《(?P<title>[^《》]+)》")
_NOUNS = lexicon_words("texts", "asked")
_FILLER = pattern(
    r"{phrases:of_library}|{texts:text}|"
    r"{phrases:empty}|，|,|:|“|”|\s"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions read from words.

    :param speakers: Known speakers named; any of them.
    :param places: Places of the library named, without their suffixes; zones with them. Any of them.
    :param dates: Beginnings of dates, such as `2024` or `2024-05`; any of them. 今年 is the newest speech's.
    :param titles: Parts of titles or occasions; any of them.
    :param called: Those of them that are whole names: in 《》, of a text or a meeting, or of a meeting in short.
    :param short: Words among them that name a meeting in short.
    :param nouns: What it calls the texts: 报告, 讲话.
    :param rest: Words that none of these accounts for.
    :param words: The content words of `rest`.
    :param names: Proper names in what was read, whether they are accounted for or not.
    """

    speakers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    short: str = ""
    nouns: tuple[str, ...] = ()
    rest: str = ""
    words: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()

    def accepts(self, speech: Speech, text: str = "", *, anyone: bool = False, any_date: bool = False) -> bool:
        """Say whether a speech meets the conditions.

        :param text: Of the speech, folded: one that states no place is of those that it names.
        :param anyone: Whether its speaker is no matter; so its date with `any_date`.
        """
        if self.speakers and not anyone and fold(speech.speaker or "") not in self.speakers:
            return False
        if self.dates and not any_date and not (speech.told or "").startswith(self.dates):
            return False
        if not self.places and not self.titles:
            return True
        about = fold("\n".join(filter(None, (speech.title, speech.occasion, speech.role))))
        place = fold(speech.place or text) + "\n" + about
        if self.places and not any(name in place for name in self.places):
            return False
        return not self.titles or any(bare(title) in bare(about) for title in self.titles)

    def among(self, library: Library, speeches: Sequence[Speech]) -> list[Speech]:
        """Return the speeches that meet the conditions; one that states no place is of those that its text names."""
        naming = {speech.id: name for name in self.places for speech, _ in library.count(name)}
        return [s for s in speeches if self.accepts(s, naming.get(s.id, ""))] if self else list(speeches)

    def __bool__(self) -> bool:
        return bool(self.speakers or self.places or self.dates or self.titles)


def select(words: str, speeches: Sequence[Speech]) -> Selection:
    """Read conditions from words, by what is known of the speeches.

    :param words: Of a question, without what it asks about; either script.
    """
    rest, those = fold(words), known(speeches)
    titles, short = [match["title"] for match in _TITLE.finditer(rest)], ""
    rest = _TITLE.sub("", rest)
    called = tuple(titles)
    run, meeting = those.wording_in(rest), those.meetings.named_in(rest)
    if meeting is not None and len(meeting.words) >= len(run):
        titles.append(meeting.name)
        called, short = (*called, meeting.name), meeting.words
        rest = rest.replace(short, "")
    elif run:
        titles.append(run)
        called = (*called, *(name for _, name, _, _ in those.works_in(bare(run))))
        rest = rest.replace(run, "")
    nouns = tuple(noun for noun in _NOUNS if noun in rest)
    speakers = tuple(sorted((name for name in those.by_speaker if name in rest), key=len, reverse=True))
    for name in speakers:
        rest = re.sub(rf"{OFFICE}?{re.escape(name)}{_BEHIND_NAME}?", "", rest)
    periods = find_periods(rest, those.newest)
    for period in reversed(periods):
        rest = rest[: period.start] + _BEHIND_DATE.sub("", rest[period.end :])
    places = spans_of_places(rest, gazetteer(speeches))
    for _, start, end in reversed(places):
        rest = rest[:start] + "，" * (end - start) + rest[end:]
    named = tuple(dict.fromkeys(name for name, _, _ in places))
    dates = tuple(dict.fromkeys(date for period in periods for date in _dates(period, those.newest)))
    left = _FILLER.sub("", rest)
    return Selection(
        speakers, named, dates, tuple(titles), called, short, nouns, left, content_words(left), tuple(names(words))
    )


def _dates(period: Period, newest: str | None) -> list[str]:
    """Return the beginnings of the dates of a period: its day, month or year, or each of its years."""
    if period.since and period.since == period.until:
        return [period.since]
    first, last = period.since or period.until or "", period.until or newest or period.since or ""
    return [str(year) for year in range(int(first[:4]), int(last[:4]) + 1)]
