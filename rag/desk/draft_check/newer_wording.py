"""Whether what a draft says was said otherwise since: the old wording went out of use, and this one stands for it.

Only what the same person said later, or what was said later of the same place, can replace a wording; and only if
nobody has used the old one since. Another figure, date or name is no other wording, nor is a reporter's sentence.
"""

from collections.abc import Sequence

from corpus import Speech, fold
from corpus.language.names.persons import same_person
from rag.desk.draft_check.candidates import Candidates, Place
from rag.desk.draft_check.differences import differences
from rag.desk.excerpts import Excerpt
from rag.desk.letters import Letters
from rag.extractive.provenance import voice

_LEAST = 0.8  # share of the letters that the new wording has in common with the old
_SHORTEST = 10  # letters
_WORD = 2  # letters that a changed wording differs by at least


def newer(
    candidates: Candidates, draft: str, words: Letters, old: Sequence[Excerpt], near: Sequence[Place]
) -> Excerpt | None:
    """Return the newest wording that has replaced one, or None.

    :param words: The letters of the draft's sentence.
    :param old: Every place that says it.
    :param near: Places that say it nearly.
    """
    last = max((place.speech.date or "" for place in old), default="")
    if not last or len(words.text) < _SHORTEST or any(not place.speech.date for place in old):
        return None
    if any(voice(candidates.library, place.speech, place.start, place.end).how == "narrated" for place in old):
        return None
    later = [
        place
        for place in near
        if place.fit.likeness >= _LEAST
        and place.fit.distance >= _WORD
        and (place.speech.date or "") > last
        and any(_one_series(place.speech, other.speech) for other in old)
    ]
    for place in sorted(later, key=lambda place: place.speech.date or "", reverse=True):
        source = candidates.sources.text(place.speech)
        span = (place.fit.start, place.fit.end)
        found = differences(draft, words, (0, len(words.text)), source, place.window.letters, span)
        if found and all(difference.kind == "wording" for difference in found):
            return candidates.sources.excerpt(place.speech, *place.span)
    return None


def _one_series(one: Speech, other: Speech) -> bool:
    same_place = bool(one.place) and fold(one.place or "") == fold(other.place or "") and one.kind == other.kind
    return same_person(one.speaker, other.speaker) or same_place
