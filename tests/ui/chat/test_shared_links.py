"""A read-only link shows one conversation as it was, to whoever may log in, until it is taken back or has ended."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.benchmarks.endurance.readers import Browser
from tests.support.ui.people import ADMIN, EDITOR, OTHER, READER, bearer, settled
from tests.support.ui.real_assistant import real
from tests.support.ui.serving import running
from ui.services.accounts.links import FILE
from ui.services.accounts.store import Accounts
from ui.services.conversation_store import FILE as CONVERSATIONS
from ui.services.conversation_store import History

QUESTION, LATER, OTHERS = "全市竹纸产值达到多少？", "今年要新建竹纸基地多少个？", "青岑县的竹纸产值是多少？"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with real(tmp_path) as assistant, running(assistant, page=True) as address:
        yield address


def client(address: str, token: str = "") -> httpx.Client:
    return httpx.Client(base_url=address, headers=bearer(token) if token else {}, timeout=60)


def asked(http: httpx.Client, *questions: str) -> None:
    page = Browser(http)
    for question in questions:
        page.ask(question)
    page.close()


def kept(directory: Path, name: str) -> list[str]:
    """Return the ids of an account's conversations."""
    with closing(Accounts.beside(directory)) as accounts:
        owner = accounts.get(name).identity("token").owner
    return [one.id for one in History(directory / CONVERSATIONS).search(owner)]


def made(http: httpx.Client, key: str, days: int = 7) -> str:
    return str(http.post(f"/conversations/{key}/link", json={"days": days}).raise_for_status().json()["path"])


def test_a_link_shows_its_conversation_as_it_was_and_nothing_else(address: str, directory: Path) -> None:
    tokens = settled(directory)
    with client(address, tokens[READER]) as mine, client(address, tokens[OTHER]) as theirs, client(address) as nobody:
        page = Browser(mine)
        page.ask(QUESTION)
        (key,) = kept(directory, READER)
        path = made(mine, key)
        page.ask(LATER)
        page.close()
        asked(mine, OTHERS)
        shown = theirs.get(path)
        assert shown.status_code == 200
        assert QUESTION in shown.text and "86亿元" in shown.text
        assert LATER not in shown.text and OTHERS not in shown.text
        assert "同志们：" not in shown.text  # the passages that are cited, not the whole speech
        assert "<script" not in shown.text and not re.search(r'(?:href|src)="(?!#)', shown.text)
        assert shown.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in shown.headers["content-security-policy"]
        assert mine.get(f"/conversations/{key}/link").json()["questions"] == 1
        # it is no way in, neither for whoever has none nor to the conversation itself
        assert nobody.get(path).status_code == 401
        assert nobody.get(path, headers={"accept": "text/html"}).status_code == 303
        assert theirs.get(f"/conversations/{key}.md").status_code == 404
        assert theirs.post(path, json={}).status_code == 405


def test_nobody_makes_sees_or_takes_back_the_link_of_another(address: str, directory: Path) -> None:
    tokens = settled(directory)
    with client(address, tokens[READER]) as mine:
        asked(mine, QUESTION)
        (key,) = kept(directory, READER)
        path = made(mine, key)
        for who in (OTHER, EDITOR, ADMIN):
            with client(address, tokens[who]) as http:
                assert http.get(f"/conversations/{key}/link").status_code == 404
                assert http.post(f"/conversations/{key}/link", json={"days": 1}).status_code == 404
                assert http.delete(f"/conversations/{key}/link").json() == {"taken_back": False}
        assert mine.get(path).status_code == 200
        for body in ({"days": 0}, {"days": 91}, {"days": 7, "owner": "x"}, {"days": "a"}):
            assert mine.post(f"/conversations/{key}/link", json=body).status_code == 422


def test_a_link_ends(address: str, directory: Path) -> None:
    tokens = settled(directory)
    with client(address, tokens[READER]) as mine, client(address, tokens[OTHER]) as theirs:
        asked(mine, QUESTION)
        (key,) = kept(directory, READER)

        def leads(path: str) -> bool:
            answer = theirs.get(path, headers={"accept-language": "zh"})
            assert answer.status_code == 200 or "这个链接打不开" in answer.text
            return answer.status_code == 200

        first = made(mine, key)
        second = made(mine, key)
        assert not leads(first) and leads(second)  # one at a time
        assert mine.delete(f"/conversations/{key}/link").json() == {"taken_back": True}
        assert not leads(second)
        third = made(mine, key)
        with closing(sqlite3.connect(directory / FILE)) as database:  # its days are over
            assert third.rpartition("/")[2] not in str(database.execute("SELECT * FROM links").fetchall())
            database.execute("UPDATE links SET until = until - 8 * 86400")
            database.commit()
        assert not leads(third)
        asked(theirs, QUESTION)
        (other,) = kept(directory, OTHER)
        fourth = made(theirs, other)
        assert leads(fourth)
        with closing(Accounts.beside(directory)) as accounts:
            owner = accounts.get(OTHER).identity("token").owner
            History(directory / CONVERSATIONS).delete(owner, other)  # what it showed is gone
            assert not leads(fourth)
            fifth = made(mine, key)
            assert leads(fifth)
            accounts.remove(READER)  # who made it is gone
        assert not leads(fifth)
        assert not leads("/shared/x") and not leads("/shared/" + "a" * 100)


def test_links_are_on_record_without_what_opens_them(address: str, directory: Path) -> None:
    tokens = settled(directory)
    with client(address, tokens[READER]) as mine, client(address, tokens[ADMIN]) as admin:
        asked(mine, QUESTION)
        (key,) = kept(directory, READER)
        secret = made(mine, key).rpartition("/")[2]
        mine.delete(f"/conversations/{key}/link")
        record = admin.get("/api/audit", params={"action": "conversation"})
        changes = [(one["who"], one["action"], one["target"], one["outcome"]) for one in record.json()["changes"]]
        assert changes == [
            (READER, "conversation.unshare", key, "done"),
            (READER, "conversation.share", key, "done"),
        ]
        assert secret not in record.text and QUESTION not in record.text
        assert "生成只读链接" in admin.get("/audit").text
