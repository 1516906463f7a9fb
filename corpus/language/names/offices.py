"""Offices: what one looks like in folded text, and which of them a role or a question names.

Who held one is for `rag.question.filters.conditions`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpus.language.lexicon import pattern, table
from corpus.language.normalization import fold

_OFFICES = table("offices")
OFFICE = _OFFICES.any_of("office")
"""Any office."""
_DIRECT = _OFFICES.any_of("asked")
_BODY = {word: (entry.fields["of"], entry.fields["title"]) for entry in _OFFICES.of("body") for word in entry.words}
ASKED = pattern("(?<![副原前])(?:[{level}]?{offices:body}|{offices:asked})")
"""An office in a folded question."""
_DEPUTY = re.compile(rf"(?:常务)?副{_OFFICES.any_of('office', rank='head')}")

_OFFICE = pattern("(?P<deputy>副)?(?P<office>{offices:judged}|[{level}盟{township}处科局厅部院校会所馆站组队团]长)")


class Office(NamedTuple):
    """An office that a text names, and whether it is a deputy's: 副书记 is not 书记.

    :param name: Without 副.
    :param start: Half-open span in the text, 副 included.
    """

    name: str
    deputy: bool
    start: int
    end: int


def find_offices(text: str) -> Iterator[Office]:
    """Yield the offices that a folded text names, in order.

    >>> [(office.name, office.deputy) for office in find_offices("县委副书记、县长")]
    [('书记', True), ('县长', False)]
    """
    for match in _OFFICE.finditer(text):
        yield Office(match["office"], bool(match["deputy"]), match.start(), match.end())


@lru_cache(maxsize=4096)
def offices_of(role: str) -> frozenset[str]:
    """Return the offices that a role names, deputies left out.

    >>> sorted(offices_of("青岑县委副书记、县长"))
    ['县长']
    """
    folded = _DEPUTY.sub("副职", fold(role))
    found = set(re.findall(_DIRECT, folded))
    found |= {office for office, (body, title) in _BODY.items() if body in folded and title in folded}
    return frozenset(found)


def office_named(words: str) -> str:
    """Return the office in words matched by `ASKED`: 市政协主席 -> 政协主席."""
    return next((office for office in _BODY if words.endswith(office)), words)
