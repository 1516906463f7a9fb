"""Plain pages rendered on the server: one whole document with a span marked, and the list of documents."""

import re
from collections.abc import Sequence

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from corpus import NotFoundError, Speech
from corpus.speech import check_span
from ui import texts
from ui.backend import Backend
from ui.render import both, byline, escape, pieces
from ui.security import PAGE_POLICY

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def router(backend: Backend) -> APIRouter:
    """Return the routes of the plain pages."""
    routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @routes.get("/speech/{speech_id}")
    def speech(speech_id: str, span: str | None = Query(default=None, max_length=20)) -> HTMLResponse:
        try:
            found, text = backend.speech(speech_id), backend.source_text(speech_id)
            body = speech_page(found, text, parse_span(span, len(text)) if span else None)
        except NotFoundError as error:
            return _response(error_page(str(error)), status=404)
        return _response(body)

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
        raise NotFoundError(f"no span {text!r} in a text of {length} characters; write start-end") from None
    return start, end


def speech_page(speech: Speech, text: str, span: tuple[int, int] | None) -> str:
    """Return a whole document as it is, the span marked.

    The mark's id is `start-end`, so that a link's fragment finds it.
    """
    parts: list[str] = []
    anchor = f' id="{span[0]}-{span[1]}"' if span else ""
    for piece in pieces(len(text), (speech.start, speech.end or len(text)), span):
        shown = escape(text[piece.start : piece.end])
        if piece.kind == "mark":
            parts.append(f"<mark{anchor}>{shown}</mark>")
            anchor = ""  # a span across the body's edge has two marks, but an id is given once
        elif piece.kind == "outside":
            parts.append(f'<span class="outside">{shown}</span>')
        else:
            parts.append(shown)
    place = " · ".join(part for part in (speech.occasion, speech.place, speech.kind) if part)
    below = f"<p>{escape(place)}</p>" if place else ""
    return _page(
        speech.title,
        f'<header><h1>{escape(speech.title)}</h1><p class="byline">{byline(speech)}</p>{below}'
        f'<p class="note">{both(texts.SOURCE_NOTE)}</p></header>'
        f'<article class="source" lang="zh">{"".join(parts)}</article>',
    )


def list_page(speeches: Sequence[Speech]) -> str:
    """Return the library's documents, newest first."""
    ordered = sorted(speeches, key=lambda speech: speech.date or "", reverse=True)
    rows = "".join(
        f'<li><a href="/speech/{escape(s.id)}">{escape(s.title)}</a><p class="byline">{byline(s)}</p></li>'
        for s in ordered
    )
    heading = f'<header><h1>{both(texts.LIBRARY)} <b class="count">{len(ordered)}</b></h1></header>'
    return _page(texts.LIBRARY[0], f'{heading}<ol class="list">{rows}</ol>')


def error_page(message: str) -> str:
    """Return a page that says what could not be found."""
    return _page(texts.NOT_FOUND[0], f"<header><h1>{both(texts.NOT_FOUND)}</h1><p>{escape(message)}</p></header>")


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {texts.NAME}</title>"
        '<link rel="icon" href="/page/icon.svg"><link rel="stylesheet" href="/page/source.css">'
        '<script src="/page/source.js" defer></script></head><body>'
        f'<nav><a href="/">{texts.NAME}</a><a href="/speeches">{both(texts.LIBRARY)}</a></nav>'
        f"<main>{body}</main></body></html>"
    )


def _response(body: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(body, status_code=status, headers={"Content-Security-Policy": PAGE_POLICY})
