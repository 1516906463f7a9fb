"""How central a sentence is to a text: LexRank over terms (Erkan and Radev, "LexRank", JAIR 22, 2004).

Sentences recommend those that they share rare terms with; what many recommend is central. Salutations, headings alone,
and sentences that lean on the one before are no lines to show.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus import fold
from corpus.language.lexicon import pattern
from index import term_set

_DAMPING = 0.85
_ROUNDS = 40
_SHORT, _LONG = 10, 105  # letters of a line that can stand by itself
_LEANS = pattern("^(?:{drafts:leans}|(?:{speech_verbs:told!})[，,：:])")
_LEANING = 0.6
_MEASURED = ("。", "！", "？", "；", "!", "?", ";")  # folded or not


def centrality(sentences: Sequence[str]) -> NDArray[np.float64]:
    """Return how central each sentence is among all, shape (n,), summing up to 1; of none it is empty."""
    count = len(sentences)
    if not count:
        return np.zeros(0)
    terms = [term_set(fold(sentence)) for sentence in sentences]
    column = {term: i for i, term in enumerate(sorted(set().union(*terms)))}
    matrix = np.zeros((count, len(column)), np.float32)
    for row, found in enumerate(terms):
        matrix[row, [column[term] for term in found]] = 1
    frequency = matrix.sum(axis=0)
    matrix *= np.log((count + 1) / frequency)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.where(norms > 0, norms, 1)
    likeness = (matrix @ matrix.T).astype(np.float64)
    likeness[likeness < 0.05] = 0
    totals = likeness.sum(axis=1, keepdims=True)
    moves = np.where(totals > 0, likeness / np.where(totals > 0, totals, 1), 1 / count)
    rank = np.full(count, 1 / count)
    for _ in range(_ROUNDS):
        rank = (1 - _DAMPING) / count + _DAMPING * (moves.T @ rank)
    shares: NDArray[np.float64] = rank / rank.sum()
    return shares


def stands_alone(sentence: str) -> float:
    """Return 0 to 1: how well a sentence can be shown without what stands around it."""
    text = fold(sentence).strip()
    score = 1.0
    if not _SHORT <= sum(map(str.isalnum, text)) <= _LONG:
        score *= 0.3
    if _LEANS.match(text):
        score *= _LEANING
    if not text.endswith(_MEASURED):
        score *= 0.7
    return score


def matches(heading: str, sentences: Sequence[str]) -> NDArray[np.float64]:
    """Return how much of a heading each sentence has, shape (n,), 0 to 1: by its rare terms among the sentences."""
    wanted = sorted(term_set(fold(heading)))
    has = np.array([[term in term_set(fold(sentence)) for term in wanted] for sentence in sentences], np.float64)
    if not has.size:
        return np.zeros(len(sentences))
    weights = np.log((len(sentences) + 1) / (has.sum(axis=0) + 1)) * (has.sum(axis=0) > 0)
    shares: NDArray[np.float64] = has @ weights / (weights.sum() or 1.0)
    return shares
