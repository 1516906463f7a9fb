"""Vectors of a library of any size: exact up to where that is slow, beyond it approximate and scored again exactly.

    all vectors  =  those of the last build of `inverted_lists`, on disk  +  those since, exact, in memory
    a search     =  proposals of the one, scored by the catalog's own vectors  +  the best of the other

A build is made in the background once there are enough vectors, and again once a fifth of them is not in it; until it
is whole searches go on with what there was. Where a filter leaves few vectors all of them are scored.
"""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import LibraryError
from index.backends import inverted_lists
from index.backends.inverted_lists import InvertedLists
from index.backends.vector_index import DenseIndex
from index.catalog import Catalog
from index.embedding.encoder import Vectors
from index.search.backend import Progress

logger = logging.getLogger(__name__)

APPROXIMATE_FROM = 400_000
"""Vectors from which a build is made: exact search of 384 dimensions takes some 20 ms there, and 40 MB each 50,000."""
_OVER = 4  # so many times the wanted are proposed,
_LEAST = 200  # and never fewer
_FEW = 4_096  # vectors that a filter leaves which are all scored
_STALE = 5  # one part in so many not in the build, and it is made again


class ScaledIndex:
    """Search over all vectors of a catalog. Thread-safe.

    :param least: Vectors from which it is approximate.
    """

    def __init__(self, catalog: Catalog, least: int = APPROXIMATE_FROM) -> None:
        self._catalog = catalog
        self._folder: Path = catalog.directory
        self._least = least
        self._exact = DenseIndex(catalog)
        self.notes = self._exact.notes
        self._lock = threading.Lock()
        self._base: InvertedLists | None = None
        self._seen: tuple[str, int] = ("", -1)  # vectors' id and time of the build's head
        self._building: threading.Thread | None = None

    def search(
        self, vector: Vectors, k: int, allowed_ids: Sequence[int] | None = None
    ) -> tuple[list[int], list[float]]:
        """Return (chunk ids, cosines in -1..1) of the k nearest, best first; parameters as `DenseIndex.search`."""
        with self._lock:
            base = self._current()
            ids, scores = self._exact.search(vector, k, allowed_ids)
            missing = self._exact.missing() if base is not None else None
        if base is None or k < 1 or len(vector) != base.dimension:
            return ids, scores
        proposed = self._proposed(base, vector, k, allowed_ids, missing)
        known, vectors = self._catalog.vectors(proposed.tolist())
        if not known or vectors.shape[1] != len(vector):  # another embedding model, just now
            return ids, scores
        # vectors are kept as float16, of length 1 to three digits: FAISS gives the same inner products
        pairs = [*zip(ids, scores, strict=True), *zip(known, (vectors @ vector).tolist(), strict=True)]
        best = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]
        return [i for i, _ in best], [s for _, s in best]

    def save(self) -> None:
        """Bring the file of the exact part up to date, and begin a build in the background if one is due."""
        self._exact.save()
        with self._lock:
            self._current()
            idle = self._building is None or not self._building.is_alive()
            if idle and self._due():
                self._building = threading.Thread(target=self._build_quietly, name="vectors", daemon=True)
                self._building.start()

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make everything anew from the catalog. Until that is done searches are answered from what there was."""
        if len(self._catalog.vector_ids()) >= self._least:
            self._build(progress)
            with self._lock:
                self._current()
            self._exact.rebuild()
        else:
            self._exact.rebuild(progress)

    def ids(self) -> list[int]:
        """Return the chunk ids that a search may find, ascending: those of the catalog that have a vector."""
        with self._lock:
            base = self._current()
            ids = self._exact.ids()
            if base is not None:
                kept = np.setdiff1d(base.ids, self._exact.missing(), assume_unique=True)
                ids = sorted([*ids, *kept.tolist()])
        return ids

    def differing(self) -> list[int]:
        """Return the ids of the vectors that are not the catalog's. Those of a build only propose: none of them is."""
        return self._exact.differing()

    def forget(self) -> None:
        """Drop the index and its files; the next use makes it anew from the catalog."""
        with self._lock:
            inverted_lists.forget(self._folder)
            self._base, self._seen = None, ("", -1)
            self._exact.leave_out(np.empty(0, np.int64))
            self._exact.forget()

    def wait(self) -> None:
        """Wait for the build in the background, if there is one."""
        if self._building is not None:
            self._building.join()

    def _proposed(
        self,
        base: InvertedLists,
        vector: Vectors,
        k: int,
        allowed_ids: Sequence[int] | None,
        missing: NDArray[np.int64] | None,
    ) -> NDArray[np.int64]:
        count = max(_OVER * k, _LEAST)
        if allowed_ids is None:
            return base.candidates(vector, count, without=missing)
        only = np.intersect1d(np.asarray(allowed_ids, np.int64), base.ids, assume_unique=True)
        return only if len(only) <= max(_FEW, count) else base.candidates(vector, count, only=only)

    def _current(self) -> InvertedLists | None:
        """Return the newest build of these vectors, by whatever process. Called with the lock."""
        seen = (self._catalog.vectors_id(), inverted_lists.made_at(self._folder))
        if seen != self._seen:
            self._base = inverted_lists.load(self._folder, seen[0])
            self._exact.leave_out(self._base.ids if self._base is not None else np.empty(0, np.int64))
            self._seen = seen
        return self._base

    def _due(self) -> bool:
        outside = len(self._exact.ids())
        gone = 0 if self._base is None else len(self._exact.missing())
        inside = 0 if self._base is None else len(self._base.ids) - gone
        return outside + inside >= self._least and (outside + gone) * _STALE > outside + inside

    def _build_quietly(self) -> None:
        try:
            self._build(None)
        except LibraryError as error:  # closed meanwhile, or a full disk: the next one begins again
            logger.info("the vectors of %s were not built: %s", self._folder, error)
        except Exception:  # in a thread of its own: nobody else would hear of it
            logger.exception("the vectors of %s were not built; all of them are read", self._folder)

    def _build(self, progress: Progress | None) -> None:
        vectors_id, ids = self._catalog.vectors_id(), self._catalog.vector_ids()

        def source(some: NDArray[np.int64]) -> tuple[NDArray[np.int64], Vectors]:
            known, vectors = self._catalog.vectors(some.tolist())
            return np.asarray(known, np.int64), vectors

        if inverted_lists.build(self._folder, vectors_id, ids, source, progress):
            logger.info("built the inverted lists of %d vectors of %s", len(ids), self._folder)
