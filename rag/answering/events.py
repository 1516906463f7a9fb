"""The events of a stream: what was found, more of the answer, the whole answer; and how long each stage took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from index import Hit
from rag.datamodel import Answer, Implied, Passage


@dataclass(frozen=True, slots=True)
class Retrieved:
    """First event: what was found, before anything is generated.

    :param hits: Best first.
    :param question: The question as searched.
    :param evidence: Of these, what the model is given to read.
    :param implied: The conditions on speeches that the question stated and that were applied.
    :param follows: The questions that this one could not be understood without, which `question` holds too.
    """

    hits: tuple[Hit, ...]
    question: str
    evidence: tuple[Passage, ...] = ()
    implied: tuple[Implied, ...] = ()
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """More of the answer.

    :param text: Checked text with its markers. The texts of all deltas joined are `answer.text`.
    :param pending: The sentence being written, not yet checked: show it as such, or not at all.
        Each event's `pending` replaces the one before.
    """

    text: str = ""
    pending: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event: the whole answer."""

    answer: Answer


Event = Retrieved | Delta | Finished


@dataclass
class Clock:
    """Milliseconds since the question, and by stage."""

    started: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    def now(self) -> float:
        """Return milliseconds since the start."""
        return round((time.perf_counter() - self.started) * 1000, 1)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of a block to a stage."""
        before = time.perf_counter()
        try:
            yield
        finally:
            self.stages[name] = round(self.stages.get(name, 0.0) + (time.perf_counter() - before) * 1000, 1)
