"""Three service processes behind the reverse proxy of `docs/deploy`, one library, one PostgreSQL, one search engine.

Readers ask, a writer adds, and one service is killed in the middle: what was acknowledged is there, each reader gets an
answer to the question that was asked. Everything is a process of its own and speaks real HTTP: the model's and the
embedding's server in this process, Milvus Lite as a server, Caddy from its wheel.
"""

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.fakes import HashEncoder
from tests.support.servers import postgresql
from tests.support.servers.model_server import Json, ModelServer, serving

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
DOCUMENTS = 12
READERS = 8
ASKED = 6  # by each
# fiction: neither companies nor places
NAMES = ["云锦", "澄湖", "栖霞", "远黛", "沐晨", "听松", "揽月", "霁川", "采薇", "鹿鸣", "观澜", "知秋"]
PLACES = [f"{name}镇" for name in "东篱 西泠 南浦 北固 青岑 白露 丹枫 碧梧 墨池 金谷 银杏 玉泉".split()]


def missing() -> str | None:
    if (why := postgresql.missing()) is not None:
        return why
    for name in ("pymilvus", "milvus_lite", "psycopg", "openai"):
        if importlib.util.find_spec(name) is None:
            return f"{name} is not installed"
    return None if (BIN / "caddy").exists() or shutil.which("caddy") else "caddy is not installed"


WHY = missing()
pytestmark = pytest.mark.skipif(WHY is not None, reason=str(WHY))


def text_of(number: int) -> str:
    name, place = NAMES[number], PLACES[number]
    return (
        f"在{name}公司投产仪式上的讲话\n\n闻人楷\n\n（2024年3月{number + 1}日）\n\n"
        f"{name}公司的新厂房建在{place}，这是全市的一件大事。\n\n{name}公司去年的产值达到{1000 + 37 * number}万元。\n"
    )


def reply(body: Json) -> str:
    """Return what a model that reads well says: where the company that was asked about last has its works."""
    asked = body["messages"][-1]["content"]
    last = max(NAMES, key=lambda name: asked.rfind(name))
    return f"{last}公司的新厂房建在{PLACES[NAMES.index(last)]}。"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def process(log: Path, *command: str | Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        running = subprocess.Popen(
            list(map(str, command)), stdout=out, stderr=out, cwd=ROOT, env={**os.environ, **environment}
        )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def wait_for(url: str, log: Path, seconds: float = 200.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(url, timeout=5).status_code < 500:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{url} does not answer: {log.read_text(errors='replace')[-2000:]}")


@contextmanager
def stack(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Run everything; yield the proxy's address and the services."""
    with ExitStack() as running:
        database = running.enter_context(postgresql.running())
        server = ModelServer(reply, {"是": -0.1, "否": -4.0}, HashEncoder().encode_passages)
        models = running.enter_context(serving(server))
        milvus = free_port()
        running.enter_context(
            process(
                folder / "milvus.log",
                *(BIN / "milvus-lite", "server", "--data-dir", folder / "milvus.db"),
                *("--host", "127.0.0.1", "--port", str(milvus)),
            )
        )
        settings = {
            "YINZHENG_CONFIG": str(folder / "none.toml"),
            "YINZHENG_LIBRARY": str(folder / "library"),
            "YINZHENG_BACKEND": "milvus",
            "YINZHENG_MILVUS_URI": f"http://127.0.0.1:{milvus}",
            "YINZHENG_DATABASE_URL": database,
            "YINZHENG_ENGINE": "openai",
            "YINZHENG_GENERATOR": "m",
            "YINZHENG_OPENAI_BASE_URL": models.url,
            "YINZHENG_EMBEDDING": "hash-bigram",
            "YINZHENG_EMBEDDING_BASE_URL": models.url,
            "PYTHONPATH": str(ROOT),
        }
        ports = [free_port() for _ in range(3)]
        services = [
            running.enter_context(
                process(
                    folder / f"service-{port}.log",
                    *(sys.executable, "-m", "ui.cli", "serve", "--port", str(port), "--trusted-proxy", "127.0.0.1"),
                    **settings,
                )
            )
            for port in ports
        ]
        for port in ports:
            wait_for(f"http://127.0.0.1:{port}/healthz", folder / f"service-{port}.log")
        front = free_port()
        running.enter_context(
            process(
                folder / "proxy.log",
                *(BIN / "caddy", "run", "--adapter", "caddyfile"),
                *("--config", ROOT / "docs" / "deploy" / "Caddyfile"),
                YINZHENG_SITE=f"http://127.0.0.1:{front}",
                YINZHENG_UPSTREAMS=" ".join(f"127.0.0.1:{port}" for port in ports),
                XDG_DATA_HOME=str(folder),
                XDG_CONFIG_HOME=str(folder),
            )
        )
        wait_for(f"http://127.0.0.1:{front}/healthz", folder / "proxy.log")
        yield f"http://127.0.0.1:{front}", services


class Readers:
    """Ask of what is acknowledged, and note what comes."""

    def __init__(self, address: str, acknowledged: list[int]) -> None:
        self.address = address
        self.acknowledged = acknowledged
        self.lock = threading.Lock()
        self.answered: list[tuple[int, Json]] = []
        self.failed: list[str] = []
        self.judged = 0

    def read(self, reader: int) -> None:
        for turn in range(ASKED):
            number = self.acknowledged[(reader * 7 + turn * 5) % len(self.acknowledged)]
            try:
                with httpx.Client(base_url=self.address, timeout=120) as http:  # a program keeps no cookie
                    asked = {"question": f"{NAMES[number]}公司的新厂房建在哪里？"}
                    found = http.post("/api/ask", json=asked)
                    kept = http.post("/api/feedback", json={**asked, "text": "见引文。", "rating": "up"})
            except httpx.HTTPError as error:
                with self.lock:
                    self.failed.append(repr(error))
                continue
            with self.lock:
                self.judged += kept.status_code == 200
                if found.status_code == 200:
                    self.answered.append((number, found.json()))
                else:
                    self.failed.append(f"{found.status_code} {found.text[:200]}")


def wrong_of(number: int, answer: Json) -> str | None:
    """Return what is wrong with an answer, or None; that there is none is no fault."""
    if answer["refused"]:
        return None
    own = text_of(number)
    for citation in answer["citations"]:
        if citation["quote"] not in own:
            return f"{NAMES[number]}: cites {citation['quote']!r}"
    others = [place for n, place in enumerate(PLACES) if n != number and place in re.sub(r"\s", "", answer["text"])]
    return f"{NAMES[number]}: says {others}" if others else None


@pytest.mark.timeout(900)
def test_nothing_acknowledged_is_lost_and_nothing_mixed_up_though_a_service_is_killed(tmp_path: Path) -> None:
    with stack(tmp_path) as (address, services):
        acknowledged: list[int] = []

        def add(number: int) -> None:
            file = ("files", (f"{NAMES[number]}.txt", text_of(number).encode(), "text/plain"))
            for _ in range(3):  # a writer tries again what was not acknowledged
                with httpx.Client(base_url=address, timeout=120) as http:
                    try:
                        done = http.post("/api/library/documents", files=[file])
                    except httpx.HTTPError:
                        continue
                if done.status_code == 200 and "event: finished" in done.text and "failed" not in done.text:
                    acknowledged.append(number)
                    return

        for number in range(DOCUMENTS // 2):
            add(number)
        assert len(acknowledged) == DOCUMENTS // 2
        readers = Readers(address, acknowledged)
        threads = [threading.Thread(target=readers.read, args=(n,)) for n in range(READERS)]
        for thread in threads:
            thread.start()
        for number in range(DOCUMENTS // 2, DOCUMENTS):
            add(number)
            if number == DOCUMENTS * 2 // 3:
                services[0].send_signal(signal.SIGKILL)
        for thread in threads:
            thread.join()
        assert acknowledged == list(range(DOCUMENTS))
        assert [wrong for number, one in readers.answered if (wrong := wrong_of(number, one))] == []
        # who was being answered by the service that was killed, and at most once each
        assert len(readers.failed) <= READERS, readers.failed
        right = [one for number, one in readers.answered if PLACES[number] in one["text"]]
        assert len(right) >= 0.9 * len(readers.answered)
        with httpx.Client(base_url=address, timeout=60) as http:
            speeches: list[Any] = http.get("/api/speeches").json()
            speeches = speeches["speeches"] if isinstance(speeches, dict) else speeches
            assert len(speeches) == DOCUMENTS
            for number in range(DOCUMENTS):
                hits = http.get("/api/search", params={"q": f"{NAMES[number]}公司新厂房", "k": 3}).json()
                assert NAMES[number] in str(hits)
            exported = http.get("/api/feedback", params={"what": "all"}).text
            assert len(exported.splitlines()) >= readers.judged >= len(readers.answered) - READERS
        print(f"{len(readers.answered)} answers, {len(right)} right, {len(readers.failed)} failed, lost 0, mixed up 0")
