"""A disk that fills up while the service runs: questions are still answered, and what could not be kept is said."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from corpus import LibraryError
from tests.benchmarks.endurance.readers import Browser
from tests.support.ui.real_assistant import real
from tests.support.ui.serving import running
from ui.chat import page
from ui.chat.reader_cookie import COOKIE
from ui.services import feedback_store
from ui.services.conversation_store import FILE, History
from ui.services.feedback_store import Feedback, Judgement

READER = "A" * 22
FIRST, SECOND, THIRD = "全市竹纸产值达到多少？", "今年新建竹纸基地多少个？", "青岑县的竹纸产值去年是多少？"
NOT_KEPT = "这次问答没能存下来"


def file_of(kept: History | Feedback) -> sqlite3.Connection:
    assert kept._sql.file is not None
    return kept._sql.file


def fill(database: sqlite3.Connection) -> None:
    """Let the file not grow any more, as on a full disk."""
    database.execute("VACUUM")  # no free page is left
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count={pages}")


def make_room(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA max_page_count=100000")


def test_conversations_on_a_full_disk_say_so_and_go_on_when_there_is_room(tmp_path: Path) -> None:
    history = History(tmp_path / FILE)
    key = history.begin(READER, FIRST)
    history.append(READER, key, FIRST)
    fill(file_of(history))
    kept = 1
    with pytest.raises(LibraryError, match="make room on the disk") as error:
        for _ in range(1_000):
            history.append(READER, key, SECOND * 50)
            kept += 1
    assert "\n" not in str(error.value)
    assert len(history.exchanges(READER, key)) == kept and history.search(READER)
    make_room(file_of(history))
    assert history.append(READER, key, THIRD) == kept + 1
    assert len(History(tmp_path / FILE).exchanges(READER, key)) == kept + 1


def test_judgements_on_a_full_disk_say_so_and_go_on_when_there_is_room(tmp_path: Path) -> None:
    judgements = Feedback(tmp_path / feedback_store.FILE)
    judgements.keep(Judgement(question=FIRST, up=True))
    fill(file_of(judgements))
    with pytest.raises(LibraryError, match="make room on the disk"):
        for _ in range(1_000):
            judgements.keep(Judgement(question=FIRST * 200, up=True))
    make_room(file_of(judgements))
    kept = len(judgements.all())
    judgements.keep(Judgement(question=SECOND, up=False))
    assert len(judgements.all()) == kept + 1


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[History]:
    kept = History(tmp_path / FILE)
    monkeypatch.setattr(page.History, "beside", lambda *_: kept)
    yield kept
    kept.close()


def said(page: Browser, question: str) -> str:
    return json.dumps(page.ask(question), ensure_ascii=False)


def test_the_page_answers_on_a_full_disk_and_keeps_all_once_there_is_room(tmp_path: Path, history: History) -> None:
    with real(tmp_path) as assistant, running(assistant, page=True) as address:
        with httpx.Client(base_url=address, timeout=60) as http:
            page = Browser(http)
            first = said(page, FIRST)
            assert "86亿元" in first and NOT_KEPT not in first
            fill(file_of(history))
            second = said(page, SECOND)
            assert "12个" in second and NOT_KEPT in second, second
            make_room(file_of(history))
            third = said(page, THIRD)
            assert "9亿元" in third
            reader = http.cookies[COOKIE]
            page.close()
        found = history.search(reader)
        questions = [[one.question for one in history.exchanges(reader, each.id)] for each in found]
        assert questions == [[FIRST, SECOND, THIRD]]  # what was kept in part has gone into it
        assert all(one.body["answer"]["text"] for one in history.exchanges(reader, found[0].id))


def test_the_page_answers_though_conversations_cannot_be_read_at_all(
    tmp_path: Path, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def broken() -> Iterator[None]:
        raise DBAPIError("", None, sqlite3.OperationalError("disk I/O error"))
        yield

    with real(tmp_path) as assistant, running(assistant, page=True) as address:
        monkeypatch.setattr(history._sql, "begin", broken)
        monkeypatch.setattr(history._sql, "reading", broken)
        with httpx.Client(base_url=address, timeout=60) as http:
            page = Browser(http)
            text = said(page, FIRST)
            assert "86亿元" in text and NOT_KEPT in text
            key = "/conversations/x.md"
            response = http.get(key)
            assert response.status_code == 500 and "disk I/O error" in response.json()["error"]["message"]
            page.close()
        monkeypatch.undo()
