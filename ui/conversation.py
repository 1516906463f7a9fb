"""What one browser tab has asked so far, and how it is shown as chat messages and as an evidence panel.

An Exchange follows the events of one question. Knows nothing of Gradio.
"""

import time
from dataclasses import dataclass, field

from rag.answer import Answer, Delta, Event, Finished, Retrieved, Turn
from ui import markers, render, texts
from ui.backend import Backend

_REMEMBERED = 6  # exchanges given to the assistant as history
_PANELS = 20  # exchanges whose evidence stays on the page


@dataclass(slots=True)
class Exchange:
    """One question and what has come of it.

    :param anchor: Distinguishes it on the page.
    :param stage: What is going on now, or None when it has ended.
    :param error: Why it failed.
    :param evidence_ms: From the question to the passages on screen, waiting included.
    :param total_ms: From the question to the end.
    """

    anchor: str
    question: str
    stage: tuple[str, str] | None = texts.SEARCHING
    checked: str = ""
    pending: str = ""
    answer: Answer | None = None
    error: str | None = None
    stopped: bool = False
    panel: str = ""
    evidence_ms: float | None = None
    total_ms: float | None = None
    began: float = field(default_factory=time.perf_counter)

    def take(self, event: Event, backend: Backend) -> bool:
        """Follow one event; return whether the evidence panel changed. What comes after a stop is ignored."""
        if self.stopped:
            return False
        match event:
            case Retrieved():
                self.evidence_ms = self._elapsed()
                self.stage = texts.WRITING
                self.panel = render.retrieved_panel(event.hits)
                return True
            case Delta():
                self.checked += event.text
                self.pending = event.pending
                return False
            case Finished():
                answer = event.answer
                if answer.refused:
                    self.panel = render.refusal_panel(answer, backend.statistics()["speeches"])
                else:
                    sources = {c.speech.id: backend.source_text(c.speech.id) for c in answer.citations}
                    self.panel = render.answer_panel(answer, self.anchor, sources)
                self.answer, self.checked, self.pending, self.stage = answer, answer.text, "", None
                self.total_ms = self._elapsed()
                return True

    def fail(self, message: str) -> None:
        """End with an error."""
        self.error, self.stage, self.pending = message, None, ""

    def stop(self) -> None:
        """End because the reader said so; what was checked stays."""
        if self.stage is not None:
            self.stopped, self.stage, self.pending = True, None, ""

    def html(self, model: str) -> str:
        """Return the assistant's message."""
        answer = self.answer
        body = ""
        if answer is not None and answer.refused:
            body = render.stage(texts.REFUSED, "refused") + f'<div class="text">{render.escape(answer.text)}</div>'
        elif answer is not None:
            shown = render.answer_text(answer.text, markers.of_answer(answer), self.anchor)
            body = f'<div class="text">{shown}</div>'
        elif self.checked or self.pending:
            checked = render.answer_text(self.checked, markers.parts(self.checked), self.anchor)
            body = f'<div class="text">{checked}{self._pending_html()}</div>'
        if self.stage is not None and not self.pending:
            body += render.stage(self.stage, "running")
        if self.stopped:
            body += render.stage(texts.STOPPED, "stopped")
        if self.error is not None:
            body += render.stage(texts.FAILED, "failed") + f'<div class="error">{render.escape(self.error)}</div>'
        return f'<div class="answer" id="a{self.anchor}">{body}{self._meta_html(model)}</div>'

    def _pending_html(self) -> str:
        if not self.pending:
            return ""
        return (
            f'<span class="pending">{render.escape(self.pending)}</span> <small class="tag">{texts.PENDING[0]}</small>'
        )

    def _meta_html(self, model: str) -> str:
        if self.answer is None:
            return ""
        parts = [render.escape(self.answer.model or model)]
        if self.evidence_ms is not None:
            parts.append(f"{texts.TO_EVIDENCE} {render.duration(self.evidence_ms)}")
        if self.total_ms is not None:
            parts.append(f"{texts.IN_ALL} {render.duration(self.total_ms)}")
        if tally := render.tally(self.answer):
            parts.append(tally)
        parts.append(f'<a class="copy" href="#a{self.anchor}">{texts.COPY[0]}</a>')
        return f'<div class="meta">{" · ".join(parts)}</div>'

    def _elapsed(self) -> float:
        return (time.perf_counter() - self.began) * 1000


@dataclass(slots=True)
class Conversation:
    """The exchanges of one tab, oldest first."""

    exchanges: list[Exchange] = field(default_factory=list)
    count: int = 0

    def ask(self, question: str) -> Exchange:
        """Begin an exchange."""
        self.count += 1
        exchange = Exchange(str(self.count), question)
        self.exchanges.append(exchange)
        return exchange

    def history(self) -> list[Turn]:
        """Return the answered exchanges before the last one, as turns without markers."""
        turns: list[Turn] = []
        answered = [exchange for exchange in self.exchanges[:-1] if exchange.answer is not None]
        for exchange in answered[-_REMEMBERED:]:
            assert exchange.answer is not None
            turns.append(Turn("user", exchange.question))
            turns.append(Turn("assistant", markers.without(exchange.answer)))
        return turns

    def messages(self, model: str) -> list[dict[str, str]]:
        """Return the chat in the messages format."""
        shown: list[dict[str, str]] = []
        for exchange in self.exchanges:
            question = f'<div class="question">{render.escape(exchange.question)}</div>'
            shown.append({"role": "user", "content": question})
            shown.append({"role": "assistant", "content": exchange.html(model)})
        return shown

    def panel(self) -> str:
        """Return the evidence of every recent exchange; only the newest is visible until a reader asks for another."""
        recent = [exchange for exchange in self.exchanges if exchange.panel][-_PANELS:]
        sections = [
            f'<section class="evidence" id="e{e.anchor}"{"" if e is recent[-1] else " hidden"}>'
            f"{_asked(e)}{e.panel}</section>"
            for e in recent
        ]
        return "".join(sections) or empty_panel()


def _asked(exchange: Exchange) -> str:
    # a refusal's panel begins with the question as searched
    refused = exchange.answer is not None and exchange.answer.refused
    return "" if refused else f'<p class="asked">{render.escape(exchange.question)}</p>'


def empty_panel() -> str:
    """Return the evidence panel before the first question."""
    return (
        f'<section class="evidence"><h2>{render.both(texts.EVIDENCE)}</h2>'
        f'<p class="empty">{render.both(texts.EVIDENCE_EMPTY)}</p></section>'
    )
