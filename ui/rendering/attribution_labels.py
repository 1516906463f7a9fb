"""Whose words a passage is: the speaker's own, somebody quoted in it, or the report's narration."""

from collections.abc import Sequence

from corpus import NEWS, Speech, Utterance
from corpus.language.names.persons import same_person
from ui.i18n import texts
from ui.i18n.texts import Pair
from ui.rendering.markup import filled

_SHARE = 0.6  # of a passage that somebody's words must be, so that "he stressed," before them does not count


def whose_words(speech: Speech, utterances: Sequence[Utterance], start: int, end: int) -> Pair | None:
    """Say whose words `[start:end]` of a speech are; None if that is not known."""
    said = _said(utterances, start, end)
    if said is None:
        if speech.kind in NEWS:
            return texts.NARRATION
        return filled(texts.OWN_WORDS, speaker=speech.speaker) if speech.speaker else None
    if said.speaker is None:
        return filled(texts.UNKNOWN_WORDS, title=speech.title)
    if speech.speaker and speech.kind not in NEWS and not same_person(speech.speaker, said.speaker):
        pair = texts.QUOTING if said.direct else texts.RETELLING
        return filled(pair, owner=speech.speaker, speaker=said.speaker)
    pair = texts.DIRECT_WORDS if said.direct else texts.REPORTED_WORDS
    return filled(pair, speaker=said.speaker, title=speech.title)


def _said(utterances: Sequence[Utterance], start: int, end: int) -> Utterance | None:
    """Return the innermost utterance that covers most of the passage."""

    def shared(utterance: Utterance) -> int:
        return max(0, min(end, utterance.end) - max(start, utterance.start))

    covering = [u for u in utterances if shared(u) >= _SHARE * (end - start)]
    return max(covering, key=lambda u: (shared(u), u.start - u.end), default=None)
