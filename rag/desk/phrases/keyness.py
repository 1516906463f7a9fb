"""What is new and what has vanished between two sets of speeches, with a statistic that says how sure.

The statistic is Dunning's log-likelihood ratio G² ("Accurate methods for the statistics of surprise and coincidence",
Computational Linguistics 19(1), 1993), for two corpora as Rayson and Garside have it ("Comparing corpora using
frequency profiling", 2000): with observed counts a, b in corpora of c, d running characters and E1 = c(a+b)/(c+d), E2 =
d(a+b)/(c+d), G² = 2(a ln(a/E1) + b ln(b/E2)). Above 15.13 chance is less likely than 1 in 10,000, above 10.83 than 1 in
1,000, for one phrase; many are compared, so the first is the default.

Every run of letters is counted; shown are those that are, where they stand, one to five words of one clause that begin
and end with a content word. So only what differs has to be told apart into words, which is slow.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from corpus import InputError, Speech
from corpus.language.segmentation import CLAUSE, FRAME, tagged
from index import Filters, Library
from index.search.running_text import RunningText
from rag.desk.excerpts import Excerpt, Sources
from rag.desk.letters import QUOTATION_MARKS
from rag.desk.phrases.concordance import Searched
from rag.desk.phrases.runs import LONGEST, Run, differing, log_likelihood
from rag.desk.phrases.searching import find_uses

SURE = 15.13
"""G² above which a difference is chance less than once in 10,000."""
_WORDS = 5
_FLAGS = "nvaijlsz"
_LETTERED = 2  # letters that are no digits, at least
_SURER = 4.0  # looked for first are differences so many times as sure
_CANDIDATES = 6_000  # runs looked at whether they are words
_CLAUSES = 1_500  # told apart into words at most
_AROUND = 60  # characters of a clause on each side of a run

Trend = Literal["new", "vanished", "more", "less"]


@dataclass(frozen=True, slots=True)
class KeyPhrase:
    """A phrase that two sets of speeches use differently.

    :param trend: `new`: the earlier set never says it; `vanished`: the later one does not; else `more` or `less`.
    :param before: Uses in the earlier set; `after` in the later one.
    :param log_likelihood: G².
    :param examples: Up to three uses in different speeches, of the set that says it more.
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


@dataclass(frozen=True, slots=True)
class _Sets:
    """The condensed texts of two sets of speeches, one behind the other.

    :param middle: Where in `text` the second set begins.
    :param speeches: In the order of `text`.
    :param starts: Where each begins in `text`.
    """

    text: str
    middle: int
    speeches: Sequence[Speech]
    starts: Sequence[int]

    def speech_at(self, place: int) -> Speech:
        return self.speeches[bisect_right(self.starts, place) - 1]


def keyness(library: Library, before: Filters, after: Filters, *, limit: int = 50, sure: float = SURE) -> Keyness:
    """Return the phrases that two sets of speeches use differently.

    :param limit: The most phrases.
    :param sure: The least G².
    :raises InputError: If one of the sets is empty.
    """
    with library.consistent():
        sets = [library.speeches(before), library.speeches(after)]
        for name, speeches in zip(("earlier", "later"), sets, strict=True):
            if not speeches:
                raise InputError(f"the {name} set has no speeches; choose another period, speaker or place")
        both = _joined(library.running_text(ignoring=QUOTATION_MARKS), *sets)
        for least in (_SURER * sure, sure):  # the fewer runs are sure enough, the fewer are counted
            runs = differing(both.text[: both.middle], both.text[both.middle :], least, _CANDIDATES)
            words = [_counted(both, run) for run in _worded(both.text, runs)]
            chosen = [run for run in _longest(words) if run.log_likelihood >= least][:limit]
            if len(chosen) == limit:
                break
        sources = Sources(library)
        sources.preload([both.speech_at(place) for run in chosen for place in run.places])
        phrases = tuple(_phrase(sources, both, run) for run in chosen)
        return Keyness(Searched.of(sets[0]), Searched.of(sets[1]), phrases)


def _joined(running: RunningText, before: Sequence[Speech], after: Sequence[Speech]) -> _Sets:
    at = {speech_id: number for number, speech_id in enumerate(running.ids)}
    ends = [*running.starts[1:].tolist(), len(running.text)]
    numbers = [at[speech.id] for speech in (*before, *after)]
    pieces = [running.text[running.starts[number] : ends[number]] for number in numbers]
    lengths = np.array([len(piece) for piece in pieces], np.int64)
    middle = int(lengths[: len(before)].sum())
    return _Sets("".join(pieces), middle, (*before, *after), (np.cumsum(lengths) - lengths).tolist())


def _worded(text: str, runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the runs that are words where most of the uses looked at stand."""
    known: dict[str, frozenset[str]] = {}
    for run in runs:
        if sum(char.isalpha() for char in run.words) < _LETTERED:
            continue
        clauses = dict.fromkeys(_clause(text, place, len(run.words)) for place in run.places)
        if any(clause not in known for clause in clauses) and len(known) >= _CLAUSES:
            continue
        for clause in clauses:
            if clause not in known:
                known[clause] = frozenset(_of_clause(clause))
        if 2 * sum(run.words in known[clause] for clause in clauses) > len(clauses):
            yield run


def _clause(text: str, place: int, length: int) -> str:
    first = max(0, place - _AROUND)
    around = text[first : place + length + _AROUND]
    found = next(m for m in CLAUSE.finditer(around) if first + m.start() <= place < first + m.end())
    return found.group()


def _phrase(sources: Sources, both: _Sets, run: Run) -> KeyPhrase:
    more = run.places[0] >= both.middle
    trend: Trend = "new" if not run.before else "vanished" if not run.after else "more" if more else "less"
    examples: list[Excerpt] = []
    for speech in dict.fromkeys(both.speech_at(place) for place in run.places):
        for start, end in find_uses(sources.text(speech), [run.words], speech.start, speech.end):
            examples.append(sources.excerpt(speech, start, end))
            break
    return KeyPhrase(run.words, trend, run.before, run.after, run.log_likelihood, tuple(examples))


def _of_clause(clause: str) -> Iterator[str]:
    words = tagged(clause)
    for first in range(len(words)):
        if not _may_end(words[first]):
            continue
        run = ""
        for word, flag in words[first : first + _WORDS]:
            run += word
            if len(run) > LONGEST or not word[:1].isalnum():
                break
            if _may_end((word, flag)):
                yield run


def _may_end(word: tuple[str, str]) -> bool:
    return word[1][:1] in _FLAGS and word[0] not in FRAME and word[0].isalnum()


def _counted(both: _Sets, run: Run) -> Run:
    """Return a run counted as a concordance counts: no use overlaps another."""
    words = run.words
    if not any(words[:size] == words[-size:] for size in range(1, len(words))):
        return run
    counts = both.text.count(words, 0, both.middle), both.text.count(words, both.middle)
    sizes = (both.text.count("\n", 0, both.middle), both.text.count("\n", both.middle))
    characters = both.middle - sizes[0], len(both.text) - both.middle - sizes[1]
    return Run(words, *counts, log_likelihood(*counts, *characters), run.places)


def _longest(runs: Sequence[Run]) -> list[Run]:
    """Return the runs that are within no longer one with the same counts: not 质生产力 within 新质生产力."""
    alike: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        alike.setdefault((run.before, run.after), []).append(run)
    return [
        run
        for run in runs
        if not any(run.words in other.words and run is not other for other in alike[run.before, run.after])
    ]
