"""Approximate search over a fixed set of vectors: FAISS's inverted lists of eight-bit codes, mapped from the disk.

    folder/ivf.json       which set of vectors, and where the rest is; replaced last, so that a build is whole or unseen
    folder/ivf-<name>/    codes.faiss and ids.npy

Vectors are cut into cells by k-means, and a search reads those nearest to the question. What it proposes is scored
again by whoever calls, from the exact vectors: a code only has to be near enough to propose. Nothing is ever added or
removed here; a later build replaces it. Knows nothing of catalogs.
"""

import json
import logging
import math
import shutil
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.embedding.encoder import Vectors

logger = logging.getLogger(__name__)

_HEAD = "ivf.json"
_SAMPLE = 40  # vectors a cell that k-means reads; FAISS wants 39 at least
_ITERATIONS = 8
_PROBED = 1 / 12  # share of the cells that a search reads, and
_LEAST_PROBED = 32  # never fewer. Measured: tests.benchmarks.speed.approximate
_READ = 1 << 24  # bytes at a time, for the checksum

Source = Callable[[NDArray[np.int64]], tuple[NDArray[np.int64], Vectors]]
"""From ids to those that still have a vector, and their vectors, shape (n, dimension)."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What is said of a build."""

    vectors: str  # which set of vectors
    name: str  # of the folder
    crc32: int  # of codes.faiss


class InvertedLists:
    """One build, open for searching. Thread-safe.

    :ivar ids: Of its vectors, ascending.
    """

    def __init__(self, index: Any, ids: NDArray[np.int64]) -> None:
        self._index = index
        self.ids = ids
        self._probed = max(_LEAST_PROBED, math.ceil(index.nlist * _PROBED))

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        return int(self._index.d)

    def candidates(
        self,
        vector: Vectors,
        count: int,
        *,
        only: NDArray[np.int64] | None = None,
        without: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int64]:
        """Return the ids of up to `count` vectors that are near, in no order.

        :param vector: Shape (dimension,), of length 1.
        :param only: Only these may be proposed; more cells are read, the fewer there are.
        :param without: These may not; of no effect beside `only`.
        """
        probed = self._probed
        keep: faiss.IDSelector | None = None
        if only is not None:
            keep = faiss.IDSelectorBatch(only)
            share = max(len(only) / max(len(self.ids), 1), 1e-9)
            probed = min(self._index.nlist, math.ceil(probed / math.sqrt(share)))
        elif without is not None and len(without):
            unwanted = faiss.IDSelectorBatch(without)
            keep = faiss.IDSelectorNot(unwanted)
        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = probed
        if keep is not None:
            parameters.sel = keep  # a bare pointer: the names keep their objects alive
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        with one_thread():
            _, found = self._index.search(query, min(count, len(self.ids)), params=parameters)
        ids: NDArray[np.int64] = found[0][found[0] >= 0]
        return ids


def load(folder: Path, vectors: str) -> InvertedLists | None:
    """Return the build of a set of vectors, or None if there is none that is whole."""
    try:
        head = _Head(**json.loads((folder / _HEAD).read_text(encoding="utf-8")))
        place = folder / head.name
        if head.vectors != vectors:
            return None
        # the checksum comes first: FAISS may crash on bytes that are not its own
        if _crc32(place / "codes.faiss") != head.crc32:
            logger.warning("%s is damaged; until it is made again all vectors are read", place)
            return None
        index = faiss.read_index(str(place / "codes.faiss"), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        ids = np.load(place / "ids.npy", mmap_mode="r")
    except (OSError, ValueError, TypeError):
        return None
    return InvertedLists(index, ids) if index.ntotal == len(ids) else None


def made_at(folder: Path) -> int:
    """Return when the last build was made, in nanoseconds; 0 if there is none."""
    try:
        return (folder / _HEAD).stat().st_mtime_ns
    except OSError:
        return 0


def build(
    folder: Path,
    vectors: str,
    ids: NDArray[np.int64],
    source: Source,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Make a build of some vectors, in the place of what there was. Takes minutes for a million, and one core.

    :param vectors: What names their set.
    :param ids: Ascending, at least 1.
    :return: Whether it was made; not if another process is at it.
    """
    try:
        with FileLock(folder / "ivf.lock", timeout=0):
            _build(folder, vectors, ids, source, progress)
            return True
    except Timeout:
        return False


def cells(count: int) -> int:
    """Return into how many cells so many vectors are cut: a power of 2 near 2 √n.

    FAISS's guide has 4 to 16 √n; fewer cells are trained in a quarter of the time, and reading 1/12 of the codes is
    quick enough.
    """
    return int(2 ** round(math.log2(max(2 * math.sqrt(count), 1))))


def forget(folder: Path) -> None:
    """Delete every build."""
    with suppress(OSError):
        (folder / _HEAD).unlink(missing_ok=True)
    for leftover in folder.glob("ivf-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _build(
    folder: Path,
    vectors: str,
    ids: NDArray[np.int64],
    source: Source,
    progress: Callable[[int, int], None] | None,
) -> None:
    number = cells(len(ids))
    step = max(1, len(ids) // (number * _SAMPLE))
    sample = ids[::step]
    known, rows = source(sample)
    dimension = rows.shape[1]
    coarse = faiss.IndexFlatIP(dimension)
    number = min(number, max(1, len(known) // 40))
    index = faiss.IndexIVFScalarQuantizer(
        coarse, dimension, number, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT, True
    )
    index.cp.niter = _ITERATIONS
    with one_thread():
        index.train(rows)
        del rows
        for first in range(0, len(ids), _BATCH):
            known, rows = source(ids[first : first + _BATCH])
            if len(known):
                index.add_with_ids(rows, known)
            if progress is not None:
                progress(min(first + _BATCH, len(ids)), len(ids))
    place = folder / f"ivf-{uuid.uuid4().hex[:8]}"
    place.mkdir()
    faiss.write_index(index, str(place / "codes.faiss"))
    lists = index.invlists
    assert lists is not None
    held = [faiss.rev_swig_ptr(lists.get_ids(i), lists.list_size(i)).copy() for i in range(number)]
    np.save(place / "ids.npy", np.sort(np.concatenate(held)))
    head = _Head(vectors, place.name, _crc32(place / "codes.faiss"))
    temporary = folder / f".{_HEAD}.tmp"
    temporary.write_text(json.dumps(asdict(head)), encoding="utf-8")
    temporary.replace(folder / _HEAD)
    for old in folder.glob("ivf-*"):
        if old != place:
            shutil.rmtree(old, ignore_errors=True)  # what is mapped from it stays readable where the system lets it


_BATCH = 16_384  # vectors added at a time


def _crc32(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while data := file.read(_READ):
            value = zlib.crc32(data, value)
    return value


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep OpenMP from splitting one query: where other work holds the cores, waiting for its threads takes 8-40 ms."""
    before = faiss.omp_get_max_threads()  # of the calling thread; torch may share it, so put it back
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
