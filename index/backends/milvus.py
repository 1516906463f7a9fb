"""Search on Milvus, by configuration: a collection for each library, kept up to date with the catalog by chunk id.

The catalog stays the truth. Several processes may keep one collection up to date, and each may be killed anywhere or
write late: a key stands for the same row for ever (`milvus_collection`), so that writing it twice changes nothing; only
rows whose chunk is gone, or whose vector has come, are deleted; and whoever finds that the counts, of rows and of rows
with a vector, are not the catalog's compares all keys. They take turns by a lock that ends with its process: what one
has written the next need not write, and Milvus Lite takes one writer at a time. Nothing rests on the lock.

A collection belongs to one set of vectors and one version of the terms; another gets a new one. `rebuild` fills a
second collection, and the alias that searches go to is turned to it when it is whole.

A thread that sees an older state of the catalog (`Library.consistent`) searches the newest one here: what is gone from
its own state is dropped where hits are read.
"""

import hashlib
import json
import logging
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus import LibraryError, Speech
from index.analysis.analyzer import terms_version
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
_LAYOUT = "keys"  # of rows; a collection of another one is not read
_REMEMBERED = 16  # answers of `saying`, each of up to all ids
_NOTES = 8
_TRIES = 3  # others may write meanwhile
_PATIENCE = 30.0  # seconds to wait for another process that writes; then both do


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

    @property
    def keys(self) -> NDArray[np.int64]:
        """Of the rows that there should be, ascending."""
        return 2 * self.ids + np.isin(self.ids, self.embedded, assume_unique=True)


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
        self._file = FileLock(catalog.directory / "search.lock")
        self._client: Any = None
        self._collection: Collection | None = None  # by its alias
        self._generation = -1
        self._newest = 0
        self._known: NDArray[np.int64] | None = None  # keys that are there
        self._sayings: dict[tuple[int, str], frozenset[str]] = {}  # by generation and words, the oldest first
        self.notes: list[str] = []

    def search_terms(self, terms: Sequence[str], k: int, filters: Filters | None = None) -> Found:
        """Return up to k chunks by BM25, best first."""
        if not terms or k < 1:
            return []
        return self._ready().search_terms(terms, k, condition_of(filters))

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
        with self._catalog.unpinned():
            state = self._look()
            fresh = Collection(self._connected(), f"{state.key}_{uuid.uuid4().hex[:8]}", state.dimension, self._uri)
            fresh.create()
            try:
                known = self._fill(fresh, state.ids, state.dimension, progress)
            except BaseException:
                fresh.drop()
                raise
        with self._lock, self._turn():
            old = self._target(state.key)
            with errors(self._uri):
                self._client.alter_alias(fresh.name, state.key)
                if old is not None:
                    self._client.drop_collection(old)
            self._known, self._generation = known, -1
            self._refresh()

    def ids(self) -> list[int]:
        """Return the ids of the chunks that have a vector here, ascending. What is odd of the other rows is noted."""
        collection, newest = self._ready(), self._newest
        keys, wanted = collection.keys(newest), self._look().ids
        rows, wanted = keys // 2, wanted[wanted <= newest]  # another may be adding
        if odd := len(np.setxor1d(rows, wanted)) + len(rows) - len(np.unique(rows)):
            self._note(f"{odd} rows are missing or too many beside {len(wanted)}")
        ids: list[int] = rows[keys % 2 == 1].tolist()
        return ids

    def differing(self) -> list[int]:
        """Return the ids of the chunks whose vector here is not the catalog's."""
        wrong: list[int] = []
        collection = self._ready()
        keys = collection.keys(self._newest)
        ids = (keys[keys % 2 == 1] // 2).tolist()
        for first in range(0, len(ids), PAGE):
            mine = collection.vectors(ids[first : first + PAGE])
            known, vectors = self._catalog.vectors(sorted(mine))
            wrong += [i for i, vector in zip(known, vectors, strict=True) if not np.array_equal(mine[i], vector)]
        return wrong

    def forget(self) -> None:
        """Drop the collection; the next use makes it anew."""
        with self._lock, self._turn():
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
        with self._catalog.unpinned(), self._turn():
            for _ in range(_TRIES):
                state = self._look()
                collection = self._open(state)
                recorded = self._recorded() == state.generation
                if recorded and self._whole(collection, state):  # another process has done it
                    self._known, self._generation = state.keys, state.generation
                    return
                if recorded:
                    self._known = None
                    self._note(f"its rows were not the library's {len(state.ids)}; they were compared again")
                self._apply(collection, state)
                if self._whole(collection, state):
                    self._record(state.generation)
                    self._generation = state.generation
                    return
                self._known = None  # somebody else has written: compare with what is there
            found = collection.keys(state.newest)
            lacking = np.setdiff1d(state.keys, found, assume_unique=True)
            if np.isin(lacking | 1, found).all():  # others write faster than we look, but nothing is missing
                self._generation = state.generation
                return
        raise LibraryError(
            "the search engine at {uri!r} failed: {reason}; check that it runs, or set YINZHENG_BACKEND=embedded",
            code="search_engine_failed",
            uri=self._uri,
            reason="its rows are not the library's, however often they are written",
        )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until no other process writes; one that is stuck is waited for no longer than `_PATIENCE`."""
        held = True
        try:
            self._file.acquire(timeout=_PATIENCE)
        except (Timeout, OSError, NotImplementedError) as error:
            held = False
            logger.warning("writing to %s without a turn: %s", self._uri, error)
        try:
            yield
        finally:
            if held:
                self._file.release()

    def _open(self, state: _State) -> Collection:
        """Return the collection of a state, made if it is not there."""
        self._newest = state.newest
        client = self._connected()
        if self._collection is None or self._collection.name != state.key or not self._collection.exists:
            self._known = None
            self._collection = Collection(client, state.key, state.dimension, self._uri)
            if self._target(state.key) is None:
                self._make(state)
            self._drop_others(state.key)
        return self._collection

    def _whole(self, collection: Collection, state: _State) -> bool:
        if collection.count() != len(state.ids):
            return False
        return not state.dimension or collection.count("embedded == true") == len(state.embedded)

    def _apply(self, collection: Collection, state: _State) -> None:
        """Write what is missing, then delete what is gone or superseded."""
        known = collection.keys(state.newest) if self._known is None else self._known
        stray = np.setdiff1d(known, state.keys, assume_unique=True)
        ahead = stray[(stray % 2 == 1) & np.isin(stray // 2, state.ids)]
        if len(ahead):  # of vectors that came since we looked, or that a repair has dropped
            stray = np.setdiff1d(stray, ahead[np.isin(ahead // 2, self._catalog.vector_ids())], assume_unique=True)
        missing = np.setdiff1d(state.keys, known, assume_unique=True) // 2
        if len(missing) > BATCH:
            logger.info("writing %d chunks of %s to %s", len(missing), self._catalog.directory, self._uri)
        written = self._fill(collection, missing, state.dimension, None)
        collection.delete(stray.tolist())
        self._known = np.union1d(np.setdiff1d(known, stray, assume_unique=True), written)

    def _fill(
        self, collection: Collection, ids: NDArray[np.int64], dimension: int, progress: Progress | None
    ) -> NDArray[np.int64]:
        """Write the rows of some chunks as they are now, and return their keys, ascending."""
        keys: list[int] = []
        for first in range(0, len(ids), BATCH):
            some = ids[first : first + BATCH].tolist()
            with self._catalog.reading() as connection:
                rows = list(rows_of(connection, some, dimension))
            if rows:  # else they were removed meanwhile
                collection.upsert(rows)
                keys += [row.key for row in rows]
            if progress is not None:
                progress(first + len(some), len(ids))
        return np.asarray(sorted(keys), np.int64)

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
        key = f"{library}_{_hash(meta.get('vectors', ''), str(dimension), terms_version(), _LAYOUT)}"
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
        """Say what the collection holds: it spares the next one a comparison, and no search fails for want of it."""
        assert self._collection is not None
        try:
            target = self._target(self._collection.name)
            with errors(self._uri):
                self._client.alter_collection_properties(
                    target or self._collection.name, properties={_GENERATION: str(generation)}
                )
        except LibraryError as error:  # Milvus Lite fails where two do it at once
            logger.warning("generation %d is not recorded: %s", generation, error)

    def _note(self, what: str) -> None:
        logger.warning("%s at %s: %s", self._catalog.directory, self._uri, what)
        self.notes[:] = [*self.notes[1 - _NOTES :], what]


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
