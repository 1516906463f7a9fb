"""What the words of a question name: its terms, things, people, places and years. Read once; later stages compare.

Knows nothing of what kind of answer is wanted, nor of the library.
"""

import re
from dataclasses import dataclass

from corpus import fold
from corpus.language.annotation import annotate
from corpus.language.figures.quantities import ordinals
from corpus.language.lexicon import any_of, pattern
from corpus.language.periods import years_named
from corpus.language.segmentation import PERSON_FLAGS, about, content_words, names
from index import query_terms

_OF_A_SPEECH = re.compile(f"会|时说|{any_of('texts', 'dated')}|{any_of('speech_verbs', 'dated')}")
_OF_TODAY = pattern("{measures:now}")
_OF_AIMS = pattern("(?:目标|预期)(?!.*(?:完成|实现))|力争|打算|要达到")
_DEED = pattern("{deeds:role}")
_QUOTED = re.compile("“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a question names; all of it folded.

    :param folded: The question itself.
    :param terms: What it is searched by, in order, without the words that merely ask.
    :param words: Its content words.
    :param topics: Those that are neither places nor figures.
    :param names: The proper names that the tagger sees, in order.
    :param people: Those of people.
    :param places: Places with an administrative suffix, in order.
    :param years: Years of the days, months and years that it names.
    :param of_time: Whether it names a single year in figures.
    :param of_today: Whether it asks how things stand: 目前, 现在.
    :param of_aims: Whether it asks what is aimed at: 目标定在多少.
    :param of_a_speech: Whether it asks what was said, so that a year may be that of the speech.
    :param ordinals: Which of several it names, as value and unit: 第二届, 一期工程.
    :param deeds: What one person does and another beside him does not: 主持, 宣读.
    :param quoted: Words in quotation marks, in order.
    """

    folded: str
    terms: tuple[str, ...]
    words: frozenset[str]
    topics: frozenset[str]
    names: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]
    years: frozenset[int]
    of_time: bool
    of_today: bool
    of_aims: bool
    of_a_speech: bool
    ordinals: frozenset[tuple[int, str]]
    deeds: frozenset[str]
    quoted: tuple[str, ...]

    @property
    def anchored(self) -> bool:
        """Whether it names anything that tells what it is about in any conversation: a name, a year, a quotation."""
        return bool(self.names or self.places or self.years or self.quoted or "《" in self.folded)


def mentions(text: str) -> Mentions:
    """Return what a question names.

    >>> found = mentions("2023年澜川市“四大工程”投资多少？")
    >>> found.places, sorted(found.years), found.quoted
    (('澜川市',), [2023], ('四大工程',))
    """
    folded = fold(text)
    read = annotate(folded)
    return Mentions(
        folded,
        tuple(query_terms(text)),
        content_words(folded),
        about(folded),
        tuple(names(folded)),
        tuple(names(folded, PERSON_FLAGS)),
        tuple(folded[start:end] for start, end in read.places),
        frozenset(day.year for day in read.dates if day.year),
        bool(years_named(folded)),
        bool(_OF_TODAY.search(folded)),
        bool(_OF_AIMS.search(folded)),
        bool(_OF_A_SPEECH.search(folded)),
        ordinals(folded),
        frozenset(_DEED.findall(folded)),
        tuple(_QUOTED.findall(folded)),
    )
