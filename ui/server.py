"""The HTTP service: REST, an OpenAI-compatible endpoint, plain pages, and the chat page at `/`.

app = create_app(assistant)            # any ASGI server
serve(assistant, port=7860)            # uvicorn, until interrupted
"""

import contextlib
import errno
import ipaddress
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from corpus import InputError, SettingsError
from ui.api import accounts as account_routes
from ui.api import desk, drafts, exports, openai, questions, swagger_page
from ui.api import library as library_routes
from ui.backend import Backend, directory_of, library_of
from ui.middleware import logging_json
from ui.middleware.authentication import Door, Doorkeeper, ThroughProxy, Ways
from ui.middleware.body_limits import ARRIVAL, MAX_UPLOAD, Limits
from ui.middleware.connections import Punctual
from ui.middleware.error_responses import handle_errors
from ui.middleware.metrics import Metrics
from ui.middleware.origin_guard import LOOPBACK, LOOPBACK_HOSTS, Guard, hosts_of
from ui.middleware.permissions import Permissions
from ui.middleware.tracing import Tracing
from ui.pages import accounts_page, document_page, library_page, login_page
from ui.pages.desk import routes as desk_pages
from ui.services.accounts.audit import Audit
from ui.services.accounts.links import Links
from ui.services.accounts.oidc import Oidc
from ui.services.accounts.passwords import SHORTEST
from ui.services.accounts.roles import Role
from ui.services.accounts.store import Accounts
from ui.services.feedback_store import FILE, Feedback
from ui.services.generation_queue import Gate
from ui.services.running_service import announced

STATIC = Path(__file__).parent / "static"
CONNECTIONS = 256  # more are answered 503 at once

_DESCRIPTION = """
Question answering over Chinese speeches; every sentence cites the exact characters that say so.

One question is answered at a time; others wait in a short line and are told their place (`waiting` events). Beyond
it: 429 with `Retry-After`. Who leaves stops the model. Where a password or token is set, send
`Authorization: Bearer TOKEN`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the service behaves.

    :param page: Mount the chat page; without it Gradio is not imported.
    :param hosts: Host names that requests may be addressed to, against DNS rebinding; None for any.
    :param secrets: Passwords and tokens that open everything; with any, nobody is let in without a login.
    :param closed: Nobody is, even without any and without an account.
    :param header: A header in which a trusted proxy names who is logged in; empty: none does.
    :param newcomers: The role of who comes by the proxy or OIDC without an account: `reader` …; empty: is not let in.
    :param oidc: The OpenID Connect provider, if there is one.
    :param waiting: How many questions may wait while one is answered; more are refused with 429.
    :param running: How many are answered at the same time.
    :param patience: Seconds that one may wait.
    :param limit: Seconds that one answer may take.
    :param arrival: Seconds between two parts of a request's body.
    :param log_contents: Log questions and answers too.
    :param proxies: Addresses or networks of reverse proxies: they are believed who asks, and whether it came by TLS.
    :param instance: What tells this service from another one that may have its port later.
    :param database_url: A PostgreSQL database in which conversations, feedback, accounts and the record of changes are
        kept; empty: beside the library.
    """

    page: bool = True
    hosts: Sequence[str] | None = LOOPBACK_HOSTS
    secrets: Sequence[str] = ()
    closed: bool = False
    header: str = ""
    newcomers: str = ""
    oidc: Oidc | None = None
    waiting: int = 24
    running: int = 1
    patience: float = 300.0
    limit: float = 300.0
    arrival: float = ARRIVAL
    log_contents: bool = False
    proxies: Sequence[str] = ()
    instance: str = field(default_factory=lambda: secrets.token_hex(8))
    database_url: str = ""


def create_app(assistant: Backend, options: Options | None = None, **changes: object) -> FastAPI:
    """Return the whole service over one assistant.

    :param changes: Fields of Options, instead of `options`.
    """
    chosen = options or Options(**changes)  # type: ignore[arg-type]
    metrics = Metrics()
    watcher = logging_json.Both((metrics, logging_json.Questions(contents=chosen.log_contents)))
    gate = Gate(chosen.waiting, chosen.patience, chosen.limit, watcher, chosen.running)
    metrics.watch("yinzheng_queue", "Questions that run or wait", lambda: gate.inside)
    metrics.watch("yinzheng_speeches", "Speeches in the library", lambda: len(assistant.speeches()))
    directory, library = directory_of(assistant), library_of(assistant)
    feedback = Feedback(chosen.database_url or (directory / FILE if directory else None))
    accounts = Accounts.beside(directory, chosen.database_url)
    audit = Audit.beside(directory, chosen.database_url)
    links = Links.beside(directory, chosen.database_url)
    keeper = Doorkeeper(accounts, audit, _ways(chosen), metrics.locked)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        for kept in (feedback, accounts, audit, links):
            kept.close()

    app = FastAPI(
        title="引证 Yinzheng",
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.gate = gate
    for routes in (
        questions.router(assistant, gate, metrics, chosen.instance),
        openai.router(assistant, gate),
        exports.router(assistant, feedback),
        account_routes.router(accounts, audit),
        login_page.router(keeper),
        accounts_page.router(keeper, audit),
        *([library_routes.router(library, metrics)] if library is not None else []),
        *([drafts.router(library)] if library is not None else []),
        *([desk.router(library)] if library is not None else []),
        *([desk_pages.router(assistant, library)] if library is not None else []),
        library_page.router(assistant, library),
        document_page.router(assistant),
        swagger_page.router(app.title, str(app.openapi_url)),
    ):
        app.include_router(routes)
    app.mount("/page", StaticFiles(directory=STATIC), name="page")
    handle_errors(app, gate)
    if chosen.page:
        from ui.chat.page import mount

        mount(app, assistant, gate, links, accounts, chosen.database_url)
    app.add_middleware(Permissions, audit=audit)  # the last one added is the outermost
    app.add_middleware(Door, keeper=keeper)
    app.add_middleware(
        Limits,
        larger={library_routes.UPLOAD_PATH: MAX_UPLOAD, desk_pages.CHECK_PATH: desk_pages.MAX_FILE},
        arrival=chosen.arrival,
    )
    app.add_middleware(Guard, hosts=chosen.hosts)
    app.add_middleware(Tracing, metrics=metrics)
    return app


def _ways(chosen: Options) -> Ways:
    """Return how one may come in.

    :raises SettingsError: If a header is believed of nobody, or a role is none.
    """
    if chosen.header and not chosen.proxies:
        raise SettingsError(
            "YINZHENG_LOGIN_HEADER {header!r} is believed of a trusted proxy alone; name it with --trusted-proxy",
            code="header_of_nobody",
            header=chosen.header,
        )
    try:
        newcomers = Role.of(chosen.newcomers) if chosen.newcomers else None
    except InputError as error:
        raise SettingsError("YINZHENG_LOGIN_ROLE: {reason}", code="login_role", reason=error.message) from None
    return Ways(tuple(chosen.secrets), chosen.header, newcomers, chosen.oidc, chosen.closed)


def serve(
    assistant: Backend,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    on_ready: Callable[[str], None] | None = None,
    page: bool = True,
    hosts: Sequence[str] = (),
    options: Options | None = None,
) -> None:
    """Serve until interrupted.

    :param port: 0 for any free one.
    :param on_ready: Called with the address once requests are answered.
    :param hosts: More host names that requests may be addressed to.
    :param options: The rest; its `hosts` are not looked at.
    :raises SettingsError: If the host is not this machine's, the port is taken, a trusted proxy is no address, or an
        address other than this machine's own is to be served without a password.
    """
    from dataclasses import replace

    chosen = replace(options or Options(page=page), hosts=hosts_of(host, hosts), closed=host not in LOOPBACK)
    with contextlib.closing(Accounts.beside(directory_of(assistant), chosen.database_url)) as accounts:
        check_exposure(host, chosen.secrets, others=bool(chosen.header or chosen.oidc) or accounts.any())
    listener = listen(host, port)
    try:
        app = create_app(assistant, chosen)
        bound = listener.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        server = _Server(configuration(app, proxies=chosen.proxies), f"http://{name}:{bound}/", on_ready)
        local = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else name}:{bound}"
        left = announced(directory_of(assistant), local, chosen.instance, getattr(assistant, "settings", None))
        with left, contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        listener.close()


def configuration(app: FastAPI, http: type[Punctual] = Punctual, proxies: Sequence[str] = ()) -> uvicorn.Config:
    """Return how uvicorn serves an app: nobody is waited for without end, or believed who he says he is.

    An address that anyone may write would get around the lock-out. But behind a reverse proxy all come from its
    address, and a stranger's guesses would lock everybody out: `X-Forwarded-For` counts where a proxy of ours wrote it.

    :param proxies: As in `Options`.
    :raises SettingsError: If one is no address or network.
    """
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            raise SettingsError(
                "--trusted-proxy {proxy!r} is no address or network; write one such as 127.0.0.1 or 10.0.0.0/24",
                code="proxy_address",
                proxy=proxy,
            ) from None
    behind: ASGIApp = app
    if proxies:  # outermost, what sees who is there; then what takes a proxy's word for who is behind it
        networks = [ipaddress.ip_network(proxy) for proxy in proxies]
        believed = ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))  # type: ignore[arg-type]
        behind = ThroughProxy(believed, lambda address: _among(address, networks))  # type: ignore[arg-type]
    return uvicorn.Config(
        behind,
        http=http,
        ws="none",  # no route is one
        log_level="error",  # a warning for each bad request would let anybody fill the disk
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=3,
    )


def _among(address: str, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        return any(ipaddress.ip_address(address) in network for network in networks)
    except ValueError:
        return False


def check_exposure(host: str, secrets: Sequence[str], *, others: bool = False) -> None:
    """Refuse to serve others without a login.

    :param others: Whether there are accounts, or another way to come in.
    :raises SettingsError: If that was asked, or a password is too short.
    """
    if host not in LOOPBACK and not secrets and not others:
        raise SettingsError(
            "--host {host!r} can be reached by others, so it needs a login: add an account with yinzheng account "
            "add, or set YINZHENG_PASSWORD or YINZHENG_TOKEN, or name a file with --password-file",
            code="exposed",
            host=host,
        )
    if any(len(secret) < SHORTEST for secret in secrets):
        raise SettingsError(
            "a password or token has at least {limit} characters; choose a longer one",
            code="password_short",
            limit=SHORTEST,
        )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket listening on a port; 0 for any free one.

    :raises SettingsError: If the host is not this machine's, or the port is taken.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # else a port stays taken for a minute after a run; on Windows two servers would share it
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise SettingsError(
                "port {port} of {host!r} is taken, perhaps by another yinzheng serve; stop that one, or choose "
                "another with --port, 0 for any",
                code="port_taken",
                host=host,
                port=port,
            ) from None
        raise SettingsError(
            "cannot listen on {host!r}, port {port}: {reason}; choose another with --host and --port",
            code="cannot_listen",
            host=host,
            port=port,
            reason=str(error),
        ) from None
    return listener


class _Server(uvicorn.Server):
    """Uvicorn that says when it answers."""

    def __init__(self, config: uvicorn.Config, address: str, on_ready: Callable[[str], None] | None) -> None:
        super().__init__(config)
        self._address = address
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started and self._on_ready is not None:
            self._on_ready(self._address)


__all__ = ["LOOPBACK", "Options", "create_app", "listen", "serve"]
