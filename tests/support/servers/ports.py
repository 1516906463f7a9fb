"""A port for a program that is told by number where to listen."""

import random
import socket
from contextlib import suppress

# below those that Linux gives to whoever connects: between the choice and the program's start nobody is given it
_FIRST, _LAST = 15_000, 32_000


def free_port() -> int:
    """Return a port of this machine at which nobody listens.

    :raises OSError: If a hundred at random are all taken.
    """
    for _ in range(100):
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", random.randint(_FIRST, _LAST)))
            return int(listener.getsockname()[1])
    raise OSError("no port is free")
