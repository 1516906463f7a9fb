"""What the page and the HTTP service need of an assistant."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Protocol

from corpus import Fact, NotFoundError, SetAside, Speech, Utterance
from index import Filters, Hit, Library
from rag import Answer, Event, Turn, Voice, voice


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
        implied: bool = True,
        ignore: Collection[str] = (),
    ) -> Iterator[Event]:
        """Yield Retrieved, any number of Delta, Finished. Closing the iterator cancels the generation.

        :param passages: Answer from these texts alone.
        :param implied: Whether what the question itself names narrows which speeches are drawn on.
        :param ignore: Names of such conditions that are not to: `speaker`, `place` ….
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


def directory_of(backend: Backend) -> Path | None:
    """Return the library's directory, where what readers make may be kept; None if there is none."""
    directory = getattr(getattr(backend, "library", None), "directory", None)
    return Path(directory) if directory is not None else None


def utterances_of(backend: Backend, speech_id: str) -> list[Utterance]:
    """Return what is said by whom in a speech; nothing if that is not known."""
    find = getattr(getattr(backend, "library", None), "utterances", None)
    try:
        return list(find(speech_id)) if find is not None else []
    except NotFoundError:
        return []


def voice_of(backend: Backend, speech: Speech, start: int, end: int) -> Voice | None:
    """Return whose words a span of a speech is as its library tells; None if that is not known."""
    library = library_of(backend)
    try:
        return voice(library, speech, start, end) if library is not None else None
    except NotFoundError:
        return None


def facts_of(backend: Backend, speech_id: str) -> list[Fact]:
    """Return where the fields of a speech were read; nothing if that is not known."""
    find = getattr(getattr(backend, "library", None), "facts", None)
    try:
        return list(find(speech_id)) if find is not None else []
    except NotFoundError:
        return []


def set_aside_of(backend: Backend, speech_id: str) -> list[SetAside]:
    """Return the lines of a speech that no passage holds; nothing if that is not known."""
    find = getattr(getattr(backend, "library", None), "set_aside", None)
    try:
        return list(find(speech_id)) if find is not None else []
    except NotFoundError:
        return []


def offered(backend: Backend, answer: Answer) -> list[str]:
    """Return what may be asked after an answer, questions that the library answers; nothing if that is not known."""
    find = getattr(backend, "next_questions", None)
    return list(find(answer)) if find is not None else []


def consistent(backend: object) -> AbstractContextManager[None]:
    """Let this thread see one state of the library until the block ends, whoever changes it; for several reads.

    :param backend: An assistant or its library; nothing happens if there is none to change.
    """
    library = backend if isinstance(backend, Library) else getattr(backend, "library", None)
    return library.consistent() if isinstance(library, Library) else nullcontext()


def loaded(backend: Backend) -> dict[str, bool]:
    """Return for each model whether it is in memory; nothing of a backend that has none."""
    probe = getattr(backend, "loaded", None)
    return dict(probe()) if callable(probe) else {}


def accepted(backend: Backend, filters: Filters | None) -> list[Speech]:
    """Return the speeches that filters accept; a tag is looked up in the library, and without one nothing has any."""
    library = getattr(backend, "library", None)
    if filters is not None and filters.tags:
        filters = library.within(filters) if isinstance(library, Library) else Filters(ids=["-"])
    return [speech for speech in backend.speeches() if not filters or filters.accepts(speech)]


def tags_of(backend: Backend) -> dict[str, tuple[str, ...]]:
    """Return what each speech is filed under, by its id; nothing of a library that keeps no tags."""
    library = getattr(backend, "library", None)
    return library.tags() if isinstance(library, Library) else {}


def library_of(backend: Backend) -> Library | None:
    """Return the library itself, where it can be changed; None if there is none to change."""
    library = getattr(backend, "library", None)
    return library if isinstance(library, Library) else None
