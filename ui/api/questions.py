"""The service's questions: `/api/ask`, `/api/search`, `/api/speeches`; `/healthz` and `/metrics`."""

import json
import logging
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import ClientDisconnect

from corpus import InputError, YinzhengError
from index import Filters
from rag import MAX_QUESTION, Answer, Delta, Event, Finished, Retrieved, Turn
from ui.api import requests, responses
from ui.api.requests import MAX_FILTER, MAX_PASSAGES_TEXT
from ui.api.responses import problems
from ui.backend import Backend, accepted, consistent, loaded, tags_of
from ui.middleware.authentication import current
from ui.middleware.error_responses import error_body
from ui.middleware.metrics import CONTENT_TYPE, Metrics
from ui.rendering.attribution_labels import answer_dict
from ui.services.generation_queue import Gate, Waiting
from ui.services.question_input import checked_question

log = logging.getLogger(__name__)

Shown = Event | Waiting | Exception
Frames = Callable[[Shown], str]  # zero or more complete server-sent frames
_Many = Annotated[list[Annotated[str, Query(max_length=300)]], Query(max_length=MAX_FILTER)]
_OF_BODIES = frozenset(("speakers", "places", "kinds", "ids", "folders", "tags"))
_EVENTS = responses.events(
    "`waiting` {position}, `retrieved` {question, hits, implied}, `delta` {text, pending} …, `finished` (an answer), "
    "or `error`"
)


def chosen(  # noqa: PLR0913  one for each field
    request: Request,
    speaker: _Many = [],  # noqa: B006  FastAPI copies it
    place: _Many = [],  # noqa: B006
    kind: _Many = [],  # noqa: B006
    id: _Many = [],  # noqa: B006
    folder: _Many = [],  # noqa: B006
    since: Annotated[str | None, Query(max_length=10, description="YYYY, YYYY-MM or YYYY-MM-DD")] = None,
    until: Annotated[str | None, Query(max_length=10, description="Likewise")] = None,
    tag: _Many = [],  # noqa: B006
) -> Filters:
    """Return the filters that an address states; each may be given several times.

    :raises InputError: If it states one by the name that it has in a body: left unread, everything would be found.
    """
    for name in request.query_params:
        if name in _OF_BODIES:
            raise InputError(
                "{name!r} is its name in a body; in an address it is {right!r}, once for each value",
                code="filter_of_bodies",
                name=name,
                right=name[:-1],
            )
    return Filters(speaker, place, since, until, kind, id, folder, tag)


def router(backend: Backend, gate: Gate, metrics: Metrics, instance: str = "") -> APIRouter:
    """Return the routes over one assistant and one gate.

    :param instance: What tells this service from others.
    """
    routes = APIRouter()

    @routes.post(
        "/api/ask",
        tags=["questions"],
        summary="Ask a question",
        responses={200: {"model": responses.AnswerOut, "content": _EVENTS}, **problems(403, 408, 413, 429, 504)},
    )
    async def ask(body: requests.AskBody, request: Request) -> Any:
        if body.passages is not None and sum(map(len, body.passages)) > MAX_PASSAGES_TEXT:
            raise InputError(
                "passages hold more than {limit} characters; send fewer or shorter ones",
                code="passages_too_long",
                limit=MAX_PASSAGES_TEXT,
            )
        question = checked_question(body.question)
        history = [Turn(turn.role, turn.text) for turn in body.history]
        filters = Filters(**body.filters.model_dump()) if body.filters else None
        stream = gate.stream(
            lambda: backend.stream(
                question,
                history=history,
                filters=filters,
                passages=body.passages,
                implied=body.implied,
                ignore=body.ignore,
            ),
            tell=True,
            client=asker(request),
        )
        if body.stream:
            return await event_stream(stream, lambda event: _frames(event, backend))
        answer = await finish(stream, request)
        return JSONResponse(await run_in_threadpool(answer_dict, answer, backend))

    @routes.get(
        "/api/search",
        tags=["questions"],
        summary="Search for passages, best first",
        responses={200: {"model": responses.SearchOut}, **problems()},
    )
    def search(
        q: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION, examples=["竹纸产值"])],
        filters: Annotated[Filters, Depends(chosen)],
        k: Annotated[int, Query(ge=1, le=100)] = 10,
    ) -> JSONResponse:
        hits = backend.search(checked_question(q), k=k, filters=filters or None)
        return JSONResponse({"query": q, "hits": [hit.to_dict() for hit in hits]})

    @routes.get(
        "/api/speeches",
        tags=["library"],
        summary="The speeches that meet the filters; all without any",
        responses={200: {"model": responses.SpeechesOut}, **problems()},
    )
    def speeches(filters: Annotated[Filters, Depends(chosen)]) -> JSONResponse:
        tags = tags_of(backend)
        found = [speech.to_dict() | {"tags": tags.get(speech.id, ())} for speech in accepted(backend, filters)]
        return JSONResponse({"speeches": found})

    @routes.get(
        "/api/speeches/{speech_id}",
        tags=["library"],
        summary="One speech with its original text",
        responses={200: {"model": responses.WholeSpeechOut}, **problems(404)},
    )
    def speech(speech_id: str) -> JSONResponse:
        with consistent(backend):
            found, text = backend.speech(speech_id), backend.source_text(speech_id)
        return JSONResponse({**found.to_dict(), "text": text})

    @routes.get(
        "/healthz",
        tags=["service"],
        summary="How the service is; 200 while it lives",
        responses={200: {"model": responses.HealthOut}, **problems()},
    )
    def healthz() -> JSONResponse:
        return JSONResponse({"instance": instance, **_health(backend, gate)})

    @routes.get(
        "/healthz/ready",
        tags=["service"],
        summary="200 once questions can be answered, 503 before",
        responses={
            200: {"model": responses.HealthOut},
            **problems(),
            503: {"model": responses.HealthOut, "description": "Models are not loaded, or the library cannot be read"},
        },
    )
    def ready() -> JSONResponse:
        health = {"instance": instance, **_health(backend, gate)}
        return JSONResponse(health, 200 if health["ready"] else 503)

    @routes.get(
        "/metrics",
        tags=["service"],
        summary="Counts and times for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems()},
    )
    def prometheus() -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return routes


def _health(backend: Backend, gate: Gate) -> dict[str, Any]:
    models = loaded(backend)
    try:
        library, status = backend.statistics(), "ok"
    except YinzhengError as error:
        log.error("%s", error)
        library, status = {}, "failing"
    ready = status == "ok" and all(models.values())
    return {
        "status": status if ready or status == "failing" else "starting",
        "ready": ready,
        "model": backend.name,
        "models": models,
        "busy": gate.inside,
        "library": library,
    }


def asker(request: Request) -> str:
    """Return who asks, for the line before the model: an account, or else an address."""
    return current().owner or (request.client.host if request.client else "")


async def finish(stream: Generator[Event | Waiting], request: Request) -> Answer:
    """Run a stream to its end in a thread; stop it if the client leaves.

    :raises ClientDisconnect: If the client has left.
    """
    try:
        async for event in iterate_in_threadpool(stream):
            if isinstance(event, Finished):
                return event.answer
            if await request.is_disconnected():
                raise ClientDisconnect
    finally:
        stream.close()
    raise RuntimeError("the stream ended without Finished")


async def event_stream(stream: Generator[Any], frames: Callable[[Any], str]) -> StreamingResponse:
    """Return a response of server-sent events.

    The first event is awaited before the response begins, so that what fails early has its proper status.
    A client that leaves cancels the task that sends; `finally` then closes the generation.
    """
    first = await run_in_threadpool(next, stream, None)

    async def body() -> AsyncGenerator[str]:
        try:
            if first is not None:
                yield frames(first)
            async for event in iterate_in_threadpool(stream):
                yield frames(event)
        except YinzhengError as error:
            yield frames(error)
        except Exception:
            log.exception("the answer failed")
            yield frames(RuntimeError())
        finally:
            # the task may be cancelled already, so this must not wait for anything; no step of it is running
            stream.close()

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(body(), media_type="text/event-stream", headers=headers)


def _frames(event: Shown, backend: Backend) -> str:
    match event:
        case Waiting():
            return frame("waiting", {"position": event.position})
        case Retrieved():
            data: dict[str, Any] = {"question": event.question, "follows": list(event.follows)}
            for name, those in (("hits", event.hits), ("implied", event.implied)):
                data[name] = [one.to_dict() for one in those]
            return frame("retrieved", data)
        case Delta():
            return frame("delta", {"text": event.text, "pending": event.pending})
        case Finished():
            return frame("finished", answer_dict(event.answer, backend))
        case _:
            return frame("error", error_body(event))


def frame(name: str, data: dict[str, Any]) -> str:
    """Return one server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
