"""The lists of a speech as rows: what each is called, its items and what leads to it; and where a list is named."""

import json
import sqlite3
from typing import Any

from corpus import Listing, ListMention, ParsedSpeech
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
MENTIONS = """
ALTER TABLE listings ADD COLUMN labelled TEXT NOT NULL DEFAULT '[]';
CREATE TABLE list_mentions (
    speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL, key TEXT NOT NULL,
    name TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, quoted INTEGER NOT NULL, told INTEGER NOT NULL,
    PRIMARY KEY (speech_id, ordinal)) WITHOUT ROWID;
CREATE INDEX list_mentions_key ON list_mentions (key);
CREATE TABLE list_letters (
    speech_id TEXT PRIMARY KEY REFERENCES speeches ON DELETE CASCADE, letters TEXT NOT NULL) WITHOUT ROWID
"""

_COLUMNS = "l.kind, l.start, l.end, l.items, l.heads, l.names, l.announced, l.lead, l.context, l.labelled"


def insert(connection: sqlite3.Connection, speech_id: str, parsed: ParsedSpeech) -> None:
    """Write the lists of a speech, and what is known of those that only their names tell."""
    listings = parsed.listings
    connection.executemany(
        "INSERT INTO list_mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (speech_id, ordinal, name_key(one.name), one.name, one.start, one.end, one.quoted, one.told)
            for ordinal, one in enumerate(parsed.list_mentions)
        ],
    )
    if parsed.letters_in_rows:
        connection.execute("INSERT INTO list_letters VALUES (?, ?)", (speech_id, _json(dict(parsed.letters_in_rows))))
    connection.executemany(
        "INSERT INTO listings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                "\n".join(one.context),
                json.dumps(one.labelled),
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


def mentions_of(connection: sqlite3.Connection, speech_id: str) -> list[ListMention]:
    """Return the places of a speech that name a list, in order."""
    rows = connection.execute(
        'SELECT start, "end", name, quoted, told FROM list_mentions WHERE speech_id = ? ORDER BY ordinal', (speech_id,)
    )
    return [_mention(row) for row in rows]


def mentions_called(connection: sqlite3.Connection, beginning: str) -> list[tuple[str, ListMention]]:
    """Return (speech id, place) of the places whose name has a key that begins so, as `listings_called`."""
    rows = connection.execute(
        'SELECT speech_id, start, "end", name, quoted, told FROM list_mentions'
        " WHERE key >= ?1 AND key < ?1 || char(1114111) ORDER BY speech_id, ordinal",
        (beginning,),
    )
    return [(row[0], _mention(row[1:])) for row in rows]


def letters(connection: sqlite3.Connection, letter: str) -> dict[str, int]:
    """Return for each speech that has such how many units in a row begin or end with a letter."""
    rows = connection.execute("SELECT speech_id, letters FROM list_letters WHERE instr(letters, ?)", (letter,))
    return {speech_id: json.loads(packed)[letter] for speech_id, packed in rows}


def _mention(row: tuple[Any, ...]) -> ListMention:
    start, end, name, quoted, told = row
    return ListMention(start, end, name, bool(quoted), bool(told))


def _listing(row: tuple[Any, ...]) -> Listing:
    kind, start, end, items, heads, names, announced, lead, context, labelled = row
    return Listing(
        kind,
        start,
        end,
        tuple((first, last) for first, last in json.loads(items)),
        tuple(json.loads(heads)),
        tuple(json.loads(names)),
        announced,
        tuple(json.loads(lead)) if lead else None,
        tuple(context.split("\n")) if context else (),
        tuple(json.loads(labelled)),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
