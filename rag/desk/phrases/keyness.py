"""What is new and what has vanished between two sets of speeches, with a statistic that says how sure.

The statistic is Dunning's log-likelihood ratio G² ("Accurate methods for the statistics of surprise and coincidence",
Computational Linguistics 19(1), 1993), for two corpora as Rayson and Garside have it ("Comparing corpora using
frequency profiling", 2000): with observed counts a, b in corpora of c, d running characters and E1 = c(a+b)/(c+d), E2 =
d(a+b)/(c+d), G² = 2(a ln(a/E1) + b ln(b/E2)). Above 15.13 chance is less likely than 1 in 10,000, above 10.83 than 1 in
1,000, for one phrase; many are compared, so the first is the default.

Candidates are runs of one to five words of one clause that begin and end with a content word. Their counts are then
taken by plain search, so that they are those of a concordance.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus import InputError, Speech, fold
from corpus.language.cleaning import clean
from corpus.language.segmentation import CLAUSE, FRAME, tagged
from index import Filters, Library
from rag.desk.excerpts import Excerpt, Sources
from rag.desk.letters import QUOTATION_MARKS
from rag.desk.phrases.concordance import Searched, find_uses

SURE = 15.13
"""G² above which a difference is chance less than once in 10,000."""
_WORDS = 5
_FLAGS = "nvaijlsz"
_SHORTEST, _LONGEST = 3, 16  # characters
_LEAST = 3  # uses on one side
_LETTERED = re.compile(r"[^\W\d_]{2,}")
_EXAMPLES = 3
_COUNTED = 400  # candidates counted by plain search

Trend = Literal["new", "vanished", "more", "less"]


@dataclass(frozen=True, slots=True)
class KeyPhrase:
    """A phrase that two sets of speeches use differently.

    :param trend: `new`: the earlier set never says it; `vanished`: the later one does not; else `more` or `less`.
    :param before: Uses in the earlier set; `after` in the later one.
    :param log_likelihood: G².
    :param examples: Up to three uses, of the set that says it more.
    """

    phrase: str
    trend: Trend
    before: int
    after: int
    log_likelihood: float
    examples: tuple[Excerpt, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "phrase": self.phrase,
            "trend": self.trend,
            "before": self.before,
            "after": self.after,
            "log_likelihood": round(self.log_likelihood, 2),
            "examples": [example.to_dict() for example in self.examples],
        }


@dataclass(frozen=True, slots=True)
class Keyness:
    """The phrases that tell two sets of speeches apart, the surest first."""

    before: Searched
    after: Searched
    phrases: tuple[KeyPhrase, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
            "phrases": [phrase.to_dict() for phrase in self.phrases],
        }


def log_likelihood(a: int, b: int, c: int, d: int) -> float:
    """Return G² of `a` uses in `c` characters against `b` uses in `d`; 0 if either set is empty.

    >>> round(log_likelihood(20, 0, 1000, 1000), 2)
    27.73
    """
    if not c or not d or not a + b:
        return 0.0
    first, second = c * (a + b) / (c + d), d * (a + b) / (c + d)
    return 2 * ((a * math.log(a / first) if a else 0.0) + (b * math.log(b / second) if b else 0.0))


def keyness(library: Library, before: Filters, after: Filters, *, limit: int = 50, sure: float = SURE) -> Keyness:
    """Return the phrases that two sets of speeches use differently.

    Costs some 2 seconds for 100,000 characters: words have to be told apart.

    :param limit: The most phrases.
    :param sure: The least G².
    :raises InputError: If one of the sets is empty.
    """
    with library.consistent():
        sets = [library.speeches(before), library.speeches(after)]
        for name, speeches in zip(("earlier", "later"), sets, strict=True):
            if not speeches:
                raise InputError(f"the {name} set has no speeches; choose another period, speaker or place")
        sources = Sources(library)
        texts = [[_body(sources, speech) for speech in speeches] for speeches in sets]
        sizes = [sum(map(len, bodies)) for bodies in texts]
        found = [_runs(bodies) for bodies in texts]
        rough = {
            words: score
            for words in found[0].keys() | found[1].keys()
            if max(found[0][words], found[1][words]) >= _LEAST
            and (score := log_likelihood(found[0][words], found[1][words], *sizes)) >= sure / 2
        }
        best = sorted(rough, key=lambda words: (-rough[words], -len(words), words))[:_COUNTED]
        counts = {words: tuple(sum(body.count(words) for body in bodies) for bodies in texts) for words in best}
        kept = [words for words in best if not _within_another(words, counts)]
        scored = [(log_likelihood(*counts[words], *sizes), words) for words in kept]
        chosen = sorted(((score, words) for score, words in scored if score >= sure), key=lambda item: -item[0])[:limit]
        return Keyness(
            Searched.of(sets[0]),
            Searched.of(sets[1]),
            tuple(_phrase(sources, sets, words, counts[words], score, sizes) for score, words in chosen),
        )


def _phrase(
    sources: Sources,
    sets: Sequence[Sequence[Speech]],
    words: str,
    counts: Sequence[int],
    score: float,
    sizes: list[int],
) -> KeyPhrase:
    a, b = counts
    more = b * sizes[0] > a * sizes[1]
    trend: Trend = "new" if not a else "vanished" if not b else "more" if more else "less"
    examples: list[Excerpt] = []
    for speech in sets[1 if more else 0]:
        for start, end in find_uses(sources.text(speech), [words], speech.start, speech.end):
            examples.append(sources.excerpt(speech, start, end))
            break
        if len(examples) == _EXAMPLES:
            break
    return KeyPhrase(words, trend, a, b, score, tuple(examples))


def _body(sources: Sources, speech: Speech) -> str:
    """Return what of a speech is counted: clean, folded, without blanks and quotation marks, as a concordance reads."""
    text = fold(clean(sources.text(speech), speech.start, speech.end).text)
    return "".join(text.split()).translate({ord(char): None for char in QUOTATION_MARKS})


def _runs(bodies: Sequence[str]) -> Counter[str]:
    """Count the runs of words of some texts."""
    found: Counter[str] = Counter()
    for body in bodies:
        for match in CLAUSE.finditer(body):
            found.update(_of_clause(match.group()))
    return found


def _of_clause(clause: str) -> Iterator[str]:
    words = tagged(clause)
    for first in range(len(words)):
        if not _may_end(words[first]):
            continue
        run = ""
        for word, flag in words[first : first + _WORDS]:
            run += word
            if len(run) > _LONGEST or not word[:1].isalnum():
                break
            if len(run) >= _SHORTEST and _may_end((word, flag)) and _LETTERED.search(run):
                yield run


def _may_end(word: tuple[str, str]) -> bool:
    return word[1][:1] in _FLAGS and word[0] not in FRAME and word[0].isalnum()


def _within_another(words: str, counts: dict[str, tuple[int, ...]]) -> bool:
    """Say whether a longer phrase has the same counts: 质生产力 within 新质生产力."""
    return any(words in other and words != other and counts[other] == counts[words] for other in counts)
