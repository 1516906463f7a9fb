"""Who reads: an account, or without one a random name in a cookie for each browser; conversations are its own.

It is a name and not a right: what may be read at all is decided elsewhere. No browser can send an account's name.
"""

import re
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.middleware.authentication import identity_of

COOKIE = "yinzheng_reader"
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_AGE = 400 * 24 * 3600  # seconds: the longest that browsers keep one
_PAGES = ("/",)  # where a browser gets its name


def reader_of(connection: HTTPConnection) -> str | None:
    """Return the reader's name; None if there is no account, and the browser sent no name that could be one."""
    return identity_of(connection.scope).owner or _named(connection.cookies)


def _named(cookies: Mapping[str, str]) -> str | None:
    name = cookies.get(COOKIE, "")
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
        name = _named(_cookies(scope)) or secrets.token_urlsafe(16)
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
