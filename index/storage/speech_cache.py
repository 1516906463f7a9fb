"""Every speech of a library, remembered from one change to the next: a change costs what it changed, not the library.

Each question needs all speeches, for filters and for its scope. While somebody adds documents, the library changes many
times a second, and reading 20,000 rows anew each time made readers wait for nothing. A changed document is always a new
row with a higher id, and no id is used twice (`AUTOINCREMENT`), so what is new and how much is gone is told by two
counts; a library that was put back from a backup has another `life`.
"""

import sqlite3
import threading
from bisect import insort
from collections import OrderedDict
from dataclasses import dataclass

from corpus import Speech
from index.storage import schema

_FROM = "FROM speeches s JOIN documents d ON d.id = s.document_id"  # a damaged file may have speeches without one
_ROWS = f"SELECT d.id, {schema.SPEECH_COLUMNS} {_FROM}"
_FEW = 64  # rows that are put in their places one by one
_STATES = 4  # remembered: readers that look at one state of the library are a little behind the others


@dataclass(frozen=True, slots=True)
class _Row:
    """A speech with its document's row id."""

    document: int
    speech: Speech

    @property
    def place(self) -> tuple[bool, str, str, int]:
        """What rows are ordered by: date (undated last), then path, as SQLite would."""
        return self.speech.date is None, self.speech.date or "", self.speech.path, self.document


@dataclass(frozen=True, slots=True)
class _State:
    rows: list[_Row]
    newest: int  # document
    speeches: dict[str, Speech]

    @classmethod
    def of(cls, rows: list[_Row], newest: int) -> "_State":
        return cls(rows, newest, {row.speech.id: row.speech for row in rows})


class Roster:
    """The speeches of one library's tables, as a connection sees them. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: OrderedDict[tuple[str, int], _State] = OrderedDict()  # by life and generation, the oldest first

    def speeches(self, connection: sqlite3.Connection) -> dict[str, Speech]:
        """Return every speech by its id, in order of date (undated last), then path. The caller must not change it.

        :param connection: In a transaction: all that is read is of one state.
        """
        meta = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('life', 'generation')").fetchall())
        life, generation = meta.get("life", ""), int(meta.get("generation", 0))
        with self._lock:
            state = self._states.get((life, generation))
            if state is None:
                older = [at for known, at in self._states if known == life and at < generation]
                state = _next(connection, self._states[life, max(older)]) if older else _whole(connection)
                self._states[life, generation] = state
                while len(self._states) > _STATES:
                    self._states.popitem(last=False)
            return state.speeches


def _whole(connection: sqlite3.Connection) -> _State:
    rows = [_Row(row[0], Speech(*row[1:])) for row in connection.execute(_ROWS)]
    return _State.of(sorted(rows, key=lambda row: row.place), max((row.document for row in rows), default=0))


def _next(connection: sqlite3.Connection, before: _State) -> _State:
    """Return the state that an earlier one has become."""
    new = [_Row(row[0], Speech(*row[1:])) for row in connection.execute(f"{_ROWS} WHERE d.id > ?", (before.newest,))]
    (count,) = connection.execute(f"SELECT count(*) {_FROM}").fetchone()
    rows = before.rows.copy()
    if len(rows) + len(new) > count:
        kept = set(schema.ids(connection, "SELECT document_id FROM speeches").tolist())
        rows = [row for row in rows if row.document in kept]
    if len(new) > _FEW:
        rows = sorted([*rows, *new], key=lambda row: row.place)
    else:
        for row in new:
            insort(rows, row, key=lambda one: one.place)
    return _State.of(rows, max((row.document for row in new), default=before.newest))
