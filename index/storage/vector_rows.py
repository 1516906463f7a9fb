"""The vectors of a library's passages as rows: which have one, which wait for theirs, and which wording has one.

A vector that is written makes `generation` no larger, by which caches of what texts say are kept: nothing of theirs
has changed. It makes `embedded` larger.
"""

import json
import random
import sqlite3
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus import Chunk, Speech
from index.embedding.encoder import Vectors
from index.embedding.passages import passage, passage_key
from index.storage import schema

_WAITING = "FROM chunks WHERE embedding IS NULL"


def generation(connection: sqlite3.Connection) -> int:
    """Return a number that every change makes larger, that of a vector too."""
    rows = connection.execute("SELECT value FROM meta WHERE key IN ('generation', 'embedded')")
    return sum(int(value) for (value,) in rows)


def ids(connection: sqlite3.Connection) -> NDArray[np.int64]:
    """Return the ids of the chunks that have a vector, ascending."""
    return schema.ids(connection, "SELECT id FROM chunks WHERE embedding IS NOT NULL")


def select(connection: sqlite3.Connection, some: Sequence[int]) -> tuple[list[int], Vectors]:
    """Return (ids, vectors of shape (n, dimension)) of those chunks that have one, ascending."""
    stored = schema.get_meta(connection, "embedding")
    rows = connection.execute(
        "SELECT id, embedding FROM chunks WHERE id IN (SELECT value FROM json_each(?))"
        " AND embedding IS NOT NULL ORDER BY id",
        (json.dumps(list(some)),),
    ).fetchall()
    return [row[0] for row in rows], schema.vectors_from([r[1] for r in rows], json.loads(stored)[1] if stored else 0)


def of_wordings(connection: sqlite3.Connection, texts: Collection[str]) -> dict[str, Vectors]:
    """Return the vectors of those wordings (`passage`) that any chunk has one for."""
    keys = json.dumps([passage_key(text) for text in texts])
    having = "embedding IS NOT NULL AND passage IN (SELECT value FROM json_each(?))"
    rows = connection.execute(f"{schema.CHUNKS} WHERE {having}", (keys,)).fetchall()
    if not rows:
        return {}
    known: dict[str, Vectors] = {}
    named = json.dumps(sorted({row[1] for row in rows}))
    found = connection.execute(f"{schema.SPEECHES} WHERE s.id IN (SELECT value FROM json_each(?))", (named,))
    speeches = {row[0]: Speech(*row) for row in found.fetchall()}
    numbers, vectors = select(connection, [row[0] for row in rows])
    by_id = dict(zip(numbers, vectors, strict=True))
    wanted = set(texts)
    for row in rows:  # two wordings may share a key
        text = passage(speeches[row[1]], schema.chunk_from(row))
        if text in wanted:
            known.setdefault(text, by_id[row[0]])
    return known


def waiting(connection: sqlite3.Connection, limit: int, speech_id: str | None = None) -> list[tuple[int, Chunk]]:
    """Return up to `limit` (id, chunk) without a vector, ascending, from anywhere among them.

    From anywhere, so that two processes that are at it at once do not make the same vectors.

    :param speech_id: Of this speech alone.
    """
    where, given = (_WAITING, ()) if speech_id is None else (f"{_WAITING} AND speech_id = ?", (speech_id,))
    (count,) = connection.execute(f"SELECT count(*) {where}", given).fetchone()
    skipped = random.randint(0, max(0, count - limit))
    rows = connection.execute(
        f"{schema.CHUNKS} WHERE id IN (SELECT id {where} ORDER BY id LIMIT ? OFFSET ?) ORDER BY id",
        (*given, limit, skipped),
    ).fetchall()
    return [(row[0], schema.chunk_from(row)) for row in rows]


def count_waiting(connection: sqlite3.Connection, speech_id: str | None = None) -> int:
    """Return how many chunks have no vector; of one speech, if one is named."""
    if speech_id is None:
        return int(connection.execute(f"SELECT count(*) {_WAITING}").fetchone()[0])
    return int(connection.execute(f"SELECT count(*) {_WAITING} AND speech_id = ?", (speech_id,)).fetchone()[0])


def waiting_among(connection: sqlite3.Connection, some: Iterable[int]) -> set[int]:
    """Return which of these chunks are there and have no vector."""
    given = json.dumps(list(some))
    found = connection.execute(f"SELECT id {_WAITING} AND id IN (SELECT value FROM json_each(?))", (given,))
    return {row[0] for row in found}


def write(connection: sqlite3.Connection, some: Sequence[int], vectors: Sequence[Vectors] | Vectors) -> None:
    """Give chunks that have no vector theirs."""
    connection.executemany(
        "UPDATE chunks SET embedding = ? WHERE id = ? AND embedding IS NULL",
        [(schema.vector_blob(vector), chunk_id) for chunk_id, vector in zip(some, vectors, strict=True)],
    )
    _count(connection)


def write_wordings(connection: sqlite3.Connection, passages: Sequence[tuple[str, int]], blobs: Sequence[bytes]) -> None:
    """Give the chunks of some wordings that have no vector theirs.

    :param passages: (speech id, `passage_key`) of each; chunks that are not there are passed over.
    :param blobs: As `schema.vector_blob` makes them.
    """
    connection.executemany(
        "UPDATE chunks SET embedding = ? WHERE passage = ? AND speech_id = ? AND embedding IS NULL",
        [(blob, key, speech_id) for blob, (speech_id, key) in zip(blobs, passages, strict=True)],
    )
    _count(connection)


def _count(connection: sqlite3.Connection) -> None:
    schema.set_meta(connection, "embedded", str(int(schema.get_meta(connection, "embedded") or 0) + 1))
