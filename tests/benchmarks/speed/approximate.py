"""Exact and approximate search over many made-up vectors: time, recall@50, memory, and what a build costs.

    python -m tests.benchmarks.speed.approximate --vectors 100000 [--queries 200] [--library DIR]

The vectors lie as those of a small E5 do: all of them around one direction (cosine of two of any .8), in topics of very
different sizes (.86 within one). Questions are further vectors of the topics. They are stored in a real catalog, one
chunk each, so that scoring again reads from SQLite as it does in use. With --library they are kept, and used again.
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
COMMON, TOPIC, OWN = 0.8, 0.06, 0.14  # shares of a vector's squared length
K = 50
_BATCH = 20_000


class Vectors:
    """Draws vectors. The same seed gives the same."""

    def __init__(self, count: int, seed: int = 7) -> None:
        self.chance = np.random.default_rng(seed)
        self.common = self._unit(1)[0]
        self.topics = self._unit(max(10, count // 500))
        sizes = 1 / np.arange(1, len(self.topics) + 1)  # Zipf's
        self.weights = sizes / sizes.sum()

    def draw(self, count: int) -> NDArray[np.float32]:
        chosen = self.topics[self.chance.choice(len(self.topics), count, p=self.weights)]
        vectors = COMMON**0.5 * self.common + TOPIC**0.5 * chosen + OWN**0.5 * self._unit(count)
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    def _unit(self, count: int) -> NDArray[np.float32]:
        rows = self.chance.standard_normal((count, DIMENSION), np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


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


def timed(index: DenseIndex | ScaledIndex, queries: NDArray[np.float32]) -> tuple[list[set[int]], NDArray[np.float64]]:
    """Return what each question finds, and its milliseconds."""
    found, took = [], []
    for query in queries:
        began = time.perf_counter()
        ids, _ = index.search(query, K)
        took.append(1000 * (time.perf_counter() - began))
        found.append(set(ids))
    return found, np.asarray(took)


def report(name: str, took: NDArray[np.float64]) -> None:
    cpu = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{name:<12} p50 {np.percentile(took, 50):7.2f} ms  p99 {np.percentile(took, 99):7.2f} ms  "
        f"peak memory {cpu.ru_maxrss / 1024:6.0f} MB",
        flush=True,
    )


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
        vectors.chance = np.random.default_rng(
            8
        )  # other vectors of the same topics, whether these were made now or kept
        queries = vectors.draw(given.queries)
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
        found, took = timed(approximate, queries)
        report("approximate", took)
        exact = DenseIndex(catalog)
        exact.search(queries[0], K)
        wanted, took = timed(exact, queries)
        report("exact", took)
        recalls = [len(a & b) / len(b) for a, b in zip(found, wanted, strict=True)]
        print(f"recall@{K} {np.mean(recalls):.4f}, least {min(recalls):.2f}, of {len(recalls)} questions", flush=True)
        catalog.close()


if __name__ == "__main__":
    main()
