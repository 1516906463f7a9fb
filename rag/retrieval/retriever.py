"""A question becomes hits: BM25 and dense candidates of the library, fused, and ranked by what stands around them.

Search and chat both come through here, so that what `search` shows is what an answer is made from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus import Chunk
from index import Context, Filters, Hit, Library
from rag.question.analysis import Question
from rag.retrieval.fusion import Scores, fuse
from rag.retrieval.ranking import rank
from rag.settings import Settings

_AROUND = (1, 4)  # chunks before a hit, which may announce a list, and behind it
_SPARE = 2  # so many times the hits wanted are looked at: copies of one speech collapse into one hit


def retrieve(
    library: Library,
    question: Question,
    *,
    k: int,
    settings: Settings,
    filters: Filters | None = None,
) -> list[Hit]:
    """Return the k best hits, best first; scores are log-odds, comparable within this list only.

    Of copies of one speech only the preferred one's passage is returned.

    :param question: A full question or search words, in Traditional or Simplified characters.
    :param filters: Applied before the search, never after it.
    """
    if k <= 0 or not question.mentions.folded.strip():
        return []
    found = candidates(library, question, settings=settings, filters=filters, least=k)
    if not found.ids:
        return []
    scores = found.fused
    if settings.ranking:
        scores = rank(question, scores, *surroundings(library, question, found.ids))
    best = np.argsort(-scores, kind="stable")[: k * _SPARE]
    hits = library.hits([(found.ids[i], float(scores[i]), found.how[i]) for i in best])
    return library.collapse(hits)[:k]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the searches propose, in no order.

    :param ids: Of chunks, n of them.
    :param fused: Sums of z-scores, shape (n,), higher is better.
    :param how: Which search proposed each: `terms`, `dense` or `both`.
    """

    ids: tuple[int, ...]
    fused: Scores
    how: tuple[str, ...]


def candidates(
    library: Library, question: Question, *, settings: Settings, filters: Filters | None = None, least: int = 1
) -> Candidates:
    """Search by terms and by vectors and fuse both.

    :param least: Each search proposes so many at least, or `settings.candidates` if that is more.
    """
    count = max(settings.candidates, least)
    terms = dict(library.search_terms(question.mentions.terms, count, filters))
    dense = dict(library.search_dense(question.query, count, filters)) if settings.dense_weight > 0 else {}
    ids = tuple(terms | dense)
    # A candidate that one search did not propose scores, there, no better than the worst that it did.
    term_scores = np.array([terms.get(chunk, 0.0) for chunk in ids])
    floor = min(dense.values(), default=0.0)
    dense_scores = np.array([dense.get(chunk, floor) for chunk in ids])
    waiting = library.pending(ids) if settings.dense_weight > 0 else set()
    blind = [place for place, chunk in enumerate(ids) if chunk in waiting]
    fused = fuse(term_scores, dense_scores, dense_weight=settings.dense_weight, blind=blind) if ids else term_scores
    return Candidates(ids, fused, tuple(_how(chunk, terms, dense) for chunk in ids))


def surroundings(
    library: Library, question: Question, ids: Sequence[int]
) -> tuple[list[Context | None], dict[str, float]]:
    """Return what `rag.retrieval.ranking.rank` wants beside the fused scores."""
    found = library.contexts(ids)
    return [found.get(chunk) for chunk in ids], library.term_weights(question.mentions.terms)


def with_lists(library: Library, hits: Sequence[Hit], *, top: int = 2) -> list[Hit]:
    """Put behind each of the best hits the rest of the list that it belongs to, or else the chunks around it.

    The items of one list may lie in different paragraphs, which no search finds together.

    :param top: How many hits to widen.
    """
    wide: dict[tuple[str, int], Hit] = {}
    for place, hit in enumerate(hits):
        wide.setdefault((hit.speech.id, hit.start), hit)
        if place < top:
            source = library.source_text(hit.speech.id)
            for chunk in _list_of(library, hit) or library.neighbours(hit.chunk, *_AROUND):
                near = Hit(hit.speech, chunk, source[chunk.start : chunk.end], hit.score, "neighbour")
                wide.setdefault((hit.speech.id, chunk.start), near)
    return list(wide.values())


def _list_of(library: Library, hit: Hit) -> list[Chunk]:
    """Return the chunks of the shortest enumeration of two items or more that a hit touches."""
    touched = [
        enumeration
        for enumeration in library.enumerations(hit.speech.id)
        if enumeration.start < hit.end and hit.start < enumeration.end and len(enumeration.items) > 1
    ]
    if not touched:
        return []
    whole = min(touched, key=lambda enumeration: enumeration.end - enumeration.start)
    return [chunk for chunk in library.chunks(hit.speech.id) if chunk.start < whole.end and whole.start < chunk.end]


def _how(chunk: int, terms: dict[int, float], dense: dict[int, float]) -> str:
    if chunk in terms and chunk in dense:
        return "both"
    return "terms" if chunk in terms else "dense"
