"""Whether two names are of one place: 吉林 is 吉林省 or 吉林市, 吉林省 never 吉林市."""

from functools import lru_cache

from corpus.language.lexicon import pattern, table
from corpus.language.normalization import fold

_SUFFIX = pattern(r"(?:{places:people}?自治区|(?:[\u4e00-\u9fff]{0,4}族(?=自治(?!区)))?(?!盟){place_suffix})$")
_PLACES = table("places")
_LEVELS = {word: entry.fields["level"] for entry in _PLACES.of("administrative") for word in entry.words}
_MUNICIPALITIES = frozenset(_PLACES.words("municipality"))
_LEVELS["区"] = "区"  # 城东区 is not 城东县


@lru_cache(maxsize=4096)
def parts(place: str) -> tuple[str, str]:
    """Return (name without its suffix, level or nothing) of a place.

    >>> parts("吉林省"), parts("吉林"), parts("广西壮族自治区")
    (('吉林', '省'), ('吉林', ''), ('广西', '省'))
    """
    folded = fold(place).strip()
    match = _SUFFIX.search(folded)
    if match is None or match.start() < 2:
        return folded, ""
    suffix = next(word for word in _PLACES.words("administrative") if match.group().endswith(word))
    return folded[: match.start()], _LEVELS[suffix]


def level_of(place: str) -> str:
    """Return the level of a place, or nothing if its name does not tell; a municipality is of a province's.

    >>> level_of("天津市"), level_of("吉林市"), level_of("澜川")
    ('省', '市', '')
    """
    name, level = parts(place)
    return "省" if name in _MUNICIPALITIES and level else level


def same_place(one: str, other: str) -> bool:
    """Say whether two names may be of one place: the names are, and so are the levels as far as both are told."""
    (first, level), (second, other_level) = parts(one), parts(other)
    return first == second and (level == other_level or not level or not other_level)
