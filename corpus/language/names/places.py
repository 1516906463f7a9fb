"""What a place with an administration, and a named zone, look like in folded text. Knows no place but the provinces."""

import re

from corpus.language.cleaning import HAN
from corpus.language.lexicon import pattern, shapes, table
from corpus.language.segmentation import CLAUSE, tagged

_PLACES = table("places")
_SUFFIX = "|".join(_PLACES.guarded("administrative", level=level) for level in ("省", "市", "县"))
LEVELS = shapes()["level"].text
"""Where a place is in the order of administration, each level by its one character."""
PROVINCES = _PLACES.any_of("province")
_UNIT = pattern("[{han}]{2,7}?(?:{suffix})", han=HAN, suffix=_SUFFIX)
_PLACE = pattern("(?:[{han}]{2,7}?(?:{suffix}))+", han=HAN, suffix=_SUFFIX)
_PROVINCE = pattern("{places:province}{province_suffix}")
_BEFORE = pattern(".*?(?:{place_surroundings:body}|{place_surroundings:before!})")
_NO_PLACE = pattern(
    "{place_surroundings:no_city}市$|{place_surroundings:no_county}县$|{place_surroundings:no_province}省$"
    "|{place_surroundings:no_district}区$|^{place_surroundings:no_start}"
    "|{place_surroundings:several}[{level}]{1,2}$|同志|[让把被将已]|表示|的|(?:神|九|各|全)州$"
)


def find_place(text: str) -> tuple[int, int] | None:
    """Return the span of the first place with an administrative suffix in a short folded text, or None.

    >>> find_place("政协澜川市第五届委员会")
    (2, 5)
    """
    start = 0
    while True:
        match = _PLACE.search(text, start)
        if match is None:
            return None
        begin, end = match.start(), match.end()
        while end > begin and (found := _named(text, begin, end)) is None:
            end = _without_last(text, begin, end)
        if end > begin and found is not None:
            return found
        start = match.end()


def _named(text: str, begin: int, end: int) -> tuple[int, int] | None:
    """Return the span of the place that ends at `end`, without the words before it; None if it is none."""
    while cut := _BEFORE.match(text, begin, end - 1):
        begin = cut.end()
    if province := _PROVINCE.search(text, begin, end):
        begin = province.start()
    place = text[begin:end]
    of_office = text[end : end + 1] == "长" and _without_last(text, begin, end) > begin  # 芷溪市人民政府市长
    if len(place) < 3 or of_office or _NO_PLACE.search(place) or not re.match(rf"[{HAN}]{{2}}", place):
        return None
    return begin, end


def _without_last(text: str, begin: int, end: int) -> int:
    """Return where the names of a run end without its last: 溪州区创建文明城区 is 溪州区 and no place."""
    ends = [match.end() for match in _UNIT.finditer(text, begin, end)]
    return max((at for at in ends if at < end), default=begin)


_ZONE = pattern("(?:^|[^{han}]|{place_surroundings:zone})(?P<zone>[{han}]{2,3}{places:named})", han=HAN)
_NO_ZONE = pattern("{place_surroundings:no_zone}")


def find_zone(text: str) -> tuple[int, int] | None:
    """Return the span of the first named zone in a short folded text, or None: a place without an administration.

    >>> find_zone("加快建设云水先行区")
    (4, 9)
    """
    for match in _ZONE.finditer(text):
        if not _NO_ZONE.search(match["zone"]):
            return match.span("zone")
    return None


_NO_NAME = pattern("{place_surroundings:several}|[了的由]|名[{level}]|[百千万]多|[几哪]")
_JOINED = pattern("(?<=[{level}])[和与及同]")  # 溪州市和澜川市 are two
_LONGEST = 12  # characters of a place


def find_places(folded: str) -> list[tuple[int, int]]:
    """Return the spans of places with an administrative suffix in folded text.

    >>> [("溪州市和澜川市的代表")[start:end] for start, end in find_places("溪州市和澜川市的代表")]
    ['溪州市', '澜川市']
    """
    spans = []
    for clause in CLAUSE.finditer(_JOINED.sub("、", folded)):
        start = clause.start()
        while found := find_place(folded[start : clause.end()]):
            begin, end = start + found[0], start + found[1]
            begin += _led_in(folded[begin:end])
            office = folded[end : end + 1] == "长" and end - begin < 3  # 他当市长时
            led = end - begin < 3 and tagged(folded[begin:end])[0][1] == "p"  # 以省会为中心
            if not office and not led and not _NO_NAME.search(folded[begin:end]) and end - begin <= _LONGEST:
                spans.append((begin, end))
            start = end
    return spans


def _led_in(name: str) -> int:
    """Return how many characters before a place were taken for part of it: 要求青岑县 names 青岑县."""
    length = at = 0
    if len(name) > 2 and name[0] in "任赴到在是为由至" and tagged(name)[0][1] != "ns":
        return 1  # 任 is a surname, too
    for word, flag in tagged(name):
        at += len(word)
        if (flag[:1] in "vpdr" or flag.startswith("nr")) and len(name) - at >= 2:
            length = at
    return length
