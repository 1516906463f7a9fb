"""Which job of the desk a question asks for, learned from how people ask for each (`tests/data/wordings/jobs*.toml`).

    把‹speaker›‹year›的讲话浓缩成‹number›条  ->  ‹order› ‹speaker› ‹year› ‹condense› ‹number›  ->  points

What a question names (people, places, years, titles, quoted words, numbers) is masked first, and wordings are learned
with several topics, so that the topic tells nothing. Beside the runs of characters of a question those of the classes
of its words are learned (the lexicon's `orders`): an order that uses another word of a class is understood as well.
Two bounds keep what is not sure out: an ordinary answer is no harm. The weights are made by
`python -m tests.benchmarks.learned.job_wordings --save`.
"""

import re
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from corpus.language.lexicon import table
from rag.question.intent.learned import frame, load

FILE = Path(__file__).with_name("job_wordings.npz")
SLOTS = {name: chr(0xE000 + at) for at, name in enumerate(("speaker", "place", "year", "title", "number", "quoted"))}
"""The character that stands for each thing that a question names."""
LEAST = 0.35
"""Least chance of a job. With both bounds, of 1,561 wordings held out by turns: 1,036 of 1,206 for a job recognised, 22
taken for another; 14 of 355 for none taken for one."""
LEAD = 0.2
"""Least lead over the second."""
MARKS = re.compile(r"[\s，,。？?！!：:；;、“”‘’\"']+")
_TAGS = {tag: chr(0xE110 + at) for at, tag in enumerate(table("orders").tags)}
_CLASS_OF = {word: _TAGS[min(one.tags)] for one in table("orders").entries for word in one.words}
_CLASS = re.compile("|".join(map(re.escape, sorted(_CLASS_OF, key=len, reverse=True))))
_RUNS, _ROWS = 3, 4  # characters, classes in a row


class Job(StrEnum):
    """A job of the desk."""

    POINTS = "points"  # a speech in so many points
    COMPARE = "compare"  # years, places or speeches against each other
    CHECK = "check"  # a text against the library
    TREND = "trend"  # a phrase over the years
    TOPIC = "topic"  # what is said on a topic, in order
    WRITE = "write"  # sentences to quote, newest first
    NOVELTY = "novelty"  # what is new in a speech
    MEETING = "meeting"  # who said what
    FIGURES = "figures"  # figures in rows
    WATCH = "watch"  # news of what will come
    NONE = "none"


_SURER = {Job.CHECK: 0.5}  # whatever stands behind a colon may be a text: 素材：……


def chances(masked: str) -> dict[Job, float]:
    """Return the chance of each job, each by itself.

    :param masked: A folded question with a character of `SLOTS` for each thing that it names.
    """
    known = load("jobs", FILE)
    return dict(zip(map(Job, known.names), map(float, known.chances(pieces(masked))), strict=True))


@lru_cache(maxsize=256)
def recognise(masked: str) -> Job:
    """Return the job that a masked question asks for; `NONE` if it asks for none or that is not sure.

    >>> recognise("概括成" + SLOTS["number"] + "点")
    <Job.POINTS: 'points'>
    """
    found = chances(masked)
    first, second = sorted(found, key=lambda job: -found[job])[:2]
    sure = found[first] >= _SURER.get(first, LEAST) and found[first] - found[second] >= LEAD
    return first if sure else Job.NONE


def words_of(job: Job) -> frozenset[str]:
    """Return the words of a job's wordings, but for what these name."""
    return frame(job.value, FILE)


def pieces(masked: str) -> frozenset[str]:
    """Return what is learned from: a masked question's runs of characters, and of classes of words, and their pairs."""
    text = f"^{MARKS.sub('', masked)}$"
    tagged = _CLASS.sub(lambda match: _CLASS_OF[match[0]], text)
    rows = "".join("·" if other else "".join(run) for other, run in groupby(tagged, key=_is_other))
    classes = rows.replace("·", "")
    found = [text[at : at + size] for size in range(1, _RUNS + 1) for at in range(len(text) - size + 1)]
    found += ["C" + rows[at : at + size] for size in range(1, _ROWS + 1) for at in range(len(rows) - size + 1)]
    found += ["D" + classes[at : at + size] for size in range(2, _ROWS + 1) for at in range(len(classes) - size + 1)]
    seen = sorted(set(classes) - set("^$"))
    found += ["P" + one + other for at, one in enumerate(seen) for other in seen[at + 1 :]]
    return frozenset(found)


def _is_other(char: str) -> bool:
    """Say whether a character is none that stands for something that is named or for a class, and no bound."""
    return not ("\ue000" <= char <= "\ue1ff" or char in "^$")


def classes() -> str:
    """Return the words of orders by what they do, as one text: weights that were learned with others do not fit."""
    return "\n".join(f"{word} {tag}" for word, tag in sorted(_CLASS_OF.items()))
