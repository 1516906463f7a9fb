"""Accounts of made-up people beside a library, with a token for each."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from ui.services.accounts.roles import Role
from ui.services.accounts.store import Accounts

PASSWORD = "一个够长的口令 long"
ROLES = {"方管理": Role.ADMIN, "苏编辑": Role.EDITOR, "甲读者": Role.READER, "乙读者": Role.READER}
ADMIN, EDITOR, READER, OTHER = ROLES


def settled(directory: Path, roles: Mapping[str, Role] = ROLES, password: str | None = None) -> dict[str, str]:
    """Add the accounts; return their tokens.

    :param password: Of all of them; None for none, which costs no time.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with closing(Accounts.beside(directory)) as accounts:
        added = [accounts.add(name, role, password) for name, role in roles.items()]
        return {one.name: accounts.open_session(one, "token") for one in added}


def anew(directory: Path, name: str) -> str:
    """Return another token of an account."""
    with closing(Accounts.beside(directory)) as accounts:
        return accounts.open_session(accounts.get(name), "token")


def bearer(token: str) -> dict[str, str]:
    """Return the headers that a program sends."""
    return {"Authorization": f"Bearer {token}"}
