"""Which places a question is about, and which speeches are of another place.

A figure of one city must not answer a question about another. Places are those of the library's own metadata; a speech
is ruled out only if it names a place of the same level (a city for a city) and none of those asked about.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus import Speech, fold

_UNIT = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:特别行政区|自治区|自治州|自治县|省|市|州|区|县|旗)")
_LEVELS = {
    "省": "省",
    "特别行政区": "省",
    "自治区": "省",
    "市": "市",
    "自治州": "市",
    "州": "市",
    "区": "县",
    "县": "县",
    "自治县": "县",
    "旗": "县",
}
_ZONE = re.compile(r"(?:先行|开发|试验|示范|合作|保税|高新|新|园|片)区$")  # lies in a place, is none of its level
_SUFFIX = re.compile(r"(特别行政区|自治区|自治州|自治县|省|市|州|区|县|旗)$")

Place = tuple[str, str]  # (name without its suffix, level)


def places_of(speech: Speech) -> frozenset[Place]:
    """Return the places that a speech's metadata gives: 江西省景德镇市 -> {(江西, 省), (景德镇, 市)}."""
    return _parse(fold(speech.place or ""))


@lru_cache(maxsize=65536)
def _parse(place: str) -> frozenset[Place]:
    names = (match.group() for match in _UNIT.finditer(place))
    found = frozenset(_place(name) for name in names if not _ZONE.search(name))
    if not found and _ZONE.search(place):
        return frozenset()
    # a bare name (瀾川) is taken for a city's
    return found or (frozenset({(place, "市")}) if 2 <= len(place) <= 4 else frozenset())


def _place(name: str) -> Place:
    suffix = _SUFFIX.search(name)
    assert suffix is not None
    return name[: suffix.start()], _LEVELS[suffix.group()]


def known_places(speeches: Sequence[Speech]) -> frozenset[Place]:
    """Return all places of a library."""
    return frozenset().union(*map(places_of, speeches)) if speeches else frozenset()


def named_places(text: str, known: frozenset[Place]) -> frozenset[Place]:
    """Return the known places that a text names, with or without their suffix."""
    folded = fold(text)
    return frozenset(place for place in known if len(place[0]) >= 2 and place[0] in folded)


def elsewhere(speech: Speech, asked: frozenset[Place], known: frozenset[Place]) -> bool:
    """Say whether a speech is of another place than those asked about."""
    about = named_places(f"{speech.title}{speech.role or ''}{speech.occasion or ''}", known)
    if about & asked:
        return False
    own = places_of(speech) or about
    if not asked or not own or own & asked:
        return False
    return bool({level for _, level in own} & {level for _, level in asked})


def narrow(question: str, speeches: Sequence[Speech]) -> list[str] | None:
    """Return the ids of speeches that may answer, or None if the question rules out none of them."""
    known = known_places(speeches)
    asked = named_places(question, known)
    kept = [speech.id for speech in speeches if not elsewhere(speech, asked, known)]
    return kept if len(kept) < len(speeches) else None
