"""Items that stand right before the quoted name of their list: 聚焦特种竹纸、竹基材料、低空运动“三大赛道”.

Behind a name a colon tells that items come; before it nothing does. So the name must stand in quotation marks right
behind the last item, there must be as many items as it counts, and where the first one begins must be sure.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.language.cleaning import clean
from corpus.language.lexicon import fill, pattern
from corpus.language.normalization import fold
from corpus.language.segmentation import tagged

Span = tuple[int, int]

_REACH = 400  # characters before a name in which its items stand; in Traditional pages many are glosses
_LONGEST = 24  # characters of an item
_UNLIKE = 5  # times a list's longest item is longer than its shortest, at most
_BOUNDARY = "，,。；;：:！!？?（(\n"
_SURE = "：:“"  # before the first item
_GOVERNING = fill("{list_verbs:governs}")
_GOVERNS = pattern("(?:{governing}|发展|建设){list_verbs:verb_end}?", governing=_GOVERNING)
_GOVERNS_AGAIN = re.compile(_GOVERNING)  # 发展 and 建设 are as often part of an item: 高质量发展水平
_OPENS = pattern(r"{list_verbs:by}(?=[\u4e00-\u9fff]{2})")
_CLOSES = re.compile(r"(?:等|这)$")
AND = re.compile("以及|和|与|及")
"""What joins the last of several things."""
_WITH = re.compile("[与跟]|(?<![协共会合大])同")
_WHOSE = pattern("^(?:[全我本该各][{level}{township}国校院]|{list_verbs:whose})|[的了在对从]")
_NO_ITEM = pattern(r"[{several}十两\d][个大项条种类]|[的和与及、着到为]$|{list_verbs:no_item}")
_NO_END = pattern("{list_verbs:no_end}$")


def foregoing_items(source: str, start: int, number: int, noun: str) -> tuple[Span, ...]:
    """Return the spans of the items that stand right before a name; none if any boundary is unsure.

    :param start: Where the name begins in the source, inside its quotation marks.
    :param number: How many items it counts, and `noun` of what.
    """
    line = source.rfind("\n", 0, start) + 1
    cleaned = clean(source, max(line, start - _REACH), start)
    text, offsets = fold(cleaned.text), cleaned.offsets
    if number < 2 or not text.endswith("“"):
        return ()
    stop = len(text) - 1
    if closes := _CLOSES.search(text[:stop]):
        stop = closes.start()
    begin, cuts = _clause(text, stop)
    if begin == 0 and start - _REACH > line:
        return ()  # it began before what was read
    edges = [begin, *(cut + 1 for cut in cuts), stop + 1]
    items = _items(text, [(a, b - 1) for a, b in pairwise(edges)], number, noun)
    if len(items) == 2 and closes is None and len({text[b - 1] for _, b in items}) > 1:
        return ()  # 广大党员、干部拥护“两个…”: two are too few to be alike by chance
    return tuple((offsets[a], offsets[b - 1] + 1) for a, b in items)


def _items(text: str, parts: list[Span], number: int, noun: str) -> list[Span]:
    """Return the items that the parts of a clause between its 、 are."""
    if len(parts) == number - 1 > 1 and len(joined := list(AND.finditer(text, *parts[-1]))) == 1:
        (first, last), (left, right) = parts[-1], joined[0].span()
        parts[-1:] = [(first, left), (right, last)]
    if len(parts) != number:
        return []
    if len(noun) > 1 and all(text.startswith(noun, a) for a, _ in parts[1:]):
        at = text.rfind(noun, *parts[0])  # 坚持修路、坚持建厂的“两个坚持”
        last = parts[-1][1] - text[: parts[-1][1]].endswith("的")
        return [(at, parts[0][1]), *parts[1:-1], (parts[-1][0], last)] if at >= 0 else []
    opening = first_item(text, parts[0], [text[a:b] for a, b in parts[1:]])
    items = [] if opening is None else [(opening, parts[0][1]), *parts[1:]]
    return items if _sound([text[a:b] for a, b in items]) else []


def _clause(text: str, stop: int) -> tuple[int, list[int]]:
    """Return where the clause before a place begins and the places of its own 、, in order."""
    depth, cuts = 0, list[int]()
    for at in range(stop - 1, -1, -1):
        char = text[at]
        if char in "”》":
            depth += 1
        elif char in "“《" and depth:
            depth -= 1
        elif not depth and char in _BOUNDARY + "“《":
            return at + 1, cuts[::-1]
        elif not depth and char == "、":
            cuts.append(at)
    return 0, cuts[::-1]


def first_item(text: str, part: Span, others: Sequence[str]) -> int | None:
    """Return where the first item begins in the words before the first 、; None if that is not sure."""
    begin, end = part
    if all(other.startswith("“") and other.endswith("”") for other in others):
        at = text.rfind("“", begin, end)
        return at if at >= 0 and text[end - 1] == "”" else None
    if len(others) > 1 and len({other[:2] for other in others}) == 1:  # 产业链、产业基地、产业园区
        at = text.rfind(others[0][:2], begin, end)
        return at if at >= 0 else None
    words, before = text[begin:end], text[:begin][-1:]
    verbal = [_GOVERNS.match(other) is not None for other in others]
    if any(verbal):
        governs = _GOVERNS.match(words)
        whole = all(verbal) and governs and not _GOVERNS_AGAIN.search(words[:-2], governs.end())
        return begin if whole else None
    governs = _OPENS.match(words) or _GOVERNS.search(words[:-2])
    if governs is None:
        return begin if (before and before in _SURE) or _noun(words, max(map(len, others))) else None
    at = governs.end()
    while again := _GOVERNS.match(words, at):
        at = again.end()
    shared = _WITH.search(words, at) and not any(map(_WITH.search, others))  # 教学与科研、生产结合
    return None if shared or _GOVERNS_AGAIN.search(words[:-2], at) or _WHOSE.search(words[at:]) else begin + at


def _noun(words: str, longest: int) -> bool:
    """Say whether words that nothing governs are surely a noun alone, as long as the other items."""
    if len(words) > longest or _WHOSE.search(words):
        return False
    return all(flag[:1] in "nabj" or flag in ("vn", "eng", "l", "i") for _, flag in tagged(words))


def _sound(items: Sequence[str]) -> bool:
    """Say whether these can be the items of one list: different ones, of like length, none of which counts others."""
    lengths = [len(item.strip("“”")) for item in items]
    if not items or len(set(items)) < len(items) or not 2 <= min(lengths) <= max(lengths) <= _LONGEST:
        return False
    if any(_NO_ITEM.search(item) for item in items):
        return False
    # 加强政治建设、做到“两个维护”
    return max(lengths) <= _UNLIKE * min(lengths) and not (_NO_END.search(items[-1]) and not _NO_END.search(items[0]))
