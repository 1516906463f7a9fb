"""Every use of a phrase in a library, with the words around it: keyword in context, exhaustive.

A use is the phrase's letters and marks in their order, whatever the script and width; blanks, line breaks, glosses and
quotation marks in it make no difference, so that “五位一体”总体布局 is a use of 五位一体总体布局. Uses do not overlap.
Searched is what stands between a speech's `start` and `end`, and its title where that stands outside them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from corpus import NEWS, InputError, Speech, fold
from corpus.language.cleaning import clean
from index import Filters, Library
from index.analysis.phrases import condense, find_phrase
from rag.desk.excerpts import Excerpt, Sources
from rag.desk.letters import QUOTATION_MARKS, unquoted
from rag.extractive.provenance import voice

Order = Literal["date", "left", "right", "speaker", "place"]
_AROUND = 24  # characters of context on each side
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked through.

    :param speeches: How many.
    :param characters: Of their bodies, as they stand in the sources.
    :param undated: Speeches without a date.
    :param first: The earliest date, None if there is none; so `last`.
    """

    speeches: int
    characters: int
    undated: int
    first: str | None
    last: str | None

    @classmethod
    def of(cls, speeches: Sequence[Speech]) -> "Searched":
        """Count some speeches."""
        dates = sorted(speech.date for speech in speeches if speech.date)
        return cls(
            len(speeches),
            sum(speech.end - speech.start for speech in speeches),
            len(speeches) - len(dates),
            dates[0] if dates else None,
            dates[-1] if dates else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Use:
    """One place that says the phrase.

    :param words: The place.
    :param form: Its words without blanks: which form of the phrase it is.
    :param left: Up to 24 characters before it, verbatim, of the same line; `right` behind it.
    """

    words: Excerpt
    form: str
    left: str
    right: str

    @property
    def speech(self) -> Speech:
        """The speech."""
        return self.words.speech

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**self.words.to_dict(), "form": self.form, "left": self.left, "right": self.right}


@dataclass(frozen=True, slots=True)
class Concordance:
    """Every use of a phrase.

    :param phrase: As it was asked for.
    :param uses: In order of date (undated last), then path, then place.
    :param searched: What was looked through; it all was.
    :param speeches: What was looked through, for counts per million characters.
    """

    phrase: str
    uses: tuple[Use, ...]
    searched: Searched
    speeches: tuple[Speech, ...] = field(repr=False)

    @property
    def first(self) -> Use | None:
        """The first use in a dated speech."""
        return next((use for use in self.uses if use.speech.date), None)

    @property
    def last(self) -> Use | None:
        """The last use in a dated speech."""
        return next((use for use in reversed(self.uses) if use.speech.date), None)

    @property
    def forms(self) -> dict[str, int]:
        """How often each form is used, the most frequent first."""
        return dict(Counter(use.form for use in self.uses).most_common())

    @property
    def saying(self) -> int:
        """How many speeches say it."""
        return len({use.speech.id for use in self.uses})

    def ordered(self, by: Order) -> list[Use]:
        """Return the uses in another order: by what stands right or left of them (from the phrase outwards), …."""
        keys: dict[str, Callable[[Use], Any]] = {
            "left": lambda use: fold(use.left)[::-1],
            "right": lambda use: fold(use.right),
            "speaker": lambda use: (use.speech.speaker is None, use.speech.speaker or ""),
            "place": lambda use: (use.speech.place is None, use.speech.place or ""),
        }
        return sorted(self.uses, key=keys[by]) if by in keys else list(self.uses)

    def to_dict(self, order: Order = "date", limit: int | None = None) -> dict[str, Any]:
        """Return plain JSON types.

        :param limit: How many uses are listed; all are counted.
        """
        return {
            "phrase": self.phrase,
            "searched": self.searched.to_dict(),
            "uses": len(self.uses),
            "speeches": self.saying,
            "forms": self.forms,
            "first": self.first.to_dict() if self.first else None,
            "last": self.last.to_dict() if self.last else None,
            "lines": [use.to_dict() for use in self.ordered(order)[:limit]],
        }


def concordance(
    library: Library, phrase: str, filters: Filters | None = None, *, also: Sequence[str] = ()
) -> Concordance:
    """Return every use of a phrase.

    :param also: Other wordings of it that count as the same: 以竹代塑 and 以竹代替塑料. Where two of them match at
        one place the longer counts.
    :raises InputError: If the phrase has no letters or is longer than 200 characters.
    """
    wanted = [_wanted(words) for words in (phrase, *also)]
    sources = Sources(library)
    with library.consistent():
        searched = library.speeches(filters)
        holding = {speech.id for speech in library.holding(wanted, filters, ignoring=QUOTATION_MARKS)}
        uses = [use for speech in searched if speech.id in holding for use in _uses(library, sources, speech, wanted)]
    return Concordance(phrase, tuple(uses), Searched.of(searched), tuple(searched))


def whose(library: Library, use: Use) -> str | None:
    """Return whose words a use is: a leader quoted in a speech stays himself; None if that is not certain."""
    said = voice(library, use.speech, use.words.start, use.words.end)
    if said.name is not None and not said.name.startswith("《"):
        return said.name
    # a term in quotation marks is the speaker's own wording
    return None if said.how in ("narrated", "direct") or use.speech.kind in NEWS else use.speech.speaker


def find_uses(text: str, wanted: Sequence[str], start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the spans of `text[start:end]` that say any of some wordings, themselves without quotation marks.

    They do not overlap; of two that begin at one place the longer is taken.
    """
    cleaned = clean(text, start, len(text) if end is None else end)
    for match in _pattern(tuple(wanted)).finditer(fold(cleaned.text)):
        yield cleaned.original_span(*match.span())


@lru_cache(maxsize=256)
def _pattern(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """Return what matches the wordings in clean, folded text: between their characters nothing or what is ignored."""
    between = f"[\\s{re.escape(QUOTATION_MARKS)}]*"
    ordered = sorted(set(wanted), key=lambda words: (-len(words), words))
    return re.compile("|".join(between.join(map(re.escape, words)) for words in ordered))


def _wanted(phrase: str) -> str:
    wanted = unquoted(phrase).text
    if not any(char.isalnum() for char in wanted) or len(wanted) > _LONGEST:
        raise InputError(
            "{phrase!r} is no phrase; give 1 to {limit} characters with letters in them",
            code="no_phrase",
            phrase=phrase[:40],
            limit=_LONGEST,
        )
    return wanted


def _title(library: Library, text: str, speech: Speech) -> tuple[int, int] | None:
    """Return where the title stands if that is outside the body, as `Library.find` looks for it."""
    for fact in library.facts(speech.id):
        outside = fact.end <= speech.start or speech.end <= fact.start
        if fact.name == "title" and fact.start < fact.end and outside:
            return fact.start, fact.end
    title = condense(speech.title)[0]
    if not title or title in condense(text, speech.start, speech.end)[0]:
        return None
    before = find_phrase(title, text, 0, speech.start)
    return next(before, None) or next(find_phrase(title, text, speech.end), None)


def _uses(library: Library, sources: Sources, speech: Speech, wanted: Sequence[str]) -> Iterator[Use]:
    text = sources.text(speech)
    spans = list(find_uses(text, wanted, speech.start, speech.end))
    if any(words in unquoted(speech.title).text for words in wanted) and (title := _title(library, text, speech)):
        spans += find_uses(text, wanted, *title)
    for start, end in sorted(spans):
        line = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
        stop = text.find("\n", end)
        right = min(end + _AROUND, stop if stop >= 0 else len(text))
        words = sources.excerpt(speech, start, end)
        yield Use(words, "".join(words.quote.split()), text[line:start], text[end:right])
