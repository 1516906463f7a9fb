"""The journal in PostgreSQL: changes in order, each acknowledged by a commit, one writer at a time.

Rows are added and never altered. Whoever writes holds an advisory lock, so that numbers have no gaps and nobody writes
without having seen all before. Knows nothing of what a change does to a library.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version

import sqlalchemy as sa

from corpus import BusyError, JournalError, SettingsError
from index.journal.changes import Change, packed, unpacked

FORMAT = 1
BATCH = 32
"""Changes read at once."""
_LARGE = 1 << 20  # bytes of what is no text that are read with others
_LOCK = 0x79696E7A_6A6F7572  # PostgreSQL's advisory lock of who writes
_WAIT = 60  # seconds for others to write, and for a writer that has stopped to lose its turn
# who cannot reach the server hears of it soon, and a server does not wait long for a machine that is gone
_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 10, "keepalives_interval": 5}

_TABLES = sa.MetaData()
_ABOUT = sa.Table(
    "yinzheng_journal_about",
    _TABLES,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("format", sa.Integer, nullable=False),
)
_CHANGES = sa.Table(
    "yinzheng_journal",
    _TABLES,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("stamp", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("by_version", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("data", sa.LargeBinary),
)
_TURN = sa.text(
    f"SELECT set_config('lock_timeout', '{_WAIT}s', true),"
    f" set_config('idle_in_transaction_session_timeout', '{_WAIT}s', true),"
    " CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END"
)


@dataclass(frozen=True, slots=True)
class Position:
    """How far a journal goes, or a library in it.

    :param number: Of the last change; 0 before the first.
    :param stamp: Of that change: another journal has another under the same number.
    """

    number: int = 0
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as the journal has it.

    :param by_version: Of the program that wrote it.
    """

    position: Position
    kind: str
    by_version: str
    body: bytes
    data: bytes | None

    def change(self) -> Change:
        """Return the change itself.

        :raises JournalError: If this version knows no such change, or it is damaged.
        """
        try:
            return unpacked(self.kind, self.body, self.data)
        except (KeyError, TypeError, ValueError) as error:
            raise stopped(self, f"{type(error).__name__}: {error}") from None


def stopped(entry: Entry, reason: str) -> JournalError:
    """Return the error of a change that cannot be applied."""
    return JournalError(
        "change {number} of the journal, by version {version}, cannot be applied here: {reason}; nothing after it is "
        "seen until that version runs here too, and reading goes on",
        code="journal_stopped",
        number=entry.position.number,
        version=entry.by_version,
        reason=" ".join(reason.split()),
    )


class Turn:
    """The only writer, until its block ends."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._by = version("yinzheng")

    def append(self, after: int, change: Change) -> Position:
        """Write a change behind that of a number; it counts when `commit` has returned."""
        position = Position(after + 1, uuid.uuid4().hex)
        kind, body, data = packed(change)
        values = {"number": position.number, "stamp": position.stamp, "kind": kind, "by_version": self._by}
        self._connection.execute(_CHANGES.insert().values(**values, body=body, data=data))
        return position

    def sign(self, position: Position) -> None:
        """Give a change, which does not yet count, a stamp that is known before."""
        which = _CHANGES.c.number == position.number
        self._connection.execute(_CHANGES.update().where(which).values(stamp=position.stamp))

    def commit(self) -> None:
        """Make what was appended count.

        :raises JournalError: If the server does not answer: it may count or not.
        """
        try:
            self._connection.commit()
        except sa.exc.SQLAlchemyError as error:
            raise JournalError(
                "the journal did not answer when the change was to be kept: {reason}; whether it was kept is seen "
                "when it answers again: yinzheng journal status",
                code="journal_unsure",
                reason=_reason(error),
            ) from error


class Journal:
    """A journal in a PostgreSQL database. Thread-safe; nothing is asked of the server before it is needed.

    :param url: SQLAlchemy's: `postgresql+psycopg://user:password@host/name`.
    :raises SettingsError: If it is no such address, or there is no driver for it.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._id: str | None = None

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def id(self) -> str:
        """Return what names this journal; the first time its tables are made, if they are not there.

        :raises JournalError: If it cannot be reached, or another version wrote it.
        """
        if self._id is None:
            with _errors(), self._engine.begin() as connection:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK + 1)))  # several begin at once
                if not sa.inspect(connection).has_table(_ABOUT.name):
                    _TABLES.create_all(connection)
                    connection.execute(_ABOUT.insert().values(id=uuid.uuid4().hex, format=FORMAT))
                named, found = connection.execute(sa.select(_ABOUT.c.id, _ABOUT.c.format)).one()
            if found != FORMAT:
                raise JournalError(
                    "the journal has format {found}, this version reads {version}; run the version that made it here",
                    code="journal_format",
                    found=found,
                    version=FORMAT,
                )
            self._id = named
        return self._id

    def head(self) -> Position:
        """Return how far it goes.

        :raises JournalError: If it cannot be reached.
        """
        self.id()
        newest = sa.select(_CHANGES.c.number, _CHANGES.c.stamp).order_by(_CHANGES.c.number.desc()).limit(1)
        with _errors(), self._engine.connect() as connection:
            row = connection.execute(newest).one_or_none()
        return Position() if row is None else Position(*row)

    def stamp(self, number: int) -> str | None:
        """Return the stamp of a change, or None if there is none of this number.

        :raises JournalError: If it cannot be reached.
        """
        with _errors(), self._engine.connect() as connection:
            return connection.execute(sa.select(_CHANGES.c.stamp).where(_CHANGES.c.number == number)).scalar()

    def number(self, stamp: str) -> int | None:
        """Return the number of the change with a stamp, or None if there is none.

        :raises JournalError: If it cannot be reached.
        """
        self.id()
        with _errors(), self._engine.connect() as connection:
            return connection.execute(sa.select(_CHANGES.c.number).where(_CHANGES.c.stamp == stamp)).scalar()

    def after(self, number: int) -> list[Entry]:
        """Return the next changes behind that of a number, `BATCH` at most.

        :raises JournalError: If it cannot be reached.
        """
        columns, data = _CHANGES.c, _CHANGES.c.data
        small = sa.case((sa.func.octet_length(data) <= _LARGE, data)).label("small")
        head = (columns.number, columns.stamp, columns.kind, columns.by_version, columns.body)
        wanted = sa.select(*head, small, data.is_not(None)).where(columns.number > number)
        with _errors(), self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(columns.number).limit(BATCH)).all()
            entries = list[Entry]()
            for at, stamp, kind, by_version, body, part, has_data in rows:
                if has_data and part is None:
                    if entries:
                        break  # alone, so that large files do not fill the memory together
                    part = connection.execute(sa.select(data).where(columns.number == at)).scalar()
                entries.append(Entry(Position(at, stamp), kind, by_version, body, part))
                if has_data and len(part) > _LARGE:
                    break
        return entries

    def size(self) -> int:
        """Return how many bytes it takes in the database.

        :raises JournalError: If it cannot be reached.
        """
        with _errors(), self._engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.pg_total_relation_size(_CHANGES.name))).scalar() or 0)

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait until nobody else writes, and keep others from it until the block ends.

        What has not been committed then is undone.

        :raises BusyError: If others write for a minute.
        :raises JournalError: If it cannot be reached.
        """
        self.id()
        with _errors(), self._engine.connect() as connection:
            connection.execute(_TURN)
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield Turn(connection)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        if getattr(getattr(error, "orig", None), "sqlstate", None) == "55P03":
            raise BusyError(
                "another machine has been changing the library for {seconds} s; try again",
                code="journal_busy",
                seconds=_WAIT,
            ) from None
        raise JournalError(
            "the journal of the library cannot be used: {reason}; nothing was changed and reading goes on; see that "
            "PostgreSQL runs, and check YINZHENG_JOURNAL_URL",
            code="journal_unreachable",
            reason=_reason(error),
        ) from error


def _reason(error: Exception) -> str:
    """Return what went wrong in one line, without the statement and its values."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _engine(url: str) -> sa.Engine:
    try:
        made = sa.make_url(url)
        if made.get_backend_name() != "postgresql":
            raise SettingsError(
                "no journal can be in {kind!r}; YINZHENG_JOURNAL_URL is postgresql+psycopg://USER:PASSWORD@HOST/NAME",
                code="journal_kind",
                kind=made.get_backend_name(),
            )
        patience = {name: value for name, value in _PATIENCE.items() if name not in made.query}
        return sa.create_engine(made, pool_pre_ping=True, pool_size=4, max_overflow=28, connect_args=patience)
    except sa.exc.ArgumentError:  # its text may hold the password
        raise SettingsError(
            "YINZHENG_JOURNAL_URL is no address: write postgresql+psycopg://USER:PASSWORD@HOST/NAME",
            code="journal_address",
        ) from None
    except ImportError:
        raise SettingsError(
            "a journal by YINZHENG_JOURNAL_URL needs a package; install it with: pip install 'yinzheng[postgresql]'",
            code="journal_package",
        ) from None
