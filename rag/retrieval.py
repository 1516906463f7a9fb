"""A question becomes hits: BM25 and dense candidates of the library, fused.

Search and chat both come through here, so that what `search` shows is what an answer is made from.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus import Chunk, fold
from index import Filters, Hit, Library
from rag.fusion import fuse
from rag.scope import narrow
from rag.settings import Settings

_AROUND = (1, 4)  # chunks before a hit, which may announce a list, and behind it
_SPARE = 2  # so many times the hits wanted are looked at: copies of one speech collapse into one hit


def retrieve(library: Library, query: str, *, k: int, settings: Settings, filters: Filters | None = None) -> list[Hit]:
    """Return the k best hits, best first; scores are sums of z-scores, comparable within this list only.

    Of copies of one speech only the preferred one's passage is returned.

    :param query: A full question or search words, in Traditional or Simplified characters.
    :param filters: Applied before the search, never after it. So are left out speeches of another place than those
        that the query names.
    """
    if k <= 0 or not fold(query).strip():
        return []
    filters = _narrowed(library, query, filters)
    count = max(settings.candidates, k)
    terms = dict(library.search_terms(query, count, filters))
    dense = dict(library.search_dense(query, count, filters)) if settings.dense_weight > 0 else {}
    ids = list(terms | dense)
    if not ids:
        return []
    # A candidate that one search did not propose scores, there, no better than the worst that it did.
    term_scores = np.array([terms.get(chunk, 0.0) for chunk in ids])
    floor = min(dense.values(), default=0.0)
    dense_scores = np.array([dense.get(chunk, floor) for chunk in ids])
    fused = fuse(term_scores, dense_scores, dense_weight=settings.dense_weight)
    best = np.argsort(-fused, kind="stable")[: k * _SPARE]
    hits = library.hits([(ids[i], float(fused[i]), _how(ids[i], terms, dense)) for i in best])
    return library.collapse(hits)[:k]


def _narrowed(library: Library, query: str, filters: Filters | None) -> Filters | None:
    ids = narrow(query, library.speeches(filters))
    if not ids:  # nothing is ruled out, or everything: then the passages themselves must decide
        return filters
    return replace(filters or Filters(), ids=ids)


def with_lists(library: Library, hits: Sequence[Hit], *, top: int = 2) -> list[Hit]:
    """Put behind each of the best hits the rest of the list that it belongs to, or else the chunks around it.

    The items of one list may lie in different paragraphs, which no search finds together.

    :param top: How many hits to widen.
    """
    wide: dict[tuple[str, int], Hit] = {}
    for rank, hit in enumerate(hits):
        wide.setdefault((hit.speech.id, hit.start), hit)
        if rank < top:
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
