"""The search of one machine: BM25 by SQLite's FTS5, in the catalog's own file, and vectors by FAISS."""

from collections.abc import Sequence

from index.analysis.analyzer import terms_version
from index.backends.scaled_index import ScaledIndex
from index.catalog import Catalog
from index.embedding.encoder import Vectors
from index.filters import Filters
from index.search.backend import Found, Progress
from index.storage import schema


class Embedded:
    """A `SearchBackend` whose terms are always up to date: they are written in the transaction of their document."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._dense = ScaledIndex(catalog)
        self.notes = self._dense.notes

    def search_terms(self, terms: Sequence[str], k: int, filters: Filters | None = None) -> Found:
        """Return up to k chunks by BM25, best first."""
        return self._catalog.search_terms(terms, k, filters)

    def search_dense(self, vector: Vectors, k: int, filters: Filters | None = None) -> Found:
        """Return up to k chunks by cosine, best first."""
        allowed = self._catalog.chunk_ids(filters) if filters else None
        return list(zip(*self._dense.search(vector, k, allowed), strict=True))

    def saying(self, words: str) -> frozenset[str]:
        """Return the ids of the speeches that say some words."""
        return self._catalog.saying(words)

    def size(self, filters: Filters | None = None) -> int:
        """Return how many chunks a search by terms may find."""
        return len(self._catalog.chunk_ids(filters or Filters()))

    def save(self) -> None:
        """Bring the file of vectors up to date."""
        self._dense.save()

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the terms and the vectors' index anew. Readers are answered meanwhile; a writer waits for the terms."""
        with self._catalog.changing() as connection:
            schema.index_terms_again(connection)
            schema.set_meta(connection, "terms", terms_version())
        self._dense.rebuild(progress)

    def ids(self) -> list[int]:
        """Return the ids of the chunks that have a vector, ascending."""
        return self._dense.ids()

    def differing(self) -> list[int]:
        """Return the ids of the vectors that are not the catalog's."""
        return self._dense.differing()

    def forget(self) -> None:
        """Drop the index of the vectors; the next use makes it anew."""
        self._dense.forget()

    def close(self) -> None:
        """Nothing is held: the catalog closes its file."""
