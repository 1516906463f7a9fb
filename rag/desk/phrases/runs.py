"""Runs of letters that two texts use differently, of any length, all counted at once.

Runs of n + 1 letters are counted only where both runs of n within them are frequent enough to tell anything, so that
each length costs less than the one before. A run crosses no punctuation.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHORTEST, LONGEST = 3, 16  # letters
_LEAST = 3  # uses in both texts together
_BUCKETS = 1 << 22

_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of letters.

    :param before: Uses in the first text; `after` in the second. Those that overlap themselves count, too.
    :param log_likelihood: G².
    :param places: Up to three offsets in the two texts, the second behind the first: of uses in the text that says it
        more, the earliest among them.
    """

    words: str
    before: int
    after: int
    log_likelihood: float
    places: tuple[int, ...]


def log_likelihood(a: int, b: int, c: int, d: int) -> float:
    """Return G² of `a` uses in `c` characters against `b` uses in `d`; 0 if either set is empty.

    >>> round(log_likelihood(20, 0, 1000, 1000), 2)
    27.73
    """
    if not c or not d or not a + b:
        return 0.0
    return float(_likelihoods(np.array([a]), np.array([b]), c, d)[0])


def differing(before: str, after: str, sure: float, most: int) -> list[Run]:
    """Return the runs of letters of two texts with a G² of at least `sure`, the surest first.

    :param before: Condensed, its parts ended by line breaks; what is no letter or digit parts runs. So `after`.
    :param most: The most that are returned.
    """
    sizes = [len(text) - text.count("\n") for text in (before, after)]
    if not all(sizes):
        return []
    text = before + after
    codes, kinds = _codes(text)
    least = max(_LEAST, math.ceil(sure / (2 * math.log(sum(sizes) / min(sizes)))))
    found: list[tuple[float, int, int, int, _Ints]] = []
    for length, first, order, counts in _levels(codes, kinds, least):
        early = np.add.reduceat(order < len(before), first, dtype=np.int64) if len(first) else first
        scores = _likelihoods(early, counts - early, *sizes)
        surest = np.flatnonzero(scores >= sure)
        surest = surest[np.argsort(-scores[surest], kind="stable")[:most]]
        for at in surest.tolist():
            places = order[first[at] : first[at] + counts[at]]
            found.append((float(scores[at]), length, int(early[at]), int(counts[at] - early[at]), places))
        found.sort(key=lambda one: (-one[0], -one[1]))
        del found[most:]
    runs = []
    for score, length, one, other, places in found:
        more = places >= len(before) if other * sizes[0] > one * sizes[1] else places < len(before)
        shown = np.sort(places[more])[[0, len(places[more]) // 2, -1]]
        at = int(places[0])
        runs.append(Run(text[at : at + length], one, other, score, tuple(dict.fromkeys(shown.tolist()))))
    return runs


def _levels(codes: _Ints, kinds: int, least: int) -> Iterator[tuple[int, _Ints, _Ints, _Ints]]:
    """Yield for each length the runs that are there `least` times: where each begins in `order`, `order`, its count.

    `order` has the offsets of the runs' uses, those of one run together.
    """
    count = len(codes)
    kept = np.ones(max(0, count - 1), bool)
    kept &= (codes[:-1] > 0) & (codes[1:] > 0)
    pairs = codes[:-1] * kinds + codes[1:]
    kept &= _frequent(pairs, kept, least)
    places = np.flatnonzero(kept[:-1] & kept[1:])
    keys = pairs[places] * kinds + codes[places + 2]
    ranks = np.zeros(count + 1, np.int64)  # of the run of this length that begins at an offset, from 1; 0: of none
    for length in range(SHORTEST, LONGEST + 1):
        if not len(places):
            return
        by_key = np.argsort(keys)
        in_order = keys[by_key]
        starts = np.flatnonzero(np.r_[True, in_order[1:] != in_order[:-1]])
        counts = np.diff(np.r_[starts, len(in_order)])
        often = counts >= least
        within = np.repeat(often, counts)
        order = places[by_key[within]]
        counts = counts[often]
        first = np.cumsum(counts) - counts
        yield length, first, order, counts
        ranks[:] = 0
        ranks[order] = np.repeat(np.arange(1, len(counts) + 1), counts)
        places = np.sort(order)
        places = places[(ranks[places + 1] > 0) & (places + length < count)]
        keys = ranks[places] * kinds + codes[np.minimum(places + length, count - 1)]


def _frequent(keys: _Ints, among: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Say of which keys there may be `least`; never no where there are."""
    buckets = min(_BUCKETS, 1 << len(keys).bit_length() + 1)
    hashed = keys * 0x9E3779B1 % buckets
    return np.bincount(hashed[among], minlength=buckets)[hashed] >= least


def _codes(text: str) -> tuple[_Ints, int]:
    """Return a small number for each letter and digit, 0 for all else, and how many numbers there are."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    table = np.zeros(int(points.max()) + 1, np.int64)
    number = 0
    for point in np.flatnonzero(np.bincount(points)).tolist():
        if chr(point).isalnum():
            number += 1
            table[point] = number
    return table[points], number + 1


def _likelihoods(a: _Ints, b: _Ints, c: int, d: int) -> NDArray[np.float64]:
    both = (a + b).astype(np.float64)
    one = a * np.log(np.maximum(a, 1) * (c + d) / (c * both))
    other = b * np.log(np.maximum(b, 1) * (c + d) / (d * both))
    return np.asarray(2 * (one + other), np.float64)
