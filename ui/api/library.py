"""Changing the library over HTTP: uploads, corrections, removal; and what was understood of a speech."""

import logging
from collections.abc import Collection, Generator, Mapping, Sequence
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import JSONResponse, StreamingResponse

from corpus import NotFoundError, Speech
from ui.api import requests, responses
from ui.api.questions import event_stream, frame
from ui.api.responses import problems
from ui.i18n import messages
from ui.middleware.error_responses import error_body
from ui.middleware.metrics import Metrics
from ui.middleware.permissions import changed
from ui.services.inspection import Shelf, understand
from ui.services.uploads import Adder, Progress, Result, Sent, Uploads

UPLOAD_PATH = "/api/library/documents"

log = logging.getLogger(__name__)
_EVENTS = responses.events(
    "`progress` {done, total, name} …, `result` {name, outcome, reason, speech} for each document, `finished` {}"
)


class Keeper(Shelf, Adder, Protocol):
    """The part of `index.Library` that can be changed here."""

    def correct(
        self, speech_id: str, fields: Mapping[str, str | None] | None = None, *, forget: Sequence[str] = ()
    ) -> Speech:
        """Correct metadata by hand."""
        ...

    def put_back(self, speech_id: str, starts: Collection[int] | None = None) -> Speech:
        """Make lines that were set aside part of the text."""
        ...

    def remove(self, speech_id: str) -> Speech:
        """Remove a speech."""
        ...


def router(library: Keeper, metrics: Metrics) -> APIRouter:
    """Return the routes over one library."""
    routes = APIRouter(tags=["library"])
    uploads = Uploads(library)

    @routes.post(
        UPLOAD_PATH,
        summary="Add files and zips; what becomes of each comes as server-sent events",
        response_class=StreamingResponse,
        responses={200: {"content": _EVENTS}, **problems(403, 408, 413, 429)},
    )
    async def upload(
        files: Annotated[list[UploadFile], File(description="Text, web pages, Word, PDF, tables, zip")],
        request: Request,
        replace: Annotated[bool, Query(description="A file of a known name is that document, changed")] = False,
    ) -> Any:
        sent = [Sent(file.filename or "", file.file) for file in files]
        try:
            return await event_stream(
                _ended(uploads.add(sent, replace=replace)), lambda event: _frames(event, metrics, request)
            )
        finally:
            for file in files:
                await file.close()

    @routes.get(
        "/api/speeches/{speech_id}/understanding",
        summary="What was understood of a speech, and where it was read",
        responses={200: {"model": responses.UnderstandingOut}, **problems(404)},
    )
    def understanding(speech_id: str) -> JSONResponse:
        return JSONResponse(understand(library, speech_id).to_dict())

    @routes.patch(
        "/api/speeches/{speech_id}",
        summary="Correct metadata by hand, for good",
        responses={200: {"model": responses.SpeechOut}, **problems(403, 404, 429)},
    )
    def correct(speech_id: str, body: requests.CorrectionBody, request: Request) -> JSONResponse:
        speech = library.correct(_whole(speech_id), body.fields, forget=body.forget)
        new = [f"{name}={value or ''}" for name, value in body.fields.items()]
        changed(request, title=speech.title, fields=" ".join([*new, *(f"{name}=?" for name in body.forget)]))
        return JSONResponse(speech.to_dict())

    @routes.post(
        "/api/speeches/{speech_id}/lines",
        summary="Put lines that are not searched back into the text, for good",
        responses={200: {"model": responses.SpeechOut}, **problems(403, 404, 429)},
    )
    def put_back(speech_id: str, body: requests.LinesBody, request: Request) -> JSONResponse:
        speech = library.put_back(_whole(speech_id), body.starts)
        changed(request, title=speech.title)
        return JSONResponse(speech.to_dict())

    @routes.delete(
        "/api/speeches/{speech_id}",
        summary="Remove a speech; the file it came from stays",
        responses={200: {"model": responses.SpeechOut}, **problems(403, 404)},
    )
    def remove(speech_id: str, request: Request) -> JSONResponse:
        speech = library.remove(_whole(speech_id))
        changed(request, title=speech.title, path=speech.path)
        return JSONResponse(speech.to_dict())

    def _whole(speech_id: str) -> str:
        # a shortened id is for people; a program that changes something has to say exactly what
        if library.speech(speech_id).id != speech_id:
            raise NotFoundError(
                "no speech with id {speech!r}; list them at /api/speeches", code="no_speech_whole_id", speech=speech_id
            )
        return speech_id

    return routes


def _ended(events: Generator[Progress | Result]) -> Generator[Progress | Result | None]:
    yield from events
    yield None


def _frames(event: Progress | Result | Exception | None, metrics: Metrics, request: Request) -> str:
    match event:
        case None:
            return frame("finished", {})
        case Progress():
            return frame("progress", {"done": event.done, "total": event.total, "name": event.name})
        case Result():
            metrics.added(event.outcome, 1)
            speech = event.speech.to_dict() if event.speech else None
            if event.outcome != "unchanged":
                title = {"id": event.speech.id, "title": event.speech.title} if event.speech else {}
                changed(request, name=event.name, outcome=event.outcome, **title)
            reason = messages.for_reader(event.reason, request.headers) if event.reason else ""
            data = {"name": event.name, "outcome": event.outcome, "reason": reason, "speech": speech}
            return frame("result", data)
        case _:
            return frame("error", error_body(event, request.headers))
