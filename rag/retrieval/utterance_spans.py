"""Whose words an evidence sentence holds: what its document gives as somebody's, as spans of the sentence's text.

Knows nothing of claims; `rag.verification.checks.attribution` compares with what a claim says.
"""

from collections.abc import Sequence

from corpus import Utterance, simplify
from rag.datamodel import Said

_LONGEST_GLOSS = 60  # characters of the source that cleaning may have removed between two


def said_within(text: str, quote: str, start: int, utterances: Sequence[Utterance]) -> tuple[Said, ...]:
    """Return what of one sentence is somebody's words, outermost first.

    :param text: The sentence's clean text in Simplified characters.
    :param quote: Its span of the source, unchanged.
    :param start: Where that span begins in the source.
    :param utterances: Of its document, in order of their starts.
    """
    end = start + len(quote)
    near = [one for one in utterances if one.start < end and start < one.end]
    if not near:
        return ()
    places = _places(text, simplify(quote))
    found = []
    for one in near:
        inside = [i for i, place in enumerate(places) if one.start <= start + place < one.end]
        if inside:
            speaker = simplify(one.speaker) if one.speaker else None
            found.append(Said(inside[0], inside[-1] + 1, speaker, one.direct))
    return tuple(found)


def _places(text: str, quote: str) -> list[int]:
    """Return for each character of the clean text its place in the source's span, which has glosses and blanks too."""
    places, at = [], 0
    for char in text:
        found = quote.find(char, at, at + _LONGEST_GLOSS)
        if found >= 0:
            at = found + 1
        places.append(at - 1 if found >= 0 else min(at, len(quote) - 1))
    return places
