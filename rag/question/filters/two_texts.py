"""Which two texts a question sets against each other, and on what: reports of years or places, meetings, visits."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Speech, fold
from corpus.language.lexicon import pattern, words
from corpus.language.segmentation import content_words, tagged
from rag.question.desk.figure_words import AIM, with_whole_years
from rag.question.filters.reports import reports_meant

_PLANNED = pattern("{figure_plans:aim}")
_REPORT = pattern("{reports:report}")
_SHORT = 2  # characters of a word of a topic, at least
_PAIR = 2
_FLAGS = "nvaijlz"  # ICTCLAS: what a topic is made of
_NATION = pattern("{comparisons:nation}|{reports:nation}")


@dataclass(frozen=True, slots=True)
class TwoTexts:
    """Two texts that a question sets against each other.

    :param years: Of two reports of one kind, `YYYY`.
    :param places: Of two reports, or of both reports of two years.
    :param nation: Whether the reports are the nation's.
    :param called: Meetings, and other words by which texts may be called, folded.
    :param speakers: Whose both texts are, folded.
    :param topic: Words of what they are compared on; none of whole texts.
    :param aims: Whether their aims are asked about.
    """

    years: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    nation: bool | None = None
    called: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    aims: bool = False


def two_texts(
    folded: str,
    speeches: Sequence[Speech],
    named: tuple[Sequence[str], Sequence[str]],
    topic: str | None,
    known: frozenset[str],
) -> TwoTexts | None:
    """Return the two texts that a question sets against each other; None if it names no two.

    :param folded: The question, folded.
    :param named: The places and the years that it names.
    :param topic: What is left of it beside the words of the order.
    :param known: Words of such orders, which tell no topic.
    """
    text = with_whole_years(folded)
    aims = bool(AIM.search(text) or _PLANNED.search(text))
    about = _topic(topic or "", known)
    meant, (places, told) = reports_meant(text), named
    years = meant.years if meant and meant.years else told
    if len(places) == _PAIR and len(years) < _PAIR:
        return TwoTexts(places=tuple(places), topic=about, aims=aims)
    nation = True if (meant and meant.nation) or _NATION.search(text) else None
    if len(years) == _PAIR and not places and (meant or nation):
        return TwoTexts(years=tuple(years), nation=nation, topic=about, aims=aims)
    occasions = {fold(one.occasion) for one in speeches if one.occasion and fold(one.occasion) in text}
    whole = [one for one in occasions if not any(one != other and one in other for other in occasions)]
    if len(whole) == _PAIR:
        return TwoTexts(called=tuple(whole), topic=())
    people = tuple({fold(one.speaker) for one in speeches if one.speaker and fold(one.speaker) in text})
    if len(people) == 1:
        called = tuple(word for word in content_words(text) if len(word) >= _SHORT and word not in people)
        return TwoTexts(called=called, speakers=people, topic=about)
    return None


def _topic(topic: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the words of a topic that may tell one."""
    every = tagged(topic)
    found = [word for word, flag in every if len(word) >= _SHORT and word not in known and flag[:1] in _FLAGS]
    return tuple(word for word in dict.fromkeys(found) if word not in _OF_REPORTS)


_OF_REPORTS = frozenset((*words("reports"), *words("texts"), *words("figure_plans")))
