"""What is watched, what of the library it knows already, and what was found: a small SQLite file beside the library.

Each change is one transaction; what a call returned is on the disk.
"""

import datetime
import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from corpus import InputError, LibraryError, NotFoundError
from index import Filters
from index.storage.database import transaction

FILE = "watch.sqlite3"
KEPT = 10_000
"""News; the oldest go first."""
MOST = 500
"""Things watched by one owner."""
_VERSION = 1
_LONGEST = 300
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS watches (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL,"
    " text TEXT NOT NULL, filters TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS known (watch INTEGER NOT NULL REFERENCES watches ON DELETE CASCADE, speech TEXT NOT"
    " NULL, state TEXT NOT NULL, PRIMARY KEY (watch, speech)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS news (id INTEGER PRIMARY KEY AUTOINCREMENT, watch INTEGER NOT NULL REFERENCES watches"
    " ON DELETE CASCADE, at TEXT NOT NULL, body TEXT NOT NULL) STRICT",
)

Kind = Literal["phrase", "question"]


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched.

    :param at: When it was saved, ISO 8601 in UTC.
    """

    id: int
    at: str
    kind: Kind
    text: str
    filters: Filters

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "id": self.id,
            "at": self.at,
            "kind": self.kind,
            "text": self.text,
            "filters": self.filters.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class News:
    """What was found for a watch in one speech.

    :param id: Rises with each.
    :param at: When it was found, ISO 8601 in UTC.
    :param body: `watch`, `kind`, `text`, `speech` (JSON types) and `lines`: each with `start`, `end`, `quote`.
    """

    id: int
    at: str
    body: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"id": self.id, "at": self.at, **self.body}


class Watches:
    """What one owner watches over one library. Safe to use from many threads.

    :param path: The file; None keeps all in memory.
    :param owner: Whose it is; nothing of others is seen or changed. Empty: of whoever uses the library without a name.
    :raises LibraryError: If it cannot be used.
    """

    def __init__(self, path: Path | None, owner: str = "") -> None:
        self._path = path
        self._owner = owner
        self._lock = threading.Lock()
        try:
            self._database = sqlite3.connect(path or ":memory:", timeout=30, check_same_thread=False)
            self._database.isolation_level = None
            if self._database.execute("PRAGMA user_version").fetchone()[0] > _VERSION:
                raise LibraryError(f"{str(path)!r} was written by a newer version; move it away")
            for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", *_SCHEMA):
                self._database.execute(statement)
            self._give_owners()
            self._database.execute(f"PRAGMA user_version={_VERSION}")
        except sqlite3.Error as error:
            raise self._problem(error) from None

    def _give_owners(self) -> None:
        """Add the owner to a file that was made before watches had one: there was but the one without a name."""

        def owned() -> bool:
            return "owner" in {row[1] for row in self._database.execute("PRAGMA table_info(watches)")}

        if not owned():
            with transaction(self._database) as database:
                if not owned():  # else another process was faster
                    database.execute("ALTER TABLE watches ADD COLUMN owner TEXT NOT NULL DEFAULT ''")

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def add(
        self, kind: Kind, text: str, filters: Filters | None = None, known: Mapping[str, str] | None = None
    ) -> Watch:
        """Save a question or a phrase; what is saved already is returned as it is.

        :param known: State by id of the speeches that are not news for it: what the library has now.
        :raises InputError: If the text is empty or too long, or too much is watched.
        """
        words = " ".join(text.split())
        if not words or len(words) > _LONGEST:
            raise InputError(
                "{text!r} cannot be watched; give 1 to {limit} characters",
                code="not_watched",
                text=text[:40],
                limit=_LONGEST,
            )
        chosen = json.dumps((filters or Filters()).to_dict(), ensure_ascii=False, sort_keys=True)
        with self._lock, self._errors(), transaction(self._database) as database:
            row = database.execute(
                "SELECT id FROM watches WHERE kind = ? AND text = ? AND filters = ? AND owner = ?",
                (kind, words, chosen, self._owner),
            ).fetchone()
            if row is None:
                if self._count(database) >= MOST:
                    raise InputError(
                        "{count} things are watched; remove one first: yinzheng watch remove ID",
                        code="watched_full",
                        count=MOST,
                    )
                row = (
                    database.execute(
                        "INSERT INTO watches (at, kind, text, filters, owner) VALUES (?, ?, ?, ?, ?)",
                        (_now(), kind, words, chosen, self._owner),
                    ).lastrowid,
                )
                database.executemany(
                    "INSERT INTO known VALUES (?, ?, ?)", [(row[0], *item) for item in (known or {}).items()]
                )
        return self.get(int(row[0]))

    def remove(self, watch_id: int) -> Watch:
        """Stop watching; return what it was. Its news go too.

        :raises NotFoundError: If there is none with this id.
        """
        found = self.get(watch_id)
        with self._lock, self._errors(), transaction(self._database) as database:
            database.execute("DELETE FROM watches WHERE id = ? AND owner = ?", (watch_id, self._owner))
        return found

    def _count(self, database: sqlite3.Connection) -> int:
        rows = database.execute("SELECT count(*) FROM watches WHERE owner = ?", (self._owner,))
        return int(rows.fetchone()[0])

    def get(self, watch_id: int) -> Watch:
        """Return what is watched under an id.

        :raises NotFoundError: If there is none.
        """
        found = next((watch for watch in self.all() if watch.id == watch_id), None)
        if found is None:
            raise NotFoundError(f"nothing is watched under {watch_id}; list it: yinzheng watch list")
        return found

    def all(self) -> list[Watch]:
        """Return all that is watched, the oldest first."""
        rows = self._rows("SELECT id, at, kind, text, filters FROM watches WHERE owner = ? ORDER BY id", self._owner)
        return [Watch(row[0], row[1], row[2], row[3], Filters(**json.loads(row[4]))) for row in rows]

    def known(self, watch_id: int) -> dict[str, str]:
        """Return by id the state of each speech that was looked at for a watch."""
        return dict(self._rows("SELECT speech, state FROM known WHERE watch = ?", watch_id))

    def found(self, watch_id: int, known: Mapping[str, str], bodies: Sequence[Mapping[str, Any]]) -> list[News]:
        """Note what was looked at for a watch and what was new, in one transaction; return the news."""
        now, ids = _now(), list[int]()
        with self._lock, self._errors(), transaction(self._database) as database:
            database.executemany(
                "INSERT INTO known VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state",
                [(watch_id, *item) for item in known.items()],
            )
            for body in bodies:
                text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
                row = database.execute("INSERT INTO news (watch, at, body) VALUES (?, ?, ?)", (watch_id, now, text))
                ids.append(int(row.lastrowid or 0))
            database.execute("DELETE FROM news WHERE id <= (SELECT max(id) FROM news) - ?", (KEPT,))
        return [News(row, now, body) for row, body in zip(ids, bodies, strict=True)]

    def news(self, limit: int = 200, watch_id: int | None = None) -> list[News]:
        """Return what was found, the newest first."""
        rows = self._rows(
            "SELECT id, at, body FROM news WHERE (?1 IS NULL OR watch = ?1) AND watch IN"
            " (SELECT id FROM watches WHERE owner = ?3) ORDER BY id DESC LIMIT ?2",
            watch_id,
            limit,
            self._owner,
        )
        return [News(row, at, json.loads(body)) for row, at, body in rows]

    def _rows(self, sql: str, *parameters: object) -> list[Any]:
        with self._lock, self._errors():
            return self._database.execute(sql, parameters).fetchall()

    def _errors(self) -> "_Errors":
        return _Errors(self)

    def _problem(self, error: sqlite3.Error) -> LibraryError:
        return LibraryError(
            f"cannot keep what is watched in {str(self._path)!r}: {error}; make room on the disk, or move the file away"
        )


class _Errors:
    """Turns SQLite's errors into the library's."""

    def __init__(self, watches: Watches) -> None:
        self._watches = watches

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise self._watches._problem(error) from None


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
