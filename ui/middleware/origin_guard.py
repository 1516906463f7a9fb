"""What keeps the service private: which hosts it answers to, from where it may be written to, what a page may load.

The Content-Security-Policy makes the browser itself refuse any request to another machine.
"""

import ipaddress
import re
import socket
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.middleware.body_limits import refuse

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")  # as a Host header writes them

# Gradio evaluates templates and writes inline scripts and styles, so its page cannot do without the two `unsafe-`
_CHAT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _CHAT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:]+)(?::[0-9]{1,5})?")
# of Gradio's routes those that take, serve, fetch or keep files, and those for its developers: the page needs none
_CLOSED = re.compile(
    r"/+(?:gradio_api/+)?(?:file|proxy|upload|stream|custom_component|monitoring|deep_link|process_recording|runs"
    r"|run-history|vibe|undo-vibe|dev|profiling|mcp)(?:[=/_-].*)?"
    r"|/+gradio_api/+(?:api|call|component_server)(?:/.*)?",
    re.DOTALL,
)
_READING = ("GET", "HEAD", "OPTIONS")
_HEAD = 48 << 10  # bytes of the address and all headers
_NAME = 255  # bytes between two slashes: file systems have no longer names, and looking for one fails


class Guard:
    """ASGI middleware: headers on each response; refuses forged hosts and what another site's page sends.

    :param hosts: Host names that requests may be addressed to, against DNS rebinding; None for any. An IP address is
        always one if any address is served: a name is what an attacker can rebind.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] | None = None) -> None:
        self._app = app
        self._hosts = None if hosts is None else frozenset(name.lower() for name in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        problem = self._problem(scope, headers)

        async def guarded_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    given.setdefault(name, value)
            await send(message)

        if problem is None:
            await self._app(scope, receive, guarded_send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refuse(guarded_send, *problem)

    def _problem(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if any(len(part.encode("utf-8", "surrogatepass")) > _NAME for part in scope["path"].split("/")):
            return 414, f"a part of the address has more than {_NAME} bytes"
        if len(scope["query_string"]) + sum(len(name) + len(value) for name, value in scope["headers"]) > _HEAD:
            return 431, f"the request's head has more than {_HEAD} bytes"
        host = headers.get("host", "")
        if self._hosts is not None and not self._serves(host_name(host)):
            return 400, f"this service does not answer to the host {host[:100]!r}; name it with --allow-host"
        if _CLOSED.fullmatch(scope["path"]):
            return 404, "there is nothing here"
        if scope["type"] == "http" and scope["method"] in _READING:
            return None
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2].lower() != host.lower():
            return 403, "another site's page may not send to this service"
        if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            return 403, "another site's page may not send to this service"
        return None

    def _serves(self, name: str) -> bool:
        assert self._hosts is not None
        return name in self._hosts or ("*ip*" in self._hosts and is_address(name))


def hosts_of(host: str, more: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names that requests may be addressed to if the service listens on this host.

    :param more: Names that a person allows besides.
    """
    if host in LOOPBACK:
        return (*LOOPBACK_HOSTS, *more)
    return (*LOOPBACK_HOSTS, "*ip*", host, socket.gethostname(), socket.getfqdn(), *more)


def host_name(header: str) -> str:
    """Return the name in a Host header, without its port; empty if it is not of that form."""
    match = _HOST.fullmatch(header)
    return match[1].lower() if match else ""


def is_address(name: str) -> bool:
    """Return whether a name is an IP address, as a Host header writes one."""
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
