"""Time to evidence, to the first token and to the end of an answer, in a warm process; what each stage costs.

    python -m tests.benchmarks.speed.latency [--corpus DIR] [--gold FILE] [--rounds 3] [--json]

Every question is asked once unmeasured, then `rounds` times; medians are over all of them. The engine's cache of prompt
prefixes is what a user meets: questions follow each other in turn, none is repeated at once.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from corpus.samples import folder
from rag import Assistant, Settings
from rag.evaluation.gold import load_gold
from rag.settings import usable_cores

ROOT = Path(__file__).parents[3]
STAGES = ("understand", "retrieve", "evidence", "decide", "first_token", "verify", "generate", "total")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=folder())
    parser.add_argument("--gold", type=Path, default=ROOT / "tests" / "data" / "gold.jsonl")
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    gold = [item for item in load_gold(options.gold) if not item.history]
    asked = [item.question for item in gold[:: max(1, len(gold) // options.questions)]][: options.questions]
    settings = Settings.load()
    with tempfile.TemporaryDirectory() as directory, Assistant.open(directory, settings=settings) as assistant:
        before = time.perf_counter()
        report = assistant.add(options.corpus)
        added = time.perf_counter() - before
        before = time.perf_counter()
        assistant.warm()
        warmed = time.perf_counter() - before
        runs = []
        for round_number in range(options.rounds + 1):
            for question in asked:
                answer = assistant.ask(question)
                if round_number:
                    runs.append(answer)
        characters = assistant.statistics()["characters"]
    medians = {
        stage: statistics.median(values)
        for stage in STAGES
        if (values := [answer.timings[stage] for answer in runs if stage in answer.timings])
    }
    result = {
        "machine": f"{platform.machine()}, {usable_cores()} cores, load {os.getloadavg()[0]:.1f}",
        "corpus": f"{options.corpus.name}: {len(report.added)} speeches, {characters} characters",
        "model": settings.generator,
        "questions": len(asked),
        "rounds": options.rounds,
        "refused": sum(answer.refused for answer in runs),
        "index_s": round(added, 1),
        "warm_s": round(warmed, 1),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "median_ms": medians,
    }
    if options.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
        return
    for name, value in result.items():
        if name != "median_ms":
            sys.stdout.write(f"{name:<16}{value}\n")
    for stage, milliseconds in medians.items():
        sys.stdout.write(f"{stage:<16}{milliseconds:>9.1f} ms\n")


if __name__ == "__main__":
    main()
