"""Conversations on disk: a small SQLite file beside the library, so that they outlive a reload and a restart.

Each exchange is written in its own transaction, when it begins and when it ends. A reader sees only their own.
"""

import json
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import LibraryError, NotFoundError, fold
from index.storage.database import transaction

FILE = "conversations.sqlite3"
NAME_LENGTH = 60  # characters of a conversation's name
_AUTO_NAME = 30  # of the name made from the first question
LISTED = 100  # conversations on the page; each open page holds the list, so it is not without end
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, reader TEXT NOT NULL, name TEXT NOT NULL, created REAL NOT NULL, updated REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS by_reader ON conversations (reader, updated);
CREATE TABLE IF NOT EXISTS exchanges (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, question TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
) STRICT;
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in the list.

    :param updated: Seconds since 1970 of its last question.
    :param questions: How many it has.
    """

    id: str
    name: str
    updated: float
    questions: int


@dataclass(frozen=True, slots=True)
class Stored:
    """One exchange as kept.

    :param body: What has come of the question, JSON types; empty while it is being answered.
    """

    number: int
    question: str
    body: dict[str, Any]


class History:
    """The conversations of all readers. Safe to use from many threads.

    Every method raises LibraryError if the file cannot be read or written just now, as on a full disk; nothing that was
    kept before is lost then.

    :param path: The file; None keeps them in memory, for as long as the service runs.
    :raises LibraryError: If the file cannot be opened, or another version wrote it.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            self._database = sqlite3.connect(path or ":memory:", timeout=10, check_same_thread=False)
            self._database.isolation_level = None
            version = self._database.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise LibraryError(
                    "conversations of another version in {path!r}: {version}; move the file away to begin anew",
                    code="conversations_other_version",
                    path=str(path),
                    version=version,
                )
            if (wrong := self._database.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise sqlite3.DatabaseError(f"it is damaged: {' '.join(wrong.split())}")
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                self._database.execute(f"PRAGMA {pragma}")
            self._database.executescript(_SCHEMA)
            self._database.execute(f"PRAGMA user_version={_VERSION}")
        except sqlite3.Error as error:
            raise LibraryError(
                "cannot keep conversations in {path!r}: {reason}; move the file away, or make its folder writable",
                code="conversations_unusable",
                path=str(path),
                reason=str(error),
            ) from None
        self._database.create_function("fold", 1, fold, deterministic=True)

    @classmethod
    def beside(cls, directory: Path | None) -> "History":
        """Open the file in a library's directory; keep them in memory, and say so, if that cannot be."""
        if directory is None:
            return cls()
        try:
            return cls(directory / FILE)
        except LibraryError as error:
            log.error("%s; until then conversations last as long as the service", error)
            return cls()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def begin(self, reader: str, first_question: str, before: Sequence[tuple[str, dict[str, Any]]] = ()) -> str:
        """Make a conversation named after its first question; return its id.

        :param before: Questions and what has come of them, already on screen: kept with it, numbered from 1.
        """
        conversation = secrets.token_urlsafe(9)
        now = time.time()
        with self._transaction() as database:
            row = (conversation, reader, named_after(first_question), now, now)
            database.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", row)
            database.executemany(
                "INSERT INTO exchanges VALUES (?, ?, ?, ?)",
                [
                    (conversation, number, question, json.dumps(body, ensure_ascii=False))
                    for number, (question, body) in enumerate(before, 1)
                ],
            )
        return conversation

    def append(self, reader: str, conversation: str, question: str) -> int:
        """Add an exchange that has begun; return its number in the conversation, from 1.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._transaction() as database:
            self._check(reader, conversation)
            last = "SELECT coalesce(max(number), 0) FROM exchanges WHERE conversation = ?"
            number = int(database.execute(last, (conversation,)).fetchone()[0]) + 1
            database.execute("INSERT INTO exchanges VALUES (?, ?, ?, '{}')", (conversation, number, question))
            database.execute("UPDATE conversations SET updated = ? WHERE id = ?", (time.time(), conversation))
        return number

    def finish(self, reader: str, conversation: str, number: int, body: dict[str, Any]) -> None:
        """Keep what has come of an exchange. One removed meanwhile stays removed."""
        with self._transaction() as database:
            database.execute(
                "UPDATE exchanges SET body = ? WHERE conversation = ? AND number = ? "
                "AND conversation IN (SELECT id FROM conversations WHERE reader = ?)",
                (json.dumps(body, ensure_ascii=False), conversation, number, reader),
            )

    def cut(self, reader: str, conversation: str, number: int) -> None:
        """Remove the exchanges from a number on.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._transaction() as database:
            self._check(reader, conversation)
            database.execute("DELETE FROM exchanges WHERE conversation = ? AND number >= ?", (conversation, number))

    def rename(self, reader: str, conversation: str, name: str) -> None:
        """Give a conversation a name, on one line and of at most `NAME_LENGTH` characters; an empty one is ignored.

        :raises NotFoundError: If the reader has no such conversation.
        """
        name = " ".join(name.split())[:NAME_LENGTH]
        with self._transaction() as database:
            self._check(reader, conversation)
            if name:
                database.execute("UPDATE conversations SET name = ? WHERE id = ?", (name, conversation))

    def delete(self, reader: str, conversation: str) -> None:
        """Remove a conversation and all that was said in it.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._transaction() as database:
            self._check(reader, conversation)
            database.execute("DELETE FROM conversations WHERE id = ?", (conversation,))

    def name(self, reader: str, conversation: str) -> str:
        """Return a conversation's name.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._using():
            return self._check(reader, conversation)

    def exchanges(self, reader: str, conversation: str) -> list[Stored]:
        """Return a conversation, oldest first.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._using():
            self._check(reader, conversation)
            rows = self._database.execute(
                "SELECT number, question, body FROM exchanges WHERE conversation = ? ORDER BY number", (conversation,)
            ).fetchall()
        return [Stored(number, question, json.loads(body)) for number, question, body in rows]

    def search(self, reader: str, words: str = "") -> list[Summary]:
        """Return the reader's conversations, newest first: those whose name, questions or answers have all the words.

        At most one more than `LISTED`, which tells that there are older ones. Traditional and Simplified characters are
        the same.
        """
        query = (
            "SELECT id, name, updated, (SELECT count(*) FROM exchanges WHERE conversation = id) FROM conversations c "
            "WHERE reader = ?"
        )
        values: list[object] = [reader]
        for word in fold(words).split()[:8]:
            query += (
                " AND (instr(fold(name), ?) OR EXISTS (SELECT 1 FROM exchanges WHERE conversation = c.id AND "
                "(instr(fold(question), ?) OR instr(fold(coalesce(json_extract(body, '$.answer.text'), '')), ?))))"
            )
            values += [word] * 3
        with self._using():
            rows = self._database.execute(f"{query} ORDER BY updated DESC LIMIT {LISTED + 1}", values).fetchall()
        return [Summary(*row) for row in rows]

    def _check(self, reader: str, conversation: str) -> str:
        query = "SELECT name FROM conversations WHERE id = ? AND reader = ?"
        row = self._database.execute(query, (conversation, reader)).fetchone()
        if row is None:
            raise NotFoundError(
                "no conversation {conversation!r}; it may have been deleted: open another",
                code="no_conversation",
                conversation=conversation,
            )
        return str(row[0])

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._database
            except sqlite3.Error as error:
                raise LibraryError(
                    "cannot keep conversations in {path!r}: {reason}; make room on the disk, or move the file "
                    "away and start again",
                    code="conversations_failed",
                    path=str(self.path),
                    reason=str(error),
                ) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._using() as database, transaction(database):
            yield database


def named_after(question: str) -> str:
    """Return a conversation's name made from its first question."""
    line = " ".join(question.split())
    return line if len(line) <= _AUTO_NAME else line[: _AUTO_NAME - 1] + "…"
