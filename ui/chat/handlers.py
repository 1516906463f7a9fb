"""The chat page's event handlers: from what a reader does to new values of the page's components."""

import contextlib
import logging
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from corpus import BusyError, LibraryError, NotFoundError, YinzhengError
from index import Filters
from rag import Event
from ui.backend import Backend
from ui.chat import history_panel
from ui.chat.conversation import Conversation, Exchange
from ui.chat.filter_panel import CONDITIONS, FilterPanel
from ui.chat.reader_cookie import reader_of
from ui.chat.running_answers import Answers, Running
from ui.i18n import messages, texts
from ui.rendering.markup import filled
from ui.services.conversation_store import History, Summary
from ui.services.generation_queue import Gate, Waiting
from ui.services.question_input import checked_question

log = logging.getLogger(__name__)

Update = dict[Any, Any]  # component -> its new value


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that handlers change. Of the states, `editing` is the number of the question being changed."""

    chat: gr.Chatbot
    panel: gr.HTML
    box: gr.Textbox
    examples: gr.Row
    conversation: gr.State
    conversations: gr.HTML
    edit_note: gr.HTML
    editing: gr.State

    choice: FilterPanel

    def all(self) -> list[Any]:
        """Return all of them."""
        return [*(getattr(self, name) for name in self.__slots__ if name != "choice"), *self.choice.fields]


class Talk:
    """Handlers over one assistant. Each returns or yields new values of `parts`."""

    def __init__(self, assistant: Backend, gate: Gate, history: History, parts: Parts) -> None:
        self.parts = parts
        self._assistant = assistant
        self._gate = gate
        self._history = history
        self.answers = Answers()

    # -- asking

    def respond(
        self,
        question: str,
        conversation: Conversation,
        editing: int | None,
        filters: Filters | None,
        request: gr.Request,
    ) -> Generator[Update]:
        """Answer a question; the evidence is yielded before the first words.

        :param editing: The number of the question that this one replaces, with all that followed.
        """
        try:
            question = checked_question(question or "")
        except YinzhengError:
            yield self._nothing()
            return
        if any(exchange.stage is not None for exchange in conversation.exchanges):  # one at a time
            yield self._nothing()
            return
        yield from self._answer(question, conversation, editing, filters, request)

    def again(
        self, conversation: Conversation, filters: Filters | None, event: gr.EventData, request: gr.Request
    ) -> Generator[Update]:
        """Answer the newest question again, with the filters as they are now; or follow the answer under way.

        `do` is resume or again; or without or with, and `value` names what the question implies that is not to count,
        or is to.
        """
        if str(event.do) == "resume":
            yield from self._resume(conversation)
            return
        last = conversation.exchanges[-1] if conversation.exchanges else None
        if last is None or last.stage is not None or str(event.number) != last.anchor:
            yield self._nothing()
            return
        do, name = str(event.do), str(event.value)
        ignored = [known for known in last.ignored if known != name]
        if do == "without" and name in CONDITIONS:
            ignored.append(name)
        yield from self._answer(last.question, conversation, last.number, filters, request, ignored)

    def _answer(
        self,
        question: str,
        conversation: Conversation,
        replaced: int | None,
        filters: Filters | None,
        request: gr.Request,
        ignored: Sequence[str] = (),
    ) -> Generator[Update]:
        reader = _reader(request)
        number = self._place(question, conversation, replaced, reader)
        exchange = conversation.ask(question, number, filters or None, ignored)
        exchange.kept = number is not None or reader is None
        exchange.usual = self._gate.usual
        if self._gate.inside:
            exchange.stage = texts.WAITING
        parts = self.parts
        running = self._start(exchange, conversation, reader)  # before the page is told: it may be gone by then
        begun = {
            **self._shown(conversation),
            parts.box: gr.Textbox(value="", submit_btn=False, stop_btn=texts.STOP[0]),
            parts.examples: gr.Row(visible=False),
            parts.conversation: conversation,
            parts.conversations: self._listing(reader, conversation),
            parts.edit_note: gr.HTML(visible=False),
            parts.editing: None,
        }
        yield from self._watch(running, conversation, begun)

    def _resume(self, conversation: Conversation) -> Generator[Update]:
        """Follow what of a conversation is under way, as the page that asked it does."""
        found = [running for e in conversation.exchanges if (running := self.answers.of(e)) is not None]
        if not found:  # it has just ended
            yield self._shown(conversation)
            return
        begun = {
            **self._shown(conversation),
            self.parts.box: gr.Textbox(submit_btn=False, stop_btn=texts.STOP[0]),
        }
        yield from self._watch(found[-1], conversation, begun)

    def _watch(self, running: Running, conversation: Conversation, begun: Update) -> Generator[Update]:
        try:
            yield begun
            for panel_changed in running.follow():
                shown = {self.parts.chat: self._messages(conversation)}
                yield self._shown(conversation) if panel_changed else shown
        except GeneratorExit:
            if not self.answers.kept(running.exchange):  # nobody can come back to it
                running.stop()
            raise
        yield {**self._shown(conversation), self.parts.conversation: conversation}

    def _start(self, exchange: Exchange, conversation: Conversation, reader: str | None) -> Running:
        """Begin to answer, in a thread that does not end with this handler."""
        history, filters, ask = conversation.history(), exchange.filters, self._assistant.stream
        key = conversation.id

        def make() -> Generator[Event | Waiting]:
            return self._gate.stream(
                lambda: ask(exchange.question, history=history, filters=filters, ignore=exchange.ignored),
                tell=True,
                client=reader or "",
            )

        def take(event: Event | Waiting) -> bool:
            if isinstance(event, Waiting):
                exchange.stage = filled(texts.WAITING_AT, event.position)
                return False
            if exchange.stage not in (None, texts.SEARCHING) and exchange.evidence_ms is None:
                exchange.stage = texts.SEARCHING
            return exchange.take(event, self._assistant)

        def end(error: Exception | None) -> None:
            if isinstance(error, YinzhengError):
                if not isinstance(error, BusyError):
                    log.error("%s", error)
                exchange.fail(error.message)
            elif error is not None:
                log.error("the answer failed", exc_info=error)
                exchange.fail(messages.INTERNAL)
            exchange.stop()  # has no effect on one that has ended
            self._keep(exchange, key, reader)
            self.answers.forget(exchange)

        running = Running(exchange, make, take, end)
        kept = reader is not None and key is not None and exchange.kept
        self.answers.begin((reader or "", key or "", exchange.number) if kept else None, running)
        return running

    def _place(self, question: str, conversation: Conversation, replaced: int | None, reader: str | None) -> int | None:
        """Make room for a question; return the number it is kept under, None if it is not kept."""
        if replaced is not None:
            conversation.cut(replaced)
        if reader is None:
            return None
        try:
            if conversation.id is not None and conversation.kept:
                with contextlib.suppress(NotFoundError):  # deleted in another tab
                    if replaced is not None:
                        self._history.cut(reader, conversation.id, replaced)
                    return self._history.append(reader, conversation.id, question)
            return self._begin(question, conversation, reader)
        except LibraryError as error:  # a disk that is full is no reason not to answer
            log.error("%s", error)
            return None

    def _begin(self, question: str, conversation: Conversation, reader: str) -> int:
        """Keep what is on screen, and a question after it, as a new conversation; return the question's number."""
        before = [(exchange.question, exchange.to_dict()) for exchange in conversation.exchanges]
        first, partial = before[0][0] if before else question, conversation.id
        conversation.id = self._history.begin(reader, first, before)
        for number, exchange in enumerate(conversation.exchanges, 1):
            exchange.number, exchange.kept = number, True
        if partial is not None:
            with contextlib.suppress(NotFoundError, LibraryError):
                # unless another tab has gone on with it, all of it is in the new one
                if len(self._history.exchanges(reader, partial)) <= len(before):
                    self._history.delete(reader, partial)
        return self._history.append(reader, conversation.id, question)

    def stop(self, conversation: Conversation, request: gr.Request) -> Update:
        """End what is under way and show what has been checked so far; Gradio cancels the running handler."""
        self._halt(conversation, _reader(request))
        return {**self._shown(conversation), self.parts.box: _idle(), self.parts.conversation: conversation}

    # -- conversations

    def load(self, asked_for: str, conversation: Conversation, request: gr.Request) -> Update:
        """Show the conversation that the page's address names, and the list.

        :param conversation: What is on screen: something only if a question was asked before this was.
        """
        reader = _reader(request)
        read = self._read(reader, asked_for)
        if conversation.exchanges:
            return self._nothing()
        if not read.exchanges:  # the page is new already, and somebody may have begun to type or to choose
            return {self.parts.conversations: self._listing(reader, read)}
        update = self._opened(read, reader)
        del update[self.parts.box]
        return update

    def change(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Update:
        """Leave what is on screen: `do` is new, open, delete (this one), edit or correct, and `id` says which.

        To correct is to edit the question as it was understood.

        Gradio cancels the running handler. What is under way goes on, unless it is deleted or replaced.
        """
        reader = _reader(request)
        do, key = str(event.do), str(event.id)
        if do in ("edit", "correct", "delete"):
            self._halt(conversation, reader)
        if do in ("edit", "correct"):
            return self._edited(conversation, key, understood=do == "correct")
        if do == "delete":
            self._tidy(reader, do, key, "")
        return self._opened(self._read(reader, key) if do == "open" else Conversation(), reader)

    def tidy(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Update:
        """Change the list, and nothing on screen: `do` is search, rename, pin, unpin, file or delete another."""
        reader = _reader(request)
        do, value = str(event.do), str(event.value)
        if do == "edit-cancel":
            parts = self.parts
            return {parts.edit_note: gr.HTML(visible=False), parts.editing: None}
        self._tidy(reader, do, str(event.id), value)
        return {self.parts.conversations: self._listing(reader, conversation, value if do == "search" else "")}

    def _tidy(self, reader: str | None, do: str, key: str, value: str) -> None:
        try:
            if do == "rename" and reader is not None:
                self._history.rename(reader, key, value)
            elif do in ("pin", "unpin") and reader is not None:
                self._history.pin(reader, key, pinned=do == "pin")
            elif do == "file" and reader is not None:
                self._history.file(reader, key, value)
            elif do == "delete" and reader is not None:
                self._history.delete(reader, key)
        except NotFoundError as error:
            log.info("%s", error)  # deleted in another tab; the list shows it
        except LibraryError as error:
            log.error("%s", error)  # the list shows it as it was

    def _edited(self, conversation: Conversation, number: str, *, understood: bool) -> Update:
        exchange = conversation.find(int(number)) if number.isdigit() else None
        if exchange is None:
            return self._nothing()
        return {
            self.parts.chat: self._messages(conversation),
            self.parts.box: gr.Textbox(
                value=exchange.understood or exchange.question if understood else exchange.question,
                submit_btn=texts.SEND[0],
                stop_btn=False,
            ),
            self.parts.edit_note: gr.HTML(visible=True),
            self.parts.editing: exchange.number,
        }

    def _opened(self, conversation: Conversation, reader: str | None) -> Update:
        parts = self.parts
        return {
            **self._shown(conversation),
            parts.box: _idle(),  # the page's script has emptied it: what is typed meanwhile must not be lost
            parts.examples: gr.Row(visible=not conversation.exchanges),
            parts.conversation: conversation,
            parts.conversations: self._listing(reader, conversation),
            parts.edit_note: gr.HTML(visible=False),
            parts.editing: None,
            **parts.choice.show(conversation.filters),
        }

    def _read(self, reader: str | None, key: str) -> Conversation:
        if reader is None or not key:
            return Conversation()
        # looked at before what is kept: one that ends in between is kept by then, and one that begins is seen after
        under_way = self.answers.within(reader, key)
        try:
            stored = self._history.exchanges(reader, key)
        except NotFoundError:
            return Conversation()
        except LibraryError as error:  # the list says so too
            log.error("%s", error)
            return Conversation()
        under_way |= self.answers.within(reader, key)
        read = [
            under_way.get(kept.number) or Exchange.from_dict(kept.number, kept.question, kept.body, self._assistant)
            for kept in stored
        ]
        return Conversation(key, read)

    def _halt(self, conversation: Conversation, reader: str | None) -> None:
        for exchange in conversation.exchanges:
            if (running := self.answers.of(exchange)) is not None:
                running.stop()
            elif not exchange.ended:
                exchange.stop()
                self._keep(exchange, conversation.id, reader)

    def _keep(self, exchange: Exchange, key: str | None, reader: str | None) -> None:
        if reader is None or key is None or not exchange.kept:
            return  # what has no place there could overwrite what another tab has kept under its number
        try:
            self._history.finish(reader, key, exchange.number, exchange.to_dict())
        except LibraryError as error:
            log.error("%s", error)
            exchange.kept = False

    # -- showing

    def _nothing(self) -> Update:
        return {self.parts.editing: gr.skip()}  # Gradio takes an empty dictionary for a value

    def _shown(self, conversation: Conversation) -> Update:
        return {self.parts.chat: self._messages(conversation), self.parts.panel: conversation.panel()}

    def _messages(self, conversation: Conversation) -> list[dict[str, str]]:
        return conversation.messages(self._assistant.name)

    def _listing(self, reader: str | None, conversation: Conversation, words: str = "") -> str:
        found: list[Summary] | None = []
        try:
            found = self._history.search(reader, words) if reader is not None else []
        except LibraryError as error:
            log.error("%s", error)
            found = None
        return history_panel.listing(found, conversation.id, words)


def _idle() -> Any:
    return gr.Textbox(submit_btn=texts.SEND[0], stop_btn=False)


def _reader(request: gr.Request) -> str | None:
    return reader_of(request.request) if request.request is not None else None
