"""What somebody may do, and who somebody is. Each role may all that the one before it may."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from corpus import InputError

How = Literal["local", "secret", "password", "token", "oidc", "proxy", "command line"]


class Role(IntEnum):
    """A reader asks and reads, an editor changes the library too, an administrator accounts too."""

    READER = 1
    EDITOR = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """Its name as people and programs write it, such as `reader`."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Role":
        """Return the role of a name.

        :raises InputError: If it is none.
        """
        try:
            return cls[word.upper()]
        except KeyError:
            raise InputError(
                "no role {role!r}; write reader, editor or admin", code="no_role", role=word[:40]
            ) from None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends a request, or gives a command.

    :param name: As it is shown.
    :param account: The account's id; empty without one.
    :param how: By what we know.
    """

    name: str
    role: Role
    how: How
    account: str = ""

    @property
    def owner(self) -> str:
        """What belongs to this account is kept under this name; empty without an account.

        It has a colon, which no browser's name has (`ui.chat.reader_cookie`).
        """
        return f"account:{self.account}" if self.account else ""

    def may(self, role: Role) -> bool:
        """Return whether this role's rights are among the identity's."""
        return self.role >= role


LOCAL = Identity("本机", Role.ADMIN, "local")
"""Whoever is at this machine while no login is in use: one person, who may everything."""

SHARED = Identity("口令", Role.ADMIN, "secret")
"""Whoever knows a password or token of the service itself: it may everything, as it always did."""
