"""What a question is answered from: the turns before it, sentences of the library, and claims that rest on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Literal

from corpus import Speech, fold, simplify
from corpus.language.annotation import Annotated, annotate
from corpus.language.cleaning import clean
from corpus.language.figures.kinds import Change, Kind


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Part of an evidence sentence that somebody says.

    :param start: Half-open span in `Evidence.text`; the utterance itself may begin or end in another sentence.
    :param speaker: Who says it, in Simplified characters; None if the text hides or does not tell it.
    :param direct: Whether the words stand in quotation marks.
    """

    start: int
    end: int
    speaker: str | None
    direct: bool


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure of an evidence sentence, as the figures of the library tell it (`rag.desk.figures`).

    :param written: As the source writes it: 24亿元.
    :param since: First year of its period, None if the text does not tell; `until` the last.
    :param change: Whether it is the value itself or how that differs from something else.
    :param kind: Whether it was reached, is aimed at or is planned.
    """

    written: str
    since: int | None
    until: int | None
    change: Change
    kind: Kind

    @property
    def keys(self) -> frozenset[tuple[Decimal, str]]:
        """What tells it from other figures: value and unit."""
        return frozenset(figure.key for figure in annotate(self.written).figures)

    @property
    def period(self) -> tuple[int, int] | None:
        """Its first and last year; None if the text does not tell both."""
        return None if self.since is None or self.until is None else (self.since, self.until)


@dataclass(frozen=True)  # no slots: what is computed of it is kept in the instance
class Evidence:
    """One sentence that a claim may rest on.

    :param text: Its clean text in Simplified characters, as the model reads it.
    :param quote: Its span of the source, unchanged.
    :param heading: The headings above it in Simplified characters, or the empty string.
    :param lead: What stands before it since the last full stop, as its time may: 2022年，产值86亿元；企业1043家；
    :param figures: Its figures with what they are of, as far as that was read.
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
    figures: tuple[StatedFigure, ...] = ()

    @cached_property
    def annotated(self) -> Annotated:
        """Its text with its figures, dates, places, names: no part of its equality."""
        return annotate(self.text)

    def stated(self, sentence: Annotated) -> tuple[StatedFigure, ...]:
        """Return its figures that another sentence has, too."""
        keys = {figure.key for figure in sentence.figures}
        return tuple(figure for figure in self.figures if figure.keys & keys)

    @property
    def speakers(self) -> list[str]:
        """Everybody who is known to say something in it, or all of it."""
        return [one.speaker for one in self.said if one.speaker]

    @cached_property
    def searchable(self) -> str:
        """All that is known of it, folded: a passage of the right document ranks higher by it."""
        return "\n".join((self.annotated.folded, annotate(self.about).folded, *map(fold, self.speakers)))

    @cached_property
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


class Verdict(StrEnum):
    """How a claim stands to the passages it cites."""

    SUPPORTED = "supported"  # the model's sentence; its numbers, names and quoted words occur in the cited passages
    QUOTED = "quoted"  # verbatim words of the source


@dataclass(frozen=True, slots=True)
class Statement:
    """One checked claim.

    :param text: As shown, without markers.
    :param support: The spans that it rests on; never empty.
    :param verdict: `QUOTED` if its words are those of the source, else `SUPPORTED`.
    :param counted: The words of which it says how often and where they stand; empty of what counts none.
    """

    text: str
    support: tuple[Evidence, ...]
    verdict: Verdict
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of a text, ready to be given whole.

    :param speech_id: Of the text.
    :param items: Spans of its items in order, each with all that stands under it.
    :param heads: Spans of what begins each item, label included.
    :param score: How likely it is meant; higher is better.
    :param fits: Whether it has as many items as the question counts, if it counts any.
    :param counted: Whether it has as many as it counts.
    :param told: What leads to it and the beginning of each of its items, as a model is to read them.
    """

    speech_id: str
    items: tuple[tuple[int, int], ...]
    heads: tuple[tuple[int, int], ...]
    score: float
    fits: bool
    statements: tuple[Statement, ...]
    counted: bool = False
    told: tuple[str, ...] = ()
