"""Passwords are kept as Argon2id hashes (RFC 9106), with the parameters that argon2-cffi recommends."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from corpus import InputError

SHORTEST = 8  # characters
LONGEST = 256
_HASHER = PasswordHasher()  # RFC 9106, second recommended option: 64 MiB, three passes
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MiB and a core: a flood of guesses has to wait


def hashed(password: str) -> str:
    """Return what is kept of a password.

    :raises InputError: If it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(
            "a password has {least} to {most} characters", code="password_length", least=SHORTEST, most=LONGEST
        )
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


def matches(kept: str | None, password: str) -> bool:
    """Return whether a password is the one that was kept. It takes as long if nothing was kept."""
    try:
        with _AT_ONCE:
            return _HASHER.verify(kept or _nobody(), _bytes(password[: LONGEST + 1])) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Return whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    """Return a password's bytes: the same whichever way a keyboard composes its characters."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


_made: list[str] = []


def _nobody() -> str:
    if not _made:
        _made.append(_HASHER.hash(b"nobody's"))
    return _made[0]
