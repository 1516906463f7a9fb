"""The drafter's desk over HTTP: phrases over time, a draft checked, a speech as cited lines. No model takes part."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from index import Filters, Library
from rag import (
    MOST_POINTS,
    ConcordanceOrder,
    DispersionBy,
    check_draft,
    concordance,
    contrast,
    digest_meeting,
    digest_novelty,
    digest_outline,
    digest_points,
    dispersion,
    draft_of_text,
    draft_with_comments,
    neighbours,
    wording_changes,
)
from ui.api.requests import FiltersBody, Strict
from ui.api.responses import problems

MAX_CHECKED = 30_000  # characters of a draft in one request: some 20 pages
_Many = Annotated[list[Annotated[str, Field(max_length=300)]], Query(max_length=100)]
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_JSON: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}


class CheckBody(Strict):
    """A draft to check."""

    text: str = Field(min_length=1, max_length=MAX_CHECKED)
    filters: FiltersBody | None = None
    format: Literal["json", "docx"] = "json"


def router(library: Library) -> APIRouter:
    """Return the routes over one library."""
    routes = APIRouter(tags=["desk"])

    @routes.get(
        "/api/phrases",
        summary="Every use of a phrase: first and last, by year, in context; or two phrases side by side",
        responses={**problems(), **_JSON},
    )
    def phrases(  # noqa: PLR0913  one for each parameter of the query
        q: Annotated[str, Query(min_length=1, max_length=200, description="The phrase", examples=["竹纸"])],
        against: Annotated[str | None, Query(max_length=200, description="Another phrase")] = None,
        by: DispersionBy = "year",
        sort: ConcordanceOrder = "date",
        limit: Annotated[int, Query(ge=0, le=2_000, description="Uses listed; all are counted")] = 50,
        more: Annotated[list[Literal["neighbours", "changes"]], Query(max_length=2)] = [],  # noqa: B006  it is copied
        speaker: _Many = [],  # noqa: B006
        place: _Many = [],  # noqa: B006
        since: Annotated[str | None, Query(max_length=10)] = None,
        until: Annotated[str | None, Query(max_length=10)] = None,
    ) -> JSONResponse:
        filters = Filters(speaker, place, since, until)
        with library.consistent():
            if against is not None:
                return JSONResponse(contrast(library, q, against, filters, by=by).to_dict(limit))
            found = concordance(library, q, filters)
            result = {
                **found.to_dict(sort, limit),
                "by": by,
                "groups": [row.to_dict() for row in dispersion(found, by)],
            }
            if "neighbours" in more:
                result["neighbours"] = [word.to_dict() for word in neighbours(library, found)]
            if "changes" in more:
                result["changes"] = [version.to_dict() for version in wording_changes(library, found)]
        return JSONResponse(result)

    @routes.post(
        "/api/check",
        summary="Check a draft sentence by sentence; as JSON, or as Word with comments",
        responses={**problems(403, 413), 200: {"content": {**_JSON[200]["content"], _DOCX: {}}}},
    )
    def check(body: CheckBody) -> Response:
        draft = draft_of_text(body.text)
        chosen = Filters(**body.filters.model_dump()) if body.filters else None
        report = check_draft(library, draft, filters=chosen)
        if body.format == "docx":
            headers = {"Content-Disposition": 'attachment; filename="checked.docx"'}
            return Response(draft_with_comments(report, draft), media_type=_DOCX, headers=headers)
        return JSONResponse(report.to_dict())

    @routes.get(
        "/api/digest/{speech_id}",
        summary="A speech as cited lines: its outline, n points, what is new, who said what",
        responses={**problems(404), **_JSON},
    )
    def digest(
        speech_id: str,
        what: Literal["outline", "points", "new", "who"] = "outline",
        count: Annotated[int, Query(ge=1, le=MOST_POINTS, description="Of points")] = 3,
        depth: Annotated[int, Query(ge=1, le=6, description="Levels of the outline")] = 2,
        against: Annotated[str | None, Query(max_length=64, description="The speech to compare it with")] = None,
    ) -> JSONResponse:
        match what:
            case "points":
                return JSONResponse(digest_points(library, speech_id, count).to_dict())
            case "new":
                return JSONResponse(digest_novelty(library, speech_id, against).to_dict())
            case "who":
                return JSONResponse(digest_meeting(library, speech_id).to_dict())
            case _:
                return JSONResponse(digest_outline(library, speech_id, depth=depth).to_dict())

    return routes
