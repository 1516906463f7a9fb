"""The neighbours of a phrase: words that stand near its uses more often than their rarity lets expect."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, Literal

from corpus import fold
from corpus.language.segmentation import tagged
from index import Library
from rag.desk.excerpts import Excerpt, Sources
from rag.desk.phrases.concordance import Concordance
from rag.desk.phrases.uses import Use

Side = Literal["left", "right"]
_FLAGS = "nvaijl"
_NEAR = 12  # characters on each side
_EXAMPLES = 3
MOST = 600
"""Uses around which words are looked for; of more, so many spread evenly over all."""


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
    """Return the words of two characters or more within 12 characters of a phrase, the best first.

    Looked around are at most `MOST` uses: of more, as many that are spread evenly over all.
    """
    count = min(MOST, len(found.uses))
    numbers = [at * len(found.uses) // count for at in range(count)]
    counts: dict[Side, Counter[str]] = {"left": Counter(), "right": Counter()}
    near: dict[str, list[int]] = defaultdict(list)  # numbers of the first uses with a word near them
    for side, counter in counts.items():
        for number, words in zip(numbers, found.beside(side, numbers), strict=True):
            for word in _words(words[-_NEAR:] if side == "left" else words[:_NEAR]):
                counter[word] += 1
                if len(near[word]) < _EXAMPLES:
                    near[word].append(number)
    both = counts["left"] + counts["right"]
    weights = library.term_weights(both)
    scored = sorted(((count * weights.get(word, 0.0), word) for word, count in both.items()), reverse=True)[:limit]
    sources = Sources(library)
    return tuple(
        Neighbour(
            word,
            counts["left"][word],
            counts["right"][word],
            score,
            tuple(_example(sources, use, word) for use in found.uses.chosen(list(dict.fromkeys(near[word])))),
        )
        for score, word in scored
        if score
    )


def _words(text: str) -> list[str]:
    """Return the content words of a condensed text."""
    return [word for word, flag in tagged(text) if len(word) >= 2 and flag[:1] in _FLAGS]


def _example(sources: Sources, use: Use, word: str) -> Excerpt:
    """Return a use and the word, whichever side it stands on; the use alone if it is not written so there."""
    start, end = use.words.start, use.words.end
    if (at := fold(use.left).rfind(word)) >= 0:
        return sources.excerpt(use.speech, start - len(use.left) + at, end)
    at = fold(use.right).find(word)
    return sources.excerpt(use.speech, start, end + at + len(word)) if at >= 0 else use.words
