"""The events of a stream: what was found, more of the answer, the whole answer."""

from dataclasses import dataclass

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
