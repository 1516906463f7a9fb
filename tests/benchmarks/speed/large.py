"""CPU time of what a question costs before the model, over a large library: understanding, filters, search, counts.

    python -m tests.benchmarks.speed.large --items 19507 [--library DIR] [--data DIR] [--rounds 3] [--json]

The library is made of the newscast's first items with the hash encoder of the tests, or opened at DIR; a DIR that has
none is filled and kept. The questions are made of the library's own: its most frequent speaker, place, year and title,
and the terms that `--terms` names. CPU milliseconds of this process, so that a loaded machine measures the same;
the first time of each stage, in a process that has only listed the speeches, and the median of the later ones.
"""

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from index import Filters, Hit, Library
from rag import Settings, Turn
from rag.desk.figures.names import Names
from rag.extractive.dispatch import answer_directly
from rag.question.analysis import Question, narrow, read_alone, understand, with_library
from rag.question.filters.self_query import filters_for
from rag.retrieval.retriever import retrieve
from tests.support.fakes import HashEncoder

DATA = Path(__file__).parents[3].parent / "shared" / "data"
TERMS = "高质量发展,低空经济,经济"
DIRECT = {
    "count": "有多少篇新闻提到“{term}”？",
    "years": "哪些年份提到“{term}”？",
    "earliest": "谁最早提出“{term}”？",
    "latest": "最近一次提到“{term}”是什么时候？",
    "absent": "有多少篇新闻没有提到“{term}”？",
    "count of a year": "{year}年有多少篇新闻提到“{term}”？",
    "by speaker": "{speaker}有几篇讲话？",
    "quotation": "“{term}必须久久为功，{term}必须一抓到底”是谁说的？",
    "list": "“五个{term}”是哪五个？",
}
FILTERED = {
    "speaker and year": "{speaker}在{year}年的讲话中强调了什么？",
    "place": "{place}{year}年的产值是多少？",
    "office": "{place}市长在政府工作报告中提出了什么？",
    "nothing": "去年粮食产量是多少？",
    "session": "二十届三中全会提出了哪些任务？",
    "title": "《{title}》提出了什么目标？",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=19507)
    parser.add_argument("--library", type=Path, help="of newscast items; made there if there is none")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--terms", default=TERMS, help="separated by commas")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        directory = options.library or Path(folder) / "library"
        with Library.open(directory, HashEncoder()) as library:
            if not library.speeches():
                library.add(sorted(newscast(options.data, options.items, Path(folder) / "items")))
            result = measure(library, options.terms.split(","), max(1, options.rounds))
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    print(f"{result['speeches']} speeches, {result['chunks']} chunks, peak memory {result['peak_memory_mb']} MB")
    print(f"{'CPU ms':28}{'first':>9}{'median':>9}{'most':>9}")
    for name, row in result["cpu_ms"].items():
        print(f"{name:28}{row['first']:9.1f}{row['median']:9.1f}{row['most']:9.1f}")


def _searched(library: Library, question: Question, settings: Settings) -> list[Hit]:
    """Search as the assistant does: what the question says of the speeches narrows it."""
    narrowed = narrow(question, library)
    filters = narrowed.narrowed.filters if narrowed.narrowed else None
    return retrieve(library, narrowed, k=10, settings=settings, filters=filters)


def measure(library: Library, terms: list[str], rounds: int) -> dict[str, Any]:
    """Return the CPU milliseconds of each stage: the first time, and median and most of the later ones."""
    speeches = library.speeches()
    words = {
        "speaker": _most(speech.speaker for speech in speeches),
        "place": _most(speech.place for speech in speeches) or "江苏省",
        "year": _most(speech.date and speech.date[:4] for speech in speeches),
        "title": _most(speech.title for speech in speeches),
    }
    history = [Turn("user", f"{words['place']}{words['year']}年粮食产量是多少？"), Turn("assistant", "30万吨。")]
    people = [speech.speaker for speech in speeches if speech.speaker]
    settings = Settings()
    stages: dict[str, list[Callable[[], object]]] = {
        "understand": [lambda: understand("那前一年呢？", history, people)]
    }
    for name, asked in FILTERED.items():
        question = asked.format(**words)
        stages[f"filters: {name}"] = [lambda question=question: filters_for(library, question)]  # type: ignore[misc]
        stages[f"search: {name}"] = [
            lambda question=question: _searched(library, read_alone(question), settings)  # type: ignore[misc]
        ]
    half = Filters(ids=[speech.id for speech in speeches[::2]])
    stages["search: half the library"] = [lambda: library.search_terms("粮食产量", 100, half)]
    for name, asked in DIRECT.items():
        questions = [read_alone(asked.format(term=term, **words)) for term in terms]
        stages[f"answer: {name}"] = [
            lambda one=one: answer_directly(library, with_library(one, library, Names(library)), [])  # type: ignore[misc]
            for one in questions
        ]
    figures = {name: _cpu(asked, rounds) for name, asked in stages.items()}
    counted = library.statistics()
    return {
        "speeches": counted.speeches,
        "chunks": counted.chunks,
        "characters": counted.characters,
        "rounds": rounds,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "cpu_ms": figures,
    }


def _cpu(asked: list[Callable[[], object]], rounds: int) -> dict[str, float]:
    first, later = list[float](), list[float]()
    for number in range(rounds + 1):
        for call in asked:
            before = time.process_time()
            call()
            (later if number else first).append((time.process_time() - before) * 1000)
    return {"first": max(first), "median": statistics.median(later), "most": max(later)}


def _most(values: Iterator[str | None]) -> str:
    """Return the most frequent of the values that there are; empty if there is none."""
    return next((value for value, _ in Counter(filter(None, values)).most_common(1)), "")


def newscast(data: Path, count: int, folder: Path) -> Iterator[Path]:
    """Write the newscast's first items as files, a folder each thousand, and yield the folders."""
    source = data / "corpora" / "newscast.jsonl"
    if not source.is_file():
        sys.exit(f"no file {str(source)!r}; name the folder of the data with --data, or a library with --library")
    with source.open(encoding="utf-8") as lines:
        for number, line in zip(range(count), lines, strict=False):
            item = json.loads(line)
            into = folder / f"{number // 1000:03d}"
            if number % 1000 == 0:
                into.mkdir(parents=True)
                yield into
            text = f"{item['title']}\n{item['date']}\n\n{item['text']}\n"
            (into / f"{number:05d}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
