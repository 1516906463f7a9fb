"""Processor time that it takes to read one question: all that is known of it without a library.

    python -m tests.benchmarks.speed.questions [--gold FILE.jsonl] [--rounds N]
                                               [--against CHECKOUT --their MODULE:FUNCTION[*TIMES] …]

Each round is a fresh process for each checkout, in turn, so that whatever else the machine does falls on both. In it
half of the questions are read unmeasured, which loads dictionaries and tables, then the other half by the thread's
clock, each for the first time, so that nothing kept of its text helps. Given is the median question: of the rounds the
median, the least and the most. `--their` names what the other checkout calls with a question on its way, where that is
not `OURS`.
"""

import argparse
import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[3]
OURS = ("rag.question.analysis:understand",)


def measure(calls: Sequence[str], questions: Sequence[str]) -> float:
    """Return the milliseconds of the median question, each read by all of these calls."""
    steps = []
    for call in calls:
        name, _, times = call.partition("*")
        module, _, function = name.partition(":")
        steps += [getattr(importlib.import_module(module), function)] * int(times or 1)
    taken = []
    for number, question in enumerate((*questions[::2], *questions[1::2])):
        begin = time.thread_time()
        for step in steps:
            step(question)
        if number >= len(questions[::2]):
            taken.append((time.thread_time() - begin) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, default=ROOT / "tests/data/gold.jsonl")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--their", nargs="*", default=list(OURS))
    parser.add_argument("--once", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    lines = options.gold.read_text(encoding="utf-8").splitlines()
    questions = [row["question"] for row in map(json.loads, lines) if not row.get("history")]
    if options.once is not None:
        print(measure(options.once, questions))
        return
    checkouts = {"here": (ROOT, list(OURS))}
    if options.against:
        checkouts["there"] = (options.against.resolve(), options.their)
    found: dict[str, list[float]] = {name: [] for name in checkouts}
    for _ in range(options.rounds):
        for name, (root, calls) in checkouts.items():
            # by its path, with the checkout's packages before ours
            command = [sys.executable, "-c", _START, str(root), str(Path(__file__).resolve())]
            command += ["--gold", str(options.gold.resolve()), "--once", *calls]
            done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
            found[name].append(float(done.stdout))
    for name, each in found.items():
        print(
            f"{name:6} {statistics.median(each):.2f} ms ({min(each):.2f}–{max(each):.2f}), {len(questions)} questions"
        )


_START = (
    "import sys, runpy; sys.path.insert(0, sys.argv[1]); sys.argv = sys.argv[2:];"
    "runpy.run_path(sys.argv[0], run_name='__main__')"
)


if __name__ == "__main__":
    main()
