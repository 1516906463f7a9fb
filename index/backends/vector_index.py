"""Nearest vectors by inner product: a FAISS index derived from the catalog, kept in memory and saved beside it.

The catalog is the truth. Because a chunk id always stands for the same text, an index of any age is a sound start as
long as it is of the same set of vectors: what is missing is added, what was removed is taken out. So the file may be
deleted, damaged or old, and another process may change the library at any time.
"""

import json
import logging
import os
import threading
import time
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.backends.inverted_lists import one_thread
from index.catalog import Catalog
from index.embedding.encoder import Vectors
from index.search.backend import Progress

logger = logging.getLogger(__name__)

FILE_NAME = "dense.faiss"

_MAGIC = b"yinzheng dense 1\n"  # then one line of JSON, then FAISS's own bytes
_BATCH = 8_192  # vectors read from the catalog at a time
_STALE_SECONDS = 3_600.0  # no save takes so long
_NOTES = 20  # remembered


@dataclass(frozen=True, slots=True)
class _Head:
    """What the file says of itself."""

    vectors: str  # which set of vectors
    generation: int  # of the catalog
    crc32: int  # of FAISS's bytes


class DenseIndex:
    """Exact search over the vectors of a catalog. Thread-safe: one search or refresh at a time.

    Vectors are float16 as the catalog has them, so nothing is lost; float32 would take twice the room and time.
    172,000 of 384 dimensions take 130 MB and 6-12 ms a search; `scaled_index` leaves out what is too many.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._path = catalog.directory / FILE_NAME
        self._lock = threading.Lock()
        self._index: Any = None  # faiss.IndexIDMap2; None before the first use or vector
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)  # ascending
        self._vectors_id = ""
        self._generation = -1
        self._saved = (-1, "")
        self._left_out: NDArray[np.int64] = np.empty(0, np.int64)  # ascending
        self._missing: NDArray[np.int64] | None = None  # of them, without a vector; None until it is asked for
        self._wanted: NDArray[np.int64] = np.empty(0, np.int64)  # the catalog's, those included
        self.notes: list[str] = []  # what was found wrong and mended, the last few

    def search(
        self, vector: Vectors, k: int, allowed_ids: Sequence[int] | None = None
    ) -> tuple[list[int], list[float]]:
        """Return (chunk ids, cosines in -1..1) of the k nearest, best first; fewer if there are fewer.

        :param vector: Shape (dimension,), of length 1.
        :param allowed_ids: Only these may be found; None allows all.
        """
        with self._lock:
            self._refresh()
            if self._index is None or k < 1 or not len(self._ids) or (allowed_ids is not None and not len(allowed_ids)):
                return [], []  # FAISS takes no k of 0, as of an index whose last vector was removed
            parameters, selector = faiss.SearchParameters(), None
            if allowed_ids is not None:
                selector = faiss.IDSelectorBatch(np.asarray(allowed_ids, np.int64))
                parameters.sel = selector  # a bare pointer: the name keeps its object alive
            query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
            with one_thread():
                scores, ids = self._index.search(query, min(k, len(self._ids)), params=parameters)
        found = [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return [i for i, _ in found], [s for _, s in found]

    def leave_out(self, ids: NDArray[np.int64]) -> None:
        """Hold all vectors but these from now on: another index has them.

        :param ids: Ascending.
        """
        with self._lock:
            self._left_out, self._missing, self._generation = ids, None, -1

    def missing(self) -> NDArray[np.int64]:
        """Return which of the ids that are left out have no vector in the catalog, as it was at the last search."""
        with self._lock:
            if self._missing is None:
                self._missing = np.setdiff1d(self._left_out, self._wanted, assume_unique=True)
            return self._missing

    def save(self) -> None:
        """Bring the file up to date; readers see the old file or the new one, whole."""
        with self._lock:
            self._refresh()
            state = (self._generation, self._vectors_id)
            if self._index is None or self._saved == state:
                return
            body = faiss.serialize_index(self._index).tobytes()
        # written without the lock: a search must not wait for the disk
        head = _Head(state[1], state[0], zlib.crc32(body))
        temporary = self._path.with_name(f".{FILE_NAME}.{os.getpid()}.{threading.get_ident()}.tmp")
        try:
            with temporary.open("wb") as file:
                file.write(_MAGIC + json.dumps(asdict(head)).encode() + b"\n")
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except OSError as error:  # a full disk: the catalog holds everything, so nothing is lost
            self._say(f"cannot save {str(self._path)!r}: {error.strerror or error}; it is made again at the next start")
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        self._sweep()
        self._saved = state

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the index and its file anew from the catalog. Until that is done searches use the one there was."""
        embedding, vectors_id = self._catalog.embedding(), self._catalog.vectors_id()
        wanted = np.setdiff1d(self._catalog.vector_ids(), self._left_out, assume_unique=True)
        if embedding is not None:
            fresh = _empty(embedding[1])
            for first in range(0, len(wanted), _BATCH):
                ids, vectors = self._catalog.vectors(wanted[first : first + _BATCH].tolist())
                if ids and vectors.shape[1] == fresh.d:
                    fresh.add_with_ids(vectors, np.asarray(ids, np.int64))
                if progress is not None:
                    progress(min(first + _BATCH, len(wanted)), len(wanted))
            with self._lock:
                self._index, self._vectors_id = fresh, vectors_id
                self._ids = np.sort(faiss.vector_to_array(fresh.id_map))
                self._generation, self._saved = -1, (-1, "")
        self.save()

    def ids(self) -> list[int]:
        """Return the chunk ids that a search may find, ascending: those of the catalog that have a vector."""
        with self._lock:
            self._refresh()
            return [int(i) for i in self._ids]

    def differing(self) -> list[int]:
        """Return the ids of the vectors that are not the catalog's, which an index saved by a sound program has not."""
        wrong: list[int] = []
        with self._lock:
            self._refresh()
            if self._index is None:
                return wrong
            order = faiss.vector_to_array(self._index.id_map)
            vectors = faiss.downcast_index(self._index.index)
            for first in range(0, len(order), _BATCH):
                mine = {
                    int(i): v
                    for i, v in zip(
                        order[first : first + _BATCH],
                        vectors.reconstruct_n(first, min(_BATCH, len(order) - first)),
                        strict=True,
                    )
                }
                ids, wanted = self._catalog.vectors(sorted(mine))
                wrong += [i for i, vector in zip(ids, wanted, strict=True) if not np.array_equal(mine[i], vector)]
        return wrong

    def forget(self) -> None:
        """Drop the index and its file; the next use makes it anew from the catalog."""
        with self._lock:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._index, self._generation, self._saved = None, -1, (-1, "")
            self._ids = np.empty(0, np.int64)

    def _say(self, note: str) -> None:
        self.notes.append(note)
        del self.notes[:-_NOTES]
        logger.warning("%s", note)

    def _sweep(self) -> None:
        """Delete what a process that was killed while saving has left."""
        for leftover in self._path.parent.glob(f".{FILE_NAME}.*.tmp"):
            with suppress(OSError):
                if time.time() - leftover.stat().st_mtime > _STALE_SECONDS:
                    leftover.unlink()

    def _refresh(self) -> None:
        generation = self._catalog.generation()  # before reading: a change in between means refreshing once more
        if generation == self._generation:
            return
        embedding, vectors_id = self._catalog.embedding(), self._catalog.vectors_id()
        if embedding is None:
            self._generation = generation
            return
        if vectors_id != self._vectors_id or self._index is None:
            self._start(vectors_id, embedding[1])
        self._wanted, self._missing = self._catalog.vector_ids(), None
        wanted = np.setdiff1d(self._wanted, self._left_out, assume_unique=True)
        gone = np.setdiff1d(self._ids, wanted, assume_unique=True)
        if len(gone):
            self._index.remove_ids(faiss.IDSelectorBatch(gone))
            self._ids = np.setdiff1d(self._ids, gone, assume_unique=True)
        missing = np.setdiff1d(wanted, self._ids, assume_unique=True)
        if len(missing) > _BATCH:
            logger.info("indexing %d vectors of %s", len(missing), self._catalog.directory)
        for first in range(0, len(missing), _BATCH):
            ids, vectors = self._catalog.vectors(missing[first : first + _BATCH].tolist())
            if vectors.shape[1] != self._index.d:
                return  # another process changed the embedding model just now: the next search starts again
            if ids:
                self._index.add_with_ids(vectors, np.asarray(ids, np.int64))
                both = np.concatenate([self._ids, np.asarray(ids, np.int64)])
                self._ids = np.sort(both, kind="stable")  # nearly sorted: a tenth of the time that `union1d` takes
        self._generation = generation

    def _start(self, vectors_id: str, dimension: int) -> None:
        """Take the saved index if it is sound and of these vectors, else an empty one."""
        self._index = self._load(vectors_id, dimension)
        if self._index is None:
            self._index = _empty(dimension)
        self._ids = np.sort(faiss.vector_to_array(self._index.id_map))
        self._vectors_id = vectors_id

    def _load(self, vectors_id: str, dimension: int) -> Any:
        try:
            data = self._path.read_bytes()
        except OSError:
            return None
        head, _, body = data.removeprefix(_MAGIC).partition(b"\n")
        try:
            facts = _Head(**json.loads(head)) if data.startswith(_MAGIC) else None
        except (ValueError, TypeError):
            facts = None
        # the checksum comes first: FAISS may crash on bytes that are not its own
        if facts is None or facts.crc32 != zlib.crc32(body):
            self._say(f"{str(self._path)!r} is damaged; made again from {str(self._catalog.directory)!r}")
            return None
        if facts.vectors != vectors_id:
            logger.info("%s is of other vectors; making it again", self._path)
            return None
        index = faiss.deserialize_index(np.frombuffer(body, np.uint8))
        if index.d != dimension:
            return None
        self._saved = (facts.generation, vectors_id)
        return index


def _empty(dimension: int) -> Any:
    vectors = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap2(vectors)
