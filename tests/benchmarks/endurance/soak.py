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
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.endurance.memory import Watch
from tests.benchmarks.endurance.readers import Load
from tests.support.speech_makers import write_speech

MEMORY = "memory.jsonl"  # what the server writes of its memory
KINDS = "YINZHENG_SOAK_KINDS"  # environment: seconds between two counts of its objects
SETTLED = "--settled"  # of `--serve`: measure memory at rest
TRACE = "YINZHENG_SOAK_TRACE"  # environment: whether the server traces its allocations
_BLOCK = 30.0  # seconds of samples that make one point of the line
_STUDENT = {1: 12.7, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 8: 2.31, 10: 2.23, 15: 2.13, 20: 2.09, 30: 2.04}


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
