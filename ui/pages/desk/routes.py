"""The routes of the desk's pages, and of what they show as data."""

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

from corpus import YinzhengError
from index import Library
from rag import (
    MAX_QUESTION,
    WATCHES_FILE,
    Draft,
    Watches,
    check_draft,
    draft_of_text,
    draft_with_comments,
    look_for_news,
    news_as_atom,
    news_as_json_lines,
    read_draft,
    watch_states,
)
from ui.backend import Backend, directory_of
from ui.i18n import texts
from ui.middleware.authentication import identity_of
from ui.pages.desk import (
    check_page,
    compare_page,
    digest_page,
    figures_page,
    keyness_page,
    parts,
    phrases_page,
    watch_page,
)
from ui.rendering.invisible_characters import shown
from ui.rendering.markup import both
from ui.rendering.spreadsheet import XLSX, csv_text, workbook

CHECK_PATH = "/desk/check"
MAX_FILE = 16 << 20  # bytes of a draft
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_Text = Annotated[str, Query(max_length=300)]
_Ending = Literal["csv", "xlsx"]


def _of_figures(measure: _Text = "", of: _Text = "", years: _Text = "", kind: _Text = "") -> figures_page.Wanted:
    return figures_page.Wanted(measure.strip(), of.strip(), years.strip(), kind)


def _of_phrases(  # noqa: PLR0913  one for each field
    q: _Text = "",
    also: _Text = "",
    against: _Text = "",
    speaker: _Text = "",
    place: _Text = "",
    since: _Text = "",
    until: _Text = "",
    sort: _Text = "date",
    by: _Text = "year",
) -> phrases_page.Wanted:
    asked = (q, also, against, speaker, place, since, until, sort, by)
    return phrases_page.Wanted(*(one.strip() for one in asked))


def _of_sets(  # noqa: PLR0913  one for each field
    speaker1: _Text = "",
    place1: _Text = "",
    since1: _Text = "",
    until1: _Text = "",
    speaker2: _Text = "",
    place2: _Text = "",
    since2: _Text = "",
    until2: _Text = "",
    sure: _Text = "",
) -> keyness_page.Wanted:
    asked = (speaker1, place1, since1, until1, speaker2, place2, since2, until2, sure)
    return keyness_page.Wanted(*(one.strip() for one in asked))


_Sets = Annotated[keyness_page.Wanted, Depends(_of_sets)]
_Figures = Annotated[figures_page.Wanted, Depends(_of_figures)]
_Phrases = Annotated[phrases_page.Wanted, Depends(_of_phrases)]
"""What a page's form asks for; the page and its data read it alike."""


def router(backend: Backend, library: Library) -> APIRouter:
    """Return the routes over one library."""
    routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    directory = directory_of(backend)
    _figures(routes, library)
    _phrases(routes, library)
    _keyness(routes, library)
    _sides(routes, library)
    _drafts(routes, library)
    _watched(routes, library, directory / WATCHES_FILE if directory else None)

    @routes.get("/desk")
    def desk() -> HTMLResponse:
        cards = "".join(
            f'<li><a href="/desk/{name}"><b>{both(title)}</b><span>{both(about)}</span></a></li>'
            for name, (title, about) in parts.TOOLS.items()
        )
        return parts.page("", f'<ul class="cards">{cards}</ul>')

    return routes


def _figures(routes: APIRouter, library: Library) -> None:
    @routes.get("/desk/figures")
    def figures(wanted: _Figures) -> HTMLResponse:
        return parts.page("figures", figures_page.body(library, wanted))

    @routes.get("/desk/figures.{ending}")
    def figures_data(ending: _Ending, wanted: _Figures) -> Response:
        return _data("figures", ending, figures_page.HEAD, list(figures_page.data(library, wanted)))


def _phrases(routes: APIRouter, library: Library) -> None:
    @routes.get("/desk/phrases")
    def phrases(wanted: _Phrases, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> HTMLResponse:
        try:
            return parts.page("phrases", phrases_page.body(library, wanted, page))
        except YinzhengError as error:
            return parts.failed("phrases", phrases_page.form(wanted), error)

    @routes.get("/desk/phrases.{ending}")
    def phrases_data(ending: _Ending, wanted: _Phrases, data: Literal["uses", "groups"] = "uses") -> Response:
        if data == "groups":
            rows = list(phrases_page.groups_data(library, wanted))
            return _data("phrases-counts", ending, phrases_page.GROUPS, rows)
        return _data("phrases", ending, phrases_page.USES, list(phrases_page.uses_data(library, wanted)))


def _keyness(routes: APIRouter, library: Library) -> None:
    @routes.get(f"/desk/{keyness_page.TOOL}")
    def new_phrases(wanted: _Sets) -> HTMLResponse:
        try:
            return parts.page(keyness_page.TOOL, keyness_page.body(library, wanted))
        except YinzhengError as error:
            return parts.failed(keyness_page.TOOL, keyness_page.form(library, wanted), error)

    @routes.get(f"/desk/{keyness_page.TOOL}.{{ending}}")
    def new_phrases_data(ending: _Ending, wanted: _Sets) -> Response:
        return _data(keyness_page.TOOL, ending, keyness_page.HEAD, list(keyness_page.data(library, wanted)))


def _sides(routes: APIRouter, library: Library) -> None:
    @routes.get("/desk/compare")
    def compare(left: _Text = "", right: _Text = "", topic: _Text = "") -> HTMLResponse:
        wanted = compare_page.Wanted(left.strip(), right.strip(), topic.strip())
        try:
            return parts.page("compare", compare_page.body(library, wanted))
        except YinzhengError as error:
            return parts.failed("compare", compare_page.form(library, wanted), error)

    @routes.get("/desk/digest")
    def digest(
        speech: _Text = "",
        what: _Text = "outline",
        count: Annotated[int, Query(ge=1, le=20)] = 3,
        topic: _Text = "",
        speaker: _Text = "",
        order: _Text = "date",
    ) -> HTMLResponse:
        wanted = digest_page.Wanted(speech.strip(), what, count, topic.strip(), speaker.strip(), order)
        try:
            return parts.page("digest", digest_page.body(library, wanted))
        except YinzhengError as error:
            return parts.failed("digest", digest_page.form(library, wanted), error)


def _drafts(routes: APIRouter, library: Library) -> None:
    @routes.get(CHECK_PATH)
    def check() -> HTMLResponse:
        return parts.page("check", check_page.form())

    @routes.post(CHECK_PATH)
    def checked(
        request: Request,
        text: Annotated[str, Form()] = "",
        file: Annotated[UploadFile | None, File()] = None,
        format: Annotated[Literal["html", "json", "docx"], Form()] = "html",
    ) -> Response:
        try:
            draft = _draft(text, file)
        except YinzhengError as error:
            if "text/event-stream" in request.headers.get("accept", ""):
                return StreamingResponse(
                    iter([_frame("error", parts.alert(error.message))]), media_type="text/event-stream"
                )
            return parts.failed("check", check_page.form(text), error)
        if "text/event-stream" in request.headers.get("accept", ""):
            return StreamingResponse(_progress(library, draft), media_type="text/event-stream")
        report = check_draft(library, draft)
        if format == "json":
            named = {"Content-Disposition": 'attachment; filename="checked.json"'}
            return JSONResponse(report.to_dict(), headers=named)
        if format == "docx":
            named = {"Content-Disposition": 'attachment; filename="checked.docx"'}
            return Response(draft_with_comments(report, draft), media_type=_DOCX, headers=named)
        return parts.page("check", check_page.form(text) + check_page.report(report))


def _watched(routes: APIRouter, library: Library, path: Path | None) -> None:
    @contextmanager
    def watches(request: Request) -> Iterator[Watches]:
        with closing(Watches(path, identity_of(request.scope).owner)) as kept:
            yield kept

    @routes.get("/desk/watch")
    def watch(request: Request, text: _Text = "") -> HTMLResponse:
        with watches(request) as kept:
            look_for_news(library, kept)
            return parts.page("watch", watch_page.body(kept.all(), kept.news(100), text.strip()))

    @routes.post("/desk/watch")
    def watch_add(
        request: Request,
        text: Annotated[str, Form(max_length=MAX_QUESTION)] = "",
        kind: Annotated[Literal["phrase", "question"], Form()] = "phrase",
        from_start: Annotated[bool, Form()] = False,
    ) -> Response:
        with watches(request) as kept:
            try:
                kept.add(kind, text, None, None if from_start else watch_states(library))
            except YinzhengError as error:
                return parts.failed("watch", watch_page.body(kept.all(), kept.news(100)), error)
        return RedirectResponse("/desk/watch", 303)

    @routes.post("/desk/watch/remove")
    def watch_remove(request: Request, watch: Annotated[int, Form()]) -> Response:
        with watches(request) as kept:
            if any(one.id == watch for one in kept.all()):  # else it was removed in another window
                kept.remove(watch)
        return RedirectResponse("/desk/watch", 303)

    @routes.get("/desk/watch/feed.atom")
    def feed(request: Request) -> Response:
        with watches(request) as kept:
            look_for_news(library, kept)
            found = kept.news(200)
        return Response(news_as_atom(found, address=str(request.base_url)), media_type="application/atom+xml")

    @routes.get("/desk/watch/news.jsonl")
    def news(request: Request) -> Response:
        with watches(request) as kept:
            look_for_news(library, kept)
            found = kept.news(200)
        return Response(news_as_json_lines(found), media_type="application/x-ndjson")


def _draft(text: str, file: UploadFile | None) -> Draft:
    """Return what was sent: the file if there is one, else the text.

    :raises InputError, ReadError: If it is empty, too long or of a format that is not read.
    """
    if file is not None and file.filename:
        return read_draft(file.file.read(), file.filename)
    return draft_of_text(text.replace("\r\n", "\n"))


def _data(name: str, ending: _Ending, head: Any, rows: list[list[Any]]) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    if ending == "xlsx":
        return Response(workbook(name, head, rows), media_type=XLSX, headers=named)
    return Response(csv_text(head, rows, mark=True), media_type="text/csv; charset=utf-8", headers=named)


def _progress(library: Library, draft: Draft) -> Iterator[str]:
    """Check a draft in a thread of its own and yield how far it is, then the report. Who leaves stops it."""
    told: queue.Queue[str | None] = queue.Queue()
    left = threading.Event()

    def progress(done: int, total: int) -> None:
        if left.is_set():
            raise InterruptedError
        told.put(_frame("progress", {"done": done, "total": total}))

    def work() -> None:
        try:
            told.put(_frame("report", shown(check_page.report(check_draft(library, draft, progress=progress)))))
        except InterruptedError:
            pass
        except YinzhengError as error:
            told.put(_frame("error", parts.alert(error.message)))
        except Exception:
            told.put(_frame("error", f'<p role="alert">{both(texts.FAILED)}</p>'))
            raise
        finally:
            told.put(None)

    threading.Thread(target=work, daemon=True).start()
    try:
        yield from iter(told.get, None)
    finally:
        left.set()


def _frame(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
