"""What the page and the HTTP service need of an assistant."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from corpus import Speech
from index import Filters, Hit
from rag.answer import Event, Turn


class Backend(Protocol):
    """The part of `rag.Assistant` that `ui` uses. Its methods block and may be called from any thread."""

    @property
    def name(self) -> str:
        """The generator's name."""
        ...

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        passages: Sequence[str] | None = None,
    ) -> Iterator[Event]:
        """Yield Retrieved, any number of Delta, Finished. Closing the iterator cancels the generation.

        :param passages: Answer from these texts alone.
        :raises YinzhengError: Of the kinds that `corpus.errors` draws.
        """
        ...

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return at most `k` hits, best first."""
        ...

    def speeches(self) -> list[Speech]:
        """Return every speech of the library."""
        ...

    def speech(self, speech_id: str) -> Speech:
        """Return one speech.

        :raises NotFoundError: If there is none.
        """
        ...

    def source_text(self, speech_id: str) -> str:
        """Return the original text that offsets refer to.

        :raises NotFoundError: If there is no such speech.
        """
        ...

    def example_questions(self) -> list[str]:
        """Return a few questions that the library answers."""
        ...

    def statistics(self) -> dict[str, Any]:
        """Return `speeches`, `chunks`, `characters`, `first_date`, `last_date`."""
        ...
