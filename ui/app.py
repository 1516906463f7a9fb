"""The chat page: Gradio components wired to one assistant. How things look is in `static/`, what is said in `texts`."""

import logging
import os
import time
from collections.abc import Generator
from typing import Any

# read when Gradio is imported: no telemetry, no look at a hub
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
from fastapi import FastAPI

from corpus import BusyError, YinzhengError
from rag.answer import Delta
from ui import texts
from ui.api import MAX_QUESTION, checked_question
from ui.backend import Backend
from ui.conversation import Conversation, Exchange, empty_panel
from ui.gate import Gate
from ui.render import escape

_INTERVAL = 0.12  # seconds between two updates of the page while text streams: each sends the whole message
_EXAMPLES = 4

log = logging.getLogger(__name__)

_SANS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif")
_MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")

# `no-store` is not needed: the files' ETag changes with the release
_HEAD = """
<link rel="icon" href="/page/icon.svg"><link rel="stylesheet" href="/page/app.css">
<script>document.documentElement.lang = "zh-CN"</script><script src="/page/app.js" defer></script>
"""

Update = tuple[Any, ...]  # chat, panel, box, examples, conversation


def mount(app: FastAPI, assistant: Backend, gate: Gate) -> None:
    """Mount the chat page at `/`; call it after every other route has been added."""
    blocks = build(assistant, gate)
    blocks.queue(max_size=32, api_open=False)
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


def build(assistant: Backend, gate: Gate) -> gr.Blocks:
    """Return the page over one assistant and one gate."""
    talk = _Talk(assistant, gate)
    with gr.Blocks(title=f"{texts.NAME} — {texts.SLOGAN}", analytics_enabled=False, fill_width=True) as blocks:
        conversation = gr.State(Conversation())
        gr.HTML(header(assistant), elem_id="header")
        with gr.Row(elem_id="columns", equal_height=False):
            with gr.Column(elem_id="talk", scale=7, min_width=320):
                chat = gr.Chatbot(
                    elem_id="chat",
                    show_label=False,
                    label=texts.CHAT_LABEL,
                    container=False,
                    height="auto",
                    layout="bubble",
                    buttons=[],
                    feedback_options=None,
                    latex_delimiters=[],
                    placeholder=welcome(),
                    allow_file_downloads=False,
                )
                with gr.Row(elem_id="examples") as examples:
                    buttons = [
                        gr.Button(question, size="sm", elem_classes="example")
                        for question in assistant.example_questions()[:_EXAMPLES]
                    ]
                box = gr.Textbox(
                    elem_id="question",
                    label=texts.QUESTION_LABEL,
                    show_label=False,
                    container=False,
                    placeholder=texts.PLACEHOLDER,
                    lines=1,
                    max_lines=8,
                    max_length=MAX_QUESTION,
                    submit_btn=texts.SEND,
                    autofocus=True,
                    html_attributes=gr.InputHTMLAttributes(lang="zh-CN", enterkeyhint="send", autocomplete="off"),
                )
                new = gr.Button(texts.NEW, size="sm", elem_id="new")
            with gr.Column(elem_id="side", scale=5, min_width=300):
                panel = gr.HTML(empty_panel(), elem_id="panel", apply_default_css=False)
        outputs = [chat, panel, box, examples, conversation]
        asked = gr.on(
            [box.submit],
            talk.respond,
            inputs=[box, conversation],
            outputs=outputs,
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
        running = [asked]
        for button in buttons:
            running.append(
                button.click(
                    talk.respond,
                    inputs=[button, conversation],
                    outputs=outputs,
                    show_progress="hidden",
                    concurrency_limit=None,
                    api_visibility="private",
                )
            )
        rest: dict[str, Any] = {
            "cancels": running,
            "show_progress": "hidden",
            "api_visibility": "private",
            "queue": False,
        }
        box.stop(talk.stop, inputs=[conversation], outputs=outputs, **rest)
        new.click(talk.clear, inputs=[conversation], outputs=outputs, **rest)
    return blocks


def header(assistant: Backend) -> str:
    """Return the page's head: name, and what the library holds."""
    statistics = assistant.statistics()
    first, last = statistics.get("first_date"), statistics.get("last_date")
    period = f'<span class="period"> · {escape(str(first))} — {escape(str(last))}</span>' if first and last else ""
    return (
        f'<h1>{texts.NAME}</h1><p class="slogan">{texts.SLOGAN}<small lang="en">{texts.SLOGAN_EN}</small></p>'
        f'<p class="library"><a href="/speeches">{texts.LIBRARY[0]}</a> {statistics.get("speeches", 0)} 篇{period}</p>'
    )


def welcome() -> str:
    """Return what the chat shows before the first question."""
    return (
        f'<div class="welcome"><p class="lead">{texts.WELCOME[0]}</p><p>{texts.WELCOME[1]}</p>'
        f'<p lang="en"><small>{texts.WELCOME_EN}</small></p></div>'
    )


class _Talk:
    """The page's event handlers. Each returns or yields values for `outputs`."""

    def __init__(self, assistant: Backend, gate: Gate) -> None:
        self._assistant = assistant
        self._gate = gate

    def respond(self, question: str, conversation: Conversation) -> Generator[Update]:
        """Answer a question; the evidence is yielded before the first words."""
        try:
            question = checked_question(question or "")
        except YinzhengError:
            yield (gr.skip(),) * 5
            return
        exchange = conversation.ask(question)
        if self._gate.inside:
            exchange.stage = texts.WAITING
        yield self._begin(conversation)
        try:
            for panel_changed in self._follow(exchange, conversation):
                panel = conversation.panel() if panel_changed else gr.skip()
                yield self._messages(conversation), panel, gr.skip(), gr.skip(), gr.skip()
        except BusyError:
            exchange.fail(texts.BUSY)
        except YinzhengError as error:
            log.error("%s", error)
            exchange.fail(" ".join(str(error).split()))
        except Exception:
            log.exception("the answer failed")
            exchange.fail(texts.INTERNAL_ERROR)
        finally:
            exchange.stop()  # has no effect on one that has ended
        yield self._messages(conversation), conversation.panel(), _idle(), gr.skip(), conversation

    def _follow(self, exchange: Exchange, conversation: Conversation) -> Generator[bool]:
        """Yield whether the panel changed, at most once in `_INTERVAL` while text streams."""
        history = conversation.history()
        stream = self._gate.stream(lambda: self._assistant.stream(exchange.question, history=history))
        shown = 0.0
        try:
            for event in stream:
                panel_changed = exchange.take(event, self._assistant)
                now = time.perf_counter()
                if isinstance(event, Delta) and now - shown < _INTERVAL:
                    continue
                shown = now
                yield panel_changed
        finally:
            stream.close()

    def stop(self, conversation: Conversation) -> Update:
        """Show what has been checked so far; Gradio cancels the running handler."""
        for exchange in conversation.exchanges:
            exchange.stop()
        return self._messages(conversation), gr.skip(), _idle(), gr.skip(), conversation

    def clear(self, conversation: Conversation) -> Update:
        """Begin a new conversation."""
        for exchange in conversation.exchanges:
            exchange.stop()
        return [], empty_panel(), _idle(), gr.Row(visible=True), Conversation()

    def _begin(self, conversation: Conversation) -> Update:
        box = gr.Textbox(value="", submit_btn=False, stop_btn=texts.STOP)
        return self._messages(conversation), gr.skip(), box, gr.Row(visible=False), conversation

    def _messages(self, conversation: Conversation) -> list[dict[str, str]]:
        return conversation.messages(self._assistant.name)


def _idle() -> Any:
    return gr.Textbox(submit_btn=texts.SEND, stop_btn=False)
