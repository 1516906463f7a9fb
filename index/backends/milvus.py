"""Search on Milvus, by configuration: a collection for each library, kept up to date with the catalog by chunk id.

The catalog stays the truth. Several processes may keep one collection up to date at the same time: writing a row twice
changes nothing, only ids that the catalog has used and dropped are deleted, and whoever finds that the count is not the
catalog's compares all ids. A collection belongs to one set of vectors and one version of the terms; another gets a new
one. `rebuild` fills a second collection, and the alias that searches go to is turned to it when it is whole.

A thread that sees an older state of the catalog (`Library.consistent`) searches the newest one here: what is gone from
its own state is dropped where hits are read.
"""

import hashlib
import json
import logging
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import LibraryError, Speech
from index.analysis.analyzer import query_terms, terms_version
from index.backends.milvus_collection import BATCH, PAGE, Collection, Row, condition_of, errors, saying_of
from index.catalog import Catalog
from index.embedding.encoder import Vectors
from index.filters import Filters
from index.search.backend import Found, Progress, SearchSettings
from index.search.lexical import saying_terms
from index.storage import schema

logger = logging.getLogger(__name__)

_LITE = "search.db"  # in the library's directory
_GENERATION = "yinzheng.generation"  # property of a collection: the catalog's when it was last whole
_REMEMBERED = 16  # answers of `saying`, each of up to all ids
_TRIES = 3  # others may write meanwhile


@dataclass(frozen=True, slots=True)
class _State:
    """What the catalog holds at one moment.

    :param newest: The highest chunk id ever used.
    :param ids: Of all chunks, ascending; `embedded`: of those that have a vector.
    """

    generation: int
    library: str
    key: str
    dimension: int
    newest: int
    ids: NDArray[np.int64]
    embedded: NDArray[np.int64]


class Milvus:
    """A `SearchBackend` on a Milvus server or in a file of Milvus Lite.

    Nothing is connected to before the first use.

    :raises LibraryError: Where a method finds the server unusable.
    :raises SettingsError: Where a method finds that pymilvus is not installed.
    """

    def __init__(self, catalog: Catalog, settings: SearchSettings) -> None:
        self._catalog = catalog
        self._uri = settings.milvus_uri or str(catalog.directory / _LITE)
        self._token = settings.milvus_token
        self._lock = threading.Lock()
        self._client: Any = None
        self._collection: Collection | None = None  # by its alias
        self._generation = -1
        self._newest = 0
        self._known: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None  # ids there, and those with a vector
        self._sayings: dict[tuple[int, str], frozenset[str]] = {}  # by generation and words, the oldest first
        self.notes: list[str] = []

    def search_terms(self, query: str, k: int, filters: Filters | None = None) -> Found:
        """Return up to k chunks by BM25, best first."""
        wanted = query_terms(query)
        if not wanted or k < 1:
            return []
        return self._ready().search_terms(wanted, k, condition_of(filters))

    def search_dense(self, vector: Vectors, k: int, filters: Filters | None = None) -> Found:
        """Return up to k chunks by cosine, best first."""
        if k < 1 or self._catalog.embedding() is None:
            return []
        return self._ready().search_dense(vector, k, condition_of(filters))

    def saying(self, words: str) -> frozenset[str]:
        """Return the ids of the speeches that say some words."""
        wanted = saying_terms(words)
        if not wanted:
            return frozenset()
        collection, key = self._ready(), (self._generation, words)
        found = self._sayings.get(key)
        if found is None:  # asked several times of one question
            found = collection.speeches(saying_of(wanted), self._newest)
            with self._lock:
                while len(self._sayings) >= _REMEMBERED:
                    del self._sayings[next(iter(self._sayings))]
                self._sayings[key] = found
        return found

    def size(self, filters: Filters | None = None) -> int:
        """Return how many chunks a search by terms may find."""
        return self._ready().count(condition_of(filters))

    def save(self) -> None:
        """Write what is missing, and delete what is gone."""
        self._ready()

    def rebuild(self, progress: Progress | None = None) -> None:
        """Fill a new collection from the catalog, then search there. Until then the old one is searched."""
        self._ready()
        state = self._look()
        fresh = Collection(self._connected(), f"{state.key}_{uuid.uuid4().hex[:8]}", state.dimension, self._uri)
        fresh.create()
        try:
            self._fill(fresh, state.ids, state.dimension, progress)
        except BaseException:
            fresh.drop()
            raise
        with self._lock:
            old = self._target(state.key)
            with errors(self._uri):
                self._client.alter_alias(fresh.name, state.key)
                if old is not None:
                    self._client.drop_collection(old)
            self._known, self._generation = (state.ids, state.embedded), -1
            self._refresh()

    def ids(self) -> list[int]:
        """Return the ids of the chunks that have a vector here, ascending."""
        ids: list[int] = self._ready().ids(self._newest, "embedded == true").tolist()
        return ids

    def differing(self) -> list[int]:
        """Return the ids of the chunks whose vector here is not the catalog's."""
        wrong: list[int] = []
        ids, collection = self.ids(), self._ready()
        for first in range(0, len(ids), PAGE):
            mine = collection.vectors(ids[first : first + PAGE])
            known, vectors = self._catalog.vectors(sorted(mine))
            wrong += [i for i, vector in zip(known, vectors, strict=True) if not np.array_equal(mine[i], vector)]
        return wrong

    def forget(self) -> None:
        """Drop the collection; the next use makes it anew."""
        with self._lock:
            self._drop_others("")
            self._collection, self._known, self._generation = None, None, -1

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._client is not None:
                with suppress(Exception):
                    self._client.close()
            self._client, self._collection, self._generation = None, None, -1

    def _ready(self) -> Collection:
        """Return the collection, as up to date as the catalog that this thread sees, or more."""
        generation = self._catalog.generation()
        with self._lock:
            if self._collection is None or generation > self._generation:
                self._refresh()
            assert self._collection is not None
            return self._collection

    def _connected(self) -> Any:
        if self._client is None:
            with errors(self._uri):
                from pymilvus import MilvusClient

                self._client = MilvusClient(self._uri, token=self._token, timeout=30)
        return self._client

    def _refresh(self) -> None:
        """Bring the collection to a state of the catalog. Called with the lock."""
        client = self._connected()
        for _ in range(_TRIES):
            state = self._look()
            self._newest = state.newest
            if self._collection is None or self._collection.name != state.key:
                self._known = None
                self._collection = Collection(client, state.key, state.dimension, self._uri)
                if self._target(state.key) is None:
                    self._make(state)
                self._drop_others(state.key)
                if self._recorded() == state.generation and self._collection.count() == len(state.ids):
                    self._generation = state.generation
                    return
            self._apply(self._collection, state)
            if self._collection.count() == len(state.ids):
                self._record(state.generation)
                self._generation = state.generation
                return
            self._known = None  # somebody else has written: compare with what is there
        raise LibraryError(
            "the search engine at {uri!r} failed: {reason}; check that it runs, or set YINZHENG_BACKEND=embedded",
            code="search_engine_failed",
            uri=self._uri,
            reason="its rows are not the library's, however often they are written",
        )

    def _apply(self, collection: Collection, state: _State) -> None:
        """Write what is missing, and delete what is gone."""
        if self._known is None:
            self._known = collection.ids(state.newest), collection.ids(state.newest, "embedded == true")
        known, embedded = self._known
        gone = np.setdiff1d(known, state.ids, assume_unique=True)
        collection.delete(gone.tolist())
        missing = np.union1d(
            np.setdiff1d(state.ids, known, assume_unique=True),
            np.setdiff1d(state.embedded, embedded, assume_unique=True),
        )
        # a vector may have been dropped, by a repair
        missing = np.union1d(missing, np.setdiff1d(np.intersect1d(embedded, state.ids), state.embedded))
        if len(missing) > BATCH:
            logger.info("writing %d chunks of %s to %s", len(missing), self._catalog.directory, self._uri)
        self._fill(collection, missing, state.dimension, None)
        self._known = state.ids, state.embedded

    def _fill(self, collection: Collection, ids: NDArray[np.int64], dimension: int, progress: Progress | None) -> None:
        for first in range(0, len(ids), BATCH):
            some = ids[first : first + BATCH].tolist()
            with self._catalog.reading() as connection:
                rows = list(rows_of(connection, some, dimension))
            if rows:  # else they were removed meanwhile
                collection.upsert(rows)
            if progress is not None:
                progress(first + len(some), len(ids))

    def _look(self) -> _State:
        with self._catalog.reading() as connection:
            own = schema.get_meta(connection, "search")
        if own is None:
            with self._catalog.changing() as connection:
                own = schema.get_meta(connection, "search") or uuid.uuid4().hex
                schema.set_meta(connection, "search", own)
                connection.execute("COMMIT")  # here, so that it counts as no change
        with self._catalog.reading() as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
            newest = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'chunks'").fetchone()
            ids = schema.ids(connection, "SELECT id FROM chunks")
            embedded = schema.ids(connection, "SELECT id FROM chunks WHERE embedding IS NOT NULL")
        dimension = int(json.loads(meta["embedding"])[1]) if "embedding" in meta else 0
        # a copy of the folder, and what was put back from a backup, are other libraries
        library = f"yinzheng_{_hash(own, meta.get('life', ''), str(self._catalog.directory.resolve()))}"
        key = f"{library}_{_hash(meta.get('vectors', ''), str(dimension), terms_version())}"
        generation = int(meta.get("generation", 0)) + int(meta.get("embedded", 0))
        return _State(generation, library, key, dimension, int(newest[0]) if newest else 0, ids, embedded)

    def _make(self, state: _State) -> None:
        """Make an empty collection and give it its alias; another process may have been faster."""
        fresh = Collection(self._client, f"{state.key}_{uuid.uuid4().hex[:8]}", state.dimension, self._uri)
        fresh.create()
        try:
            with errors(self._uri):
                self._client.create_alias(fresh.name, state.key)
        except LibraryError:
            fresh.drop()
            if self._target(state.key) is None:
                raise

    def _target(self, alias: str) -> str | None:
        """Return the name of the collection that an alias stands for."""
        with errors(self._uri):  # `describe_alias` of one that is not there is logged as an error by the client
            for name in self._client.list_collections():
                if name.startswith(alias) and alias in self._client.list_aliases(name)["aliases"]:
                    return str(name)
        return None

    def _drop_others(self, key: str) -> None:
        """Drop what this library has of other vectors or terms; with an empty key all that it has."""
        library = self._look().library
        with errors(self._uri):
            for name in self._connected().list_collections():
                if name.startswith(f"{library}_") and not (key and name.startswith(key)):
                    for alias in self._client.list_aliases(name)["aliases"]:
                        self._client.drop_alias(alias)
                    self._client.drop_collection(name)

    def _recorded(self) -> int:
        assert self._collection is not None
        with errors(self._uri):
            properties = self._client.describe_collection(self._collection.name).get("properties") or {}
        return int(properties.get(_GENERATION, -1))

    def _record(self, generation: int) -> None:
        assert self._collection is not None
        target = self._target(self._collection.name)
        with errors(self._uri):
            self._client.alter_collection_properties(
                target or self._collection.name, properties={_GENERATION: str(generation)}
            )


def rows_of(connection: sqlite3.Connection, ids: list[int], dimension: int) -> Iterator[Row]:
    """Yield some chunks of the catalog as they are searched; those that are gone are left out."""
    given = json.dumps(ids)
    chosen = "id IN (SELECT value FROM json_each(?))"
    chunks = connection.execute(f"{schema.CHUNKS} WHERE {chosen} ORDER BY speech_id, id", (given,)).fetchall()
    blobs = connection.execute(f"SELECT id, embedding FROM chunks WHERE {chosen} AND embedding IS NOT NULL", (given,))
    vectors = {i: schema.vectors_from([blob], dimension)[0] for i, blob in blobs} if dimension else {}
    named = json.dumps(sorted({row[1] for row in chunks}))
    rows = connection.execute(f"{schema.SPEECHES} WHERE s.id IN (SELECT value FROM json_each(?))", (named,))
    speeches = {row[0]: Speech(*row) for row in rows.fetchall()}
    for speech_id, group in groupby(chunks, key=lambda row: row[1]):
        speech = speeches[speech_id]
        for i, *terms in schema.term_rows(speech, ((row[0], schema.chunk_from(row)) for row in group)):
            text, heading, title, about = terms
            yield Row(i, speech, (text, heading, title, about), vectors.get(i))


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=6).hexdigest()
