"""Texts given with the question instead of a library: parsed and ranked in memory, nothing stored."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus import Chunk, InputError, Speech, chunk_text, fold
from index import Context, Encoder, Hit, term_set
from rag.question.analysis import Question
from rag.retrieval import ranking
from rag.retrieval.fusion import fuse
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Texts:
    """The given texts with their chunks.

    :param speeches: One for each text that has prose, in the order given.
    """

    texts: dict[str, str]
    speeches: tuple[Speech, ...]
    chunks: tuple[tuple[Speech, Chunk], ...]

    def source_text(self, speech_id: str) -> str:
        """Return the text that offsets refer to."""
        return self.texts[speech_id]


def parse_passages(passages: Sequence[str]) -> Texts:
    """Cut the given texts into chunks.

    :raises InputError: If none of them has any text.
    """
    if isinstance(passages, str):
        passages = [passages]
    texts: dict[str, str] = {}
    speeches: list[Speech] = []
    chunks: list[tuple[Speech, Chunk]] = []
    for number, text in enumerate(passages, 1):
        name = f"passage-{number}"
        texts[name] = text
        own = chunk_text(text, speech_id=name)
        if own:
            speech = Speech(id=name, path=name, title=f"第{number}段", end=len(text))
            speeches.append(speech)
            chunks += [(speech, chunk) for chunk in own]
    if not chunks:
        raise InputError(
            "no text in the {count} passages given; pass at least one with words in it",
            code="passages_empty",
            count=len(passages),
        )
    return Texts(texts, tuple(speeches), tuple(chunks))


def rank(texts: Texts, question: Question, encoder: Encoder, *, k: int, settings: Settings) -> list[Hit]:
    """Return the k best chunks, best first; scores as `rag.retrieval.retriever.retrieve`."""
    bodies = [chunk.text for _, chunk in texts.chunks]
    # inverse document frequency over the given chunks alone: what all of them say tells them apart no more
    weights = {
        term: math.log(1 + len(bodies) / (1 + count))
        for term in question.mentions.terms
        if (count := sum(term in term_set(body) for body in bodies))
    }
    terms = np.array([sum(weights[term] for term in weights if term in term_set(body)) for body in bodies])
    dense = (
        encoder.encode_passages([fold(body) for body in bodies]) @ encoder.encode_queries([question.mentions.folded])[0]
    ).astype(np.float64)
    scores = fuse(terms, dense, dense_weight=settings.dense_weight)
    if settings.ranking:
        found = [_context(texts.chunks, number) for number in range(len(bodies))]
        scores = ranking.rank(question, scores, found, weights)
    best = np.argsort(-scores, kind="stable")[:k]
    return [_hit(texts, int(i), float(scores[i]), "both" if terms[i] else "dense") for i in best]


def _context(chunks: Sequence[tuple[Speech, Chunk]], number: int) -> Context:
    speech, own = chunks[number]
    around = {
        distance: chunks[number + distance][1].text
        for distance in range(-3, 4)
        if distance and 0 <= number + distance < len(chunks) and chunks[number + distance][0].id == speech.id
    }
    near = tuple(text for distance, text in around.items() if abs(distance) == 1)
    wide = tuple(text for distance, text in around.items() if abs(distance) > 1)
    return Context(own.text, (*own.heading_path, *near), wide, "")


def _hit(texts: Texts, number: int, score: float, how: str) -> Hit:
    speech, chunk = texts.chunks[number]
    return Hit(speech, chunk, texts.texts[speech.id][chunk.start : chunk.end], score, how)
