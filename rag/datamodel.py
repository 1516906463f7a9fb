"""The values a question flows through: Turn -> Evidence -> Claim with Citations -> Answer, and the events of a stream.

Every `quote` equals the source text at `[start:end]`; this is asserted where a Citation is made.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Literal

from corpus import Speech
from corpus.datamodel import check_span
from index import Hit
from rag.retrieval.evidence_selection import Passage


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    text: str


class Verdict(StrEnum):
    """How a claim stands to the passages it cites."""

    SUPPORTED = "supported"  # the model's sentence; its numbers, names and quoted words occur in the cited passages
    QUOTED = "quoted"  # verbatim words of the source


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered pointer to the exact characters that support a claim.

    :param number: As in the answer's `[1]`, from 1.
    :param quote: `source_text(speech.id)[start:end]`.
    """

    number: int
    speech: Speech
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        check_span(self.start, self.end)
        if len(self.quote) != self.end - self.start:
            raise ValueError(f"quote of {len(self.quote)} characters for span [{self.start}:{self.end}]")

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "number": self.number,
            "speech": self.speech.to_dict(),
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer with the numbers of the citations that support it."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"text": self.text, "citations": list(self.citations), "verdict": self.verdict.value}


@dataclass(frozen=True, slots=True)
class Implied:
    """A condition on speeches that the question itself states, applied before the search.

    :param name: `speaker`, `office`, `place`, `date`, `occasion` or `title`.
    :param value: What was recognised, as the library writes it: the holder of an office, the name of a meeting.
    :param words: The words of the question that state it.
    :param speeches: How many speeches meet it.
    """

    name: Literal["speaker", "office", "place", "date", "occasion", "title"]
    value: str
    words: str
    speeches: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and why it may be believed.

    :param text: The answer with `[1]` markers, or the refusal.
    :param claims: Its sentences; empty when refused.
    :param citations: In order of their numbers.
    :param refused: True if the library does not answer the question.
    :param reason: Why it was refused, one line; None otherwise.
    :param hits: The passages retrieved, best first. Of a refusal: the nearest ones, which do not answer.
    :param timings: Milliseconds by stage.
    :param model: The generator's name.
    :param question: The question as searched, after rewriting a follow-up.
    :param implied: The conditions on speeches that the question stated and that were applied.
    """

    text: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    refused: bool = False
    reason: str | None = None
    hits: tuple[Hit, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    model: str = ""
    question: str = ""
    implied: tuple[Implied, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "text": self.text,
            "claims": [claim.to_dict() for claim in self.claims],
            "citations": [citation.to_dict() for citation in self.citations],
            "refused": self.refused,
            "reason": self.reason,
            "hits": [hit.to_dict() for hit in self.hits],
            "timings": dict(self.timings),
            "model": self.model,
            "question": self.question,
            "implied": [condition.to_dict() for condition in self.implied],
        }


@dataclass(frozen=True, slots=True)
class Retrieved:
    """First event: what was found, before anything is generated.

    :param hits: Best first.
    :param question: The question as searched.
    :param evidence: Of these, what the model is given to read.
    :param implied: The conditions on speeches that the question stated and that were applied.
    """

    hits: tuple[Hit, ...]
    question: str
    evidence: tuple[Passage, ...] = ()
    implied: tuple[Implied, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """More of the answer.

    :param text: Checked text with its markers. The texts of all deltas joined are `answer.text`.
    :param pending: The sentence being written, not yet checked: show it as such, or not at all.
        Each event's `pending` replaces the one before.
    """

    text: str = ""
    pending: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event: the whole answer."""

    answer: Answer


Event = Retrieved | Delta | Finished
