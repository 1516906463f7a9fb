"""Each request is counted, timed, logged and given an id, under the template of its route: never under what it asks."""

import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.middleware.logging_json import note
from ui.middleware.metrics import Metrics


class Tracing:
    """ASGI middleware, the outermost."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, name, status = time.perf_counter(), secrets.token_hex(8), 500

        async def traced_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = name
            await send(message)

        try:
            await self._app(scope, receive, traced_send)
        finally:
            took = time.perf_counter() - began
            route = route_of(scope)
            self._metrics.requested(route, scope["method"], status, took)
            note("request", id=name, method=scope["method"], route=route, status=status, ms=round(took * 1000, 1))


def route_of(scope: Scope) -> str:
    """Return the template of the route that served a request; `page` for Gradio's, `none` if there was none."""
    path = getattr(scope.get("route"), "path", None)
    if isinstance(path, str) and path:
        return "/page" if scope["path"].startswith("/page/") else path
    return "page" if scope["path"] == "/" or scope["path"].startswith("/gradio_api/") else "none"
