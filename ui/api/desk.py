"""The drafter's desk over HTTP: figures of the speeches, and speeches against each other."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from corpus.language.lexicon import fill
from index import Filters, Library
from rag import (
    ComparedSide,
    FigureKind,
    compare_sides,
    figure_cells,
    refresh_figures,
)
from rag import (
    find_figures as figures,
)
from ui.api.requests import MAX_FILTER, Strict, Values
from ui.api.responses import problems

_Many = Annotated[list[Annotated[str, Query(max_length=300)]], Query(max_length=MAX_FILTER)]
_Year = Annotated[str, Field(pattern=fill("^{year}$"))]
_MOST = 5_000  # figures in one answer; the rest are counted


class SideBody(Strict):
    """One side: speeches by ids, or those of places, years and speakers; all that is given must hold."""

    ids: Values = Field(default_factory=list)
    places: Values = Field(default_factory=list)
    years: list[_Year] = Field(default=[], max_length=MAX_FILTER, description="Years of the speeches' dates, YYYY")
    speakers: Values = Field(default_factory=list)


class CompareBody(Strict):
    """What to compare."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"sides": [{"years": ["2024"]}, {"years": ["2025"]}], "topic": "竹纸"}]},
    )
    sides: list[SideBody] = Field(min_length=2, max_length=6)
    topic: str | None = Field(default=None, min_length=1, max_length=100)


class FigureOut(BaseModel):
    """One figure; `text` is the original's `[start:end]`, numbers are strings so that none loses a digit."""

    model_config = ConfigDict(extra="allow")
    speech_id: str
    measure: str
    wording: str
    value: str
    upper: str | None
    unit: str
    amount: str
    base: str
    bound: Literal["exact", "about", "over", "under"]
    change: Literal["", "rate", "amount", "times", "rank"]
    against: str | None
    place: str | None
    period: str
    kind: Literal["result", "aim", "plan"]
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    text: str


class FiguresOut(BaseModel):
    """Figures, and those of them of which sources differ."""

    figures: list[FigureOut]
    total: int
    conflicts: list[dict[str, Any]]


class ComparedOut(BaseModel):
    """What the sides share, to the character, what only one says, and the figures of all."""

    topic: str | None
    sides: list[dict[str, Any]]
    pairs: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    missing: list[str]


def router(library: Library) -> APIRouter:
    """Return the routes over one library."""
    routes = APIRouter(tags=["desk"])

    @routes.get(
        "/api/figures",
        summary="Figures of the speeches: measure, value, place, period, result or aim, and where each stands",
        responses={200: {"model": FiguresOut}, **problems()},
    )
    def find(
        measure: Annotated[str | None, Query(max_length=100, description="By any of its names; all if absent")] = None,
        of: _Many = [],  # noqa: B006 - pydantic copies it
        year: Annotated[list[_Year], Query(max_length=MAX_FILTER)] = [],  # noqa: B006
        kind: FigureKind | None = None,
        place: _Many = [],  # noqa: B006
        since: Annotated[str | None, Query(max_length=10)] = None,
        until: Annotated[str | None, Query(max_length=10)] = None,
    ) -> JSONResponse:
        filters = Filters(places=place, since=since, until=until)
        refresh_figures(library)  # before the state is held: what is written then is not seen in it
        with library.consistent():
            rows = figures(library, measure=measure, places=of, years=year, kind=kind, filters=filters)
            shown = rows[:_MOST]
            sources = {one: library.source_text(one) for one in {row.speech.id for row in shown}}
        found = [{**r.to_dict(), "text": sources[r.speech.id][r.figure.start : r.figure.end]} for r in shown]
        differing = [cell.to_dict() for cell in figure_cells(rows) if len(cell.readings) > 1]
        return JSONResponse({"figures": found, "total": len(rows), "conflicts": differing})

    @routes.post(
        "/api/compare",
        summary="Speeches, years or places against each other, to the character",
        responses={200: {"model": ComparedOut}, **problems(403, 404, 413)},
    )
    def against(body: CompareBody) -> JSONResponse:
        sides = [ComparedSide(*map(tuple, (one.ids, one.places, one.years, one.speakers))) for one in body.sides]
        return JSONResponse(compare_sides(library, sides[0], sides[1], *sides[2:], topic=body.topic).to_dict())

    return routes
