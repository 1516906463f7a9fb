"""Who guesses passwords has to wait, longer each time. Kept in memory, of a bounded number of addresses."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE = 5  # wrong guesses before the first wait
FIRST = 30.0  # seconds of the first wait; each further wrong guess doubles it
LONGEST = 3600.0
FORGOTTEN = 6 * 3600.0  # seconds after the last wrong guess
ADDRESSES = 10_000


@dataclass(slots=True)
class _Record:
    failures: int = 0
    until: float = 0.0
    last: float = 0.0


class Lockout:
    """Wrong guesses by address. An IPv6 network of /64 is one address: its owner has them all.

    :param now: Seconds that only grow.
    :param key: What is counted together; by default what `network` returns.
    :param free: Wrong guesses before the first wait.
    :param longest: Seconds of the longest wait.
    """

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        addresses: int = ADDRESSES,
        *,
        key: Callable[[str], str] | None = None,
        free: int = FREE,
        longest: float = LONGEST,
    ) -> None:
        self._now = now
        self._addresses = addresses
        self._key = key or network
        self._free, self._longest = free, longest
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._records)

    def wait(self, address: str) -> int:
        """Return how many seconds this address has to wait before its next guess is looked at; 0 if none."""
        with self._lock:
            return self._left(address)

    def attempt(self, address: str) -> int:
        """Return how many seconds this address has to wait; if none, note a wrong guess at once.

        Who guesses right calls `succeeded`: so no guess is free however many are looked at at the same time.
        """
        with self._lock:
            left = self._left(address)
            if not left:
                self._note(address)
            return left

    def failed(self, address: str) -> None:
        """Note a wrong guess."""
        with self._lock:
            self._note(address)

    def succeeded(self, address: str) -> None:
        """Forget what was guessed before."""
        with self._lock:
            self._records.pop(self._key(address), None)

    def _left(self, address: str) -> int:
        record = self._records.get(self._key(address))
        left = record.until - self._now() if record else 0.0
        return max(0, -int(-left // 1))

    def _note(self, address: str) -> None:
        name, now = self._key(address), self._now()
        record = self._records.get(name)
        if record is None or now - record.last > FORGOTTEN:
            record = self._records[name] = _Record()
        record.failures, record.last = record.failures + 1, now
        if record.failures >= self._free:
            record.until = now + min(self._longest, FIRST * 2 ** min(record.failures - self._free, 20))
        self._records.move_to_end(name)
        while len(self._records) > self._addresses:
            # who is locked out is not let go for others' sake, as long as there is somebody else
            free = (other for other, kept in self._records.items() if kept.until <= now and other != name)
            self._records.pop(next(free, next(iter(self._records))))


def network(address: str) -> str:
    """Return what an address is counted under."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "?"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
