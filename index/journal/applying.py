"""What each change of a journal does to a catalog: the same on every machine, in one transaction of it.

Knows nothing of the journal's numbers, nor who made a change.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from corpus import Document, ParsedSpeech, ReadError, Speech, parse
from corpus.workers.pool import parse_all
from corpus.workers.process import Job
from index.catalog import Catalog
from index.embedding.passages import passage
from index.journal import changes
from index.journal.changes import Change, DocumentPut
from index.journal.store import Entry, stopped
from index.maintenance.correction import correct, keep_lines
from index.storage import corrections, line_rows, originals, schema, tag_rows
from index.storage.corrections import corrected
from index.storage.line_rows import with_lines

Parsed = tuple[Document, ParsedSpeech] | None


def parsed(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Parsed]]:
    """Yield each change with what its document says, if it brings one: by all cores where there are many.

    :raises JournalError: If a document cannot be parsed.
    """
    waiting: deque[Entry] = deque()

    def jobs() -> Iterator[Job | None]:
        for entry in entries:
            waiting.append(entry)
            change = entry.change() if entry.kind == "document" else None
            yield Job(change.document, change.speech_id) if isinstance(change, DocumentPut) else None

    with closing(parse_all(jobs())) as results:
        for result in results:
            entry = waiting.popleft()
            if isinstance(result, ReadError):
                raise stopped(entry, str(result))
            yield entry, result


def apply(catalog: Catalog, change: Change, document: Parsed) -> None:
    """Do what a change says, in one transaction, or in none if it changes nothing. Of vectors the catalog knows itself.

    :param document: What was parsed of the document that the change brings.
    """
    match change:
        case changes.DocumentPut():
            put(catalog, change, document)
        case changes.SpeechRemoved():
            remove(catalog, change.speech_id)
        case changes.FieldsCorrected():
            correct_fields(catalog, change)
        case changes.LinesPutBack():
            put_back(catalog, change)
        case changes.Tagged():
            tag(catalog, change)
        case changes.OriginalKept():
            keep_original(catalog, change)
        case changes.VersionKept():
            _keep_version(catalog, change)
        case changes.VectorsMade() | changes.ModelChanged():
            raise AssertionError(change)


def put(catalog: Catalog, change: DocumentPut, document: Parsed) -> Speech:
    """Write a document in the place of the one at its path, or as a new one.

    :param document: What it says as it was parsed, without what people corrected; None: it is parsed now.
    """
    read = document[1] if document is not None else parse(change.document, speech_id=change.speech_id)
    read = replace(read, speech=replace(read.speech, id=change.speech_id))
    whole = corrected(catalog, with_lines(catalog, change.document, read))
    texts = [passage(whole.speech, chunk) for chunk in whole.chunks]
    known = catalog.known_vectors(texts)
    with catalog.changing() as connection:
        row = connection.execute("SELECT id FROM documents WHERE path = ?", (change.document.path,)).fetchone()
        if row is not None:
            line_rows.keep_version(connection, change.speech_id, row[0])
            connection.execute(
                "UPDATE versions SET replaced_at = ? WHERE id = (SELECT max(id) FROM versions) AND speech_id = ?",
                (change.added_at, change.speech_id),
            )
            schema.delete(connection, row[0], schema.speech_with_id(connection, change.speech_id))
        vectors = [known.get(text) for text in texts]
        return schema.insert(connection, change.document, whole, change.speech_id, vectors, change.added_at)


def remove(catalog: Catalog, speech_id: str) -> None:
    """Remove a speech with its document and its kept file."""
    with catalog.changing() as connection:
        row = connection.execute("SELECT document_id FROM speeches WHERE id = ?", (speech_id,)).fetchone()
        if row is not None:
            schema.delete(connection, row[0], schema.speech_with_id(connection, speech_id))
    originals.forget(catalog.directory, speech_id)


def correct_fields(catalog: Catalog, change: changes.FieldsCorrected) -> Speech | None:
    """Correct fields of a speech; of one that is not there, for when it comes.

    :raises ReadError: If its document can no longer be parsed.
    """
    if change.speech_id in catalog.speeches():
        return correct(catalog, change.speech_id, change.values, change.forget)
    with catalog.changing() as connection:
        corrections.forget(connection, change.speech_id, change.forget)
        corrections.write(connection, change.speech_id, change.values)
    return None


def put_back(catalog: Catalog, change: changes.LinesPutBack) -> Speech | None:
    """Make lines those that are put back into a speech; of one that is not there, for when it comes."""
    lines = frozenset(change.lines)
    if change.speech_id in catalog.speeches():
        return keep_lines(catalog, change.speech_id, lambda _before: lines)
    with catalog.changing() as connection:
        line_rows.write_put_back(connection, change.speech_id, lines)
    return None


def tag(catalog: Catalog, change: changes.Tagged) -> None:
    """File speeches under tags, and take tags from them.

    :raises InputError: If a speech would have too many.
    """
    with catalog.changing() as connection:
        tag_rows.change(connection, change.speech_ids, change.add, change.remove)


def keep_original(catalog: Catalog, change: changes.OriginalKept) -> None:
    """Keep the file of a speech.

    :raises OSError: If the disk does not take it.
    """
    originals.keep(catalog.directory, change.speech_id, change.data)
    with catalog.changing():
        pass  # that it is done


def _keep_version(catalog: Catalog, change: changes.VersionKept) -> None:
    with catalog.changing() as connection:
        connection.execute(
            "INSERT INTO versions (speech_id, sha256, title, added_at, replaced_at, text) VALUES (?, ?, ?, ?, ?, ?)",
            (change.speech_id, change.sha256, change.title, change.added_at, change.replaced_at, change.text),
        )
