"""One library in one file, made while others read and write, and put back the same way.

A backup is a SQLite database like the library's own, without what is derived beside it. SQLite's online backup copies
it in one read transaction: https://www.sqlite.org/backup.html. It counts as made only after it has been read back.
"""

import os
import sqlite3
import uuid
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from corpus import LibraryError
from index.catalog import FILE_NAME, Catalog
from index.maintenance import backup_attachments
from index.storage import schema, vector_rows
from index.storage.database import Database, sha256
from index.storage.durability import make_folder, settle, sync_folder

_WAIT = 60.0  # seconds for another process that writes


def back_up(catalog: Catalog, target: Path, *, force: bool = False, originals: bool = True) -> Path:
    """Write a library to one file and return it; `Library.back_up` says more."""
    if target.is_dir():
        target /= f"yinzheng-{datetime.now():%Y%m%d-%H%M%S}.sqlite3"
    if target.exists() and target.samefile(catalog.directory / FILE_NAME):
        raise LibraryError(f"{str(target)!r} is the library itself; name another file")
    if target.exists() and not force:
        raise LibraryError(f"{str(target)!r} is there already; name another file, or add --force")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with catalog.reading() as source:
            try:
                _copy(source, partial)
                backup_attachments.pack(catalog.directory, FILE_NAME, partial)
                if originals:
                    backup_attachments.pack_originals(catalog.directory, partial)
            except sqlite3.Error as error:  # here, or it would be taken for one of the library itself
                raise OSError(0, str(error)) from None
        _examine(partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        if force:
            partial.replace(target)
        else:
            os.link(partial, target)  # unlike a rename it fails if somebody made one meanwhile
        sync_folder(target.parent)
        settle(target.parent)
    except FileExistsError:
        raise LibraryError(f"{str(target)!r} is there already; name another file, or add --force") from None
    except (OSError, sqlite3.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise LibraryError(f"cannot write a backup to {str(target)!r}: {reason}; name a place with room") from None
    finally:
        _remove(partial)
    return target


def restore(file: Path, directory: Path, *, force: bool = False) -> None:
    """Make a library directory hold what a backup holds, in one transaction; killed at any moment it is old or new.

    Other processes may have the library open: they see the old state, then the new one.

    :param force: Replace a library that holds speeches.
    :raises LibraryError: If the file is no whole backup, or the library holds speeches and `force` is off.
    :raises LibraryFormatError: If a newer version made the backup.
    """
    if not file.is_file():
        raise LibraryError(f"no such backup: {str(file)!r}; make one with: yinzheng backup FILE")
    target = directory / FILE_NAME
    if target.exists() and target.samefile(file):
        raise LibraryError(f"{str(file)!r} is the library itself; name its backup")
    with suppress(OSError):
        make_folder(directory)
    partial = directory / f".restore.{os.getpid()}.partial"
    try:
        with closing(_connect(file, readonly=True)) as source:
            _copy(source, partial)
        _examine(partial)
        generation = 0
        if target.exists():
            generation = _standing(target, force=force)
        # other processes go by these: nothing that they remember may seem up to date
        with closing(_connect(partial)) as copy:
            copy.execute("BEGIN")
            schema.set_meta(copy, "generation", str(max(vector_rows.generation(copy), generation) + 1))
            schema.set_meta(copy, "life", uuid.uuid4().hex)
            if schema.get_meta(copy, "vectors") is not None:
                schema.set_meta(copy, "vectors", uuid.uuid4().hex)
            copy.execute("COMMIT")
            backup_attachments.unpack(copy, directory, force=force)
            backup_attachments.unpack_originals(copy, directory)
            with closing(_connect(target)) as live:
                copy.backup(live)
        sync_folder(directory)
        settle(directory)
    except (OSError, sqlite3.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise LibraryError(f"cannot restore {str(directory)!r}: {reason}; nothing was changed") from None
    finally:
        _remove(partial)


def _standing(target: Path, *, force: bool) -> int:
    """Return the generation of the library that is to be replaced; 0 if it cannot be read and `force` allows that."""
    try:
        with closing(_connect(target)) as live:
            if not live.execute("SELECT 1 FROM sqlite_schema WHERE name = 'speeches'").fetchone():
                if live.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                    raise LibraryError(f"{str(target)!r} is not a library; name another folder with --library DIR")
                return 0
            (speeches,) = live.execute("SELECT count(*) FROM speeches").fetchone()
            generation = vector_rows.generation(live)
    except (sqlite3.Error, ValueError):
        if not force:
            raise LibraryError(f"{str(target)!r} is damaged; to replace it add --force") from None
        # SQLite does not write into what it cannot read
        for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
            damaged = target.with_name(name)
            if damaged.exists():
                damaged.replace(damaged.with_name(f"{name}.damaged"))
        return 0
    if speeches and not force:
        raise LibraryError(f"{str(target.parent)!r} holds {speeches} speeches; to replace them all add --force")
    return generation


def _copy(source: sqlite3.Connection, partial: Path) -> None:
    _remove(partial)
    with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _examine(file: Path) -> None:
    """Read a copy back.

    :raises LibraryError: If it is not a whole library.
    :raises LibraryFormatError: If a newer version wrote it.
    """
    try:
        with closing(_connect(file)) as copy:
            wrong = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if wrong != "ok":
                raise LibraryError(f"the copy is damaged: {wrong}; check the library with: yinzheng doctor")
            if not copy.execute("SELECT 1 FROM sqlite_schema WHERE name = 'speeches'").fetchone():
                raise LibraryError("the file is not a backup of a library; make one with: yinzheng backup FILE")
    except sqlite3.DatabaseError as error:
        raise LibraryError(f"the file is not a whole backup: {error}; name another one") from None
    # brings an older format up to date, and refuses a newer one
    Database(file, schema=schema.SCHEMA, version=schema.FORMAT, migrations=schema.MIGRATIONS).close()
    with closing(_connect(file)) as copy:
        sealed = "SELECT d.path FROM documents d LEFT JOIN seals s ON s.document_id = d.id WHERE s.sha256 IS NOT"
        row = copy.execute(f"{sealed} sha256(d.text) LIMIT 1").fetchone()
        if row is not None:
            raise LibraryError(f"the text of {row[0]!r} is not what was added; see: yinzheng doctor")
        copy.execute("PRAGMA journal_mode=DELETE")


def _connect(file: Path, *, readonly: bool = False) -> sqlite3.Connection:
    name = f"{file.absolute().as_uri()}?mode={'ro' if readonly else 'rwc'}"
    connection = sqlite3.connect(name, uri=True, timeout=_WAIT, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.create_function("sha256", 1, sha256, deterministic=True)
    return connection


def _remove(partial: Path) -> None:
    for name in (partial.name, f"{partial.name}-journal", f"{partial.name}-wal", f"{partial.name}-shm"):
        with suppress(OSError):
            partial.with_name(name).unlink(missing_ok=True)
