"""The language model behind an answer, as the rest of `rag` sees it.

A language model knows nothing of passages, citations or verification: messages go in, text comes out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class Piece(str):
    """A piece of a reply; an engine that knows how likely it was says so.

    :param logprob: Natural logarithm of the probability that the model gave it, at most 0; None if that is not told.
    """

    __slots__ = ("logprob",)
    logprob: float | None

    def __new__(cls, text: str, logprob: float | None = None) -> "Piece":
        """Return a piece of a reply."""
        made = super().__new__(cls, text)
        made.logprob = logprob
        return made


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a model has read and written.

    :param read: Of prompts, those included that were in its cache.
    :param cached: Of these, how many were in its cache: they cost next to nothing.
    :param written: Of replies; the one token of a yes/no question included.
    """

    read: int = 0
    cached: int = 0
    written: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.read + other.read, self.cached + other.cached, self.written + other.written)

    def __sub__(self, other: "Usage") -> "Usage":
        return Usage(self.read - other.read, self.cached - other.cached, self.written - other.written)


@runtime_checkable
class Metered(Protocol):
    """A language model that counts its tokens; it need not.

    :param usage: Since it was loaded; it only grows. Up to date between calls.
    """

    usage: Usage


class LanguageModel(Protocol):
    """A chat model. One call at a time is enough; callers queue."""

    name: str

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        """Yield the reply as it is written, greedily decoded. Closing the iterator stops the model.

        What is yielded may be a `Piece`, which says how likely it was.

        :raises GenerationError: If the model fails.
        """
        ...

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Return the log-probability that the reply begins with each choice, natural log, one a choice.

        A choice is one token of the model's vocabulary. A choice that is not among the likeliest tokens
        gets the log-probability of the least likely one seen: an upper bound.

        :raises GenerationError: If the model fails or cannot tell.
        """
        ...

    def close(self) -> None:
        """Free the weights."""
        ...
