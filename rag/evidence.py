"""What of the hits goes before the model: few passages, grouped under their document, in document order.

On two cores a small model reads some hundred tokens a second, so the evidence has a budget in characters.
Each passage keeps its sentences with their spans: they are what a claim may cite.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Speech, simplify
from index import Hit


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that a claim may rest on.

    :param text: Its clean text in Simplified characters, as the model reads it.
    :param quote: Its span of the source, unchanged.
    :param heading: The headings above it in Simplified characters, or the empty string.
    """

    speech: Speech
    start: int
    end: int
    text: str
    quote: str
    heading: str = ""

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
    """

    header: str
    heading: str
    sentences: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """The sentences joined."""
        return "".join(sentence.text for sentence in self.sentences)


def describe(speech: Speech) -> str:
    """Return one line in Simplified characters: title, speaker with role, date, publisher, as far as known."""
    who = " ".join(part for part in (speech.role, speech.speaker) if part)
    facts = [f"《{speech.title}》", who, speech.date, speech.publisher]
    return simplify("，".join(fact for fact in facts if fact))


def gather(hits: Sequence[Hit], *, passages: int, characters: int) -> tuple[Passage, ...]:
    """Choose passages from the best hit down until the budget is spent; return them grouped by document.

    Documents come in the order of their best hit, passages of one document in the document's order. The best hit
    is always taken whole, however long.

    :param hits: Best first.
    :param passages: The most passages.
    :param characters: The most characters of their text together.
    """
    chosen: list[Hit] = []
    spent = 0
    for hit in hits:
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
    return tuple(_passage(hit) for hit in chosen)


def _same_text(one: Hit, other: Hit) -> bool:
    return one.speech.id != other.speech.id and simplify(one.chunk.text) == simplify(other.chunk.text)


def _passage(hit: Hit) -> Passage:
    headings = "，".join(simplify(heading) for heading in hit.chunk.heading_path)
    sentences = tuple(
        Evidence(
            hit.speech,
            sentence.start,
            sentence.end,
            simplify(sentence.text),
            hit.text[sentence.start - hit.start : sentence.end - hit.start],
            headings,
        )
        for sentence in hit.chunk.sentences
    )
    heading = simplify(hit.chunk.heading_path[-1]) if hit.chunk.heading_path else ""
    return Passage(describe(hit.speech), heading, sentences)
