"""The lists of a speech as rows: what each is called, its items and what leads to it."""

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from corpus import Listing
from corpus.structure.listings import name_key

TABLE = """
CREATE TABLE listings (
    speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL, kind TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, items TEXT NOT NULL, heads TEXT NOT NULL, names TEXT NOT NULL,
    announced INTEGER, lead TEXT, context TEXT NOT NULL, PRIMARY KEY (speech_id, ordinal)) WITHOUT ROWID
"""
NAMES = """
CREATE TABLE list_names (
    key TEXT NOT NULL, speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    PRIMARY KEY (key, speech_id, ordinal)) WITHOUT ROWID;
CREATE INDEX list_names_speech ON list_names (speech_id)
"""

_COLUMNS = "l.kind, l.start, l.end, l.items, l.heads, l.names, l.announced, l.lead, l.context"


def insert(connection: sqlite3.Connection, speech_id: str, listings: Iterable[Listing]) -> None:
    """Write the lists of a speech."""
    listings = tuple(listings)
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
    connection.executemany(
        "INSERT OR IGNORE INTO list_names VALUES (?, ?, ?)",
        [(name_key(name), speech_id, ordinal) for ordinal, one in enumerate(listings) for name in one.names],
    )


def listings_of(connection: sqlite3.Connection, speech_id: str) -> list[Listing]:
    """Return the lists of a speech in order."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM listings l WHERE l.speech_id = ? ORDER BY l.ordinal", (speech_id,)
    )
    return [_listing(row) for row in rows]


def listings_called(connection: sqlite3.Connection, beginning: str) -> list[tuple[str, Listing]]:
    """Return (speech id, list) of the lists with a name whose key (`corpus.structure.listings.name_key`) begins so."""
    rows = connection.execute(
        f"SELECT DISTINCT l.speech_id, l.ordinal, {_COLUMNS} FROM list_names n"
        " JOIN listings l ON l.speech_id = n.speech_id AND l.ordinal = n.ordinal"
        " WHERE n.key >= ?1 AND n.key < ?1 || char(1114111) ORDER BY l.speech_id, l.ordinal",
        (beginning,),
    )
    return [(row[0], _listing(row[2:])) for row in rows]


def _listing(row: tuple[Any, ...]) -> Listing:
    kind, start, end, items, heads, names, announced, lead, context = row
    return Listing(
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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
