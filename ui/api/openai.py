"""`/v1/chat/completions` and `/v1/models`: what the official `openai` client needs, with citations as annotations.

The last user message is the question, the messages before it are the history; system messages, temperature and
the like are accepted and ignored, however long, since the evidence decides what is said. Of a conversation longer than
is read the oldest turns are dropped, and of a turn its end. A list of which the answer has the first lines stands whole
behind it, as a Markdown table.
"""

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from corpus import InputError
from rag import Answer, Delta, Event, Finished, Turn
from ui.api import responses
from ui.api.questions import asker, event_stream, finish
from ui.api.requests import MAX_TURN, MAX_TURNS
from ui.api.responses import problems
from ui.backend import Backend
from ui.middleware.error_responses import error_body
from ui.rendering import citation_markers
from ui.rendering.answer_html import speech_link
from ui.rendering.export import markdown_table
from ui.services.generation_queue import Gate, Waiting
from ui.services.question_input import checked_question

MODEL = "yinzheng"


class MessageBody(BaseModel):
    """One message; content may come in parts, of which the text ones count."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        """The message's text."""
        if isinstance(self.content, list):
            return "".join(str(part.get("text", "")) for part in self.content if part.get("type") == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream is to hold."""

    include_usage: bool = False


class CompletionBody(BaseModel):
    """A chat completion request; other fields are ignored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"model": MODEL, "messages": [{"role": "user", "content": "云水先行区规划面积多大？"}]}]
        }
    )
    messages: list[MessageBody] = Field(min_length=1, description="The newest turns are read, the others dropped")
    model: str = MODEL
    stream: bool = False
    stream_options: StreamOptions | None = None


class CompletionOut(BaseModel):
    """A completion; `choices[0].message` has `content`, `annotations` and `refused`."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, Any] | None


def router(backend: Backend, gate: Gate) -> APIRouter:
    """Return the routes over one assistant and one gate."""
    routes = APIRouter(prefix="/v1", tags=["openai"])

    @routes.get("/models", summary="The models", responses={200: {"model": responses.ModelsOut}, **problems()})
    def models() -> JSONResponse:
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL, "generator": backend.name}
        return JSONResponse({"object": "list", "data": [model]})

    @routes.post(
        "/chat/completions",
        summary="A chat completion, citations as annotations",
        responses={
            200: {"model": CompletionOut, "content": responses.events("`chat.completion.chunk` …, then `[DONE]`")},
            **problems(403, 408, 413, 429, 504),
        },
    )
    async def complete(body: CompletionBody, request: Request) -> Any:
        question, history = _conversation(body.messages)
        stream = gate.stream(lambda: backend.stream(question, history=history), tell=True, client=asker(request))
        base = str(request.base_url).rstrip("/")
        if body.stream:
            usage = body.stream_options is not None and body.stream_options.include_usage
            return await event_stream(stream, _Chunks(base, question, history, usage=usage))
        answer = await finish(stream, request)
        message: dict[str, Any] = {"role": "assistant", "content": answer.text + _list(answer), "refusal": None}
        message |= {"annotations": annotations(answer, base), "refused": answer.refused}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return JSONResponse(
            {**_head("chat.completion"), "choices": [choice], "usage": _usage(question, history, answer)}
        )

    return routes


def annotations(answer: Answer, base: str) -> list[dict[str, Any]]:
    """Return one `url_citation` for each marker in the answer's text, in order.

    `start_index` and `end_index` are the marker's half-open span in the content; `citation` adds the exact quote.
    """
    citations = {citation.number: citation for citation in answer.citations}
    found = []
    for part in citation_markers.of_answer(answer):
        if part.number is None:
            continue
        citation = citations[part.number]
        url = base + speech_link(citation.speech.id, citation.start, citation.end)
        place = {"start_index": part.start, "end_index": part.end, "title": citation.speech.title, "url": url}
        found.append({"type": "url_citation", "url_citation": place, "citation": citation.to_dict()})
    return found


def _conversation(messages: list[MessageBody]) -> tuple[str, list[Turn]]:
    spoken = [message for message in messages if message.role in ("user", "assistant")]
    last = spoken[-1] if spoken else messages[-1]
    if last.role != "user":
        raise InputError(
            "the last message has role {role!r}; it must be the user's question",
            code="last_message_role",
            role=last.role,
        )
    said = [message for message in spoken[:-1] if message.text][-MAX_TURNS:]
    history = [Turn("user" if one.role == "user" else "assistant", one.text[:MAX_TURN]) for one in said]
    return checked_question(last.text), history


def _list(answer: Answer) -> str:
    """Return the table of what an answer has the first lines of; no marker's place in the text changes by it."""
    return "\n\n" + "\n".join(markdown_table(answer.untold)).rstrip() if answer.untold else ""


def _usage(question: str, history: Sequence[Turn], answer: Answer) -> dict[str, int]:
    """Return how much was read and written, in characters: what a token is differs from model to model."""
    read = len(question) + sum(len(turn.text) for turn in history)
    written = len(answer.text + _list(answer))
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": MODEL}


class _Chunks:
    """Frames of one streamed completion: only checked text is sent."""

    def __init__(self, base: str, question: str, history: Sequence[Turn], *, usage: bool) -> None:
        self._base = base
        self._asked = question, history
        self._wants_usage = usage
        self._head = _head("chat.completion.chunk")

    def __call__(self, event: Event | Waiting | Exception) -> str:
        match event:
            case Waiting():
                return f": waiting, place {event.position} in the line\n\n"
            case Delta():
                return self._chunk({"content": event.text}) if event.text else ""
            case Finished():
                notes = annotations(event.answer, self._base)
                listed = self._chunk({"content": text}) if (text := _list(event.answer)) else ""
                last = listed + self._chunk({"annotations": notes, "refused": event.answer.refused}, finish="stop")
                if self._wants_usage:  # in a chunk of its own, without choices
                    last += _data({**self._head, "choices": [], "usage": _usage(*self._asked, event.answer)})
                return last + "data: [DONE]\n\n"
            case Exception():
                return _data(error_body(event))
            case _:
                return self._chunk({"role": "assistant", "content": ""})

    def _chunk(self, delta: Mapping[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        nothing = {"usage": None} if self._wants_usage else {}
        return _data({**self._head, "choices": [choice], **nothing})


def _data(value: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
