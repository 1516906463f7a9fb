"""A question for figures in any wording, learned: what the patterns of `figure_question` do not read to the last word.

    澜川2026年打算让GDP涨几个点  ->  ‹place›‹year›打算让‹measure›涨几个点  ->  a value, an aim, of growth

Measure, places and years are the library's own names; how they are asked for is learned from wordings
(`python -m tests.benchmarks.learned.figure_wordings --save`). A question with a word that no such wording has is left
to the model, which reads the text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from corpus.language.figures.vocabulary import units
from corpus.language.segmentation import tagged
from rag.question.intent.learned import frame, load

FILE = Path(__file__).with_name("figure_wordings.npz")
MEASURE, PLACE, YEAR = "\ue200", "\ue201", "\ue202"
"""What stands for a measure, a place, a year in a masked question."""
KINDS = ("value", "several", "difference", "highest", "lowest")
OUTCOMES = ("asks", *KINDS, "rate", "aim")
ASKS = 0.6
"""Least chance that figures are asked for at all."""
KIND = 0.6
"""Least chance of what is asked of them."""
OPEN = (0.3, 0.7)
"""Between these chances it is not sure whether growth, or an aim, is asked for: then nothing is read."""
_PAUSES = re.compile(r"[\s，,。？?！!：:；;、]+")
_UNIT = re.compile(f"[十百千万亿]*(?:{'|'.join(map(re.escape, units()))})?")
_RUNS = 4  # characters
_SEVERAL = "两二三四五几多"  # 三省, 几个
_FORMAL = "mqruyeopcwxz"  # flags of words that name nothing: numerals, measure words, pronouns, particles


@dataclass(frozen=True, slots=True)
class Wording:
    """How figures are asked for.

    :param kind: One of `KINDS`.
    :param rate: Whether growth in per cent is.
    :param aim: Whether what is aimed at is.
    """

    kind: str
    rate: bool
    aim: bool


def pieces(masked: str) -> frozenset[str]:
    """Return what is learned from: the runs of up to four characters of a masked question, and which masks it has."""
    text = f"^{_PAUSES.sub('', masked)}$"
    counts = {f"#{mask}{min(masked.count(mask), 2)}" for mask in (MEASURE, PLACE, YEAR)}
    return (
        frozenset(text[at : at + size] for size in range(1, _RUNS + 1) for at in range(len(text) - size + 1)) | counts
    )


def words(masked: str) -> frozenset[str]:
    """Return the words of a masked question, but for units: 多少亿元."""
    parts = re.split(f"[{MEASURE}{PLACE}{YEAR}]|{_PAUSES.pattern}", masked)
    found = (word for part in parts if part for word, _ in tagged(part))
    return frozenset(word for word in found if not _UNIT.fullmatch(word))


def conditions(masked: str, known: frozenset[str]) -> frozenset[str]:
    """Return the words of a masked question that no wording has and that may be a condition: not 三省, 这些, 呀."""
    strange = (word for word in words(masked) - known if not (len(word) == 2 and word[0] in _SEVERAL))
    return frozenset(
        word for word in strange if any(flag[:1] not in _FORMAL or word.startswith("第") for _, flag in tagged(word))
    )


@lru_cache(maxsize=256)
def read_wording(masked: str) -> Wording | None:
    """Return how figures are asked for, or None if they are not, or that is not sure.

    :param masked: A folded question with a mask for its measure, each place and each year.
    """
    if masked.count(MEASURE) != 1 or conditions(masked, frame("figures", FILE)):
        return None
    chances = dict(zip(OUTCOMES, map(float, load("figures", FILE).chances(pieces(masked))), strict=True))
    kind = KINDS[int(np.argmax([chances[one] for one in KINDS]))]
    unsure = any(OPEN[0] < chances[one] < OPEN[1] for one in ("rate", "aim"))
    if chances["asks"] < ASKS or chances[kind] < KIND or unsure:
        return None
    return Wording(kind, chances["rate"] >= OPEN[1], chances["aim"] >= OPEN[1])
