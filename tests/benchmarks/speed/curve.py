"""What a question costs before the model, and what reading in costs, over libraries of 10^3, 10^4, 10^5 … passages.

    python -m tests.benchmarks.speed.curve [--passages 1000,10000,100000] [--queries 50] [--output FILE.json] [--json]

Made-up speeches, ten passages each of about ninety characters, of words that are as frequent as words are (the n-th
has 1/n of the first); a hash encoder, so that reading in is what `corpus` and `index` do and no model's time. Questions
are made of passages of the library, three words of one each. Stages, each of the same library:

    add        parsing, terms, near-duplicates, storing: passages by seconds of the processor
    terms      BM25, the best 50
    vectors    dense, the best 50
    filtered   vectors, of the half of the speeches with an odd year
    ranking    both, fused and ranked by what stands around them, the best 10: what the assistant asks
    catalog    the speeches listed, and the text and neighbours of ten passages

Milliseconds of this thread's processor, so that a loaded machine measures the same; what other threads of a library
do is not in them. Peak memory is the process's, each size in a process of its own. An output is written after each
size, and sizes in it are not measured again.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from index import Filters, Library
from rag import Settings
from rag.question.analysis import read_alone
from rag.retrieval.retriever import retrieve
from tests.support.fakes import HashEncoder

A_SPEECH = 10  # passages
_CHARACTERS = (
    "山水田林湖草城乡路桥车船粮棉麻丝茶糖菜烟果药杂纸竹木石陶瓷铁铜铝锡金银珠玉衣帽鞋袜床桌椅柜门窗灯烛笔墨砚书画琴棋"
)
_WORDS = 6000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", default="1000,10000,100000", help="sizes, separated by commas")
    parser.add_argument("--queries", type=int, default=50)
    parser.add_argument("--output", type=Path, help="a JSON file")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.queries)))
        return
    found: dict[str, Any] = {}
    if options.output and options.output.is_file():
        found = json.loads(options.output.read_text(encoding="utf-8"))
    for size in options.passages.split(","):
        if size not in found:
            command = [sys.executable, "-m", "tests.benchmarks.speed.curve", "--one", size]
            command += ["--queries", str(options.queries)]
            found[size] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
            if options.output:
                options.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1) if options.json else table(found))


def table(found: dict[str, Any]) -> str:
    """Return the curve for people."""
    stages = next(iter(found.values()))["cpu_ms"]
    rows = [f"{'passages':>10}{'added/CPU s':>13}{'MB':>7}{'disk MB':>9}" + "".join(f"{name:>18}" for name in stages)]
    for result in found.values():
        row = f"{result['passages']:10,}{result['passages_a_cpu_second']:13,.0f}{result['peak_memory_mb']:7}"
        row += f"{result['disk_mb']:9,.0f}"
        rows.append(row + "".join(f"{one['p50']:9.2f}/{one['p99']:8.2f}" for one in result["cpu_ms"].values()))
    return "\n".join([*rows, "milliseconds of the processor, p50/p99"])


def words(chance: random.Random) -> tuple[list[str], list[float]]:
    """Return made-up words of two characters, and how often each is used."""
    made: dict[str, None] = {}
    while len(made) < min(_WORDS, len(_CHARACTERS) ** 2 // 2):
        made["".join(chance.choices(_CHARACTERS, k=2))] = None
    weights = [0.0]
    for rank in range(1, len(made) + 1):
        weights.append(weights[-1] + 1 / rank)
    return list(made), weights[1:]


def speech(number: int, chance: random.Random, known: tuple[list[str], list[float]]) -> tuple[str, list[str]]:
    """Return a made-up speech and its passages."""
    title = "".join(chance.choices(known[0], k=3))
    passages = []
    for _ in range(A_SPEECH):
        said = ["".join(chance.choices(known[0], cum_weights=known[1], k=4)) for _ in range(10)]
        passages.append(
            "，".join(said[:5]) + "，增长" + str(chance.randrange(2, 90)) + "%，" + "，".join(said[5:]) + "。"
        )
    head = (
        f"在{title}工作会议上的讲话\n\n闻人楷\n\n（{2000 + number % 25}年{number % 12 + 1}月{number % 28 + 1}日）\n\n"
    )
    return head + "\n\n".join(passages) + "\n", passages


def measure(size: int, queries: int) -> dict[str, Any]:
    """Return the figures of one size."""
    chance = random.Random(size)
    known = words(chance)
    asked: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        sources = Path(place) / "sources"
        count = max(1, size // A_SPEECH)
        step = max(1, count // queries)
        for number in range(count):
            text, passages = speech(number, chance, known)
            file = sources / f"{number // 1000:04d}" / f"{number:06d}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            if number % step == 0:
                said = chance.choice(passages).split("，")
                asked.append(f"{said[0]}的{said[1]}和{said[2]}怎么样？")
        encoder = HashEncoder(384)
        with Library.open(Path(place) / "library", encoder) as library:
            before = _process()
            library.add([sources])
            added = _process() - before
            chunks = library.statistics().chunks
            cpu = stages(library, encoder, asked[:queries])
        disk = sum(file.stat().st_size for file in (Path(place) / "library").rglob("*") if file.is_file())
    return {
        "passages": chunks,
        "passages_a_cpu_second": chunks / added,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "disk_mb": disk / 1e6,
        "cpu_ms": cpu,
    }


def stages(library: Library, encoder: HashEncoder, asked: list[str]) -> dict[str, dict[str, float]]:
    """Return the milliseconds of each stage over the questions, after one that warms it."""
    settings = Settings()
    odd = Filters(ids=[one.id for one in library.speeches() if one.date and int(one.date[:4]) % 2])
    vectors = {question: np.asarray(encoder.encode_queries([question])[0], np.float32) for question in asked}

    def catalog(question: str) -> object:
        hits = library.hits([(number, score, "terms") for number, score in library.search_terms(question, 10)])
        return library.speeches(), [library.neighbours(hit.chunk) for hit in hits]

    tried: dict[str, Callable[[str], object]] = {
        "terms": lambda question: library.search_terms(question, 50),
        "vectors": lambda question: library.search_dense(vectors[question], 50),
        "filtered": lambda question: library.search_dense(vectors[question], 50, odd),
        "ranking": lambda question: retrieve(library, read_alone(question), k=10, settings=settings, filters=None),
        "catalog": catalog,
    }
    found = {}
    for name, call in tried.items():
        call(asked[0])
        took = []
        for question in asked:
            before = time.thread_time()
            call(question)
            took.append(1000 * (time.thread_time() - before))
        found[name] = {"p50": float(np.percentile(took, 50)), "p99": float(np.percentile(took, 99))}
    return found


def _process() -> float:
    """Return the seconds of the processor so far, of ended children too."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
