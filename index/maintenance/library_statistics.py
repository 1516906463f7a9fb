"""How much a library holds, counted."""

import sqlite3
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.storage import vector_rows


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much a library holds.

    :param characters: Of all documents, as they were decoded.
    :param pending: Chunks that have no vector yet: they are found by their terms alone.
    :param bytes: On disk, of the whole library directory.
    """

    speeches: int
    chunks: int
    characters: int
    first_date: str | None
    last_date: str | None
    bytes: int
    pending: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return asdict(self)


def statistics(connection: sqlite3.Connection, directory: Path) -> Statistics:
    """Count everything."""
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM speeches), (SELECT count(*) FROM chunks),"
        " (SELECT coalesce(sum(characters), 0) FROM documents), min(date), max(date) FROM speeches"
    ).fetchone()
    pending = vector_rows.count_waiting(connection)
    return Statistics(counts[0], counts[1], counts[2], counts[3], counts[4], _size(directory), pending)


def _size(directory: Path) -> int:
    total = 0
    for file in directory.iterdir():
        with suppress(FileNotFoundError):  # temporary files come and go
            total += file.stat().st_size
    return total
