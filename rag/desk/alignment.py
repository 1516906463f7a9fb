"""Passages of two texts that say the same, paired, with same and different marked to the character.

Candidates are paired by the characters that they share and, where an encoder is given, by meaning too; the pairing is
one to one, the closest first. Marks are those of `difflib` on folded text, so that script and width make no difference.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

import numpy as np

from corpus import fold
from index import Encoder

_LEAST = 0.35  # share of common bigrams from which two sentences are put beside each other
_MEANING = 0.90  # cosine from which they are, though they share fewer words; e5 gives unrelated sentences .8
_FEWEST = 0.12  # bigrams that even those must share
_SHORTEST = 6  # characters of a sentence that is compared


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of one side.

    :param side: Which side it is of, from 0.
    :param text: The source's own characters, `source_text(speech_id)[start:end]`.
    """

    side: int
    speech_id: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if len(self.text) != self.end - self.start:
            raise ValueError(f"text of {len(self.text)} characters for span [{self.start}:{self.end}]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of characters that both passages have, or that they differ in.

    :param how: `same`, or what the right side does: `replaced`, `added`, `dropped`.
    :param left: Half-open span in the left source; empty where something is added.
    :param right: Likewise in the right source.
    """

    how: Literal["same", "replaced", "added", "dropped"]
    left: tuple[int, int]
    right: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages that say the same or nearly so.

    :param score: 0 to 1; 1 if they are the same to the character.
    """

    left: Passage
    right: Passage
    score: float
    marks: tuple[Mark, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        marks = [{"how": mark.how, "left": list(mark.left), "right": list(mark.right)} for mark in self.marks]
        return {"left": passage_dict(self.left), "right": passage_dict(self.right), "score": self.score, "marks": marks}


def passage_dict(passage: Passage) -> dict[str, Any]:
    """Return a passage as plain JSON types."""
    return {name: getattr(passage, name) for name in ("side", "speech_id", "start", "end", "text")}


def align(left: Sequence[Passage], right: Sequence[Passage], encoder: Encoder | None = None) -> list[Pair]:
    """Return the pairs of passages of two sides, in the left one's order; each passage is in one pair at most."""
    lefts = [one for one in left if len(one.text) >= _SHORTEST]
    rights = [one for one in right if len(one.text) >= _SHORTEST]
    if not lefts or not rights:
        return []
    shared = _shared(lefts, rights)
    close = shared >= _LEAST
    strength = shared.copy()
    if encoder is not None:
        cosine = _vectors(encoder, lefts) @ _vectors(encoder, rights).T
        close |= (cosine >= _MEANING) & (shared >= _FEWEST)
        strength = np.maximum(shared, np.where(shared >= _FEWEST, cosine - 0.5, 0.0))
    order = sorted(zip(*np.nonzero(close), strict=True), key=lambda at: (-strength[at], at))
    used: tuple[set[int], set[int]] = set(), set()
    pairs: list[tuple[int, Pair]] = []
    for i, j in order:
        if i in used[0] or j in used[1]:
            continue
        used[0].add(i)
        used[1].add(j)
        pairs.append((int(i), mark(lefts[i], rights[j])))
    return [pair for _, pair in sorted(pairs, key=lambda item: item[0])]


def mark(left: Passage, right: Passage) -> Pair:
    """Return two passages as a pair with its marks."""
    matcher = SequenceMatcher(None, fold(left.text), fold(right.text), autojunk=False)
    names: dict[str, Literal["same", "replaced", "added", "dropped"]] = {
        "equal": "same",
        "replace": "replaced",
        "insert": "added",
        "delete": "dropped",
    }
    marks = tuple(
        Mark(names[tag], (left.start + i, left.start + j), (right.start + k, right.start + m))
        for tag, i, j, k, m in matcher.get_opcodes()
    )
    return Pair(left, right, round(matcher.ratio(), 4), marks)


def _shared(lefts: Sequence[Passage], rights: Sequence[Passage]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the share of common bigrams (Dice) of each with each, shape (len(lefts), len(rights))."""
    ours, theirs = [_bigrams(one.text) for one in lefts], [_bigrams(one.text) for one in rights]
    holders: dict[str, list[int]] = {}
    for column, grams in enumerate(theirs):
        for gram in grams:
            holders.setdefault(gram, []).append(column)
    common = np.zeros((len(lefts), len(rights)))
    for row, grams in enumerate(ours):
        for gram, count in grams.items():
            for column in holders.get(gram, ()):
                common[row, column] += min(count, theirs[column][gram])
    sizes = np.array([sum(grams.values()) for grams in ours])[:, None] + [sum(grams.values()) for grams in theirs]
    result: np.ndarray[Any, np.dtype[np.float64]] = 2 * common / np.maximum(sizes, 1)
    return result


def _bigrams(text: str) -> Counter[str]:
    letters = "".join(char for char in fold(text) if char.isalnum())
    return Counter(letters[i : i + 2] for i in range(len(letters) - 1))


def _vectors(encoder: Encoder, passages: Sequence[Passage]) -> np.ndarray[Any, np.dtype[np.float32]]:
    vectors: np.ndarray[Any, np.dtype[np.float32]] = encoder.encode_passages([fold(one.text) for one in passages])
    return vectors
