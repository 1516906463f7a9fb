"""Role × route: every route that the running service has, the framework's too, as everybody. Nothing else is there."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.support.ui.hostile_requests import Route, routes_of, send
from tests.support.ui.library_client import FESTIVAL, ShelfAssistant, shelf
from tests.support.ui.people import ADMIN, EDITOR, OTHER, READER, ROLES, anew, bearer, settled
from tests.support.ui.serving import running
from ui import create_app
from ui.middleware.permissions import ENTRIES, Access, entry_for
from ui.services.accounts.roles import Role

SECRET = "the service's own"
NOBODY = ""
WHO = {NOBODY: None, READER: Role.READER, EDITOR: Role.EDITOR, ADMIN: Role.ADMIN, SECRET: Role.ADMIN}
MCP = {("POST", "/mcp"), ("GET", "/mcp"), ("DELETE", "/mcp")}  # of an app of its own: tests/ui/integrations


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[ShelfAssistant]:
    with shelf(tmp_path) as assistant:
        yield assistant


def listed(app: Any) -> set[tuple[str, str]]:
    """Method and template of each route of an app, as the table has them: HEAD is GET, a slash at the end is none."""
    return {
        ("GET" if method == "HEAD" else method, re.sub(r":path\}", "}", route.path).rstrip("/") or "/")
        for route in routes_of(app)
        for method in route.methods
    }


def test_every_route_has_an_entry_and_every_entry_a_route(stocked: ShelfAssistant) -> None:
    known = {(entry.method, entry.template.replace(":path}", "}")) for entry in ENTRIES}
    found = listed(create_app(stocked))
    assert found - known == set(), "each new route needs an entry in ui/middleware/permissions.py"
    assert known - found == MCP, "an entry without a route"
    assert len(known) == len(ENTRIES), "two entries for one route"


def test_what_is_in_no_entry_is_not_there(stocked: ShelfAssistant) -> None:
    app = create_app(stocked, page=False)
    app.add_api_route("/unlisted", lambda: "x")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/unlisted").status_code == 404
        assert client.put("/api/ask").status_code == 405
        assert client.get("/api/ask").headers["allow"] == "POST"


def test_of_several_entries_the_strictest_counts() -> None:
    strict = entry_for("GET", "/gradio_api/stream/a/b/c/playlist-file")
    assert strict is not None and strict.access is Access.NOBODY
    for path in ("/metrics\n", "/api/library/documents/x", "//metrics", "/metrics//", "/METRICS", "/metrics;x"):
        assert entry_for("GET", path) is None, path
    assert entry_for("GET", "/library/") == entry_for("HEAD", "/library")


@pytest.mark.timeout(600)
def test_each_role_reaches_what_the_table_says_and_nothing_more(stocked: ShelfAssistant, tmp_path: Path) -> None:
    tokens = settled(tmp_path / "library")
    before = stocked.library.speeches()
    answers: Counter[tuple[str, str]] = Counter()
    wrong = []
    with running(stocked, page=True, secrets=(SECRET,)) as address:
        routes = routes_of(create_app(stocked))
        peer = ("127.0.0.1", int(address.rpartition(":")[2]))

        places = asyncio.Semaphore(8)

        async def knock(who: str, route: Route, method: str) -> None:
            number = list(WHO).index(who)  # a page of one account is no other's
            own = anew(tmp_path / "library", who) if route.path == "/account/logout" and who in tokens else ""
            token = own or tokens.get(who, who)
            path = f"{route.filled(f'x{number}')}?session_hash=s{number}"
            name = f"Authorization: Bearer {token}\r\n" if token else ""
            head = f"{method} {path} HTTP/1.1\r\nHost: {address[7:]}\r\n{name}Content-Length: 0\r\n\r\n"
            async with places:
                status, body = await send(peer, head.encode(), 25)
            entry, role = entry_for(method, route.filled("x")), WHO[who]
            assert entry is not None
            if entry.access is Access.EVERYBODY:
                right = status not in (401, 403) or b"wrong" in body or route.path.startswith("/login/oidc")
            elif role is None:
                right = status == 401 or (entry.access is Access.NOBODY and status == 404)
            elif entry.access is Access.NOBODY:
                right = status == 404
            elif role < Role(entry.access):
                right = status == 403 and (method == "HEAD" or b"role_needed" in body)
            else:
                right = status not in (401, 403)
            answers[who or "nobody", str(status) if status in (401, 403, 404) else "in"] += 1
            if not right:
                wrong.append(f"{who or 'nobody'} {method} {route.path} ({entry.access.name}): {status}")

        async def everybody() -> None:
            every = ((who, route, method) for who in WHO for route in routes for method in route.methods)
            async with asyncio.TaskGroup() as group:
                for one in [*every]:
                    if one[1].path != "/account/logout":
                        group.create_task(knock(*one))
            for who in WHO:
                await knock(who, Route("/account/logout", ("POST",)), "POST")

        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, everybody()).result()
    asked = sum(answers.values())
    print(f"\n{len(routes)} routes × {len(WHO)} = {asked} requests: {dict(answers)}")
    assert wrong == []
    assert asked > 600
    assert stocked.library.speeches() == before


def test_a_role_taken_away_is_gone_with_the_next_request(stocked: ShelfAssistant, tmp_path: Path) -> None:
    tokens = settled(tmp_path / "library")
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:

        def sent(name: str) -> int:
            return client.get("/metrics", headers=bearer(tokens[name])).status_code

        change = {"url": f"/api/accounts/{EDITOR}", "headers": bearer(tokens[ADMIN])}
        assert sent(EDITOR) == 403
        assert client.patch(json={"role": "admin"}, **change).json()["role"] == "admin"
        assert sent(EDITOR) == 200
        client.patch(json={"role": "reader"}, **change)
        assert sent(EDITOR) == 403
        assert client.delete(**change).status_code == 200
        assert sent(EDITOR) == 401
        last = client.delete(f"/api/accounts/{ADMIN}", headers=bearer(tokens[ADMIN]))
        assert last.status_code == 400 and last.json()["error"]["code"] == "last_admin"


def test_a_page_shows_what_one_may_do(stocked: ShelfAssistant, tmp_path: Path) -> None:
    tokens = settled(tmp_path / "library")
    speech = stocked.library.speeches()[0].id
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        for path, marks in (
            ("/library", ('id="upload"', "data-remove")),
            (f"/library/{speech}", ('id="correct"', "data-remove", 'type="submit"')),
        ):
            for name in (READER, EDITOR, ADMIN):
                page = client.get(path, headers=bearer(tokens[name])).text
                assert [mark in page for mark in marks] == [name != READER] * len(marks), (name, path)
                assert f'href="/account" aria-label="账户：{name}"' in page
        assert 'href="/accounts"' not in client.get("/account", headers=bearer(tokens[EDITOR])).text
        assert 'href="/accounts"' in client.get("/account", headers=bearer(tokens[ADMIN])).text
        html = {"accept": "text/html", **bearer(tokens[READER])}
        refused = client.get("/accounts", headers=html)
        assert refused.status_code == 403 and "这要admin角色才行" in refused.text


def test_each_change_is_recorded_with_who_made_it(stocked: ShelfAssistant, tmp_path: Path) -> None:
    tokens = settled(tmp_path / "library")
    speech = stocked.library.speeches()[0]
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:

        def do(name: str, method: str, path: str, **sent: Any) -> httpx.Response:
            return client.request(method, path, headers=bearer(tokens[name]), **sent)

        file = {"files": ("茶叶.txt", FESTIVAL.replace("竹纸", "茶叶").encode())}
        do(EDITOR, "POST", "/api/library/documents", files=file)
        do(EDITOR, "PATCH", f"/api/speeches/{speech.id}", json={"fields": {"title": "新题", "place": "别处"}})
        do(EDITOR, "POST", f"/api/speeches/{speech.id}/lines", json={"starts": None})
        do(EDITOR, "DELETE", "/api/speeches/ffffffffffff")
        do(EDITOR, "DELETE", f"/api/speeches/{speech.id}")
        do(READER, "DELETE", f"/api/speeches/{speech.id}")  # is not let: nothing changes
        do(ADMIN, "POST", "/api/accounts", json={"name": "新人", "role": "reader"})
        do(ADMIN, "PATCH", "/api/accounts/新人", json={"role": "editor"})
        do(ADMIN, "DELETE", "/api/accounts/新人")
        assert do(READER, "GET", "/api/audit").status_code == do(EDITOR, "GET", "/api/audit").status_code == 403
        changes = do(ADMIN, "GET", "/api/audit").json()["changes"][::-1]
        assert [(one["who"], one["action"], one["outcome"]) for one in changes] == [
            (EDITOR, "document.add", "done"),
            (EDITOR, "document.correct", "done"),
            (EDITOR, "document.lines", "done"),
            (EDITOR, "document.remove", "failed"),
            (EDITOR, "document.remove", "done"),
            (ADMIN, "account.add", "done"),
            (ADMIN, "account.change", "done"),
            (ADMIN, "account.remove", "done"),
        ]
        added, corrected, *_ = changes
        assert added["details"][0]["name"] == "茶叶.txt" and added["details"][0]["outcome"] == "added"
        assert corrected["target"] == speech.id and "place=别处" in corrected["details"][0]["fields"]
        page = do(ADMIN, "GET", "/audit").text
        assert "移除讲话" in page and EDITOR in page and "没有成功" in page
        only = do(ADMIN, "GET", "/api/audit", params={"who": ADMIN, "action": "account", "limit": 2}).json()["changes"]
        assert [one["action"] for one in only] == ["account.remove", "account.change"]


def test_nothing_is_changed_that_cannot_be_recorded(stocked: ShelfAssistant, tmp_path: Path) -> None:
    (tmp_path / "library" / "audit.sqlite3").write_bytes(b"no database at all" * 100)
    speech = stocked.library.speeches()[0]
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        refused = client.delete(f"/api/speeches/{speech.id}", headers={"accept-language": "zh"})
        assert refused.status_code == 503 and "变更记不进" in refused.json()["error"]["message"]
        assert stocked.library.speech(speech.id) == speech
        assert client.get("/api/speeches").status_code == 200


def test_accounts_that_cannot_be_read_let_nobody_in(stocked: ShelfAssistant, tmp_path: Path) -> None:
    tokens = settled(tmp_path / "library", {ADMIN: Role.ADMIN, OTHER: ROLES[OTHER]})
    for name in ("accounts.sqlite3-wal", "accounts.sqlite3-shm"):
        (tmp_path / "library" / name).unlink(missing_ok=True)
    (tmp_path / "library" / "accounts.sqlite3").write_bytes(b"no database at all" * 100)
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        for headers in ({}, bearer(tokens[ADMIN])):
            assert client.get("/api/speeches", headers=headers).status_code == 503
