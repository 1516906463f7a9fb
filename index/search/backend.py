"""What a library needs of whatever its chunks are searched with, and how one is chosen.

A backend holds no truth: it is derived from the catalog by chunk id, brought up to date when the catalog's generation
has grown, and can be made again at any time. A chunk id always stands for the same text and the same metadata, so that
adding what is missing and deleting what is gone is all there is to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus import SettingsError
from index.embedding.encoder import Vectors
from index.filters import Filters

BACKENDS = ("embedded", "milvus")

Found = list[tuple[int, float]]
"""(chunk id, score), higher is better, best first. BM25 scores compare within one answer only; a cosine always does."""

Progress = Callable[[int, int], None]
"""Called with (chunks done, chunks in all)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """Which backend, and where it is.

    :param backend: `embedded`: SQLite's FTS5 and FAISS, in this process. `milvus`: a Milvus server, or Milvus Lite.
    :param milvus_uri: `http://host:19530`, or a file of Milvus Lite whose name ends in `.db`, which one process at a
        time may open; empty: such a file in the library's directory.
    :param milvus_token: `user:password` or a key, where the server wants one.
    :raises SettingsError: If there is no such backend.
    """

    backend: str = "embedded"
    milvus_uri: str = ""
    milvus_token: str = ""

    def __post_init__(self) -> None:
        if self.backend not in BACKENDS:
            raise SettingsError(
                "no search backend {backend!r}; set YINZHENG_BACKEND to one of: {known}",
                code="no_backend",
                backend=self.backend,
                known=BACKENDS,
            )


class SearchBackend(Protocol):
    """Search over the chunks of one catalog. Thread-safe. Filters hold before the best k are taken.

    Every method raises LibraryError if the backend cannot be used just now.
    """

    notes: list[str]
    """What was found wrong and made again, the last few, one line each."""

    def search_terms(self, terms: Sequence[str], k: int, filters: Filters | None = None) -> Found:
        """Return up to k chunks by BM25.

        :param terms: As `index.analysis.analyzer.query_terms` gives them.
        """
        ...

    def search_dense(self, vector: Vectors, k: int, filters: Filters | None = None) -> Found:
        """Return up to k chunks by cosine, -1 to 1.

        :param vector: Shape (dimension,), of length 1.
        """
        ...

    def saying(self, words: str) -> frozenset[str]:
        """Return the ids of the speeches that say some words of two characters or more.

        Of words longer than two characters a few more may be returned, never fewer.
        """
        ...

    def size(self, filters: Filters | None = None) -> int:
        """Return how many chunks a search by terms may find."""
        ...

    def save(self) -> None:
        """Bring the backend up to date with the catalog, and keep what the next start would have to make again."""
        ...

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make everything anew from the catalog. Until that is done searches are answered from what there was."""
        ...

    def ids(self) -> list[int]:
        """Return the ids of the chunks that a dense search may find, ascending: those of the catalog with a vector."""
        ...

    def differing(self) -> list[int]:
        """Return the ids of the chunks whose vector here is not the catalog's."""
        ...

    def forget(self) -> None:
        """Drop everything derived; the next use makes it anew."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
