"""Sixty readers and a writer, while each kind of process is killed in turn and started again.

    python -m tests.robustness.services.campaign --readers 60 --minutes 10 [--kills all] [--pause 2] [--json]

After a quiet while a process is killed with SIGKILL, left dead for `--down` seconds, and started again at the same
address. It has recovered when every service answers a question right and keeps a judgement: seconds since the start,
so that a service's own start, and the 30 seconds that a model server is left alone after failing, are in them.

In the end everything that was acknowledged is looked for through each service, and the library is checked, over the
services' own search engine too. Exit status 1 if anything acknowledged is lost, an answer is of another document, the
library is not whole, or one did not recover.
"""

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from tests.robustness.services.arrangement import (
    KINDS,
    MOST,
    Arrangement,
    arranged,
    missing,
    place_of,
    question_of,
)
from tests.robustness.services.clients import Clients, lost, unsound, until

FIRST = 4  # documents that are there before anybody asks
RECOVERS = 600.0  # seconds that one may take


def main() -> None:
    """Run it, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--kills", default="all", help=f"of {', '.join(KINDS)}, separated by commas; all")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two questions of a reader")
    parser.add_argument("--every", type=float, default=15.0, help="seconds of quiet before a kill")
    parser.add_argument("--down", type=float, default=5.0, help="seconds that a process stays dead")
    parser.add_argument("--queue", type=int, default=24, help="places in each service's line")
    parser.add_argument("--logs", type=Path, help="a folder for library and logs; else they are deleted")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if (why := missing()) is not None:
        sys.exit(why)
    kinds = list(KINDS) if options.kills == "all" else options.kills.split(",")
    if unknown := set(kinds) - set(KINDS):
        parser.error(f"no kind of process {unknown.pop()!r}; known: {', '.join(KINDS)}")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # so that what runs is ended
    with tempfile.TemporaryDirectory() as place:
        folder = options.logs or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        with arranged(folder, waiting=options.queue) as everything:
            result = run(everything, kinds, options)
            result["library"] = unsound(everything)
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else table(result))
    sound = not (result["lost"] or result["mixed_up"] or result["library"])
    sys.exit(0 if sound and all(None not in times for times in result["recovery_s"].values()) else 1)


def run(everything: Arrangement, kinds: list[str], options: argparse.Namespace) -> dict[str, Any]:
    """Read, write and kill for the given time; return what was found."""
    clients = Clients(everything.address)
    clients.phase = "before"
    for number in range(FIRST):
        if not clients.add(number):
            raise SystemExit(f"document {number} could not be added at the start")
    stop = threading.Event()
    threads = [
        threading.Thread(target=clients.read, args=(stop, reader, options.pause), daemon=True)
        for reader in range(options.readers)
    ]
    threads.append(threading.Thread(target=_write, args=(clients, stop), daemon=True))
    clients.phase = "quiet"
    began = time.monotonic()
    for thread in threads:
        thread.start()
    recovery: dict[str, list[float | None]] = {kind: [] for kind in kinds}
    turn = 0
    while turn < len(kinds) or time.monotonic() - began < 60 * options.minutes:  # each at least once
        kind = kinds[turn % len(kinds)]
        parts = everything.parts[kind]
        part = parts[turn // len(kinds) % len(parts)]
        turn += 1
        time.sleep(options.every)
        clients.phase = f"{kind} killed"
        part.kill()
        time.sleep(options.down)
        part.start()
        started = time.monotonic()
        so = until(lambda: _whole(everything), stop, RECOVERS)
        recovery[kind].append(round(time.monotonic() - started, 1) if so else None)
        clients.phase = "quiet"
        print(f"{kind}: recovered after {recovery[kind][-1]} s", file=sys.stderr, flush=True)
    stop.set()
    for thread in threads:
        thread.join()
    return {
        "readers": options.readers,
        "minutes": round((time.monotonic() - began) / 60, 1),
        "load": round(os.getloadavg()[0], 1),
        "kills": {kind: len(times) for kind, times in recovery.items()},
        "recovery_s": recovery,
        "documents": len(clients.acknowledged),
        "judgements": len(clients.judged),
        "answers": clients.answered,
        "right": clients.right,
        "refused": _by_phase(clients.refused),
        "failed": _by_phase(clients.failed),
        "writes_not_acknowledged": _by_phase(clients.refused_writes),
        "mixed_up": clients.mixed_up,
        "lost": sorted({one for service in everything.services for one in lost(clients, service)}),
    }


def table(result: dict[str, Any]) -> str:
    """Return what was found for people."""
    rows = [
        f"{result['readers']} readers, a writer, {result['minutes']} minutes, load {result['load']}",
        f"acknowledged: {result['documents']} documents, {result['judgements']} judgements; lost {len(result['lost'])}",
        f"answers: {result['answers']}, right {result['right']}; mixed up {len(result['mixed_up'])}",
        *(f"  {one}" for one in (*result["lost"][:20], *result["mixed_up"][:20], *result["library"])),
    ]
    for kind, times in result["recovery_s"].items():
        known = [one for one in times if one is not None]
        middle = f"{statistics.median(known):.1f} s, at most {max(known):.1f}" if known else "never"
        rows.append(f"{kind:10} killed {len(times)} times, recovered {len(known)}, after {middle}")
    for name in ("failed", "refused", "writes_not_acknowledged"):
        for phase, kinds in result[name].items():
            rows.append(f"{name} while {phase}: {', '.join(f'{kind} {count}' for kind, count in kinds.items())}")
    return "\n".join(rows)


def _write(clients: Clients, stop: threading.Event) -> None:
    number = FIRST
    while not stop.is_set() and number < MOST:
        number += clients.add(number, tries=1)
        stop.wait(1.0)


def _whole(everything: Arrangement) -> bool:
    """Say whether each service answers right and keeps a judgement."""
    asked = {"question": question_of(0)}
    with suppress(httpx.HTTPError, ValueError, KeyError):
        for service in everything.services:
            with httpx.Client(base_url=service, timeout=30) as http:
                if place_of(0) not in http.post("/api/ask", json=asked).json()["text"]:
                    return False
                if http.post("/api/feedback", json={**asked, "text": "答", "rating": "up"}).status_code != 200:
                    return False
        return True
    return False


def _by_phase(counted: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    return {
        phase: {kind: count for (own, kind), count in counted.most_common() if own == phase}
        for phase in sorted({phase for phase, _ in counted})
    }


if __name__ == "__main__":
    main()
