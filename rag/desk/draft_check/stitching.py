"""A sentence put together from several places: which words are from where, by the longest runs that passages share."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.desk.draft_check.candidates import Window

_LEAST = 6  # letters of a piece
_MEAN = 8  # on average: set phrases of official prose are shorter
_COVERED = 0.9  # of the sentence
_REACH = 2.5  # a place of one speech is at most so many times as long as what was taken from it


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters of the draft and where a passage has it.

    :param start: Span of the draft's letters.
    :param at: Where it begins in the window's letters.
    """

    start: int
    end: int
    window: Window
    at: int

    @property
    def span(self) -> tuple[int, int]:
        """The span of the source."""
        return self.window.letters.span(self.at, self.at + self.end - self.start)


def pieces(words: str, windows: Sequence[Window]) -> tuple[Piece, ...]:
    """Return the runs that some words consist of, in order; nothing if they do not, or are of one run."""
    found: list[Piece] = []
    at = 0
    while at + _LEAST <= len(words):
        best = max((_run(words, at, window) for window in windows), key=lambda piece: piece.end, default=None)
        if best is None or best.end - best.start < _LEAST:
            at += 1
        else:
            found.append(best)
            at = best.end
    covered = sum(piece.end - piece.start for piece in found)
    if len(found) < 2 or covered < _COVERED * len(words) or covered < _MEAN * len(found):
        return ()
    return tuple(found)


def is_abridged(found: Sequence[Piece]) -> bool:
    """Say whether the pieces are of one place, in its order: then something between them was left out."""
    spans = [piece.span for piece in found]
    length = sum(piece.end - piece.start for piece in found)
    ordered = all(one[1] <= other[0] for one, other in pairwise(spans))
    same = len({piece.window.speech.id for piece in found}) == 1
    return same and ordered and spans[-1][1] - spans[0][0] <= _REACH * length + 10


def _run(words: str, at: int, window: Window) -> Piece:
    """Return the longest run of the words from a place on that a window has; one of nothing if it is too short."""
    text = window.letters.text
    end = at + _LEAST
    place = text.find(words[at:end])
    if place < 0:
        return Piece(at, at, window, 0)
    best = place
    while place >= 0:
        while end < len(words) and place + end - at < len(text) and text[place + end - at] == words[end]:
            end += 1
            best = place
        best = place
        place = text.find(words[at : end + 1], place + 1) if end < len(words) else -1
        end += place >= 0
    return Piece(at, end, window, best)
