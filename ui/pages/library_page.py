"""The library's page: what it holds, with charts, search and uploads; and the routes of a speech's page.

Plain pages rendered on the server; their script sends files and corrections to the HTTP service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from corpus import Message, NotFoundError, SettingsError, Speech, fold
from corpus.metadata.fields import FIELDS, KINDS
from index import LITTLE, Filters
from ui.backend import Backend
from ui.i18n import messages, texts
from ui.i18n.texts import Pair
from ui.middleware.authentication import current
from ui.pages import charts
from ui.pages.document_page import error_page
from ui.pages.page_frame import REMOVE, response
from ui.pages.page_frame import page as page_of
from ui.pages.speech_page import speech_body
from ui.rendering.answer_html import byline
from ui.rendering.markup import attribute, both, escape, filled
from ui.services.accounts.roles import Role
from ui.services.inspection import Shelf, understand
from ui.services.uploads import MAX_FILES, TYPES

_KINDS_OF_FILES: Pair = (
    "Word、WPS、PDF、OFD、网页、表格、幻灯片、邮件、电子书、纯文本，扫描件和图片，以及装着它们的 zip",
    "Word, WPS, PDF, OFD, web pages, spreadsheets, slides, mail, e-books, plain text, scans, and zips of them",
)
_ORDERS: dict[str, Pair] = {
    "": ("日期，新的在前", "Date, newest first"),
    "oldest": ("日期，旧的在前", "Date, oldest first"),
    "title": ("题名", "Title"),
    "speaker": ("讲话人", "Speaker"),
}
PAGE = 60  # speeches of one page
_BESIDE = 2  # pages named before and behind the one that is shown
Tags = Mapping[str, Sequence[str]]
"""What each speech is filed under, by its id."""
_Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; empty texts narrow nothing."""

    q: str = ""
    speaker: str = ""
    place: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    tag: str = ""
    sort: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__ if name != "sort")

    @property
    def query(self) -> dict[str, str]:
        """What of it an address has to say."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}

    def pick(self, speeches: Sequence[Speech], tags: Tags) -> list[Speech]:
        """Return the speeches that meet it in its order; what lacks that by which they are put in order comes last.

        :raises SettingsError: If a date is none.
        """
        filters = Filters(
            speakers=[self.speaker] if self.speaker else (),
            places=[self.place] if self.place else (),
            kinds=[self.kind] if self.kind else (),
            since=self.since or None,
            until=self.until or None,
        )
        words = fold(self.q).split()
        found = [s for s in speeches if filters.accepts(s) and (not words or _says(s, words, tags.get(s.id, ())))]
        if self.tag:
            found = [speech for speech in found if self.tag in tags.get(speech.id, ())]
        by = "date" if self.sort not in ("title", "speaker") else self.sort
        known = [speech for speech in found if getattr(speech, by)]
        newest = by == "date" and self.sort != "oldest"
        known.sort(key=lambda speech: (fold(getattr(speech, by)), speech.date or "", speech.title), reverse=newest)
        return [*known, *sorted((s for s in found if not getattr(s, by)), key=lambda speech: speech.title)]


@dataclass(frozen=True, slots=True)
class Shelved:
    """What a library knows of its speeches beside them.

    :param shares: The share of each speech's document that is searched, by id.
    :param tags: What each is filed under.
    :param writable: Whether it can be changed.
    :param pending: Passages that have no vector yet.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    tags: Tags = field(default_factory=dict)
    writable: bool = True
    pending: int = 0


def router(backend: Backend, shelf: Shelf | None) -> APIRouter:
    """Return the pages.

    :param shelf: The library itself; without it there is only the list.
    """
    routes = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @routes.get("/library")
    def library(  # noqa: PLR0913  one for each field
        q: _Text = "",
        speaker: _Text = "",
        place: _Text = "",
        kind: _Text = "",
        since: Annotated[str, Query(max_length=20)] = "",
        until: Annotated[str, Query(max_length=20)] = "",
        tag: _Text = "",
        sort: _Text = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> HTMLResponse:
        wanted = Wanted(*(value.strip() for value in (q, speaker, place, kind, since, until, tag, sort)))
        speeches, tags = backend.speeches(), shelf.tags() if shelf is not None else {}
        try:
            found, problem = wanted.pick(speeches, tags), None
        except SettingsError as error:
            found, problem = [], error.message
        shares = shelf.shares() if shelf is not None else {}
        pending = shelf.count_pending() if shelf is not None else 0
        known = Shelved(shares, tags, writable=shelf is not None, pending=pending)
        body = list_body(speeches, found, wanted, page, known, problem)
        return response(page_of(texts.LIBRARY[0], body), 400 if problem else 200)

    @routes.get("/library/{speech_id}")
    def speech(speech_id: str) -> HTMLResponse:
        if shelf is None:
            return response(error_page(Message("this library can only be read", code="read_only")), 404)
        try:
            return response(
                page_of("讲话", speech_body(understand(shelf, speech_id), writable=current().may(Role.EDITOR)))
            )
        except NotFoundError as error:
            return response(error_page(error.message), 404)

    return routes


def list_body(
    speeches: Sequence[Speech],
    found: Sequence[Speech],
    wanted: Wanted,
    page: int,
    known: Shelved,
    problem: Message | None = None,
) -> str:
    """Return the list with its charts, filter and the place to drop files on."""
    first, editable = (page - 1) * PAGE, current().may(Role.EDITOR)
    rows = "".join(_row(speech, known, editable=editable) for speech in found[first : first + PAGE])
    names = sorted({tag for own in known.tags.values() for tag in own})
    changing = known.writable and editable
    of = f" / {len(speeches)}" if wanted else ""
    head = f'<header><h1>{both(texts.LIBRARY)} <b class="count">{len(found)}{of}</b></h1></header>'
    alert = f'<p role="alert">{both(messages.pair(problem))}</p>' if problem else ""
    waiting = (
        f'<p class="empty" role="status">{both(filled(texts.PENDING, known.pending))}</p>' if known.pending else ""
    )
    nothing = ("没有符合条件的讲话。", "Nothing matches.") if speeches else ("还没有讲话。", "No speeches yet.")
    empty = f'<p class="empty">{both(nothing)}</p>'
    drawn = (
        charts.columns(("按年份", "By year"), charts.by_year(found))
        + charts.rows(("按讲话人", "By speaker"), charts.ranked((s.speaker for s in found), "speaker"))
        + charts.rows(("按地点", "By place"), charts.ranked((s.place for s in found), "place"))
    )
    return (
        f"{head}{_upload() if changing else ''}{_filter(speeches, wanted, names) if speeches else ''}{alert}{waiting}"
        f'<div class="charts">{drawn}</div>'
        + (_tagging(names) if rows and changing else "")
        + (f'<ol class="list">{rows}</ol>' if rows else empty)
        + _pager(len(found), wanted, page)
    )


def _says(speech: Speech, words: Sequence[str], tags: Sequence[str]) -> bool:
    about = fold("\n".join(filter(None, (*(getattr(speech, name) for name in FIELDS), *tags)))) + speech.id
    return all(word in about for word in words)


def _upload() -> str:
    types = ",".join(TYPES)
    return (
        f'<form id="upload" data-files="{MAX_FILES}"><label class="drop" for="files">'
        f"<b>{both(('添加讲话', 'Add speeches'))}</b>"
        f"<span>{both(('把文件或 zip 拖到这里，或点击选择', 'drop files or a zip here, or click to choose'))}</span>"
        f'<small title="{escape(" ".join(TYPES))}">{both(_KINDS_OF_FILES)}</small></label>'
        f'<input id="files" type="file" name="files" multiple accept="{types}">'
        '<div id="sending" hidden><progress id="bar" max="1" value="0" '
        f"{attribute('aria-label', ('进度', 'Progress'))}></progress>"
        '<p id="doing" role="status"></p></div>'
        '<ul id="results" aria-live="polite"></ul></form>'
    )


def _tagging(names: Sequence[str]) -> str:
    """Return the form that files the chosen rows under a tag.

    :param names: Of the tags that there are.
    """
    known = "".join(f'<option value="{escape(name)}"></option>' for name in names)
    return (
        f'<form id="tagging" autocomplete="off"><label class="all"><input type="checkbox" id="tag-all">'
        f"{both(texts.TAG_ALL)}</label>"
        f'<input name="tag" list="tags" maxlength="40" {attribute("aria-label", texts.TAGS)} '
        f'{attribute("placeholder", texts.TAGS_HINT)}><datalist id="tags">{known}</datalist>'
        f'<button type="submit" value="add">{both(texts.TAG_ADD)}</button>'
        f'<button type="submit" value="remove" class="quiet">{both(texts.TAG_REMOVE)}</button>'
        '<p id="tagged" role="status"></p></form>'
    )


def _filter(speeches: Sequence[Speech], wanted: Wanted, tags: Sequence[str]) -> str:
    def choice(name: str, values: Sequence[str]) -> str:
        asked = getattr(wanted, name)
        known = next((value for value in values if fold(value) == fold(asked)), asked)  # 顧望舒 for 顾望舒
        options = "".join(
            f'<option value="{escape(v)}"{" selected" if v == known else ""}>{escape(v)}</option>'
            for v in dict.fromkeys([*values, *filter(None, [known])])
        )
        return (
            f'<label>{both(texts.FILTER_LABELS[name])}<select name="{name}">'
            f'<option value="" data-en="All">全部</option>{options}</select></label>'
        )

    def box(name: str, label: Pair, hint: Pair) -> str:
        return (
            f'<label>{both(label)}<input name="{name}" value="{escape(getattr(wanted, name))}" '
            f'{attribute("placeholder", hint)} maxlength="200"></label>'
        )

    speakers = sorted(name for name, _ in charts.spellings(s.speaker for s in speeches))
    places = sorted(name for name, _ in charts.spellings(s.place for s in speeches))
    kinds = [kind for kind in KINDS if any(s.kind == kind for s in speeches)]
    orders = "".join(
        f'<option value="{key}" data-en="{said[1]}"{" selected" if key == wanted.sort else ""}>{said[0]}</option>'
        for key, said in _ORDERS.items()
    )
    clear = f'<a href="/library">{both(texts.FILTER_LABELS["clear"])}</a>' if wanted else ""
    return (
        '<form id="filter" method="get" action="/library" role="search">'
        + box("q", ("查找", "Find"), ("题名、讲话人、会议…", "title, speaker, meeting…"))
        + choice("speaker", speakers)
        + choice("place", places)
        + choice("kind", kinds)
        + (choice("tag", tags) if tags else "")
        + box("since", texts.FILTER_LABELS["since"], ("2023", "2023"))
        + box("until", texts.FILTER_LABELS["until"], ("2024-06", "2024-06"))
        + f'<label>{both(("排序", "Order"))}<select name="sort">{orders}</select></label>'
        + f"<button>{both(texts.FILTERED)}</button>{clear}</form>"
    )


def _row(speech: Speech, known: Shelved, *, editable: bool) -> str:
    share, tags, writable = known.shares.get(speech.id), known.tags.get(speech.id, ()), known.writable
    about = escape(" · ".join(part for part in (speech.occasion, speech.place, speech.kind) if part))
    if share is not None:
        words = both((f"{share:.0%} 可检索", f"{share:.0%} searched"))
        about += f'{" · " if about else ""}<span class="share{" little" if share < LITTLE else ""}">{words}</span>'
    details = ("信息与更正", "Details") if editable else ("信息", "Details")
    remove = (
        f'<button type="button" class="quiet danger" data-remove="{escape(speech.id)}" '
        f'data-title="{escape(speech.title)}">{both(REMOVE)}</button>'
        if editable
        else ""
    )
    link = f'<a href="/library/{escape(speech.id)}">{both(details)}</a>'
    tools = f'<span class="tools">{link}{remove}</span>' if writable else ""
    filed = "".join(f'<a class="tag" href="/library?{urlencode({"tag": tag})}">{escape(tag)}</a>' for tag in tags)
    label = attribute("aria-label", filled(texts.TAG_CHOOSE, speech.title))
    choose = f'<label class="pick"><input type="checkbox" class="choose" value="{escape(speech.id)}" {label}></label>'
    chosen = choose if writable and editable else ""
    return (
        f'<li id="s-{escape(speech.id)}">{chosen}'
        f'<a class="title" href="/speech/{escape(speech.id)}">{escape(speech.title)}</a>'
        f'<p class="byline">{byline(speech)}{filed}</p>'
        f'<p class="about">{about}{tools}</p></li>'
    )


def _pager(count: int, wanted: Wanted, page: int) -> str:
    pages = -(-count // PAGE)
    if pages < 2:
        return ""

    def link(to: int, label: Pair, *, current: bool = False) -> str:
        if current:
            return f'<span class="here" aria-current="page">{both(label)}</span>'
        if not 1 <= to <= pages:
            return f'<span class="off">{both(label)}</span>'
        return f'<a href="{escape("/library?" + urlencode({**wanted.query, "page": to}))}">{both(label)}</a>'

    near = sorted({1, pages, *range(max(1, page - _BESIDE), min(pages, page + _BESIDE) + 1)})
    numbers, before = "", 0
    for number in near:
        numbers += " … " * (number > before + 1) + link(number, (f"{number}", f"{number}"), current=number == page)
        before = number
    return (
        f'<nav class="pager" {attribute("aria-label", ("分页", "Pages"))}>{link(page - 1, ("上一页", "Previous"))} '
        f"{numbers} {link(page + 1, ('下一页', 'Next'))}</nav>"
    )
