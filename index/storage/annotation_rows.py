"""What `corpus` finds in a speech besides its chunks, as rows: facts, utterances, enumerations."""

import json
import sqlite3

from corpus import Enumeration, Fact, ParsedSpeech, Utterance
from corpus.metadata.fields import WEAK


def insert(connection: sqlite3.Connection, speech_id: str, parsed: ParsedSpeech) -> None:
    """Write a speech's facts, utterances and enumerations."""
    connection.executemany(
        "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(speech_id, n, f.name, f.value, f.start, f.end, f.confidence) for n, f in enumerate(parsed.facts)],
    )
    connection.executemany(
        "INSERT INTO utterances VALUES (?, ?, ?, ?, ?, ?)",
        [(speech_id, n, u.start, u.end, u.speaker, u.direct) for n, u in enumerate(parsed.utterances)],
    )
    connection.executemany(
        "INSERT INTO enumerations VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (speech_id, n, e.start, e.end, e.name, e.announced, json.dumps(e.items))
            for n, e in enumerate(parsed.enumerations)
        ],
    )


def facts_of(connection: sqlite3.Connection, speech_id: str) -> list[Fact]:
    """Return a speech's facts as `corpus` gave them."""
    rows = connection.execute(
        "SELECT name, value, start, end, confidence FROM facts WHERE speech_id = ? ORDER BY ordinal", (speech_id,)
    )
    return [Fact(*row) for row in rows]


def weak_facts(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Return for each speech its fields whose facts are below `WEAK`."""
    found: dict[str, set[str]] = {}
    rows = connection.execute(
        "SELECT speech_id, name FROM facts WHERE confidence < ? AND name IN ('speaker', 'role', 'date', 'place')",
        (WEAK,),
    )
    for speech_id, name in rows:
        found.setdefault(speech_id, set()).add(name)
    return {speech_id: frozenset(names) for speech_id, names in found.items()}


def utterances_of(connection: sqlite3.Connection, speech_id: str) -> list[Utterance]:
    """Return a speech's utterances in order."""
    rows = connection.execute(
        "SELECT start, end, speaker, direct FROM utterances WHERE speech_id = ? ORDER BY ordinal", (speech_id,)
    )
    return [Utterance(start, end, speaker, bool(direct)) for start, end, speaker, direct in rows]


def enumerations_of(connection: sqlite3.Connection, speech_id: str) -> list[Enumeration]:
    """Return a speech's enumerations in order."""
    rows = connection.execute(
        "SELECT start, end, name, announced, items FROM enumerations WHERE speech_id = ? ORDER BY ordinal", (speech_id,)
    )
    return [
        Enumeration(start, end, name, announced, tuple((first, last) for first, last in json.loads(items)))
        for start, end, name, announced, items in rows
    ]
