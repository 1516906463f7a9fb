"""The lines of a speech that no passage holds, and those of them that a person put back.

A line that was put back belongs to a speech's id and is known by its words: it stays in the text when the document is
parsed again, and when its file changes and still has it.
"""

import datetime
import sqlite3
from collections.abc import Iterable, Sequence

from corpus import Document, ParsedSpeech, SetAside, fold, parse
from index.storage.corrections import Store

TABLES = """
CREATE TABLE set_aside (
    speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, reason TEXT NOT NULL, confidence REAL NOT NULL,
    PRIMARY KEY (speech_id, ordinal)) WITHOUT ROWID;
CREATE TABLE shares (
    speech_id TEXT PRIMARY KEY REFERENCES speeches ON DELETE CASCADE, share REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE put_back (
    speech_id TEXT NOT NULL, line TEXT NOT NULL, put_back_at TEXT NOT NULL,
    PRIMARY KEY (speech_id, line)) WITHOUT ROWID;
CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, speech_id TEXT NOT NULL, sha256 TEXT NOT NULL, title TEXT NOT NULL,
    added_at TEXT NOT NULL, replaced_at TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX versions_speech ON versions (speech_id)
"""


def insert(connection: sqlite3.Connection, speech_id: str, parsed: ParsedSpeech) -> None:
    """Write which lines of a speech are set aside, and the share of it that is searched."""
    connection.executemany(
        "INSERT INTO set_aside VALUES (?, ?, ?, ?, ?, ?)",
        [(speech_id, n, one.start, one.end, one.reason, one.confidence) for n, one in enumerate(parsed.set_aside)],
    )
    connection.execute("INSERT INTO shares VALUES (?, ?)", (speech_id, parsed.share))


def set_aside_of(connection: sqlite3.Connection, speech_id: str) -> list[SetAside]:
    """Return the lines of a speech that no passage holds, in order."""
    rows = connection.execute(
        "SELECT start, end, reason, confidence FROM set_aside WHERE speech_id = ? ORDER BY ordinal", (speech_id,)
    )
    return [SetAside(*row) for row in rows]


def shares(connection: sqlite3.Connection) -> dict[str, float]:
    """Return for each speech the share of its document's visible characters that is searched, 0 to 1."""
    return dict(connection.execute("SELECT speech_id, share FROM shares").fetchall())


def put_back_of(connection: sqlite3.Connection, speech_id: str) -> frozenset[str]:
    """Return the folded lines that a person put back into a speech."""
    return frozenset(
        row[0] for row in connection.execute("SELECT line FROM put_back WHERE speech_id = ?", (speech_id,))
    )


def write_put_back(connection: sqlite3.Connection, speech_id: str, lines: Iterable[str]) -> None:
    """Make these folded lines those that are put back into a speech, and no others."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    connection.execute("DELETE FROM put_back WHERE speech_id = ?", (speech_id,))
    connection.executemany("INSERT INTO put_back VALUES (?, ?, ?)", [(speech_id, line, now) for line in sorted(lines)])


def folded_lines(text: str, spans: Sequence[SetAside]) -> frozenset[str]:
    """Return the words of lines as they are known again."""
    return frozenset(fold(text[one.start : one.end]) for one in spans)


def with_lines(store: Store, document: Document, parsed: ParsedSpeech) -> ParsedSpeech:
    """Return what was parsed with the lines that a person put back into its speech."""
    if not parsed.set_aside:
        return parsed
    with store.reading() as connection:
        lines = put_back_of(connection, parsed.speech.id)
    if not lines & folded_lines(document.text, parsed.set_aside):
        return parsed
    return parse(document, speech_id=parsed.speech.id, keep=lines)


def keep_version(connection: sqlite3.Connection, speech_id: str, row_id: int) -> None:
    """Keep the text of a document that a new one is about to replace."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    connection.execute(
        "INSERT INTO versions (speech_id, sha256, title, added_at, replaced_at, text)"
        " SELECT s.id, d.sha256, s.title, d.added_at, ?, d.text"
        " FROM documents d JOIN speeches s ON s.document_id = d.id WHERE d.id = ? AND s.id = ?",
        (now, row_id, speech_id),
    )


def versions_of(connection: sqlite3.Connection, speech_id: str) -> list[tuple[str, str, str, str]]:
    """Return (title, added at, replaced at, text) of the earlier versions of a speech, the oldest first."""
    return connection.execute(
        "SELECT title, added_at, replaced_at, text FROM versions WHERE speech_id = ? ORDER BY id", (speech_id,)
    ).fetchall()
