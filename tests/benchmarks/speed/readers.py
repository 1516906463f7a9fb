"""Do readers wait for a writer? Wall milliseconds of each kind of read, alone and while another process writes.

    python -m tests.benchmarks.speed.readers --items 4000 --seconds 30 [--library DIR] [--data DIR] [--readers 1]
    [--json]

A library of newscast items, made with the hash encoder of the tests, or opened at DIR (as
`tests.benchmarks.speed.large` leaves one). First nobody writes; then another process adds, changes and removes
documents without a pause; then nobody again, so that a machine that became slower in between shows. After each round
of reads what was read must fit together. One reader and one writer have a core each of two; with more readers they
compete for cores, not for the library.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index import Library
from tests.benchmarks.endurance.soak import percentiles
from tests.benchmarks.speed.large import DATA, newscast
from tests.support.fakes import HashEncoder

QUERIES = ("粮食产量", "高质量发展", "低空经济", "防汛救灾", "科技创新", "乡村振兴")

# Adds, changes and removes documents of its own in the library argv[1]; prints how many changes when its input ends.
_WRITER = """
import sys, threading
from pathlib import Path
from index import Library
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text, write_speech
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
changes = 0
with Library.open(sys.argv[1], HashEncoder()) as library:
    while not stop.is_set():
        turn = changes % 40
        path = write_speech(Path(sys.argv[2]), turn)
        path.write_text(speech_text(changes + 40), encoding="utf-8")
        [speech] = [*(report := library.add(path)).added, *report.updated]
        if changes % 5 == 4:
            library.remove(speech.id)
        changes += 1
print(changes)
"""


def reads(library: Library, chance: random.Random) -> dict[str, Callable[[], object]]:
    """Return what a question needs of a library, each thing apart."""
    speeches = library.speeches()
    encoder = HashEncoder()

    def whole() -> None:
        query = chance.choice(QUERIES)
        with library.consistent():
            found = [(i, s, "") for i, s in library.search_terms(query, 50) + library.search_dense(query, 50)]
            for hit in library.hits(found):
                assert library.source_text(hit.speech.id)[hit.start : hit.end] == hit.text

    return {
        "speeches": library.speeches,
        "source text": lambda: library.source_text(chance.choice(speeches).id),
        "terms": lambda: library.search_terms(chance.choice(QUERIES), 50),
        "vectors": lambda: library.search_dense(encoder.encode_queries([chance.choice(QUERIES)])[0], 50),
        "search, texts, one state": whole,
    }


def measure(library: Library, seconds: float, readers: int, seed: int) -> dict[str, dict[str, float]]:
    """Return percentiles of each kind of read, by `readers` threads for so long."""
    times: dict[str, list[float]] = defaultdict(list)
    errors: list[BaseException] = []
    end = time.monotonic() + seconds

    def read(number: int) -> None:
        kinds = reads(library, random.Random(seed + number))
        try:
            while time.monotonic() < end:
                for name, work in kinds.items():
                    began = time.perf_counter()
                    work()
                    times[name].append((time.perf_counter() - began) * 1000)
        except BaseException as error:  # noqa: BLE001 - raised below
            errors.append(error)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return {name: percentiles(values) for name, values in times.items()}


def run(directory: Path, seconds: float, readers: int) -> dict[str, Any]:
    """Measure alone, beside a writer, and alone again."""
    with tempfile.TemporaryDirectory() as folder, Library.open(directory, HashEncoder()) as library:
        measure(library, 2.0, 1, 0)  # warm
        alone = measure(library, seconds, readers, 1)
        command = [sys.executable, "-c", _WRITER, str(directory), folder]
        root = Path(__file__).parents[3]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as writer:
            before = library.statistics().speeches
            while library.statistics().speeches == before and writer.poll() is None:
                time.sleep(0.05)
            beside = measure(library, seconds, readers, 2)
            changes = int(writer.communicate("")[0])
        again = measure(library, seconds, readers, 3)
        wrong = [str(check) for check in library.check() if not check.ok]
        counted = library.statistics()
    return {
        "speeches": counted.speeches,
        "chunks": counted.chunks,
        "readers": readers,
        "changes_a_second": round(changes / seconds, 1),
        "library_check_wrong": wrong,
        "ms": {"alone": alone, "beside a writer": beside, "alone again": again},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=4_000)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each of the three parts")
    parser.add_argument("--readers", type=int, default=1)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        directory = options.library or Path(folder) / "library"
        with Library.open(directory, HashEncoder()) as library:
            if not library.speeches():
                library.add(sorted(newscast(options.data, options.items, Path(folder) / "items")))
        figures = run(directory, options.seconds, options.readers)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    counts = "{speeches} speeches, {chunks} chunks, {readers} readers, {changes_a_second} changes a second"
    print(f"{counts.format(**figures)}; wrong afterwards: {figures['library_check_wrong']}")
    print(f"{'wall ms':26}{'':17}{'median':>9}{'95 %':>9}{'99 %':>9}{'most':>9}{'n':>8}")
    for kind in figures["ms"]["alone"]:
        for part, rows in figures["ms"].items():
            row = rows[kind]
            print(
                f"{kind:26}{part:17}{row['p50']:9.1f}{row['p95']:9.1f}{row['p99']:9.1f}{row['most']:9.1f}{row['n']:8}"
            )


if __name__ == "__main__":
    main()
