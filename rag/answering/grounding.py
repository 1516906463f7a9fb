"""Which evidence says what a sentence adds to the question: of a sentence that cannot be shown, what may be quoted.

    question  某论坛是哪年起办的？2020年这届是第几届？
    sentence  始于2011年，2020年是第十届          adds  2011年, 第十届
    quoted    the sentence that has 2011年, and the one that has 第十届

Words of the question itself count for little: a sentence that only repeats them has nothing to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from corpus.language.annotation import annotate
from rag.datamodel import Evidence
from rag.question.mentions import Mentions
from rag.verification.answer_relevance import contradicts

MOST = 3
"""Sentences that are quoted for one."""
_FIGURE, NAME, _WORD = 3.0, 2.0, 1.0  # what finding one of these again is worth
_LEAST = 0.5  # share of what a sentence adds that must be found, for anything to be quoted
_SHORTEST_COPY, _COPY = 6, 80.0  # characters, and per cent of them unchanged, of a copied sentence
_GAIN = 0.15  # share of it that a further sentence must add


@dataclass(frozen=True, slots=True)
class Grounding:
    """What a sentence adds, found again.

    :param support: The evidence that has it, best first; empty if too little of it is found.
    :param share: How much of it is found, 0 to 1.
    """

    support: tuple[Evidence, ...]
    share: float


def ground(sentence: str, asked: Mentions, evidence: Sequence[Evidence]) -> Grounding:
    """Return the fewest evidence sentences that say what a sentence adds to a question.

    :param sentence: As the model wrote it.
    :param evidence: What the model read; sentences of another place or year than the question names are left out.
    """
    wanted = additions(sentence, asked)
    total = sum(wanted.values())
    if not total:
        return Grounding((), 0.0)
    fit = [item for item in evidence if not contradicts(asked, item)]
    chosen: list[Evidence] = []
    left = dict(wanted)
    while left and fit and len(chosen) < MOST:
        best = max(fit, key=lambda item: (_found(left, item), _shared(asked.words, item)))
        gain = sum(left[part] for part in _parts(left, item=best))
        if gain < _GAIN * total:
            break
        chosen.append(best)
        for part in _parts(left, item=best):
            del left[part]
        fit.remove(best)
    share = 1 - sum(left.values()) / total
    return Grounding(tuple(chosen) if share >= _LEAST else (), share)


def copied(sentence: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the evidence sentence that a model's copy of one was made of; None if it is none.

    By the share of characters that need no change (`rapidfuzz.fuzz.partial_ratio`): a copy may be cut short, to no more
    than a figure that one sentence alone has.
    """
    text = annotate(sentence).folded.strip(" 。.")
    if len(text) < _SHORTEST_COPY:
        having = [item for item in evidence if text in item.annotated.folded] if annotate(text).figures else []
        return having[0] if len(having) == 1 else None
    found = process.extractOne(text, [item.annotated.folded for item in evidence], scorer=_alike, score_cutoff=_COPY)
    return evidence[found[2]] if found else None


def _alike(copy: str, original: str, **_: Any) -> float:
    shorter = min(len(copy), len(original))
    return fuzz.partial_ratio(copy, original) if shorter >= _SHORTEST_COPY else 0.0


def additions(sentence: str, asked: Mentions) -> dict[str, float]:
    """Return the figures, names and words that a sentence has and the question has not, with their weights."""
    text = annotate(sentence)
    found: dict[str, float] = {}
    for figure in text.figures:
        if (written := text.folded[figure.start : figure.end]) not in asked.folded:
            found[written] = _FIGURE
    for name in text.names:
        if name.text not in asked.folded:
            found.setdefault(name.text, NAME)
    for word in text.content_words:
        if word not in asked.folded and not any(word in other for other in found):
            found[word] = _WORD
    return found


def _parts(wanted: dict[str, float], *, item: Evidence) -> list[str]:
    text = item.annotated
    own = {figure.key for figure in text.figures}
    return [
        part for part in wanted if part in text.folded or any(figure.key in own for figure in annotate(part).figures)
    ]


def _found(wanted: dict[str, float], item: Evidence) -> float:
    return sum(wanted[part] for part in _parts(wanted, item=item))


def _shared(asked: frozenset[str], item: Evidence) -> float:
    text = item.searchable
    return sum(word in text for word in asked) / (len(asked) or 1)
