"""Places that a question names, bare ones too: 广西, 昆明, 河南县; not 北京大学 or 江苏银行, which are no places.

What a question says is a place by its suffix is seen by `context.PLACE`; what is one without, by the tagger.
"""

from itertools import pairwise

from corpus.language.lexicon import pattern, words
from corpus.language.names.places import LEVELS
from corpus.language.segmentation import tagged
from rag.question.followup.context import PLACE, TIME

Span = tuple[int, int]

_BODY = pattern("(?P<place>{places:province}{upper_suffix}?)(?=[委政人党])")
_CHIEF = "长"
_NAMED_AFTER = words("place_surroundings", "named_after")
_ZONE, _DISTRICT = 3, "区"  # 先行区 behind the name of the place that it is in
_FLAG = "ns"  # ICTCLAS: a place


def place_spans(text: str) -> list[Span]:
    """Return where a text names places, in order; what stands side by side is one: 云南昆明.

    >>> [("云南昆明2023年产值"[a:b]) for a, b in place_spans("云南昆明2023年产值")], place_spans("北京大学哪年成立")
    (['云南昆明'], [])
    """
    found = list(_tagged_places(text))
    suffixed = [match.span() for match in PLACE.finditer(text)]
    found += [one for one in suffixed if not any(a < one[1] and one[0] < b for a, b in found)]
    joined = list[Span]()
    for start, end in sorted(found):
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def is_place(text: str) -> bool:
    """Say whether a text is a place and nothing else.

    >>> is_place("广西"), is_place("溪州市"), is_place("广西白药")
    (True, True, False)
    """
    return place_spans(text) == [(0, len(text))] if text else False


def leading(text: str) -> str:
    """Return the times and places that a text begins with.

    >>> leading("江西2025年产值"), leading("竹纸产值")
    ('江西2025年', '')
    """
    spans, end = place_spans(text), 0
    while True:
        time = TIME.match(text, end)
        stop = max([b for a, b in spans if a == end] + ([time.end()] if time else []), default=end)
        if stop == end:
            return text[:end]
        end = stop


def _tagged_places(text: str) -> list[Span]:
    """Return the places that the tagger sees, with a level behind them, 河南县, and without a chief's: 河南省长."""
    found, start = list[Span](), 0
    for (word, flag), (behind, _) in pairwise((*tagged(text), ("", ""))):
        end = start + len(word)
        if flag == _FLAG and len(word) > 1 and not behind.startswith(_NAMED_AFTER):
            chief = behind.startswith(_CHIEF) and word[-1] in LEVELS
            zone = text[end : end + _ZONE].endswith(_DISTRICT)
            level = _ZONE if zone else len(behind) if behind and behind in LEVELS else 0
            found.append((start, end - 1 if chief else end + level))
        elif body := _BODY.match(word):
            found.append((start, start + body.end()))
        start = end
    return found
