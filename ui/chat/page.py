"""The chat page: Gradio components wired to one assistant. How things look is in `static/`, what is said in `texts`."""

import contextlib
import os
from collections.abc import AsyncIterator
from typing import Any

# read when Gradio is imported: no telemetry, no look at a hub
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
# its monitoring page is off: without these, each event makes a table of the last 10,000, and loads pandas for it
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")

import gradio as gr
from fastapi import FastAPI
from gradio.route_utils import FnIndexInferError
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount

from rag import MAX_QUESTION
from ui.backend import Backend, directory_of
from ui.chat import filter_panel, history_panel, shared_links, transcript
from ui.chat.conversation import Conversation, empty_panel
from ui.chat.handlers import Parts, Talk
from ui.chat.page_sessions import MOST, OpenPages
from ui.chat.reader_cookie import Readers
from ui.chat.running_answers import Answers
from ui.i18n import texts
from ui.middleware.authentication import identity_of
from ui.middleware.error_responses import handle_mounted_errors
from ui.middleware.plain_page import bar
from ui.rendering.markup import attribute, both, dictionary, escape, filled, switches
from ui.services.accounts.links import Links
from ui.services.accounts.roles import LOCAL, Identity, Role
from ui.services.accounts.store import Accounts
from ui.services.conversation_store import History
from ui.services.generation_queue import Gate

_EXAMPLES = 4

_SANS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif")
_MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")

# `no-store` is not needed: the files' ETag changes with the release
_HEAD = f"""
<link rel="icon" href="/page/icon.svg"><script src="/page/early.js"></script>
<link rel="stylesheet" href="/page/theme.css"><link rel="stylesheet" href="/page/chat/app.css">
<link rel="stylesheet" href="/page/document.css"><link rel="stylesheet" href="/page/tables.css">
<script type="application/json" id="yinzheng-texts">{dictionary()}</script>
<script src="/page/chat/app.js" defer></script><script src="/page/source.js" defer></script>
<script src="/page/chat/evidence.js" defer></script><script src="/page/chat/papers.js" defer></script>
<script src="/page/chat/filling.js" defer></script><script src="/page/chat/sharing.js" defer></script>
<script src="/page/chat/choosing.js" defer></script><script src="/page/tables.js" defer></script>
"""

# a script of ours calls these; Gradio takes the event's name out of this text
_BRIDGE = (
    "window.yinzheng = {change: (data) => trigger('select', data), tidy: (data) => trigger('input', data), "
    "ask: (data) => trigger('submit', data)};"
    "document.dispatchEvent(new Event('yinzheng'));"
)
# Gradio drops an event that comes while its like is still running, so the button is back only when that has ended
_SEND_AGAIN = f"() => ({{__type__: 'update', submit_btn: '{texts.SEND[0]}', stop_btn: false}})"
_ASKED_FOR = "(_, kept) => [new URLSearchParams(location.search).get('c') || '', kept]"


def mount(
    app: FastAPI, assistant: Backend, gate: Gate, links: Links, accounts: Accounts, database_url: str = ""
) -> None:
    """Mount the chat page at `/`; call it after every other route has been added.

    :param links: Those that open conversations to others.
    :param database_url: Where conversations are kept; empty: beside the library.
    """
    history = History.beside(directory_of(assistant), database_url)
    app.include_router(transcript.router(history, assistant))
    app.include_router(shared_links.router(history, links, accounts, assistant))
    app.add_middleware(Readers)
    blocks, answers = build(assistant, gate, history)
    _end_with(app, answers)
    blocks.queue(max_size=32, api_open=False)
    blocks.state_session_capacity = MOST
    app.add_middleware(OpenPages, blocks=blocks)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        show_error=False,
        allowed_paths=[],
        max_file_size="1kb",
        theme=gr.themes.Base(font=list(_SANS), font_mono=list(_MONO)),
        head=_HEAD,
    )
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, FastAPI):
            handle_mounted_errors(route.app, FnIndexInferError)


def _end_with(app: FastAPI, answers: Answers) -> None:
    """Stop what is under way when the service ends: else it would wait for the model."""
    before = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with before(app) as state:
            yield state
            await run_in_threadpool(answers.stop)

    app.router.lifespan_context = lifespan


def build(assistant: Backend, gate: Gate, history: History | None = None) -> tuple[gr.Blocks, Answers]:
    """Return the page over one assistant and one gate, and the answers that are under way on it.

    :param history: Where conversations are kept; in memory if None.
    """
    history = history or History()
    with gr.Blocks(title=f"{texts.NAME} — {texts.SLOGAN[0]}", analytics_enabled=False, fill_width=True) as blocks:
        conversation = gr.State(Conversation())
        editing = gr.State(None)  # the number of the question being changed
        filters = gr.State(None)  # `Filters`; the filter panel beside the chat sets it
        asked_for = gr.Textbox(visible=False)
        head = gr.HTML(header(assistant), elem_id="header")
        with gr.Row(elem_id="columns", equal_height=False):
            with gr.Column(elem_id="history", scale=2, min_width=180):
                bridge = gr.HTML(
                    history_panel.head(kept=history.where is not None), elem_id="history-top", js_on_load=_BRIDGE
                )
                conversations = gr.HTML("", elem_id="history-list")
            with gr.Column(elem_id="talk", scale=7, min_width=320):
                chat = gr.Chatbot(
                    elem_id="chat",
                    show_label=False,
                    label=texts.CHAT_LABEL[0],
                    container=False,
                    height="auto",
                    layout="bubble",
                    buttons=[],
                    feedback_options=None,
                    latex_delimiters=[],
                    placeholder=welcome(assistant),
                    allow_file_downloads=False,
                )
                with gr.Row(elem_id="examples") as examples:
                    buttons = [gr.Button(**shown, size="sm", elem_classes="example") for shown in _questions(assistant)]
                found = filter_panel.FilterPanel(assistant, filters)
                gr.HTML(_long_note(), elem_id="long-note")
                edit_note = gr.HTML(_edit_note(), elem_id="edit-note", visible=False)
                box = gr.Textbox(
                    elem_id="question",
                    label=texts.QUESTION_LABEL[0],
                    show_label=False,
                    container=False,
                    placeholder=texts.PLACEHOLDER[0],
                    lines=1,
                    max_lines=8,
                    submit_btn=texts.SEND[0],
                    autofocus=True,
                    html_attributes=gr.InputHTMLAttributes(lang="zh-CN", enterkeyhint="send", autocomplete="off"),
                )
            with gr.Column(elem_id="side", scale=5, min_width=300):
                gr.HTML(_sheet_head(), elem_id="sheet-head")
                panel = gr.HTML(empty_panel(), elem_id="panel", apply_default_css=False)
        parts = Parts(chat, panel, box, examples, conversation, conversations, edit_note, editing, found)
        talk = Talk(assistant, gate, history, parts)
        _wire(blocks, talk, bridge, buttons, filters, asked_for)
        found.wire(blocks)

        # what the library holds when the page is opened
        def opened(request: gr.Request) -> tuple[Any, ...]:
            who = identity_of(request.request.scope)
            return (
                header(assistant, who),
                gr.Chatbot(placeholder=welcome(assistant, who)),
                *(gr.Button(**shown) for shown in _questions(assistant)),
            )

        blocks.load(
            opened,
            outputs=[head, chat, *buttons],
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
    return blocks, talk.answers


def _wire(
    blocks: gr.Blocks, talk: Talk, bridge: gr.HTML, examples: list[gr.Button], filters: gr.State, asked_for: gr.Textbox
) -> None:
    parts = talk.parts
    outputs = parts.all()
    quiet: dict[str, Any] = {"outputs": outputs, "show_progress": "hidden", "api_visibility": "private"}
    streaming: dict[str, Any] = {**quiet, "concurrency_limit": None}
    asking = [parts.conversation, parts.editing, filters]
    running = [
        parts.box.submit(talk.respond, inputs=[parts.box, *asking], **streaming),
        bridge.submit(talk.again, inputs=[parts.conversation, filters], **streaming),
        *(button.click(talk.respond, inputs=[button, *asking], **streaming) for button in examples),
    ]
    for answering in running:
        answering.then(None, outputs=[parts.box], js=_SEND_AGAIN, show_progress="hidden", api_visibility="private")
    parts.box.stop(talk.stop, inputs=[parts.conversation], cancels=running, queue=False, **quiet)
    bridge.select(talk.change, inputs=[parts.conversation], cancels=running, queue=False, **quiet)
    bridge.input(talk.tidy, inputs=[parts.conversation], queue=False, **quiet)
    blocks.load(talk.load, inputs=[asked_for, parts.conversation], queue=False, js=_ASKED_FOR, **quiet)


def header(assistant: Backend, who: Identity = LOCAL) -> str:
    """Return the page's head: name, what the library holds, who is logged in, the switches of language and colours."""
    statistics = assistant.statistics()
    first, last = statistics.get("first_date"), statistics.get("last_date")
    period = f'<span class="period"> · {escape(str(first))} — {escape(str(last))}</span>' if first and last else ""
    count = both(filled(texts.COUNT, statistics.get("speeches", 0)))
    return (
        f'<a class="skip" href="#question">{both(texts.SKIP)}</a>'
        f'<button type="button" class="menu" data-do="drawer" {attribute("aria-label", texts.MENU)}>☰</button>'
        f'<h1>{texts.NAME}</h1><p class="slogan">{both(texts.SLOGAN)}</p>'
        f'<p class="library"><a href="/library">{both(texts.LIBRARY)}</a> '
        f'<a href="/desk">{both(texts.DESK)}</a> <span class="many">{count}{period}</span></p>{bar(who)}{switches()}'
    )


def welcome(assistant: Backend, who: Identity = LOCAL) -> str:
    """Return what the chat shows before the first question: where to begin, if the library is empty."""
    if not assistant.statistics().get("speeches"):
        # `filling.js` puts in its stead where files are dropped: what stands in the chat can hold no form
        add = f'<a class="fill" href="/library">{both(texts.WELCOME_ADD)}</a>' if who.may(Role.EDITOR) else ""
        return f'<div class="welcome"><p class="lead">{both(texts.WELCOME_EMPTY)}</p><p>{add}</p></div>'
    desk = "".join(f'<a href="/desk/{tool}">{both(said)}</a>' for tool, said in texts.WELCOME_DESK)
    return (
        f'<div class="welcome"><p class="lead">{both(texts.WELCOME)}</p><p>{both(texts.WELCOME_MORE)}</p>'
        f'<p class="doors">{desk}</p></div>'
    )


def _questions(assistant: Backend) -> list[dict[str, Any]]:
    """Return the values of the buttons with example questions; an empty library has none."""
    questions = assistant.example_questions()[:_EXAMPLES]
    unused = _EXAMPLES - len(questions)
    return [{"value": q, "visible": True} for q in questions] + [{"value": "", "visible": False}] * unused


def _edit_note() -> str:
    cancel = f'<button type="button" data-do="edit-cancel">{both(texts.CANCEL)}</button>'
    return f'<p role="status">{both(texts.EDITING)} {cancel}</p>'


def _long_note() -> str:
    """Return what is said of a text longer than a question; the page's script shows it, and counts."""
    check = f'<button type="button" data-do="check-draft">{both(texts.CHECK_DRAFT)}</button>'
    count = '<b class="count"></b>'
    said = both(filled(texts.LONG, "\0", f"{MAX_QUESTION:,}")).replace("\0", count)
    return f'<p role="status" data-most="{MAX_QUESTION}">{said} {check}</p>'


def _sheet_head() -> str:
    close = f'<button type="button" data-do="close-sheet">{both(texts.CLOSE)}</button>'
    return f'<p class="sheet-head"><b>{both(texts.EVIDENCE)}</b>{close}</p>'
