"""The neighbours of a phrase: words that stand near its uses more often than their rarity lets expect."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from corpus import fold
from corpus.language.segmentation import tagged
from index import Library
from rag.desk.excerpts import Excerpt, Sources
from rag.desk.phrases.concordance import Concordance, Use

_FLAGS = "nvaijl"
_NEAR = 12  # characters on each side
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word near a phrase.

    :param left: How often it stands before the phrase; `right` behind it.
    :param score: Its count by its inverse document frequency: frequent here and rare elsewhere is high.
    :param examples: Up to three uses with it: the phrase and the word, verbatim.
    """

    word: str
    left: int
    right: int
    score: float
    examples: tuple[Excerpt, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "word": self.word,
            "count": self.left + self.right,
            "left": self.left,
            "right": self.right,
            "score": round(self.score, 2),
            "examples": [example.to_dict() for example in self.examples],
        }


def neighbours(library: Library, found: Concordance, limit: int = 30) -> tuple[Neighbour, ...]:
    """Return the words of two characters or more within 12 characters of a phrase in the same line, the best first."""
    sources = Sources(library)
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    examples: dict[str, list[Excerpt]] = defaultdict(list)
    for use in found.uses:
        for counter, side, words in ((left, "left", use.left[-_NEAR:]), (right, "right", use.right[:_NEAR])):
            for word, at in _words(words):
                counter[word] += 1
                if len(examples[word]) < _EXAMPLES:
                    examples[word].append(_example(sources, use, side, words, at, len(word)))
    counts = left + right
    weights = library.term_weights(counts)
    scored = sorted(((count * weights.get(word, 0.0), word) for word, count in counts.items()), reverse=True)
    return tuple(
        Neighbour(word, left[word], right[word], score, tuple(examples[word]))
        for score, word in scored[:limit]
        if score
    )


def _words(text: str) -> list[tuple[str, int]]:
    """Return the content words of a text and where they stand."""
    found, at = [], 0
    for word, flag in tagged(fold(text)):
        if len(word) >= 2 and flag[:1] in _FLAGS:
            found.append((word, at))
        at += len(word)
    return found


def _example(sources: Sources, use: Use, side: str, words: str, at: int, length: int) -> Excerpt:
    start, end = use.words.start, use.words.end
    if side == "left":
        return sources.excerpt(use.speech, start - len(words) + at, end)
    return sources.excerpt(use.speech, start, end + at + length)
