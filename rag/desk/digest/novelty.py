"""What is new in a speech against the same speaker's last one, what is kept, and what was worded otherwise."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from corpus import NotFoundError, Speech, fold
from corpus.language.names.persons import same_person
from index import Library
from rag.desk.excerpts import Excerpt, Sources, about
from rag.desk.letters import letters
from rag.desk.phrases.wording_changes import Change, changes

_SAME, _ALIKE = 97.0, 62.0  # of 100: from where two sentences are the same, and are versions of one
_SHORTEST = 10  # letters of a sentence that can be new


@dataclass(frozen=True, slots=True)
class Reworded:
    """A sentence of the last speech and what it became."""

    before: Excerpt
    after: Excerpt
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "changes": [change.to_dict() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Novelty:
    """A speech against an earlier one.

    :param new: Sentences that the earlier one has nothing like, in order.
    :param kept: How many sentences both say, but for form.
    :param gone: Sentences of the earlier one that this one has nothing like.
    """

    speech: Speech
    earlier: Speech
    new: tuple[Excerpt, ...]
    reworded: tuple[Reworded, ...]
    kept: int
    gone: tuple[Excerpt, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "speech": about(self.speech),
            "earlier": about(self.earlier),
            "new": [line.to_dict() for line in self.new],
            "reworded": [item.to_dict() for item in self.reworded],
            "kept": self.kept,
            "gone": [line.to_dict() for line in self.gone],
        }


def last_speech(library: Library, speech: Speech) -> Speech | None:
    """Return the same speaker's latest earlier speech that is no copy of this one, of the same kind if there is one."""
    if not speech.speaker or not speech.date:
        return None
    copies = {copy.speech.id for copy in library.copies(speech.id)}
    earlier = [
        other
        for other in library.speeches()
        if same_person(fold(other.speaker or ""), fold(speech.speaker))
        and other.date
        and other.date < speech.date[: len(other.date)]
        and other.id not in copies
    ]
    same = [other for other in earlier if other.kind == speech.kind]
    return max(same or earlier, key=lambda other: other.date or "", default=None)


def novelty(library: Library, speech_id: str, earlier_id: str | None = None) -> Novelty:
    """Return what is new in a speech against an earlier one.

    :param earlier_id: Of the speech to compare it with; the speaker's last one if it is None.
    :raises NotFoundError: If there is no such speech, or no earlier one of its speaker.
    """
    with library.consistent():
        speech = library.speech(speech_id)
        earlier = library.speech(earlier_id) if earlier_id else last_speech(library, speech)
        if earlier is None:
            raise NotFoundError(
                "no earlier speech of the speaker of {speech!r} ({speaker}) here; name one to compare it with",
                code="no_earlier_speech",
                speech=speech.id,
                speaker=speech.speaker or "unknown",
            )
        sources = Sources(library)
        mine, theirs = _sentences(sources, speech), _sentences(sources, earlier)
        if not mine or not theirs:
            return Novelty(speech, earlier, tuple(e for e, _ in mine), (), 0, tuple(e for e, _ in theirs))
        scores = process.cdist([text for _, text in mine], [text for _, text in theirs], scorer=fuzz.ratio)
        best = np.argmax(scores, axis=1)
        new: list[Excerpt] = []
        reworded: list[Reworded] = []
        kept = 0
        for row, (line, _) in enumerate(mine):
            score = scores[row, best[row]]
            if score >= _SAME and mine[row][1] == theirs[best[row]][1]:
                kept += 1
            elif score >= _ALIKE:
                before = theirs[int(best[row])][0]
                found = changes(sources, before, letters(before.quote), line, letters(line.quote))
                reworded.append(Reworded(before, line, found))
            else:
                new.append(line)
        gone = tuple(line for column, (line, _) in enumerate(theirs) if scores[:, column].max() < _ALIKE)
    return Novelty(speech, earlier, tuple(new), tuple(reworded), kept, gone)


def _sentences(sources: Sources, speech: Speech) -> list[tuple[Excerpt, str]]:
    found = [
        (sources.excerpt(speech, sentence.start, sentence.end), letters(sentence.text).text)
        for sentence in sources.sentences(speech)
    ]
    return [(line, text) for line, text in found if len(text) >= _SHORTEST]
