"""A server that fails is left alone for a while, so that nobody waits for it meanwhile. Knows nothing of models.

closed ──N failures in a row──▶ open ──rest is over──▶ one call is let through ──▶ closed, or open again
"""

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Counts failures in a row. Thread-safe.

    :param failures: So many in a row open it.
    :param rest: Seconds that it then stays open.
    :param clock: Seconds, never going back.
    """

    def __init__(self, failures: int = 3, rest: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._until = 0.0  # open until then

    def allows(self) -> bool:
        """Say whether a call may be tried now. After the rest one is, and the others wait for what comes of it."""
        with self._lock:
            if self._failed < self._most:
                return True
            now = self._clock()
            if now < self._until:
                return False
            self._until = now + self._rest
            return True

    def succeeded(self) -> None:
        """Note that a call was answered."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """Note that a call was not answered, or by a server's own fault."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._until = self._clock() + self._rest

    @property
    def seconds_left(self) -> float:
        """How long it stays open."""
        with self._lock:
            return max(0.0, self._until - self._clock()) if self._failed >= self._most else 0.0
