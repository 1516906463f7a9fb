"""The best hits in a cross-encoder's order. Knows hits; the model behind it knows texts alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus import simplify
from index import Hit
from rag.datamodel import describe
from rag.models.cross_encoder import Reranker


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits in the reranker's order with its scores, best first.

    It reads a passage under its document's title, speaker and date and its headings, as the language model will.
    """
    if not hits:
        return []
    passages = [
        "\n".join(filter(None, (describe(hit.speech), *hit.chunk.heading_path, simplify(hit.chunk.text))))
        for hit in hits
    ]
    scores = reranker.scores(simplify(question), passages)
    order = np.argsort(-scores, kind="stable")
    return [replace(hits[place], score=float(scores[place])) for place in order]
