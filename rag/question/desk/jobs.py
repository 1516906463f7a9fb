"""Which job of the desk a question asks for, learned from examples: `wordings.toml` says how people ask for each.

Kernel ridge regression, one against the rest, on the cosine of character n-grams weighted by rarity. What a question
names (people, places, years, titles, quoted words, numbers) is masked first, and wordings are learned with several
topics, so that the topic tells nothing. Two thresholds keep what is not sure out: an ordinary answer is no harm.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SLOTS = {name: chr(0xE000 + at) for at, name in enumerate(("speaker", "place", "year", "title", "number", "quoted"))}
"""The character that stands for each thing that a question names."""
LEAST = 0.36
"""Least score of a job. With both bounds, wordings left out in ten parts: .80 recognised, 4 of 279 as another job."""
LEAD = 0.13
"""Least lead over the second."""
_RIDGE = 0.6
_TOPICS = 4  # with how many topics a wording is learned
_SLOT = re.compile(r"\{(\w+)\}")
_MARKS = re.compile(r"[\s，,。？?！!：:；;、“”‘’\"']+")


class Job(StrEnum):
    """A job of the desk."""

    POINTS = "points"  # a speech in so many points
    COMPARE = "compare"  # years, places or speeches against each other
    CHECK = "check"  # a text against the library
    TREND = "trend"  # a phrase over the years
    TOPIC = "topic"  # what is said on a topic, in order
    WRITE = "write"  # sentences to quote, newest first
    NOVELTY = "novelty"  # what is new in a speech
    MEETING = "meeting"  # who said what
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned.

    :param names: The job of each column of `weights`.
    :param grams: Column of each n-gram with its weight by rarity.
    :param examples: Unit vectors, shape (examples, n-grams).
    :param weights: Shape (examples, jobs).
    """

    names: tuple[Job, ...]
    grams: dict[str, tuple[int, float]]
    examples: NDArray[np.float64]
    weights: NDArray[np.float64]

    def scores(self, masked: str) -> dict[Job, float]:
        """Return the score of each job, about 1 of its own wordings and 0 of others'."""
        row = self.examples @ vector(masked, self.grams) @ self.weights
        return dict(zip(self.names, map(float, row), strict=True))


def recognise(masked: str) -> Job:
    """Return the job that a masked question asks for; `NONE` if it asks for none or that is not sure.

    >>> recognise("概括成" + SLOTS["number"] + "点")
    <Job.POINTS: 'points'>
    """
    scores = learned().scores(masked)
    first, second = sorted(scores, key=lambda job: -scores[job])[:2]
    sure = scores[first] >= LEAST and scores[first] - scores[second] >= LEAD
    return first if sure else Job.NONE


@lru_cache(maxsize=1)
def learned() -> Learned:
    """Learn from the wordings, once: some 30 ms."""
    texts, labels = training(examples())
    grams = _vocabulary(texts)
    matrix = np.stack([vector(text, grams) for text in texts])
    names = tuple(Job)
    targets = np.array([[float(label is name) for name in names] for label in labels])
    kernel = matrix @ matrix.T
    weights = np.linalg.solve(kernel + _RIDGE * np.eye(len(texts)), targets)
    return Learned(names, grams, matrix, weights)


def examples() -> list[tuple[Job, str]]:
    """Return the wordings with the job of each, their slots masked and `{topic}` left."""
    read = _read()
    return [(job, _masked(wording)) for job in Job for wording in read[job]]


def training(known: Sequence[tuple[Job, str]]) -> tuple[list[str], list[Job]]:
    """Return wordings with topics in place of `{topic}`, and the job of each; those without one once."""
    topics: list[str] = _read()["topics"]
    texts, labels = [], []
    for number, (job, wording) in enumerate(known):
        several = _TOPICS if "{topic}" in wording else 1
        for turn in range(several):
            topic = topics[(number * 7 + turn * 5) % len(topics)]
            texts.append(wording.replace("{topic}", topic))
            labels.append(job)
    return texts, labels


@lru_cache(maxsize=1)
def frames() -> dict[Job, frozenset[str]]:
    """Return for each job the pieces of its wordings that stand between what they name, longest pieces whole."""
    found: dict[Job, set[str]] = {job: set() for job in Job}
    for job, wording in examples():
        pieces = re.split(r"\{topic\}|[\ue000-\uf8ff]", wording)
        found[job] |= {one for piece in pieces for one in _MARKS.split(piece) if one}
    return {job: frozenset(pieces) for job, pieces in found.items()}


def vector(text: str, grams: dict[str, tuple[int, float]]) -> NDArray[np.float64]:
    """Return a text as a unit vector of its known n-grams; the share that is unknown shortens it."""
    found = np.zeros(len(grams))
    unknown = 0.0
    for gram in set(_grams(text)):
        if gram in grams:
            column, weight = grams[gram]
            found[column] = weight
        elif len(gram) == 1:
            unknown += 1.0
    length = float(np.sqrt(found @ found + unknown))
    return found / length if length else found


def _vocabulary(texts: Sequence[str]) -> dict[str, tuple[int, float]]:
    counts = Counter(gram for text in texts for gram in set(_grams(text)))
    kept = sorted(gram for gram, count in counts.items() if count > 1 or len(gram) < 3)
    return {gram: (column, float(np.log((1 + len(texts)) / counts[gram]))) for column, gram in enumerate(kept)}


def _grams(text: str) -> list[str]:
    bare = f"^{_MARKS.sub('', text)}$"
    return [bare[at : at + size] for size in (1, 2, 3) for at in range(len(bare) - size + 1)]


def _masked(wording: str) -> str:
    return _SLOT.sub(lambda match: SLOTS.get(match[1], match[0]), wording)


@lru_cache(maxsize=1)
def _read() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("wordings.toml").read_text(encoding="utf-8"))
