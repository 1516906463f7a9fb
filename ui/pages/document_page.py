"""Plain pages rendered on the server: one whole document with a span marked, and the list of documents."""

import re
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse, Response

from corpus import Message, NotFoundError, Speech, Utterance, check_span
from corpus.readers.registry import suffix_of
from ui.backend import Backend, consistent, utterances_of
from ui.i18n import messages, texts
from ui.middleware.authentication import current
from ui.middleware.origin_guard import PAGE_POLICY
from ui.middleware.plain_page import bar
from ui.pages.document_view import document
from ui.rendering.answer_html import byline
from ui.rendering.invisible_characters import shown
from ui.rendering.markup import both, escape, switches
from ui.services.uploads import TYPES

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def router(backend: Backend) -> APIRouter:
    """Return the routes of the plain pages."""
    routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @routes.get("/speech/{speech_id}")
    def speech(speech_id: str, span: str | None = Query(default=None, max_length=20)) -> HTMLResponse:
        try:
            with consistent(backend):
                found, text = backend.speech(speech_id), backend.source_text(speech_id)
                utterances = utterances_of(backend, found.id)
            marked = parse_span(span, len(text)) if span else None
            body = speech_page(found, text, marked, utterances)
        except NotFoundError as error:
            return _response(error_page(error.message), status=404)
        return _response(body)

    @routes.get("/speech/{speech_id}/file")
    def original(speech_id: str) -> Response:
        path = Path(backend.speech(speech_id).path)
        if path.is_symlink() or not path.is_file() or suffix_of(path.name) not in TYPES:
            raise NotFoundError(
                "the file {name!r} is not kept: it was uploaded, packed or moved; its whole text is",
                code="file_not_kept",
                name=path.name,
            )
        return FileResponse(path, filename=path.name, media_type="application/octet-stream")

    @routes.get("/speeches")
    def speeches() -> HTMLResponse:
        return _response(list_page(backend.speeches()))

    return routes


def parse_span(text: str, length: int) -> tuple[int, int]:
    """Read `start-end`.

    :raises NotFoundError: If it is not a span of a text of `length` characters.
    """
    match = _SPAN.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        start, end = int(match[1]), int(match[2])
        check_span(start, end, length)
    except ValueError:
        raise NotFoundError(
            "no span {span!r} in a text of {length} characters; write start-end",
            code="no_span",
            span=text,
            length=length,
        ) from None
    return start, end


def speech_page(speech: Speech, text: str, span: tuple[int, int] | None, utterances: Sequence[Utterance] = ()) -> str:
    """Return a whole document, original and cleaned, the span marked."""
    return _page(speech.title, document(speech, text, span, utterances), kind="wide")


def list_page(speeches: Sequence[Speech]) -> str:
    """Return the library's documents, newest first."""
    ordered = sorted(speeches, key=lambda speech: speech.date or "", reverse=True)
    rows = "".join(
        f'<li><a href="/speech/{escape(s.id)}">{escape(s.title)}</a><p class="byline">{byline(s)}</p></li>'
        for s in ordered
    )
    heading = f'<header><h1>{both(texts.LIBRARY)} <b class="count">{len(ordered)}</b></h1></header>'
    return _page(texts.LIBRARY[0], f'{heading}<ol class="list">{rows}</ol>')


def error_page(message: Message) -> str:
    """Return a page that says what could not be found."""
    return _page(
        texts.NOT_FOUND[0], f"<header><h1>{both(texts.NOT_FOUND)}</h1><p>{both(messages.pair(message))}</p></header>"
    )


def _page(title: str, body: str, kind: str = "narrow") -> str:
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {texts.NAME}</title>"
        '<link rel="icon" href="/page/icon.svg"><script src="/page/early.js"></script>'
        '<link rel="stylesheet" href="/page/theme.css"><link rel="stylesheet" href="/page/source.css">'
        '<link rel="stylesheet" href="/page/document.css">'
        f'<script src="/page/source.js" defer></script></head><body class="{kind}">'
        f'<nav aria-label="{texts.NAME}"><a class="name" href="/">{texts.NAME}</a><a href="/">{both(texts.CHAT)}</a>'
        f'<a href="/library">{both(texts.LIBRARY)}</a><a href="/desk">{both(texts.DESK)}</a>'
        f"{bar(current())}{switches()}</nav>"
        f"<main>{body}</main></body></html>"
    )


def _response(body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(shown(body), status_code=status, headers={"Content-Security-Policy": PAGE_POLICY})
