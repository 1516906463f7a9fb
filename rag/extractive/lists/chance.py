"""How likely a list is the one that a question means: one chance from what retrieval and the text tell of both.

    where the search's hits lie: in its document, in it   |
    the question's words: around it, anywhere in its text |  logistic regression  ->  chance, 0 to 1  ->  given, or left
    how much of its text it is, and what is asked for     |  to the model

The weights are fitted by `python -m tests.benchmarks.learned.list_chance` on questions for lists, asked with and
without the documents that have them: docs/evaluation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from corpus import fold, simplify
from rag.datamodel import logistic, weighted
from rag.question.list_question import ListAsked
from rag.retrieval.outline_nodes import Ranked


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a list and against it, each 0 to 1.

    :param document: The search's chance that the answer lies in its document.
    :param inside: The same of the list itself.
    :param words: `Ranked.words`: the question's words, by how much they tell, in what leads to it and in its items.
    :param covered: Share of the words that say which list is meant, anywhere in its document.
    :param lead: By how much its score leads the next list's, cut at 1; negative if it does not lead.
    :param extent: Share of its text that it covers; 0 for the outermost headings.
    :param outline: Whether it is the outermost headings, where these are asked for.
    :param unasked: The same, where they are not.
    :param other: Whether it is something else where the outermost headings are asked for.
    :param called: Whether a word for the things asked for (经验 of 哪些经验) stands in what leads to it or in it.
    :param loose: Whether the question asks neither for points or parts, nor counts, nor numbers one: 哪些, 分别.
    """

    document: float
    inside: float
    words: float
    covered: float
    lead: float
    extent: float
    outline: float
    unasked: float
    other: float
    called: float
    loose: float


BIAS = -10.93
WEIGHTS = Signs(
    document=6.79,
    inside=2.44,
    words=1.4,
    covered=1.6,
    lead=2.45,
    extent=2.36,
    outline=4.28,
    unasked=-1.44,
    other=-2.45,
    called=0.48,
    loose=-0.93,
)
"""Fitted on the lists of eight sets of questions, over 185 public documents and the samples, with and without those
that answer."""

SIGNS = tuple(field.name for field in fields(Signs))
"""Names of the signs, in the order of the weights."""


def chance(signs: Signs) -> float:
    """Return the chance that a list is meant, 0 to 1."""
    return logistic(BIAS + weighted(WEIGHTS, signs))


def read_signs(asked: ListAsked, about: frozenset[str], one: Ranked, others: Sequence[Ranked], document: str) -> Signs:
    """Return what is known of a list.

    :param about: The words that say which list is meant.
    :param others: The other lists that may be.
    :param document: Its text and what is said about it, folded and simplified.
    """
    listing, speech = one.node.listing, one.node.speech
    next_best = max((other.score for other in others), default=one.score - 1.0)
    whole = one.node.whole
    near = fold(simplify("\n".join((*listing.context, *listing.heads, *listing.names))))
    length = max(1, speech.end - speech.start)
    return Signs(
        document=one.document,
        inside=max(0.0, 2.0 * one.hits - one.document),
        words=one.words,
        covered=sum(word in document for word in about) / len(about) if about else 1.0,
        lead=max(-1.0, min(1.0, one.score - next_best)),
        extent=0.0 if whole else min(1.0, (listing.end - one.node.start) / length),
        outline=float(whole and asked.whole),
        unasked=float(whole and not asked.whole),
        other=float(asked.whole and not whole),
        called=float(any(word in near for word in asked.things)),
        loose=float(asked.loose),
    )
