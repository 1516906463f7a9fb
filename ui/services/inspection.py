"""What the library understood of one speech: fields with the words they were read from, outline, what was left out."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from corpus import Chunk, Enumeration, Fact, Section, SetAside, Speech, Utterance
from corpus.metadata.fields import FIELDS
from index.search.near_duplicates import Copy
from ui.backend import consistent

_SHOWN = 200  # lines of furniture


class Shelf(Protocol):
    """The part of `index.Library` that is needed here. Each method raises NotFoundError if there is no such speech."""

    def speech(self, speech_id: str) -> Speech:
        """Return a speech."""
        ...

    def source_text(self, speech_id: str) -> str:
        """Return the text that offsets refer to."""
        ...

    def facts(self, speech_id: str) -> list[Fact]:
        """Return where each field was read."""
        ...

    def sections(self, speech_id: str) -> list[Section]:
        """Return the outline."""
        ...

    def chunks(self, speech_id: str) -> list[Chunk]:
        """Return what is searched."""
        ...

    def utterances(self, speech_id: str) -> list[Utterance]:
        """Return who says what."""
        ...

    def enumerations(self, speech_id: str) -> list[Enumeration]:
        """Return the lists."""
        ...

    def copies(self, speech_id: str) -> list[Copy]:
        """Return speeches that say the same."""
        ...

    def set_aside(self, speech_id: str) -> list[SetAside]:
        """Return the lines that no passage holds."""
        ...

    def shares(self) -> dict[str, float]:
        """Return the share of each speech's document that is searched."""
        ...

    def count_pending(self) -> int:
        """Return how many passages have no vector yet."""
        ...

    def tags(self) -> dict[str, tuple[str, ...]]:
        """Return what each speech is filed under."""
        ...

    def corrections(self, speech_id: str) -> dict[str, str]:
        """Return what a person corrected."""
        ...


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a speech.

    :param words: The words of the document that state it; empty if it came from elsewhere.
    :param confidence: 0 to 1; None if nothing states it.
    :param corrected: Whether a person set it.
    """

    name: str
    value: str | None
    words: str
    start: int
    end: int
    confidence: float | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A line of a document that is not searched: why, and how sure that is."""

    start: int
    end: int
    text: str
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was understood of a document.

    :param sections: The outline.
    :param furniture: Lines that are taken for no part of the speech: navigation, copyright and the like.
    :param furniture_lines: How many there are; `furniture` holds the first ones.
    :param kept: Characters of the document that are searched, blanks left out.
    :param characters: All of them, blanks left out.
    :param speakers: Who is quoted or reported, and how often: (name, direct, reported).
    :param enumerations: (name, how many are announced, how many were found).
    """

    speech: Speech
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    furniture: tuple[LeftLine, ...]
    furniture_lines: int
    kept: int
    characters: int
    chunks: int
    speakers: tuple[tuple[str, int, int], ...]
    enumerations: tuple[tuple[str, int | None, int], ...]
    copies: tuple[Copy, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "speech": self.speech.to_dict(),
            "fields": [asdict(field) for field in self.fields],
            "sections": [asdict(section) for section in self.sections],
            "furniture": [asdict(line) for line in self.furniture],
            "furniture_lines": self.furniture_lines,
            "kept": self.kept,
            "characters": self.characters,
            "chunks": self.chunks,
            "speakers": [{"name": n, "direct": d, "reported": r} for n, d, r in self.speakers],
            "enumerations": [{"name": n, "announced": a, "found": f} for n, a, f in self.enumerations],
            "copies": [{"speech": copy.speech.to_dict()} for copy in self.copies],
        }


def understand(shelf: Shelf, speech_id: str) -> Understanding:
    """Gather everything about one speech, of one state of the library.

    :raises NotFoundError: If there is none.
    """
    with consistent(shelf):
        return _understand(shelf, shelf.speech(speech_id))


def _understand(shelf: Shelf, speech: Speech) -> Understanding:
    text, chunks = shelf.source_text(speech.id), shelf.chunks(speech.id)
    fields = _fields(shelf, speech, text)
    aside = shelf.set_aside(speech.id)
    lines = [LeftLine(a.start, a.end, text[a.start : a.end], a.reason, a.confidence) for a in aside]
    left = sum(_weight(line.text) for line in lines)
    whole = _weight(text)
    return Understanding(
        speech,
        tuple(fields),
        tuple(shelf.sections(speech.id)),
        tuple(lines[:_SHOWN]),
        len(lines),
        whole - left,
        whole,
        len(chunks),
        tuple(_speakers(shelf.utterances(speech.id))),
        tuple((e.name or "", e.announced, len(e.items)) for e in shelf.enumerations(speech.id)),
        tuple(shelf.copies(speech.id)),
    )


def _fields(shelf: Shelf, speech: Speech, text: str) -> list[Field]:
    facts = {fact.name: fact for fact in shelf.facts(speech.id)}
    corrected = shelf.corrections(speech.id)
    fields = []
    for name in FIELDS:
        value, fact = getattr(speech, name), facts.get(name)
        start, end = (fact.start, fact.end) if fact else (0, 0)
        confidence = fact.confidence if fact and value else None
        fields.append(Field(name, value, text[start:end], start, end, confidence, name in corrected))
    return fields


def _speakers(utterances: list[Utterance]) -> list[tuple[str, int, int]]:
    direct, reported = Counter[str](), Counter[str]()
    for utterance in utterances:
        (direct if utterance.direct else reported)[utterance.speaker or ""] += 1
    names = sorted(direct | reported, key=lambda name: -(direct[name] + reported[name]))
    return [(name, direct[name], reported[name]) for name in names]


def _weight(text: str) -> int:
    return len("".join(text.split()))
