"""A writer and readers of the arrangement, who note what was acknowledged and what came.

A reader asks of a document that was acknowledged, and judges the answer; each judgement has words of its own, by which
it is looked for in the end.
"""

import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx

from index import Library
from tests.robustness.services.arrangement import Arrangement, Json, place_of, question_of, text_of, wrong_of


class Clients:
    """What a writer and readers saw so far. Thread-safe.

    :param address: The proxy's.
    :ivar acknowledged: Numbers of the documents that were.
    :ivar judged: Words of the judgements that were.
    :ivar answered: Of all answers, refusals too.
    :ivar mixed_up: What was wrong with which.
    :ivar failed: Questions without an answer: how many, by phase and kind.
    """

    def __init__(self, address: str, patience: float = 120.0) -> None:
        self.address, self.patience = address, patience
        self.phase = ""
        self.lock = threading.Lock()
        self.acknowledged: list[int] = []
        self.judged: list[str] = []
        self.answered = self.right = 0
        self.mixed_up: list[str] = []
        self.failed: Counter[tuple[str, str]] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.refused_writes: Counter[tuple[str, str]] = Counter()

    def add(self, *numbers: int, tries: int = 3) -> bool:
        """Add documents, all at once, as a writer does, who tries again what was not acknowledged; say if it was."""
        files = [("files", (f"{number:04d}.txt", text_of(number).encode(), "text/plain")) for number in numbers]
        for _ in range(tries):
            phase = self.phase
            try:
                with httpx.Client(base_url=self.address, timeout=self.patience) as http:
                    done = http.post("/api/library/documents", files=files)
            except httpx.HTTPError as error:
                self._count(self.refused_writes, phase, type(error).__name__)
                continue
            if done.status_code == 200 and "event: finished" in done.text and "failed" not in done.text:
                with self.lock:
                    self.acknowledged += numbers
                return True
            kind = str(done.status_code) if done.status_code != 200 else "reported as not added"
            self._count(self.refused_writes, phase, kind)
        return False

    def ask(self, number: int) -> None:
        """Ask of a document, as a program that keeps no cookie, and judge what comes."""
        phase = self.phase
        try:
            with httpx.Client(base_url=self.address, timeout=self.patience) as http:
                asked = {"question": question_of(number)}
                found = http.post("/api/ask", json=asked)
                self._judge(http, asked)
        except httpx.HTTPError as error:
            self._count(self.failed, phase, type(error).__name__)
            return
        if found.status_code != 200:
            self._count(self.failed, phase, _kind(found))
            return
        answer: Json = found.json()
        wrong = wrong_of(number, answer)
        with self.lock:
            self.answered += 1
            self.right += place_of(number) in answer["text"] and not answer["refused"]
            self.mixed_up += [wrong] if wrong else []
        if answer["refused"]:
            self._count(self.refused, phase, str((answer.get("refusal") or {}).get("code")))

    def read(self, stop: threading.Event, seed: int, pause: float = 0.0) -> None:
        """Ask until told to stop.

        :param pause: Seconds between two questions, on average.
        """
        chance = random.Random(seed)
        while not stop.is_set():
            self.ask(chance.choice(self.acknowledged))
            stop.wait(chance.uniform(0, 2 * pause))

    def _judge(self, http: httpx.Client, asked: Json) -> None:
        words = uuid.uuid4().hex
        kept = http.post("/api/feedback", json={**asked, "text": f"见引文，{words}。", "rating": "up"})
        if kept.status_code == 200:
            with self.lock:
                self.judged.append(words)
        else:
            self._count(self.failed, self.phase, f"judgement: {_kind(kept)}")

    def _count(self, counter: Counter[tuple[str, str]], phase: str, kind: str) -> None:
        with self.lock:
            counter[phase, kind] += 1


def lost(clients: Clients, service: str) -> list[str]:
    """Return what was acknowledged and is not there, as one service sees it."""
    gone: list[str] = []
    with httpx.Client(base_url=service, timeout=120) as http:
        speeches: Any = http.get("/api/speeches").json()
        speeches = speeches["speeches"] if isinstance(speeches, dict) else speeches
        names = {str(speech["path"]).rpartition("/")[2] for speech in speeches}
        for number in clients.acknowledged:
            if f"{number:04d}.txt" not in names:
                gone.append(f"document {number}: not listed")
                continue
            found = http.get("/api/search", params={"q": question_of(number), "k": 3})
            if found.status_code != 200:
                gone.append(f"document {number}: the search failed: {_kind(found)}: {found.text[:1000]}")
            elif place_of(number) not in found.text:
                best = [(hit["how"], round(hit["score"], 2), hit["text"]) for hit in found.json()["hits"]]
                gone.append(f"document {number}: not found, but {best}")
        exported = http.get("/api/feedback", params={"what": "all"}).text
        gone += [f"judgement {words}" for words in clients.judged if words not in exported]
    return gone


def unsound(everything: Arrangement, patience: float = 60.0) -> list[str]:
    """Return what a check of the library finds wrong, over the services' search engine and over the embedded one.

    :param patience: Seconds that the services may take to make the last vectors.
    """
    found: list[str] = []
    for search in (everything.search, None):
        with Library.open(everything.folder / "library", search=search) as library:
            name = search.backend if search else "embedded"
            if not until(lambda: not library.count_pending(), threading.Event(), patience):
                found.append(f"{name}: {library.count_pending()} passages have no vector after {patience:.0f} s")
            found += [f"{name}: {check}: {check.problems[:3]}" for check in library.check() if not check.ok]
    return found


def until(done: Callable[[], bool], stop: threading.Event, seconds: float) -> bool:
    """Wait until something is so, at most so long; say whether it is."""
    waited = 0.0
    while not (so := done()) and waited < seconds and not stop.is_set():
        stop.wait(0.25)
        waited += 0.25
    return so


def _kind(response: httpx.Response) -> str:
    try:
        problem = response.json()
        code = problem.get("code") or problem.get("error", {}).get("code")
    except (ValueError, AttributeError):
        code = None
    return f"{response.status_code} {code or response.text[:40]}".strip()
