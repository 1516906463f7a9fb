import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.benchmarks.endurance.readers import Browser
from tests.support.ui.real_assistant import real
from tests.support.ui.serving import running, wait_until
from ui.chat import page
from ui.chat.page_sessions import OpenPages

FEW = 2
QUESTIONS = ("全市竹纸产值达到多少？", "今年新建竹纸基地多少个？", "青岑县的竹纸产值去年是多少？")


class Spied(OpenPages):
    """The middleware, which tells the test what Gradio holds."""

    remembered = FEW
    unread = FEW
    blocks: Any

    def __init__(self, app: Any, blocks: Any) -> None:
        super().__init__(app, blocks)
        type(self).blocks = blocks


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(page, "OpenPages", Spied)
    with real(tmp_path) as assistant, running(assistant, page=True) as address:
        yield address


def held() -> set[str]:
    queue = Spied.blocks._queue
    return {
        *Spied.blocks.state_holder.session_data,
        *Spied.blocks.state_holder.time_last_used,
        *queue.pending_messages_per_session,
        *queue.pending_event_ids_session,
    }


def test_pages_are_forgotten_when_they_are_closed_and_never_while_they_are_open(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as http:
        mine = Browser(http)
        assert "86亿元" in json.dumps(mine.ask(QUESTIONS[0]), ensure_ascii=False)
        others = []
        for _ in range(3 * FEW):
            others.append(Browser(http))
            others[-1].ask(QUESTIONS[1])
        assert held() == {page.session for page in (mine, *others)}
        for page in others:
            page.close()
        wait_until(lambda: len(held()) == 1 + FEW)
        assert mine.session in held()
        shown = json.dumps(mine.ask(QUESTIONS[2]), ensure_ascii=False)
        assert "86亿元" in shown and "9亿元" in shown  # the conversation went on
        mine.close()
        # an answer may end after its page was closed: then the next request, of anybody, finds that it can be forgotten
        wait_until(lambda: http.get("/gradio_api/startup-events").is_success and len(held()) == FEW)


def test_clients_that_never_tell_whether_they_are_open_are_not_remembered_either(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as http:
        mine = Browser(http)
        mine.ask(QUESTIONS[0])
        for _ in range(3 * FEW):
            Browser(http, heartbeat=False).ask(QUESTIONS[1])
        wait_until(lambda: len(held()) == 1 + FEW)
        assert mine.session in held()
        mine.close()


def test_answers_that_a_page_does_not_fetch_do_not_pile_up(address: str) -> None:
    with httpx.Client(base_url=address, timeout=60) as http:
        mine = Browser(http)
        queue = Spied.blocks._queue
        for _ in range(3 * FEW):
            mine.join(QUESTIONS[0])
            wait_until(lambda: not queue.event_ids_to_events)
            assert len(queue.pending_event_ids_session.get(mine.session, ())) <= FEW + 1
        http.get("/gradio_api/startup-events")
        wait_until(lambda: len(queue.pending_event_ids_session.get(mine.session, ())) <= FEW)
        mine.close()
