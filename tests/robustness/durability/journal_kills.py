"""Machines that share a library by a journal are killed again and again while they write, and looked at.

    python -m tests.robustness.durability.journal_kills --kills 200

A child process is one machine, another goes on writing at the same time in this process. The child says what it is
about to do and what has been done (acknowledged), and is ended with SIGKILL at a random moment. Then its library is
opened again, and both machines must hold each of its documents as acknowledged or, if it was being changed, as it was
or as it was to be; they must hold the same, and each change once: a change's number stands for one thing. At the end a
fresh machine replays all of it, and must hold the same too.
"""

import argparse
import json
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from index import ingestion
from index.journal.shared_library import SharedLibrary
from tests.support.servers import postgresql
from tests.support.servers.machines import contents, machine, until
from tests.support.speech_makers import speech_text

_PROCESSES = multiprocessing.get_context("forkserver")  # forks of a process without threads, which this one has
_PROCESSES.set_forkserver_preload(["tests.support.servers.machines"])
FRESH = 30
"""Documents that the machine which is killed writes."""

Fault = Callable[[], None] | None
"""Makes the machine that is killed a bad one, to see that it is found out."""
State = dict[str, str]
"""By what it is of (`text 0001`, `tag 0001`, `title 0001`): what it is; empty for what is not there."""


def text_of(number: int, version: int) -> str:
    return speech_text(number) + f"附：第{version}版，另有{version % 97}项要抓好。\n"


def seen(library: SharedLibrary, first: int, last: int) -> State:
    """What a library holds of the documents with some numbers."""
    state: State = {}
    tags = library.tags()
    for speech in library.speeches():
        number = int(Path(speech.path).stem)
        if first <= number < last:
            text = library.source_text(speech.id)
            state[f"text {number}"] = text[text.rindex("附：第") + 3 : text.rindex("版，")]
            state[f"tag {number}"] = "、".join(sorted(tags.get(speech.id, ())))
            state[f"title {number}"] = library.corrections(speech.id).get("title", "")
    return state


def work(root: Path, url: str, seed: int, said: Connection, fault: Fault = None) -> None:
    """Change the library of a machine for ever, saying ("begin", state) before and ("done", state) after."""
    if fault is not None:
        fault()
    chance = random.Random(seed)
    ingestion._COMMIT = 8
    files = root / "files"
    files.mkdir(exist_ok=True)

    def done(state: State, act: Callable[[], object]) -> None:
        for word in ("begin", "done"):
            said.send((word, state))
            if word == "begin":
                act()

    with machine(root / "killed", url) as library:
        while True:
            number = chance.randrange(FRESH)
            path = files / f"{number:04d}.txt"
            known = {int(Path(one.path).stem): one.id for one in library.speeches()}
            kind = chance.randrange(6)
            if kind < 3 or number not in known:
                version = chance.randint(1, 10**6)
                path.write_text(text_of(number, version), encoding="utf-8")
                later = chance.random() < 0.5
                done({f"text {number}": str(version)}, lambda: library.add(path, later=later))  # noqa: B023
            elif kind == 3:
                done({f"text {number}": ""}, lambda: library.remove(known[number]))  # noqa: B023
            elif kind == 4:
                name = f"题名{chance.randint(1, 999)}"
                done({f"title {number}": name}, lambda: library.correct(known[number], {"title": name}))  # noqa: B023
            else:
                old, new = library.tags().get(known[number], ()), f"批{chance.randint(1, 999)}"
                done({f"tag {number}": new}, lambda: library.tag([known[number]], [new], old))  # noqa: B023


def run(
    kills: int, seed: int = 0, report: Callable[[str], None] = print, latest: float = 0.6, fault: Fault = None
) -> dict[str, Any]:
    """Run the campaign and return what was found; `lost`, `twice` and `different` are to be empty."""
    chance = random.Random(seed)
    found: dict[str, Any] = {"kills": 0, "acknowledged": 0, "in hand": 0, "changes": 0}
    lost, different = list[str](), list[str]()
    with postgresql.running() as url, tempfile.TemporaryDirectory() as place:
        root = Path(place)
        with machine(root / "other", url) as other:
            state: State = {}
            for number in range(kills):
                given, how = (url, chance.randrange(2**32)), (latest * chance.random(), fault)
                begun = _killed(root, given, state, found, other, how)
                with machine(root / "killed", url) as library:
                    until(lambda: other.following().number == library.following().number == other.following().head)
                    for one in (library, other):
                        _compare(seen(one, 0, FRESH), state, begun, lost)
                    state = seen(library, 0, FRESH)
                    ones, others = contents(library), contents(other)
                    different += [f"{number}: {what}" for what, held in ones.items() if held != others[what]]
                    different += [str(check) for check in library.check() if not check.ok]
                report(f"{number + 1} kills, {found['acknowledged']} acknowledged, lost {lost}, different {different}")
            found["changes"] = other.following().number
            with machine(root / "fresh", url) as fresh:
                held = contents(other)
                different += [f"fresh: {what}" for what, one in contents(fresh).items() if one != held[what]]
        found["twice"] = _twice(url)
    return {**found, "lost": lost, "different": different}


def _killed(
    root: Path,
    given: tuple[str, int],
    state: State,
    found: dict[str, Any],
    other: SharedLibrary,
    how: tuple[float, Fault],
) -> State:
    """Let a child write, and the other machine too; kill the child; put into `state` what was acknowledged.

    :param given: The journal's URL, and a seed.
    :param how: After how many seconds, and what is wrong with the child.
    :return: What it had begun and not said to be done.
    """
    chance = random.Random(given[1])
    heard, said = multiprocessing.Pipe(duplex=False)
    child = _PROCESSES.Process(target=work, args=(root, *given, said, how[1]))
    child.start()
    said.close()
    heeded = [_next(heard)]
    while heeded[-1][0] != "done":  # its word lists are loaded then
        heeded.append(_next(heard))
    end = time.monotonic() + how[0]
    number = 1000 + chance.randrange(10)
    path = root / f"{number}.txt"
    path.write_text(text_of(number, chance.randint(1, 10**6)), encoding="utf-8")
    other.add(path, later=True)
    time.sleep(max(0.0, end - time.monotonic()))
    child.kill()
    child.join()
    assert child.exitcode == -9, "it ended by itself"
    found["kills"] += 1
    with suppress(EOFError, OSError):  # a message may be cut off
        while True:
            heeded.append(heard.recv())
    for word, what in heeded:
        if word == "done":
            found["acknowledged"] += 1
            state.update(what)
            for number in [name.split()[1] for name, value in what.items() if name.startswith("text ") and not value]:
                for name in ("tag", "title"):  # another text at its path is another speech, with an id of its own
                    state.pop(f"{name} {number}", None)
    begun = heeded[-1][1] if heeded[-1][0] == "begin" else {}
    found["in hand"] += bool(begun)
    return begun


def _next(heard: Connection) -> tuple[str, State]:
    assert heard.poll(300), "it has not written anything"
    try:
        said: tuple[str, State] = heard.recv()
    except EOFError:
        raise AssertionError("it ended by itself") from None
    return said


def _compare(held: State, state: State, begun: State, lost: list[str]) -> None:
    removed = {what.split()[1] for what, value in {**state, **begun}.items() if what.startswith("text ") and not value}
    for what, value in state.items():
        if what.split()[1] in removed and not what.startswith("text "):
            continue  # tags and corrections of what is not there are not looked at
        if held.get(what, "") not in (value, begun.get(what, value)):
            lost.append(f"{what}: {held.get(what, '')!r} for {value!r}")


def _twice(url: str) -> list[int]:
    """Numbers that are missing among the changes, or changes that say the very same as the one before them."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT number, body, data FROM yinzheng_journal ORDER BY number")).all()
    engine.dispose()
    wrong = [row[0] for place, row in enumerate(rows, 1) if row[0] != place]
    return wrong + [one[0] for before, one in pairwise(rows) if tuple(before[1:]) == tuple(one[1:])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    print(json.dumps(run(given.kills, given.seed), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
