"""One generation at a time, over the page and the HTTP service together, with a short waiting line.

Two generations on the same cores finish later than one after the other, and the second reader waits either way.
"""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing

from corpus import BusyError
from rag.answer import Event


class Gate:
    """Lets one stream of events run and at most `waiting` more stand in line.

    :param waiting: Places in the line.
    :param patience: Seconds that one may stand in it.
    """

    def __init__(self, waiting: int = 4, patience: float = 120.0) -> None:
        self._waiting = waiting
        self._patience = patience
        self._places = threading.BoundedSemaphore(1 + waiting)
        self._running = threading.BoundedSemaphore(1)
        self._inside = 0
        self._count = threading.Lock()

    @property
    def inside(self) -> int:
        """How many streams run or wait."""
        return self._inside

    def stream(self, make: Callable[[], Iterator[Event]]) -> Generator[Event]:
        """Wait for a turn, then yield the events of `make()`. Closing this generator closes those.

        Nothing is held before the first `next`, so a stream that is never begun needs no closing.

        :raises BusyError: If the line is full, or the turn does not come in time.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError(f"busy: {1 + self._waiting} questions are running or waiting; try again in a moment")
        self._add(1)
        try:
            if not self._running.acquire(timeout=self._patience):
                raise BusyError(f"busy: no turn in {self._patience:g} seconds; try again in a moment")
            try:
                with closing(_generator(make())) as events:
                    yield from events
            finally:
                self._running.release()
        finally:
            self._add(-1)
            self._places.release()

    def _add(self, number: int) -> None:
        with self._count:
            self._inside += number


def _generator(events: Iterator[Event]) -> Generator[Event]:
    # an iterator need not have close(); a generator over it has
    yield from events
