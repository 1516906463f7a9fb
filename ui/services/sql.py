"""The small databases of the service: a SQLite file beside the library, or PostgreSQL, where several machines serve.

SQLAlchemy Core speaks both. A file keeps what it always had: one connection, write-ahead logging, every commit on the
disk before it returns, deleted text overwritten. Knows nothing of what the tables mean.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, ClassVar, Self

import sqlalchemy as sa

from corpus import SettingsError

Problem = sa.exc.SQLAlchemyError
"""What anything here may raise."""

_VERSIONS = sa.Table(
    "yinzheng_versions", sa.MetaData(), sa.Column("name", sa.Text, primary_key=True), sa.Column("version", sa.Integer)
)
_PREPARING = 0x79696E7A  # PostgreSQL's advisory lock while tables are made


class VersionError(Exception):
    """The tables are of another version."""

    def __init__(self, version: int) -> None:
        super().__init__(str(version))
        self.version = version


class Sql:
    """Tables of one version in one database. Thread-safe.

    :param where: A file, an SQLAlchemy URL such as `postgresql+psycopg://user:password@host/name`, or None for memory.
    :param tables: Made if they are not there.
    :param name: Of the tables together, by which their version is kept in a shared database.
    :param version: Of the tables; an empty database gets it.
    :raises VersionError: If the tables are of another version.
    :raises Problem: If the database cannot be used.
    :raises SettingsError: If there is no driver for the URL.
    """

    def __init__(self, where: Path | str | None, tables: sa.MetaData, name: str, version: int, *, timeout: int) -> None:
        self.file: sqlite3.Connection | None = None
        self._lock = threading.RLock()
        if isinstance(where, str):
            self._engine = _shared(where)
        else:
            with _as_problem():
                self.file = sqlite3.connect(where or ":memory:", timeout=timeout, check_same_thread=False)
            self._engine = _file(self.file)
        self._reader = self._engine.execution_options(reading=True)
        try:
            self._prepare(tables, name, version)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Lend a connection in a transaction: committed if the block ends, undone if it raises.

        :raises Problem: If it cannot be begun, used or committed.
        """
        with self._alone(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Lend a connection that sees one state of the data and keeps nobody from writing.

        :raises Problem: If it cannot be used.
        """
        with self._alone(), self._reader.begin() as connection:
            yield connection

    def _alone(self) -> AbstractContextManager[Any]:
        """Keep a file's one connection to one thread at a time."""
        return self._lock if self.file is not None else nullcontext()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
        if self.file is not None:
            self.file.close()

    def _prepare(self, tables: sa.MetaData, name: str, version: int) -> None:
        if self.file is not None:
            with _as_problem():
                found = self.file.execute("PRAGMA user_version").fetchone()[0]
                if found not in (0, version):
                    raise VersionError(found)
                if (wrong := self.file.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                    raise sqlite3.DatabaseError(f"it is damaged: {' '.join(wrong.split())}")
                for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                    self.file.execute(f"PRAGMA {pragma}")
            tables.create_all(self._engine)
            with _as_problem():
                self.file.execute(f"PRAGMA user_version={version}")
            return
        with self._engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_PREPARING)))  # several services start at once
            _VERSIONS.metadata.create_all(connection)
            known = connection.execute(sa.select(_VERSIONS.c.version).where(_VERSIONS.c.name == name)).scalar()
            if known not in (None, version):
                raise VersionError(int(known))
            tables.create_all(connection)
            if known is None:
                connection.execute(_VERSIONS.insert().values(name=name, version=version))


def reason(error: Exception) -> str:
    """Return what went wrong in one line, without the statement and its values: they are a reader's words."""
    if isinstance(error, VersionError):
        return f"version {error}"
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _shared(url: str) -> sa.Engine:
    try:
        made = sa.make_url(url)
        if made.get_backend_name() != "postgresql":
            raise SettingsError(
                "no database {kind!r}; YINZHENG_DATABASE_URL is postgresql+psycopg://USER:PASSWORD@HOST/NAME, or empty",
                code="database_kind",
                kind=made.get_backend_name(),
            )
        return sa.create_engine(made, pool_pre_ping=True, pool_size=8, max_overflow=24)
    except sa.exc.ArgumentError:  # its text may hold the password
        raise SettingsError(
            "YINZHENG_DATABASE_URL is no address: write postgresql+psycopg://USER:PASSWORD@HOST/NAME",
            code="database_url",
        ) from None
    except ImportError:
        raise SettingsError(
            "a database by YINZHENG_DATABASE_URL needs a package; install it with: pip install 'yinzheng[postgresql]'",
            code="database_package",
        ) from None


def _file(connection: sqlite3.Connection) -> sa.Engine:
    connection.isolation_level = None
    engine = sa.create_engine("sqlite://", creator=lambda: connection, poolclass=sa.StaticPool)

    @sa.event.listens_for(engine, "begin")
    def immediately(begun: sa.Connection) -> None:  # else two writers may each wait for the other
        begun.exec_driver_sql("BEGIN" if begun.get_execution_options().get("reading") else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def _as_problem() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        wrapped: Any = sa.exc.DBAPIError("", None, error)
        raise wrapped from error


class Opened:
    """What is kept in a file or a database, opened when it is first needed. Safe to use from many threads.

    :param where: The file, or a database's URL; None keeps it in memory.
    """

    file: ClassVar[str]
    """Its name beside a library."""
    kept: ClassVar[tuple[sa.MetaData, str, int]]
    """Its tables, what they are called together, and their version."""

    def __init__(self, where: Path | str | None = None) -> None:
        self._where = where
        self._lock = threading.Lock()
        self._opened: Sql | None = None

    @classmethod
    def beside(cls, directory: Path | None, database_url: str = "") -> Self:
        """Return that of a library's directory, or of a database that services share."""
        return cls(database_url or (directory / cls.file if directory is not None else None))

    def _sql(self) -> Sql:
        with self._lock:
            if self._opened is None:
                self._prepare()
                self._opened = Sql(self._where, *self.kept, timeout=10)
            return self._opened

    def _prepare(self) -> None:
        """Do what a file needs before it is opened."""

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None
