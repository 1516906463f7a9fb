"""The service's own endpoints: `/api/ask`, `/api/search`, `/api/speeches` and `/healthz`."""

import json
import logging
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import ClientDisconnect

from corpus import InputError, YinzhengError
from index import Filters
from rag.answer import Answer, Delta, Event, Finished, Retrieved, Turn
from ui.backend import Backend
from ui.gate import Gate

MAX_QUESTION = 2_000  # characters
MAX_TURNS = 40
MAX_TURN = 8_000
MAX_PASSAGES = 50
MAX_PASSAGES_TEXT = 100_000

log = logging.getLogger(__name__)

Frames = Callable[[Event | Exception], str]  # zero or more complete server-sent frames

Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]


class TurnBody(BaseModel):
    """One message of the conversation so far."""

    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    text: str = Field(max_length=MAX_TURN)


class FiltersBody(BaseModel):
    """As `index.Filters`."""

    model_config = ConfigDict(extra="forbid")
    speakers: list[str] = []
    places: list[str] = []
    since: str | None = None
    until: str | None = None
    kinds: list[str] = []
    ids: list[str] = []


class AskBody(BaseModel):
    """A question. With `stream` the answer comes as server-sent events."""

    model_config = ConfigDict(extra="forbid")
    question: Question
    history: list[TurnBody] = Field(default=[], max_length=MAX_TURNS)
    filters: FiltersBody | None = None
    passages: list[str] | None = Field(default=None, min_length=1, max_length=MAX_PASSAGES)
    stream: bool = False


def router(backend: Backend, gate: Gate) -> APIRouter:
    """Return the routes over one assistant and one gate."""
    routes = APIRouter()

    @routes.post("/api/ask")
    async def ask(body: AskBody, request: Request) -> Any:
        if body.passages is not None and sum(map(len, body.passages)) > MAX_PASSAGES_TEXT:
            raise InputError(f"passages hold more than {MAX_PASSAGES_TEXT} characters; send fewer or shorter ones")
        question = checked_question(body.question)
        history = [Turn(turn.role, turn.text) for turn in body.history]
        filters = Filters(**body.filters.model_dump()) if body.filters else None
        stream = gate.stream(lambda: backend.stream(question, history=history, filters=filters, passages=body.passages))
        if body.stream:
            return await event_stream(stream, _frames)
        return (await finish(stream, request)).to_dict()

    @routes.get("/api/search")
    def search(
        q: Annotated[str, Query(min_length=1, max_length=MAX_QUESTION)],
        k: Annotated[int, Query(ge=1, le=100)] = 10,
        speaker: Annotated[list[str], Query()] = [],  # noqa: B006  FastAPI copies it
        place: Annotated[list[str], Query()] = [],  # noqa: B006
        kind: Annotated[list[str], Query()] = [],  # noqa: B006
        since: str | None = None,
        until: str | None = None,
    ) -> dict[str, Any]:
        filters = Filters(speakers=speaker, places=place, kinds=kind, since=since, until=until)
        hits = backend.search(checked_question(q), k=k, filters=filters or None)
        return {"query": q, "hits": [hit.to_dict() for hit in hits]}

    @routes.get("/api/speeches")
    def speeches() -> dict[str, Any]:
        return {"speeches": [speech.to_dict() for speech in backend.speeches()]}

    @routes.get("/api/speeches/{speech_id}")
    def speech(speech_id: str) -> dict[str, Any]:
        return {**backend.speech(speech_id).to_dict(), "text": backend.source_text(speech_id)}

    @routes.get("/healthz")
    def healthz() -> JSONResponse:
        statistics = backend.statistics()
        return JSONResponse({"status": "ok", "model": backend.name, "busy": gate.inside, "library": statistics})

    return routes


def checked_question(text: str) -> str:
    """Return the question without blanks around it.

    :raises InputError: If nothing is left, or it is too long.
    """
    question = text.strip()
    if not question:
        raise InputError("the question is empty; write one, such as: 会议由谁主持？")
    if len(question) > MAX_QUESTION:
        raise InputError(f"the question has {len(question)} characters; write at most {MAX_QUESTION}")
    return question


async def finish(stream: Generator[Event], request: Request) -> Answer:
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


async def event_stream(stream: Generator[Event], frames: Frames) -> StreamingResponse:
    """Return a response of server-sent events.

    The first event is awaited before the response begins, so that what fails early has its proper status.
    A client that leaves cancels the task that sends; `finally` then closes the generation.
    """
    first = await run_in_threadpool(next, stream)

    async def body() -> AsyncGenerator[str]:
        try:
            yield frames(first)
            async for event in iterate_in_threadpool(stream):
                yield frames(event)
        except YinzhengError as error:
            yield frames(error)
        except Exception:
            log.exception("the answer failed")
            yield frames(RuntimeError("internal error; see the server's log"))
        finally:
            # the task may be cancelled already, so this must not wait for anything; no step of it is running
            stream.close()

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(body(), media_type="text/event-stream", headers=headers)


def _frames(event: Event | Exception) -> str:
    match event:
        case Retrieved():
            return _frame("retrieved", {"question": event.question, "hits": [hit.to_dict() for hit in event.hits]})
        case Delta():
            return _frame("delta", {"text": event.text, "pending": event.pending})
        case Finished():
            return _frame("finished", event.answer.to_dict())
        case _:
            return _frame("error", error_body(event))


def _frame(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def error_body(error: Exception) -> dict[str, Any]:
    """Return the JSON of an error, one line; the shape is OpenAI's too."""
    message = " ".join(str(error).split())
    return {"error": {"type": type(error).__name__, "message": message, "param": None, "code": None}}
