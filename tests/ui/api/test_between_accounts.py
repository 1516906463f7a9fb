"""Two accounts on one service: nothing that is one's own is seen by the other, by whatever route."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from index import Library
from rag.desk.watch.news import look
from rag.desk.watch.store import FILE, Watches
from tests.benchmarks.endurance.readers import Browser
from tests.support.ui.hostile_requests import Route, routes_of
from tests.support.ui.people import ADMIN, EDITOR, OTHER, READER, bearer, settled
from tests.support.ui.real_assistant import real
from tests.support.ui.serving import running
from ui import create_app
from ui.chat.reader_cookie import COOKIE
from ui.services.accounts.store import Accounts
from ui.services.conversation_store import FILE as CONVERSATIONS
from ui.services.conversation_store import History

QUESTION = "全市竹纸产值达到多少？"
ROUTES: list[Route] = []  # of the service that runs
SECRETS = ("甲的心事一", "甲的心事二", "甲的心事三")  # in the conversation, the judgement, what is watched


class Own(Browser):
    """A page of an account, which can send what pages send in the name of another page."""

    def send(self, event: dict[str, Any], session: str, data: list[Any], event_data: Any = None) -> httpx.Response:
        """Send an event to the queue."""
        body = {"data": data, "event_data": event_data, "fn_index": event["id"], "trigger_id": event["targets"][0][0]}
        return self.http.post("/gradio_api/queue/join", json=body | {"session_hash": session})

    def events(self) -> list[dict[str, Any]]:
        """Return every event of the page."""
        return list(self.http.get("/config").json()["dependencies"])


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def address(tmp_path: Path, directory: Path) -> Iterator[str]:
    with real(tmp_path) as assistant, running(assistant, page=True) as address:
        ROUTES[:] = [route for route in routes_of(create_app(assistant)) if "heartbeat" not in route.path]
        yield address


def client(address: str, token: str) -> httpx.Client:
    return httpx.Client(base_url=address, headers=bearer(token), timeout=60)


def test_no_route_shows_anything_that_is_anothers(address: str, directory: Path) -> None:
    tokens = settled(directory)
    with client(address, tokens[READER]) as mine, closing(Accounts.beside(directory)) as accounts:
        page = Own(mine)
        page.ask(f"{QUESTION}{SECRETS[0]}")
        owner = accounts.get(READER).identity("token").owner
        (kept,) = History(directory / CONVERSATIONS).search(owner, "")
        spoken = {"question": QUESTION, "text": "86亿元", "rating": "down", "comment": SECRETS[1], "citations": []}
        assert mine.post("/api/feedback", json=spoken).status_code == 200
        assert mine.post("/desk/watch", data={"text": SECRETS[2], "from_start": "1"}).status_code == 303
        for path, secret in (
            (f"/conversations/{kept.id}.md", SECRETS[0]),
            ("/api/feedback?what=all", SECRETS[1]),
            ("/desk/watch", SECRETS[2]),
        ):
            assert secret in mine.get(path).text, path  # it is there, for its owner
        watch = re.findall(r'name="watch" value="(\d+)"', mine.get("/desk/watch").text)

        seen, asked = [], 0

        def look_at(who: str, response: httpx.Response) -> None:
            nonlocal asked
            asked += 1
            text = response.text
            allowed = {SECRETS[1]} if who == ADMIN and response.request.url.path == "/api/feedback" else set()
            for secret in set(SECRETS) - allowed:
                if secret in text or json.dumps(secret)[1:-1] in text:
                    seen.append(f"{who} {response.request.method} {response.request.url}: {secret}")

        names = [f"{kept.id}.{kind}" for kind in ("md", "json", "html", "docx")]
        for turn, who in enumerate((OTHER, EDITOR, ADMIN)):
            with client(address, tokens[who]) as http:
                http.cookies.set(COOKIE, owner)  # it is no name that a browser can have
                theirs = Own(http)
                for route in ROUTES:
                    if "GET" in route.methods and "queue/data" not in route.path:
                        for value in (names[0], kept.id) if "{" in route.path else ("",):
                            look_at(who, http.get(route.filled(value), params={"c": kept.id, "what": "all"}))
                for name in (*names, f"../{kept.id}.md", f"%2e%2e/{kept.id}.json"):
                    answer = http.get(f"/conversations/{name}")
                    look_at(who, answer)
                    assert answer.status_code == 404
                # the page: the other's page, its stream and its conversation, by every event that there is
                stream = http.get("/gradio_api/queue/data", params={"session_hash": page.session})
                assert stream.status_code == 403
                assert http.get(f"/gradio_api/heartbeat/{page.session}").status_code == 403
                # whose a page and a conversation are is asked before what a role may do, so each event has one of the
                # three to try it
                events = theirs.events()[turn::3]
                for event in events:
                    told = {"do": "open", "id": kept.id, "value": SECRETS[0][:2], "number": "1"}
                    data = [kept.id] * len(event["inputs"])
                    refused = theirs.send(event, page.session, data, told)
                    look_at(who, refused)
                    assert refused.status_code == 403
                    body = {"data": data, "event_data": told, "fn_index": event["id"], "trigger_id": 1}
                    for name in ("run/predict", "cancel", "reset"):
                        sent = body | {"session_hash": page.session, "event_id": "x"}
                        assert http.post(f"/gradio_api/{name}", json=sent).status_code == 403
                    answer = http.post("/gradio_api/run/predict", json=body | {"session_hash": theirs.session})
                    look_at(who, answer)  # on one's own page, asking for the other's conversation
                for do in ("open", "delete", "rename", "pin", "file", "search"):
                    for event in events:
                        told = {"do": do, "id": kept.id, "value": SECRETS[0]}
                        body = {"data": [None] * len(event["inputs"]), "event_data": told, "fn_index": event["id"]}
                        answer = http.post(
                            "/gradio_api/run/predict", json=body | {"session_hash": theirs.session, "trigger_id": 1}
                        )
                        if do != "search":  # what was searched for is said again
                            look_at(who, answer)
                for number in watch:
                    look_at(who, http.post("/desk/watch/remove", data={"watch": number}))
                theirs.close()
        print(f"\n{asked} requests of three others, {len(seen)} with what is not theirs")
        assert seen == []
        # nor was anything changed
        assert f"{QUESTION}{SECRETS[0]}" in mine.get(f"/conversations/{kept.id}.md").text
        assert SECRETS[2] in mine.get("/desk/watch").text
        page.close()


def test_a_conversation_goes_with_its_account_to_another_browser(address: str, directory: Path) -> None:
    tokens = settled(directory)
    with client(address, tokens[READER]) as http:
        page = Own(http)
        page.ask(QUESTION)
        page.close()
    with client(address, tokens[READER]) as http:  # no cookie comes along
        again = Own(http)
        load = next(one for one in again.events() if any(n == "load" for _, n in one["targets"]) and one["inputs"])
        with closing(Accounts.beside(directory)) as accounts:
            owner = accounts.get(READER).identity("token").owner
        (kept,) = History(directory / CONVERSATIONS).search(owner, "")
        given = [kept.id, *[None] * (len(load["inputs"]) - 1)]
        body = {"data": given, "event_data": None, "fn_index": load["id"], "trigger_id": None}
        shown = http.post("/gradio_api/run/predict", json=body | {"session_hash": again.session})
        assert "86亿元" in shown.text
        again.close()


def test_what_is_watched_is_ones_own_and_its_news_too(tmp_path: Path) -> None:
    with real(tmp_path) as assistant:
        library = assistant.library
        assert isinstance(library, Library)
        with closing(Watches(tmp_path / FILE, "account:a")) as mine, closing(Watches(tmp_path / FILE)) as nobodys:
            first = mine.add("phrase", "竹纸产值")
            assert nobodys.add("phrase", "竹纸产值").id != first.id
            assert look(library, mine) and nobodys.news() == []
            assert len(mine.all()) == len(nobodys.all()) == 1 and mine.news()
            nobodys.remove(nobodys.all()[0].id)
            assert mine.all() == [first]


def test_a_file_of_watches_made_before_they_had_owners_is_read(tmp_path: Path) -> None:
    import sqlite3

    with closing(Watches(tmp_path / FILE)) as kept:
        kept.add("phrase", "以竹代塑")
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute("ALTER TABLE watches DROP COLUMN owner")
    with closing(Watches(tmp_path / FILE)) as kept, closing(Watches(tmp_path / FILE, "account:a")) as other:
        assert [one.text for one in kept.all()] == ["以竹代塑"] and other.all() == []
