"""What of the hits goes before the model: few passages, grouped under their document, in document order.

On two cores a small model reads some hundred tokens a second, so the evidence has a budget in characters.
Each passage keeps its sentences with their spans: they are what a claim may cite.
"""

import re
from collections.abc import Callable, Sequence

from corpus import Speech, Utterance, simplify
from index import Hit
from rag.datamodel import Evidence, Passage, describe
from rag.retrieval.fusion import chances
from rag.retrieval.utterance_spans import said_within

FEWEST = 2
"""However sure the ranking is of the first: the model answers better where it can compare."""

_LEAD = 200  # characters


def gather(
    hits: Sequence[Hit],
    *,
    passages: int,
    characters: int,
    mass: float = 1.0,
    utterances: Callable[[str], Sequence[Utterance]] | None = None,
    source_text: Callable[[str], str] | None = None,
    cards: Callable[[Speech], tuple[Evidence, ...]] | None = None,
) -> tuple[Passage, ...]:
    """Choose passages from the best hit down until the budget is spent; return them grouped by document.

    Documents come in the order of their best hit, passages of one document in the document's order. The best hit
    is always taken whole, however long.

    :param hits: Best first.
    :param passages: The most passages.
    :param characters: The most characters of their text together.
    :param mass: Stop once the chosen hold the answer with this chance by their scores
        (`rag.retrieval.fusion.chances`), but not before there are `FEWEST`. An easy question is then read from two
        passages, a hard one from all that fit.
    :param utterances: Returns a speech's utterances by its id; without it nothing is known of whose words they are.
    :param source_text: Returns a speech's whole text by its id; without it a sentence has no `lead`.
    :param cards: Returns the lines that state a speech's metadata; without it a passage has none.
    """
    chosen: list[Hit] = []
    spent, held = 0, 0.0
    for hit, chance in zip(hits, chances([hit.score for hit in hits]), strict=True):
        if held >= mass and len(chosen) >= FEWEST:
            break
        held += float(chance)
        size = len(hit.chunk.text)
        if chosen and spent + size > characters:
            continue
        if any(_same_text(hit, other) for other in chosen):
            continue  # a reprint: it stays citable through search, but the model reads it once
        chosen.append(hit)
        spent += size
        if len(chosen) == passages:
            break
    order = {speech_id: rank for rank, speech_id in reversed(list(enumerate(hit.speech.id for hit in chosen)))}
    chosen.sort(key=lambda hit: (order[hit.speech.id], hit.start))
    said = {hit.speech.id: utterances(hit.speech.id) for hit in chosen} if utterances else {}
    texts = {hit.speech.id: source_text(hit.speech.id) for hit in chosen} if source_text else {}
    lines = {hit.speech.id: cards(hit.speech) for hit in chosen} if cards else {}
    return tuple(
        _passage(hit, said.get(hit.speech.id, ()), texts.get(hit.speech.id, ""), lines.get(hit.speech.id, ()))
        for hit in chosen
    )


def _same_text(one: Hit, other: Hit) -> bool:
    return one.speech.id != other.speech.id and simplify(one.chunk.text) == simplify(other.chunk.text)


def _lead(text: str, start: int) -> str:
    before = text[max(0, start - _LEAD) : start]
    return simplify(re.split(r"[。！？!?\n]", before)[-1])


def _passage(
    hit: Hit, utterances: Sequence[Utterance], text_of_speech: str, card: tuple[Evidence, ...] = ()
) -> Passage:
    headings = "，".join(simplify(heading) for heading in hit.chunk.heading_path)
    sentences = []
    for sentence in hit.chunk.sentences:
        text = simplify(sentence.text)
        quote = hit.text[sentence.start - hit.start : sentence.end - hit.start]
        said = said_within(text, quote, sentence.start, utterances)
        lead = _lead(text_of_speech, sentence.start)
        sentences.append(Evidence(hit.speech, sentence.start, sentence.end, text, quote, headings, said, lead))
    heading = simplify(hit.chunk.heading_path[-1]) if hit.chunk.heading_path else ""
    return Passage(describe(hit.speech), heading, tuple(sentences), card)
