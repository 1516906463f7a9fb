"""A mixed load for as long as you like: does memory grow, does anything fail, how long does each thing take?

    python -m tests.bench.soak --minutes 5
    python -m tests.bench.soak --minutes 60 --readers 4 --documents 300

One thread adds, changes and removes documents; others search, find and ask (a scripted model: the library and the loop
are what is tried, not the weights). Every answer is checked: each quotation must be its source's. Memory is sampled;
its slope is that of a line through the second half, when caches are full.
"""

import argparse
import json
import random
import resource
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from corpus import NotFoundError
from index import Filters, Library
from rag import Assistant, Settings
from tests.fakes import HashEncoder
from tests.index.samples import TOPICS, speech_text, write_speech
from tests.rag.scripted import ScriptedModel


class Load:
    """What the threads share."""

    def __init__(self, root: Path, documents: int, seed: int) -> None:
        encoder = HashEncoder()
        self.root = root
        self.library = Library.open(root / "library", encoder)
        self.model = ScriptedModel(
            lambda messages: messages[-1].content.split("【问题】")[0].split("。")[1][-60:] + "。"
        )
        settings = Settings(answerable_logit=0.0)
        self.assistant = Assistant(self.library, lambda: encoder, lambda: self.model, settings)
        self.documents = documents
        self.seed = seed
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.lock = threading.Lock()
        self.done = threading.Event()

    def timed(self, name: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        try:
            work()
        except NotFoundError:  # removed by the writer since it was chosen
            name = f"{name} (gone)"
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            with self.lock:
                self.errors.append(f"{name}: {type(error).__name__}: {error}"[:300])
        with self.lock:
            self.times[name].append((time.perf_counter() - began) * 1000)

    def write(self) -> None:
        chance = random.Random(self.seed)
        while not self.done.is_set():
            number = chance.randrange(self.documents)
            match chance.randrange(4):
                case 0:
                    speeches = self.library.speeches()
                    chosen = chance.choice(speeches).id if len(speeches) > self.documents // 2 else None
                    if chosen:
                        self.timed("remove", lambda one=chosen: self.library.remove(one))  # type: ignore[misc]
                case 1:
                    text = speech_text(number) + f"又投入{chance.randrange(9_999)}万元。\n"
                    path = write_speech(self.root / "files", number)
                    path.write_text(text, encoding="utf-8")
                    self.timed("update", lambda p=path: self.library.add(p))  # type: ignore[misc]
                case _:
                    path = write_speech(self.root / "files", number)
                    self.timed("add", lambda p=path: self.library.add(p))  # type: ignore[misc]
            self.done.wait(0.02)

    def read(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self.done.is_set():
            topic = chance.choice(TOPICS)
            match chance.randrange(5):
                case 0:
                    self.timed("find", lambda t=topic: self.library.find(f"{t}产值"))  # type: ignore[misc]
                case 1 | 2:
                    self.timed("search", lambda t=topic: self.search(t, chance))  # type: ignore[misc]
                case 3:
                    self.timed("list", lambda: self.library.speeches(Filters(since="2005")))
                case _:
                    self.timed("ask", lambda t=topic: self.ask(f"去年全市{t}产值达到多少亿元？"))  # type: ignore[misc]

    def search(self, topic: str, chance: random.Random) -> None:
        hits = self.assistant.search(f"{topic}产值", 10, Filters(since="2003") if chance.random() < 0.3 else None)
        assert len(hits) > 0
        for hit in hits:  # of one state, even if its file has changed meanwhile
            assert all(hit.start <= s.start < s.end <= hit.end for s in hit.chunk.sentences)
            assert hit.chunk.sentences[0].text[:4] in hit.text

    def ask(self, question: str) -> None:
        answer = self.assistant.ask(question)
        for citation in answer.citations:
            hits = [hit for hit in answer.hits if hit.speech.id == citation.speech.id]
            assert any(citation.quote in hit.text for hit in hits), citation


def resident() -> float:
    """MB in memory."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * resource.getpagesize() / 1e6


def run(minutes: float, *, readers: int = 3, documents: int = 120, seed: int = 1) -> dict[str, object]:
    """Run the load and return its figures."""
    with tempfile.TemporaryDirectory() as root:
        load = Load(Path(root), documents, seed)
        for number in range(documents // 2):
            load.library.add(write_speech(load.root / "files", number))
        threads = [threading.Thread(target=load.write)]
        threads += [threading.Thread(target=load.read, args=(seed + n,)) for n in range(1, readers + 1)]
        load.assistant.warm()  # word lists are read once
        samples: list[tuple[float, float]] = []
        began = time.monotonic()
        for thread in threads:
            thread.start()
        while (at := time.monotonic() - began) < 60 * minutes:
            samples.append((at, resident()))
            time.sleep(min(1.0, max(0.05, 60 * minutes / 100)))
        load.done.set()
        for thread in threads:
            thread.join()
        wrong = [str(check) for check in load.library.check() if not check.ok]
        load.assistant.close()
    late = np.array(samples[len(samples) // 2 :])
    slope = float(np.polyfit(late[:, 0] / 3600, late[:, 1], 1)[0]) if len(late) > 2 else 0.0
    return {
        "minutes": minutes,
        "operations": sum(map(len, load.times.values())),
        "errors": load.errors[:10],
        "error_count": len(load.errors),
        "wrong": wrong,
        "memory_mb": [round(samples[0][1]), round(samples[len(samples) // 2][1]), round(samples[-1][1])],
        "slope_mb_an_hour": round(slope, 1),
        "ms": {name: percentiles(values) for name, values in sorted(load.times.items())},
    }


def percentiles(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100) if len(values) > 1 else values * 99
    return {"n": len(values), "p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--readers", type=int, default=3)
    parser.add_argument("--documents", type=int, default=120)
    arguments = parser.parse_args()
    figures = run(arguments.minutes, readers=arguments.readers, documents=arguments.documents)
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
