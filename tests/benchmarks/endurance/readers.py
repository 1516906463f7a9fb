"""Readers and a librarian made up, who use a real server over HTTP and check what it answers. Measures nothing."""

import contextlib
import json
import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import httpx

from tests.support.speech_makers import SPEAKERS, TOPICS, speech_text


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
