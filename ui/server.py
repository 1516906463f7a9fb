"""The HTTP service: REST, an OpenAI-compatible endpoint, plain pages, and the chat page at `/`.

app = create_app(assistant)            # any ASGI server
serve(assistant, port=7860)            # uvicorn, until interrupted
"""

import contextlib
import logging
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect
from starlette.staticfiles import StaticFiles

from corpus import BusyError, InputError, NotFoundError, SettingsError, YinzhengError
from ui import api, openai_api, pages
from ui.api import error_body
from ui.backend import Backend
from ui.gate import Gate
from ui.security import LOOPBACK, LOOPBACK_HOSTS, Guard

STATIC = Path(__file__).parent / "static"
PORTS = 20  # how many ports are tried, from the one asked for

log = logging.getLogger(__name__)


def create_app(
    assistant: Backend,
    *,
    page: bool = True,
    hosts: Sequence[str] | None = LOOPBACK_HOSTS,
    waiting: int = 4,
) -> FastAPI:
    """Return the whole service over one assistant.

    :param page: Mount the chat page; without it Gradio is not imported.
    :param hosts: Host names that requests may be addressed to, against DNS rebinding; None for any.
    :param waiting: How many questions may wait while one is answered; more are refused with 503.
    """
    app = FastAPI(title="引证 Yinzheng", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    gate = Gate(waiting)
    app.state.gate = gate
    for routes in (api.router(assistant, gate), openai_api.router(assistant, gate), pages.router(assistant)):
        app.include_router(routes)
    app.mount("/page", StaticFiles(directory=STATIC), name="page")
    _handle_errors(app)
    app.add_middleware(Guard)
    if hosts is not None:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    if page:
        from ui.app import mount

        mount(app, assistant, gate)
    return app


def serve(
    assistant: Backend,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    on_ready: Callable[[str], None] | None = None,
    page: bool = True,
    hosts: Sequence[str] | None = None,
) -> None:
    """Serve until interrupted.

    :param port: If it is taken, the next ones are tried; 0 for any free one.
    :param on_ready: Called with the address once requests are answered.
    :param hosts: Host names that requests may be addressed to. By default those of this machine if `host` is one
        of them, and any otherwise.
    :raises SettingsError: If the host is not this machine's, or no port is free.
    """
    if hosts is None and host in LOOPBACK:
        hosts = LOOPBACK_HOSTS
    listener = listen(host, port)
    try:
        app = create_app(assistant, page=page, hosts=hosts)
        bound = listener.getsockname()[1]
        name = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
        server = _Server(config, f"http://{name}:{bound}/", on_ready)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        listener.close()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket listening on the first free port of `port`, `port + 1`, ….

    :raises SettingsError: If the host is not this machine's, or no port is free.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last: OSError | None = None
    for candidate in range(port, min(port + PORTS, 65536)) if port else (0,):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if (
            os.name == "posix"
        ):  # else a port stays taken for a minute after a run; on Windows two servers would share it
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except (OSError, OverflowError) as error:
            listener.close()
            last = error if isinstance(error, OSError) else OSError(str(error))
            if isinstance(error, socket.gaierror):
                break
        else:
            return listener
    raise SettingsError(f"cannot listen on {host!r}, port {port}: {last}; choose another with --host and --port")


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


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(YinzhengError)
    def refuse(request: Request, error: YinzhengError) -> JSONResponse:
        status = _status(error)
        if status >= 500 and not isinstance(error, BusyError):
            log.error("%s %s: %s", request.method, request.url.path, error)
        headers = {"Retry-After": "5"} if isinstance(error, BusyError) else None
        return JSONResponse(error_body(error), status_code=status, headers=headers)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
        message = f"{place or 'request body'}: {first['msg']}"
        return JSONResponse(error_body(InputError(message)), status_code=422)

    @app.exception_handler(HTTPException)
    def missing(request: Request, error: HTTPException) -> JSONResponse:
        body = error_body(InputError(f"{request.method} {request.url.path!r}: {error.detail}"))
        return JSONResponse(body, status_code=error.status_code, headers=error.headers)

    @app.exception_handler(ClientDisconnect)
    def left(request: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=499)  # nobody reads it

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse(error_body(RuntimeError("internal error; see the server's log")), status_code=500)


def _status(error: YinzhengError) -> int:
    for kind, status in ((NotFoundError, 404), (InputError, 400), (BusyError, 503)):
        if isinstance(error, kind):
            return status
    return 500
