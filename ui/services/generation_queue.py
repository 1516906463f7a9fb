"""One generation at a time, over the page and the HTTP service together, with a short waiting line.

Or as many as the model writes at a time (`Settings.in_flight`): two generations on the same two cores finish later than
one after the other, and the second reader waits either way. Clients take turns: the second question of one waits behind
the first of every other that came before it could be answered (start-time fair queueing: Goyal, Vin and Cheng 1996,
every answer of the same cost); of one client, and among those that ask once, first come, first served. Who waits can be
told his place; who leaves gives it up within a second.
"""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Literal, Protocol, overload

from corpus import BusyError, TimeLimitError
from rag import Event, Finished

_STEP = 1.0  # seconds between two looks at whether the reader is still there
_USUAL = 20.0  # seconds of an answer, before the first is measured

Outcome = Literal["answered", "refused", "failed", "left", "late", "busy"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not yet this reader's turn.

    :param position: 1 for the next one.
    """

    position: int


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    """A stream that runs or waits.

    :param begin: When its turn is due, in answers of each client: who has asked for less comes first.
    """

    client: str
    begin: int


class Watcher(Protocol):
    """Is told how each question went."""

    def asked(self, outcome: Outcome, waited: float, seconds: float, finished: Finished | None) -> None:
        """Take note.

        :param waited: Seconds in the line.
        :param seconds: Of the whole, the waiting included.
        """
        ...


class Gate:
    """Lets some streams of events run and at most `waiting` more stand in line.

    :param waiting: Places in the line.
    :param running: How many may run at the same time.
    :param patience: Seconds that one may stand in it.
    :param limit: Seconds that one answer may take once its turn has come.
    """

    def __init__(
        self,
        waiting: int = 4,
        patience: float = 120.0,
        limit: float = 300.0,
        watcher: Watcher | None = None,
        running: int = 1,
    ) -> None:
        self._running = running
        self._waiting = waiting
        self._patience = patience
        self._limit = limit
        self._watcher = watcher
        self._line: list[_Ticket] = []  # the first `running` of it run
        self._now = 0  # the latest `begin` of those whose turn has come
        self._due: dict[str, int] = {}  # when the next question of a client is, if that is later than now
        self._changed = threading.Condition()
        self._usual = _USUAL

    @property
    def inside(self) -> int:
        """How many streams run or wait."""
        return len(self._line)

    @property
    def usual(self) -> float:
        """Seconds that an answer takes: a running mean of the last ones."""
        return self._usual

    @property
    def retry_after(self) -> int:
        """Seconds after which a place should be free: what the last answers took."""
        return max(1, round(self._usual))

    @overload
    def stream(self, make: Callable[[], Iterator[Event]], *, client: str = "") -> Generator[Event]: ...

    @overload
    def stream(
        self, make: Callable[[], Iterator[Event]], *, tell: Literal[True], client: str = ""
    ) -> Generator[Event | Waiting]: ...

    def stream(
        self, make: Callable[[], Iterator[Event]], *, tell: bool = False, client: str = ""
    ) -> Generator[Event | Waiting]:
        """Wait for a turn, then yield the events of `make()`. Closing this generator closes those.

        Nothing is held before the first `next`, so a stream that is never begun needs no closing.

        :param tell: Yield Waiting about every second while in the line.
        :param client: Who asks: clients take turns.
        :raises BusyError: If the line is full, or the turn does not come in time.
        :raises TimeLimitError: If the answer takes too long; the model has been stopped.
        """
        began = time.monotonic()
        with self._changed:
            if len(self._line) >= self._waiting + self._running:
                self._tell("busy", began, began, None)
                raise BusyError(
                    "busy: {waiting} questions are running or waiting; try again in a moment",
                    code="busy_line",
                    waiting=len(self._line),
                )
            ticket = self._join(client)
        turn, outcome, last = None, "left", None
        try:
            for position in self._stand(ticket, began):
                if tell:
                    yield Waiting(position)
            turn = time.monotonic()
            with closing(_generator(make())) as events:
                for event in events:
                    if isinstance(event, Finished):
                        last = event
                        outcome = "refused" if event.answer.refused else "answered"
                        self._usual += (time.monotonic() - turn - self._usual) / 4
                    elif time.monotonic() - turn > self._limit:
                        raise TimeLimitError(
                            "no answer in {seconds:g} seconds; ask something shorter",
                            code="too_slow",
                            seconds=self._limit,
                        )
                    yield event
        except GeneratorExit:
            raise
        except Exception as error:
            outcome = "late" if isinstance(error, TimeLimitError) else "busy" if turn is None else "failed"
            raise
        finally:
            with self._changed:
                self._leave(ticket, served=turn is not None)
                self._changed.notify_all()
            self._tell(outcome, began, turn, last)  # type: ignore[arg-type]

    def _join(self, client: str) -> _Ticket:
        """Put a client's stream into the line, behind those that run and those that are due no later."""
        ticket = _Ticket(client, max(self._now, self._due.get(client, 0)))
        self._due[client] = ticket.begin + 1
        place = len(self._line)
        while place > self._running and self._line[place - 1].begin > ticket.begin:
            place -= 1
        self._line.insert(place, ticket)
        self._move_on()
        return ticket

    def _leave(self, ticket: _Ticket, *, served: bool) -> None:
        self._line.remove(ticket)
        if not served and self._due.get(ticket.client) == ticket.begin + 1:  # it took nothing
            self._due[ticket.client] = ticket.begin
        self._move_on()

    def _move_on(self) -> None:
        self._now = max([self._now, *(ticket.begin for ticket in self._line[: self._running])])
        # what was asked before the line was last empty counts for nothing
        self._due = {client: due for client, due in self._due.items() if due > self._now} if self._line else {}

    def _stand(self, ticket: _Ticket, began: float) -> Iterator[int]:
        """Yield the place in the line from time to time until it is this ticket's turn."""
        while True:
            with self._changed:
                position = self._place(ticket)
                left = began + self._patience - time.monotonic()
                if position and left > 0:
                    self._changed.wait(min(_STEP, left))
                    position = self._place(ticket)
            if not position:
                return
            if left <= 0:
                raise BusyError(
                    "busy: no turn in {seconds:g} seconds; try again in a moment",
                    code="busy_no_turn",
                    seconds=self._patience,
                )
            yield position

    def _place(self, ticket: _Ticket) -> int:
        """Return how many have to end before this one's turn; 0: it is its turn."""
        return max(0, self._line.index(ticket) - self._running + 1)

    def _tell(self, outcome: Outcome, began: float, turn: float | None, last: Finished | None) -> None:
        if self._watcher is not None:
            now = time.monotonic()
            self._watcher.asked(outcome, (turn or now) - began, now - began, last)


def _generator(events: Iterator[Event]) -> Generator[Event]:
    # an iterator need not have close(); a generator over it has
    yield from events
