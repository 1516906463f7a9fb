"""Answers under way. Each goes on in a thread of its own, whoever looks: a page that comes back finds it where it is.

A page follows an answer; closing or reloading it, or looking at another conversation, leaves the answer alone. Stopping
stops it, and so does the end of the service. An answer ends once, by whoever is first: the thread that makes it, or who
stops it. It is kept before anybody is told, so what a page has shown as ended is there when it comes back.
"""

import threading
import time
from collections.abc import Callable, Generator

from rag import Event, Finished
from ui.chat.conversation import Exchange
from ui.services.generation_queue import Waiting

MOST = 3  # answers of one reader under way: of more the oldest is stopped
INTERVAL = 0.12  # seconds between two updates of a page while an answer is made: each sends the whole message

Make = Callable[[], Generator[Event | Waiting]]
Place = tuple[str, str, int]
"""Reader, conversation, number of the exchange."""


class Running:
    """One answer under way, once it is started.

    :param make: Opens the stream of its events.
    :param take: Follows one event; returns whether the evidence changed.
    :param end: Called once when it has ended, with the error if it failed, before whoever follows is told.
    """

    def __init__(
        self,
        exchange: Exchange,
        make: Make,
        take: Callable[[Event | Waiting], bool],
        end: Callable[[Exception | None], None],
    ) -> None:
        self.exchange = exchange
        self._make, self._take, self._end = make, take, end
        self._turn = threading.RLock()  # held while an event is followed: it is either before a stop or not at all
        self._changed = threading.Condition()
        self._version = 0
        self._panel = 0  # the version in which the evidence changed last
        self._ended = False
        self._thread = threading.Thread(target=self._run, name=f"answer {exchange.number}", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def follow(self) -> Generator[bool]:
        """Yield at each change whether the evidence changed, at most once in `INTERVAL`, until the answer has ended."""
        seen = 0
        while True:
            with self._changed:
                if not self._ended and self._version == seen:
                    self._changed.wait(1)
                changed, panel, ended = self._version > seen, self._panel > seen, self._ended
                seen = self._version
            if ended:
                return
            if changed:
                yield panel
                time.sleep(INTERVAL)

    def stop(self) -> None:
        """End it; what was checked stays, and is kept when this returns. The model is stopped with its next word."""
        with self._turn:
            self.exchange.stop()
            self._finish(None)

    def wait(self, seconds: float) -> None:
        """Wait for the end of its thread."""
        self._thread.join(seconds)

    def _run(self) -> None:
        error: Exception | None = None
        stream = self._make()
        try:
            for event in stream:
                with self._turn:
                    if self._ended:
                        break
                    panel = self._take(event)
                if not isinstance(event, Finished):  # an answer is shown when it has been kept
                    self._tell(panel=panel)
        except Exception as problem:  # noqa: BLE001  it is shown and logged where the answer belongs
            error = problem
        finally:
            stream.close()
            with self._turn:
                self._finish(error)

    def _finish(self, error: Exception | None) -> None:
        if self._ended:
            return
        try:
            self._end(error)
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _tell(self, *, panel: bool) -> None:
        with self._changed:
            self._version += 1
            if panel:
                self._panel = self._version
            self._changed.notify_all()


class Answers:
    """The answers under way, by where they are kept; one that is kept nowhere is known by its exchange alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[int, tuple[Place | None, Running]] = {}

    def begin(self, place: Place | None, running: Running) -> None:
        """Take one in and start it. It leaves by `forget`."""
        with self._lock:
            mine = [other for where, other in self._running.values() if place and where and where[0] == place[0]]
            self._running[id(running.exchange)] = (place, running)
            running.start()
        for other in mine[: max(0, len(mine) + 1 - MOST)]:
            other.stop()

    def forget(self, exchange: Exchange) -> None:
        """Drop the answer of an exchange that has ended."""
        with self._lock:
            self._running.pop(id(exchange), None)

    def of(self, exchange: Exchange) -> Running | None:
        """Return the answer of an exchange, if it is under way."""
        with self._lock:
            return self._running.get(id(exchange), (None, None))[1]

    def within(self, reader: str, conversation: str) -> dict[int, Exchange]:
        """Return what of a conversation is under way, by the number under which it is to be kept."""
        with self._lock:
            held = [place for place in self._running.values() if place[0] and place[0][:2] == (reader, conversation)]
            return {where[2]: running.exchange for where, running in held if where}

    def kept(self, exchange: Exchange) -> bool:
        """Say whether somebody can come back to an answer: it has a place."""
        with self._lock:
            return self._running.get(id(exchange), (None, None))[0] is not None

    def stop(self) -> None:
        """End all, as when the service ends."""
        with self._lock:
            every = [running for _, running in self._running.values()]
        for running in every:
            running.stop()
        for running in every:
            running.wait(5)
