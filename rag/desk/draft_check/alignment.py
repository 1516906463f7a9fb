"""Where in a text some words stand, exactly or nearly so: edit distance with the ends of the place left free.

The place is found by partial matching (rapidfuzz) and its ends are then chosen so that the distance is least.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from corpus.language.figures.quantities import figures

LEAST = 0.72
"""Share of the letters that must agree for a place to say the same, altered."""
_SHORTEST = 6  # letters that can be found nearly
_FIGURE = 20  # letters of a long figure with its unit
_BEFORE, _AFTER = 10, 24  # letters by which the first guess of an end may be wrong


@dataclass(frozen=True, slots=True)
class Fit:
    """A place in a text of letters.

    :param start: Span of the text of letters.
    :param distance: Letters that differ.
    :param likeness: 0 to 1: the share of the sought letters that agree.
    """

    start: int
    end: int
    distance: int
    likeness: float


def fit(words: str, text: str) -> Fit | None:
    """Return where a text says some words with the fewest letters that differ, or None if nowhere nearly.

    >>> fit("产值达到八十六亿元", "去年全市产值达八十六亿元左右")
    Fit(start=4, end=12, distance=1, likeness=0.8888888888888888)
    """
    at = text.find(words)
    while at >= 0:
        if not _within_number(text, at) and not _within_number(text, at + len(words)):
            return Fit(at, at + len(words), 0, 1.0)
        at = text.find(words, at + 1)
    if len(words) < _SHORTEST or not text:
        return None
    if len(text) <= len(words):
        start, end = 0, len(text)
    else:
        guess = fuzz.partial_ratio_alignment(words, text, score_cutoff=55)
        if guess is None:
            return None
        start, end = guess.dest_start, guess.dest_end
    best = _ends(words, text, start, end)
    best = best and _whole_figures(words, text, best)
    return best if best is not None and best.likeness >= LEAST else None


def _ends(words: str, text: str, start: int, end: int) -> Fit | None:
    allowed = int((1 - LEAST) * len(words)) + 1
    best: tuple[int, int, int, int] | None = None
    for last in range(max(1, end - _BEFORE), min(len(text), end + _AFTER) + 1):
        distance = Levenshtein.distance(words, text[max(0, start - _BEFORE) : last], score_cutoff=allowed + 2 * _BEFORE)
        if distance <= allowed + 2 * _BEFORE:
            for first in range(max(0, start - _BEFORE), min(start + _BEFORE, last - 1) + 1):
                if abs(last - first - len(words)) > allowed:
                    continue
                distance = Levenshtein.distance(words, text[first:last], score_cutoff=allowed)
                key = (distance, abs(last - first - len(words)), first, last)
                if distance <= allowed and (best is None or key < best):
                    best = key
                    allowed = distance
    if best is None:
        return None
    distance, _, first, last = best
    return Fit(first, last, distance, 1 - distance / len(words))


def _within_number(text: str, at: int) -> bool:
    """Say whether an end of a place parts the digits of one number."""
    return 0 < at < len(text) and all(char.isdigit() or char == "." for char in (text[at - 1], text[at]))


def _whole_figures(words: str, text: str, found: Fit) -> Fit:
    """Return a place that parts no number: 产值186 of 产值186.4亿元 would show a figure that nobody states.

    A figure that begins the words and is written otherwise in the text begins the place: 二十四年来 is 24年来.
    """
    start, end = found.start, found.end
    own = figures(words[:_FIGURE])
    if own and not own[0].start:
        low = max(0, start - _FIGURE)
        there = [figure for figure in figures(text[low : start + _FIGURE]) if figure.key == own[0].key]
        start = min((low + figure.start for figure in there), key=lambda at: abs(at - start), default=start)
    if not (start != found.start or _within_number(text, start) or _within_number(text, end)):
        return found
    low = max(0, start - _FIGURE)
    for figure in figures(text[low : end + _FIGURE]):
        first, last = low + figure.start, low + figure.end
        start, end = (first if first < start < last else start), (last if first < end < last else end)
    distance = Levenshtein.distance(words, text[start:end])
    return Fit(start, end, distance, max(0.0, 1 - distance / len(words)))


def operations(words: str, text: str) -> list[tuple[int, int, int, int]]:
    """Return where two texts differ as (start, end, start in the other, end in the other), in order.

    What lies one letter apart is one difference.
    """
    found: list[tuple[int, int, int, int]] = []
    for op in Levenshtein.opcodes(words, text):
        if op.tag == "equal":
            continue
        here = (op.src_start, op.src_end, op.dest_start, op.dest_end)
        if found and here[0] - found[-1][1] <= 1 and here[2] - found[-1][3] <= 1:
            here = (found[-1][0], here[1], found[-1][2], here[3])
            found.pop()
        found.append(here)
    return found
