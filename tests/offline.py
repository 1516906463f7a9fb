"""No test reaches beyond this machine: every connection and look-up by Python is checked, and child processes too.

`make test-offline` runs everything so. What is not Python (a browser, the engine) is kept in by `unshare` where the
system allows it: `tests/e2e/test_offline.py` does that for a whole question and answer.
"""

import ipaddress
import sys
from typing import Any

LOCAL_NAMES = frozenset(("localhost", "localhost.localdomain", "", "testserver", "ip6-localhost"))


class ReachedOutError(AssertionError):
    """Something tried to reach another machine."""


def is_local(host: object) -> bool:
    """Whether an address or a name is of this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is None or name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(name).split("%")[0]).is_loopback
    except ValueError:
        return False


def check(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise if an audit event is a connection to another machine, or a look-up of its name."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise ReachedOutError(f"{event} to {address!r}: the tests run without a network")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not is_local(arguments[0]):
        raise ReachedOutError(f"{event} of {arguments[0]!r}: the tests run without a network")


def guard() -> None:
    """Check from now on, for as long as this process lives: a hook cannot be taken out again."""
    sys.addaudithook(check)
