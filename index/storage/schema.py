"""The tables of a library, and how values become their rows. Knows nothing of connections or of transactions.

Vectors are stored as float16: half the room of float32, and most of a chunk's row; a cosine changes by less than 0.001.
The term index keeps no copy of its text (`content=''`: a quarter of the file saved); to delete a row FTS5 must be
told the very terms it was given. They are computed again: one `terms_version` gives the same terms for ever, and a
library that meets another one indexes its terms anew.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corpus import Chunk, Document, Fact, ParsedSpeech, Sentence, Speech
from index.analysis import minhash
from index.analysis.analyzer import terms
from index.analysis.phrases import condense, find_phrase
from index.embedding.encoder import Vectors
from index.embedding.passages import passage, passage_key
from index.storage import annotation_rows, corrections, derived_rows, line_rows, listing_rows

FORMAT = 10

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, encoding TEXT NOT NULL,
    media_type TEXT NOT NULL, warnings TEXT NOT NULL, meta TEXT NOT NULL, added_at TEXT NOT NULL,
    characters INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL);
CREATE INDEX documents_sha256 ON documents (sha256);
CREATE TABLE speeches (
    id TEXT PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    title TEXT NOT NULL, speaker TEXT, role TEXT, date TEXT, place TEXT, occasion TEXT, publisher TEXT, kind TEXT,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL);
CREATE INDEX speeches_document ON speeches (document_id);
CREATE TABLE sections (
    speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, level INTEGER NOT NULL, heading TEXT NOT NULL,
    PRIMARY KEY (speech_id, ordinal)) WITHOUT ROWID;
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading_path TEXT NOT NULL,
    text TEXT NOT NULL, sentences TEXT NOT NULL, embedding BLOB);
CREATE UNIQUE INDEX chunks_speech ON chunks (speech_id, ordinal);
CREATE INDEX chunks_embedded ON chunks (id) WHERE embedding IS NOT NULL;
CREATE INDEX chunks_pending ON chunks (id) WHERE embedding IS NULL;
CREATE VIRTUAL TABLE chunk_terms USING fts5(
    text, heading, title, about, content='', detail=full, tokenize="ascii tokenchars '.%'");
CREATE VIRTUAL TABLE term_counts USING fts5vocab('chunk_terms', 'row')
"""
# `titles` has those that stand outside the body, so that they can be found; `copies` pairs that share words, a < b
_SECOND = """
CREATE TABLE facts (
    speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL, name TEXT NOT NULL,
    value TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, confidence REAL NOT NULL,
    PRIMARY KEY (speech_id, ordinal)) WITHOUT ROWID;
CREATE TABLE utterances (
    speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, speaker TEXT, direct INTEGER NOT NULL,
    PRIMARY KEY (speech_id, ordinal)) WITHOUT ROWID;
CREATE TABLE enumerations (
    speech_id TEXT NOT NULL REFERENCES speeches ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, name TEXT, announced INTEGER, items TEXT NOT NULL,
    PRIMARY KEY (speech_id, ordinal)) WITHOUT ROWID;
CREATE TABLE titles (
    document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, folded TEXT NOT NULL);
CREATE TABLE signatures (
    document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    shingles INTEGER NOT NULL, keys BLOB NOT NULL);
CREATE TABLE copy_keys (
    key INTEGER NOT NULL, document_id INTEGER NOT NULL, PRIMARY KEY (key, document_id)) WITHOUT ROWID;
CREATE TABLE copies (
    a INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    b INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    shared INTEGER NOT NULL, numbers REAL NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX copies_b ON copies (b)
"""

# SQLite has no checksums: `seals` tells a text that a bad disk or memory has changed; `sha256` is a function of ours
_THIRD = """
CREATE TABLE seals (
    document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, sha256 TEXT NOT NULL);
INSERT INTO seals SELECT id, sha256(text) FROM documents
"""

# the keys of what is embedded, so that the vector of a known wording is found; older rows have none
_PASSAGES = """
ALTER TABLE chunks ADD COLUMN passage INTEGER;
CREATE INDEX chunks_passage ON chunks (passage) WHERE passage IS NOT NULL
"""

_TABLES = (
    _FIRST,
    _SECOND,
    _THIRD,
    corrections.TABLE,
    derived_rows.TABLE,
    line_rows.TABLES,
    listing_rows.TABLE,
    listing_rows.NAMES,
    listing_rows.MENTIONS,
    _PASSAGES,
)
SCHEMA = ";\n".join(script.rstrip() for script in _TABLES)
# from which format, with what; what the new tables are to hold, `upgrade` finds
MIGRATIONS = dict(enumerate(_TABLES[1:], 1))

# both need `speeches s JOIN documents d`
SPEECH_COLUMNS = (
    "s.id, d.path, s.title, s.speaker, s.role, s.date, s.place, s.occasion, s.publisher, s.kind, s.start, s.end"
)
SPEECHES = f"SELECT {SPEECH_COLUMNS} FROM speeches s JOIN documents d ON d.id = s.document_id"
CHUNKS = "SELECT id, speech_id, start, end, heading_path, text, sentences FROM chunks"

FOLLOWS = "journal"  # of `meta`: which journal the library follows, and how far it has

_PAGES = "pages"  # the one entry of a document's `meta` column that is no text: where its pages begin

Outcome = Literal["added", "updated", "unchanged"]
Row = tuple[Any, ...]
SomeVectors = Vectors | Sequence[NDArray[np.float32] | None]  # one for each chunk, or None


def chunk_from(row: Row) -> Chunk:
    """Return the chunk in a row of `CHUNKS`. Sentences are kept as (start, end, length of their part of the text)."""
    _, speech_id, start, end, heading_path, text, packed = row
    sentences, at = [], 0
    for first, last, length in json.loads(packed):
        sentences.append(Sentence(first, last, text[at : at + length]))
        at += length
    return Chunk(speech_id, start, end, tuple(json.loads(heading_path)), text, tuple(sentences))


def document_from(row: Row) -> Document:
    """Return the document in a row (path, text, encoding, media_type, sha256, warnings, meta)."""
    pairs = [(name, value) for name, value in json.loads(row[6])]
    meta = tuple((name, value) for name, value in pairs if name != _PAGES)
    pages = next((tuple(value) for name, value in pairs if name == _PAGES), ())
    return Document(row[0], row[1], row[2], row[3], row[4], tuple(json.loads(row[5])), meta, pages)


def vectors_from(blobs: Sequence[bytes], dimension: int) -> Vectors:
    """Return stored vectors, shape (len(blobs), dimension)."""
    return np.frombuffer(b"".join(blobs), dtype="<f2").astype(np.float32).reshape(len(blobs), dimension)


def vector_blob(vector: Vectors) -> bytes:
    """Return one vector as it is stored."""
    return np.asarray(vector).astype("<f2").tobytes()


def ids(connection: sqlite3.Connection, query: str) -> NDArray[np.int64]:
    """Return the ids that a query selects as its only column, ascending.

    They come as one text: a row each takes Python five times as long, and readers do this after every change.

    :param query: `SELECT column FROM …`.
    """
    column, _, rest = query.removeprefix("SELECT ").partition(" FROM ")
    text = connection.execute(f"SELECT group_concat({column}) FROM {rest}").fetchone()[0]
    return np.sort(np.fromstring(text, np.int64, sep=",")) if text else np.empty(0, np.int64)


def get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """Return a value of the library itself, or None."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set a value of the library itself."""
    connection.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value))


def fate(connection: sqlite3.Connection, path: str, sha256: str) -> tuple[Outcome, str | None, int | None]:
    """Return what adding a document does, with the speech id and document row id of the one that it meets."""
    columns = "SELECT d.sha256, s.id, d.id FROM documents d JOIN speeches s ON s.document_id = d.id"
    row = connection.execute(f"{columns} WHERE d.path = ?", (path,)).fetchone()
    if row is not None:
        return ("unchanged" if row[0] == sha256 else "updated"), row[1], row[2]
    row = connection.execute(f"{columns} WHERE d.sha256 = ? ORDER BY d.id", (sha256,)).fetchone()
    return ("added", None, None) if row is None else ("unchanged", row[1], row[2])


def insert(
    connection: sqlite3.Connection,
    document: Document,
    parsed: ParsedSpeech,
    speech_id: str | None,
    vectors: SomeVectors | None,
    added_at: str | None = None,
) -> Speech:
    """Write everything of one document, what a person corrected in the place of what was read.

    :param speech_id: The id to keep; None makes one from the document's hash.
    :param added_at: When it came in; None: now.
    """
    speech_id = speech_id or new_id(connection, document.sha256)
    parsed = corrections.apply(parsed, corrections.of_speech(connection, speech_id))
    speech = replace(parsed.speech, id=speech_id, path=document.path)
    folded = condense(document.text, speech.start, speech.end)[0]
    row_id = connection.execute(
        "INSERT INTO documents (path, sha256, encoding, media_type, warnings, meta, added_at, characters, text, folded)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.path,
            document.sha256,
            document.encoding,
            document.media_type,
            _json(document.warnings),
            _json([*document.meta, *([(_PAGES, document.pages)] if document.pages else [])]),
            added_at or datetime.now(UTC).isoformat(timespec="seconds"),
            len(document.text),
            document.text,
            folded,
        ),
    ).lastrowid
    assert row_id is not None
    connection.execute("INSERT INTO seals SELECT id, sha256(text) FROM documents WHERE id = ?", (row_id,))
    connection.execute(
        "INSERT INTO speeches VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            speech.id,
            row_id,
            *(getattr(speech, name) for name in Speech.__dataclass_fields__ if name not in ("id", "path")),
        ),
    )
    connection.executemany(
        "INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?)",
        [(speech.id, n, s.start, s.end, s.level, s.heading) for n, s in enumerate(parsed.sections)],
    )
    annotation_rows.insert(connection, speech.id, parsed)
    line_rows.insert(connection, speech.id, parsed)
    listing_rows.insert(connection, speech.id, parsed)
    title = _title_outside(document.text, speech, parsed.facts, folded)
    if title is not None:
        connection.execute(
            "INSERT INTO titles VALUES (?, ?, ?, ?)", (row_id, *title, condense(document.text, *title)[0])
        )
    _insert_chunks(connection, speech, parsed.chunks, vectors)
    minhash.enter(connection, row_id, folded)
    return speech


def insert_again(
    connection: sqlite3.Connection, row_id: int, document: Document, parsed: ParsedSpeech, vectors: SomeVectors | None
) -> Speech:
    """Write everything of a document anew in the place of its row; it came in when it did."""
    speech_id, added_at = connection.execute(
        "SELECT s.id, d.added_at FROM speeches s JOIN documents d ON d.id = s.document_id WHERE d.id = ?", (row_id,)
    ).fetchone()
    delete(connection, row_id, speech_with_id(connection, speech_id))
    return insert(connection, document, parsed, speech_id, vectors, added_at)


def delete(connection: sqlite3.Connection, row_id: int, speech: Speech) -> None:
    """Remove everything of one document."""
    rows = connection.execute(f"{CHUNKS} WHERE speech_id = ?", (speech.id,)).fetchall()
    connection.executemany(
        "INSERT INTO chunk_terms (chunk_terms, rowid, text, heading, title, about) VALUES ('delete', ?, ?, ?, ?, ?)",
        term_rows(speech, ((row[0], chunk_from(row)) for row in rows)),
    )
    minhash.leave(connection, row_id)
    connection.execute("DELETE FROM documents WHERE id = ?", (row_id,))


def speech_with_id(connection: sqlite3.Connection, speech_id: str) -> Speech:
    """Return a speech that is known to be there."""
    return Speech(*connection.execute(f"{SPEECHES} WHERE s.id = ?", (speech_id,)).fetchone())


def source_text(connection: sqlite3.Connection, speech_id: str) -> str | None:
    """Return the text of a speech's document, or None if there is no such speech."""
    row = connection.execute(
        "SELECT text FROM documents WHERE id = (SELECT document_id FROM speeches WHERE id = ?)", (speech_id,)
    ).fetchone()
    return None if row is None else str(row[0])


def index_terms_again(connection: sqlite3.Connection) -> None:
    """Make the term index anew from the chunks."""
    connection.execute("INSERT INTO chunk_terms (chunk_terms) VALUES ('delete-all')")
    for row in connection.execute(SPEECHES).fetchall():
        speech = Speech(*row)
        chunks = connection.execute(f"{CHUNKS} WHERE speech_id = ? ORDER BY ordinal", (speech.id,)).fetchall()
        _insert_terms(connection, speech, ((chunk[0], chunk_from(chunk)) for chunk in chunks))


def term_rows(speech: Speech, chunks: Iterable[tuple[int, Chunk]]) -> list[Row]:
    """Return (chunk id, text, heading, title, about), the last four as terms joined by blanks.

    What is said about a speech is searched too, so that 市长2024年谈…… finds words in which neither occurs.
    """
    title = " ".join(terms(speech.title))
    date = speech.date and "{}年{}月{}日".format(*speech.date.split("-"), "", "")
    about = " ".join(terms("\n".join(filter(None, (speech.speaker, speech.role, speech.place, speech.occasion, date)))))
    return [
        (chunk_id, " ".join(terms(chunk.text)), " ".join(terms("\n".join(chunk.heading_path))), title, about)
        for chunk_id, chunk in chunks
    ]


def _insert_chunks(
    connection: sqlite3.Connection, speech: Speech, chunks: Sequence[Chunk], vectors: SomeVectors | None
) -> None:
    numbered: list[tuple[int, Chunk]] = []
    for ordinal, chunk in enumerate(chunks):
        vector = None if vectors is None else vectors[ordinal]
        sentences = [(s.start, s.end, len(s.text)) for s in chunk.sentences]
        row_id = connection.execute(
            'INSERT INTO chunks (speech_id, ordinal, start, "end", heading_path, text, sentences, embedding, passage)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                speech.id,
                ordinal,
                chunk.start,
                chunk.end,
                _json(chunk.heading_path),
                chunk.text,
                _json(sentences),
                None if vector is None else vector_blob(vector),
                passage_key(passage(speech, chunk)),
            ),
        ).lastrowid
        assert row_id is not None
        numbered.append((row_id, chunk))
    _insert_terms(connection, speech, numbered)


def _insert_terms(connection: sqlite3.Connection, speech: Speech, chunks: Iterable[tuple[int, Chunk]]) -> None:
    connection.executemany(
        "INSERT INTO chunk_terms (rowid, text, heading, title, about) VALUES (?, ?, ?, ?, ?)", term_rows(speech, chunks)
    )


def _title_outside(text: str, speech: Speech, facts: Sequence[Fact], folded: str) -> tuple[int, int] | None:
    """Return where the title stands, if not in the body; None too if the text does not hold it."""
    for fact in facts:
        if fact.name == "title" and fact.start < fact.end and (fact.end <= speech.start or speech.end <= fact.start):
            return fact.start, fact.end
    wanted = condense(speech.title)[0]
    if wanted in folded:
        return None
    before = find_phrase(wanted, text, 0, speech.start)
    return next(before, None) or next(find_phrase(wanted, text, speech.end), None)


def new_id(connection: sqlite3.Connection, sha256: str) -> str:
    """Return twelve digits of the hash; of a salted hash where a changed document keeps an id made from this text."""
    speech_id, salt = sha256[:12], 0
    while connection.execute("SELECT 1 FROM speeches WHERE id = ?", (speech_id,)).fetchone():
        salt += 1
        speech_id = hashlib.sha256(f"{sha256}/{salt}".encode()).hexdigest()[:12]
    return speech_id


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
