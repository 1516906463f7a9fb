"""What the pages of the desk are made of: their frame, fields, notes, words of a source that lead to it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse

from corpus import Message, Speech, YinzhengError
from rag import Excerpt
from ui.i18n import messages, texts
from ui.i18n.texts import Pair
from ui.pages import page_frame
from ui.rendering.answer_html import speech_link
from ui.rendering.markup import attribute, both, dates, escape

_ABOUT: dict[str, Pair] = {
    "figures": ("一项指标各地、各年的数字：列表、画图、下载", "A measure by place and year: table, chart, data"),
    "phrases": ("一个提法首次和最近的用例、各年频次、上下文", "A wording over time and in context"),
    "new-phrases": (
        "两组讲话相比，哪些提法是新的、哪些不再出现，有多确定",
        "What one set of speeches says and another does not, and how sure that is",
    ),
    "compare": ("两篇、两年或两地逐字对照，数字同列一表", "Speeches, years or places side by side, to the character"),
    "check": ("稿子逐句核对：引文、数字、职务、谁说的", "A draft against the library, sentence by sentence"),
    "digest": ("一篇的提纲和要点，各篇怎么谈一个题目，均为原句", "A speech, or a topic, as cited lines"),
    "watch": (
        "新增文件后，关注的提法和问题有什么新内容",
        "What new documents hold for saved phrases and questions",
    ),
}
TOOLS: dict[str, tuple[Pair, Pair]] = {name: (pair, _ABOUT[name]) for name, pair in texts.TOOLS.items()}
"""Name of each page: what it is called, what it is for."""


def page(tool: str, body: str, status: int = 200) -> HTMLResponse:
    """Return a page of the desk; a tool that is none is the desk's own page."""
    links = "".join(
        f'<li><a href="/desk/{name}"{" aria-current=page" if name == tool else ""}>{both(pair)}</a></li>'
        for name, (pair, _) in TOOLS.items()
    )
    title, about = TOOLS.get(
        tool, (texts.DESK, ("讲话当数据用；不经模型，句句有出处", "Texts as data; no model takes part"))
    )
    head = f"<header><h1>{both(title)}</h1><p>{both(about)}</p></header>"
    tools = f'<ul class="desk-tools" {attribute("aria-label", texts.DESK)}>{links}</ul>'
    response = page_frame.response(page_frame.page(title[0], tools + head + body, name="desk", dialog=False), status)
    # without it a browser sends a form as if it came from nowhere, and the service refuses it
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def failed(tool: str, form: str, error: YinzhengError) -> HTMLResponse:
    """Return the page with its form and what was wrong."""
    return page(tool, form + alert(error.message), 400)


def alert(message: Message) -> str:
    """Return what was wrong, in both languages."""
    return f'<p role="alert">{both(messages.pair(message))}</p>'


def note(pair: Pair) -> str:
    """Return a line of small print."""
    return f'<p class="note">{both(pair)}</p>'


def section(title: Pair, body: str) -> str:
    """Return a part of a page with its heading; nothing of an empty one."""
    return f"<section><h2>{both(title)}</h2>{body}</section>" if body else ""


def text_field(name: str, label: Pair, value: str = "", hint: Pair = ("", ""), choices: Sequence[str] = ()) -> str:
    """Return a box for words with its label.

    :param choices: What the browser offers while one types.
    """
    listed = f'<datalist id="l-{name}">{"".join(f"<option>{escape(one)}</option>" for one in choices)}</datalist>'
    of = f' list="l-{name}"' if choices else ""
    return (
        f'<label class="f-{name}">{both(label)}<input name="{name}" value="{escape(value)}" maxlength="300" '
        f'{attribute("placeholder", hint)}{of} autocomplete="off"></label>{listed if choices else ""}'
    )


def choice(name: str, label: Pair, value: str, options: Mapping[str, Pair]) -> str:
    """Return a choice of one with its label."""
    shown = "".join(
        f'<option value="{escape(key)}" data-en="{escape(pair[1])}"{" selected" if key == value else ""}>'
        f"{escape(pair[0])}</option>"
        for key, pair in options.items()
    )
    return f'<label class="f-{name}">{both(label)}<select name="{name}">{shown}</select></label>'


def form(tool: str, fields: str, go: Pair) -> str:
    """Return a form that asks this page again with its fields in the address, so that it can be kept."""
    return (
        f'<form class="ask" method="get" action="/desk/{tool}" role="search">{fields}<button>{both(go)}</button></form>'
    )


def quote(excerpt: Excerpt, words: str | None = None) -> str:
    """Return words of a source that lead to it with the words lit.

    :param words: HTML in place of the words.
    """
    return cited(excerpt.speech.id, excerpt.start, excerpt.end, words or escape(" ".join(excerpt.quote.split())))


def cited(speech_id: str, start: int, end: int, words: str) -> str:
    """Return HTML that leads to a span of a speech."""
    return f'<a class="cited" href="{escape(speech_link(speech_id, start, end))}">{words}</a>'


def source(speech: Speech) -> str:
    """Return title, speaker and date, the title leading to the speech."""
    facts = " · ".join(part for part in (speech.speaker, speech.date) if part)
    title = f'<a href="/speech/{escape(speech.id)}">《{escape(speech.title)}》</a>'
    return f'<span class="source">{title}{f" <span>{dates(escape(facts))}</span>" if facts else ""}</span>'


def credit(speech: Speech) -> str:
    """Return speaker and date, for beside a title that stands already; empty if neither is known."""
    facts = " · ".join(part for part in (speech.speaker, speech.date) if part)
    return f'<p class="source">{dates(escape(facts))}</p>' if facts else ""


def links(title: Pair, found: Iterable[tuple[str, str]]) -> str:
    """Return addresses with what they are called as a row of links under a title; nothing if there are none."""
    shown = "".join(f'<li><a href="{href}">{escape(name)}</a></li>' for href, name in found)
    return f'<h2>{both(title)}</h2><ul class="tags">{shown}</ul>' if shown else ""


def table(head: Sequence[Pair | str], rows: Iterable[Sequence[str]], *, kind: str = "") -> str:
    """Return a table in a box that scrolls; a reader can sort it by any column.

    :param head: Texts of the page, or data.
    :param rows: HTML of their cells; the first of each names the row.
    """
    cells = "".join(f'<th scope="col">{escape(one) if isinstance(one, str) else both(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows
    )
    kind = f"{kind} sortable".strip()
    return (
        f'<div class="scroll" tabindex="0" role="group" {attribute("aria-label", ("表格", "Table"))}>'
        f'<table class="{kind}"><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def address(tool: str, ending: str = "", **query: Any) -> str:
    """Return the address of a page with its fields, empty ones left out, as an attribute has it."""
    asked = urlencode({name: value for name, value in query.items() if value not in ("", None)})
    return escape(f"/desk/{tool}{ending}" + (f"?{asked}" if asked else ""))


def downloads(tool: str, **query: Any) -> str:
    """Return links to what is shown as data."""
    links = "".join(
        f'<a href="{address(tool, f".{ending}", **query)}" download>{ending.upper()}</a>' for ending in ("csv", "xlsx")
    )
    return f'<p class="downloads">{both(("下载数据", "Data"))} {links}</p>'


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a field, however they are parted."""
    for mark in "，,、；;|":
        text = text.replace(mark, " ")
    return tuple(dict.fromkeys(text.split()))
