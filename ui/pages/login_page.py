"""The form at the door, and the ways in and out: a password, the OIDC provider, the end of a session."""

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from corpus import YinzhengError
from ui.i18n import messages, texts
from ui.i18n.texts import Pair
from ui.middleware.authentication import COOKIE, Doorkeeper, address_of, cookie_of
from ui.middleware.plain_page import page, said
from ui.rendering.markup import escape
from ui.services.accounts.store import SESSION

_FORM = 4096  # bytes
_STATE = "yinzheng_oidc"  # cookie that ties a way to the provider to this browser
_BACK = "/login/oidc/callback"
_WRONG: Pair = ("口令不对", "wrong password")
_WRONG_NAME: Pair = ("账户或口令不对", "wrong account or password")
_LONG: Pair = ("表单过长", "form too long")
_NAME: Pair = ("账户", "account")
_NO_NAME: Pair = ("用服务口令时账户留空", "leave it empty for the service's own password")
_OIDC: Pair = ("用单位账号登录", "Log in with the organisation's account")


def router(keeper: Doorkeeper) -> APIRouter:
    """Return the routes by which one comes in and goes out."""
    routes = APIRouter(include_in_schema=False)
    form = _form_of(keeper)
    _by_oidc(routes, keeper, form)

    @routes.get("/login")
    def login(next: str = "/") -> Response:
        return form(next) if keeper.in_use() else RedirectResponse("/", 303)

    @routes.post("/login")
    async def enter(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _FORM:
                return await run_in_threadpool(form, "/", _LONG, 413)
        sent = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=8)
        then, name, password = (sent.get(field, [""])[0] for field in ("next", "name", "password"))
        return await run_in_threadpool(try_in, request, then, name, password)

    def try_in(request: Request, then: str, name: str, password: str) -> Response:
        if not keeper.in_use():
            return RedirectResponse("/", 303)
        entry = keeper.enter(address_of(request.scope), name, password)
        if entry.wait:
            locked = (f"错误次数过多，请 {entry.wait} 秒后再试", "too many wrong passwords")
            return form(then, locked, 429, entry.wait)
        if not entry.cookie:
            return form(then, _WRONG_NAME if name else _WRONG, 401)
        return _let_in(request, then, entry.cookie)

    @routes.post("/logout")
    def leave(request: Request) -> Response:
        keeper.leave(cookie_of(request.headers))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE)
        return response

    return routes


Form = Callable[..., Response]
"""Takes the page that was asked for, what is wrong, the status, and how long to wait."""


def _form_of(keeper: Doorkeeper) -> Form:
    def form(then: str, problem: Pair | None = None, status: int = 200, wait: int = 0) -> Response:
        target = escape(_inside(then))
        alert = f'<p role="alert">{said(problem)}</p>' if problem else ""
        ways = keeper.ways
        named, shared = keeper.accounts.any(), bool(ways.known)
        name = (
            f'<label>{said(_NAME)}<input name="name" autocomplete="username" {"" if shared else "required "}autofocus>'
            f"</label>{f'<p><small>{said(_NO_NAME)}</small></p>' if shared else ''}"
        )
        fields = (
            f"{name if named else ''}<label>{said(texts.PASSWORD)}"
            f'<input type="password" name="password" required {"" if named else "autofocus "}'
            f'autocomplete="current-password"></label><button>{escape("进入")} Enter</button>'
        )
        oidc = f'<a class="way" href="/login/oidc?next={quote(_inside(then), safe="")}">{said(_OIDC)}</a>'
        body = (
            f'{alert}<form method="post" action="/login"><input type="hidden" name="next" value="{target}">'
            f"{fields if named or shared else ''}</form>{oidc if ways.oidc else ''}"
        )
        return page(texts.LOG_IN, body, status, {"Retry-After": str(wait)} if wait else None)

    return form


def _by_oidc(routes: APIRouter, keeper: Doorkeeper, form: Form) -> None:
    @routes.get("/login/oidc")
    def to_provider(request: Request, next: str = "/") -> Response:
        if keeper.ways.oidc is None:
            return RedirectResponse("/login", 303)
        try:
            address, state = keeper.ways.oidc.begin(_back(request), _inside(next))
        except YinzhengError as error:
            return form(next, messages.pair(error.message), 502)
        response = RedirectResponse(address, 303)
        # lax: it has to come along when the provider sends the browser back
        response.set_cookie(
            _STATE, state, max_age=600, path=_BACK, httponly=True, samesite="lax", secure=request.url.scheme == "https"
        )
        return response

    @routes.get(_BACK)
    def from_provider(request: Request) -> Response:
        if keeper.ways.oidc is None:
            return RedirectResponse("/login", 303)
        try:
            state = request.cookies.get(_STATE, "")
            vouched, then = keeper.ways.oidc.finish(dict(request.query_params), state)
            response = _let_in(request, then, keeper.enter_by_oidc(vouched))
        except YinzhengError as error:
            response = form("/", messages.pair(error.message), 403)
        response.delete_cookie(_STATE, path=_BACK)
        return response


def _let_in(request: Request, then: str, cookie: str) -> Response:
    response = RedirectResponse(_inside(then), 303)
    response.set_cookie(
        COOKIE, cookie, max_age=SESSION, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return response


def _back(request: Request) -> str:
    return str(request.base_url).rstrip("/") + _BACK


def _inside(target: str) -> str:
    """Return a path of this service: `//elsewhere` and the like lead to `/`."""
    parts = urlsplit(target) if target.startswith("/") and not target.startswith(("//", "/\\")) else None
    plain = all(" " <= char != "\x7f" for char in target)
    return target if parts and not parts.netloc and plain and "\\" not in target else "/"
