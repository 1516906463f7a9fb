"""The place that a title, an office or a publisher names, and how sure its reading is.

`中国人民政治协商会议芷溪市第九届委员会` is of 芷溪市: the names of national bodies and the numbers of terms are no part
of a place. Where a name begins, the rest of the text tells: a shorter name that it uses by itself is the right one.
"""

import re

from corpus.language.cleaning import HAN
from corpus.language.lexicon import pattern, table
from corpus.language.names.places import find_place
from corpus.metadata.fields import INFERRED, TOLD

_BODY = pattern("{genres:national_body}|中华全国[^{level}]{2,8}会|中国[^{level}，]{2,8}(?:协会|联合会|学会|研究会)")
_TERM = pattern(r"第[{tens}百\d]{1,4}[届次期批轮]")
# what is done with a place in a document's name: 关于表彰芷溪市…
_ACT = pattern("{genres:done_to_place}(?=[^{level}]{2,4}[{level}])")
_NAMED_ZHOU = pattern("州(?=[{level}])")
_NAME = 4  # characters of a name without its suffix; a longer one has words before it
_SUFFIX = pattern("{place_suffix}$")
_FULL = pattern("(?:{places:province}|[{han}]{2,4}?){upper_suffix}", han=HAN)
_BETWEEN = pattern("(?!市$){upper_suffix}")  # names in one: 江西省景德镇市
# where the text itself speaks of its banner, a name that ends so is one
_OF_BANNER = pattern("旗(?:委|长|政府|人民政府)|[全我]旗")
_BANNER = pattern("(?:^|[在于]|{upper_suffix}|盟)(?![在于])(?P<name>[{han}]{2,6}?旗)(?![帜委长])", han=HAN)
_TOWNSHIP = pattern(
    "(?:^(?:在|关于)?|[在于]|[{level}旗])(?!在|关于|{place_surroundings:several no_start})"
    "(?P<name>[{han}]{2,3}?(?:{suffix}))(?![长居民亲级愁镇]|(?<=乡)村)",
    han=HAN,
    suffix=table("places").guarded("administrative", level="乡"),
)
_NO_TOWNSHIP = pattern("[在于的和]|{place_surroundings:no_township}[{township}]$|[{township}].")


def read_place(text: str, whole: str = "") -> tuple[int, int, float] | None:
    """Return (start, end, confidence) of the place that a short folded text names, or None.

    :param whole: The folded text of the document, in which the name may stand by itself.

    >>> read_place("中国民主同盟芷溪市委员会")
    (6, 9, 0.8)
    """
    bare = _NAMED_ZHOU.sub("洲", text)  # 溪州市 is no 州
    for no_place in (_BODY, _TERM, _ACT):
        bare = no_place.sub(lambda match: "，" * len(match[0]), bare)
    found = find_place(bare)
    if found is None:
        return _small_place(bare, whole)
    start, end = _bounded(text, *found, whole)
    clear = start == 0 or not re.match(f"[{HAN}]", bare[start - 1]) or bare[start - 1] in "在对为向给与及由于的和到"
    named = len(_last(bare[start:end])) <= _NAME
    return start, end, TOLD if named and (clear or whole.count(text[start:end]) > 1) else INFERRED


def _small_place(text: str, whole: str) -> tuple[int, int, float] | None:
    """Return a banner that the text speaks of as such, else a town or township where a name begins; that is a guess."""
    if _OF_BANNER.search(whole) and (banner := _BANNER.search(text)):
        return *banner.span("name"), TOLD
    town = next((one for one in _TOWNSHIP.finditer(text) if not _NO_TOWNSHIP.search(one["name"])), None)
    return (*town.span("name"), INFERRED) if town else None


def _bounded(text: str, start: int, end: int, whole: str) -> tuple[int, int]:
    """Return the span of a place without the words before it, as the rest of the text uses the name."""
    head = _FULL.match(text, start, end)
    if head and head.end() < end:  # 江西省景德镇市: the first name tells where it begins
        return start, end
    place, uses = text[start:end], whole.count(text[start:end])
    suffix = _SUFFIX.search(place)
    for length in range(2, (suffix.start() if suffix else 0)):
        shorter = place[suffix.start() - length :] if suffix else place
        if len(shorter) < len(place) and whole.count(shorter) > uses:
            return end - len(shorter), end
    return start, end


def _last(place: str) -> str:
    """Return the last name of a place without its suffix: 江西省景德镇市 -> 景德镇."""
    last = _BETWEEN.split(place)[-1] or place
    return _SUFFIX.sub("", last)
