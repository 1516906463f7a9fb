"""What others than `corpus` derive from a speech, kept beside it as rows of (key, data). Knows not what it means.

A row goes with its speech: a document that changes or is removed takes them along. `derived_done` tells which version
of the deriving program has been through a speech, also where it found nothing.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence

TABLE = """
CREATE TABLE derived (
    kind TEXT NOT NULL, speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    key TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, speech_id, ordinal)) WITHOUT ROWID;
CREATE INDEX derived_key ON derived (kind, key);
CREATE INDEX derived_speech ON derived (speech_id);
CREATE TABLE derived_done (
    speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, kind TEXT NOT NULL, version TEXT NOT NULL,
    PRIMARY KEY (speech_id, kind)) WITHOUT ROWID
"""

Rows = Sequence[tuple[str, str]]
"""(key, data) in order."""


def pending(connection: sqlite3.Connection, kind: str, version: str) -> list[tuple[str, int]]:
    """Return (speech id, document's row id) of the speeches that this version has not been through."""
    return connection.execute(
        "SELECT s.id, s.document_id FROM speeches s LEFT JOIN derived_done d ON d.speech_id = s.id AND d.kind = ?"
        " WHERE d.version IS NOT ?",
        (kind, version),
    ).fetchall()


def replace(connection: sqlite3.Connection, kind: str, version: str, found: Iterable[tuple[str, int, Rows]]) -> None:
    """Write what was derived from some speeches; one whose document has changed meanwhile is left for the next time.

    :param found: (speech id, document's row id, rows) of each.
    """
    for speech_id, document_id, rows in found:
        same = connection.execute(
            "SELECT 1 FROM speeches WHERE id = ? AND document_id = ?", (speech_id, document_id)
        ).fetchone()
        if same is None:
            continue
        connection.execute("DELETE FROM derived WHERE kind = ? AND speech_id = ?", (kind, speech_id))
        connection.executemany(
            "INSERT INTO derived VALUES (?, ?, ?, ?, ?)",
            [(kind, speech_id, ordinal, key, data) for ordinal, (key, data) in enumerate(rows)],
        )
        connection.execute("INSERT OR REPLACE INTO derived_done VALUES (?, ?, ?)", (speech_id, kind, version))


def select(
    connection: sqlite3.Connection,
    kind: str,
    keys: Collection[str] | None,
    speech_ids: Collection[str] | None,
) -> list[tuple[str, str]]:
    """Return (speech id, data) of the rows with any of some keys and of any of some speeches; None for all."""
    conditions, values = ["kind = ?"], [kind]
    for column, chosen in (("key", keys), ("speech_id", speech_ids)):
        if chosen is not None:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(chosen)))
    sql = f"SELECT speech_id, data FROM derived WHERE {' AND '.join(conditions)} ORDER BY speech_id, ordinal"
    return connection.execute(sql, values).fetchall()


def keys(connection: sqlite3.Connection, kind: str, among: Collection[str] | None = None) -> dict[str, int]:
    """Return how many rows there are of each key, or of each among some."""
    chosen = "" if among is None else "AND key IN (SELECT value FROM json_each(?))"
    values = (kind,) if among is None else (kind, json.dumps(list(among)))
    sql = f"SELECT key, count(*) FROM derived WHERE kind = ? {chosen} GROUP BY key"
    return dict(connection.execute(sql, values).fetchall())
