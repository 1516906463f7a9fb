"""Which places a question is about, and which speeches are of another place.

A figure of one city must not answer a question about another. Places are those of the library's own metadata. A speech
of another place is ruled out if it is of the same level (a city for a city), or if it never names the place asked
about: a county's report that does not say 溪州 says nothing of 溪州市.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from corpus import Speech, fold
from corpus.language.lexicon import any_of, pattern, words
from corpus.language.names.places import PROVINCES, find_place
from rag.question.filters.metadata_index import remembered

_LEVELS = {suffix: level for level in ("省", "市", "县") for suffix in words("places", "administrative", level=level)}
_ANY_SUFFIX = "|".join(sorted(_LEVELS, key=len, reverse=True))
_UNIT = re.compile(rf"[\u4e00-\u9fff]{{2,7}}?(?:{_ANY_SUFFIX})")
_ZONE = pattern(r"{places:zone}$")  # lies in a place, is none of its level
_SUFFIX = re.compile(rf"(?:{_ANY_SUFFIX})$")
_PROVINCE = re.compile(PROVINCES)
_BOTH = frozenset("北京 天津 上海 重庆".split())  # municipalities: of the level of a province, and cities
_INSTITUTION = pattern(r"[\u4e00-\u9fff]{0,4}?{place_surroundings:named_after}")
_NATION = frozenset(("全国", "中国", "国家", "中央", "国务院", "中华人民共和国"))
# bare, these are words before they are places: 和平发展, 东方风来
_WORDS = frozenset(words("place_surroundings", "word"))
_NO_NAME = pattern(
    r"[哪几多各每某这那该此全我本两{tens}百\d]|"
    r"{place_surroundings:no_name}|[的里中上下在是有和与对]"
)

_LEAD = pattern(r"^{phrases:opening}")
_LONGEST = 4  # characters of a name without its suffix: 乌鲁木齐

Place = tuple[str, str]  # (name without its suffix, level)
Says = Callable[[str], frozenset[str]]
"""From words to the ids of the speeches that say them."""


def places_of(speech: Speech) -> frozenset[Place]:
    """Return the places that a speech's metadata gives: 江西省景德镇市 -> {(江西, 省), (景德镇, 市)}."""
    return _parse(fold(speech.place or ""))


@lru_cache(maxsize=65536)
def _parse(place: str) -> frozenset[Place]:
    if place in _NATION:
        return frozenset()
    names = (match.group() for match in _UNIT.finditer(place))
    found = frozenset(_place(name) for name in names if not _ZONE.search(name))
    found |= {(name, level) for name, _ in found if name in _BOTH for level in ("省", "市")}
    if not found and _ZONE.search(place):
        return frozenset()
    # a bare name (瀾川) is taken for a city's
    return found or (frozenset({(place, "市")}) if 2 <= len(place) <= 4 else frozenset())


def _place(name: str) -> Place:
    suffix = _SUFFIX.search(name)
    assert suffix is not None
    province = _PROVINCE.match(name) if suffix.group() == "自治区" else None  # 宁夏回族自治区 is called 宁夏
    return province.group() if province else name[: suffix.start()], _LEVELS[suffix.group()]


class Gazetteer:
    """The places of some speeches, looked up once: which speeches are of each, and which name one in their header.

    :param speeches: Of a library, or those of them that filters accept.
    :param known: Places known beside theirs.

    `others` are the places stated that have no level, zones and nations, the longest first.
    """

    def __init__(self, speeches: Sequence[Speech], known: frozenset[Place] = frozenset()) -> None:
        self.speeches = speeches
        every = {speech.id: places_of(speech) for speech in speeches}
        self.known = known.union(*every.values())
        self.ids = frozenset(every)
        stated = {fold(speech.place) for speech in speeches if speech.place}
        self.others = tuple(sorted((name for name in stated if not _parse(name)), key=len, reverse=True))
        self._of: dict[Place, set[str]] = {}
        self._called: dict[Place, set[str]] = {}
        self._level: dict[str, set[str]] = {}
        self._placed: set[str] = set()
        self._naming: dict[str, frozenset[str]] = {}
        for speech in speeches:
            about = named_places(f"{speech.title}{speech.role or ''}{speech.occasion or ''}", self.known)
            for place in about:
                self._called.setdefault(place, set()).add(speech.id)
            for place in every[speech.id] or about:
                self._of.setdefault(place, set()).add(speech.id)
                self._level.setdefault(place[1], set()).add(speech.id)
                self._placed.add(speech.id)

    def kept(self, asked: frozenset[Place], says: Says | None = None) -> frozenset[str]:
        """Return the ids of the speeches that are not of another place than those asked about."""
        if not asked:
            return self.ids
        theirs = set[str]().union(*(self._of.get(place, ()) for place in asked))
        theirs |= set[str]().union(*(self._called.get(place, ()) for place in asked))
        levels = {level for _, level in asked}
        rest = self.ids - theirs
        rest -= set[str]().union(*(self._level.get(level, ()) for level in levels))
        # of several places a speech may concern one that it does not name so; 江西省景德镇市 is one place
        if says is not None and len(levels) == len(asked):
            silent = rest - frozenset().union(*(says(name) for name, _ in asked))
            rest -= silent & self._placed
            if left := silent - self._placed:
                # it names places, none of them the one asked about; a zone (先行区) or a nation has no level to compare
                rest -= left & frozenset().union(*(self._named_of(level, says) for level in levels))
        return frozenset(theirs | rest)

    def _named_of(self, level: str, says: Says) -> frozenset[str]:
        """Return the speeches that name any place of a level; remembered, as there may be hundreds."""
        if level not in self._naming:
            names = {name for name, other in self.known if other == level}
            self._naming[level] = frozenset().union(*(says(name) for name in names))
        return self._naming[level]


gazetteer = remembered(Gazetteer)
"""The places of a list of speeches, remembered for the last few."""


def known_places(speeches: Sequence[Speech]) -> frozenset[Place]:
    """Return all places of a library."""
    return gazetteer(speeches).known


def named_places(text: str, known: frozenset[Place]) -> frozenset[Place]:
    """Return the known places that a text names, with or without their suffix.

    The longest name counts, from the left, so that 青海南部 does not name 海南; 吉林省 does not name a city 吉林.
    """
    return frozenset(place for place, _, _ in _named(fold(text), known))


def spans_of_places(folded: str, places: Gazetteer) -> list[tuple[str, int, int]]:
    """Return (name without its suffix, start, end) of each place of some speeches that a folded text names, in order.

    A zone, which has no level, is named by its whole name.
    """
    found = [(place[0], start, end) for place, start, end in _named(folded, places.known)]
    rest = _blank(folded, (span[1:] for span in found))
    for name in places.others:
        for match in re.finditer(re.escape(name), rest):
            found.append((name, *match.span()))
        rest = rest.replace(name, "，" * len(name))
    return sorted(dict.fromkeys(found), key=lambda span: span[1])


def _named(folded: str, known: frozenset[Place]) -> list[tuple[Place, int, int]]:
    names = _by_name(known)
    if not names:
        return []
    found = []
    for match in _pattern(known).finditer(folded):
        name, level = match["name"], _LEVELS.get(match["suffix"] or "")
        if level is None and (name in _WORDS or _INSTITUTION.match(folded, match.end())):
            continue
        same = names.get(name, [])
        exact = [place for place in same if place[1] == level and name not in _BOTH]
        # a suffix that no known place of this name has says nothing: 澜川市 / 澜川区 of one library are both kept
        found += [(place, match.start(), match.end()) for place in exact or same]
    return found


@lru_cache(maxsize=8)
def _by_name(known: frozenset[Place]) -> dict[str, list[Place]]:
    names: dict[str, list[Place]] = {}
    for place in known:
        if len(place[0]) >= 2:
            names.setdefault(place[0], []).append(place)
    return names


@lru_cache(maxsize=8)
def _pattern(known: frozenset[Place]) -> re.Pattern[str]:
    every = sorted(set(_by_name(known)) | set(words("places", "province")), key=len, reverse=True)
    return re.compile(
        rf"(?P<name>{'|'.join(map(re.escape, every))}){any_of('places', 'people')}?(?P<suffix>{_ANY_SUFFIX})?"
    )


def narrow(question: str, speeches: Sequence[Speech], says: Says | None = None) -> list[str] | None:
    """Return the ids of speeches that may answer, or None if the question rules out none of them."""
    places = gazetteer(speeches)
    kept = places.kept(named_places(question, places.known), says)
    return [speech.id for speech in speeches if speech.id in kept] if len(kept) < len(speeches) else None


def words_of_places(question: str, speeches: Sequence[Speech]) -> list[str]:
    """Return the words of a folded question that name places of the library, in order."""
    folded = fold(question)
    return list({folded[start:end]: None for _, start, end in _named(folded, known_places(speeches))})


def unknown_places(question: str, speeches: Sequence[Speech], says: Says) -> tuple[str, ...]:
    """Return the provinces, cities and counties that a question names and no speech is of, none even naming them.

    Whatever the library says, it says of others. Only names with their suffix are seen.
    """
    known = known_places(speeches)
    folded = fold(question)
    rest = _blank(folded, ((start, end) for _, start, end in _named(folded, known)))
    found: dict[str, None] = {}
    while place := find_place(rest):
        start, end = place
        name = rest[start:end]
        rest = _blank(rest, [place])
        suffix = _SUFFIX.search(name)
        if suffix is None or suffix.group() == "区" or _NO_NAME.search(name[-4:]):
            continue
        bare = _LEAD.sub("", name[: suffix.start()])
        # what stands before a name cannot be told from it: unknown only if not even its last two characters occur
        if 2 <= len(bare) <= _LONGEST and not says(bare[-2:]):
            found[bare + suffix.group()] = None
    return tuple(found)


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "，" * (end - start) + text[end:]
    return text
