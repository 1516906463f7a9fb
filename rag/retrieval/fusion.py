"""Two rankings become one."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from index import Hit

Scores = npt.NDArray[np.float64]
_NEVER = 1e-12
SAME_TEXT = 2.0
"""Log-odds that a text gets of being what a conversation was about, chosen on 106 follow-ups: docs/LOG.md."""


def standardise(scores: Scores) -> Scores:
    """Return z-scores, shape kept; all zeros if the scores do not differ."""
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)


def fuse(terms: Scores, dense: Scores, *, dense_weight: float, blind: Sequence[int] = ()) -> Scores:
    """Return the weighted sum of z-scores, shape (n,), higher is better.

    Scores are kept, not only ranks as in reciprocal rank fusion (Cormack et al., SIGIR 2009): on Chinese text
    BM25 is the stronger part, and ranks throw away by how much.

    :param terms: BM25, shape (n,); 0 for a candidate without a term in common.
    :param dense: Cosine similarity of the same candidates, shape (n,).
    :param dense_weight: 0 to 1.
    :param blind: Places of candidates that have no vector: they count by their terms alone, and for nobody's cosine.
    """
    by_terms = standardise(terms)
    by_meaning, seen = by_terms.copy(), np.delete(np.arange(len(terms)), blind)
    if len(seen):
        by_meaning[seen] = standardise(dense[seen])
    return (1 - dense_weight) * by_terms + dense_weight * by_meaning


def chances(scores: Sequence[float]) -> Scores:
    """Return the softmax of scores, shape (n,): the chance of each to hold the answer if one of them does."""
    values = np.asarray(scores, dtype=np.float64)
    exponents = np.exp(values - values.max(initial=0.0))
    chance: Scores = exponents / (exponents.sum() or 1.0)
    return chance


def either(one: Sequence[Hit], other: Sequence[Hit]) -> list[Hit]:
    """Return the hits of two readings of a question, each as likely as the other, best first.

    A hit's score is then the logarithm of its chance, so that `chances` gives the mean of its two.
    """
    shares: dict[tuple[str, int, int], float] = {}
    known: dict[tuple[str, int, int], Hit] = {}
    for hits in (one, other):
        for hit, chance in zip(hits, chances([hit.score for hit in hits]), strict=True):
            key = hit.speech.id, hit.start, hit.end
            shares[key] = shares.get(key, 0.0) + float(chance) / 2
            known.setdefault(key, hit)
    best = sorted(shares, key=lambda key: -shares[key])
    return [replace(known[key], score=math.log(max(shares[key], _NEVER))) for key in best]


def continued(hits: Sequence[Hit], spoken: Sequence[Hit]) -> list[Hit]:
    """Return hits with what a conversation was about weighed in, best first: more likely in its text than in another.

    :param hits: With log-odds to hold the answer, to which `SAME_TEXT` is added for a text as far as it is spoken of.
    :param spoken: What was found for the last question and its answer, likewise.
    """
    of_text: dict[str, float] = {}
    for hit, chance in zip(spoken, chances([hit.score for hit in spoken]), strict=True):
        of_text[hit.speech.id] = of_text.get(hit.speech.id, 0.0) + float(chance)
    weighed = [replace(hit, score=hit.score + SAME_TEXT * of_text.get(hit.speech.id, 0.0)) for hit in hits]
    return sorted(weighed, key=lambda hit: -hit.score)
