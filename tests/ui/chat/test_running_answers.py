"""An answer under way ends once: it is kept before anybody is told, and is found by whoever comes back."""

import threading
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from rag import Answer, Delta, Event, Finished, Retrieved
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import wait_until
from ui.chat.conversation import Conversation, Exchange
from ui.chat.handlers import Parts, Talk
from ui.chat.running_answers import Answers, Running
from ui.services.conversation_store import History, Stored
from ui.services.generation_queue import Gate

READER, QUESTION = "r", "疏港铁路什么时候通车？"


class Script:
    """A stream that goes on when it is let, and what has come of it."""

    def __init__(self, *events: Event) -> None:
        self.go = threading.Event()
        self.taken: list[Event] = []
        self.ended: list[Exception | None] = []
        self.exchange = Exchange(1, QUESTION)
        self._events = events

    def running(self) -> Running:
        running = Running(self.exchange, self._make, cast("Any", self._take), self.ended.append)
        Answers().begin(None, running)
        return running

    def _make(self) -> Generator[Event]:
        yield Retrieved((), QUESTION)
        self.go.wait(10)
        yield from self._events

    def _take(self, event: Event) -> bool:
        self.taken.append(event)
        if isinstance(event, Finished):
            self.exchange.stage = None
        return True


def test_what_is_stopped_is_kept_when_stop_returns_though_the_model_goes_on() -> None:
    script = Script(Delta("疏港铁路"), Finished(Answer("疏港铁路要通车。")))
    running = script.running()
    wait_until(lambda: len(script.taken) == 1)
    running.stop()
    assert script.exchange.stopped and script.ended == [None]
    script.go.set()
    running.wait(10)
    assert script.ended == [None] and len(script.taken) == 1
    assert script.exchange.stopped and script.exchange.ended


def test_an_answer_that_is_being_taken_in_is_not_also_stopped() -> None:
    script = Script(Finished(Answer("疏港铁路要通车。")))
    entered, go_on = threading.Event(), threading.Event()
    take = script._take

    def slowly(event: Event) -> bool:
        if isinstance(event, Finished):
            entered.set()
            go_on.wait(10)
        return take(event)

    script._take = slowly  # type: ignore[method-assign]
    running = script.running()
    script.go.set()
    entered.wait(10)
    stopper = threading.Thread(target=running.stop)
    stopper.start()
    go_on.set()
    stopper.join(10)
    running.wait(10)
    assert script.ended == [None] and not script.exchange.stopped


def talk(assistant: ScriptedAssistant, history: History) -> Talk:
    return Talk(assistant, Gate(), history, cast("Parts", SimpleNamespace()))


def asked(talk: Talk, history: History, conversation: Conversation) -> Running:
    if conversation.id is None:
        conversation.id = history.begin(READER, QUESTION)
    number = history.append(READER, conversation.id, QUESTION)
    return talk._start(conversation.ask(QUESTION, number), conversation, READER)


class Slow(History):
    """One whose answer ends while what is kept is on its way to who reads it."""

    meanwhile = staticmethod(lambda: None)

    def exchanges(self, reader: str, conversation: str) -> list[Stored]:
        found = super().exchanges(reader, conversation)
        self.meanwhile()
        return found


def test_an_answer_that_ends_while_its_conversation_is_read_is_not_shown_as_interrupted(tmp_path: Path) -> None:
    assistant, history = ScriptedAssistant(directory=tmp_path), Slow(tmp_path / "kept.sqlite")
    told, conversation = talk(assistant, history), Conversation()
    assistant.hold.clear()
    running = asked(told, history, conversation)

    def end() -> None:
        assistant.hold.set()
        running.wait(10)

    history.meanwhile = end  # type: ignore[method-assign, assignment]
    read = told._read(READER, conversation.id or "")
    assert read.exchanges[0].answer is not None


def test_a_question_asked_again_is_not_overwritten_by_the_answer_that_was_stopped(tmp_path: Path) -> None:
    assistant, history = ScriptedAssistant(directory=tmp_path), History(tmp_path / "kept.sqlite")
    told, conversation = talk(assistant, history), Conversation()
    assistant.hold.clear()
    first = asked(told, history, conversation)
    wait_until(lambda: conversation.exchanges[0].evidence_ms is not None)
    told._halt(conversation, READER)
    key = conversation.id or ""
    assert history.exchanges(READER, key)[0].body["stopped"]

    history.cut(READER, key, 1)
    conversation.cut(1)
    second = asked(told, history, conversation)
    assert told._read(READER, key).exchanges[0] is second.exchange  # what a page finds that comes back now
    assistant.hold.set()
    first.wait(10)
    second.wait(10)
    body = history.exchanges(READER, key)[0].body
    assert body["answer"] and not body["stopped"]


def test_the_page_that_opens_late_leaves_a_question_alone_that_was_asked_before() -> None:
    assistant, history = ScriptedAssistant(), History()
    told, conversation = talk(assistant, history), Conversation()
    told.parts.conversations = "list"  # type: ignore[misc, assignment]
    told.parts.editing = "editing"  # type: ignore[misc, assignment]
    nobody = cast("Any", SimpleNamespace(request=None))
    assert list(told.load("", conversation, nobody)) == ["list"]
    conversation.ask(QUESTION)
    assert list(told.load("", conversation, nobody)) == ["editing"]
