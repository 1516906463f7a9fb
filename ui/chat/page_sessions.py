"""What the service remembers of pages, and when it forgets: Gradio itself keeps the last 10,000 for ever.

Gradio holds, of each page that was ever opened, the conversation and the newest value of every component: half a
megabyte after ten questions, and no less when the page is closed. Here a page is remembered as long as it holds the
connection by which browsers tell that it is open; of the others, closed or never so connected, only the last few, as of
a machine that slept. So memory is bounded by the connections that the service takes, whatever clients do.

A page belongs to the account that opened it. Its name is short and made by a script, so it is no secret: whoever knew
one could else read what is on somebody else's page.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import gradio as gr
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.middleware.authentication import identity_of
from ui.middleware.body_limits import refuse

REMEMBERED = 32  # pages that are not open
UNREAD = 8  # answers that wait for a page to fetch them
MOST = 1024  # pages in all, should a Gradio to come tell us nothing: more than connections and `REMEMBERED`

_API = "/gradio_api/"
_HEARTBEAT = f"{_API}heartbeat/"


class OpenPages:
    """ASGI middleware around the chat page. It looks at the end of each of the page's requests; there is no clock.

    :param blocks: The page, once it is mounted.
    """

    remembered = REMEMBERED
    unread = UNREAD

    def __init__(self, app: ASGIApp, blocks: gr.Blocks) -> None:
        self._app = app
        self._blocks = blocks
        self._open: Counter[str] = Counter()  # page -> its connections
        self._owners: dict[str, str] = {}  # page -> whose it is, as long as anything is remembered of it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope["path"] if scope["type"] == "http" else ""
        if not path.startswith(_API):
            await self._app(scope, receive, send)
            return
        page = path.removeprefix(_HEARTBEAT) if path.startswith(_HEARTBEAT) else ""
        body, receive = await _read(scope, receive)
        named = [page, *QueryParams(scope["query_string"]).getlist("session_hash"), body]
        if not self._own(identity_of(scope).owner, filter(None, named)):
            await refuse(send, 403, "this page belongs to another account; open one of your own")
            return
        if page:
            self._open[page] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            if page:
                self._open[page] -= 1
                self._open += Counter()  # drops those without a connection
            self._tidy()

    def _own(self, owner: str, pages: Iterable[str]) -> bool:
        """Return whether all these pages are the owner's; those of nobody become so."""
        return all([self._owners.setdefault(page, owner) == owner for page in pages])

    def _tidy(self) -> None:
        # Gradio changes all of this on the event loop only, as is done here
        held, queue = self._blocks.state_holder, self._blocks._queue
        running = {event.session_hash for event in queue.event_ids_to_events.values()}
        for page, events in list(queue.pending_event_ids_session.items()):
            if sum(event not in queue.event_ids_to_events for event in events) > self.unread:
                self._hang_up(page)
        stateless = [page for page in queue.pending_event_ids_session if page not in held.session_data]
        known = [*stateless, *held.session_data]  # the last used last
        closed = [page for page in known if page not in self._open and page not in running]
        for page in closed[: -self.remembered]:
            for remembered in _of_pages(held, queue):
                remembered.pop(page, None)
        if len(self._owners) > MOST:
            alive = {*held.session_data, *queue.pending_event_ids_session, *queue.pending_messages_per_session}
            alive |= running | set(self._open)
            self._owners = {page: owner for page, owner in self._owners.items() if page in alive}

    def _hang_up(self, page: str) -> None:
        """Drop what a page does not fetch; what it has asked ends with the next word."""
        queue = self._blocks._queue
        for event in queue.event_ids_to_events.values():
            if event.session_hash == page:
                event.alive = False
        queue.pending_messages_per_session.pop(page, None)
        queue.pending_event_ids_session.pop(page, None)


async def _read(scope: Scope, receive: Receive) -> tuple[str, Receive]:
    """Return the page that a request's body names, empty if none, and what gives the body once more."""
    if scope["method"] != "POST":
        return "", receive
    messages: list[Message] = []
    while not messages or (messages[-1]["type"] == "http.request" and messages[-1].get("more_body", False)):
        messages.append(await receive())
    body = b"".join(message.get("body", b"") for message in messages)
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):  # Gradio cannot read it either
        sent = None
    name = sent.get("session_hash") if isinstance(sent, dict) else None
    waiting = iter(messages)

    async def again() -> Message:
        message = next(waiting, None)
        return message if message is not None else await receive()

    return name if isinstance(name, str) else "", again


def _of_pages(held: Any, queue: Any) -> tuple[dict[str, Any], ...]:
    return (
        held.session_data,
        held.time_last_used,
        queue.pending_messages_per_session,
        queue.pending_event_ids_session,
    )
