"""A conversation under a read-only link: made and taken back by whose it is, opened by whoever may log in here.

It shows the questions that there were when the link was made, their answers, and the passages that these cite. It has
no script, leads nowhere else, and ends by itself.
"""

import time
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from corpus import NotFoundError
from rag import Citation
from ui.backend import Backend
from ui.chat.reader_cookie import reader_of
from ui.chat.transcript import exchanged
from ui.i18n import texts
from ui.middleware.permissions import changed
from ui.rendering import shared_page
from ui.rendering.attribution_labels import remarks_of
from ui.rendering.markup import filled
from ui.rendering.references import standing
from ui.services.accounts.links import LONGEST, Link, Links, gone
from ui.services.accounts.store import Accounts
from ui.services.conversation_store import History

_Key = Annotated[str, Path(max_length=100)]
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
}


class DaysBody(BaseModel):
    """How long a link is to open."""

    model_config = ConfigDict(extra="forbid")

    days: int = Field(7, ge=1, le=LONGEST)


def router(history: History, links: Links, accounts: Accounts, backend: Backend) -> APIRouter:
    """Return the routes by which links are made, taken back and opened."""
    routes = APIRouter(include_in_schema=False)

    def owned(request: Request, key: str) -> tuple[str, int]:
        """Return the reader whose conversation it is, and how many questions it has."""
        reader = reader_of(request)
        if reader is None:
            raise _none(key)
        return reader, len(history.exchanges(reader, key))

    @routes.get("/conversations/{key}/link")
    def known(key: _Key, request: Request) -> dict[str, Any]:
        reader, questions = owned(request, key)
        return _told(links.of(reader, key), questions)

    @routes.post("/conversations/{key}/link")
    def make(key: _Key, body: DaysBody, request: Request) -> dict[str, Any]:
        reader, questions = owned(request, key)
        secret, link = links.make(reader, key, questions, body.days)
        changed(request, until=_day(link))
        return {"path": f"/shared/{secret}", **_told(link, questions)}

    @routes.delete("/conversations/{key}/link")
    def take_back(key: _Key, request: Request) -> dict[str, Any]:
        reader = reader_of(request)
        if reader is None:
            raise _none(key)
        return {"taken_back": links.take_back(reader, key)}  # of a conversation that was deleted too

    @routes.get("/shared/{secret}")
    def opened(secret: _Key) -> HTMLResponse:
        link = links.named(secret)
        owners = {f"account:{one.id}" for one in accounts.all()}
        if link.owner.startswith("account:") and link.owner not in owners:
            raise gone()  # who made it is no longer among us
        try:
            title = history.name(link.owner, link.conversation)
            found = exchanged(history.exchanges(link.owner, link.conversation)[: link.questions])
        except NotFoundError:
            raise gone() from None

        def remarks(citations: Sequence[Citation]) -> Any:
            return remarks_of(citations, backend)

        about = filled(texts.LINK_UNTIL, _day(link))
        body = shared_page.page(title, found, lambda one: standing(one, backend), remarks, passages=about)
        return HTMLResponse(body, headers=_HEADERS)

    return routes


def _none(key: str) -> NotFoundError:
    return NotFoundError(
        "no conversation {conversation!r}; it may have been deleted: open another",
        code="no_conversation",
        conversation=key,
    )


def _told(link: Link | None, questions: int) -> dict[str, Any]:
    if link is None:
        return {"until": None, "questions": questions}
    return {"until": _day(link), "questions": min(link.questions, questions)}


def _day(link: Link) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(link.until))
