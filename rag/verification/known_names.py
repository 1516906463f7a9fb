"""Which of the names, quoted words, ordinals and years of a question are known of what an answer cites, in any form.

    asked  农科院 2003年 “两步、三步”      cited  《2004年…工作报告》…农业科学院…两步三步…去年…      known: all three

A name may be cut short, a body stands for its place, quoted words may differ in their marks, and 去年 or the period of
a figure tells a year. A person is known by the whole name alone.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.language.annotation import annotate
from corpus.language.figures.quantities import ordinals
from corpus.language.lexicon import pattern, words
from corpus.language.names.persons import is_name
from corpus.language.segmentation import NAME_FLAGS, bare, content_words, dictionary_flag
from rag.datamodel import Evidence
from rag.verification.answer_relevance import Asked
from rag.verification.evidence_dates import dates_of, header_day

_OF_PROVINCE = pattern("(?P<place>{places:province})(?P<rest>.*)")
_ORDINARY = frozenset(words("ordinary"))
_LEVEL = pattern("(?P<place>..+)[{level}]")
_CUT = 3  # characters of a name that may be left out between two that stay: 农科院 is 农业科学院
_BODY = 2  # characters at least of a body of a place, 省委: where the place is known, it is


def share_known(asked: Asked, support: Sequence[Evidence]) -> float:
    """Return the share of a question's names, quoted words, ordinals and years that evidence has, 0 to 1; 1 if none.

    :param support: What is cited; its documents' titles and headings count as well.
    """
    text = "\n".join(item.searchable for item in support)
    years, editions = set(_years(support)), ordinals(text)
    found = [
        *(_is_known(name, text, person=name in asked.people) for name in asked.names if _is_name(name, asked)),
        *(_is_quoted(words, text) for words in asked.quoted),
        *(edition in editions for edition in asked.ordinals),
        *(str(year) in text or year in years for year in asked.years),
    ]
    return sum(found) / len(found) if found else 1.0


def _is_name(name: str, asked: Asked) -> bool:
    """Say whether what the tagger takes for a name surely is one: it guesses at unknown words."""
    if name in _ORDINARY:
        return False
    return is_name(name) if name in asked.people else dictionary_flag(name) in NAME_FLAGS


def _is_known(name: str, text: str, *, person: bool) -> bool:
    if name in text:
        return True
    if person:
        return False
    if part := _OF_PROVINCE.fullmatch(name):
        rest = part["rest"]
        return part["place"] in text and (len(rest) >= _BODY or rest in text)
    if (level := _LEVEL.fullmatch(name)) and level["place"] in text:
        return True
    return bool(re.search(f".{{0,{_CUT}}}".join(map(re.escape, name)), text))


def _is_quoted(words: str, text: str) -> bool:
    return bare(words) in bare(text) or (len(parts := content_words(words)) > 1 and all(part in text for part in parts))


def _years(support: Sequence[Evidence]) -> Iterator[int]:
    """Yield the years that evidence is known to be of, by words, heading, title, figures and its document's date."""
    for item in support:
        days = [*dates_of(item), *annotate(f"{item.heading}\n{item.speech.title}").dates, header_day(item)]
        yield from (day.year for day in days if day and day.year)
        for figure in item.figures:
            if figure.since and figure.until:
                yield from range(figure.since, figure.until + 1)
