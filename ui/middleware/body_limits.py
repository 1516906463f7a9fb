"""How much of a request is read, and for how long it may take to arrive."""

import asyncio
import contextlib
import json
import time
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 1 << 20  # bytes; 2,000 characters of question and 100,000 of passages fit well within
MAX_UPLOAD = 64 << 20  # bytes of all files of one upload
ARRIVAL = 60.0  # seconds between two parts of a body
SLOWEST = 1024  # bytes a second, on average, after the first ARRIVAL: else a byte a minute would hold a place for ever


class Limits:
    """ASGI middleware: refuses a body that is too large (413) or does not arrive (408), before it is in memory.

    :param larger: {path: bytes} for what may be larger than `max_body`.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_body: int = MAX_BODY,
        larger: Mapping[str, int] | None = None,
        arrival: float = ARRIVAL,
    ) -> None:
        self._app = app
        self._max_body = max_body
        self._larger = dict(larger or {})
        self._arrival = arrival

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], self._max_body)
        received = 0
        started = late = whole = False
        waited = 0.0  # for the client: the application's own time is not counted

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if (received > limit or late) and not started:
                return  # the application's own complaint about the body it could not read
            started = started or message["type"] == "http.response.start"
            await send(message)

        async def guarded_receive() -> Message:
            nonlocal received, late, whole, waited
            began = time.monotonic()
            left = self._arrival + received / SLOWEST - waited
            try:
                message = await asyncio.wait_for(receive(), None if whole else min(self._arrival, left))
            except TimeoutError:
                late = True
                raise _RefusedError from None
            waited += time.monotonic() - began
            received += len(message.get("body", b""))
            if received > limit:
                raise _RefusedError
            whole = not message.get("more_body", False)
            return message

        received = declared_length(scope)
        if received <= limit:
            received = 0
            with contextlib.suppress(_RefusedError):
                await self._app(scope, guarded_receive, guarded_send)
        if started:
            return
        if received > limit:
            await refuse(send, 413, f"request larger than {limit} bytes; send less at once")
        elif late:
            await refuse(send, 408, "the request did not arrive in time; send it again, faster")


class _RefusedError(Exception):
    pass


def declared_length(scope: Scope) -> int:
    """Return what the request says that its body has, in bytes; 0 if it does not say."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def refuse(send: Send, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
    """Answer with an error in the service's shape."""
    error = {"type": "InputError", "message": message, "param": None, "code": None}
    body = json.dumps({"error": error}, ensure_ascii=False).encode()
    fields = {"content-type": "application/json", "content-length": str(len(body)), **(headers or {})}
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in fields.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})
