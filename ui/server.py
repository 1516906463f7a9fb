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

from corpus import SettingsError
from ui.api import desk, drafts, exports, interactive, openai, questions
from ui.api import library as library_routes
from ui.backend import Backend, directory_of, library_of
from ui.middleware import logging_json
from ui.middleware.authentication import SHORTEST, Door
from ui.middleware.body_limits import ARRIVAL, MAX_UPLOAD, Limits
from ui.middleware.connections import Punctual
from ui.middleware.error_responses import handle_errors
from ui.middleware.metrics import Metrics
from ui.middleware.origin_guard import LOOPBACK, LOOPBACK_HOSTS, Guard, hosts_of
from ui.middleware.tracing import Tracing
from ui.pages import document_page, library_page
from ui.pages.desk import routes as desk_pages
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
    :param secrets: Passwords and tokens; with any, everything is behind them.
    :param waiting: How many questions may wait while one is answered; more are refused with 429.
    :param running: How many are answered at the same time.
    :param patience: Seconds that one may wait.
    :param limit: Seconds that one answer may take.
    :param arrival: Seconds between two parts of a request's body.
    :param log_contents: Log questions and answers too.
    :param proxies: Addresses or networks of reverse proxies: they are believed who asks, and whether it came by TLS.
    :param instance: What tells this service from another one that may have its port later.
    :param database_url: A PostgreSQL database in which conversations and feedback are kept; empty: beside the library.
    """

    page: bool = True
    hosts: Sequence[str] | None = LOOPBACK_HOSTS
    secrets: Sequence[str] = ()
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

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        feedback.close()

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
        *([library_routes.router(library, metrics)] if library is not None else []),
        *([drafts.router(library)] if library is not None else []),
        *([desk.router(library)] if library is not None else []),
        *([desk_pages.router(assistant, library)] if library is not None else []),
        library_page.router(assistant, library),
        document_page.router(assistant),
        interactive.router(app.title, str(app.openapi_url)),
    ):
        app.include_router(routes)
    app.mount("/page", StaticFiles(directory=STATIC), name="page")
    handle_errors(app, gate)
    if chosen.secrets:  # the last one added is the outermost
        app.add_middleware(Door, known=tuple(chosen.secrets), locked=metrics.locked)
    app.add_middleware(
        Limits,
        larger={library_routes.UPLOAD_PATH: MAX_UPLOAD, desk_pages.CHECK_PATH: desk_pages.MAX_FILE},
        arrival=chosen.arrival,
    )
    app.add_middleware(Guard, hosts=chosen.hosts)
    app.add_middleware(Tracing, metrics=metrics)
    if chosen.page:
        from ui.chat.page import mount

        mount(app, assistant, gate, chosen.database_url)
    return app


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

    chosen = replace(options or Options(page=page), hosts=hosts_of(host, hosts))
    check_exposure(host, chosen.secrets)
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
    return uvicorn.Config(
        app,
        http=http,
        ws="none",  # no route is one
        log_level="error",  # a warning for each bad request would let anybody fill the disk
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=3,
    )


def check_exposure(host: str, secrets: Sequence[str]) -> None:
    """Refuse to serve others without a password.

    :raises SettingsError: If that was asked, or a password is too short.
    """
    if host not in LOOPBACK and not secrets:
        raise SettingsError(
            "--host {host!r} can be reached by others, so it needs a password: set YINZHENG_PASSWORD or "
            "YINZHENG_TOKEN, or name a file with --password-file",
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
