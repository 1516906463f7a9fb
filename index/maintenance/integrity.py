"""Does a library hold what it must? Every invariant, each checked against what it is derived from.

    file      SQLite's own check of pages and indexes; every reference leads somewhere
    texts     the hash of each stored text; its counts; its form for exact words
    spans     speeches lie in their text, chunks in their speech, sentences in their chunk, and say what the text says
    terms     the term index holds each chunk's terms, at their places, and nothing else
    vectors   as long as the library's model makes them, finite, of length 1, and of no chunk that is not there
    copies    the keys by which near-duplicates are found, and the pairs, are what the texts give
    dense     the FAISS index holds those vectors and no others

Nothing is changed. What a check finds `index.maintenance.repair` repairs, where it is derived.
"""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpus import Speech
from corpus.language.cleaning import clean
from index.analysis import minhash
from index.analysis.phrases import condense
from index.catalog import Catalog
from index.search.backend import SearchBackend
from index.storage import schema

Name = Literal["file", "texts", "spans", "terms", "vectors", "copies", "dense"]
NAMES: tuple[Name, ...] = ("file", "texts", "spans", "terms", "vectors", "copies", "dense")

_LENGTH = 0.02  # by which a float16 vector's length may differ from 1
_SHOWN = 5  # problems told of each kind; the others are counted


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it must be.

    :param what: One line.
    :param speech_id: The speech it is about, if one.
    :param lost: Not derived from anything: no repair brings it back.
    :param whole: It is about the whole library.
    """

    what: str
    speech_id: str | None = None
    lost: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one invariant.

    :param examined: How many things were looked at.
    """

    name: Name
    examined: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems

    @property
    def unreadable(self) -> bool:
        """Whether something is wrong with the whole rather than with this or that speech."""
        return any(problem.whole for problem in self.problems)

    def __str__(self) -> str:
        if self.ok:
            return f"{self.examined} checked"
        shown = "; ".join(problem.what for problem in self.problems[:_SHOWN])
        more = len(self.problems) - _SHOWN
        return f"{len(self.problems)} of {self.examined} wrong: {shown}" + (f"; and {more} more" if more > 0 else "")


def check(catalog: Catalog, dense: SearchBackend) -> list[Check]:
    """Check everything, in one state of the library."""
    with catalog.pinned(), catalog.reading() as connection:
        checks = [_file(connection)]
        if checks[0].ok:  # the rows of a damaged file say nothing
            checks += [f(connection) for f in (_texts, _spans, _terms, _vectors, _copies)]
            if next(one for one in checks if one.name == "vectors").ok:  # it would only say the same again
                checks.append(_dense(catalog, dense))
    return checks


def _file(connection: sqlite3.Connection) -> Check:
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(100)")]
        problems = [Problem(text) for text in found if text != "ok"]
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            problems.append(Problem(f"row {row} of {table} refers to nothing in {parent}", lost=table == "speeches"))
        pages = int(connection.execute("PRAGMA page_count").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return Check("file", 1, (Problem(f"SQLite cannot read it: {error}", lost=True),))
    return Check("file", pages, tuple(problems))


def _texts(connection: sqlite3.Connection) -> Check:
    rows = connection.execute(
        "SELECT d.id, d.path, d.characters, d.text, d.folded, t.start, t.end, t.folded, e.sha256, sha256(d.text),"
        " s.id, s.start, s.end, (SELECT count(*) FROM speeches WHERE document_id = d.id) FROM documents d"
        " LEFT JOIN titles t ON t.document_id = d.id LEFT JOIN seals e ON e.document_id = d.id"
        " LEFT JOIN speeches s ON s.document_id = d.id ORDER BY d.id"
    )
    examined, problems = 0, list[Problem]()
    for _, path, characters, text, folded, first, last, title, seal, digest, speech_id, start, end, speeches in rows:
        examined += 1
        if seal != digest:
            problems.append(Problem(f"the stored text of {path!r} is not what was added", speech_id, lost=True))
            continue
        if speeches != 1:
            problems.append(Problem(f"{path!r} has {speeches} speeches, not one", speech_id))
        if characters != len(text):
            problems.append(Problem(f"{path!r} has {len(text)} characters, counted as {characters}", speech_id))
        sound = speech_id is not None and 0 <= start <= end <= len(text)  # or else `spans` says so
        if sound and condense(text, start, end)[0] != folded:
            problems.append(Problem(f"exact words would not be found in {path!r}", speech_id))
        if title is not None and condense(text, first, last)[0] != title:
            problems.append(Problem(f"the title of {path!r} is not where it is said to be", speech_id))
    return Check("texts", examined, tuple(problems))


def _spans(connection: sqlite3.Connection) -> Check:
    examined, problems = 0, list[Problem]()
    for row in connection.execute(schema.SPEECHES).fetchall():
        speech = Speech(*row)
        text = schema.source_text(connection, speech.id) or ""
        chunks = connection.execute(f"{schema.CHUNKS} WHERE speech_id = ? ORDER BY ordinal", (speech.id,)).fetchall()
        ordinals = connection.execute("SELECT ordinal FROM chunks WHERE speech_id = ? ORDER BY ordinal", (speech.id,))
        wrong = next(_wrong_spans(connection, speech, text, chunks), None)
        if wrong is None and [n for (n,) in ordinals] != list(range(len(chunks))):
            wrong = "its chunks are not numbered in a row"
        if wrong is not None:
            problems.append(Problem(f"{speech.path!r}: {wrong}", speech.id))
        examined += 1 + len(chunks)
    return Check("spans", examined, tuple(problems))


def _wrong_spans(connection: sqlite3.Connection, speech: Speech, text: str, rows: list[schema.Row]) -> Iterator[str]:
    """Yield what is wrong with the spans of one speech."""
    if not 0 <= speech.start <= speech.end <= len(text):
        yield f"its span [{speech.start}:{speech.end}] is not in its text of {len(text)}"
        return
    for table in ("sections", "facts", "utterances", "enumerations", "listings", "list_mentions", "set_aside"):
        (count,) = connection.execute(
            f'SELECT count(*) FROM {table} WHERE speech_id = ? AND NOT (start >= 0 AND start <= "end" AND "end" <= ?)'
            " AND start >= 0",  # a fact that stands nowhere in the text has the span -1, -1
            (speech.id, len(text)),
        ).fetchone()
        if count:
            yield f"{count} {table} lie outside its text"
    for row in rows:
        try:
            chunk = schema.chunk_from(row)
        except (ValueError, TypeError) as error:
            yield f"a chunk cannot be read: {error}"
            continue
        if not speech.start <= chunk.start < chunk.end <= speech.end:
            yield f"chunk [{chunk.start}:{chunk.end}] is not in the speech"
        if "".join(sentence.text for sentence in chunk.sentences) != chunk.text:
            yield f"chunk [{chunk.start}:{chunk.end}] is not its sentences"
        for sentence in chunk.sentences:
            if not chunk.start <= sentence.start < sentence.end <= chunk.end:
                yield f"sentence [{sentence.start}:{sentence.end}] is not in its chunk"
            elif clean(text, sentence.start, sentence.end).text.strip() != sentence.text.strip():
                yield f"the sentence at [{sentence.start}:{sentence.end}] does not say what the text says"


def _terms(connection: sqlite3.Connection) -> Check:
    """Compare sums of hashes of (term, column, place): the index is read by term, the chunks by chunk."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab(main, chunk_terms, instance)")
    indexed: Counter[int] = Counter()
    for term, chunk_id, column, place in connection.execute("SELECT term, doc, col, offset FROM temp.places"):
        indexed[chunk_id] += _hash(term, column, place)
    examined, problems = 0, list[Problem]()
    columns = ("text", "heading", "title", "about")
    for row in connection.execute(schema.SPEECHES).fetchall():
        speech = Speech(*row)
        chunks = connection.execute(f"{schema.CHUNKS} WHERE speech_id = ? ORDER BY ordinal", (speech.id,)).fetchall()
        try:
            rows = schema.term_rows(speech, ((c[0], schema.chunk_from(c)) for c in chunks))
        except (ValueError, TypeError) as error:
            problems.append(Problem(f"the chunks of {speech.path!r} cannot be read: {error}", speech.id))
            continue
        for chunk_id, *texts in rows:
            examined += 1
            wanted = sum(
                _hash(term, column, place)
                for column, text in zip(columns, texts, strict=True)
                for place, term in enumerate(text.split())
            )
            if indexed.pop(chunk_id, 0) != wanted:
                problems.append(Problem(f"chunk {chunk_id} of {speech.path!r} has other terms", speech.id))
    problems += [Problem(f"terms of chunk {chunk_id}, which is not there") for chunk_id in indexed]
    (indexed_rows,) = connection.execute("SELECT count(*) FROM chunk_terms_docsize").fetchone()
    if not problems and indexed_rows != examined:
        problems.append(Problem(f"the term index has {indexed_rows} rows for {examined} chunks"))
    return Check("terms", examined, tuple(problems))


def _hash(term: str, column: str, place: int) -> int:
    return zlib.crc32(f"{place} {column} {term}".encode()) + 1


def _vectors(connection: sqlite3.Connection) -> Check:
    stored = schema.get_meta(connection, "embedding")
    try:
        dimension = int(json.loads(stored)[1]) if stored else 0
    except (ValueError, TypeError, IndexError, KeyError):
        return Check("vectors", 1, (Problem(f"the embedding model is recorded as {stored!r}", whole=True),))
    examined, problems = 0, list[Problem]()
    rows = connection.execute("SELECT id, speech_id, embedding FROM chunks WHERE embedding IS NOT NULL")
    for chunk_id, speech_id, blob in rows:
        examined += 1
        if (wrong := _wrong_vector(blob, dimension)) is not None:
            problems.append(Problem(f"vector of chunk {chunk_id}: {wrong}", speech_id))
    if examined and not schema.get_meta(connection, "vectors"):
        problems.append(Problem("the vectors have no name"))
    return Check("vectors", examined, tuple(problems))


def _wrong_vector(blob: object, dimension: int) -> str | None:
    if not isinstance(blob, bytes) or len(blob) != 2 * dimension:
        return f"{len(blob) if isinstance(blob, bytes) else type(blob).__name__} bytes for {dimension} dimensions"
    vector = np.frombuffer(blob, "<f2").astype(np.float32)
    if not np.isfinite(vector).all():
        return "not finite"
    length = float(np.linalg.norm(vector))
    return None if abs(length - 1) <= _LENGTH else f"length {length:.3f}"


def _copies(connection: sqlite3.Connection) -> Check:
    """Enter every document again in a database of its own, and compare."""
    with closing(sqlite3.connect("", isolation_level=None)) as fresh:  # a temporary file, deleted by itself
        fresh.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, folded TEXT NOT NULL)")
        for (sql,) in connection.execute(
            "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name IN ('signatures', 'copy_keys', 'copies')"
        ):
            fresh.execute(sql)
        fresh.execute("BEGIN")
        count = 0
        for document_id, folded in connection.execute("SELECT id, folded FROM documents ORDER BY id"):
            fresh.execute("INSERT INTO documents VALUES (?, ?)", (document_id, folded))
            minhash.enter(fresh, document_id, folded)
            count += 1
        tables = ("signatures", "copy_keys", "copies")
        wrong = [table for table in tables if _rows(connection, table) != _rows(fresh, table)]
    return Check("copies", count, tuple(Problem(f"{table} is not what the texts give") for table in wrong))


def _rows(connection: sqlite3.Connection, table: str) -> list[schema.Row]:
    return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


def _dense(catalog: Catalog, dense: SearchBackend) -> Check:
    before = len(dense.notes)
    wanted, found = catalog.vector_ids().tolist(), dense.ids()
    problems = [Problem(note) for note in dense.notes[before:]]
    if wanted != found:
        odd = len(set(wanted) ^ set(found))
        problems.append(Problem(f"{odd} of {len(wanted)} vectors are missing or too many"))
    elif wanted:
        problems += [Problem(f"its vector of chunk {chunk_id} differs") for chunk_id in dense.differing()]
    return Check("dense", len(wanted), tuple(problems))
