"""One text with all that its language says of it, each computed once and only when somebody asks.

    annotate("去年，澜川市产值达86亿元。").figures       -> [86亿元]
    annotate("去年，澜川市产值达86亿元。").places        -> [澜川市]

Everything is found in the folded text; as folding keeps lengths, every span is one of the text as written. Knows
what stands there, not whether it is true, nor what a question wants of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from corpus.language.dates import Day, days
from corpus.language.figures.quantities import Figure, figures
from corpus.language.names.offices import Office, find_offices
from corpus.language.names.persons import is_name
from corpus.language.names.places import find_places
from corpus.language.normalization import fold
from corpus.language.periods import Period, find_periods
from corpus.language.segmentation import CLAUSE, FRAME, NAME_FLAGS, PERSON_FLAGS, about, bare, content_words, tagged
from corpus.language.sentences import quotations, titles

_REMEMBERED = 1024  # texts; one with everything computed takes some 40 KB
_T = TypeVar("_T")


class Word(NamedTuple):
    """A word with its ICTCLAS flag and its half-open span."""

    text: str
    flag: str
    start: int
    end: int


@dataclass(frozen=True)  # no slots: `about` is kept in the instance
class Clause:
    """What stands between two marks of punctuation, with the marks behind it.

    :param start: Half-open span in the text.
    """

    text: str
    start: int
    end: int

    @cached_property
    def about(self) -> frozenset[str]:
        """What it is about: content words that are neither places nor figures."""
        return about(self.text)


class Annotated:
    """A text and what stands in it. Equal to itself alone; get one by `annotate`, which remembers it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._derived: dict[Callable[[Annotated], Any], Any] = {}

    def __repr__(self) -> str:
        return f"Annotated({self.text!r})"

    def derive(self, compute: Callable[["Annotated"], _T]) -> _T:
        """Return what a function makes of this text, computed once for each function.

        :param compute: A function of a module, not a closure: it is the key under which its result is kept.
        """
        if compute not in self._derived:
            self._derived[compute] = compute(self)
        return cast(_T, self._derived[compute])

    @cached_property
    def folded(self) -> str:
        """The search form; as long as the text."""
        return fold(self.text)

    @cached_property
    def bare(self) -> str:
        """The folded text without blanks and punctuation; its offsets are its own."""
        return bare(self.folded)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words in order, as the tagger cuts them."""
        found, at = [], 0
        for word, flag in tagged(self.folded):
            found.append(Word(word, flag, at, at + len(word)))
            at += len(word)
        return tuple(found)

    @cached_property
    def content_words(self) -> frozenset[str]:
        """Words of two or more characters that carry content."""
        return content_words(self.folded)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses in order."""
        return tuple(Clause(match.group(), match.start(), match.end()) for match in CLAUSE.finditer(self.folded))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers in order, with their units."""
        return tuple(figures(self.folded))

    @cached_property
    def dates(self) -> tuple[Day, ...]:
        """The dates in order as far as they are told; 去年 is none here."""
        return tuple(days(self.folded))

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The years and periods that are named without regard to a day: 2021至2023年, “十四五”期间."""
        return tuple(find_periods(self.folded))

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """The spans of places with an administrative suffix."""
        return tuple(find_places(self.folded))

    @cached_property
    def names(self) -> tuple[Word, ...]:
        """The proper names of every kind that the tagger sees, two characters or more."""
        return tuple(
            word for word in self.words if word.flag in NAME_FLAGS and len(word.text) >= 2 and word.text not in FRAME
        )

    @cached_property
    def persons(self) -> tuple[Word, ...]:
        """The names of people that the tagger sees."""
        return tuple(
            word
            for word in self.words
            if word.flag in PERSON_FLAGS and len(word.text) >= 2 and word.text not in FRAME and is_name(word.text)
        )

    @cached_property
    def offices(self) -> tuple[Office, ...]:
        """The offices in order, a deputy's told from the one he stands in for."""
        return tuple(find_offices(self.folded))

    @cached_property
    def quotations(self) -> tuple[tuple[int, int], ...]:
        """The spans of what stands between outermost quotation marks."""
        return tuple(quotations(self.folded))

    @cached_property
    def titles(self) -> tuple[tuple[int, int], ...]:
        """The spans of what stands between title marks."""
        return tuple(titles(self.folded))


@lru_cache(maxsize=_REMEMBERED)
def annotate(text: str) -> Annotated:
    """Return the annotated text, the same object for the same text while it is remembered."""
    return Annotated(text)
