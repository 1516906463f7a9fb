"""Plain pages rendered on the server: one whole document with a span marked, and the list of documents."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

from corpus import Message, NotFoundError, Speech, check_span
from corpus.readers.office import laid_out
from corpus.readers.registry import suffix_of
from ui.backend import Backend, consistent, library_of
from ui.i18n import messages, texts
from ui.middleware.authentication import current
from ui.middleware.origin_guard import PAGE_POLICY
from ui.middleware.plain_page import bar
from ui.pages.document_view import Sheets, document
from ui.rendering.answer_html import byline
from ui.rendering.attribution_labels import Known, whose_of
from ui.rendering.invisible_characters import shown
from ui.rendering.markup import both, escape, switches
from ui.services.page_pictures import WIDTHS, PagePictures
from ui.services.uploads import TYPES

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def router(backend: Backend) -> APIRouter:
    """Return the routes of the plain pages."""
    routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    library = library_of(backend)
    pictures = PagePictures(library) if library is not None else None

    @routes.get("/speech/{speech_id}")
    def speech(speech_id: str, span: str | None = Query(default=None, max_length=20)) -> HTMLResponse:
        try:
            with consistent(backend):
                found, text = backend.speech(speech_id), backend.source_text(speech_id)
                known = whose_of(backend, found, text)
            marked = parse_span(span, len(text)) if span else None
            sheets = sheets_of(pictures, found.id, marked) if pictures is not None else None
            body = speech_page(found, text, marked, known, sheets)
        except NotFoundError as error:
            return _response(error_page(error.message), status=404)
        return _response(body)

    @routes.get("/speech/{speech_id}/file")
    def original(speech_id: str) -> Response:
        found = backend.speech(speech_id)
        if library is not None:
            kept = library.original(found.id)
            headers = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(kept.name)}"}
            return Response(kept.data, media_type="application/octet-stream", headers=headers)
        path = Path(found.path)
        if path.is_symlink() or not path.is_file() or suffix_of(path.name) not in TYPES:
            raise NotFoundError(
                "the file {name!r} is not kept: it was packed or moved; its whole text is",
                code="file_not_kept",
                name=path.name,
            )
        return FileResponse(path, filename=path.name, media_type="application/octet-stream")

    @routes.get("/speech/{speech_id}/page/{number}")
    def sheet(
        speech_id: str,
        number: Annotated[int, PathParameter(ge=1, le=100_000)],
        request: Request,
        width: Annotated[int, Query(ge=1, le=4_000)] = WIDTHS[1],
    ) -> Response:
        drawn = _drawing(pictures).picture(backend.speech(speech_id).id, number, width)
        tag = f'"{hashlib.sha256(drawn.data).hexdigest()[:16]}"'
        headers = {"Cache-Control": "private, max-age=600", "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(drawn.data, media_type="image/webp", headers=headers)

    @routes.get("/speech/{speech_id}/pages")
    def pages(speech_id: str, span: Annotated[str | None, Query(max_length=20)] = None) -> JSONResponse:
        with consistent(backend):
            found, text = backend.speech(speech_id), backend.source_text(speech_id)
        start = parse_span(span, len(text))[0] if span else 0
        known = _drawing(pictures).lay_out(found.id)
        return JSONResponse({"count": known.count, "page": known.page_of(start), "version": known.version})

    @routes.get("/speech/{speech_id}/boxes")
    def boxes(speech_id: str, span: Annotated[str, Query(max_length=20)]) -> JSONResponse:
        with consistent(backend):
            found, text = backend.speech(speech_id), backend.source_text(speech_id)
        start, end = parse_span(span, len(text))
        pages = _drawing(pictures).boxes(found.id, start, end)
        return JSONResponse({"pages": [{"page": number, "boxes": where} for number, where in pages]})

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


def speech_page(
    speech: Speech,
    text: str,
    span: tuple[int, int] | None,
    known: Known | None = None,
    sheets: Sheets | None = None,
) -> str:
    """Return a whole document, original and cleaned, the span marked, and beside it the pages of its file."""
    return _page(speech.title, document(speech, text, span, known, sheets), kind="wide")


def sheets_of(pictures: PagePictures, speech_id: str, span: tuple[int, int] | None) -> Sheets | None:
    """Return the pages of a speech's file, open where a span stands; None if there are none to be seen.

    Of a file of a word processor it is not known how many there are before it is laid out.
    """
    try:
        pages = pictures.pages(speech_id)
        if pages is None and pictures.is_written(speech_id):
            return Sheets(0, 1, "", "" if laid_out.program() else laid_out.command())
    except NotFoundError:  # removed meanwhile
        return None
    return None if pages is None else Sheets(pages.count, pages.page_of(span[0]) if span else 1, pages.version)


def _drawing(pictures: PagePictures | None) -> PagePictures:
    if pictures is None:
        raise NotFoundError("a file of this type has no pages to be seen", code="page_undrawable")
    return pictures


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
