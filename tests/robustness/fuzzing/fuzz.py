"""Every parser against damaged and made-up files, in processes that are watched.

    python -m tests.robustness.fuzzing.fuzz --inputs 100000
    python -m tests.robustness.fuzzing.fuzz --inputs 2000 --only .pdf --keep /tmp/findings

Half of the inputs are real files of the format, damaged; half are made of the format's own pieces at random. Each must
give documents whose spans lie in their text, or an error of one line with a reason: soon, and with nothing worse.

    crash     the process died, or an exception came out that is no ReadError ("please report that")
    hang      no answer for `HANG` seconds; slow: more than `SLOW` seconds of processor time
    wrong     a document that breaks an invariant
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
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus import ReadError
from corpus.readers.sources import iter_sources
from corpus.workers.process import Job, limit_memory, work
from tests.corpus.test_mutations import SEEDS, mutated, stored_again
from tests.robustness.fuzzing.inputs import MADE

HANG = 30.0
SLOW = 5.0
SLICE = 500  # inputs of one process

SIDE = "metadata.csv"
PARSERS = (*SEEDS, SIDE)


def one_input(parser: str, seeds: list[bytes], chance: random.Random) -> bytes:
    """The bytes of the next input."""
    if parser in MADE and chance.random() < 0.5:
        made = MADE[parser](chance)
        return mutated(made, chance) if made and chance.random() < 0.3 else made
    seed = chance.choice(seeds)
    if parser in (".docx", ".zip") and chance.random() < 0.7:
        return stored_again(seed, chance)
    return mutated(seed, chance)


def seeds_of(parser: str) -> list[bytes]:
    """Real files of a format: short ones, since a fault rarely needs a long one."""
    if parser == SIDE:
        return ["path,title,speaker,date\na.txt,竹纸,顾望舒,2024-03-18\nb/c.txt,,,\n".encode()]
    return [seed if parser in (".docx", ".pdf", ".zip", ".csv", ".jsonl") else seed[:3_000] for seed in SEEDS[parser]()]


def outcome_of(folder: Path, parser: str, data: bytes) -> tuple[str, str]:
    """Read and parse one input; return what it came to, and why."""
    file = folder / (SIDE if parser == SIDE else f"a{parser}")
    file.write_bytes(data)
    outcome = "nothing"
    for source in iter_sources([folder]):
        result = source if isinstance(source, ReadError) else work(Job(source, "0" * 12))
        if isinstance(result, ReadError):
            if "please report" in result.reason:
                return "crash", result.reason
            if not result.reason or "\n" in str(result):
                return "wrong", f"an error of more or less than one line: {result!r}"
            outcome = "error"
            continue
        document, parsed = result
        text, speech = document.text, parsed.speech
        spans = [(speech.start, speech.end), *((s.start, s.end) for s in parsed.sections)]
        spans += [(c.start, c.end) for c in parsed.chunks]
        spans += [(s.start, s.end) for c in parsed.chunks for s in c.sentences]
        if not all(0 <= start < end <= len(text) for start, end in spans):
            return "wrong", "a span outside the text"
        outcome = "document"
    return outcome, ""


def slice_of(parser: str, numbers: range, folder: Path, said: int) -> None:
    """Work through some inputs; after each one write a line: number, outcome, processor time, why."""
    seeds = seeds_of(parser)
    if parser == SIDE:
        (folder / "a.txt").write_text("竹纸产业的讲话。\n同志们，竹纸产值86亿元。\n", encoding="utf-8")
    for number in numbers:
        data = one_input(parser, seeds, random.Random(f"{parser} {number}"))
        started = time.process_time()
        outcome, why = outcome_of(folder, parser, data)
        spent = time.process_time() - started
        os.write(said, (json.dumps([number, outcome, round(spent, 4), why[:300]]) + "\n").encode())


def run(inputs: int, only: str | None = None, *, first: int = 0, keep: Path | None = None) -> dict[str, dict[str, Any]]:
    """Fuzz each parser with an equal share of the inputs; return counts by parser."""
    parsers = [only] if only else list(PARSERS)
    figures = {}
    for parser in parsers:
        share, counts, spent, slowest = inputs // len(parsers), Counter[str](), 0.0, 0.0
        at, end = first, first + share
        while at < end:
            lines, died = watched(parser, range(at, min(end, at + SLICE)))
            for number, outcome, seconds, why in lines:
                at = number + 1
                counts[outcome] += 1
                spent, slowest = spent + seconds, max(slowest, seconds)
                if outcome in ("crash", "wrong") or seconds > SLOW:
                    counts["slow"] += seconds > SLOW
                    found(parser, number, why or f"{seconds:.1f} s", keep)
            if died:
                counts[died] += 1
                found(parser, at, died, keep)
                at += 1
        figures[parser] = {**counts, "seconds": round(spent, 1), "slowest": round(slowest, 2)}
        print(f"{parser:<13} {figures[parser]}", flush=True)
    return figures


def found(parser: str, number: int, why: str, keep: Path | None) -> None:
    """Say what went wrong with which input, and keep it."""
    print(f"{parser} {number}: {why}", flush=True)
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        data = one_input(parser, seeds_of(parser), random.Random(f"{parser} {number}"))
        (keep / f"{number}{parser}").write_bytes(data)


def watched(parser: str, numbers: range) -> tuple[list[list[Any]], str]:
    """Run a slice in a fork; return its lines, and `hang` or `crash` if the next input ended it."""
    reader, writer = os.pipe()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(reader)
            limit_memory()
            slice_of(parser, numbers, folder, writer)
            code = 0
        except BaseException as error:  # noqa: BLE001 - a fork must not run its parent's code
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        finally:
            os._exit(code)
    os.close(writer)
    data, died = b"", ""
    while True:
        if not select.select([reader], [], [], HANG)[0]:
            os.kill(child, signal.SIGKILL)
            died = "hang"
            break
        piece = os.read(reader, 65_536)
        if not piece:
            break
        data += piece
    os.close(reader)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    shutil.rmtree(folder, ignore_errors=True)
    return [json.loads(line) for line in data.splitlines()], died or ("crash" if code else "")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=100_000, help="in all")
    parser.add_argument("--only", choices=PARSERS)
    parser.add_argument("--first", type=int, default=0, help="number of the first input: other numbers, other inputs")
    parser.add_argument("--keep", type=Path, help="where inputs that found something are written")
    arguments = parser.parse_args()
    figures = run(arguments.inputs, arguments.only, first=arguments.first, keep=arguments.keep)
    total: Callable[[str], int] = lambda name: sum(counts.get(name, 0) for counts in figures.values())  # noqa: E731
    bad = {name: total(name) for name in ("crash", "hang", "wrong", "slow")}
    print(json.dumps({"inputs": total("document") + total("error") + total("nothing") + total("crash"), **bad}))
    sys.exit(any(bad.values()))


if __name__ == "__main__":
    main()
