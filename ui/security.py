"""What keeps the service private: which hosts it answers to, how much it reads, what a page may load.

The Content-Security-Policy makes the browser itself refuse any request to another machine.
"""

import contextlib
import json

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")  # as a Host header writes them
MAX_BODY = 1 << 20  # bytes; 2,000 characters of question and 100,000 of passages fit well within

# Gradio evaluates templates and writes inline scripts and styles, so its page cannot do without the two `unsafe-`
_CHAT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)


class Guard:
    """ASGI middleware: headers on each response, and a limit on the bytes of each request to the service."""

    def __init__(self, app: ASGIApp, max_body: int = MAX_BODY) -> None:
        self._app = app
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        received = 0
        started = False

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if received > self._max_body and not started:
                return  # the application's own complaint about the body it could not read
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _CHAT_POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
            await send(message)

        async def guarded_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_body:
                raise _TooLargeError
            return message

        received = _declared_length(scope)
        if received <= self._max_body:
            received = 0
            with contextlib.suppress(_TooLargeError):
                await self._app(scope, guarded_receive, guarded_send)
        if received > self._max_body and not started:
            await _refuse(send, self._max_body)


class _TooLargeError(Exception):
    pass


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Send, limit: int) -> None:
    body = json.dumps({"error": {"type": "InputError", "message": f"request larger than {limit} bytes"}}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
