"""What a journal costs: documents a second with and without one, until another process sees a change, a replay.

    python -m tests.benchmarks.speed.journal FOLDER

Starts a PostgreSQL server of its own, with the disk synced. Vectors are a stand-in's: what they cost is the same
with and without a journal. Reports wall seconds and seconds of the processor; beside other work only the latter tell.
"""

import argparse
import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from index import AddReport, Library
from index.journal.store import Journal
from index.maintenance.backup import restore
from tests.support.fakes import HashEncoder
from tests.support.servers import postgresql
from tests.support.servers.machines import contents, machine
from tests.support.speech_makers import write_speech

LATE = 40
"""Changes whose way to another process is timed."""


def timed(act: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """Return what something returns, with the seconds that it took."""
    wall, own = time.monotonic(), time.process_time()
    result = act()
    return result, {
        "seconds": round(time.monotonic() - wall, 2),
        "processor": round(time.process_time() - own, 2),
    }


def watch(directory: Path, url: str, said: Connection) -> None:
    """Say when each speech is first seen here."""
    with machine(directory, url) as library:
        known = {speech.id for speech in library.speeches()}
        said.send(("ready", 0.0))
        while True:
            for speech in library.speeches():
                if speech.id not in known:
                    known.add(speech.id)
                    said.send((speech.id, time.monotonic()))
            time.sleep(0.002)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    found: dict[str, Any] = {}
    with postgresql.running() as url, tempfile.TemporaryDirectory() as place:
        root = Path(place)
        with Library.open(root / "plain", HashEncoder()) as plain:
            plain.add(write_speech(root / "warm", 0))  # word lists are loaded
            report, found["added without a journal"] = timed(lambda: plain.add(folder))
        with machine(root / "a", url) as one:
            report, found["added with one"] = timed(lambda: one.add(folder))
            found["documents"] = documents(report)
            found["characters"] = sum(len(one.source_text(speech.id)) for speech in one.speeches())
            found["passages"] = one.searchable()
            journal = Journal(url)
            found["changes"], found["bytes in PostgreSQL"] = journal.head().number, journal.size()
            journal.close()
            fresh, found["replayed by a fresh machine"] = timed(lambda: machine(root / "b", url))
            with fresh:
                found["the same"] = contents(fresh) == contents(one)
            backup, found["backed up"] = timed(lambda: one.back_up(root / "backup.sqlite3"))
            _, found["restored"] = timed(lambda: restore(backup, root / "c"))
            again, found["followed from the backup"] = timed(lambda: machine(root / "c", url))
            again.close()
            found["until another process sees a document, ms"] = latency(root, url, one.add)
    print(json.dumps(found, ensure_ascii=False, indent=2))


def documents(report: AddReport) -> int:
    return len(report.added)


def latency(root: Path, url: str, add: Callable[..., AddReport]) -> dict[str, float]:
    """Return how long after `add` has returned, and after it was called, another process has the document."""
    heard, said = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=watch, args=(root / "b", url, said), daemon=True)
    child.start()
    heard.recv()
    waits, whole = list[float](), list[float]()
    for number in range(100, 100 + LATE):
        file = write_speech(root / "late", number)
        begun = time.monotonic()
        (speech,) = add(file, later=True).added
        done = time.monotonic()
        seen, at = heard.recv()
        assert seen == speech.id
        waits.append(1000 * (at - done))
        whole.append(1000 * (done - begun))
        time.sleep(0.05)
    child.kill()
    waits.sort()
    return {
        "p50": round(statistics.median(waits)),
        "p90": round(waits[int(0.9 * LATE)]),
        "worst": round(waits[-1]),
        "add itself, p50": round(statistics.median(whole)),
    }


if __name__ == "__main__":
    main()
