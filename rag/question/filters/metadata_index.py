"""What is known of some speeches, folded and looked up once: who spoke, titles, meetings, dates, places.

A library makes new speeches when it changes, so that what is remembered of a list of them is never out of date.
"""

import re
from collections import deque
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import TypeVar

from corpus import Speech, fold
from corpus.language.lexicon import pattern
from corpus.language.numerals import whole
from corpus.language.periods import years_named
from corpus.language.segmentation import bare
from rag.question.filters.abbreviated import Meetings

_REMEMBERED = 4  # lists of speeches: a library, and those of it that filters accept
_LEAST = {"title": 8, "occasion": 6}  # so many characters recognise a text's or a meeting's name without 《》
_SESSION = pattern(
    r"第?(?P<term>[{tens}百\d]{1,4})届(?P<mid>[^，。；第次]{0,10}?)第?(?P<number>[{tens}百\d]{1,4})次(?:会议|全会|全体会议|常委会)"
)

T = TypeVar("T")
Session = tuple[str, int, int]
"""(body, term, number): (政协, 5, 4)."""


def remembered(make: Callable[[Sequence[Speech]], T]) -> Callable[[Sequence[Speech]], T]:
    """Return a function that makes something of speeches and remembers it for the last few lists of them."""
    kept: deque[tuple[tuple[int, ...], Sequence[Speech], T]] = deque(maxlen=_REMEMBERED)

    def of(speeches: Sequence[Speech]) -> T:
        key = tuple(map(id, speeches))  # those of what is kept stay alive, so that no other has their id
        for other, _, made in list(kept):
            if other == key:
                return made
        found = make(speeches)
        kept.append((key, tuple(speeches), found))
        return found

    return of


class Known:
    """What is known of some speeches. Each part is made when it is first asked for.

    :param speeches: Of a library, or those of them that filters accept.
    """

    def __init__(self, speeches: Sequence[Speech]) -> None:
        self.speeches = tuple(speeches)

    @cached_property
    def ids(self) -> frozenset[str]:
        """All ids."""
        return frozenset(speech.id for speech in self.speeches)

    @cached_property
    def by_speaker(self) -> dict[str, list[str]]:
        """The ids by folded speaker; of those that have none, nothing."""
        found: dict[str, list[str]] = {}
        for speech in self.speeches:
            if speech.speaker:
                found.setdefault(fold(speech.speaker), []).append(speech.id)
        return found

    @cached_property
    def anonymous(self) -> frozenset[str]:
        """The ids of the speeches that have no speaker."""
        return frozenset(speech.id for speech in self.speeches if speech.speaker is None)

    @cached_property
    def in_office(self) -> tuple[Speech, ...]:
        """The speeches whose speaker's office is known."""
        return tuple(speech for speech in self.speeches if speech.role)

    @cached_property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """(id, folded title) of each."""
        return tuple((speech.id, fold(speech.title)) for speech in self.speeches)

    @cached_property
    def bare_titles(self) -> tuple[tuple[str, str], ...]:
        """(id, title without blanks and punctuation) of each."""
        return tuple((speech_id, bare(title)) for speech_id, title in self.titles)

    @cached_property
    def wording(self) -> str:
        """All titles and occasions, folded, with what no text has between them."""
        every = [title for _, title in self.titles] + [fold(s.occasion) for s in self.speeches if s.occasion]
        return "\0".join(dict.fromkeys(every))

    @cached_property
    def by_date(self) -> dict[str, list[Speech]]:
        """The speeches by their date or, failing that, the one year that the title names."""
        found: dict[str, list[Speech]] = {}
        for speech in self.speeches:
            if date := speech.date or _year_of(speech.title):
                found.setdefault(date, []).append(speech)
        return found

    @cached_property
    def undated(self) -> frozenset[str]:
        """The ids of the speeches that `by_date` has not."""
        return self.ids.difference(speech.id for there in self.by_date.values() for speech in there)

    @cached_property
    def newest(self) -> str | None:
        """The last date."""
        return max(self.by_date, default=None)

    @cached_property
    def by_session(self) -> dict[Session, list[str]]:
        """The ids by the sessions that their headers name."""
        found: dict[Session, list[str]] = {}
        for speech in self.speeches:
            for session in {session for session, _ in sessions_in(header(speech))}:
                found.setdefault(session, []).append(speech.id)
        return found

    @cached_property
    def meetings(self) -> Meetings:
        """The meetings that the speeches were made at."""
        return Meetings.of(self.speeches)

    @cached_property
    def _works(self) -> dict[str, dict[str, list[str]]]:
        """The ids by the bare name of a work, and whether it is a title's or an occasion's."""
        found: dict[str, dict[str, list[str]]] = {}
        for speech in self.speeches:
            for kind, value in (("title", speech.title), ("occasion", speech.occasion)):
                for part in _parts(value or ""):
                    if len(part) >= _LEAST[kind]:
                        found.setdefault(part, {}).setdefault(kind, []).append(speech.id)
        return found

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(name) for name in self._works}))

    def wording_in(self, text: str) -> str:
        """Return the longest run of a folded text that a title or an occasion has, of six characters or more, or ''."""
        best = ""
        for start in range(len(text)):
            end = start + max(_LEAST["occasion"], len(best) + 1)
            while end <= len(text) and text[start:end] in self.wording:
                best = text[start:end]
                end += 1
        best = best.strip("的在上中 ")
        return best if len(best) >= _LEAST["occasion"] and not re.fullmatch(r"\d{4}年\S{0,6}", best) else ""

    def works_in(self, text: str) -> list[tuple[str, str, int, list[str]]]:
        """Return (`title` or `occasion`, name, where, ids) of each work whose bare name stands in a bare text."""
        spots: dict[str, int] = {}
        for start in range(len(text)):
            for length in self._lengths:
                if start + length > len(text):
                    break
                name = text[start : start + length]
                if name in self._works:
                    spots.setdefault(name, start)
        return [(kind, name, at, ids) for name, at in spots.items() for kind, ids in self._works[name].items()]


known = remembered(Known)
"""What is known of a list of speeches, remembered for the last few."""


@lru_cache(maxsize=65536)
def header(speech: Speech) -> str:
    """Return what is said about a speech, folded, a line each."""
    fields = (speech.title, speech.occasion, speech.kind, speech.place, speech.role, speech.speaker)
    return fold("\n".join(field or "" for field in fields))


def sessions_in(folded: str) -> list[tuple[Session, re.Match[str]]]:
    """Return (body, term, number) of each session: 政协澜川市第五届委员会第四次会议 -> (政协, 5, 4)."""
    found = []
    for match in _SESSION.finditer(folded):
        before = folded[max(0, match.start() - 12) : match.start()] + match["mid"]
        body = "政协" if "政协" in before else "人大" if re.search("人大|人民代表", before) else "党"
        if "常" in match["mid"]:
            body += "常委会"
        found.append(((body, _value(match["term"]), _value(match["number"])), match))
    return found


def _value(numeral: str) -> int:
    return whole(numeral) or 0


@lru_cache(maxsize=65536)
def _year_of(title: str) -> str | None:
    years = years_named(title)
    return str(years[0]) if len(years) == 1 else None


def _parts(value: str) -> tuple[str, ...]:
    """Return the parts of a title that stand between blanks, folded, without punctuation."""
    return tuple(dict.fromkeys(bare(part) for part in [*fold(value).split(), fold(value)]))
