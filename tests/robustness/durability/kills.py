"""A library is killed again and again at random moments of adds, updates, removals and rebuilds, and looked at.

The conversations beside it are written and deleted meanwhile, and looked at too.

    python -m tests.robustness.durability.kills --kills 500

A child process works on the library and says what it is about to do and what has been done (acknowledged); the parent
ends it with SIGKILL. Another process then opens the library: each document must be as acknowledged, or, if it was being
changed, as it was or as it was to be; and every invariant of `index.maintenance.integrity` must hold. Work goes on
from there. Vectors follow behind the terms, and many a kill falls between: every passage must have its vector or wait
for it, and those that wait get it from the next process (`waiting`: of how many rounds some waited).

What is not tried here is the loss of what the kernel had not written yet: see `tests.robustness.durability.power`.
"""

import argparse
import json
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from index import Library, ingestion
from index.analysis.analyzer import terms
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import speech_text
from ui.services.conversation_store import FILE, History

FRESH = 40  # rounds after which a new library is begun: making one is killed too
LATEST = 2.0
BATCH, EACH = 8, 0.002  # passages whose vectors are written together, and seconds that one takes
PAUSE = 0.02  # seconds at most between a line that a child says and its end: several steps of one write

TALK = "talk/"

State = dict[str, int]  # version of each document's text by its name, of what came of a question by `talk/ID/NUMBER`


class _Slow(HashEncoder):
    """Takes its time, as a model does, so that kills fall while vectors are made."""

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        time.sleep(EACH * len(texts))
        return super().encode_passages(texts, progress)


def text_of(name: str, version: int) -> str:
    """A text that no other name or version has; some are much longer than others."""
    number = int(name.removesuffix(".txt"))
    body = speech_text(number * 1_000 + version)
    more = "".join(
        f"第{n}项工作要抓好，投入{n * 7 + version}万元，由{name[:4]}组负责。\n" for n in range(number % 5 * 20)
    )
    return body + more


def work(root: Path, seed: int, said: TextIO, mine: range = range(60)) -> None:
    """Change the library for ever, saying so: {"begin": {name: version}} ... {"done": {name: version}}; 0 is absent.

    :param mine: The numbers of its documents; another process may be at work on others.
    """
    chance = random.Random(seed)
    files = root / "files"
    files.mkdir(exist_ok=True)

    def say(what: str, state: State) -> None:
        said.write(json.dumps({what: state}) + "\n")
        said.flush()

    def put(names: list[str]) -> list[Path]:
        state = {name: chance.randint(1, 900) for name in names}
        say("begin", state)
        for name, version in state.items():
            (files / name).write_text(text_of(name, version), encoding="utf-8")
        return [files / name for name in names]

    def acknowledged(paths: list[Path]) -> Callable[[int, int, str], None]:
        """As each document is reported as done, its text is that of its file."""
        known = {str(path): path for path in paths}
        done = 0

        def progress(number: int, _total: int, what: str) -> None:
            nonlocal done
            if number > done and what in known:
                done = number
                say("done", {known[what].name: version_in(known[what].read_text(encoding="utf-8"), known[what].name)})

        return progress

    def talk(history: History) -> None:
        """Ask in a new conversation or an old one, or delete one; each process is a reader of its own."""
        reader = reader_of(mine)
        known = [found.id for found in history.search(reader)]
        key = chance.choice([*known, ""]) or history.begin(reader, "竹纸产值？")
        if chance.random() < 0.2:
            state = {f"{TALK}{key}/{one.number}": 0 for one in history.exchanges(reader, key)}
            say("begin", state)
            history.delete(reader, key)
            say("done", state)
            return
        number, version = history.append(reader, key, "茶叶呢？"), chance.randint(1, 900)
        say("begin", {f"{TALK}{key}/{number}": version})
        history.finish(reader, key, number, {"version": version, "checked": "产值。" * version})
        say("done", {f"{TALK}{key}/{number}": version})

    ingestion._COMMIT = BATCH
    with Library.open(root / "library", _Slow()) as library:
        history = History(root / "library" / FILE)
        while True:
            if chance.random() < 0.3:
                talk(history)
            here = {
                Path(speech.path).name: speech.id
                for speech in library.speeches()
                if int(Path(speech.path).stem) in mine
            }
            match chance.randrange(8):
                case 0 | 1 | 2:
                    paths = put([f"{chance.choice(mine):04d}.txt"])
                    library.add(paths, progress=acknowledged(paths), later=chance.random() < 0.3)
                    library.embed_soon()
                case 3 | 4:
                    paths = put([f"{n:04d}.txt" for n in chance.sample(mine, 6)])
                    library.add(paths, progress=acknowledged(paths))
                case 5 | 6 if here:
                    name = chance.choice(sorted(here))
                    say("begin", {name: 0})
                    library.remove(here[name])
                    say("done", {name: 0})
                case 7 if here and chance.random() < 0.2:
                    library.rebuild()


def reader_of(mine: range) -> str:
    """The name of the reader whose conversations a process keeps."""
    return f"{mine.start:022}"


def version_in(text: str, name: str) -> int:
    """The version that a text is, by the number that its first sentence names; -1 if it is none at all."""
    number = int(text.partition("这是第")[2].partition("次")[0] or -1) - int(name.removesuffix(".txt")) * 1_000
    return number if 0 < number < 1_000 and text_of(name, number) == text else -1


def look(root: Path, said: TextIO) -> None:
    """Open the library as its next user would, and say what it holds and what is wrong with it."""
    with Library.open(root / "library", HashEncoder()) as library:
        found = {}
        for speech in library.speeches():
            name = Path(speech.path).name
            found[name] = version_in(library.source_text(speech.id), name)
        wrong = [f"{check.name}: {check}" for check in library.check() if not check.ok]
        chunks, waiting = library.statistics().chunks, library.count_pending()
        if chunks and len(library.search_dense("产值", 10_000)) != chunks - waiting:
            wrong.append("the dense index does not hold every chunk that has a vector")
        library.embed()
        if chunks and len(library.search_dense("产值", 10_000)) != chunks:
            wrong.append("a chunk that waited for its vector has none")
        for speech in library.speeches()[:3]:
            words = library.source_text(speech.id).split("这是")[1].split("次")[0]
            if not any(s.id == speech.id for s, _, _ in library.find(words)):
                wrong.append(f"{words} is not found in {speech.path}")
        history = History(root / "library" / FILE)
        for reader in (reader_of(range(60)), reader_of(range(30, 60))):
            for summary in history.search(reader):
                for one in history.exchanges(reader, summary.id):
                    version = int(one.body.get("version", 0))
                    found[f"{TALK}{summary.id}/{one.number}"] = version
                    if one.body and one.body["checked"] != "产值。" * version:
                        wrong.append(f"an exchange is torn: {one}")
        said.write(json.dumps({"found": found, "wrong": wrong, "waiting": waiting}) + "\n")


def in_child(work: Callable[[TextIO], None]) -> tuple[int, TextIO]:
    """Run in a fork of this process, which has imported everything; return its id and what it says."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, os.fdopen(reader, encoding="utf-8")
    code = 1
    try:
        os.close(reader)
        with os.fdopen(writer, "w", encoding="utf-8") as said:
            work(said)
        code = 0
    except BaseException as error:  # noqa: BLE001 - a fork must not run its parent's code
        print(f"child failed: {error!r}", file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def run(
    kills: int,
    *,
    seed: int = 20260101,
    report: Callable[[str], None] = print,
    lines: int = 0,
    enough: bool = False,
) -> dict[str, Any]:
    """Kill so many times and return the figures; `lost` and `corrupt` must be empty.

    :param lines: Kill when so many lines at most have been said, not after some time: a slow machine gets as far.
    :param enough: End with the first finding: whether there is one is all that is asked.
    """
    chance = random.Random(seed)
    terms("预热")  # jieba's words: read once, shared by all forks
    began = time.monotonic()
    lost: list[str] = []
    corrupt: list[str] = []
    counts: Counter[str] = Counter()
    root, sure = Path(tempfile.mkdtemp(prefix="kills-")), State()
    try:
        number = -1
        while counts["killed"] < kills and number < 2 * kills and not (enough and (lost or corrupt)):
            number += 1
            if number % FRESH == 0:
                shutil.rmtree(root)
                root.mkdir()
                sure = {}
            halves = [range(60)] if chance.random() < 0.7 else [range(30), range(30, 60)]  # or two at once
            children = [
                in_child(lambda out, n=number, mine=mine: work(root, seed + n, out, mine))  # type: ignore[misc]
                for mine in halves
            ]
            heard = []
            for child, said in children:
                after = chance.randint(1, lines) if lines else 0
                heard += listen(child, said, chance.random() * (PAUSE if lines else LATEST), after)
                counts["killed"] += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
            counts["two_at_once"] += len(children) - 1
            open_: State = {}
            for line in heard:
                for name, version in line.get("begin", {}).items():
                    open_[name] = version
                for name, version in line.get("done", {}).items():
                    sure[name] = version
                    open_.pop(name, None)
                    counts["talk" if name.startswith(TALK) else "acknowledged"] += 1
            counts["in_flight"] += bool(open_)
            found, wrong, waiting = seen(root)
            counts["waiting"] += waiting > 0
            corrupt += [f"kill {number}: {what}" for what in wrong]
            for name in sure.keys() | found.keys() | open_.keys():
                actual, allowed = found.get(name, 0), {sure.get(name, 0), open_.get(name, sure.get(name, 0))}
                if actual not in allowed:
                    lost.append(f"kill {number}: {name} has version {actual}, not one of {sorted(allowed)}")
                sure[name] = actual
            if number % 50 == 49:
                report(f"{number + 1} rounds, {dict(counts)}, lost {len(lost)}, corrupt {len(corrupt)}")
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return {**counts, "lost": lost, "corrupt": corrupt, "seconds": round(time.monotonic() - began, 1)}


def listen(child: int, said: TextIO, seconds: float, after: int = 0) -> list[dict[str, State]]:
    """Kill the child so long after it has said so many lines; return the whole lines that it had said."""
    data = b""
    while data.count(b"\n") < after and (piece := os.read(said.fileno(), 65_536)):
        data += piece
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([said], [], [], left)[0]:
            piece = os.read(said.fileno(), 65_536)
            if not piece:
                break
            data += piece
    os.kill(child, signal.SIGKILL)
    while piece := os.read(said.fileno(), 65_536):
        data += piece
    said.close()
    return [json.loads(line) for line in data.split(b"\n")[:-1]]


def seen(root: Path) -> tuple[State, list[str], int]:
    """What another process finds, and how many passages waited for their vectors."""
    child, said = in_child(lambda out: look(root, out))
    with said:
        text = said.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        return {}, [f"it cannot be opened: exit {code}"], 0
    told = json.loads(text)
    return told["found"], told["wrong"], told["waiting"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=20260101)
    arguments = parser.parse_args()
    result = run(arguments.kills, seed=arguments.seed)
    print(json.dumps({**result, "lost": len(result["lost"]), "corrupt": len(result["corrupt"])}))
    for line in (result["lost"] + result["corrupt"])[:20]:
        print(line)
    sys.exit(bool(result["lost"] or result["corrupt"]))


if __name__ == "__main__":
    main()
