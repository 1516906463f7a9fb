"""The door: with a password or a token set, nothing is served to who has not shown one. Gradio's routes are behind it.

A browser shows it once at `/login` and gets a signed cookie; a program sends `Authorization: Bearer …`. Wrong guesses
lock the address out (`ui.middleware.lockout`). Cookies are signed with a key made at start, so that a restart ends
all sessions.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, quote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus import SettingsError
from ui.middleware.body_limits import refuse
from ui.middleware.lockout import Lockout
from ui.rendering.markup import escape

COOKIE = "yinzheng"
SESSION = 12 * 3600  # seconds
SHORTEST = 8  # characters of a password or a token
_FORM = 4096  # bytes
_POLICY = "default-src 'none'; style-src 'nonce-{0}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_STYLE = (
    "body{font:1rem/1.8 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;background:#fbfaf7;"
    "color:#24262b;display:grid;place-items:center;min-height:90vh;margin:0}main{width:min(20rem,88vw)}"
    "h1{color:#8f2d22;letter-spacing:.14em;font-size:1.6rem}input,button{font:inherit;width:100%;box-sizing:border-box;"
    "padding:.5rem .75rem;margin:.4rem 0;border:1px solid #857f73;border-radius:9px;background:#fff;color:inherit}"
    "button{background:#8f2d22;color:#fff;border:0}p[role=alert]{color:#8f2d22}small{color:#6d6a63}"
    "@media(prefers-color-scheme:dark){body{background:#17181a;color:#dddad2}input{background:#1f2023}"
    "h1,p[role=alert]{color:#e39a88}small{color:#98948b}}"
)


class Door:
    """ASGI middleware that lets in who knows one of the secrets.

    :param known: Passwords and tokens; any opens.
    :param locked: Called when a locked-out address is turned away.
    :raises SettingsError: If one is too short.
    """

    def __init__(
        self,
        app: ASGIApp,
        known: Sequence[str],
        lockout: Lockout | None = None,
        locked: Callable[[], None] = lambda: None,
    ) -> None:
        self._app = app
        if not known or min(map(len, known)) < SHORTEST:
            raise SettingsError(
                "a password or token has at least {limit} characters; choose a longer one",
                code="password_short",
                limit=SHORTEST,
            )
        self._known = [_digest(secret) for secret in known]
        self._key = secrets.token_bytes(32)
        self._lockout = lockout or Lockout()
        self._locked = locked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == "/login":
            request = Request(scope, receive)
            page = await self._enter(request) if scope["method"] == "POST" else self._login(request)
            await page(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == "/logout" and scope["method"] == "POST":
            response = RedirectResponse("/login", 303)
            response.delete_cookie(COOKIE)
            await response(scope, receive, send)
        elif self._has_session(Headers(scope=scope)):
            await self._app(scope, receive, send)
        else:
            await self._by_token(scope, receive, send)

    async def _by_token(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, address = Headers(scope=scope), _address(scope)
        kind, _, token = headers.get("authorization", "").partition(" ")
        given = token.strip() if kind.lower() == "bearer" else ""
        wait = self._lockout.wait(address) if given else 0
        if given and not wait and self._opens(given):
            self._lockout.succeeded(address)
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif wait:
            self._locked()
            await refuse(send, 429, "too many wrong passwords; wait", {"retry-after": str(wait)})
        elif scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            target = scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
            await RedirectResponse(f"/login?next={quote(target, safe='')}", 303)(scope, receive, send)
        else:
            if given:
                self._lockout.failed(address)
            message = "no or a wrong token; send Authorization: Bearer TOKEN, or log in at /login"
            await refuse(send, 401, message, {"www-authenticate": "Bearer"})

    def _login(self, request: Request, problem: str = "", status: int = 200, wait: int = 0, then: str = "") -> Response:
        nonce = secrets.token_urlsafe(16)
        alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
        target = escape(_inside(then or request.query_params.get("next", "/")))
        body = (
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>引证 · 登录</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<style nonce="{nonce}">{_STYLE}</style></head><body><main><h1>引证</h1>{alert}'
            f'<form method="post" action="/login"><input type="hidden" name="next" value="{target}">'
            '<label>口令 <small lang="en">password</small><input type="password" name="password" required autofocus '
            'autocomplete="current-password"></label><button>进入 Enter</button></form></main></body></html>'
        )
        headers = {"Content-Security-Policy": _POLICY.format(nonce), "Cache-Control": "no-store"}
        headers["Referrer-Policy"] = "same-origin"  # under no-referrer a browser sends forms with Origin: null
        if wait:
            headers["Retry-After"] = str(wait)
        return HTMLResponse(body, status, headers)

    async def _enter(self, request: Request) -> Response:
        address = _address(request.scope)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _FORM:
                return self._login(request, "表单过长 form too long", 413)
        form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=8)
        wait, then = self._lockout.wait(address), form.get("next", ["/"])[0]
        if wait:
            self._locked()
            return self._login(request, f"错误次数过多，请 {wait} 秒后再试 too many wrong passwords", 429, wait, then)
        if not self._opens(form.get("password", [""])[0]):
            self._lockout.failed(address)
            return self._login(request, "口令不对 wrong password", 401, then=then)
        self._lockout.succeeded(address)
        response = RedirectResponse(_inside(then), 303)
        ends = int(time.time()) + SESSION
        response.set_cookie(
            COOKIE,
            f"{ends}.{self._sign(str(ends))}",
            max_age=SESSION,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    def _opens(self, secret: str) -> bool:
        given = _digest(secret)
        return any([hmac.compare_digest(given, known) for known in self._known])  # a list: each is compared

    def _has_session(self, headers: Headers) -> bool:
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(headers.get("cookie", ""))
        except CookieError:
            return False
        ends, _, signature = (cookies[COOKIE].value if COOKIE in cookies else "").partition(".")
        fresh = ends.isascii() and ends.isdigit() and len(ends) < 12 and int(ends) > time.time()
        return fresh and hmac.compare_digest(signature.encode(), self._sign(ends).encode())

    def _sign(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "?"


def _inside(target: str) -> str:
    """Return a path of this service: `//elsewhere` and the like lead to `/`."""
    parts = urlsplit(target) if target.startswith("/") and not target.startswith(("//", "/\\")) else None
    plain = all(" " <= char != "\x7f" for char in target)
    return target if parts and not parts.netloc and plain and "\\" not in target else "/"
