import json
import sqlite3
import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from corpus import LibraryError, NotFoundError
from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui import create_app
from ui.chat.conversation import Conversation, Exchange
from ui.chat.history_panel import listing
from ui.chat.reader_cookie import COOKIE, reader_of
from ui.chat.transcript import markdown
from ui.middleware.authentication import IDENTITY
from ui.services.accounts.roles import LOCAL
from ui.services.conversation_store import FILE, LISTED, History, named_after

READER, OTHER = "A" * 22, "B" * 22


def answered(question: str, assistant: ScriptedAssistant) -> Exchange:
    exchange = Conversation().ask(question)
    for event in assistant.stream(question):
        exchange.take(event, assistant)
    return exchange


def keep(history: History, exchange: Exchange, reader: str = READER) -> str:
    key = history.begin(reader, exchange.question)
    number = history.append(reader, key, exchange.question)
    history.finish(reader, key, number, exchange.to_dict())
    return key


@pytest.mark.parametrize("question", ["吞吐量是多少？", "疏港铁路什么时候通车？", "澜州市的地铁呢？港口呢？"])
def test_answer_is_the_same_after_a_restart(tmp_path: Path, question: str) -> None:
    assistant = ScriptedAssistant()
    before = answered(question, assistant)
    history = History(tmp_path / FILE)
    key = keep(history, before)
    history.close()
    (stored,) = History(tmp_path / FILE).exchanges(READER, key)
    after = Exchange.from_dict(stored.number, stored.question, stored.body, assistant)
    assert after.html("m") == before.html("m")
    assert after.panel == before.panel
    assert after.answer == before.answer or question.startswith("疏")  # a hit's sentences are not kept


def test_answer_that_never_ended_is_shown_as_interrupted(tmp_path: Path) -> None:
    history = History(tmp_path / FILE)
    key = history.begin(READER, "问")
    history.append(READER, key, "问")
    (stored,) = history.exchanges(READER, key)
    html = Exchange.from_dict(stored.number, stored.question, stored.body, ScriptedAssistant()).html("m")
    assert "回答中断了" in html
    assert "#again-1" in html


@pytest.mark.parametrize(
    "body", [{"answer": {"text": 1}}, {"answer": "x"}, {"hits": [{}]}, {"filters": {"since": "x"}}]
)
def test_exchange_that_cannot_be_read_can_be_asked_again(body: dict[str, object]) -> None:
    assert "#again-3" in Exchange.from_dict(3, "问", body, ScriptedAssistant()).html("m")


def test_quotation_of_a_document_changed_since_is_shown_as_such() -> None:
    assistant = ScriptedAssistant()
    body = answered("吞吐量是多少？", assistant).to_dict()
    speech, text = assistant._documents["a1b2c3d4e5f6"]
    assistant._documents["a1b2c3d4e5f6"] = (speech, "改" + text)
    changed = Exchange.from_dict(1, "问", body, assistant)
    assert changed.panel.count("原文已从库中移除或已更改") == 1  # one card a passage
    assert "同比增长6.8%" in changed.panel and "集装箱吞吐量突破410万标箱" in changed.panel
    del assistant._documents["a1b2c3d4e5f6"]
    assert "原文已从库中移除或已更改" in Exchange.from_dict(1, "问", body, assistant).panel


def test_readers_see_only_their_own() -> None:
    history = History()
    key = history.begin(READER, "问")
    history.append(READER, key, "问")
    assert history.search(OTHER) == []
    for forbidden in (
        lambda: history.exchanges(OTHER, key),
        lambda: history.append(OTHER, key, "x"),
        lambda: history.rename(OTHER, key, "x"),
        lambda: history.cut(OTHER, key, 1),
        lambda: history.delete(OTHER, key),
        lambda: history.name(OTHER, key),
    ):
        with pytest.raises(NotFoundError, match="no conversation"):
            forbidden()
    history.finish(OTHER, key, 1, {"error": "x"})
    assert history.exchanges(READER, key)[0].body == {}


def test_search_finds_names_questions_and_answers_in_either_script() -> None:
    history, assistant = History(), ScriptedAssistant()
    port = keep(history, answered("吞吐量是多少？", assistant))
    rail = keep(history, answered("疏港铁路什么时候通车？", assistant))
    history.rename(READER, rail, "  铁路\n进度 ")
    assert [s.id for s in history.search(READER)] == [rail, port]
    assert [s.id for s in history.search(READER, "鐵路 進度")] == [rail]
    assert [s.id for s in history.search(READER, "標箱")] == [port]
    assert history.search(READER, "标箱 进度") == []
    assert [s.id for s in history.search(READER, "%")] == [port]
    assert history.search(READER, "'; DROP TABLE conversations; --") == []
    assert history.search(READER)[0].name == "铁路 进度"


def test_editing_cuts_what_followed() -> None:
    history = History()
    key = history.begin(READER, "一")
    assert [history.append(READER, key, q) for q in "一二三"] == [1, 2, 3]
    history.cut(READER, key, 2)
    assert history.append(READER, key, "新") == 2
    assert [stored.question for stored in history.exchanges(READER, key)] == ["一", "新"]


def test_deleted_conversation_leaves_nothing_in_the_file(tmp_path: Path) -> None:
    history = History(tmp_path / FILE)
    key = keep(history, answered("吞吐量是多少？", ScriptedAssistant()))
    history.delete(READER, key)
    history.close()
    assert "标箱".encode() not in (tmp_path / FILE).read_bytes()
    assert History(tmp_path / FILE).search(READER) == []


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    first, second = History(tmp_path / FILE), History(tmp_path / FILE)  # as two processes would
    key = first.begin(READER, "问")

    def write(history: History) -> None:
        for _ in range(25):
            history.append(READER, key, "问")

    threads = [threading.Thread(target=write, args=(history,)) for history in (first, second) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [stored.number for stored in first.exchanges(READER, key)] == list(range(1, 101))


def test_file_that_is_no_history_is_refused_in_one_line_and_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"not a database, " * 100)
    with pytest.raises(LibraryError, match="move the file away") as error:
        History(path)
    assert "\n" not in str(error.value)
    assert History.beside(tmp_path).where is None
    assert "as long as the service" in caplog.text
    assert path.read_bytes().startswith(b"not a database")


def test_another_versions_file_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("PRAGMA user_version=7")
    with pytest.raises(LibraryError, match="another version"):
        History(tmp_path / FILE)


def test_the_list_ends_and_the_search_goes_on() -> None:
    history = History()
    for number in range(LISTED):
        history.begin(READER, f"第{number}问")
    found = history.search(READER)
    assert len(found) == LISTED and "更早的对话" not in listing(found, None)
    history.begin(READER, "新的一问")
    shown = listing(history.search(READER), None)
    assert shown.count("<li ") == LISTED and "更早的对话" in shown and "第0问" not in shown
    assert [one.name for one in history.search(READER, "第0问")] == ["第0问"]


def test_pinned_conversations_stand_before_the_others(tmp_path: Path) -> None:
    history = History(tmp_path / FILE)
    first, second, third = (history.begin(READER, question) for question in "一二三")
    history.pin(READER, first, pinned=True)
    history.pin(READER, first, pinned=True)
    assert [(found.id, found.pinned) for found in history.search(READER)] == [
        (first, True), (third, False), (second, False)
    ]  # fmt: skip
    with pytest.raises(NotFoundError):
        history.pin(OTHER, first, pinned=False)
    history.close()
    again = History(tmp_path / FILE)
    again.pin(READER, first, pinned=False)
    assert [found.id for found in again.search(READER)] == [third, second, first]
    again.pin(READER, second, pinned=True)
    again.delete(READER, second)
    assert [found.pinned for found in again.search(READER)] == [False, False]


def test_conversations_are_put_into_folders_and_found_by_them(tmp_path: Path) -> None:
    history = History(tmp_path / FILE)
    first, second, third = (history.begin(READER, question) for question in "一二三")
    history.file(READER, first, " 防汛\n材料 ")
    history.file(READER, second, "<b>")
    assert {found.id: found.folder for found in history.search(READER)} == {
        first: "防汛 材料",
        second: "<b>",
        third: "",
    }
    assert [found.id for found in history.search(READER, "防汛")] == [first]
    shown = listing(history.search(READER), None)
    assert shown.index("防汛 材料</h2>") < shown.index(f'data-id="{first}"') < shown.index(f'data-id="{third}"')
    assert "&lt;b&gt;</h2>" in shown and '<option value="防汛 材料">' in shown
    with pytest.raises(NotFoundError):
        history.file(OTHER, first, "别人的")
    history.file(READER, first, "")
    history.delete(READER, second)
    assert [found.folder for found in history.search(READER)] == ["", ""]


def test_name_is_the_first_question_on_one_line() -> None:
    assert named_after("一\n 二  三") == "一 二 三"
    assert named_after("长" * 100) == "长" * 29 + "…"


def test_exports_are_the_readers_own_and_escaped(tmp_path: Path) -> None:
    assistant = ScriptedAssistant(directory=tmp_path)
    history = History(tmp_path / FILE)
    key = keep(history, answered("灯塔计划<b> [x](y) 资助多少人？", assistant))
    with TestClient(create_app(assistant), base_url="http://127.0.0.1") as client:
        client.cookies.set(COOKIE, READER)
        text = client.get(f"/conversations/{key}.md")
        assert text.headers["content-type"].startswith("text/markdown")
        assert "attachment" in text.headers["content-disposition"]
        assert "\\<b\\> \\[x\\](y)" in text.text
        assert "<img" not in text.text.replace("\\<img", "")
        assert "http://127.0.0.1/speech/deadbeef0001#" in text.text
        exported = json.loads(client.get(f"/conversations/{key}.json").text)
        assert exported["exchanges"][0]["answer"]["citations"][0]["number"] == 1
        shared = client.get(f"/conversations/{key}.html")
        assert shared.headers["content-disposition"].startswith("attachment") and "<mark" in shared.text
        assert client.get(f"/conversations/{key}.docx").content[:2] == b"PK"
        assert client.get(f"/conversations/{key}.exe").status_code == 404
        client.cookies.set(COOKIE, OTHER)
        assert client.get(f"/conversations/{key}.md").status_code == 404
        client.cookies.clear()
        assert client.get(f"/conversations/{key}.md").status_code == 404


def test_browser_gets_a_name_once_and_keeps_it() -> None:
    with TestClient(create_app(ScriptedAssistant()), base_url="http://127.0.0.1") as client:
        first = client.get("/").headers["set-cookie"]
        assert "HttpOnly" in first
        assert "SameSite=Strict" in first
        name = client.cookies[COOKIE]
        client.get("/")
        assert client.cookies[COOKIE] == name
        client.cookies.set(COOKIE, "x; y")
        assert "set-cookie" not in client.get("/healthz").headers
    for cookie in (f"{COOKIE}=../../x", ""):
        sent = {"type": "http", "headers": [(b"cookie", cookie.encode())], IDENTITY: LOCAL}
        assert reader_of(HTTPConnection(sent)) is None


def test_an_empty_conversation_is_its_name() -> None:
    assert markdown("题", []) == "# 题\n"
