"""Who said what in a speech or the news of a meeting: its direct and reported speech, by person."""

from dataclasses import dataclass
from typing import Any

from corpus import Speech, fold
from corpus.language.names.persons import same_person
from index import Library
from rag.desk.excerpts import Excerpt, Sources, about

_LEAST = 6  # characters that are said


@dataclass(frozen=True, slots=True)
class Said:
    """What one person or body says.

    :param who: As the text names them first; None where it does not tell.
    :param lines: Their words in order; `direct` says of each whether it stands in quotation marks.
    """

    who: str | None
    lines: tuple[Excerpt, ...]
    direct: tuple[bool, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        lines = [{**line.to_dict(), "direct": direct} for line, direct in zip(self.lines, self.direct, strict=True)]
        return {"who": self.who, "lines": lines}


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who said what, in the order in which they first speak."""

    speech: Speech
    said: tuple[Said, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"speech": about(self.speech), "said": [item.to_dict() for item in self.said]}


def meeting(library: Library, speech_id: str) -> Meeting:
    """Return who said what; what stands inside of somebody's reported words and is theirs too is given once.

    :raises NotFoundError: If there is no such speech.
    """
    with library.consistent():
        speech, sources = library.speech(speech_id), Sources(library)
        people: list[tuple[str | None, list[tuple[Excerpt, bool]]]] = []
        last: dict[str | None, int] = {}
        for item in library.utterances(speech.id):
            who = next((name for name, _ in people if _same(name, item.speaker)), item.speaker)
            if item.end - item.start < _LEAST or item.end <= last.get(who, -1):
                continue
            last[who] = item.end
            line = (sources.excerpt(speech, item.start, item.end), item.direct)
            for name, lines in people:
                if name == who:
                    lines.append(line)
                    break
            else:
                people.append((who, [line]))
    return Meeting(
        speech, tuple(Said(who, tuple(x for x, _ in lines), tuple(d for _, d in lines)) for who, lines in people)
    )


def _same(one: str | None, other: str | None) -> bool:
    return one == other or same_person(fold(one or ""), fold(other or ""))
