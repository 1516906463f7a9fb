"""The record of changes: who added, removed or changed what, and when. Beside the library in SQLite, or in PostgreSQL.

A change is written down before it is made and again when it has ended, each in its own transaction on the disk: after
a crash there may be a change whose end is not known, but none that is not there. Rows are added and never altered,
which the database itself refuses; of more than `KEPT` the oldest go.
"""

import getpass
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from corpus import LibraryError
from ui.services.accounts.roles import Identity, Role
from ui.services.sql import Opened, Problem, VersionError, reason

FILE = "audit.sqlite3"
KEPT = 100_000  # rows, two for each change
DETAILS = 200  # things named in one change; the rest are counted
_TEXT = 500  # characters of one value
_VERSION = 1
_TABLES = sa.MetaData()
_SECONDS: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
_ROWS = sa.Table(
    "audit",
    _TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", _SECONDS, nullable=False),
    sa.Column("of", sa.Integer, index=True),  # the row of the beginning, in that of the end
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("how", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("details", sa.Text, nullable=False),
    sqlite_autoincrement=True,
    sqlite_strict=True,
)
_KEEPS = (
    "CREATE TRIGGER IF NOT EXISTS audit_{0} BEFORE {0} ON audit {1} BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE OR REPLACE FUNCTION audit_{0}() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN {1} RAISE EXCEPTION 'append-only'; END $$",
    "CREATE OR REPLACE TRIGGER audit_{0} BEFORE {0} ON audit FOR EACH ROW EXECUTE FUNCTION audit_{0}()",
)
_OLD = f"OLD.id <= (SELECT max(id) FROM audit) - {KEPT}"
for _statement, _dialect in (
    (_KEEPS[0].format("UPDATE", ""), "sqlite"),
    (_KEEPS[0].format("DELETE", f"WHEN NOT ({_OLD})"), "sqlite"),
    (_KEEPS[1].format("UPDATE", ""), "postgresql"),
    (_KEEPS[2].format("UPDATE"), "postgresql"),
    (_KEEPS[1].format("DELETE", f"IF {_OLD} THEN RETURN OLD; END IF;"), "postgresql"),
    (_KEEPS[2].format("DELETE"), "postgresql"),
):
    _made = sa.DDL(_statement)  # type: ignore[no-untyped-call]
    sa.event.listen(_ROWS, "after_create", _made.execute_if(dialect=_dialect))

Details = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    :param at: Seconds since 1970 at which it began.
    :param who: The account's name as it was then, or who it was without one.
    :param how: By what it was known: `ui.services.accounts.roles.How`.
    :param action: Such as `document.add`.
    :param target: What it was made to: the id of a speech, the name of an account.
    :param outcome: `done`, `failed`, or empty if its end is not known.
    :param details: What came of it, one mapping for each thing.
    """

    id: int
    at: float
    who: str
    account: str
    role: str
    how: str
    action: str
    target: str
    outcome: str
    details: tuple[Mapping[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**asdict(self), "details": list(self.details)}


class Audit(Opened):
    """The record of one library. Safe to use from many threads.

    Every method raises LibraryError if it cannot be written or read.

    """

    file = FILE
    kept = (_TABLES, "audit", _VERSION)

    def begin(self, who: Identity, action: str, target: str = "") -> int:
        """Write down that a change begins; return its number."""
        return self._append(who, action, target, None, "", ())

    def end(self, number: int, who: Identity, action: str, outcome: str, details: Details = ()) -> None:
        """Write down what came of a change.

        :param outcome: `done` or `failed`.
        """
        self._append(who, action, "", number, outcome, details)

    @contextmanager
    def recorded(self, who: Identity, action: str, target: str = "") -> Iterator[list[dict[str, Any]]]:
        """Write down a change that the block makes; it may append to the list what came of it."""
        details: list[dict[str, Any]] = []
        number = self.begin(who, action, target)
        try:
            yield details
        except BaseException as error:
            self.end(number, who, action, "failed", [*details, {"error": type(error).__name__}])
            raise
        self.end(number, who, action, "done", details)

    def changes(self, limit: int = 100, before: int | None = None, who: str = "", action: str = "") -> list[Change]:
        """Return the changes, the newest first.

        :param before: Only those with smaller numbers than this.
        :param who: Only those of this name.
        :param action: Only those whose action begins so.
        """
        if isinstance(self._where, Path) and self._opened is None and not self._where.exists():
            return []
        ended = _ROWS.alias("ended")
        query = (
            sa.select(_ROWS, ended.c.outcome.label("ending"), ended.c.details.label("came"))
            .outerjoin(ended, ended.c.of == _ROWS.c.id)
            .where(_ROWS.c.of.is_(None))
            .order_by(_ROWS.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(_ROWS.c.id < before)
        if who:
            query = query.where(_ROWS.c.who == who)
        if action:
            query = query.where(_ROWS.c.action.startswith(action, autoescape=True))
        with self._told(), self._sql().reading() as connection:
            rows = connection.execute(query).all()
        return [_change(row) for row in rows]

    def _append(self, who: Identity, action: str, target: str, of: int | None, outcome: str, details: Details) -> int:
        said = [{name: _short(value) for name, value in one.items()} for one in details[:DETAILS]]
        if len(details) > DETAILS:
            said.append({"more": len(details) - DETAILS})
        row = {
            "at": time.time(),
            "of": of,
            "who": who.name,
            "account": who.account,
            "role": who.role.word,
            "how": who.how,
            "action": action,
            "target": str(_short(target)),
            "outcome": outcome,
            "details": json.dumps(said, ensure_ascii=False),
        }
        with self._told(), self._sql().begin() as connection:
            kept = connection.execute(_ROWS.insert().values(row)).inserted_primary_key
            assert kept is not None
            connection.execute(_ROWS.delete().where(_ROWS.c.id <= kept[0] - KEPT))
        return int(kept[0])

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (Problem, VersionError) as error:
            raise LibraryError(
                "changes cannot be recorded in {path!r}: {reason}; nothing is changed until they can",
                code="audit_unusable",
                path=str(self._where) if isinstance(self._where, Path) else "database",
                reason=reason(error),
            ) from None


def terminal() -> Identity:
    """Return who gives a command at this machine: by the system's name of the user."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # no such user in a container
        user = "?"
    return Identity(user, Role.ADMIN, "command line")


def _change(row: Any) -> Change:
    return Change(
        row.id,
        row.at,
        row.who,
        row.account,
        row.role,
        row.how,
        row.action,
        row.target,
        row.ending or "",
        tuple(json.loads(row.came)) if row.came else (),
    )


def _short(value: Any) -> Any:
    """Return a value as both databases can keep it, not too long."""
    if not isinstance(value, str):
        return value
    clean = value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= _TEXT else clean[: _TEXT - 1] + "…"
