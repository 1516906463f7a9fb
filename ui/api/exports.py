"""Taking answers along: references, exports, and what readers think of them."""

from dataclasses import replace
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from ui.api import requests, responses
from ui.api.responses import problems
from ui.backend import Backend
from ui.middleware.authentication import identity_of
from ui.rendering import export, references
from ui.rendering.attribution_labels import notes, remarks, remarks_of
from ui.rendering.export import FORMATS
from ui.rendering.references import Paper, sources_of
from ui.services.accounts.roles import Role
from ui.services.feedback_store import Feedback, Judgement, to_jsonl
from ui.services.question_input import checked_question


def router(backend: Backend, feedback: Feedback) -> APIRouter:
    """Return the routes over one assistant and one file of judgements."""
    routes = APIRouter(tags=["papers"])

    @routes.get(
        "/api/reference",
        summary="One passage with its reference, to paste",
        responses={200: {"model": responses.ReferenceOut}, **problems(404)},
    )
    def reference(
        speech_id: Annotated[str, Query(min_length=1, max_length=64)],
        start: Annotated[int, Query(ge=0, le=2**31)],
        end: Annotated[int, Query(ge=1, le=2**31)],
    ) -> JSONResponse:
        citation = references.cite(backend, 1, speech_id, start, end)
        named, found = references.cited(citation), notes(backend, [citation], sources_of([citation], backend))
        remark, whose = remarks(found).get(1, ""), found[1].to_dict() if found else None
        text = references.passage(citation, remark)
        return JSONResponse(
            {"reference": named, "quote": citation.quote, "text": text, "remark": remark, "whose": whose}
        )

    @routes.post(
        "/api/export",
        summary="An answer with its references as text, Markdown or Word, a list as CSV or XLSX",
        response_class=Response,
        responses={
            200: {"content": {media.partition(";")[0]: {} for media, _ in FORMATS.values()}},
            **problems(403, 404, 413),
        },
    )
    def export_answer(body: requests.ExportBody) -> Response:
        rows = tuple(references.row(backend, one.speech_id, one.start, one.end, one.facts) for one in body.rows)
        content, media_type = export.render(replace(_paper(backend, body), rows=rows), body.format)
        suffix = export.SUFFIXES[body.format]
        name = quote(export.file_name(body.question, body.format))
        disposition = f"attachment; filename=\"yinzheng{suffix}\"; filename*=UTF-8''{name}"
        return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})

    @routes.post(
        "/api/feedback",
        summary="Keep what a reader thinks of an answer, on this machine",
        responses={200: {"model": responses.KeptOut}, **problems(403, 404, 413)},
    )
    def judge(body: requests.FeedbackBody, request: Request) -> JSONResponse:
        paper = _paper(backend, body)
        kept = feedback.keep(
            Judgement(
                question=paper.question,
                up=body.rating == "up",
                text=paper.text,
                refused=paper.refused,
                reason=body.reason,
                comment=body.comment.strip(),
                expected=body.expected.strip(),
                history=tuple((turn.role, turn.text) for turn in body.history),
                sources=tuple(citation.speech.path for citation in paper.citations),
                quotes=tuple(citation.quote for citation in paper.citations),
                model=body.model,
                owner=identity_of(request.scope).owner,
            )
        )
        return JSONResponse({"id": kept})

    @routes.get(
        "/api/feedback",
        summary="What readers think: gold questions for `yinzheng eval`, or all that is kept, as JSON Lines",
        response_class=Response,
        responses={200: {"content": {"application/jsonl": {"schema": {"type": "string"}}}}, **problems()},
    )
    def judgements(request: Request, what: Literal["gold", "all"] = "gold") -> Response:
        who = identity_of(request.scope)  # who runs the service reads all, everybody else their own
        found = [one for one in feedback.all() if who.may(Role.ADMIN) or one.owner == who.owner]
        text = to_jsonl(found, everything=what == "all")
        headers = {"Content-Disposition": f'attachment; filename="feedback-{what}.jsonl"'}
        return Response(text, media_type="application/jsonl", headers=headers)

    return routes


def _paper(backend: Backend, body: requests.PaperBody) -> Paper:
    spans = body.citations
    cited = [references.cite(backend, s.number, s.speech_id, s.start, s.end) for s in spans]
    found = references.numbered(cited)
    remarks = remarks_of(found, backend)
    return Paper(checked_question(body.question), body.text, found, body.refused, remarks=remarks)
