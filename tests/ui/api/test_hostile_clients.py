"""Every route × every attack, over sockets; slow clients, floods, guesses. YINZHENG_HOSTILE=all tries every variant."""

import asyncio
import os
import re
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from tests.support.ui.hostile_requests import Outcome, campaign, routes_of, send
from tests.support.ui.library_client import ShelfAssistant, shelf
from tests.support.ui.people import ADMIN, EDITOR, READER, ROLES, settled
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running, wait_until
from ui import create_app
from ui.middleware.connections import Punctual
from ui.middleware.lockout import FREE
from ui.middleware.permissions import ENTRIES, Access
from ui.services.accounts.store import Accounts

EVERY = os.environ.get("YINZHENG_HOSTILE") == "all"
SECRET = "the secret outside the library"
LEAKS = (SECRET.encode(), b"SQLite format", b"root:x:", b"Traceback", b"site-packages")
PASSWORD = "a long password"
T = TypeVar("T")


def completed(work: Coroutine[Any, Any, T]) -> T:
    """Run it to its end in a thread of its own: the browser tests leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Impatient(Punctual):
    head = 0.3
    stalled = 0.3


def peer(address: str) -> tuple[str, int]:
    host, _, port = address.removeprefix("http://").partition(":")
    return host, int(port)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*.txt") if path.is_file()}


@pytest.fixture
def stocked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ShelfAssistant]:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "gradio"))
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    with shelf(tmp_path) as assistant:
        yield assistant


@pytest.mark.timeout(3_600 if EVERY else 300)
def test_no_attack_on_any_route_succeeds(stocked: ShelfAssistant, tmp_path: Path) -> None:
    routes = routes_of(create_app(stocked))
    assert len(routes) > 60 and any("gradio_api" in route.path for route in routes)
    described = create_app(stocked, page=False).openapi()["paths"]
    assert set(described) <= {route.path for route in routes}
    before, speeches = files(tmp_path), stocked.library.speeches()
    with running(stocked, page=True) as address:
        outcome: Outcome = completed(campaign(peer(address), routes, tmp_path, every=EVERY, leaks=LEAKS))
        assert httpx.get(f"{address}/healthz").json()["status"] == "ok"
        asked = httpx.post(f"{address}/api/ask", json={"question": "疏港铁路什么时候通车？"}, timeout=60)
        assert asked.status_code == 200
    print(f"\n{len(routes)} routes, {sum(outcome.table.values())} requests\n{outcome.rows()}")
    assert outcome.fallen == [], "\n".join(outcome.fallen[:40])
    assert files(tmp_path) == before
    assert stocked.library.speeches() == speeches
    assert not any(path.is_file() for path in (tmp_path / "gradio").rglob("*"))


@pytest.mark.timeout(3_600 if EVERY else 600)
@pytest.mark.parametrize("turn", range(3))
def test_no_attack_on_any_route_succeeds_for_any_role(stocked: ShelfAssistant, tmp_path: Path, turn: int) -> None:
    name = (READER, EDITOR, ADMIN)[turn]
    tokens = settled(tmp_path / "library")
    routes = [route for route in routes_of(create_app(stocked)) if route.path != "/account/logout"]  # ends the token
    if not EVERY:  # nobody tries them all above; who may what is asked of every route in `test_permissions`
        routes = routes[turn::3]
    before, speeches = files(tmp_path), stocked.library.speeches()
    with running(stocked, page=True) as address:
        outcome: Outcome = completed(
            campaign(peer(address), routes, tmp_path, every=EVERY, leaks=LEAKS, token=tokens[name])
        )
        known = {"Authorization": f"Bearer {tokens[name]}"}
        assert httpx.get(f"{address}/api/account", headers=known).json()["name"] == name
        assert httpx.get(f"{address}/healthz", headers=known).json()["status"] == "ok"
    print(f"\n{name}: {len(routes)} routes, {sum(outcome.table.values())} requests\n{outcome.rows()}")
    assert outcome.fallen == [], "\n".join(outcome.fallen[:40])
    assert files(tmp_path) == before
    assert stocked.library.speeches() == speeches
    with closing(Accounts.beside(tmp_path / "library")) as accounts:
        assert {one.name: one.role for one in accounts.all()} == ROLES


def test_behind_the_door_every_route_says_no_to_every_attack(stocked: ShelfAssistant, tmp_path: Path) -> None:
    open_to_all = {entry.template for entry in ENTRIES if entry.access is Access.EVERYBODY}
    routes = [route for route in routes_of(create_app(stocked)) if route.path.rstrip("/") not in open_to_all]
    with running(stocked, page=True, secrets=(PASSWORD,)) as address:

        async def knock() -> set[int]:
            found = set()
            for route in routes:
                for verb in route.methods:
                    request = f"{verb} {route.filled('x')} HTTP/1.1\r\nHost: {address[7:]}\r\nContent-Length: 0\r\n\r\n"
                    found.add((await send(peer(address), request.encode()))[0])
            return found

        assert completed(knock()) <= {401, 404}  # 404: closed, whoever asks


def test_a_client_slow_with_its_head_is_hung_up_on(assistant: ScriptedAssistant) -> None:
    with running(assistant, http=Impatient) as address:

        async def drip(pieces: list[bytes]) -> bytes:
            reader, writer = await asyncio.open_connection(*peer(address))
            sending = asyncio.ensure_future(reader.read())
            for piece in pieces:
                if sending.done():
                    break
                writer.write(piece)
                await asyncio.sleep(0.05)
            try:
                return await asyncio.wait_for(sending, 30)
            except OSError:
                return b""
            finally:
                writer.transport.abort()

        async def all_at_once() -> list[bytes]:
            head = b"GET /healthz HTTP/1.1\r\nHost: " + address[7:].encode() + b"\r\n"
            silent: list[list[bytes]] = [[]] * 20
            slow = [[head, *[b"X-%d: a\r\n" % number for number in range(200)]]] * 20
            half = [[head[:20]]] * 20
            return await asyncio.gather(*map(drip, [*silent, *slow, *half]))

        assert completed(all_at_once()) == [b""] * 60
        assert httpx.get(f"{address}/healthz").status_code == 200


def test_what_is_left_of_a_refused_body_does_not_hold_the_connection(assistant: ScriptedAssistant) -> None:
    with running(assistant, http=Impatient, secrets=(PASSWORD,)) as address:

        async def drip() -> int:
            reader, writer = await asyncio.open_connection(*peer(address))
            writer.write(f"POST /api/ask HTTP/1.1\r\nHost: {address[7:]}\r\nContent-Length: 900000\r\n\r\n".encode())
            assert b" 401 " in await reader.readline()
            sent = 0
            while not writer.transport.is_closing() and sent < 2_000:
                writer.write(b"x")
                sent += 1
                await asyncio.sleep(0.02)
            writer.transport.abort()
            return sent

        assert completed(drip()) < 2_000


@pytest.mark.parametrize(
    "path", ["/api/ask", "/api/search", "/login", "/api/library/documents", "/gradio_api/queue/join"]
)
def test_a_client_slow_with_its_body_is_told_so_and_let_go(stocked: ShelfAssistant, path: str) -> None:
    with running(stocked, page=True, arrival=0.5, secrets=(PASSWORD,)) as address:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {address[7:]}\r\nAuthorization: Bearer {PASSWORD}\r\n"
            'Content-Type: multipart/form-data; boundary="x"\r\nContent-Length: 9000\r\n\r\n'
            '--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        )

        async def drip() -> bytes:
            reader, writer = await asyncio.open_connection(*peer(address))
            writer.write(head.encode())
            answer = asyncio.ensure_future(reader.readline())
            for _ in range(4_000):  # never as long between two bytes as would be too long
                if answer.done():
                    break
                writer.write(b"-")
                await asyncio.sleep(0.05)
            writer.transport.abort()
            return await answer

        status = completed(drip()).split()[1]
        assert status in ({b"404", b"405"} if path == "/api/search" else {b"408"})
        assert httpx.get(f"{address}/healthz", headers={"Authorization": f"Bearer {PASSWORD}"}).status_code == 200


def test_a_client_that_does_not_read_is_hung_up_on(assistant: ScriptedAssistant) -> None:
    hung_up = threading.Event()

    class Watched(Impatient):
        def connection_lost(self, exc: Exception | None) -> None:
            if self.flow.write_paused:
                hung_up.set()
            super().connection_lost(exc)

    with running(assistant, http=Watched) as address:

        async def ask_and_not_read() -> None:
            _, writer = await asyncio.open_connection(*peer(address), limit=1)
            request = f"GET /page/chat/app.css HTTP/1.1\r\nHost: {address[7:]}\r\n\r\n".encode()
            for _ in range(2_000):  # answers of some megabytes: more than the system keeps for us
                if hung_up.is_set() or writer.transport.is_closing():
                    break
                writer.write(request * 20)
                await asyncio.sleep(0.01)
            writer.transport.abort()

        completed(ask_and_not_read())
        assert hung_up.wait(120)
        assert httpx.get(f"{address}/healthz").status_code == 200


def test_one_address_holds_only_its_share_of_the_connections(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.middleware.connections._counted", lambda address: "192.0.2.1")

    class Few(Punctual):
        each = 5

    with running(assistant, http=Few) as address:

        async def hold() -> int:
            held = [await asyncio.open_connection(*peer(address)) for _ in range(12)]

            def refused() -> int:
                return sum(reader.at_eof() or isinstance(reader.exception(), OSError) for reader, _ in held)

            while refused() < 7:
                await asyncio.sleep(0.02)
            await asyncio.sleep(0.3)  # and no more
            found = refused()
            for _, writer in held:
                writer.transport.abort()
            return found

        assert completed(hold()) == 7
        wait_until(lambda: _answers(address))


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_a_flood_is_sent_away_and_then_all_is_as_before(assistant: ScriptedAssistant) -> None:
    with running(assistant, page=True) as address:
        httpx.get(f"{address}/config")
        threads = threading.active_count()
        join = b'{"data": ["x"], "fn_index": 0, "session_hash": "%d"}'

        async def flood(number: int) -> int:
            body = join % number if number % 2 else '{"question": "疏港铁路什么时候通车？"}'.encode()
            path = "/gradio_api/queue/join" if number % 2 else "/api/ask"
            head = f"POST {path} HTTP/1.1\r\nHost: {address[7:]}\r\nContent-Type: application/json\r\n"
            return (await send(peer(address), f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body))[0]

        async def all_at_once() -> list[int]:
            return await asyncio.gather(*(flood(number) for number in range(400)))

        statuses = completed(all_at_once())
        assert set(statuses) <= {0, 200, 403, 404, 422, 429, 503}
        wait_until(lambda: _answers(address))
        assert httpx.get(f"{address}/healthz").json()["busy"] == 0
        assert threading.active_count() < threads + 60  # the pool's, which are kept


def test_guesses_by_many_connections_at_once_are_counted_as_one_clients(assistant: ScriptedAssistant) -> None:
    with running(assistant, secrets=(PASSWORD,)) as address:

        def guess(number: int) -> bytes:
            body = f"password=wrong{number}"
            form = "Content-Type: application/x-www-form-urlencoded"
            by_form = f"POST /login HTTP/1.1\r\n{form}\r\nContent-Length: {len(body)}"
            by_token = f"GET /api/speeches HTTP/1.1\r\nAuthorization: Bearer wrong{number}"
            forged = f"X-Forwarded-For: 10.0.0.{number % 250}\r\nForwarded: for=10.1.1.{number % 250}\r\n"
            host = f"\r\nHost: {address[7:]}\r\n{forged}\r\n"
            return (by_form + host + body if number % 2 else by_token + host).encode()

        async def all_at_once() -> list[int]:
            return [status for status, _ in await asyncio.gather(*(send(peer(address), guess(n)) for n in range(200)))]

        statuses = completed(all_at_once())
        assert (statuses.count(401), statuses.count(429)) == (FREE, 200 - FREE)
        right = httpx.post(f"{address}/login", data={"password": PASSWORD})
        assert right.status_code == 429
        locked = re.search(r"yinzheng_locked_out_total ([\d.]+)", _metrics(address))
        assert locked is None  # who is locked out is not told anything else, not even figures


def _metrics(address: str) -> str:
    return httpx.get(f"{address}/metrics", headers={"Authorization": f"Bearer {PASSWORD}"}).text
