"""Accounts, and the sessions and tokens by which they come in: beside the library in SQLite, or in PostgreSQL.

Of a password an Argon2 hash is kept, of a session or token the SHA-256 of a random name of 256 bits. As long as nobody
has added an account there is no file. A file that cannot be read is an error, never “no accounts”.
"""

import contextlib
import hashlib
import secrets
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from corpus import InputError, LibraryError, NotFoundError
from ui.services.accounts import passwords
from ui.services.accounts.roles import How, Identity, Role
from ui.services.sql import Opened, Problem, VersionError, reason

FILE = "accounts.sqlite3"
SESSION = 12 * 3600  # seconds from the login
TOKEN = 400 * 24 * 3600  # seconds that a program's token lasts
PREFIX = "yz_"  # so begins a token
NAME_LENGTH = 60  # characters
KEPT = 50  # sessions and tokens of one account; of more the oldest end
_VERSION = 1
_TABLES = sa.MetaData()
_SECONDS: sa.Double[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
_ACCOUNTS = sa.Table(
    "accounts",
    _TABLES,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, unique=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("password", sa.Text),
    sa.Column("subject", sa.Text, unique=True),
    sa.Column("created", _SECONDS, nullable=False),
    sqlite_strict=True,
)
_SESSIONS = sa.Table(
    "account_sessions",
    _TABLES,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("created", _SECONDS, nullable=False),
    sa.Column("ends", _SECONDS, nullable=False),
    sqlite_strict=True,
)
_A, _S = _ACCOUNTS.c, _SESSIONS.c

Kind = Literal["password", "token", "oidc"]
"""What opened a session; `token` is a program's."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who may come in.

    :param external: It has no password: it comes in by OIDC or a trusted proxy.
    :param created: Seconds since 1970.
    """

    id: str
    name: str
    role: Role
    external: bool
    created: float

    def identity(self, how: How) -> Identity:
        """Return who this is in a request."""
        return Identity(self.name, self.role, how, self.id)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"name": self.name, "role": self.role.word, "external": self.external, "created": self.created}


class Accounts(Opened):
    """The accounts of one library. Safe to use from many threads.

    Every method raises LibraryError if the file or database cannot be used.

    """

    file = FILE
    kept = (_TABLES, "accounts", _VERSION)

    def any(self) -> bool:
        """Return whether there is an account: then nobody is let in without a login."""
        if not self._there():
            return False
        with self._using() as connection:
            return connection.execute(sa.select(_A.id).limit(1)).first() is not None

    def all(self) -> list[Account]:
        """Return the accounts, by name."""
        if not self._there():
            return []
        with self._using() as connection:
            rows = connection.execute(sa.select(_ACCOUNTS).order_by(_A.folded)).all()
        return [_account(row) for row in rows]

    def get(self, name: str) -> Account:
        """Return an account by its name, however its letters are written.

        :raises NotFoundError: If there is none.
        """
        found = self._find(_A.folded == _fold(name)) if self._there() else None
        if found is None:
            raise _unknown(name)
        return found

    def add(self, name: str, role: Role, password: str | None = None, subject: str | None = None) -> Account:
        """Add an account.

        :param password: None: it comes in by OIDC or a trusted proxy alone.
        :param subject: Who it is to the OIDC provider.
        :raises InputError: If the name is none or taken, or the password too short.
        """
        shown = checked_name(name)
        row = {
            "id": secrets.token_hex(8),
            "name": shown,
            "folded": _fold(shown),
            "role": role.word,
            "password": passwords.hashed(password) if password is not None else None,
            "subject": subject,
            "created": time.time(),
        }
        try:
            with self._changing() as connection:
                connection.execute(_ACCOUNTS.insert().values(row))
        except sa.exc.IntegrityError:
            raise InputError("there is an account {name!r}", code="account_exists", name=shown) from None
        return self.get(shown)

    def removable(self, name: str) -> Account:
        """Return an account that could be removed now.

        :raises NotFoundError: If there is none.
        :raises InputError: If nobody could administer the others then, or it is the only one.
        """
        found = self.get(name)
        with self._changing() as connection:
            self._needs_another(connection, found)
        return found

    def remove(self, name: str, *, emptying: bool = False) -> Account:
        """Remove an account and end its sessions.

        :param emptying: Whether the last account may go, after which everybody may everything.
        :raises NotFoundError: If there is none.
        :raises InputError: If nobody could administer the others then.
        """
        found = self.get(name)
        with self._changing() as connection:
            self._needs_another(connection, found, emptying=emptying)
            connection.execute(_ACCOUNTS.delete().where(_A.id == found.id))
        return found

    def set_role(self, name: str, role: Role) -> Account:
        """Give an account another role, from its next request on.

        :raises NotFoundError: If there is none.
        :raises InputError: If nobody could administer the others then.
        """
        found = self.get(name)
        with self._changing() as connection:
            if role < Role.ADMIN:
                self._needs_another(connection, found)
            connection.execute(_ACCOUNTS.update().where(_A.id == found.id).values(role=role.word))
        return self.get(name)

    def set_password(self, name: str, password: str) -> Account:
        """Give an account another password and end all its sessions and tokens.

        :raises NotFoundError: If there is none.
        :raises InputError: If the password is too short.
        """
        found, kept = self.get(name), passwords.hashed(password)
        with self._changing() as connection:
            connection.execute(_ACCOUNTS.update().where(_A.id == found.id).values(password=kept))
            connection.execute(_SESSIONS.delete().where(_S.account == found.id))
        return found

    def check(self, name: str, password: str) -> Account | None:
        """Return the account of a name and its password; None if they do not belong together."""
        row = None
        if self._there():
            with self._using() as connection:
                row = connection.execute(sa.select(_ACCOUNTS).where(_A.folded == _fold(name))).first()
        if not passwords.matches(row.password if row else None, password) or row is None:
            return None
        if passwords.outdated(row.password):
            same, anew = (_A.id == row.id) & (_A.password == row.password), passwords.hashed(password)
            with self._changing() as connection:
                connection.execute(_ACCOUNTS.update().where(same).values(password=anew))
        return _account(row)

    def bound(self, subject: str, name: str) -> Account | None:
        """Return the account of somebody whom the OIDC provider vouches for; None if there is none.

        An account without a password belongs to the first subject that comes under its name; one with a password is
        nobody's but its password's.
        """
        if not self._there():
            return None
        with self._changing() as connection:
            row = connection.execute(sa.select(_ACCOUNTS).where(_A.subject == subject)).first()
            if row is None:
                free = (_A.folded == _fold(name)) & _A.subject.is_(None) & _A.password.is_(None)
                row = connection.execute(sa.select(_ACCOUNTS).where(free)).first()
                if row is not None:
                    connection.execute(_ACCOUNTS.update().where(_A.id == row.id).values(subject=subject))
        return _account(row) if row else None

    def open_session(self, account: Account, kind: Kind) -> str:
        """Return the secret of a new session."""
        secret, now = (PREFIX if kind == "token" else "") + secrets.token_urlsafe(32), time.time()
        row = {
            "digest": _digest(secret),
            "account": account.id,
            "kind": kind,
            "created": now,
            "ends": now + (TOKEN if kind == "token" else SESSION),
        }
        newest = sa.select(_S.digest).where(_S.account == account.id).order_by(_S.created.desc()).limit(KEPT)
        with self._changing() as connection:
            connection.execute(_SESSIONS.insert().values(row))
            connection.execute(_SESSIONS.delete().where(_S.ends <= now))
            connection.execute(_SESSIONS.delete().where(_S.account == account.id, _S.digest.not_in(newest)))
        return secret

    def who(self, secret: str) -> Identity | None:
        """Return whose session a secret opens; None if it is over or never was."""
        if not secret or not self._there():
            return None
        query = sa.select(_ACCOUNTS, _S.kind).join(_SESSIONS, _S.account == _A.id)
        with self._using() as connection:
            row = connection.execute(query.where(_S.digest == _digest(secret), _S.ends > time.time())).first()
        return _account(row).identity(row.kind) if row else None

    def close_session(self, secret: str) -> None:
        """End a session."""
        if self._there():
            with self._changing() as connection:
                connection.execute(_SESSIONS.delete().where(_S.digest == _digest(secret)))

    def close_sessions(self, name: str) -> None:
        """End all sessions and tokens of an account.

        :raises NotFoundError: If there is none.
        """
        found = self.get(name)
        with self._changing() as connection:
            connection.execute(_SESSIONS.delete().where(_S.account == found.id))

    def _needs_another(self, connection: sa.Connection, account: Account, *, emptying: bool = False) -> None:
        rows = connection.execute(sa.select(_A.id, _A.role).with_for_update()).all()
        others = [row for row in rows if row.id != account.id]
        if account.role is not Role.ADMIN or any(row.role == Role.ADMIN.word for row in others):
            return
        if others or not emptying:
            raise InputError(
                "{name!r} is the last administrator; make another one first", code="last_admin", name=account.name
            )

    def _find(self, condition: Any) -> Account | None:
        with self._using() as connection:
            row = connection.execute(sa.select(_ACCOUNTS).where(condition)).first()
        return _account(row) if row else None

    def _there(self) -> bool:
        return self._opened is not None or not isinstance(self._where, Path) or self._where.exists()

    def _prepare(self) -> None:
        if isinstance(self._where, Path):
            with contextlib.suppress(OSError):  # what is wrong with it the opening says
                self._where.touch(0o600)

    @contextlib.contextmanager
    def _using(self) -> Iterator[sa.Connection]:
        with self._told(), self._sql().reading() as connection:
            yield connection

    @contextlib.contextmanager
    def _changing(self) -> Iterator[sa.Connection]:
        with self._told(), self._sql().begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.IntegrityError:
            raise
        except (Problem, VersionError) as error:
            raise LibraryError(
                "accounts cannot be used in {path!r}: {reason}; nobody is let in until they can",
                code="accounts_unusable",
                path=str(self._where) if isinstance(self._where, Path) else "database",
                reason=reason(error),
            ) from None


def checked_name(name: str) -> str:
    """Return a name on one line.

    :raises InputError: If it is empty, too long, or has characters that cannot be seen.
    """
    shown = " ".join(unicodedata.normalize("NFKC", name).split())
    if not shown or len(shown) > NAME_LENGTH or not shown.isprintable():
        raise InputError(
            "{name!r} is no name of an account; write 1 to {limit} visible characters",
            code="account_name",
            name=name[:NAME_LENGTH],
            limit=NAME_LENGTH,
        )
    return shown


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("\0", "").split())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _account(row: Any) -> Account:
    return Account(row.id, row.name, Role.of(row.role), row.password is None, row.created)


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(
        "no account {name!r}; list them with: yinzheng account list", code="no_account", name=name[:NAME_LENGTH]
    )
