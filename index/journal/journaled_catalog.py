"""A catalog whose changes are those of a journal: its own are acknowledged there first, others' are applied in order.

The local transaction of a change also writes the change's number, and is committed after the journal's: killed between
the two, this library is one change behind the journal, and applies it when it is next opened or looks. Until then it
is what it was. Nothing can be applied twice or left out, for a transaction begins only at the number before its own.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from corpus import Document, EmbeddingMismatchError, InputError, JournalError, LibraryError, ParsedSpeech, Speech
from index.catalog import Catalog
from index.embedding.encoder import Vectors
from index.embedding.passages import passage, passage_key
from index.journal import applying, position
from index.journal.changes import Change, DocumentPut, ModelChanged, SpeechRemoved, VectorsMade
from index.journal.position import OvertakenError
from index.journal.store import Entry, Journal, Position, Turn, stopped
from index.maintenance.reparse import known_vectors
from index.storage import schema, vector_rows
from index.storage.corrections import corrected
from index.storage.line_rows import with_lines
from index.storage.schema import FOLLOWS, Outcome, SomeVectors

logger = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Held:
    """The journal while this process alone may write, with all that others wrote applied here.

    :param write: Takes the one change, and does it here by a function, of which it returns what that returns.
    """

    write: Callable[[Change, Callable[[], Any]], Any]


class JournaledCatalog(Catalog):
    """The tables of one library directory, which follow a journal. Thread-safe.

    Other processes may use the same directory, if they do so by the same journal.
    """

    completes = True

    def __init__(self, directory: Path, journal: Journal) -> None:
        super().__init__(directory)
        self.journal = journal
        self._lock = threading.RLock()  # of who applies changes
        self._writers = threading.Lock()  # of who waits for the journal: one, so that connections last

    def position(self) -> Position:
        """Return how far this library has followed the journal.

        :raises JournalError: If it follows none.
        """
        stored = self.meta(FOLLOWS)
        if stored is None:
            raise JournalError(
                "{path!r} follows no journal yet; see that PostgreSQL runs, and check YINZHENG_JOURNAL_URL",
                code="journal_not_begun",
                path=str(self.directory),
            )
        return position.read(stored)[1]

    def join(self) -> None:
        """Begin to follow the journal, or make sure that this is the one that has been followed.

        :raises JournalError: If it cannot be reached, is another one, or this library holds what it has not.
        """
        named = self.journal.id()
        if (stored := self.meta(FOLLOWS)) is not None:
            if position.read(stored)[0] != named:
                raise JournalError(
                    "{path!r} follows another journal than that of YINZHENG_JOURNAL_URL; name another folder with "
                    "--library DIR",
                    code="journal_other",
                    path=str(self.directory),
                )
            return
        begun = self.journal.head().number
        with self._database.writing() as connection:
            if schema.get_meta(connection, FOLLOWS) is not None:
                return
            tables = ("speeches", "corrections", "put_back", "versions")
            counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in tables)
            (count,) = connection.execute(f"SELECT {counts}").fetchone()
            if count:
                raise JournalError(
                    "{path!r} holds {count} speeches or corrections that are not of the journal, which has {begun} "
                    "changes; begin an empty one with them: yinzheng journal init, or name another folder with "
                    "--library DIR",
                    code="journal_holds_others",
                    path=str(self.directory),
                    count=count,
                    begun=begun,
                )
            position.write(connection, named, Position())

    def catch_up(self, progress: Progress | None = None) -> int:
        """Apply what the journal has and this library has not; return how many changes that was.

        :param progress: Called with (changes applied, changes in all, what) after each.
        :raises JournalError: If it cannot be reached, is not what this library knows of it, or a change cannot be
            applied: those before it are.
        """
        done, head = 0, self._examined()
        while True:
            with self._lock:  # a batch at a time: whoever writes does not wait for all
                at = self.position().number
                entries = self.journal.after(at) if at < head.number else []
                if not entries:
                    return done
                for entry, parsed in applying.parsed(entries):
                    self._follow(entry, parsed)
                    done += 1
                    if progress is not None:
                        progress(done, done + max(0, head.number - entry.position.number), entry.kind)

    def _examined(self) -> Position:
        """Return how far the journal goes.

        :raises JournalError: If it is not what this library knows of it.
        """
        own, head = self.position(), self.journal.head()
        known = head.stamp if own.number == head.number else self.journal.stamp(own.number)
        if own.number and known != own.stamp:
            raise JournalError(
                "{path!r} knows change {own} otherwise than the journal, which ends with {head}: that was put back "
                "from an older backup; begin in another folder with --library DIR, or keep what is here with: "
                "yinzheng journal leave",
                code="journal_rewound",
                path=str(self.directory),
                own=own.number,
                head=head.number,
            )
        return head

    def _follow(self, entry: Entry, parsed: applying.Parsed) -> None:
        """Apply a change that somebody else made."""
        change = entry.change()
        try:
            self._apply(entry.position, _counted, lambda: self._perform(change, parsed))
            if self.position().number < entry.position.number:  # it changes nothing here
                self._apply(entry.position, _counted, self._nothing)
        except OvertakenError:
            logger.debug("change %d has been applied by another process", entry.position.number)
        except (InputError, EmbeddingMismatchError) as error:  # the change, not the disk
            raise stopped(entry, str(error)) from error
        except OSError as error:
            raise LibraryError(
                "cannot use {path!r}: {what}; {fix}",
                code="library_unusable",
                path=str(self.directory),
                what=error.strerror or str(error),
                fix="make room on the disk, and try again",
            ) from error

    def _apply(self, to: Position, commit: Callable[[], None], act: Callable[[], Any]) -> Any:
        """Do something of which each transaction brings this library to a position, and no further.

        :param commit: Called before the transaction is committed.
        :raises OvertakenError: If it is there already.
        """
        named = self.journal.id()

        with self._database.joined(lambda connection: position.advance(connection, named, to), commit):
            return act()

    def _perform(self, change: Change, parsed: applying.Parsed) -> None:
        match change:
            case VectorsMade():
                self._give_vectors(change)
            case ModelChanged():
                super().change_embedding(change.embedding)
            case _:
                applying.apply(self, change, parsed)

    def _give_vectors(self, change: VectorsMade) -> None:
        size = 2 * change.embedding[1]
        blobs = [change.data[at : at + size] for at in range(0, len(change.data), size)]
        with self._database.writing() as connection:
            self._claim(connection, change.embedding)
            vector_rows.write_wordings(connection, change.passages, blobs)

    def _nothing(self) -> None:
        with self._database.writing():
            pass

    @contextmanager
    def held(self) -> Iterator[Held]:
        """Keep all others from writing until the block ends, with all that they wrote applied here.

        :raises BusyError: If others write for a minute.
        :raises JournalError: If the journal cannot be reached or followed.
        """
        with self.unpinned():
            self.catch_up()  # what is much is not done while others wait
            with self._writers, self.journal.turn() as turn, self._lock:
                self.catch_up()

                def write(change: Change, act: Callable[[], Any]) -> Any:
                    return self._write(turn, change, act)

                yield Held(write)

    def _write(self, turn: Turn, change: Change, act: Callable[[], Any]) -> Any:
        kept = False

        def commit() -> None:
            nonlocal kept
            turn.commit()
            kept = True

        try:
            return self._apply(turn.append(self.position().number, change), commit, act)
        except LibraryError as error:
            if not kept:
                raise
            raise JournalError(
                "the change is kept in the journal and not seen here yet: {reason}",
                code="journal_ahead",
                reason=error.message,
            ) from error

    def put(
        self, document: Document, parsed: ParsedSpeech, vectors: SomeVectors | None, embedding: tuple[str, int] | None
    ) -> tuple[Outcome, Speech]:
        """Write a document, as `Catalog.put`; what people corrected of it is put in here.

        :param vectors: Not used: a document comes in without, or with those that the library has of its words.
        """
        with self.held() as held:
            with self.reading() as connection:
                outcome, speech_id, _ = schema.fate(connection, document.path, document.sha256)
                if outcome == "unchanged" and speech_id is not None:
                    return outcome, schema.speech_with_id(connection, speech_id)
                speech_id = speech_id or schema.new_id(connection, document.sha256)
            change = DocumentPut(document, speech_id, datetime.now(UTC).isoformat(timespec="seconds"))
            return outcome, held.write(change, lambda: applying.put(self, change, (document, parsed)))

    def put_again(
        self, document: Document, parsed: ParsedSpeech, vectors: SomeVectors | None, embedding: tuple[str, int] | None
    ) -> Speech | None:
        """Replace what was found in a stored document: here alone, for others do so themselves."""
        while True:
            at, known = self.position(), self.foresee(document.path, document.sha256)[1]
            if known is None:
                return None
            whole = corrected(self, with_lines(self, document, parsed))
            try:
                with self._database.joined(partial(position.require, position=at), _counted):
                    return super().put_again(document, whole, known_vectors(self, known, whole), embedding)
            except OvertakenError:  # a change came in between, perhaps of this speech
                continue

    def put_vectors(self, ids: Sequence[int], vectors: Sequence[Vectors] | Vectors, embedding: tuple[str, int]) -> None:
        """Give chunks that have no vector theirs, here and on every machine."""
        with self.held() as held:
            chunks, speeches = self.chunks(list(ids)), self.speeches()
            made = [
                (chunk.speech_id, passage_key(passage(speeches[chunk.speech_id], chunk)), schema.vector_blob(vector))
                for chunk_id, vector in zip(ids, vectors, strict=True)
                if (chunk := chunks.get(chunk_id)) is not None and chunk.speech_id in speeches
            ]
            if made:
                change = VectorsMade(
                    embedding, tuple((speech, key) for speech, key, _ in made), b"".join(blob for *_, blob in made)
                )
                held.write(change, lambda: self._give_vectors(change))

    def change_embedding(self, embedding: tuple[str, int]) -> None:
        """Forget all vectors, on every machine, and expect another model's from now on."""
        with self.held() as held:
            if self.embedding() != embedding:
                change = ModelChanged(embedding)
                held.write(change, lambda: self._perform(change, None))

    def remove(self, speech_id: str) -> Speech:
        """Remove a speech with its document.

        :raises NotFoundError: If there is none.
        """
        with self.held() as held:
            speech = self.speech(speech_id)
            held.write(SpeechRemoved(speech.id), lambda: applying.remove(self, speech.id))
            return speech


def _counted() -> None:
    """Do nothing more: the journal has the change."""
