"""One SQLite file, many threads and processes: readers in parallel, one writer, nothing acknowledged is lost.

Knows nothing of what the tables mean. Readers borrow connections from a pool and see the last committed state (WAL);
a writer holds the file's write lock from BEGIN IMMEDIATE to COMMIT, which is on the disk when it returns
(synchronous=FULL).
"""

import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from corpus import BusyError, LibraryError, LibraryFormatError
from index.storage.durability import settle

_BUSY_SECONDS = 60.0  # how long to wait for another process that writes
_IDLE = 8  # connections kept open for the next reader


class Database:
    """A SQLite file of one format.

    :param path: The file; created with `schema` if absent.
    :param schema: SQL that makes the tables of an empty file.
    :param version: The format, kept in `user_version`.
    :param migrations: For an older format the SQL that makes it the next one.
    :raises LibraryFormatError: If the file is of another format.
    :raises LibraryError: If it cannot be opened or is no database.
    """

    def __init__(self, path: Path, *, schema: str, version: int, migrations: Mapping[int, str] | None = None) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._pool_lock = threading.Lock()
        self._write_lock = threading.RLock()
        self._closed = False
        self._pinned = threading.local()  # .connection: the one whose view this thread keeps
        self._joined = threading.local()  # .calls: what the transactions of this thread are one with
        with self._errors():
            connection = self._connect()
            try:
                self._prepare(connection, schema, version, migrations or {})
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection with one consistent view of the data until the block ends."""
        pinned: sqlite3.Connection | None = getattr(self._pinned, "connection", None)
        with self._errors():
            if pinned is not None:
                yield pinned
                return
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                self._give_back(connection)

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Show this thread one state of the data, in all its `reading` blocks, until the block ends.

        What the thread itself writes meanwhile it sees only afterwards.
        """
        if getattr(self._pinned, "connection", None) is not None:
            yield
            return
        with self.reading() as connection:
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # BEGIN alone takes no snapshot
            self._pinned.connection = connection
            try:
                yield
            finally:
                self._pinned.connection = None

    @contextmanager
    def unpinned(self) -> Iterator[None]:
        """Show this thread the newest state until the block ends, though it is pinned to an older one."""
        pinned: sqlite3.Connection | None = getattr(self._pinned, "connection", None)
        self._pinned.connection = None
        try:
            yield
        finally:
            self._pinned.connection = pinned

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside a write transaction: committed if the block ends, undone if it raises.

        The block may roll back itself.

        :raises BusyError: If another process keeps writing for a minute.
        """
        first, last = getattr(self._joined, "calls", (None, None))
        with self._write_lock, self._errors():
            connection = self._borrow()
            try:
                connection.execute("BEGIN IMMEDIATE")
                if first is not None:
                    first(connection)
                yield connection
                if connection.in_transaction:
                    if last is not None:
                        last()
                    connection.execute("COMMIT")
            finally:
                self._give_back(connection)

    @contextmanager
    def joined(self, first: Callable[[sqlite3.Connection], None], last: Callable[[], None]) -> Iterator[None]:
        """Let what this thread writes until the block ends be one with a change elsewhere.

        :param first: Called where a transaction begins; what it raises undoes it.
        :param last: Called before the commit: makes the change elsewhere. What it raises undoes the transaction.
        """
        self._joined.calls = (first, last)
        try:
            yield
        finally:
            del self._joined.calls

    def close(self) -> None:
        """Close every idle connection; borrowed ones close when they are given back."""
        with self._pool_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _borrow(self) -> sqlite3.Connection:
        with self._pool_lock:
            if self._closed:
                raise LibraryError(
                    "the library {path!r} is closed; open it again with Library.open",
                    code="library_closed",
                    path=str(self.path.parent),
                )
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            connection.close()
            raise
        with self._pool_lock:
            if not self._closed and len(self._idle) < _IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        # the pool gives a connection to one thread at a time, so the thread check would only get in the way
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA cache_size=-16000")
        connection.create_function("sha256", 1, sha256, deterministic=True)
        return connection

    def _prepare(
        self, connection: sqlite3.Connection, schema: str, version: int, migrations: Mapping[int, str]
    ) -> None:
        found = _user_version(connection)
        if found == 0:
            _use_wal(connection)
            # commits sync the file's own folder, but nobody has yet synced the one that this folder is in
            settle(self.path.parent)
            connection.execute("BEGIN IMMEDIATE")
            found = _user_version(connection)  # another process may have made the tables meanwhile
            if found == 0:
                if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                    raise LibraryError(
                        "{path!r} is not a library; name another folder with --library DIR",
                        code="not_a_library",
                        path=str(self.path),
                    )
                _execute(connection, schema, version)
                found = version
            connection.execute("COMMIT")
        if found in migrations:
            connection.execute("BEGIN IMMEDIATE")
            found = _user_version(connection)
            while found != version and found in migrations:
                _execute(connection, migrations[found], found + 1)
                found += 1
            connection.execute("COMMIT")
        if found > version:
            raise LibraryFormatError(
                "{path!r} has format {found}, this version reads {version}: a newer version wrote it; "
                "update this one, or name another folder with --library DIR",
                code="library_newer",
                path=str(self.path),
                found=found,
                version=version,
            )
        if found != version:
            raise LibraryFormatError(
                "{path!r} has format {found}, this version reads {version}; name a new folder with "
                "--library DIR and add the documents again: yinzheng add PATH…",
                code="library_older",
                path=str(self.path),
                found=found,
                version=version,
            )
        # what a backup is put back from has none: readers would wait for a writer, and a commit not be on the disk
        _use_wal(connection)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            what = str(error)
            if "locked" in what or "busy" in what:
                raise BusyError(
                    "{path!r} is being written by another process; try again", code="library_busy", path=str(self.path)
                ) from error
            if "unable to open" in what or "readonly" in what:
                fix = "check that its folder exists and can be written"
            elif "disk is full" in what or "disk I/O error" in what:
                fix = "nothing of this change was kept, all before it was; make room on the disk and try again"
            elif "not a database" in what or "malformed" in what:
                fix = "the file is damaged: yinzheng doctor --repair, or take a backup: yinzheng restore FILE --force"
            else:
                fix = "check the disk with: yinzheng doctor"
            raise LibraryError(
                "cannot use {path!r}: {what}; {fix}", code="library_unusable", path=str(self.path), what=what, fix=fix
            ) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Hold the file's write lock until the block ends: committed then, undone if it or the commit fails.

    A connection whose commit failed, as on a full disk, is still in its transaction, and one that SQLite itself has
    rolled back no longer is: after either it can be used again.

    :raises sqlite3.Error: If it cannot be begun or committed.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _execute(connection: sqlite3.Connection, script: str, version: int) -> None:
    """Execute statements inside the transaction (`executescript` would commit it), then state the format."""
    for statement in script.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version={version}")


def sha256(text: str) -> str:
    """Return the SHA-256 of a text: what the SQL function of this name gives."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _user_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging, unless it is on; SQLite's busy timeout does not cover this one statement."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    for _ in range(200):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.05)
    connection.execute("PRAGMA journal_mode=WAL")
