"""Links that open one conversation to others, read-only: for some days, until they are taken back.

What a link is called is known to who made it alone: kept is its digest. It stands for the questions that the
conversation had when it was made, and a conversation has one link at a time.
"""

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from corpus import LibraryError, NotFoundError
from ui.services.sql import Opened, Problem, VersionError, reason

FILE = "links.db"  # no `.sqlite3`: a backup put back must not bring back what was taken back
LONGEST = 90  # days
_DAY = 86_400.0
_VERSION = 1
_TABLES = sa.MetaData()
_SECONDS: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
_LINKS = sa.Table(
    "links",
    _TABLES,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("conversation", sa.Text, nullable=False, index=True),
    sa.Column("questions", sa.Integer, nullable=False),
    sa.Column("until", _SECONDS, nullable=False),
    sqlite_strict=True,
)
_L = _LINKS.c


@dataclass(frozen=True, slots=True)
class Link:
    """A link that opens something now.

    :param owner: Whose conversation it is, as `ui.services.conversation_store.History` has readers.
    :param questions: How many of its questions are shown, from the first one on.
    :param until: Seconds since 1970.
    """

    owner: str
    conversation: str
    questions: int
    until: float


class Links(Opened):
    """The links of one library. Safe to use from many threads.

    Every method raises LibraryError if the file or database cannot be used.

    """

    file = FILE
    kept = (_TABLES, "links", _VERSION)

    def make(self, owner: str, conversation: str, questions: int, days: int) -> tuple[str, Link]:
        """Make the link of a conversation; one that it had leads nowhere from now on. Return its secret name too.

        :param days: At most `LONGEST`.
        """
        assert 0 < days <= LONGEST
        secret, now = secrets.token_urlsafe(24), time.time()
        made = Link(owner, conversation, questions, now + days * _DAY)
        row = {"digest": _digest(secret), "owner": owner, "conversation": conversation, "questions": questions}
        with self._told(), self._sql().begin() as connection:
            connection.execute(_LINKS.delete().where((_L.conversation == conversation) | (_L.until <= now)))
            connection.execute(_LINKS.insert().values(row | {"until": made.until}))
        return secret, made

    def of(self, owner: str, conversation: str) -> Link | None:
        """Return the link that a reader's conversation has."""
        return self._find((_L.owner == owner) & (_L.conversation == conversation))

    def take_back(self, owner: str, conversation: str) -> bool:
        """Let a conversation's link lead nowhere; return whether there was one."""
        mine = (_L.owner == owner) & (_L.conversation == conversation)
        with self._told(), self._sql().begin() as connection:
            return bool(connection.execute(_LINKS.delete().where(mine)).rowcount)

    def named(self, secret: str) -> Link:
        """Return the link of a secret name.

        :raises NotFoundError: If there never was one, or it was taken back, or its days are over: it is not said which.
        """
        found = self._find(_L.digest == _digest(secret))
        if found is None:
            raise gone()
        return found

    def _find(self, condition: sa.ColumnElement[bool]) -> Link | None:
        query = sa.select(_L.owner, _L.conversation, _L.questions, _L.until).where(condition, _L.until > time.time())
        with self._told(), self._sql().reading() as connection:
            row = connection.execute(query).first()
        return Link(*row) if row is not None else None

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (Problem, VersionError) as error:
            raise LibraryError(
                "links cannot be kept or read: {reason}; make room on the disk, or move {file!r} away",
                code="links_unusable",
                reason=reason(error),
                file=FILE,
            ) from None


def gone() -> NotFoundError:
    """Return what is said of a link that leads nowhere, whatever the reason."""
    return NotFoundError(
        "this link leads nowhere: it was taken back, or its days are over; ask whoever sent it for another",
        code="link_gone",
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
