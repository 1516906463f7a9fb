"""Throughput of reading and parsing, in characters a second, with one process and with two; peak memory.

    python -m tests.benchmarks.speed.parsing [--data DIR] [--workers 1 2] [--limit ROWS] [--json]

Nothing is encoded or written: this is what `corpus` alone takes of an `add`. Every run is a fresh process, so that its
peak memory is its own; that of its workers is given apart.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

from corpus.errors import ReadError
from corpus.readers.sources import iter_sources
from corpus.workers.pool import parse_all, usable_cores
from corpus.workers.process import Job

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data" / "corpora"


def measure(path: Path, workers: int, limit: int | None) -> dict[str, object]:
    """Read and parse one table of documents and return what it took."""
    begin = time.perf_counter()
    jobs = (
        source if isinstance(source, ReadError) else Job(source, f"{number:012}")
        for number, source in enumerate(islice(iter_sources([path]), limit))
    )
    documents = characters = chunks = failed = 0
    for result in parse_all(jobs, workers=workers):
        if isinstance(result, ReadError):
            failed += 1
            continue
        document, parsed = result
        documents, characters = documents + 1, characters + len(document.text)
        chunks += len(parsed.chunks)
    seconds = time.perf_counter() - begin
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "file": path.name,
        "workers": workers,
        "documents": documents,
        "failed": failed,
        "characters": characters,
        "chunks": chunks,
        "seconds": round(seconds, 2),
        "characters_per_second": round(characters / seconds),
        "cpu_seconds": [round(usage.ru_utime + usage.ru_stime, 2) for usage in usages],  # here, in the workers
        "peak_mb": [usage.ru_maxrss // 1024 for usage in usages],  # here, of the largest worker
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        sys.stdout.write(json.dumps(measure(options.one, options.workers[0], options.limit)))
        return
    files = sorted(options.data.glob("*.jsonl"))
    if not files:
        sys.exit(f"no .jsonl files in {str(options.data)!r}; name a folder that has some with --data DIR")
    sys.stdout.write(f"{platform.machine()}, {usable_cores()} cores, load {os.getloadavg()[0]:.1f}\n")
    for file in files:
        for workers in options.workers:
            command = [
                sys.executable,
                "-m",
                "tests.benchmarks.speed.parsing",
                "--one",
                str(file),
                "--workers",
                str(workers),
            ]
            command += ["--limit", str(options.limit)] if options.limit else []
            result = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
            if options.json:
                sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
                continue
            sys.stdout.write(
                f"{result['file']:<18}{workers} workers  {result['documents']:>6} documents, {result['failed']} failed "
                f"{result['characters']:>12,} characters in {result['seconds']:>6.1f} s = "
                f"{result['characters_per_second']:>9,}/s; CPU s, peak MB (here, workers): "
                f"{result['cpu_seconds']}, {result['peak_mb']}\n"
            )


if __name__ == "__main__":
    main()
