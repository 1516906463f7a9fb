"""The library's truth: documents, speeches, chunks, their terms and vectors, in one SQLite file.

Each document is written in one transaction. `generation` grows with every change, so that whatever is derived from the
catalog (the dense index, caches) can tell that it is out of date. A chunk id is never used twice: it stands for the
same text for ever.
"""

import json
import logging
import re
import sqlite3
import threading
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import (
    Chunk,
    Document,
    Enumeration,
    Fact,
    LibraryError,
    NotFoundError,
    ParsedSpeech,
    Section,
    Speech,
    Utterance,
)
from index.analysis.analyzer import terms_version
from index.embedding.encoder import Vectors, mismatch
from index.filters import Filters
from index.search import lexical, near_duplicates
from index.search.near_duplicates import Copy
from index.storage import annotation_rows, line_rows, schema, vector_rows
from index.storage.database import Database
from index.storage.schema import Outcome, SomeVectors
from index.storage.speech_cache import Roster

logger = logging.getLogger(__name__)

FILE_NAME = "library.sqlite3"
_ID = re.compile("[0-9A-Fa-f]+")  # of a speech, or the start of one
_NO_SPEECH = "no speech with id {speech!r}; see the ids with: yinzheng list"
_REMEMBERED = 16  # answers of `saying`, each of up to all ids


class Catalog:
    """The tables of one library directory. Thread-safe; other processes may use the same directory.

    :raises LibraryFormatError: If another version wrote it.
    :raises LibraryError: If it cannot be opened.
    """

    completes = False  # whether `put` itself puts in what people corrected of a document

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._database = Database(
            directory / FILE_NAME, schema=schema.SCHEMA, version=schema.FORMAT, migrations=schema.MIGRATIONS
        )
        self._roster = Roster()
        self._weak: tuple[str, dict[str, frozenset[str]]] = ("-", {})  # of a generation
        self._sayings_lock = threading.Lock()
        self._sayings: dict[tuple[str, str], frozenset[str]] = {}  # by generation and words, the oldest first
        if self.meta("terms") != terms_version():
            self._prepare_terms()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def pinned(self) -> AbstractContextManager[None]:
        """Let this thread see one state of the library until the block ends, whatever is written meanwhile."""
        return self._database.pinned()

    def unpinned(self) -> AbstractContextManager[None]:
        """Let this thread see the newest state until the block ends, though it is `pinned` to another."""
        return self._database.unpinned()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """Lend a connection to the tables themselves, with one state of the data."""
        return self._database.reading()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection in a transaction that counts as a change; undone if the block raises."""
        with self._database.writing() as connection:
            yield connection
            if connection.in_transaction:
                schema.set_meta(connection, "generation", str(int(schema.get_meta(connection, "generation") or 0) + 1))

    def generation(self) -> int:
        """Return a number that every change, by any process, makes larger."""
        with self._database.reading() as connection:
            return vector_rows.generation(connection)

    def vectors_id(self) -> str:
        """Return what names this library's vectors: another library has another, and so has another embedding model."""
        return self.meta("vectors") or ""

    def embedding(self) -> tuple[str, int] | None:
        """Return (name, dimension) of the embedding model that the vectors are from, or None before the first."""
        stored = self.meta("embedding")
        if stored is None:
            return None
        try:
            name, dimension = json.loads(stored)
        except (ValueError, TypeError):
            raise LibraryError(
                "the embedding model of {path!r} is recorded as {stored!r}; mend it with: yinzheng doctor --repair",
                code="embedding_record_broken",
                path=str(self.directory),
                stored=stored,
            ) from None
        return name, dimension

    def parsing(self) -> str | None:
        """Return the version of parsing that every document has been through, or None."""
        return self.meta("parsing")

    def set_parsing(self, version: str) -> None:
        """Record that every document has been through this version of parsing."""
        with self.changing() as connection:
            schema.set_meta(connection, "parsing", version)

    def speeches(self) -> dict[str, Speech]:
        """Return every speech by its id, in order of date (undated last), then path. The caller must not change it."""
        with self._database.reading() as connection:
            return self._roster.speeches(connection)

    def speech(self, speech_id: str) -> Speech:
        """Return the speech with this id, or with the only id that starts so.

        :raises NotFoundError: If there is none, or more than one.
        """
        matches: list[schema.Row] = []
        if _ID.fullmatch(speech_id):
            start = speech_id.lower()
            with self._database.reading() as connection:
                matches = connection.execute(f"{schema.SPEECHES} WHERE s.id = ?", (start,)).fetchall()
                if not matches:
                    span = (start, f"{start}g")  # behind every other digit
                    matches = connection.execute(f"{schema.SPEECHES} WHERE s.id >= ? AND s.id < ?", span).fetchall()
        if len(matches) != 1:
            if matches:
                raise NotFoundError(
                    "{count} speeches have ids that start with {speech!r}; see the ids with: yinzheng list",
                    code="ambiguous_id",
                    count=len(matches),
                    speech=speech_id,
                )
            raise NotFoundError(_NO_SPEECH, code="no_speech", speech=speech_id)
        return Speech(*matches[0])

    def source_text(self, speech_id: str) -> str:
        """Return the original text that the offsets of the speech with this whole id refer to.

        :raises NotFoundError: If there is none.
        """
        with self._database.reading() as connection:
            text = schema.source_text(connection, speech_id)
        if text is None:
            raise NotFoundError(_NO_SPEECH, code="no_speech", speech=speech_id)
        return text

    def foresee(self, path: str, sha256: str) -> tuple[Outcome, Speech | None]:
        """Say what `put` would do now, and which speech it would meet."""
        with self._database.reading() as connection:
            outcome, speech_id, _ = schema.fate(connection, path, sha256)
            return outcome, schema.speech_with_id(connection, speech_id) if speech_id else None

    def document(self, speech_id: str) -> Document | None:
        """Return a speech's document as it was read, or None if it was removed."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT d.path, d.text, d.encoding, d.media_type, d.sha256, d.warnings, d.meta FROM documents d"
                " JOIN speeches s ON s.document_id = d.id WHERE s.id = ?",
                (speech_id,),
            ).fetchone()
        return None if row is None else schema.document_from(row)

    def chunks(self, ids: Sequence[int]) -> dict[int, Chunk]:
        """Return the chunks with these ids; an id that was removed is left out."""
        rows = self._rows(f"{schema.CHUNKS} WHERE id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))
        return {row[0]: schema.chunk_from(row) for row in rows}

    def chunks_of(self, speech_id: str) -> list[Chunk]:
        """Return a speech's chunks in order."""
        rows = self._rows(f"{schema.CHUNKS} WHERE speech_id = ? ORDER BY ordinal", speech_id)
        return [schema.chunk_from(row) for row in rows]

    def sections_of(self, speech_id: str) -> list[Section]:
        """Return a speech's sections in order."""
        rows = self._rows(
            "SELECT start, end, level, heading FROM sections WHERE speech_id = ? ORDER BY ordinal", speech_id
        )
        return [Section(*row) for row in rows]

    def facts_of(self, speech_id: str) -> list[Fact]:
        """Return where each field of a speech was read."""
        with self._database.reading() as connection:
            return annotation_rows.facts_of(connection, speech_id)

    def weak_facts(self) -> dict[str, frozenset[str]]:
        """Return for each speech the fields that only a weak source states; remembered until the library changes."""
        with self._database.reading() as connection:
            generation = schema.get_meta(connection, "generation") or ""
            if self._weak[0] != generation:
                self._weak = (generation, annotation_rows.weak_facts(connection))
            return self._weak[1]

    def utterances_of(self, speech_id: str) -> list[Utterance]:
        """Return a speech's utterances in order."""
        with self._database.reading() as connection:
            return annotation_rows.utterances_of(connection, speech_id)

    def enumerations_of(self, speech_id: str) -> list[Enumeration]:
        """Return a speech's enumerations in order."""
        with self._database.reading() as connection:
            return annotation_rows.enumerations_of(connection, speech_id)

    def copies_of(self, speech_id: str) -> list[Copy]:
        """Return the speeches that share words with the one with this whole id, the most similar first."""
        with self._database.reading() as connection:
            return near_duplicates.copies_of(connection, speech_id)

    def preferred_ids(self, speech_ids: Iterable[str]) -> dict[str, str]:
        """Return for each whole id that of the fullest speech of its group; a removed speech is left out."""
        with self._database.reading() as connection:
            return near_duplicates.preferred_ids(connection, speech_ids)

    def chunk_ids(self, filters: Filters) -> list[int]:
        """Return the ids of the chunks of the speeches that the filters accept, ascending."""
        chosen = "speech_id IN (SELECT value FROM json_each(?))"
        rows = self._rows(f"SELECT id FROM chunks WHERE {chosen} ORDER BY id", json.dumps(self._accepted(filters)))
        return [row[0] for row in rows]

    def search_terms(self, terms: Sequence[str], k: int, filters: Filters | None = None) -> list[tuple[int, float]]:
        """Return up to k (chunk id, BM25 score) of the accepted chunks, higher is better, best first."""
        accepted = self._accepted(filters) if filters else None
        with self._database.reading() as connection:
            return lexical.search_terms(connection, terms, k, accepted)

    def find(self, text: str, filters: Filters | None = None) -> list[tuple[Speech, int, int]]:
        """Return (speech, start, end) of every place that says `text`, in order of date; exhaustive."""
        with self._database.reading() as connection:
            return lexical.find(connection, text, filters)

    def count(self, text: str, filters: Filters | None = None) -> list[tuple[Speech, int]]:
        """Return (speech, how often it says `text`) of those that do, in order of date: what `find` finds, sooner."""
        with self._database.reading() as connection:
            counts = lexical.count(connection, text)
        speeches = self.speeches().values()
        return [(s, counts[s.id]) for s in speeches if s.id in counts and (not filters or filters.accepts(s))]

    def holding(self, texts: Iterable[str], filters: Filters | None = None, ignoring: str = "") -> list[Speech]:
        """Return the speeches in which `find` finds any of some texts, in order of date."""
        with self._database.reading() as connection:
            ids = lexical.holding(connection, texts, ignoring)
        return [s for s in self.speeches().values() if s.id in ids and (not filters or filters.accepts(s))]

    def saying(self, words: str) -> frozenset[str]:
        """Return the ids of the speeches that say some words; the last few answers are remembered."""
        with self._database.reading() as connection:
            key = (schema.get_meta(connection, "generation") or "", words)
            found = self._sayings.get(key)
            if found is None:
                found = lexical.saying(connection, words)
                with self._sayings_lock:
                    if len(self._sayings) >= _REMEMBERED:
                        del self._sayings[next(iter(self._sayings))]
                    self._sayings[key] = found
        return found

    def vector_ids(self) -> NDArray[np.int64]:
        """Return the ids of the chunks that have a vector, ascending."""
        with self._database.reading() as connection:
            return vector_rows.ids(connection)

    def vectors(self, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Return (ids, vectors of shape (n, dimension)) of those chunks that still have one, ascending."""
        with self._database.reading() as connection:
            return vector_rows.select(connection, ids)

    def known_vectors(self, texts: Collection[str]) -> dict[str, Vectors]:
        """Return the vectors that the library has of some wordings (`passage`), whosever they are."""
        with self._database.reading() as connection:
            return vector_rows.of_wordings(connection, texts)

    def pending(self, limit: int, speech_id: str | None = None) -> list[tuple[int, Chunk]]:
        """Return up to `limit` (id, chunk) without a vector, ascending, from anywhere among them."""
        with self._database.reading() as connection:
            return vector_rows.waiting(connection, limit, speech_id)

    def pending_among(self, ids: Iterable[int]) -> set[int]:
        """Return which of these chunks are there and have no vector."""
        with self._database.reading() as connection:
            return vector_rows.waiting_among(connection, ids)

    def count_pending(self, speech_id: str | None = None) -> int:
        """Return how many chunks have no vector; of one speech, if one is named."""
        with self._database.reading() as connection:
            return vector_rows.count_waiting(connection, speech_id)

    def put(
        self, document: Document, parsed: ParsedSpeech, vectors: SomeVectors | None, embedding: tuple[str, int] | None
    ) -> tuple[Outcome, Speech]:
        """Write a document in one transaction; when this returns it is on the disk.

        A new text at a known path replaces the old one and keeps its speech's id. A text that the library already has,
        at this path or another, is left alone.

        :param vectors: One for each chunk, or None: of all, or of those that are to get theirs later.
        :param embedding: The (name, dimension) of the model that they are from, or will be.
        :raises EmbeddingMismatchError: If the library's vectors are from another model.
        """
        with self.changing() as connection:
            outcome, speech_id, row_id = schema.fate(connection, document.path, document.sha256)
            if speech_id is not None and row_id is not None:
                known = schema.speech_with_id(connection, speech_id)
                if outcome == "unchanged":
                    connection.execute("ROLLBACK")
                    return outcome, known
                line_rows.keep_version(connection, known.id, row_id)
                schema.delete(connection, row_id, known)
            self._claim(connection, embedding)
            return outcome, schema.insert(connection, document, parsed, speech_id, vectors)

    def put_again(
        self, document: Document, parsed: ParsedSpeech, vectors: SomeVectors | None, embedding: tuple[str, int] | None
    ) -> Speech | None:
        """Replace what was found in a stored document that was parsed again; None if it has changed meanwhile."""
        with self.changing() as connection:
            outcome, speech_id, row_id = schema.fate(connection, document.path, document.sha256)
            known = schema.speech_with_id(connection, speech_id) if speech_id else None
            if outcome != "unchanged" or known is None or row_id is None or known.path != document.path:
                connection.execute("ROLLBACK")
                return None
            self._claim(connection, embedding)
            return schema.insert_again(connection, row_id, document, parsed, vectors)

    def put_vectors(self, ids: Sequence[int], vectors: Sequence[Vectors] | Vectors, embedding: tuple[str, int]) -> None:
        """Give chunks that have no vector theirs, in one transaction; what texts say is as it was."""
        with self._database.writing() as connection:
            self._claim(connection, embedding)
            vector_rows.write(connection, ids, vectors)

    def change_embedding(self, embedding: tuple[str, int]) -> None:
        """Forget all vectors and expect another model's from now on."""
        with self.changing() as connection:
            connection.execute("UPDATE chunks SET embedding = NULL WHERE embedding IS NOT NULL")
            schema.set_meta(connection, "embedding", json.dumps(embedding))
            schema.set_meta(connection, "vectors", uuid.uuid4().hex)

    def remove(self, speech_id: str) -> Speech:
        """Remove a speech with its document.

        :raises NotFoundError: If there is none.
        """
        speech = self.speech(speech_id)
        with self.changing() as connection:
            row = connection.execute("SELECT document_id FROM speeches WHERE id = ?", (speech.id,)).fetchone()
            if row is not None:  # another process may have been faster
                schema.delete(connection, row[0], schema.speech_with_id(connection, speech.id))
        return speech

    def _claim(self, connection: sqlite3.Connection, embedding: tuple[str, int] | None) -> None:
        """Make sure that the library's vectors are from this model, or will be."""
        stored = schema.get_meta(connection, "embedding")
        if embedding is not None and stored is None:
            schema.set_meta(connection, "embedding", json.dumps(embedding))
            schema.set_meta(connection, "vectors", uuid.uuid4().hex)
        elif embedding is not None and tuple(json.loads(str(stored))) != embedding:
            raise mismatch(self.directory, tuple(json.loads(str(stored))), embedding)

    def _rows(self, sql: str, *parameters: object) -> list[schema.Row]:
        with self._database.reading() as connection:
            return connection.execute(sql, parameters).fetchall()

    def meta(self, key: str) -> str | None:
        """Return a value of the library itself, or None."""
        with self._database.reading() as connection:
            return schema.get_meta(connection, key)

    def _accepted(self, filters: Filters) -> list[str]:
        return [speech.id for speech in self.speeches().values() if filters.accepts(speech)]

    def _prepare_terms(self) -> None:
        with self.changing() as connection:
            version = schema.get_meta(connection, "terms")
            if version is not None and version != terms_version():
                logger.info("indexing the terms of %s again: %s became %s", self.directory, version, terms_version())
                schema.index_terms_again(connection)
            schema.set_meta(connection, "terms", terms_version())
