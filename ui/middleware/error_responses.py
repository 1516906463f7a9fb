"""What goes wrong becomes a response: one status for each kind of error, one shape for all."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from corpus import BusyError, InputError, NotFoundError, TimeLimitError, YinzhengError
from ui.i18n import messages
from ui.services.generation_queue import Gate

log = logging.getLogger(__name__)

_STATUS: tuple[tuple[type[YinzhengError], int], ...] = (
    (NotFoundError, 404),
    (InputError, 400),
    (BusyError, 429),
    (TimeLimitError, 504),
)
_ELSEWHERE = (
    "search_engine_failed", "embedding_server_failed", "model_server_failed", "journal_unreachable", "journal_unsure"
)  # fmt: skip
"""Codes of what cannot be had because another server cannot: 503, so that clients try again."""


def status_of(error: YinzhengError) -> int:
    """Return the HTTP status of an error."""
    if error.message.code in _ELSEWHERE:
        return 503
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def error_body(error: Exception, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the JSON of an error, one line; the shape is OpenAI's too.

    :param headers: Of the request: who asks for Chinese gets what is known in Chinese.
    """
    message = error.message if isinstance(error, YinzhengError) else messages.INTERNAL
    said = messages.for_reader(message, headers or {})
    return {"error": {"type": type(error).__name__, "message": said, "param": None, "code": message.code or None}}


def handle_errors(app: FastAPI, gate: Gate) -> None:
    """Answer every error with JSON.

    :param gate: Knows after how long a busy service is worth another try.
    """

    @app.exception_handler(YinzhengError)
    def refuse(request: Request, error: YinzhengError) -> JSONResponse:
        status = status_of(error)
        if status in (500, 503):
            log.error("%s: %s", type(error).__name__, " ".join(str(error).split()))
        headers = {"Retry-After": str(gate.retry_after)} if status in (429, 503) else None
        return JSONResponse(error_body(error, request.headers), status_code=status, headers=headers)

    app.exception_handler(RequestValidationError)(_invalid)

    @app.exception_handler(HTTPException)
    def missing(request: Request, error: HTTPException) -> JSONResponse:
        body = error_body(
            InputError(
                "{method} {path!r}: {reason}",
                code="http",
                method=request.method,
                path=request.url.path,
                reason=str(error.detail),
            )
        )
        return JSONResponse(body, status_code=error.status_code, headers=error.headers)

    @app.exception_handler(ClientDisconnect)
    def left(request: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=499)  # nobody reads it

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse(error_body(RuntimeError()), status_code=500)


def handle_mounted_errors(app: FastAPI, *unknown: type[Exception]) -> None:
    """Answer what no page of ours sends to a mounted app, Gradio's, with JSON: its own answer repeats NaN, and fails.

    :param unknown: What it raises, beside KeyError, if a request names a function that there is not.
    """
    app.exception_handler(RequestValidationError)(_invalid)
    kinds: tuple[type[Exception], ...] = (KeyError, *unknown)
    for kind in kinds:
        app.exception_handler(kind)(_unknown)


def _unknown(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse(
        error_body(InputError("the request names what is not there", code="unknown_function")), status_code=404
    )


def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    message = f"{place or 'request body'}: {first['msg']}"
    return JSONResponse(error_body(InputError(message)), status_code=422)
