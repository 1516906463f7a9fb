"""How long a connection may keep the service waiting, and how many one address may hold.

Uvicorn waits for a request's head for ever, and for a reader that does not read. With a bounded number of connections a
few hundred such clients would shut everybody else out. What arrives of a body is `ui.middleware.body_limits`' affair.
"""

import asyncio
import ipaddress
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from ui.middleware.lockout import network

HEAD = 15.0  # seconds from the connection, or from the last response, to a whole request head
STALLED = 60.0  # seconds in which a client has to take some of what is sent to it
EACH = 64  # connections of one address; this machine's own, such as a proxy's, are not counted


class Punctual(H11Protocol):
    """Uvicorn's HTTP/1.1 with these limits."""

    head = HEAD
    stalled = STALLED
    each = EACH

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._late: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None
        self._from = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request; hang up if this address has enough connections."""
        super().connection_made(transport)
        self._from = _counted(self.client[0] if self.client else "")
        if self._from and sum(getattr(one, "_from", "") == self._from for one in self.connections) > self.each:
            transport.abort()
        else:
            self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the clocks."""
        _stop(self._late)
        _stop(self._stuck)
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Take what has come; a request whose head is whole has come in time."""
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            _stop(self._late)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request; what is left of this one's body does not put that off."""
        super().on_response_complete()
        if self.cycle.response_complete:
            self._await_request()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP. An answer that is under way has nobody to go to any more."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.cycle is not None and self.cycle.response_started:
            self.transport.abort()
        else:
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        _stop(self._stuck)
        self._stuck = self.loop.call_later(self.stalled, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client reads."""
        _stop(self._stuck)
        super().resume_writing()

    def _await_request(self) -> None:
        _stop(self._late)
        self._late = self.loop.call_later(self.head, self._hang_up)

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()


def _counted(address: str) -> str:
    """Return what an address' connections are counted under; empty if they are not."""
    try:
        own = ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:  # a socket of this machine
        own = True
    return "" if own else network(address)


def _stop(clock: asyncio.TimerHandle | None) -> None:
    if clock is not None:
        clock.cancel()
