"""Who it is: a password or token of the service, an account's session or token, or a trusted proxy's word.

A browser shows a password once at `/login` and gets a cookie; a program sends `Authorization: Bearer …`. Wrong guesses
lock the address out, and the account (`ui.middleware.lockout`). Of an account's session the store knows a digest;
cookies of the service's own passwords are signed with a key made at start, so that a restart ends them. What somebody
may do is decided in `ui.middleware.permissions`.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus import InputError, LibraryError, NotFoundError, SettingsError
from ui.middleware.body_limits import refuse
from ui.middleware.lockout import Lockout
from ui.services.accounts.audit import Audit
from ui.services.accounts.oidc import Oidc, Vouched
from ui.services.accounts.passwords import SHORTEST
from ui.services.accounts.roles import LOCAL, SHARED, Identity, Role
from ui.services.accounts.store import PREFIX, SESSION, Account, Accounts

COOKIE = "yinzheng"
PEER = "yinzheng.peer"
"""Key in a scope: the address of a trusted proxy that the request came through; absent if there was none."""
IDENTITY = "yinzheng.identity"
"""Key in a scope: an `Identity`, or None of who is not known."""
_CURRENT: ContextVar[Identity] = ContextVar("current", default=LOCAL)
_GUESSES, _LONGEST = 10, 900.0  # of one account: more than of an address, for a stranger's guesses lock its owner out


def identity_of(scope: Mapping[str, Any]) -> Identity:
    """Return who sends a request that was let in."""
    found = scope[IDENTITY]
    assert isinstance(found, Identity)
    return found


def current() -> Identity:
    """Return who asked for what is being made now: for what a page says and shows, never for what may be done."""
    return _CURRENT.get()


@dataclass(frozen=True, slots=True)
class Ways:
    """How one may come in beside accounts.

    :param known: Passwords and tokens of the service; any opens.
    :param header: A header in which a trusted proxy names an account; empty: none does.
    :param newcomers: The role of who comes by the proxy or the OIDC provider and has no account; None: is not let in.
    :param oidc: The OIDC provider, if there is one.
    :param closed: Nobody is let in without a login, even while there is neither a password nor an account.
    """

    known: Sequence[str] = ()
    header: str = ""
    newcomers: Role | None = None
    oidc: Oidc | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of a try to come in.

    :param cookie: To be set; empty if it was wrong.
    :param wait: Seconds before the next try is looked at.
    """

    cookie: str = ""
    wait: int = 0


class Doorkeeper:
    """Knows who is who.

    :param locked: Called when a locked-out address is turned away.
    :raises SettingsError: If a password or token of the service is too short.
    """

    def __init__(
        self, accounts: Accounts, audit: Audit, ways: Ways | None = None, locked: Callable[[], None] = lambda: None
    ) -> None:
        self.accounts = accounts
        self.ways = ways or Ways()
        self._audit = audit
        self.locked = locked
        if self.ways.known and min(map(len, self.ways.known)) < SHORTEST:
            raise SettingsError(
                "a password or token has at least {limit} characters; choose a longer one",
                code="password_short",
                limit=SHORTEST,
            )
        self._known = [_digest(secret) for secret in self.ways.known]
        self._key = secrets.token_bytes(32)
        self.addresses = Lockout()
        self.names = Lockout(key=lambda name: name.casefold().strip(), free=_GUESSES, longest=_LONGEST)

    def in_use(self) -> bool:
        """Return whether one has to say who one is."""
        ways = self.ways
        return bool(self._known or ways.header or ways.oidc or ways.closed) or self.accounts.any()

    async def identify(self, scope: Scope) -> Identity | int | None:
        """Return who sends a request; None if that is not known, or how many seconds it has to wait for its guesses."""
        if not await run_in_threadpool(self.in_use):
            return LOCAL
        headers, address = Headers(scope=scope), address_of(scope)
        named = headers.get(self.ways.header, "") if self.ways.header and PEER in scope else ""
        if named:
            as_written = named.encode("latin-1", "replace").decode("utf-8", "replace")  # what headers are made of
            return await run_in_threadpool(self._vouched_by_proxy, as_written)
        cookie = cookie_of(headers)
        if "." in cookie:
            if self._is_signed(cookie):
                return SHARED
        elif cookie and (found := await run_in_threadpool(self.accounts.who, cookie)) is not None:
            return found
        kind, _, given = headers.get("authorization", "").partition(" ")
        given = given.strip() if kind.lower() == "bearer" else ""
        if not given:
            return None
        if wait := self.addresses.wait(address):
            return wait
        if self._opens(given):
            self.addresses.succeeded(address)
            return SHARED
        found = (
            await run_in_threadpool(self.accounts.who, given) if given.startswith(PREFIX) else None
        )  # else counted on the spot
        if found is None:
            return self.addresses.attempt(address) or None
        self.addresses.succeeded(address)
        return found

    def enter(self, address: str, name: str, password: str) -> Entry:
        """Try a password: an account's if a name is given, else the service's own."""
        name = name.strip()
        wait = self.addresses.attempt(address) or (self.names.attempt(name) if name else 0)
        if wait:
            self.locked()
            return Entry(wait=wait)
        if name:
            account = self.accounts.check(name, password)
            cookie = self.accounts.open_session(account, "password") if account else ""
        else:
            ends = str(int(time.time()) + SESSION)
            cookie = f"{ends}.{self._sign(ends)}" if self._opens(password) else ""
        if cookie:
            self.addresses.succeeded(address)
            self.names.succeeded(name)
        return Entry(cookie)

    def enter_by_oidc(self, vouched: Vouched) -> str:
        """Return the cookie of somebody whom the provider vouches for.

        :raises NotFoundError: If there is no account for them, and none is made.
        """
        account = self.accounts.bound(vouched.subject, vouched.name)
        if account is None:
            account = self._newcomer(vouched.name, "oidc", vouched.subject)
        return self.accounts.open_session(account, "oidc")

    def leave(self, cookie: str) -> None:
        """End a session."""
        if cookie and "." not in cookie:
            self.accounts.close_session(cookie)

    def _vouched_by_proxy(self, name: str) -> Identity | None:
        try:
            try:
                return self.accounts.get(name).identity("proxy")
            except NotFoundError:
                return self._newcomer(name, "proxy").identity("proxy")
        except (NotFoundError, InputError):
            return None

    def _newcomer(self, name: str, how: str, subject: str | None = None) -> Account:
        role = self.ways.newcomers
        if role is None:
            raise NotFoundError("no account {name!r}; an administrator has to add it", code="not_let_in", name=name)
        who = Identity(name, role, "proxy" if how == "proxy" else "oidc")
        with self._audit.recorded(who, "account.add", name) as came:
            made = self.accounts.add(name, role, subject=subject)
            came.append({"role": role.word})
        return made

    def _opens(self, secret: str) -> bool:
        given = _digest(secret)
        return any([hmac.compare_digest(given, known) for known in self._known])  # a list: each is compared

    def _is_signed(self, cookie: str) -> bool:
        ends, _, signature = cookie.partition(".")
        fresh = ends.isascii() and ends.isdigit() and len(ends) < 12 and int(ends) > time.time()
        return bool(self._known) and fresh and hmac.compare_digest(signature.encode(), self._sign(ends).encode())

    def _sign(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


class Door:
    """ASGI middleware: leaves in each scope who sends the request. What follows from that is decided further in."""

    def __init__(self, app: ASGIApp, keeper: Doorkeeper) -> None:
        self._app = app
        self._keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope.pop(IDENTITY, None)
        try:
            found = await self._keeper.identify(scope)
        except LibraryError as error:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1011})
            else:
                await refuse(send, 503, str(error))
            return
        if isinstance(found, int) and scope["type"] == "http":
            self._keeper.locked()
            await refuse(send, 429, "too many wrong passwords; wait", {"retry-after": str(found)})
            return
        scope[IDENTITY] = None if isinstance(found, int) else found
        if isinstance(found, Identity):
            _CURRENT.set(found)
        await self._app(scope, receive, send)


class ThroughProxy:
    """ASGI middleware, outside of what believes a proxy's headers: notes that a request came through a trusted one.

    :param trusted: Says of an address whether it is one.
    """

    def __init__(self, app: ASGIApp, trusted: Callable[[str], bool]) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] in ("http", "websocket") and self._trusted(address_of(scope)):
            scope[PEER] = address_of(scope)
        await self._app(scope, receive, send)


def cookie_of(headers: Headers) -> str:
    """Return the value of the door's cookie; empty without one."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""


def address_of(scope: Scope) -> str:
    """Return the address that a request came from."""
    client = scope.get("client")
    return client[0] if client else "?"


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
