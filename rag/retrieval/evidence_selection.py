"""What of the hits goes before the model: few passages, grouped under their document, in document order.

On two cores a small model reads some hundred tokens a second, so the evidence has a budget in characters.
Each passage keeps its sentences with their spans: they are what a claim may cite.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus import Speech, Utterance, simplify
from corpus.language.cleaning import clean
from index import Hit
from rag.retrieval.fusion import chances
from rag.retrieval.utterance_spans import Said, said_within

FEWEST = 2
"""However sure the ranking is of the first: the model answers better where it can compare."""

_LEAD = 200  # characters


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that a claim may rest on.

    :param text: Its clean text in Simplified characters, as the model reads it.
    :param quote: Its span of the source, unchanged.
    :param heading: The headings above it in Simplified characters, or the empty string.
    :param lead: What stands before it since the last full stop, as its time may: 2022年，产值86亿元；企业1043家；
    :param said: Which parts of `text` are whose words, outermost first; empty if they are the document's own.
    """

    speech: Speech
    start: int
    end: int
    text: str
    quote: str
    heading: str = ""
    said: tuple[Said, ...] = ()
    lead: str = ""

    @property
    def about(self) -> str:
        """What is known of it beside its own words: document, place and headings, one line."""
        parts = (describe(self.speech), simplify(self.speech.place or ""), self.heading)
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Passage:
    """One chunk as the model reads it.

    :param header: What is known of its document, one line.
    :param heading: The nearest heading above it, or the empty string.
    :param card: The lines that state its document's metadata; see `rag.retrieval.document_cards`.
    """

    header: str
    heading: str
    sentences: tuple[Evidence, ...]
    card: tuple[Evidence, ...] = ()

    @property
    def text(self) -> str:
        """The sentences joined."""
        return "".join(sentence.text for sentence in self.sentences)


def readable(passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    """Return all that a claim may cite of some passages: their sentences, then their documents' cards, each once."""
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    cards = [line for passage in passages for line in passage.card]
    return tuple(dict.fromkeys((*sentences, *cards)))


def span_of(speech: Speech, start: int, end: int, source: str, heading: str = "") -> Evidence:
    """Return a span of a speech's original text as evidence."""
    quote = source[start:end]
    return Evidence(speech, start, end, simplify(clean(quote).text), quote, heading)


def describe(speech: Speech) -> str:
    """Return one line in Simplified characters: title, speaker with role, date, meeting, publisher, as far as known."""
    who = " ".join(part for part in (speech.role, speech.speaker) if part)
    occasion = speech.occasion if speech.occasion and speech.occasion not in speech.title else None
    facts = [f"《{speech.title}》", who, speech.date, occasion, speech.publisher]
    return simplify("，".join(fact for fact in facts if fact))


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
