"""Twenty readers and a librarian on a real server over HTTP: does memory grow, does anything fail, how slow is what?

    python -m tests.benchmarks.endurance.soak --minutes 20  # 20 readers, each acting every 10 seconds
    python -m tests.benchmarks.endurance.soak --minutes 60 --every 30 --users 20   # the same number of deeds in an hour

The server is a process of its own: the whole service with its chat page over a real library and the real loop; only
the weights are a script. Readers ask through the page (Gradio's own protocol), the HTTP service (whole and streamed)
and the OpenAI-compatible endpoint, search, open speeches, judge and export; documents are uploaded, changed, corrected
and removed meanwhile. Every answer is checked: each quotation must be its source's. A speech that was removed between
being chosen and being read is no error.

Memory, descriptors and threads are the server's. Resident memory alone cannot tell a leak from an allocator that
keeps what was freed, so what malloc and Python have in use is told beside it (`tests.benchmarks.endurance.memory`).
A slope is that of a line through the means of 30 seconds, from a third of the time on, when caches are full; `+-` is
the half width of its 95 % interval. At the usual pace 20 readers fill what is remembered of pages
(`ui.chat.page_sessions`) in some 8 minutes, so a run of less than 20 cannot be flat. `--objects` says of which
objects there are more at the end than after a third.
"""

import argparse
import contextlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from tests.benchmarks.endurance.memory import Watch
from tests.support.speech_makers import SPEAKERS, TOPICS, speech_text, write_speech

MEMORY = "memory.jsonl"  # what the server writes of its memory
KINDS = "YINZHENG_SOAK_KINDS"  # environment: seconds between two counts of its objects
SETTLED = "--settled"  # of `--serve`: measure memory at rest
TRACE = "YINZHENG_SOAK_TRACE"  # environment: whether the server traces its allocations
_BLOCK = 30.0  # seconds of samples that make one point of the line
_STUDENT = {1: 12.7, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 8: 2.31, 10: 2.23, 15: 2.13, 20: 2.09, 30: 2.04}


class GoneError(Exception):
    """A speech was removed since it was chosen."""


class Browser:
    """What the chat page's script sends and gets, without a browser.

    :param heartbeat: Hold the connection by which browsers tell that the page is open.
    """

    def __init__(self, http: httpx.Client, *, heartbeat: bool = True) -> None:
        self.http = http
        page = self._get("/")
        assert "gradio" in page.text
        config = self._get("/config").json()
        box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "question")
        self.submit = next(d for d in config["dependencies"] if [box, "submit"] in [list(t) for t in d["targets"]])
        self.session = f"{random.getrandbits(40):x}"
        self.box = box
        self._open = contextlib.ExitStack()
        if heartbeat:
            held = self._open.enter_context(http.stream("GET", f"/gradio_api/heartbeat/{self.session}"))
            assert held.raise_for_status().headers["content-type"].startswith("text/event-stream")
        for event in config["dependencies"]:
            if any(name == "load" for _, name in event["targets"]):
                self._run(event)

    def close(self) -> None:
        """Close the page, as a browser does: it tells by hanging up."""
        self._open.close()

    def _run(self, event: dict[str, Any]) -> None:
        body = {
            "data": [None] * len(event["inputs"]),
            "event_data": None,
            "fn_index": event["id"],
            "trigger_id": None,
            "session_hash": self.session,
        }
        self.http.post("/gradio_api/run/predict", json=body).raise_for_status()

    def _get(self, path: str) -> httpx.Response:
        return self.http.get(path).raise_for_status()

    def join(self, question: str) -> None:
        """Ask, and don't fetch what is answered."""
        body = {
            "data": [question, *[None] * (len(self.submit["inputs"]) - 1)],
            "event_data": None,
            "fn_index": self.submit["id"],
            "trigger_id": self.box,
            "session_hash": self.session,
        }
        self.http.post("/gradio_api/queue/join", json=body).raise_for_status()

    def ask(self, question: str) -> dict[str, Any]:
        """Ask; return the last message, which has the page's new values."""
        self.join(question)
        last: dict[str, Any] = {}
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            for line in stream.iter_lines():
                message = json.loads(line[6:]) if line.startswith("data: ") else {}
                if message.get("msg") == "process_completed":
                    last = message
                elif message.get("msg") == "close_stream":
                    break
        assert last.get("success"), last
        assert "stage failed" not in json.dumps(last)
        return last


class Load:
    """What the readers share."""

    def __init__(self, address: str, documents: int, *, heartbeats: bool = True) -> None:
        self.address = address
        self.heartbeats = heartbeats
        self.documents = documents
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.done = threading.Event()

    def timed(self, name: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        try:
            work()
        except GoneError:
            name = f"{name} (gone)"
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            said = f"{name}: {type(error).__name__}: {error}"[:300]
            with self.lock:
                self.errors[said] += 1
        with self.lock:
            self.times[name].append((time.perf_counter() - began) * 1000)

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=600, limits=httpx.Limits(max_keepalive_connections=2))

    # -- readers

    def read(self, seed: int, every: float) -> None:
        chance, pages = random.Random(seed), list[Browser]()
        number = chance.randrange(0, 20, 2)  # not all reload at once

        def reload(http: httpx.Client) -> None:
            while pages:
                pages.pop().close()
            pages.append(Browser(http, heartbeat=self.heartbeats))

        deeds = (self.ask, self.ask_streamed, self.complete, self.search, self.open_speech, self.library, self.judge)
        with self.client() as http:
            self.done.wait(chance.random() * every)
            while not self.done.is_set():
                began, number = time.monotonic(), number + 1
                if number % 2:
                    if not pages or number % 20 == 1:  # a reload
                        self.timed("open the page", lambda: reload(http))
                    if pages:
                        self.timed("ask on the page", lambda: pages[-1].ask(question(chance)))
                else:
                    deed = chance.choice(deeds)
                    self.timed(deed.__name__, lambda d=deed: d(http, chance))  # type: ignore[misc]
                self.done.wait(max(0.0, began + every * (0.5 + chance.random()) - time.monotonic()))
            for page in pages:
                page.close()

    def ask(self, http: httpx.Client, chance: random.Random) -> None:
        self.answered(http, http.post("/api/ask", json={"question": question(chance)}).raise_for_status().json())

    def ask_streamed(self, http: httpx.Client, chance: random.Random) -> None:
        body = {"question": question(chance), "stream": True}
        with http.stream("POST", "/api/ask", json=body) as response:
            lines = [line for line in response.iter_lines() if line]
        assert lines[-2] == "event: finished", lines[-2:]
        self.answered(http, json.loads(lines[-1][6:]))

    def answered(self, http: httpx.Client, answer: dict[str, Any]) -> None:
        for citation in answer["citations"]:
            hits = [hit for hit in answer["hits"] if hit["speech"]["id"] == citation["speech"]["id"]]
            assert any(citation["quote"] in hit["text"] for hit in hits), citation
        if answer["citations"]:
            one = answer["citations"][0]
            text = _json(http.get(f"/api/speeches/{one['speech']['id']}"))["text"]
            assert text[one["start"] : one["end"]] == one["quote"]

    def complete(self, http: httpx.Client, chance: random.Random) -> None:
        body = {"model": "yinzheng", "messages": [{"role": "user", "content": question(chance)}]}
        answer = http.post("/v1/chat/completions", json=body).raise_for_status().json()
        assert answer["choices"][0]["message"]["content"]

    def search(self, http: httpx.Client, chance: random.Random) -> None:
        hits = http.get("/api/search", params={"q": f"{chance.choice(TOPICS)}产值"}).raise_for_status().json()["hits"]
        assert hits

    def speeches(self, http: httpx.Client) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = _json(http.get("/api/speeches"))["speeches"]
        return found

    def open_speech(self, http: httpx.Client, chance: random.Random) -> None:
        one = chance.choice(self.speeches(http))
        for path in (f"/speech/{one['id']}?span=10-20", f"/library/{one['id']}"):
            response = http.get(path)
            if response.status_code == 404:
                raise GoneError
            assert response.status_code == 200 and one["title"] in response.text

    def library(self, http: httpx.Client, chance: random.Random) -> None:
        speaker = chance.choice(SPEAKERS)
        page = http.get("/library", params={"speaker": speaker}).raise_for_status()
        assert re.search(rf"<option[^>]* selected>{speaker}<", page.text)
        http.get("/metrics").raise_for_status()

    def judge(self, http: httpx.Client, chance: random.Random) -> None:
        answer = http.post("/api/ask", json={"question": question(chance)}).raise_for_status().json()
        spans = [
            {"number": c["number"], "speech_id": c["speech"]["id"], "start": c["start"], "end": c["end"]}
            for c in answer["citations"]
        ]
        paper = {"question": answer["question"], "text": answer["text"], "citations": spans}
        _json(http.post("/api/feedback", json={**paper, "rating": "up"}))
        response = http.post("/api/export", json={**paper, "format": chance.choice(("text", "markdown", "docx"))})
        if response.status_code == 404:
            raise GoneError
        response.raise_for_status()

    # -- the librarian

    def keep(self, seed: int, every: float) -> None:
        chance = random.Random(seed)
        with self.client() as http:
            while not self.done.wait(every):
                number = chance.randrange(self.documents)
                match chance.randrange(4):
                    case 0:
                        self.timed("remove", lambda: self.remove(http, chance))
                    case 1:
                        self.timed("correct", lambda: self.correct(http, chance))
                    case 2:
                        more = f"又投入{chance.randrange(9_999)}万元。\n"
                        self.timed("upload (changed)", lambda n=number, m=more: self.upload(http, n, m))  # type: ignore[misc]
                    case _:
                        self.timed("upload", lambda n=number: self.upload(http, n))  # type: ignore[misc]

    def upload(self, http: httpx.Client, number: int, more: str = "") -> None:
        files = {"files": (f"{number:04d}.txt", (speech_text(number) + more).encode())}
        response = http.post("/api/library/documents", files=files).raise_for_status()
        assert "event: finished" in response.text and '"outcome": "failed"' not in response.text, response.text[-300:]

    def remove(self, http: httpx.Client, chance: random.Random) -> None:
        found = self.speeches(http)
        if len(found) > self.documents // 3:
            _json(http.delete(f"/api/speeches/{chance.choice(found)['id']}"))

    def correct(self, http: httpx.Client, chance: random.Random) -> None:
        one = chance.choice(self.speeches(http))
        _json(
            http.patch(f"/api/speeches/{one['id']}", json={"fields": {"occasion": f"第{chance.randrange(99)}次会议"}})
        )


def question(chance: random.Random) -> str:
    """Return one of 40 questions."""
    return f"{chance.choice(SPEAKERS)}说去年全市{chance.choice(TOPICS)}产值达到多少亿元？"


def _json(response: httpx.Response) -> Any:
    if response.status_code == 404:
        raise GoneError
    return response.raise_for_status().json()


def sample(process: int) -> tuple[float, int, int]:
    """Return (MiB in memory, open descriptors, threads) of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    memory = int(status.partition("VmRSS:")[2].split()[0]) / 1024
    return memory, len(list(Path(f"/proc/{process}/fd").iterdir())), int(status.partition("Threads:")[2].split()[0])


def slope(samples: list[tuple[float, float]]) -> tuple[float, float]:
    """Return (slope an hour, half width of its 95 % interval) of the last two thirds of (seconds, value)."""
    from_then = samples[-1][0] / 3
    blocks: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for at, value in samples:
        if at >= from_then:
            blocks[int(at // _BLOCK)].append((at / 3600, value))
    points = np.array([np.mean(block, axis=0) for block in blocks.values()])
    if len(points) < 3:
        return float("nan"), float("nan")
    x, y = points[:, 0] - points[:, 0].mean(), points[:, 1]
    fitted = float(x @ y / (x @ x))
    free = len(points) - 2
    spread = float(np.sqrt(np.sum((y - y.mean() - fitted * x) ** 2) / free / (x @ x)))
    return fitted, spread * _STUDENT[max(known for known in _STUDENT if known <= free)]


def run(
    minutes: float,
    *,
    users: int,
    every: float,
    librarians: float,
    documents: int,
    seed: int,
    heartbeats: bool = True,
    kinds: bool = False,
    trace: bool = False,
) -> dict[str, Any]:
    """Serve, load, and return the figures.

    :param kinds: Count the server's objects, which stops it for a moment.
    :param trace: And tell where what they take was allocated, which halves its speed.
    """
    kinds = kinds or trace
    with tempfile.TemporaryDirectory() as root:
        for number in range(documents // 2):
            write_speech(Path(root) / "sources", number)
        command = [sys.executable, "-m", "tests.benchmarks.endurance.soak", "--serve", root]
        every_third = str(minutes * 60 / 3 - 5) if kinds else "0"
        environment = {**os.environ, KINDS: every_third, TRACE: "1" if trace else ""}
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        try:
            assert server.stdout is not None
            load = Load(server.stdout.readline().strip(), documents, heartbeats=heartbeats)
            threads = [threading.Thread(target=load.read, args=(seed + n, every)) for n in range(users)]
            threads.append(threading.Thread(target=load.keep, args=(seed - 1, librarians)))
            began = time.monotonic()
            for thread in threads:
                thread.start()
            samples = []
            while (at := time.monotonic() - began) < 60 * minutes and server.poll() is None:
                samples.append((at, *sample(server.pid)))
                time.sleep(2.0)
            load.done.set()
            for thread in threads:
                thread.join()
            time.sleep(7.0)  # idle connections are closed after 5
            after = sample(server.pid)
        finally:
            server.terminate()
            server.wait(60)
        wrong = _check(Path(root) / "library")
        memory = [json.loads(line) for line in (Path(root) / MEMORY).read_text(encoding="utf-8").splitlines()]
    counts = [line for line in memory if "objects" in line]
    return {
        "minutes": round(samples[-1][0] / 60, 1),
        "users": users,
        "deeds": sum(map(len, load.times.values())),
        "errors": sum(load.errors.values()),
        "error_texts": load.errors.most_common(10),
        "library_check_wrong": wrong,
        "server_exit": server.returncode,
        "memory": _memory([line for line in memory if "objects" not in line and line["at"] <= samples[-1][0]]),
        **{f"more_{name}": _more([one[name] for one in counts]) for name in ("objects", "lines") if counts},
        "descriptors": {"begin": samples[0][2], "most": max(one[2] for one in samples), "after": after[1]},
        "threads": {"begin": samples[0][3], "most": max(one[3] for one in samples), "after": after[2]},
        "ms": {name: percentiles(values) for name, values in sorted(load.times.items())},
    }


def _memory(lines: list[dict[str, float]]) -> dict[str, Any]:
    """Return of each figure its value at the beginning, after a third and at the end, its most, and its slope."""
    lines = [line for line in lines if line["at"] > 10]  # imported and warm
    third = len(lines) // 3
    told = {}
    for name in lines[0].keys() - {"at"}:
        values = [line[name] for line in lines]
        fitted, width = slope([(line["at"], line[name]) for line in lines])
        marks = {"begin": values[0], "a_third": values[third], "end": values[-1], "most": max(values)}
        told[name] = {key: round(value, 1) for key, value in marks.items()} | {
            "an_hour": f"{fitted:.1f} +- {width:.1f}"
        }
    return told


def _more(counts: list[dict[str, int]]) -> dict[str, int]:
    """Return of what there is more at the last count than at the first, the most first."""
    grown = Counter(counts[-1])
    grown.subtract(counts[0])
    return dict(grown.most_common(20))


def _check(library: Path) -> list[str]:
    from index import Library
    from tests.support.fakes import HashEncoder

    with Library.open(library, HashEncoder()) as opened:
        return [str(check) for check in opened.check() if not check.ok]


def percentiles(values: list[float]) -> dict[str, float]:
    """Return how many, and in how many milliseconds 50, 95, 99 and all of a hundred were done."""
    p50, p95, p99, most = (round(float(one), 1) for one in np.percentile(values, (50, 95, 99, 100)))
    return {"n": len(values), "p50": p50, "p95": p95, "p99": p99, "most": most}


def serve(root: Path, *, settled: bool = False) -> None:
    """Be the server: print the address, serve until terminated.

    :param settled: Collect garbage before each look at memory, as `tests.benchmarks.endurance.leaks` wants.
    """
    kinds, trace = float(os.environ.get(KINDS, "0")), bool(os.environ.get(TRACE))
    Watch(root / MEMORY, kinds=kinds, trace=trace, settled=settled).start()
    from index import Library
    from rag import Assistant, Settings
    from tests.support.fakes import HashEncoder
    from tests.support.ui.real_assistant import Writer
    from ui import serve as run_server
    from ui.server import Options

    encoder, model = HashEncoder(), Writer(pace=0.002)
    library = Library.open(root / "library", encoder)
    with Assistant(library, lambda: encoder, lambda: model, Settings(answerable_logit=0.0)) as assistant:
        assistant.add(root / "sources")
        assistant.warm()
        run_server(
            assistant, port=0, on_ready=lambda address: print(address.rstrip("/"), flush=True), options=Options()
        )


def main() -> None:
    """Run it and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two deeds of a reader, on average")
    parser.add_argument("--librarian", type=float, default=5.0, help="seconds between two changes of the library")
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-heartbeats", action="store_true", help="pages that never tell whether they are open")
    parser.add_argument("--objects", action="store_true", help="tell of which objects there are more at the end")
    parser.add_argument("--trace", action="store_true", help="and on which lines what there is more of was allocated")
    parser.add_argument("--serve", metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument(SETTLED, action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        serve(Path(chosen.serve), settled=chosen.settled)
        return
    figures = run(
        chosen.minutes,
        users=chosen.users,
        every=chosen.every,
        librarians=chosen.librarian,
        documents=chosen.documents,
        seed=chosen.seed,
        heartbeats=not chosen.no_heartbeats,
        kinds=chosen.objects,
        trace=chosen.trace,
    )
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
