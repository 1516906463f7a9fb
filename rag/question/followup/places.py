"""Places that a question names, bare ones too: 广西, 昆明, 河南县; not 北京大学 or 江苏银行, which are no places.

What a question says is a place by its suffix is seen by `context.PLACE`; what is one without, by the tagger.
"""

from itertools import pairwise

from corpus.language.lexicon import pattern, words
from corpus.language.names.places import LEVELS
from corpus.language.segmentation import tagged
from rag.question.followup.context import PLACE, TIME
from rag.question.question_words import ASKS

Span = tuple[int, int]

_BODY = pattern("{places:province}(?:(?={upper_suffix}?委)|{upper_suffix}?(?=[政人党]))")  # 河南省委: the 省委 of 河南
_CHIEF = "长"
_OF_NAMES = ("县", "州")  # behind one character, too: 萧县, 苏州; 城市 and 新区 are none
_NAMED_AFTER = words("place_surroundings", "named_after")
_COMMON = 2  # characters of the common nouns that the tagger takes for places
_OF_DAYS = ("年", "月", "日")
_ZONE, _DISTRICT = 3, "区"  # 先行区 behind the name of the place that it is in
_FLAG, _FLAG_OF_BODY = "ns", "nt"  # ICTCLAS: a place, a body


def place_spans(text: str) -> list[Span]:
    """Return where a text names places, in order; what stands side by side is one: 云南昆明.

    >>> [("云南昆明2023年产值"[a:b]) for a, b in place_spans("云南昆明2023年产值")], place_spans("北京大学哪年成立")
    (['云南昆明'], [])
    """
    found = list(_tagged_places(text))
    suffixed = [match.span() for match in PLACE.finditer(text) if not ASKS.search(match.group())]
    found += [one for one in suffixed if not any(a < one[1] and one[0] < b for a, b in found)]
    joined = list[Span]()
    for start, end in sorted(found):
        if joined and joined[-1][1] >= start:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def is_place(text: str) -> bool:
    """Say whether a text is a place and nothing else.

    >>> is_place("广西"), is_place("溪州市"), is_place("广西白药")
    (True, True, False)
    """
    return place_spans(text) == [(0, len(text))] if text else False


def names_place(text: str) -> bool:
    """Say whether a place is named, be it in the name of something that is none: 北京大学.

    >>> names_place("北京大学哪年成立"), names_place("竹纸产值是多少")
    (True, False)
    """
    return any(flag == _FLAG_OF_BODY or _is_name(word, flag) for word, flag in tagged(text))


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


def _is_name(word: str, flag: str) -> bool:
    """Say whether the tagger sees a place that has a name: 云南, not 城市."""
    return (
        flag == _FLAG and len(word) > 1 and (len(word) > _COMMON or word[-1] not in LEVELS or word.endswith(_OF_NAMES))
    )


def _tagged_places(text: str) -> list[Span]:
    """Return the places that the tagger sees, with a level behind them, 河南县, and without a chief's: 河南省长."""
    found, start, before = list[Span](), 0, ""
    for (word, flag), (behind, _) in pairwise((*tagged(text), ("", ""))):
        end = start + len(word)
        if _is_name(word, flag) and not behind.startswith(_NAMED_AFTER):
            chief = behind.startswith(_CHIEF) and word[-1] in LEVELS
            zone = text[end : end + _ZONE].endswith(_DISTRICT)
            level = _ZONE if zone else len(behind) if behind and behind in LEVELS else 0
            cut = before in _OF_DAYS and not text[: start - 1][-1:].isdigit()  # 月塘镇, in which the tagger sees 塘镇
            found.append((start - cut, end - 1 if chief else end + level))
        elif body := _BODY.match(word):
            found.append((start, start + body.end()))
        start, before = end, word
    return found
