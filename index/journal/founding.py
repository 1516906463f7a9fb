"""A library that is there becomes the beginning of a journal: all that it holds, as changes, all or nothing."""

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from corpus import BusyError, JournalError, ReadError
from corpus.workers.pool import parse_all
from corpus.workers.process import Job
from index.catalog import Catalog
from index.embedding.passages import passage, passage_key
from index.journal import position
from index.journal.changes import (
    Change,
    DocumentPut,
    FieldsCorrected,
    LinesPutBack,
    ModelChanged,
    OriginalKept,
    Tagged,
    VectorsMade,
    VersionKept,
)
from index.journal.store import Journal, Position, Turn
from index.maintenance.reparse import upgrade
from index.storage import corrections, line_rows, originals, schema, tag_rows
from index.storage.durability import library_folder
from index.storage.schema import FOLLOWS

Progress = Callable[[int, int, str], None]
_FOUNDING = "journal founding"  # of `meta`: the stamp of the last change that is written, and the library's generation


def found(directory: str | Path, journal_url: str, progress: Progress | None = None) -> int:
    """Write a library into an empty journal, which it follows from then on; return how many changes that were.

    Killed at any moment it can be called again. Others may read the library meanwhile, and wait to change it.

    :param progress: Called with (documents done, documents in all, path): first as each is parsed, as others will.
    :raises JournalError: If the journal is not empty, or cannot be reached.
    :raises ReadError: If a document cannot be parsed any more: nobody could follow.
    """
    with closing(Catalog(library_folder(directory))) as catalog, closing(Journal(journal_url)) as journal:
        upgrade(catalog)
        named = journal.id()
        if (stored := catalog.meta(FOLLOWS)) is not None:
            if position.read(stored)[0] == named:
                return 0
            raise _not_empty(catalog, position.read(stored)[1].number)
        if (number := _founded(catalog, journal)) is not None:
            return number
        _examine(catalog, progress)
        return _write(catalog, journal, progress)


def _not_empty(catalog: Catalog, count: int) -> JournalError:
    return JournalError(
        "{path!r} cannot be the beginning of a journal that has {count} changes; name an empty database by "
        "YINZHENG_JOURNAL_URL, or follow it in an empty folder with --library DIR",
        code="journal_not_empty",
        path=str(catalog.directory),
        count=count,
    )


def _founded(catalog: Catalog, journal: Journal) -> int | None:
    """Follow the journal if it was written by a call that was killed before it could say so here."""
    token, generation = json.loads(catalog.meta(_FOUNDING) or '["", 0]')
    number = journal.number(token) if token else None
    if number is None:
        if begun := journal.head().number:
            raise _not_empty(catalog, begun)
        return None
    with catalog.changing() as connection:
        if schema.get_meta(connection, "generation") != generation:  # changed since, without the journal
            raise _not_empty(catalog, number)
        position.write(connection, journal.id(), Position(number, token))
    return number


def _examine(catalog: Catalog, progress: Progress | None) -> None:
    """Parse every document, for whoever follows will."""
    ids = list(catalog.speeches())
    documents = ((one, catalog.document(one)) for one in ids)
    for done, result in enumerate(parse_all(Job(document, one) for one, document in documents if document), 1):
        if isinstance(result, ReadError):
            raise result
        if progress is not None and isinstance(result, tuple):
            progress(done, 2 * len(ids), result[0].path)


def _write(catalog: Catalog, journal: Journal, progress: Progress | None) -> int:
    token = uuid.uuid4().hex
    with journal.turn() as turn:
        if begun := journal.head().number:
            raise _not_empty(catalog, begun)
        with catalog.changing() as connection:
            generation = schema.get_meta(connection, "generation")
            schema.set_meta(connection, _FOUNDING, json.dumps([token, generation]))
            connection.execute("COMMIT")  # here, so that it counts as no change
        with catalog.changing() as connection:
            if schema.get_meta(connection, "generation") != generation:
                raise BusyError(
                    "{path!r} is being written by another process; try again",
                    code="library_busy",
                    path=str(catalog.directory),
                )
            last = _append(catalog, connection, turn, progress)
            if last.number:
                last = Position(last.number, token)
                turn.sign(last)
            position.write(connection, journal.id(), last)
            turn.commit()
    return last.number


def _append(catalog: Catalog, connection: sqlite3.Connection, turn: Turn, progress: Progress | None) -> Position:
    (count,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    last, done = Position(), 0
    for change in _changes(catalog, connection):
        last = turn.append(last.number, change)
        if progress is not None and isinstance(change, DocumentPut):
            done += 1
            progress(count + done, 2 * count, change.document.path)
    return last


def _changes(catalog: Catalog, connection: sqlite3.Connection) -> Iterator[Change]:
    """Yield what makes a library of nothing, in an order in which nothing is parsed twice."""
    for row in connection.execute(
        "SELECT speech_id, sha256, title, added_at, replaced_at, text FROM versions ORDER BY id"
    ).fetchall():
        yield VersionKept(*row)
    for (speech_id,) in connection.execute("SELECT DISTINCT speech_id FROM corrections ORDER BY 1").fetchall():
        yield FieldsCorrected(speech_id, corrections.of_speech(connection, speech_id))
    for (speech_id,) in connection.execute("SELECT DISTINCT speech_id FROM put_back ORDER BY 1").fetchall():
        yield LinesPutBack(speech_id, tuple(sorted(line_rows.put_back_of(connection, speech_id))))
    for speech_id, tags in tag_rows.of_all(connection).items():
        yield Tagged((speech_id,), tags, ())
    stored = schema.get_meta(connection, "embedding")
    embedding = (str(json.loads(stored)[0]), int(json.loads(stored)[1])) if stored else None
    if embedding is not None:
        yield ModelChanged(embedding)
    columns = "d.path, d.text, d.encoding, d.media_type, d.sha256, d.warnings, d.meta"
    joined = "documents d JOIN speeches s ON s.document_id = d.id"
    kept = {file.name: file for file in originals.kept(catalog.directory)}
    for speech_id, added_at in connection.execute(f"SELECT s.id, d.added_at FROM {joined} ORDER BY d.id").fetchall():
        row = connection.execute(f"SELECT {columns} FROM {joined} WHERE s.id = ?", (speech_id,)).fetchone()
        yield DocumentPut(schema.document_from(row), speech_id, added_at)
        if embedding is not None and (vectors := _vectors(connection, speech_id, embedding)) is not None:
            yield vectors
        if speech_id in kept:
            yield OriginalKept(speech_id, kept[speech_id].read_bytes())


def _vectors(connection: sqlite3.Connection, speech_id: str, embedding: tuple[str, int]) -> VectorsMade | None:
    speech = schema.speech_with_id(connection, speech_id)
    query = f"{schema.CHUNKS.replace(' FROM', ', embedding FROM')} WHERE speech_id = ? AND embedding IS NOT NULL"
    rows = connection.execute(f"{query} ORDER BY ordinal", (speech_id,)).fetchall()
    if not rows:
        return None
    keys = tuple((speech_id, passage_key(passage(speech, schema.chunk_from(row[:-1])))) for row in rows)
    return VectorsMade(embedding, keys, b"".join(row[-1] for row in rows))
