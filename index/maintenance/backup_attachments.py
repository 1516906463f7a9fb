"""What is kept beside a library travels in its backup: conversations, what readers think of answers, original files.

The first are SQLite databases of their own in the library's directory. A backup holds a whole copy of each, in a table,
and the files of uploaded documents in another.
"""

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from corpus import LibraryError
from index.storage import originals

TABLE = "beside"
ORIGINALS = "originals"
_WAIT = 60.0  # seconds for another process that writes


def databases(directory: Path, library: str) -> Iterator[Path]:
    """Yield the databases in a library's directory other than the library's own file."""
    for file in sorted(directory.glob("*.sqlite3")):
        if file.name != library and not file.name.startswith(".") and file.is_file():
            yield file


def pack(directory: Path, library: str, backup: Path) -> None:
    """Put a copy of each database into a backup, each as it is at one moment.

    :raises sqlite3.Error: If one cannot be read, or the backup not be written.
    """
    found = list(databases(directory, library))
    if not found:
        return
    with closing(sqlite3.connect(backup, isolation_level=None)) as target:
        target.execute("BEGIN")
        target.execute(f"CREATE TABLE {TABLE} (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, content BLOB NOT NULL)")
        for file in found:
            content = _content(file)
            digest = hashlib.sha256(content).hexdigest()
            target.execute(f"INSERT INTO {TABLE} VALUES (?, ?, ?)", (file.name, digest, content))
        target.execute("COMMIT")


def pack_originals(directory: Path, backup: Path) -> None:
    """Put the kept files of the speeches of a backup into it.

    :raises sqlite3.Error, OSError: If one cannot be read, or the backup not be written.
    """
    with closing(sqlite3.connect(backup, isolation_level=None)) as target:
        speeches = {name for (name,) in target.execute("SELECT id FROM speeches")}
        files = [file for file in originals.kept(directory) if file.name in speeches]
        if not files:
            return
        target.execute("BEGIN")
        target.execute(f"CREATE TABLE {ORIGINALS} (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, content BLOB NOT NULL)")
        for file in files:
            content = file.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            target.execute(f"INSERT INTO {ORIGINALS} VALUES (?, ?, ?)", (file.name, digest, content))
        target.execute("COMMIT")


def unpack_originals(copy: sqlite3.Connection, directory: Path) -> None:
    """Put the files of a backup back, one after another, and take them out of the copy.

    Whoever is stopped in between finds some of them back: a file counts as a document's only if it is what was read.

    :param copy: Of the backup, to become the library; it is made as small as what is left in it.
    :raises LibraryError: If one is damaged, or has a name that leads elsewhere.
    :raises OSError: If one cannot be written.
    """
    if not copy.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (ORIGINALS,)).fetchone():
        return
    for name, digest, content in copy.execute(f"SELECT name, sha256, content FROM {ORIGINALS} ORDER BY name"):
        if not originals.is_name(name):
            raise LibraryError(f"the backup holds {name!r}, which is no name of a file beside a library")
        if hashlib.sha256(content).hexdigest() != digest:
            raise LibraryError(f"the file of {name!r} in the backup is damaged; take another backup")
        originals.keep(directory, name, content)
    copy.execute(f"DROP TABLE {ORIGINALS}")
    copy.execute("VACUUM")


def unpack(copy: sqlite3.Connection, directory: Path, *, force: bool = False) -> None:
    """Put the databases of a backup back, each in one transaction, and take them out of the copy.

    :param copy: Of the backup, to become the library.
    :param force: Replace what holds something. What is there and damaged is kept as `NAME.damaged`.
    :raises LibraryError: If one is damaged, or there is one that holds something or is damaged and `force` is off; none
        has been put back then.
    :raises sqlite3.Error: If one cannot be written.
    """
    if not copy.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (TABLE,)).fetchone():
        return
    kept = copy.execute(f"SELECT name, sha256, content FROM {TABLE} ORDER BY name").fetchall()
    for name, digest, content in kept:
        if Path(name).name != name or not name.endswith(".sqlite3") or name.startswith("."):
            raise LibraryError(f"the backup holds {name!r}, which is no name of a file beside a library")
        if hashlib.sha256(content).hexdigest() != digest:
            raise LibraryError(f"the copy of {name!r} in the backup is damaged; take another backup")
        if not force and _is_damaged(directory / name):
            raise LibraryError(f"{str(directory / name)!r} is damaged; to replace it, and keep it beside, add --force")
        if not force and _holds(directory / name):
            raise LibraryError(f"{str(directory / name)!r} holds something; to replace it add --force")
    for name, _, content in kept:
        if _is_damaged(directory / name):  # SQLite does not write into what it cannot read
            for part in (name, f"{name}-wal", f"{name}-shm"):
                if (directory / part).exists():
                    (directory / part).replace(directory / f"{part}.damaged")
        _put(content, directory / name)
    copy.execute(f"DROP TABLE {TABLE}")


def _content(file: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "copy.sqlite3"
        with (
            closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT)) as source,
            closing(sqlite3.connect(one, isolation_level=None)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        return one.read_bytes()


def _put(content: bytes, file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "copy.sqlite3"
        one.write_bytes(content)
        with closing(sqlite3.connect(one)) as source, closing(sqlite3.connect(file, timeout=_WAIT)) as live:
            live.execute("PRAGMA synchronous=FULL")
            source.backup(live)


def _is_damaged(file: Path) -> bool:
    """Return whether there is a file that SQLite can open but not read through."""
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT)) as live:
            return bool(live.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.Error as error:
        return "unable to open" not in str(error) and "locked" not in str(error)


def _holds(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT)) as live:
            tables = [name for (name,) in live.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            quoted = ('"' + name.replace('"', '""') + '"' for name in tables if not name.startswith("sqlite_"))
            return any(live.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in quoted)
    except sqlite3.Error:
        return True
