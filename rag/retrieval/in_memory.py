"""Texts given with the question instead of a library: parsed and ranked in memory, nothing stored."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import Chunk, InputError, Listing, ParsedSpeech, Speech, fold, parse_prose
from index import Context, Encoder, Hit, term_set
from rag.question.analysis import Question
from rag.retrieval import ranking
from rag.retrieval.fusion import fuse
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Texts:
    """The given texts, read.

    :param texts: By the ids of their speeches.
    :param parsed: One for each text that has prose, in the order given.
    """

    texts: dict[str, str]
    parsed: tuple[ParsedSpeech, ...]

    @property
    def speeches(self) -> tuple[Speech, ...]:
        """The texts that have prose, each as a speech."""
        return tuple(one.speech for one in self.parsed)

    @property
    def chunks(self) -> tuple[tuple[Speech, Chunk], ...]:
        """Their chunks in order."""
        return tuple((one.speech, chunk) for one in self.parsed for chunk in one.chunks)

    def source_text(self, speech_id: str) -> str:
        """Return the text that offsets refer to."""
        return self.texts[speech_id]

    def listings(self, speech_id: str) -> Sequence[Listing]:
        """Return the lists of a text, as a library has those of its speeches."""
        return next(one.listings for one in self.parsed if one.speech.id == speech_id)

    def term_weights(self, wanted: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of terms over these chunks alone: what all say tells nothing apart."""
        bodies = [term_set(chunk.text) for _, chunk in self.chunks]
        counts = {term: sum(term in body for body in bodies) for term in wanted}
        return {term: math.log(1 + len(bodies) / (1 + count)) for term, count in counts.items() if count}


def by_id(passages: Sequence[str]) -> dict[str, str]:
    """Return the given texts by the ids that their citations have, `passage-1` and so on."""
    return {f"passage-{number}": text for number, text in enumerate(passages, 1)}


def parse_passages(passages: Sequence[str]) -> Texts:
    """Read the given texts.

    :raises InputError: If none of them has any text.
    """
    if isinstance(passages, str):
        passages = [passages]
    texts = by_id(passages)
    read = [
        parse_prose(text, Speech(id=name, path=name, title=f"第{number}段", end=len(text)))
        for number, (name, text) in enumerate(texts.items(), 1)
    ]
    parsed = tuple(one for one in read if one.chunks)
    if not parsed:
        raise InputError(
            "no text in the {count} passages given; pass at least one with words in it",
            code="passages_empty",
            count=len(passages),
        )
    return Texts(texts, parsed)


def rank(texts: Texts, question: Question, encoder: Encoder, *, k: int, settings: Settings) -> list[Hit]:
    """Return the k best chunks, best first; scores as `rag.retrieval.retriever.retrieve`."""
    chunks = texts.chunks
    bodies = [chunk.text for _, chunk in chunks]
    weights = texts.term_weights(question.mentions.terms)
    terms = np.array([sum(weights[term] for term in weights if term in term_set(body)) for body in bodies])
    dense = (
        encoder.encode_passages([fold(body) for body in bodies]) @ encoder.encode_queries([question.mentions.folded])[0]
    ).astype(np.float64)
    scores = fuse(terms, dense, dense_weight=settings.dense_weight)
    if settings.ranking:
        found = [_context(chunks, number) for number in range(len(bodies))]
        scores = ranking.rank(question, scores, found, weights)
    best = np.argsort(-scores, kind="stable")[:k]
    return [_hit(texts, chunks[i], float(scores[i]), "both" if terms[i] else "dense") for i in best]


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


def _hit(texts: Texts, found: tuple[Speech, Chunk], score: float, how: str) -> Hit:
    speech, chunk = found
    return Hit(speech, chunk, texts.texts[speech.id][chunk.start : chunk.end], score, how)
