"""Which place of the evidence a place in a sentence corresponds to: the one whose surroundings are the most alike.

A figure, a name or a direction word that stands elsewhere in the evidence supports nothing. So every such item is
compared with all items of its kind there: if another one's surroundings are more alike, the sentence has put a wrong
one in its place.

    evidence  规上工业增加值增长8.4%；固定资产投资增长9.2%
    sentence  规上工业增加值增长9.2%   ->  its surroundings are those of 8.4%
"""

from collections.abc import Iterable
from functools import lru_cache

_WINDOW = 36  # characters on each side
_HALF = 5.0  # so many characters away, a pair of characters counts half
_LEFT_CLAUSE, _RIGHT_CLAUSE = 2.0, 10.0  # crossing a comma counts as so many characters; what is behind it matters less
_STOPS = "。！？!?\n"
_COMMAS = "，；、：,;:"
MARGIN = 0.35
"""By how much another place must be more alike before it counts: about one pair of characters nearby."""

Span = tuple[int, int]
Place = tuple[str, Span]


def alike(one: Place, other: Place) -> float:
    """Return how much the surroundings of two spans of folded texts have in common, at least 0; higher is more."""
    mine, theirs = _surroundings(*one), _surroundings(*other)
    if len(theirs) < len(mine):
        mine, theirs = theirs, mine
    return sum(min(weight, theirs[pair]) for pair, weight in mine.items() if pair in theirs)


def most_alike(place: Place, others: Iterable[Place]) -> float:
    """Return the highest likeness, or -1 if there are no others."""
    return max((alike(place, other) for other in others), default=-1.0)


@lru_cache(maxsize=8192)
def _surroundings(text: str, span: Span) -> dict[str, float]:
    weights: dict[str, float] = {}
    for side, step, at, clause in (("<", -1, span[0] - 1, _LEFT_CLAUSE), (">", 1, span[1], _RIGHT_CLAUSE)):
        before, distance, seen = "", 0.0, 0
        while 0 <= at < len(text) and seen < _WINDOW and text[at] not in _STOPS:
            char = text[at]
            at += step
            seen += 1
            if char in _COMMAS:
                distance += clause
                before = ""
                continue
            if char.isdigit() or char in ".%":
                if before == "#":
                    continue
                char = "#"  # figures are not compared with figures
            elif not char.isalnum():
                continue
            weight = _HALF / (_HALF + distance)
            pair = side + (before + char if before else char)
            weights[pair] = max(weights.get(pair, 0.0), weight if before else weight / 2)
            before = char
            distance += 1
    return weights
