"""Exact and approximate search over many made-up vectors: time, recall@50, memory, and what a build costs.

    python -m tests.benchmarks.speed.approximate --vectors 100000 [--queries 200] [--library DIR]

The vectors lie as the default model's do of 11,666 passages of real documents: .89 of their squared length in one
direction, the rest in directions of ever less (the n-th has n^-.9 of the first), three quarters of it shared by a
topic, so that two of any have a cosine of .89 and neighbours one of .97. Questions lie between two vectors of a topic.

They are stored in a real catalog, one chunk each, so that scoring again reads from SQLite as it does in use. With
--library they are kept, and used again.
"""

import argparse
import json
import resource
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.backends import inverted_lists
from index.backends.scaled_index import ScaledIndex
from index.backends.vector_index import DenseIndex
from index.catalog import Catalog
from index.storage import schema

DIMENSION = 384
COMMON, TOPIC, OWN = 0.89, 0.08, 0.03  # shares of a vector's squared length
DECAY = 0.9
K = 50
_BATCH = 20_000


class Vectors:
    """Draws vectors. The same seed gives the same."""

    def __init__(self, count: int, seed: int = 7) -> None:
        self.chance = np.random.default_rng(seed)
        spread = np.arange(1, DIMENSION + 1, dtype=np.float32) ** (-DECAY / 2)
        turned, _ = np.linalg.qr(self.chance.standard_normal((DIMENSION, DIMENSION)))
        self.basis = (spread / np.linalg.norm(spread))[:, None] * turned.astype(np.float32)
        self.common = turned[-1].astype(np.float32)
        self.topics = self._around(max(10, count // 100))
        sizes = 1 / (np.arange(len(self.topics)) + 20)  # a few large, many small
        self.weights = sizes / sizes.sum()

    def draw(self, count: int) -> NDArray[np.float32]:
        return self._of(self.chance.choice(len(self.topics), count, p=self.weights))

    def questions(self, count: int) -> NDArray[np.float32]:
        """Return vectors between two of a topic each, other ones than were drawn before."""
        self.chance = np.random.default_rng(8)
        topics = self.chance.choice(len(self.topics), count, p=self.weights)
        between = self._of(topics) + self._of(topics)
        return np.asarray(between / np.linalg.norm(between, axis=1, keepdims=True), np.float32)

    def _of(self, topics: NDArray[np.int64]) -> NDArray[np.float32]:
        own = OWN**0.5 * self._around(len(topics))
        vectors = COMMON**0.5 * self.common + TOPIC**0.5 * self.topics[topics] + own
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def _around(self, count: int) -> NDArray[np.float32]:
        """Return vectors around 0 of length about 1, most of it in the first directions."""
        return self.chance.standard_normal((count, DIMENSION), np.float32) @ self.basis


def fill(catalog: Catalog, vectors: Vectors, count: int) -> None:
    """Store so many vectors, one chunk each, of one made-up speech."""
    with catalog.changing() as connection:
        connection.execute(
            "INSERT INTO documents (id, path, sha256, encoding, media_type, warnings, meta, added_at, characters, text,"
            " folded) VALUES (1, 'a.txt', 'a', 'utf-8', 'text/plain', '[]', '[]', '', 1, '。', '')"
        )
        connection.execute(
            "INSERT INTO speeches (id, document_id, ordinal, title, start, \"end\") VALUES ('a',1,0,'a',0,1)"
        )
        for first in range(0, count, _BATCH):
            rows = vectors.draw(min(_BATCH, count - first))
            connection.executemany(
                'INSERT INTO chunks (speech_id, ordinal, start, "end", heading_path, text, sentences, embedding)'
                " VALUES ('a', ?, 0, 1, '[]', '。', '[]', ?)",
                ((first + n, schema.vector_blob(row)) for n, row in enumerate(rows)),
            )
        schema.set_meta(connection, "embedding", json.dumps(("made-up", DIMENSION)))
        schema.set_meta(connection, "vectors", uuid.uuid4().hex)


def timed(name: str, index: DenseIndex | ScaledIndex, queries: NDArray[np.float32]) -> list[set[int]]:
    """Return what each question finds, and print its milliseconds: on the clock, and of the processor."""
    found, took, busy = [], [], []
    for query in queries:
        began, cpu = time.perf_counter(), time.thread_time()
        ids, _ = index.search(query, K)
        busy.append(1000 * (time.thread_time() - cpu))
        took.append(1000 * (time.perf_counter() - began))
        found.append(set(ids))
    print(
        f"{name:<12} p50 {np.percentile(took, 50):7.2f} ms  p99 {np.percentile(took, 99):7.2f} ms  "
        f"processor p50 {np.percentile(busy, 50):6.2f} ms  p99 {np.percentile(busy, 99):6.2f} ms  "
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:5.0f} MB",
        flush=True,
    )
    return found


def folders(given: str | None) -> Iterator[Path]:
    if given:
        Path(given).mkdir(parents=True, exist_ok=True)
        yield Path(given)
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--library")
    given = parser.parse_args()
    for folder in folders(given.library):
        catalog, vectors = Catalog(folder), Vectors(given.vectors)
        if not len(catalog.vector_ids()):
            fill(catalog, vectors, given.vectors)
        queries = vectors.questions(given.queries)
        approximate = ScaledIndex(catalog, least=1)
        began, cpu = time.perf_counter(), time.process_time()
        if not inverted_lists.made_at(folder):
            approximate.rebuild()
            print(
                f"built in {time.perf_counter() - began:.0f} s, {time.process_time() - cpu:.0f} s of a core", flush=True
            )
        size = sum(path.stat().st_size for path in folder.glob("ivf-*/*"))
        print(f"{given.vectors:,} vectors, {size / 1e6:.0f} MB of lists on disk", flush=True)
        approximate.search(queries[0], K)
        found = timed("approximate", approximate, queries)
        exact = DenseIndex(catalog)
        exact.search(queries[0], K)
        wanted = timed("exact", exact, queries)
        recalls = [len(a & b) / len(b) for a, b in zip(found, wanted, strict=True)]
        print(f"recall@{K} {np.mean(recalls):.4f}, least {min(recalls):.2f}, of {len(recalls)} questions", flush=True)
        catalog.close()


if __name__ == "__main__":
    main()
