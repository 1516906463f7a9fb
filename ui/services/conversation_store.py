"""Conversations kept: in a small SQLite file beside the library, or in PostgreSQL; they outlive a reload and a restart.

Each exchange is written in its own transaction, when it begins and when it ends. A reader sees only their own.
"""

import json
import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from corpus import LibraryError, NotFoundError, fold
from ui.services.sql import Problem, Sql, VersionError, reason

FILE = "conversations.sqlite3"
NAME_LENGTH = 60  # characters of a conversation's name
_AUTO_NAME = 30  # of the name made from the first question
LISTED = 100  # conversations on the page; each open page holds the list, so it is not without end
_VERSION = 1
_TABLES = sa.MetaData()
_SECONDS: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
_CONVERSATIONS = sa.Table(
    "conversations",
    _TABLES,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("reader", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("created", _SECONDS, nullable=False),
    sa.Column("updated", _SECONDS, nullable=False),
    sa.Index("by_reader", "reader", "updated"),
    sqlite_strict=True,
)
_EXCHANGES = sa.Table(
    "exchanges",
    _TABLES,
    sa.Column("conversation", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sqlite_strict=True,
)
_PINS = sa.Table(  # a table of its own: files that were made before it get it, and are no other version
    "pins",
    _TABLES,
    sa.Column("conversation", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sqlite_strict=True,
)
_FILED = sa.Table(  # as the pins
    "filed",
    _TABLES,
    sa.Column("conversation", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("folder", sa.Text, nullable=False),
    sqlite_strict=True,
)
_C, _E = _CONVERSATIONS.c, _EXCHANGES.c

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in the list.

    :param updated: Seconds since 1970 of its last question.
    :param questions: How many it has.
    :param pinned: Whether it stands before the others.
    :param folder: What it is filed in; empty if in nothing.
    """

    id: str
    name: str
    updated: float
    questions: int
    pinned: bool = False
    folder: str = ""


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

    :param where: The file, or a database's URL (`ui.services.sql`); None keeps them in memory, for as long as the
        service runs.
    :raises LibraryError: If it cannot be opened, or another version wrote it.
    """

    def __init__(self, where: Path | str | None = None) -> None:
        self.where = where
        self._named = str(where) if isinstance(where, Path) else "database"  # an URL holds a password
        try:
            self._sql = Sql(where, _TABLES, "conversations", _VERSION, timeout=10)
        except VersionError as error:
            raise LibraryError(
                "conversations of another version in {path!r}: {version}; move the file away to begin anew",
                code="conversations_other_version",
                path=self._named,
                version=error.version,
            ) from None
        except Problem as error:
            raise LibraryError(
                "cannot keep conversations in {path!r}: {reason}; move the file away, or make its folder writable",
                code="conversations_unusable",
                path=self._named,
                reason=reason(error),
            ) from None

    @classmethod
    def beside(cls, directory: Path | None, database_url: str = "") -> "History":
        """Open the file in a library's directory; keep them in memory, and say so, if that cannot be.

        :param database_url: Keep them there instead. Then it must be there: services would tell different stories.
        """
        if database_url:
            return cls(database_url)
        if directory is None:
            return cls()
        try:
            return cls(directory / FILE)
        except LibraryError as error:
            log.error("%s; until then conversations last as long as the service", error)
            return cls()

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    def begin(self, reader: str, first_question: str, before: Sequence[tuple[str, dict[str, Any]]] = ()) -> str:
        """Make a conversation named after its first question; return its id.

        :param before: Questions and what has come of them, already on screen: kept with it, numbered from 1.
        """
        conversation = secrets.token_urlsafe(9)
        now = time.time()
        row = {
            "id": conversation,
            "reader": reader,
            "name": named_after(first_question),
            "created": now,
            "updated": now,
        }
        with self._transaction() as connection:
            connection.execute(_CONVERSATIONS.insert().values({name: _kept(value) for name, value in row.items()}))
            for number, (question, body) in enumerate(before, 1):
                self._insert(connection, conversation, number, question, body)
        return conversation

    def append(self, reader: str, conversation: str, question: str) -> int:
        """Add an exchange that has begun; return its number in the conversation, from 1.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._transaction() as connection:
            self._check(connection, reader, conversation, change=True)
            last = sa.select(sa.func.coalesce(sa.func.max(_E.number), 0)).where(_E.conversation == conversation)
            number = int(connection.execute(last).scalar_one()) + 1
            self._insert(connection, conversation, number, question, {})
            connection.execute(_CONVERSATIONS.update().where(_C.id == conversation).values(updated=time.time()))
        return number

    def finish(self, reader: str, conversation: str, number: int, body: dict[str, Any]) -> None:
        """Keep what has come of an exchange. One removed meanwhile stays removed."""
        own = sa.select(_C.id).where(_C.reader == reader)
        with self._transaction() as connection:
            connection.execute(
                _EXCHANGES.update()
                .where(_E.conversation == conversation, _E.number == number, _E.conversation.in_(own))
                .values(body=_json(body))
            )

    def cut(self, reader: str, conversation: str, number: int) -> None:
        """Remove the exchanges from a number on.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._transaction() as connection:
            self._check(connection, reader, conversation, change=True)
            connection.execute(_EXCHANGES.delete().where(_E.conversation == conversation, _E.number >= number))

    def rename(self, reader: str, conversation: str, name: str) -> None:
        """Give a conversation a name, on one line and of at most `NAME_LENGTH` characters; an empty one is ignored.

        :raises NotFoundError: If the reader has no such conversation.
        """
        name = " ".join(name.split())[:NAME_LENGTH]
        with self._transaction() as connection:
            self._check(connection, reader, conversation, change=True)
            if name:
                connection.execute(_CONVERSATIONS.update().where(_C.id == conversation).values(name=_kept(name)))

    def delete(self, reader: str, conversation: str) -> None:
        """Remove a conversation and all that was said in it.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._transaction() as connection:
            self._check(connection, reader, conversation, change=True)
            connection.execute(_CONVERSATIONS.delete().where(_C.id == conversation))

    def pin(self, reader: str, conversation: str, *, pinned: bool) -> None:
        """Let a conversation stand before the others, or no longer.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._transaction() as connection:
            self._check(connection, reader, conversation, change=True)
            connection.execute(_PINS.delete().where(_PINS.c.conversation == conversation))
            if pinned:
                connection.execute(_PINS.insert().values(conversation=conversation))

    def file(self, reader: str, conversation: str, folder: str) -> None:
        """Put a conversation into a folder, which is there as long as something is in it; an empty name takes it out.

        :raises NotFoundError: If the reader has no such conversation.
        """
        folder = " ".join(folder.split())[:NAME_LENGTH]
        with self._transaction() as connection:
            self._check(connection, reader, conversation, change=True)
            connection.execute(_FILED.delete().where(_FILED.c.conversation == conversation))
            if folder:
                connection.execute(_FILED.insert().values(conversation=conversation, folder=_kept(folder)))

    def name(self, reader: str, conversation: str) -> str:
        """Return a conversation's name.

        :raises NotFoundError: If the reader has no such conversation.
        """
        with self._reading() as connection:
            return self._check(connection, reader, conversation)

    def exchanges(self, reader: str, conversation: str) -> list[Stored]:
        """Return a conversation, oldest first.

        :raises NotFoundError: If the reader has no such conversation.
        """
        query = sa.select(_E.number, _E.question, _E.body).where(_E.conversation == conversation).order_by(_E.number)
        with self._reading() as connection:
            self._check(connection, reader, conversation)
            rows = connection.execute(query).all()
        return [Stored(number, question, json.loads(body)) for number, question, body in rows]

    def search(self, reader: str, words: str = "") -> list[Summary]:
        """Return the reader's conversations whose name, folder, questions or answers have all the words.

        Those pinned stand first, then those in folders, then the newest. At most one more than `LISTED`, which tells of
        older ones. Traditional and Simplified characters are the same.
        """
        wanted = fold(words).split()[:8]
        counted = sa.select(sa.func.count()).where(_E.conversation == _C.id).scalar_subquery()
        pinned = sa.exists().where(_PINS.c.conversation == _C.id)
        folder = sa.select(_FILED.c.folder).where(_FILED.c.conversation == _C.id).scalar_subquery()
        query = sa.select(_C.id, _C.name, _C.updated, counted, pinned, folder).where(_C.reader == reader)
        filed = sa.exists().where(_FILED.c.conversation == _C.id)  # what somebody put somewhere is not for search alone
        query = query.order_by(pinned.desc(), filed.desc(), _C.updated.desc())
        found: list[Summary] = []
        with self._reading() as connection:
            for row in connection.execute(query if wanted else query.limit(LISTED + 1)).all():
                if not wanted or self._has(connection, row.id, f"{row.name} {row[5] or ''}", wanted):
                    found.append(Summary(row[0], row[1], row[2], row[3], bool(row[4]), row[5] or ""))
                if len(found) > LISTED:
                    break
        return found

    def _has(self, connection: sa.Connection, conversation: str, name: str, wanted: Sequence[str]) -> bool:
        """Say whether the name, questions and answers of a conversation have all the folded words."""
        rows = connection.execute(sa.select(_E.question, _E.body).where(_E.conversation == conversation)).all()
        texts = [name]
        for question, body in rows:
            answer = json.loads(body).get("answer")
            texts += [question, (answer or {}).get("text") or ""]
        text = fold("\n".join(texts))
        return all(word in text for word in wanted)

    def _insert(
        self, connection: sa.Connection, conversation: str, number: int, question: str, body: dict[str, Any]
    ) -> None:
        row = {"conversation": conversation, "number": number, "question": _kept(question), "body": _json(body)}
        connection.execute(_EXCHANGES.insert().values(row))

    def _check(self, connection: sa.Connection, reader: str, conversation: str, *, change: bool = False) -> str:
        """Return a conversation's name.

        :param change: It is to be changed: nobody else may until the transaction ends, as always in a file.
        """
        query = sa.select(_C.name).where(_C.id == _kept(conversation), _C.reader == _kept(reader))
        name = connection.execute(query.with_for_update() if change else query).scalar()
        if name is None:
            raise NotFoundError(
                "no conversation {conversation!r}; it may have been deleted: open another",
                code="no_conversation",
                conversation=conversation,
            )
        return str(name)

    def _transaction(self) -> AbstractContextManager[sa.Connection]:
        return self._told(self._sql.begin())

    def _reading(self) -> AbstractContextManager[sa.Connection]:
        return self._told(self._sql.reading())

    @contextmanager
    def _told(self, lent: AbstractContextManager[sa.Connection]) -> Iterator[sa.Connection]:
        try:
            with lent as connection:
                yield connection
        except Problem as error:
            raise LibraryError(
                "cannot keep conversations in {path!r}: {reason}; make room on the disk, or move the file "
                "away and start again",
                code="conversations_failed",
                path=self._named,
                reason=reason(error),
            ) from error


def _kept(value: Any) -> Any:
    """Return a value as both databases can keep it: PostgreSQL's texts take no NUL."""
    return value.replace("\0", "") if isinstance(value, str) else value


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)


def named_after(question: str) -> str:
    """Return a conversation's name made from its first question."""
    line = " ".join(question.split())
    return line if len(line) <= _AUTO_NAME else line[: _AUTO_NAME - 1] + "…"
