"""What may be changed of accounts, as pages, programs and the command line ask for it, all alike."""

from typing import Any

from corpus import InputError
from ui.services.accounts.roles import Identity, Role
from ui.services.accounts.store import Account, Accounts


def own(accounts: Accounts, who: Identity, password: str, new: str) -> Account:
    """Change one's own password; it ends all of one's sessions.

    :raises InputError: If one has no account, the password is not the one that holds, or the new one is too short.
    """
    if not who.account or accounts.check(who.name, password) is None:
        raise InputError("the present password is not that", code="password_wrong")
    return accounts.set_password(who.name, new)


def add(accounts: Accounts, name: str, role: Role, password: str | None) -> Account:
    """Add an account; the first is an administrator's, for from then on nobody is let in without one.

    :param password: None: it comes in by OIDC or a trusted proxy alone.
    :raises InputError: If the name is none or taken, the password too short, or the first is no administrator's.
    """
    if role is not Role.ADMIN and not accounts.any():
        raise InputError("the first account has to be an administrator's: role admin", code="first_admin")
    return accounts.add(name, role, password)


def change(accounts: Accounts, name: str, role: str | None, password: str | None) -> tuple[Account, dict[str, Any]]:
    """Give an account another role, or another password, or both; return it and what was changed.

    :raises NotFoundError: If there is none.
    :raises InputError: If a value is none, or nobody could administer the others then.
    """
    before = accounts.get(name)
    came: dict[str, Any] = {}
    if role is not None:
        accounts.set_role(name, Role.of(role))
        came |= {"role": role, "was": before.role.word}
    if password is not None:
        accounts.set_password(name, password)
        came["password"] = "changed"
    return accounts.get(name), came
