"""A speech as its outline, one cited line for each part, and a speech in n points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus import InputError, Section, Sentence, Speech, fold
from index import Library, term_set
from rag.desk.digest.centrality import centrality, matches, stands_alone
from rag.desk.excerpts import Excerpt, Sources, about
from rag.desk.letters import letters

_ALIKE = 0.5  # share of terms by which two lines say the same
MOST = 20
"""The most points."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a speech and the line that stands for it.

    :param heading: Its heading verbatim; None where the speech has none.
    :param level: Of its heading; 0 without one.
    :param line: A whole sentence of the part; None if it holds nothing but its heading.
    """

    heading: Excerpt | None
    level: int
    line: Excerpt | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "heading": self.heading.to_dict() if self.heading else None,
            "level": self.level,
            "line": self.line.to_dict() if self.line else None,
        }


@dataclass(frozen=True, slots=True)
class Digest:
    """A speech in parts.

    :param how: `outline`: the parts are the speech's own; `central`: they are its most central sentences.
    """

    speech: Speech
    how: str
    parts: tuple[Part, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"speech": about(self.speech), "how": self.how, "parts": [part.to_dict() for part in self.parts]}


def outline(library: Library, speech_id: str, *, depth: int = 2) -> Digest:
    """Return a speech's parts down to a level, each with the line that is most central to it and nearest its heading.

    A speech without headings is given in five points.

    :raises NotFoundError: If there is no such speech.
    :raises InputError: If the depth is below 1.
    """
    if depth < 1:
        raise InputError(f"a depth of {depth} shows nothing; give 1 or more")
    with library.consistent():
        speech, sources = library.speech(speech_id), Sources(library)
        sections = [section for section in library.sections(speech.id) if section.level <= depth]
        if not sections:
            return points(library, speech.id, 5)
        return Digest(speech, "outline", tuple(_part(sources, speech, section) for section in sections))


def points(library: Library, speech_id: str, count: int = 3) -> Digest:
    """Return a speech in so many points: the parts of its outline if one level has as many, else central sentences.

    Points are in the order of the speech. There are fewer if it has not as many sentences.

    :raises NotFoundError: If there is no such speech.
    :raises InputError: If the count is not 1 to 20.
    """
    if not 1 <= count <= MOST:
        raise InputError(f"{count} points cannot be given; ask for 1 to {MOST}")
    with library.consistent():
        speech, sources = library.speech(speech_id), Sources(library)
        sections = library.sections(speech.id)
        for level in sorted({section.level for section in sections}):
            same = [section for section in sections if section.level == level]
            if len(same) == count and (count > 1 or level == 1):
                return Digest(speech, "outline", tuple(_part(sources, speech, section) for section in same))
        sentences = _body(sources.sentences(speech), sections)
        chosen = _most_central([sentence.text for sentence in sentences], count)
        parts = tuple(
            Part(None, 0, sources.excerpt(speech, sentences[i].start, sentences[i].end)) for i in sorted(chosen)
        )
        return Digest(speech, "central", parts)


def _part(sources: Sources, speech: Speech, section: Section) -> Part:
    inside = [s for s in sources.sentences(speech) if section.start <= s.start and s.end <= section.end]
    first, last = _heading_span(sources.text(speech), section)
    heading = sources.excerpt(speech, first, last)
    rest = [s for s in inside if s.end > last and not (s.start >= first and s.end <= last)] or inside
    body = [s for s in rest if stands_alone(s.text) >= 0.5] or rest
    if not body:
        return Part(heading, section.level, None)
    ranks = centrality([sentence.text for sentence in body])
    scores = [
        rank * len(body) * stands_alone(s.text) + 2 * matches(section.heading, s.text)
        for rank, s in zip(ranks, body, strict=True)
    ]
    best = body[int(np.argmax(scores))]
    return Part(heading, section.level, sources.excerpt(speech, best.start, best.end))


def _heading_span(text: str, section: Section) -> tuple[int, int]:
    """Return where a section's heading stands: from its start to the last letter of the heading."""
    wanted, found = letters(section.heading).text, letters(text, section.start, section.end)
    if wanted and found.text.startswith(wanted):
        return section.start, found.span(0, len(wanted))[1]
    line = text.find("\n", section.start, section.end)
    return section.start, line if line > section.start else section.end


def _body(sentences: Sequence[Sentence], sections: Sequence[Section]) -> list[Sentence]:
    """Return the sentences that are no headings."""
    headings = {section.start for section in sections}
    return [s for s in sentences if s.start not in headings or stands_alone(s.text) >= 1]


def _most_central(sentences: Sequence[str], count: int) -> list[int]:
    """Return the indices of the most central sentences, no two of which say the same."""
    ranks = centrality(sentences)
    order = sorted(range(len(sentences)), key=lambda i: -ranks[i] * stands_alone(sentences[i]))
    chosen: list[int] = []
    for index in order:
        terms = term_set(fold(sentences[index]))
        if all(_overlap(terms, term_set(fold(sentences[other]))) < _ALIKE for other in chosen):
            chosen.append(index)
        if len(chosen) == count:
            break
    return chosen


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (min(len(one), len(other)) or 1)
