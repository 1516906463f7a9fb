"""Who reads: a random name in a cookie for each browser, so that its conversations are its own.

It is a name and not a right: what may be read at all is decided elsewhere.
"""

import re
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "yinzheng_reader"
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_AGE = 400 * 24 * 3600  # seconds: the longest that browsers keep one
_PAGES = ("/",)  # where a browser gets its name


def reader_of(cookies: Mapping[str, str] | None) -> str | None:
    """Return the reader's name; None if the browser sent none that could be one."""
    name = (cookies or {}).get(COOKIE, "")
    return name if _NAME.fullmatch(name) else None


class Readers:
    """ASGI middleware: gives each browser that opens the page a name."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in _PAGES:
            await self._app(scope, receive, send)
            return
        name = reader_of(_cookies(scope)) or secrets.token_urlsafe(16)
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        cookie = f"{COOKIE}={name}; Path=/; Max-Age={_AGE}; HttpOnly; SameSite=Strict{secure}"

        async def named_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, named_send)


def _cookies(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found.update({key: morsel.value for key, morsel in SimpleCookie(value.decode("latin-1")).items()})
            except CookieError:
                continue
    return found
