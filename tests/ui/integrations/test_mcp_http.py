"""MCP over HTTP behind the door: no tool for who is not known, every tool for a reader; one person needs no login."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

pytest.importorskip("mcp", reason="the extra mcp is not installed")

from tests.support.ui.people import READER, bearer, settled
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import wait_until
from ui.integrations.mcp_http import behind_the_door
from ui.integrations.mcp_server import server
from ui.server import listen
from ui.services.accounts.audit import Audit
from ui.services.accounts.store import Accounts

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}},
}
TAKES = {"accept": "application/json, text/event-stream"}


@contextmanager
def served(directory: Path, known: tuple[str, ...] = ()) -> Iterator[str]:
    listener = listen("127.0.0.1", 0)
    with closing(Accounts.beside(directory)) as accounts, closing(Audit.beside(directory)) as audit:
        app = behind_the_door(server(ScriptedAssistant()), accounts, audit, known)
        running = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        wait_until(lambda: running.started)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            running.should_exit = True
            thread.join()
            listener.close()


def hello(address: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{address}/mcp", json=HELLO, headers={**TAKES, **headers}, timeout=30)


def test_without_a_login_in_use_it_is_open_on_this_machine(tmp_path: Path) -> None:
    with served(tmp_path) as address:
        assert hello(address).status_code == 200
        assert hello(address, host="evil.example").status_code in (400, 403, 421)
        assert hello(address, origin="https://evil.example").status_code == 403


def test_with_accounts_it_wants_a_token_of_one(tmp_path: Path) -> None:
    tokens = settled(tmp_path)
    with served(tmp_path, ("the service's own",)) as address:
        for headers in ({}, bearer("yz_wrong"), bearer("wrong wrong")):
            assert hello(address, **headers).status_code == 401
        for method in ("GET", "DELETE"):
            assert httpx.request(method, f"{address}/mcp").status_code == 401
        for token in (tokens[READER], "the service's own"):
            answer = hello(address, **bearer(token))
            assert answer.status_code == 200 and "yinzheng" in answer.text
        others: Any = httpx.get(f"{address}/sse", headers=bearer(tokens[READER]))
        assert others.status_code == 404
