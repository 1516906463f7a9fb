"""Three services, one library, PostgreSQL, Milvus Lite, model and embedding servers, a reverse proxy: all processes.

Everything speaks real HTTP, and each can be killed and started again at the same address. What the model says is
scripted, the embedding is the tests'. The documents are fiction: a company's new works, in one place each.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import httpx

from index import SearchSettings
from tests.support.servers import postgresql
from tests.support.servers.ports import free_port

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
Json = dict[str, Any]
KINDS = ("service", "database", "milvus", "embedding", "model")
# fiction: neither companies nor places
_NAMES = "云锦 澄湖 栖霞 远黛 沐晨 听松 揽月 霁川 采薇 鹿鸣 观澜 知秋 望岫 枕溪 漱石 扶摇 青岫 松筠 兰渚 竹坞".split()
_TRADES = "纸业 茶业 瓷业 农机 印染 木作 酿造 水务 冷链 光学 丝织 医械 船舶 石材 灯具 乐器 绳缆 钟表 皮具 香料".split()
_PLACES = "东篱 西泠 南浦 北固 青岑 白露 丹枫 碧梧 墨池 金谷 银杏 玉泉 芦汀 蓼屿 荷浦 桂岭 梅坡 柳堤 橘洲 桑园".split()
_KINDS = "镇 乡 街道 村 岛 港 堡 湾 寨 屯 坪 店 桥 坝 庄 集 里 坊 塬 崖".split()
MOST = len(_NAMES) * len(_TRADES)


@cache
def name_of(number: int) -> str:
    """Return the company of a document, one of `MOST`."""
    return _NAMES[number % len(_NAMES)] + _TRADES[(number // len(_NAMES) + number) % len(_TRADES)]


@cache
def place_of(number: int) -> str:
    """Return where its works are; no two have the same."""
    return _PLACES[number % len(_PLACES)] + _KINDS[(number // len(_PLACES) + number) % len(_KINDS)]


def text_of(number: int) -> str:
    """Return a document."""
    name = name_of(number)
    return (
        f"在{name}公司投产仪式上的讲话\n\n闻人楷\n\n（2024年3月{number % 28 + 1}日）\n\n"
        f"{name}公司的新厂房建在{place_of(number)}，这是全市的一件大事。\n\n"
        f"{name}公司去年的产值达到{1000 + 37 * number}万元。\n"
    )


def question_of(number: int) -> str:
    """Return what is asked of it."""
    return f"{name_of(number)}公司的新厂房建在哪里？"


def reply(body: Json) -> str:
    """Return what a model that reads well says: where the company that was asked about last has its works."""
    asked = body["messages"][-1]["content"]
    last = max(range(MOST), key=lambda number: asked.rfind(name_of(number)))
    return f"{name_of(last)}公司的新厂房建在{place_of(last)}。"


def wrong_of(number: int, answer: Json) -> str | None:
    """Return what is mixed up in an answer, or None; that there is none is no fault."""
    if answer["refused"]:
        return None
    own = text_of(number)
    for citation in answer["citations"]:
        if citation["quote"] not in own:
            return f"{name_of(number)}: cites {citation['quote']!r}"
    said = re.sub(r"\s", "", answer["text"])
    others = [place_of(n) for n in range(MOST) if n != number and place_of(n) in said]
    return f"{name_of(number)}: says {others}" if others else None


def missing() -> str | None:
    """Return why the arrangement cannot run here, or None."""
    if (why := postgresql.missing()) is not None:
        return why
    for name in ("pymilvus", "milvus_lite", "psycopg", "openai"):
        if importlib.util.find_spec(name) is None:
            return f"{name} is not installed"
    return None if (BIN / "caddy").exists() or shutil.which("caddy") else "caddy is not installed"


class Part(Protocol):
    """What can be killed and started again."""

    def start(self) -> None:
        """Start it; it may take a while until it answers."""
        ...

    def kill(self) -> None:
        """Kill it with its children, and wait until it is gone."""
        ...


class Program:
    """A process.

    :param log: What it prints, of all its lives.
    """

    def __init__(self, log: Path, *command: str | Path, environment: Mapping[str, str] | None = None) -> None:
        self.log = log
        self._command = list(map(str, command))
        self._environment = {**os.environ, **(environment or {})}
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with self.log.open("ab") as out:
            self._running = subprocess.Popen(
                self._command, stdout=out, stderr=out, cwd=ROOT, env=self._environment, start_new_session=True
            )

    def kill(self) -> None:
        """Kill it with its children."""
        assert self._running is not None
        if self._running.poll() is None:
            os.killpg(self._running.pid, 9)
        self._running.wait()


def wait_for(url: str, log: Path, seconds: float = 400.0) -> None:
    """Wait until an address answers.

    :raises AssertionError: If it does not.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(url, timeout=5).status_code < 500:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{url} does not answer: {log.read_text(errors='replace')[-2000:]}")


class Arrangement:
    """Everything, running.

    :ivar address: The proxy's.
    :ivar services: Each service's own.
    :ivar parts: What can be killed, by `KINDS`.
    :ivar folder: Logs, and the library in `library`.
    :ivar search: Where the services search.
    """

    def __init__(
        self, folder: Path, address: str, services: list[str], parts: dict[str, list[Part]], search: SearchSettings
    ) -> None:
        self.folder, self.address, self.services, self.parts = folder, address, services, parts
        self.search = search


@contextmanager
def arranged(folder: Path, *, services: int = 3, waiting: int = 24) -> Iterator[Arrangement]:
    """Run everything.

    :param folder: For logs and the library.
    :param waiting: Places in each service's line.
    """
    with ExitStack() as running:

        def started(part: Program) -> Program:
            part.start()
            running.callback(part.kill)
            return part

        place = running.enter_context(tempfile.TemporaryDirectory(prefix="pg"))
        database = postgresql.Server(place, connections=120)
        database.start()
        running.callback(database.kill)
        addresses = {kind: free_port() for kind in ("milvus", "embedding", "model")}
        models = {
            kind: started(
                Program(
                    folder / f"{kind}.log",
                    *(sys.executable, "-m", "tests.robustness.services.models", str(addresses[kind])),
                )
            )
            for kind in ("embedding", "model")
        }
        milvus = started(
            Program(
                folder / "milvus.log",
                *(BIN / "milvus-lite", "server", "--data-dir", folder / "milvus.db"),
                *("--host", "127.0.0.1", "--port", str(addresses["milvus"])),
            )
        )
        search = SearchSettings(backend="milvus", milvus_uri=f"http://127.0.0.1:{addresses['milvus']}")
        settings = {
            "YINZHENG_CONFIG": str(folder / "none.toml"),
            "YINZHENG_LIBRARY": str(folder / "library"),
            "YINZHENG_BACKEND": search.backend,
            "YINZHENG_MILVUS_URI": search.milvus_uri,
            "YINZHENG_DATABASE_URL": database.url,
            "YINZHENG_ENGINE": "openai",
            "YINZHENG_GENERATOR": "m",
            "YINZHENG_OPENAI_BASE_URL": f"http://127.0.0.1:{addresses['model']}/v1",
            "YINZHENG_EMBEDDING": "hash-bigram",
            "YINZHENG_EMBEDDING_BASE_URL": f"http://127.0.0.1:{addresses['embedding']}/v1",
            "PYTHONPATH": str(ROOT),
        }
        ports = [free_port() for _ in range(services)]
        serving: list[Part] = [
            started(
                Program(
                    folder / f"service-{port}.log",
                    *(sys.executable, "-m", "ui.cli", "serve", "--port", str(port), "--trusted-proxy", "127.0.0.1"),
                    *("--queue", str(waiting)),
                    environment=settings,
                )
            )
            for port in ports
        ]
        for port in ports:
            wait_for(f"http://127.0.0.1:{port}/healthz", folder / f"service-{port}.log")
        front = free_port()
        started(
            Program(
                folder / "proxy.log",
                *(BIN / "caddy", "run", "--adapter", "caddyfile"),
                *("--config", ROOT / "docs" / "deploy" / "Caddyfile"),
                environment={
                    "YINZHENG_SITE": f"http://127.0.0.1:{front}",
                    "YINZHENG_UPSTREAMS": " ".join(f"127.0.0.1:{port}" for port in ports),
                    "XDG_DATA_HOME": str(folder),
                    "XDG_CONFIG_HOME": str(folder),
                },
            )
        )
        wait_for(f"http://127.0.0.1:{front}/healthz", folder / "proxy.log")
        yield Arrangement(
            folder,
            f"http://127.0.0.1:{front}",
            [f"http://127.0.0.1:{port}" for port in ports],
            {
                "service": serving,
                "database": [database],
                "milvus": [milvus],
                "embedding": [models["embedding"]],
                "model": [models["model"]],
            },
            search,
        )
