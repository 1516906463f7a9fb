"""The power fails at random moments: is what was acknowledged on the disk, and can what is there be used?

    python -m tests.robustness.durability.power --cuts 2000

Programs add, update and remove documents, open and close the library, back it up and restore it, while `power.c`
records what they do to its files. For random moments of the record, `disks.py` makes what a disk may hold that lost its
power then: unsynced writes torn or lost, unsynced names missing. Another process opens the library there: each document
must be as acknowledged, or, if it was being changed, as it was or as it was to be; every invariant of
`index.maintenance.integrity` must hold; backups and what was restored of them must be whole; and work must be able
to go on.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from index import Library
from index.analysis.analyzer import terms
from index.maintenance.backup import restore
from index.storage import durability
from index.storage.database import Database
from tests.robustness.durability.disks import Disk, lay_out, records
from tests.robustness.durability.kills import State, in_child, text_of, version_in
from tests.support.fakes import HashEncoder

HERE = Path(__file__).parent
PLACE = "data/yinzheng/library"  # of the library on the disk: its parents are made too
CUTS = 100  # of one recording
ROUNDS = 40  # changes of one recording
MEMORY = Path("/dev/shm")  # a disk that is only imagined needs none


def shim(folder: Path) -> Path:
    """Compile `power.c` and return it; RuntimeError without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        raise RuntimeError("no C compiler here, or not Linux: what is done to files cannot be recorded")
    library = folder / "power.so"
    source = HERE / "power.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return library


def work(root: Path, seed: int, mine: range, rounds: int, *, alone: bool) -> None:
    """Change the library, saying so in a file of the disk itself, as in `tests.robustness.durability.kills`."""
    chance = random.Random(seed)
    library_at, backups = root / "disk" / PLACE, root / "disk" / "backups"
    small = chance.random() < 0.7  # the log is worked into the database often, or only when it is closed
    real = Database._connect

    def connect(self: Database) -> sqlite3.Connection:
        connection = real(self)
        connection.execute(f"PRAGMA wal_autocheckpoint={60 if small else 1_000}")
        return connection

    Database._connect = connect  # type: ignore[method-assign]
    said = os.open(root / "disk" / "said", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(**what: object) -> None:
        os.write(said, (json.dumps(what) + "\n").encode())

    def put(library: Library, names: list[str]) -> None:
        state = {name: chance.randint(1, 900) for name in names}
        say(begin=state)
        for name, version in state.items():
            (root / name).write_text(text_of(name, version), encoding="utf-8")
        paths = {str(root / name): name for name in names}
        done = 0

        def progress(number: int, _total: int, what: str) -> None:
            nonlocal done
            if number > done and what in paths:
                done = number
                say(done={paths[what]: state[paths[what]]})

        library.add(list(paths), progress=progress)

    def held(library: Library) -> State:
        return {Path(s.path).name: version_in(library.source_text(s.id), Path(s.path).name) for s in library.speeches()}

    kept: list[tuple[Path, State]] = []
    number = 0
    while number < rounds:
        with Library.open(library_at, HashEncoder()) as library:
            for _ in range(chance.randint(1, 12)):
                number += 1
                here = {Path(s.path).name: s.id for s in library.speeches() if int(Path(s.path).stem) in mine}
                match chance.randrange(10):
                    case 0 | 1 | 2 | 3:
                        put(library, [f"{chance.choice(mine):04d}.txt"])
                    case 4 | 5:
                        put(library, [f"{n:04d}.txt" for n in chance.sample(mine, 4)])
                    case 6 | 7 if here:
                        name = chance.choice(sorted(here))
                        say(begin={name: 0})
                        library.remove(here[name])
                        say(done={name: 0})
                    case 8 if here and chance.random() < 0.3:
                        library.rebuild()
                    case 9 if alone:
                        state = held(library)
                        backups.mkdir(exist_ok=True)
                        file = library.back_up(backups / f"{number}.sqlite3")
                        kept.append((file, state))
                        say(copy=f"backups/{file.name}", holds=state)
            state = held(library)
        if alone and kept and chance.random() < 0.5:
            file, wanted = chance.choice(kept)
            if chance.random() < 0.5:
                target = root / "disk" / f"restored/{number}/library"
                restore(file, target)
                say(copy=f"restored/{number}/library/library.sqlite3", holds=wanted)
            else:
                changed = {name: wanted.get(name, 0) for name in state.keys() | wanted.keys()}
                say(begin=changed)
                restore(file, library_at, force=True)
                say(done=changed)


def record(root: Path, seed: int, shim_: Path, rounds: int, weaken: str = "") -> Path:
    """Let one or two processes work under the shim; return the log."""
    (root / "disk").mkdir(parents=True)
    log, chance = root / "log", random.Random(seed)
    halves = [(0, 24)] if chance.random() < 0.7 else [(0, 12), (12, 24)]
    environment = {**os.environ, "LD_PRELOAD": str(shim_), "POWER_FOLDER": str(root / "disk"), "POWER_LOG": str(log)}
    children = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.robustness.durability.power",
                "--work",
                str(root),
                str(seed + number),
                *map(str, mine),
                str(rounds),
            ]
            + (["--weaken", weaken] if weaken else [])
            + (["--alone"] if len(halves) == 1 else []),
            cwd=HERE.parents[2],
            env=environment,
        )
        for number, mine in enumerate(halves)
    ]
    codes = [child.wait(600) for child in children]
    if any(codes):
        raise RuntimeError(f"the work of seed {seed} ended with {codes}")
    return log


def look(root: Path, seed: int, copies: dict[str, State], said: TextIO) -> None:
    """Open the library as its next user would, and say what it holds, what is wrong with it and what was mended."""
    told: dict[str, Any] = {"found": {}, "wrong": [], "mended": []}
    with Library.open(root / PLACE, HashEncoder()) as library:
        for speech in library.speeches():
            name = Path(speech.path).name
            told["found"][name] = version_in(library.source_text(speech.id), name)
        bad = [f"{check.name}: {check}" for check in library.check() if not check.ok]
        if bad:
            told["mended"] = bad
            told["wrong"] = [f"{check.name}: {check}" for check in library.mend() if not check.ok]
        library.embed()  # of what was written when the power failed, vectors may be missing
        chunks = library.statistics().chunks
        if chunks and len(library.search_dense("产值", 10_000)) != chunks:
            told["wrong"].append("the dense index does not hold every chunk")
        told["notes"] = library.notes
        if seed % 4 == 0:
            file = root / "0030.txt"
            file.write_text(text_of(file.name, 5), encoding="utf-8")
            report = library.add(file)
            if len(report.added) != 1 or not all(check.ok for check in library.check()):
                told["wrong"].append("nothing can be added")
    for name, holds in copies.items():
        try:
            with closing(sqlite3.connect(f"file:{root / name}?mode=rw", uri=True)) as copy:
                sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                rows = copy.execute("SELECT path, text FROM documents").fetchall()
            versions = {Path(path).name: version_in(text, Path(path).name) for path, text in rows}
        except sqlite3.Error as error:
            sound, versions = False, {str(error): 0}
        if not sound or versions != holds:
            told["wrong"].append(f"{name}, made of a backup or one itself, is not what was acknowledged: {versions}")
    said.write(json.dumps(told) + "\n")


def run(
    cuts: int,
    *,
    seed: int = 20260101,
    rounds: int = ROUNDS,
    weaken: str = "",
    enough: bool = False,
    report: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Cut the power so many times and return the figures; `lost` and `corrupt` must be empty.

    :param enough: End with the first that is lost: whether anything is is all that is asked.
    """
    terms("预热")  # jieba's words: read once, shared by all forks
    began, counts = time.monotonic(), Counter[str]()
    lost: list[str] = []
    corrupt: list[str] = []
    memory = str(MEMORY) if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="power-", dir=memory) as folder:
        shim_ = shim(Path(folder))
        number = 0
        while counts["cuts"] < cuts and not (enough and lost):
            root = Path(folder) / str(number)
            log = record(root, seed + 100 * number, shim_, rounds, weaken)
            counts["recordings"] += 1
            some = min(CUTS, cuts - counts["cuts"])
            chance = random.Random(seed + number)
            _try(root, log, chance, some, counts, lost, corrupt, f"recording {number}", enough=enough)
            shutil.rmtree(root)
            number += 1
            report(f"{dict(counts)}, lost {len(lost)}, corrupt {len(corrupt)}")
    return {**counts, "lost": lost, "corrupt": corrupt, "seconds": round(time.monotonic() - began, 1)}


def _try(
    root: Path,
    log: Path,
    chance: random.Random,
    cuts: int,
    counts: Counter[str],
    lost: list[str],
    corrupt: list[str],
    name: str,
    *,
    enough: bool,
) -> None:
    """Cut the power at some moments of one recording."""
    told = list(records(log))
    counts["calls"] += len(told)
    disk_at, said_at = str(root / "disk"), str(root / "disk" / "said")
    moments = sorted(chance.choices(range(1, len(told) + 1), k=cuts))
    now, said = Disk(disk_at), b""
    sure, open_, copies = State(), State(), dict[str, State]()
    for place, one in enumerate(told, 1):
        if one.path == said_at:
            said += one.data
            *lines, said = said.split(b"\n")
            for line in map(json.loads, lines):
                open_.update(line.get("begin", {}))
                for document, version in line.get("done", {}).items():
                    sure[document] = version
                    open_.pop(document, None)
                    counts["acknowledged"] += 1
                if "copy" in line:
                    copies[line["copy"]] = line["holds"]
        else:
            now.take(one)
        while moments and moments[0] == place:
            if enough and lost:
                return
            moments.pop(0)
            cut = chance.randrange(1 << 30)
            at = root / "after"
            lay_out(now.after(random.Random(cut)), disk_at, at)
            counts["cuts"] += 1
            counts["in_flight"] += bool(open_)
            child, heard = in_child(lambda out, cut=cut, at=at: look(at, cut, dict(copies), out))  # type: ignore[misc]
            with heard:
                text = heard.read()
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
                corrupt.append(f"{name}, call {place}, cut {cut}: it cannot be opened")
                shutil.rmtree(at)
                continue
            seen = json.loads(text)
            counts["mended"] += bool(seen["mended"])
            counts["rebuilt_dense"] += bool(seen["notes"])
            corrupt += [f"{name}, call {place}, cut {cut}: {what}" for what in seen["wrong"]]
            for document in sure.keys() | seen["found"].keys() | open_.keys():
                actual = seen["found"].get(document, 0)
                allowed = {sure.get(document, 0), open_.get(document, sure.get(document, 0))}
                if actual not in allowed:
                    lost.append(f"{name}, call {place}, cut {cut}: {document} has {actual}, not one of {allowed}")
            shutil.rmtree(at)
    # what was recorded is all that was done: it makes the same files
    made = {path: data for path, data in now.whole().items() if not path.endswith("-shm")}
    real = {str(p): None if p.is_dir() else p.read_bytes() for p in [root / "disk", *(root / "disk").rglob("*")]}
    real = {path: data for path, data in real.items() if path != said_at and not path.endswith("-shm")}
    if made != real:
        raise RuntimeError(f"{name}: not all was recorded: {made.keys() ^ real.keys() or 'other bytes'}")


def _weaken(how: str) -> None:
    """Take away one of the things that make it hold."""
    if how == "folders":
        durability.sync_folder = lambda folder: None
    else:
        real = Database._connect

        def connect(self: Database) -> sqlite3.Connection:
            connection = real(self)
            connection.execute(f"PRAGMA synchronous={how}")
            return connection

        Database._connect = connect  # type: ignore[method-assign]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cuts", type=int, default=500)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--weaken", choices=["NORMAL", "OFF", "folders"], default="", help="to see it found out")
    parser.add_argument("--work", nargs=5, help=argparse.SUPPRESS)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        if arguments.weaken:
            _weaken(arguments.weaken)
        root, seed, first, last, rounds = arguments.work
        work(Path(root), int(seed), range(int(first), int(last)), int(rounds), alone=arguments.alone)
        return
    said = partial(print, flush=True)
    result = run(arguments.cuts, seed=arguments.seed, weaken=arguments.weaken, report=said)
    print(json.dumps({**result, "lost": len(result["lost"]), "corrupt": len(result["corrupt"])}))
    for line in (result["lost"] + result["corrupt"])[:20]:
        print(line)
    sys.exit(bool(result["lost"] or result["corrupt"]))


if __name__ == "__main__":
    main()
