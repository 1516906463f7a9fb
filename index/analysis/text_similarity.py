"""What two texts have in common, as far as it tells one source from one form.

Notices, obituaries and minutes follow a form: they share long stretches word for word, with another name, another
day, another place in the same slots between them. A copy, an excerpt or a report shares stretches too, but what
stands between them was left out or added on one side, not said differently on both.
"""

import itertools
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.language.lexicon import pattern

Hashes = NDArray[np.uint64]

RUN = 8  # shingles in a row from which a stretch is shared; shorter ones are set phrases
_SLOT = 40  # characters on both sides that may stand in one slot of a form
_OTHER = 0.5  # share of common characters below which a slot is filled differently: more is a slip of the pen
_BLOCK = 100  # shingles of a passage that says more than a closing formula does
_PER_SLOT = 100  # shared shingles that outweigh one slot filled differently
_MISREAD = 0.25  # share of the characters of a slot that may be misread
_FIGURES = frozenset("0123456789零〇一二两三四五六七八九十百千万亿")  # never misread: another number is another fact
_NUMBER = pattern(r"\d+(?:\.\d+)?|第[{tens}百]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts share.

    :param shared: Distinct shingles of the shorter in stretches that the longer has too, a misread character in them
        overlooked.
    :param agreement: 0 to 1: how far numbers and slots agree; 0 if one closing formula is all that they share.
    """

    shared: int
    agreement: float


def compare(shorter: str, longer: str, few: Hashes, many: Hashes, *, shingle: int) -> Likeness:
    """Compare two condensed texts without punctuation, of which `few` and `many` are the shingles in order."""
    if not len(few):
        return Likeness(0, 1.0)
    order = np.argsort(many, kind="stable")
    at = np.searchsorted(many, few, sorter=order)
    places = order[np.minimum(at, len(many) - 1)]
    runs = _runs(many[places] == few)
    if not runs:
        return Likeness(0, 1.0)
    shared = len(np.unique(np.concatenate([few[start:end] for start, end in runs])))
    blocks = 1
    misread: list[Hashes] = []
    other = filled = 0
    for (_, left), (right, _) in itertools.pairwise(runs):
        mine = shorter[left - 1 + shingle : right]
        theirs = longer[places[left - 1] + shingle : places[right]]
        if len(mine) <= _SLOT and places[left - 1] < places[right] <= places[left - 1] + shingle + _SLOT:
            filled += 1
            other += _is_other(mine, theirs)
            if _is_misread(mine, theirs):
                misread.append(few[left:right])
        else:
            blocks += 1
    if blocks == 1 and shared < min(_BLOCK, len(few) // 2):
        return Likeness(shared, 0.0)
    if misread:
        shared = len(np.unique(np.concatenate([*misread, *(few[start:end] for start, end in runs)])))
    slots = 1 - other / (filled + shared / _PER_SLOT) if other else 1.0
    return Likeness(shared, min(numbers_in_common(shorter, longer), slots))


def numbers_in_common(shorter: str, longer: str) -> float:
    """Return the share of a text's numbers that a longer one has too; 1 where there are fewer than two.

    Copies have their numbers in common; what is said every year, by form, has not.
    """
    numbers = set(_NUMBER.findall(shorter))
    return len(numbers.intersection(_NUMBER.findall(longer))) / len(numbers) if len(numbers) > 1 else 1.0


def _runs(found: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the spans of `RUN` and more true values in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], found, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2) if end - start >= RUN]


def _is_other(mine: str, theirs: str) -> bool:
    """Say whether a slot is filled with something else, not with a misread or a corrected version of the same."""
    if min(len(mine), len(theirs)) < 2:
        return False
    common = sum((Counter(mine) & Counter(theirs)).values())
    return common < _OTHER * max(len(mine), len(theirs))


def _is_misread(mine: str, theirs: str) -> bool:
    """Say whether a slot holds the same but for a few characters in their places, as optical recognition leaves it."""
    if len(mine) != len(theirs):
        return False
    wrong = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    return len(wrong) <= max(1, _MISREAD * len(mine)) and _FIGURES.isdisjoint(char for pair in wrong for char in pair)
