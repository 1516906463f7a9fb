"""What is asked in one conversation, and how it is shown as chat messages and as an evidence panel.

An Exchange follows the events of one question. Knows nothing of Gradio, nor of where conversations are kept.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus import Message, SettingsError, fold
from index import Filters, Hit
from rag import Answer, Delta, Event, Finished, Implied, RefusalCode, Retrieved, Turn
from ui.backend import Backend, accepted, offered
from ui.chat import answer_actions, filter_panel
from ui.i18n import messages, refusals, texts
from ui.i18n.texts import Pair
from ui.rendering import answer_html, citation_markers, invisible_characters, verdicts
from ui.rendering.attribution_labels import notes
from ui.rendering.markup import attribute, filled
from ui.rendering.references import sources_of
from ui.rendering.spreadsheet import is_table
from ui.services.answer_json import read_answer, read_hit

_REMEMBERED = 6  # exchanges given to the assistant as history
_PANELS = 20  # exchanges whose evidence stays on the page


@dataclass(slots=True)
class Exchange:
    """One question and what has come of it.

    :param number: Its place in the conversation, from 1; distinguishes it on the page.
    :param stage: What is going on now, or None when it has ended.
    :param usual: Seconds that an answer usually takes.
    :param error: Why it failed.
    :param ignored: Names of what the question implies that is not to narrow it.
    :param kept: Whether all that has come of it is on the disk, where conversations are kept there at all.
    :param hits: What was retrieved, until there is an answer.
    :param searched: The question as searched, likewise; empty where it was not made whole.
    :param offers: What may be asked next.
    :param evidence_ms: From the question to the passages on screen, waiting included.
    :param total_ms: From the question to the end.
    """

    number: int
    question: str
    stage: Pair | None = texts.SEARCHING
    usual: float | None = None
    checked: str = ""
    answer: Answer | None = None
    error: Message | None = None
    stopped: bool = False
    kept: bool = True
    filters: Filters | None = None
    ignored: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    searched: str = ""
    offers: tuple[str, ...] = ()
    panel: str = ""
    evidence_ms: float | None = None
    total_ms: float | None = None
    began: float = field(default_factory=time.perf_counter)

    @property
    def anchor(self) -> str:
        """What distinguishes it on the page."""
        return str(self.number)

    @property
    def ended(self) -> bool:
        """Whether nothing more comes of it."""
        return self.stage is None

    @property
    def understood(self) -> str | None:
        """The question as searched, if that is not as it was asked."""
        follows, searched = (self.answer.follows, self.answer.question) if self.answer else ((), self.searched)
        if not searched or follows:
            return None
        return searched if _bare(searched) != _bare(self.question) else None

    def take(self, event: Event, backend: Backend) -> bool:
        """Follow one event; return whether the evidence panel changed. What comes after a stop is ignored."""
        if self.stopped:
            return False
        match event:
            case Retrieved():
                self.evidence_ms = self._elapsed()
                self.stage, self.hits = texts.DECIDING, event.hits
                self.searched = "" if event.follows else event.question
                self.panel = self._chips(event.implied) + answer_html.retrieved_panel(event.hits)
                return True
            case Delta():
                if event.text:
                    self.stage = texts.WRITING
                self.checked += event.text  # what is not checked is not looked at
                return False
            case Finished():
                self._finish(event.answer, backend)
                self.offers = tuple(offered(backend, event.answer))
                self.total_ms = self._elapsed()
                return True

    def _finish(self, answer: Answer, backend: Backend) -> None:
        if answer.refused:
            scope = texts.SCOPE_FILTERED if self.filters else texts.SCOPE_ALL
            searched = accepted(backend, self.filters)
            asked = replace(answer, question=self.question) if answer.follows else answer
            self.panel = answer_html.refusal_panel(asked, len(searched), scope)
        else:
            self.panel = evidence(answer, self.anchor, backend)
        self.panel = self._chips(answer.implied) + self.panel
        self.panel += answer_actions.data(self.anchor, self.question, answer)
        self.answer, self.checked, self.stage = answer, answer.text, None

    def _chips(self, implied: Sequence[Implied]) -> str:
        return filter_panel.chips(implied, self.anchor, self.ignored)

    def fail(self, message: Message) -> None:
        """End with an error."""
        self.error, self.stage = message, None

    def stop(self) -> None:
        """End because the reader said so; what was checked stays."""
        if self.stage is not None:
            self.stopped, self.stage = True, None

    def to_dict(self) -> dict[str, Any]:
        """Return what has come of the question, JSON types."""
        return {
            "answer": self.answer.to_dict() if self.answer else None,
            "checked": self.checked,
            "error": str(self.error) if self.error else None,
            "message": self.error.to_dict() if self.error else None,
            "stopped": self.stopped,
            "hits": [] if self.answer else [hit.to_dict() for hit in self.hits],
            "filters": self.filters.to_dict() if self.filters else None,
            "ignored": list(self.ignored),
            "offers": list(self.offers),
            "evidence_ms": self.evidence_ms,
            "total_ms": self.total_ms,
        }

    @classmethod
    def from_dict(cls, number: int, question: str, body: dict[str, Any], backend: Backend) -> "Exchange":
        """Return the exchange that was kept. One that never ended, or cannot be read, is shown as interrupted."""
        exchange = cls(number, question, stage=None)
        try:
            exchange.error = _read_error(body)
            exchange.filters = Filters(**body["filters"]) if body.get("filters") else None
            exchange.ignored = tuple(str(name) for name in body.get("ignored", ()))
            exchange.offers = tuple(str(question) for question in body.get("offers", ()))
            if body.get("answer"):
                exchange._finish(read_answer(body["answer"]), backend)
            else:
                exchange.hits = tuple(read_hit(hit) for hit in body.get("hits", ()))
                exchange.panel = answer_html.retrieved_panel(exchange.hits) if exchange.hits else ""
                exchange.checked = body.get("checked", "")
        except (AttributeError, KeyError, TypeError, ValueError, SettingsError):
            body, exchange.error = {}, None
        exchange.stopped = bool(body.get("stopped"))
        exchange.evidence_ms, exchange.total_ms = body.get("evidence_ms"), body.get("total_ms")
        return exchange

    def html(self, model: str, *, last: bool = True) -> str:
        """Return the assistant's message.

        :param last: Whether it is the newest, which can be asked again.
        """
        answer = self.answer
        body = ""
        if answer is not None and answer.refused:
            said = answer_html.dates(answer_html.both(refusals.text(answer)))
            cannot = answer.refusal is not None and answer.refusal.code is RefusalCode.NOT_OFFERED
            body = (
                answer_html.stage(texts.CANNOT if cannot else texts.REFUSED, "refused")
                + f'<div class="text">{said}</div>'
            )
        elif answer is not None:
            parts = citation_markers.of_answer(answer)
            listed = is_table(answer.rows)
            shown = answer_html.answer_text(answer.body, parts, self.anchor, refusals.unanswered(answer), listed=listed)
            body = f'<div class="text">{shown}</div>' + ('<div class="rows"></div>' if listed else "")
        elif self.checked:
            checked = answer_html.answer_text(self.checked, citation_markers.parts(self.checked), self.anchor)
            body = f'<div class="text">{checked}</div>'
        if answer is not None:
            body += answer_html.desk_link(answer.desk)
        if self.understood:
            correct = "" if self.stage else answer_html.action("correct", self.anchor, texts.CORRECT)
            said = answer_html.both(filled(texts.UNDERSTOOD, self.understood))
            body = f'<p class="understood">{said} {correct}</p>{body}'
        if self.stage is not None:
            usual = filled(texts.USUAL, f"{self.usual:.0f}") if self.usual and self.hits else None
            body += answer_html.stage(self.stage, "running", usual)
            if self.hits and not self.checked:
                body += answer_html.preview(self.hits[0])
        if self.stopped:
            body += answer_html.stage(texts.STOPPED, "stopped")
        elif self.error is not None:
            said = answer_html.both(messages.pair(self.error))
            body += answer_html.stage(texts.FAILED, "failed") + f'<div class="error">{said}</div>'
        elif self.stage is None and answer is None:
            body += answer_html.stage(texts.INTERRUPTED, "stopped")
        if self.stage is None and not self.kept:
            body += f'<p class="unsaved" role="status">{answer_html.both(texts.NOT_KEPT)}</p>'
        tail = self._meta_html(model) + self._actions_html(last) + self._offers_html(last)
        return f'<div class="answer" id="a{self.anchor}">{body}{tail}</div>'

    def _meta_html(self, model: str) -> str:
        if self.answer is None:
            return ""
        facts = []
        for pair, spent in ((texts.TO_EVIDENCE, self.evidence_ms), (texts.IN_ALL, self.total_ms)):
            if spent is not None:
                facts.append(f"<span>{answer_html.both(pair)} {answer_html.both(answer_html.duration(spent))}</span>")
        if self.answer.confidence is not None:
            facts.append(f"<span>{answer_html.both(texts.CHANCE)} {self.answer.confidence:.0%}</span>")
        name = answer_html.escape(self.answer.model or model)
        facts.append(f'<span class="model">{answer_html.both(texts.WRITTEN_BY)} {name}</span>')
        label = attribute("title", texts.ABOUT)
        about = f'<details class="made"><summary {label}>ⓘ</summary><p>{"".join(facts)}</p></details>'
        return f'<div class="meta">{verdicts.tally(self.answer)}{about}</div>'

    def _actions_html(self, last: bool) -> str:
        if self.stage is not None:
            return ""
        found = []
        if self.panel:
            found.append(answer_html.action("evidence", self.anchor, texts.SHOW_EVIDENCE))
        if self.answer is not None:
            found.append(answer_html.action("copy", self.anchor, texts.COPY))
            found.extend(answer_actions.actions(self.anchor))
        if last:
            again = texts.REGENERATE if self.answer is not None else texts.RETRY
            found.append(answer_html.action("again", self.anchor, again))
        return f'<div class="actions">{"".join(found)}</div>'

    def _offers_html(self, last: bool) -> str:
        if not (last and self.stage is None and self.offers):
            return ""
        refused = self.answer is not None and self.answer.refused
        links = "".join(
            f'<a class="act ask" href="#ask-{self.anchor}">{answer_html.escape(question)}</a>'
            for question in self.offers
        )
        title = answer_html.both(texts.OFFERED if refused else texts.NEXT)
        if refused and self.answer is not None and self.answer.hits:
            speech = self.answer.hits[0].speech
            href = answer_html.escape(f"/speech/{speech.id}")
            name = filled(texts.READ_SOURCE, speech.title)
            links = f'<a class="act ask source" href="{href}" target="_blank">{answer_html.both(name)}</a>{links}'
        return f'<div class="offers"><small>{title}</small>{links}</div>'

    def _elapsed(self) -> float:
        return (time.perf_counter() - self.began) * 1000


@dataclass(slots=True)
class Conversation:
    """The exchanges of one conversation, oldest first.

    :param id: Where it is kept; None before its first question.
    """

    id: str | None = None
    exchanges: list[Exchange] = field(default_factory=list)

    def ask(
        self,
        question: str,
        number: int | None = None,
        filters: Filters | None = None,
        ignored: Sequence[str] = (),
    ) -> Exchange:
        """Begin an exchange.

        :param number: Where it is kept; by default the one behind the last.
        """
        last = self.exchanges[-1].number if self.exchanges else 0
        exchange = Exchange(number or last + 1, question, filters=filters, ignored=tuple(ignored))
        self.exchanges.append(exchange)
        return exchange

    @property
    def kept(self) -> bool:
        """Whether all that is on screen is on the disk, where it has a place there."""
        return all(exchange.kept for exchange in self.exchanges)

    @property
    def filters(self) -> Filters | None:
        """What the newest question was asked with."""
        return self.exchanges[-1].filters if self.exchanges else None

    def cut(self, number: int) -> None:
        """Forget the exchanges from a number on."""
        self.exchanges = [exchange for exchange in self.exchanges if exchange.number < number]

    def find(self, number: int) -> Exchange | None:
        """Return the exchange of a number, None if there is none."""
        return next((exchange for exchange in self.exchanges if exchange.number == number), None)

    def history(self) -> list[Turn]:
        """Return the answered exchanges before the last one, as turns without markers."""
        turns: list[Turn] = []
        answered = [exchange for exchange in self.exchanges[:-1] if exchange.answer is not None]
        for exchange in answered[-_REMEMBERED:]:
            assert exchange.answer is not None
            turns.append(Turn("user", exchange.question))
            turns.append(Turn("assistant", citation_markers.without(exchange.answer)))
        return turns

    def messages(self, model: str) -> list[dict[str, str]]:
        """Return the chat in the messages format."""
        found: list[dict[str, str]] = []
        running = any(exchange.stage is not None for exchange in self.exchanges)
        for i, exchange in enumerate(self.exchanges):
            edit = "" if running else answer_html.action("edit", exchange.anchor, texts.EDIT)
            question = f'<div class="question">{answer_html.escape(exchange.question)}</div>{edit}'
            found.append(
                {"role": "user", "content": invisible_characters.shown(f'<div class="asked">{question}</div>')}
            )
            last = i == len(self.exchanges) - 1
            found.append({"role": "assistant", "content": invisible_characters.shown(exchange.html(model, last=last))})
        return found

    def panel(self) -> str:
        """Return the evidence of every recent exchange; only the newest is visible until a reader asks for another."""
        recent = [exchange for exchange in self.exchanges if exchange.panel][-_PANELS:]
        sections = [
            f'<section class="evidence" id="e{e.anchor}"{"" if e is recent[-1] else " hidden"}>'
            f"{_asked(e)}{e.panel}</section>"
            for e in recent
        ]
        return invisible_characters.shown("".join(sections)) or empty_panel()


def _bare(question: str) -> str:
    return re.sub(r"[\W_]+", "", fold(question))


def _read_error(body: dict[str, Any]) -> Message | None:
    """Return the error that was kept; of one kept before errors were data there are only its words."""
    if body.get("message"):
        return Message.from_dict(body["message"])
    return Message(body["error"]) if body.get("error") else None


def _asked(exchange: Exchange) -> str:
    # a refusal's panel begins with the question as searched
    refused = exchange.answer is not None and exchange.answer.refused
    return "" if refused else f'<p class="asked">{answer_html.escape(exchange.question)}</p>'


def empty_panel() -> str:
    """Return the evidence panel before the first question."""
    return (
        f'<section class="evidence"><h2>{answer_html.both(texts.EVIDENCE)}</h2>'
        f'<p class="empty">{answer_html.both(texts.EVIDENCE_EMPTY)}</p></section>'
    )


def evidence(answer: Answer, anchor: str, backend: Backend) -> str:
    """Return the panel of an answer; of a source that was removed or has changed since, only what was quoted."""
    sources = sources_of(answer.citations, backend)
    words = {number: one.label for number, one in notes(backend, answer.citations, sources).items()}
    return answer_html.answer_panel(answer, anchor, sources, words)
