"""The lists of a speech as rows: what each is called, its items and what leads to it."""

import json
import sqlite3
from collections.abc import Iterable

from corpus import Listing

TABLE = """
CREATE TABLE listings (
    speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL, kind TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, items TEXT NOT NULL, heads TEXT NOT NULL, names TEXT NOT NULL,
    announced INTEGER, lead TEXT, context TEXT NOT NULL, PRIMARY KEY (speech_id, ordinal)) WITHOUT ROWID
"""


def insert(connection: sqlite3.Connection, speech_id: str, listings: Iterable[Listing]) -> None:
    """Write the lists of a speech."""
    connection.executemany(
        "INSERT INTO listings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                speech_id,
                ordinal,
                one.kind,
                one.start,
                one.end,
                json.dumps(one.items),
                _json(one.heads),
                _json(one.names),
                one.announced,
                json.dumps(one.lead) if one.lead else None,
                one.context,
            )
            for ordinal, one in enumerate(listings)
        ],
    )


def listings_of(connection: sqlite3.Connection, speech_id: str) -> list[Listing]:
    """Return the lists of a speech in order."""
    rows = connection.execute(
        "SELECT kind, start, end, items, heads, names, announced, lead, context FROM listings"
        " WHERE speech_id = ? ORDER BY ordinal",
        (speech_id,),
    )
    return [
        Listing(
            kind,
            start,
            end,
            tuple((first, last) for first, last in json.loads(items)),
            tuple(json.loads(heads)),
            tuple(json.loads(names)),
            announced,
            tuple(json.loads(lead)) if lead else None,
            context,
        )
        for kind, start, end, items, heads, names, announced, lead, context in rows
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
