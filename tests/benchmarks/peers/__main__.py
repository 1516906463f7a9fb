"""The same questions of the same documents, asked of this system and of its peers in turn, with one engine and model.

    python -m tests.benchmarks.peers [--limit 12] [--questions FILE] [--documents DIR] [--output FILE.json] [--json]

txtai and LlamaIndex run as their documentation shows (`workers/`), in an environment of their own below `.make/peers`
with the versions of `requirements.txt`; this system runs with its default settings. All get the same folder of plain
texts, the same embedding model from the same folder, and the same language model from one llama.cpp server with one
slot, a process of its own. Each question is asked of every system before the next one is; who is first changes from
question to question: what else the machine does hits all alike, so that ratios count where seconds do not.

    right          all parts of the gold answer are in the text, or it refuses what cannot be answered (`judging.py`)
    unsupported    citations that do not bear out their sentence, by `rag.evaluation.judge`, of how many
    seconds, CPU   of an answer, on the clock and of the processor: of the system's process and of the engine's
    a right one    seconds of all questions, by how many were right
    reading in     characters of the documents, by seconds and by CPU seconds

A run that is interrupted goes on where it stopped, if `--output` is named. Questions with a history, filters or
passages of their own are left out: the peers' documented ways know none. Neither kotaemon nor RAGFlow takes part:
PyPI has no package of the one, and of the other only a client of its server.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.samples import folder
from rag import Settings
from rag.evaluation.gold import Gold, choose, load_gold
from rag.models.resolver import resolve
from tests.benchmarks.peers import environment, report
from tests.benchmarks.peers.documents import Documents
from tests.benchmarks.peers.judging import judged, native, plain
from tests.benchmarks.peers.processes import Engine, Worker, WorkerError
from tests.benchmarks.peers.records import Record, Records, turns

ROOT = Path(__file__).parents[3]
SYSTEMS = {"yinzheng": "own.py", "txtai": "txtai_rag.py", "llamaindex": "llamaindex_rag.py"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=ROOT / "tests" / "data" / "gold.jsonl", help="a gold file")
    parser.add_argument("--documents", type=Path, default=folder(), help="a folder that the questions are about")
    parser.add_argument("--limit", type=int, help="so many questions, a third of them unanswerable")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="separated by commas")
    parser.add_argument("--model", default=Settings().generator)
    parser.add_argument("--embedding", default=Settings().embedding)
    parser.add_argument("--output", type=Path, help="the report as JSON; FILE.partial holds a run under way")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args()
    systems = options.systems.split(",")
    if unknown := [name for name in systems if name not in SYSTEMS]:
        parser.error(f"no system {unknown[0]!r}; known: {', '.join(SYSTEMS)}")
    gold = chosen(load_gold(options.questions), options.limit, options.seed)
    with tempfile.TemporaryDirectory() as place:
        documents = Documents(options.documents, Path(place) / "texts")
        conditions = {
            "model": options.model,
            "embedding": options.embedding,
            "documents": documents.digest,
            "systems": systems,
            "versions": environment.versions(),
        }
        partial = options.output.with_name(options.output.name + ".partial") if options.output else None
        records = Records(partial, conditions)
        run(gold, systems, documents, records, options, Path(place))
        documents.close()
    result = {
        "machine": f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores",
        **conditions,
        "characters": documents.characters,
        "questions": len(gold),
        "systems": report.summaries(records, systems, gold),
        "engine_peak_mb": records.engine_peak_mb,
        "answers": [asdict(record) for record in records.all()],
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if options.output:
        options.output.write_text(text + "\n", encoding="utf-8")
        records.remove()
    print(text if options.json else report.table(result))


def chosen(gold: list[Gold], limit: int | None, seed: int) -> list[Gold]:
    """Return the questions that every system can be asked: all, or a sample, a third of it unanswerable."""
    asked = [item for item in gold if not (item.history or item.filters or item.passages)]
    if len(asked) < len(gold):
        print(
            f"{len(gold) - len(asked)} questions left out: a history, filters, passages of their own", file=sys.stderr
        )
    if limit is None or limit >= len(asked):
        return asked
    empty = [item for item in asked if item.unanswerable]
    full = [item for item in asked if not item.unanswerable]
    none = min(len(empty), limit // 3)
    picked = {item.id for item in choose(empty, limit=none, seed=seed) + choose(full, limit=limit - none, seed=seed)}
    return [item for item in asked if item.id in picked]


def run(
    gold: list[Gold],
    systems: list[str],
    documents: Documents,
    records: Records,
    options: argparse.Namespace,
    place: Path,
) -> None:
    """Ask what is not recorded yet."""
    wanted = [(item, name) for item, name in turns(gold, systems) if records.find(name, item) is None]
    if not wanted:
        return
    python = {name: sys.executable if name == "yinzheng" else environment.ensure() for name in systems}
    with Engine(resolve(options.model), place / "engine.log") as engine:
        begin: dict[str, Any] = {
            "documents": str(documents.folder),
            "engine": engine.url,
            "model": options.model,
            "window": engine.window,
            "embedding": str(resolve(options.embedding)),
        }
        workers: dict[str, Worker] = {}
        try:
            for name in dict.fromkeys(name for _, name in wanted):
                workers[name] = Worker(python[name], SYSTEMS[name], place / name)
                read = workers[name].call({**begin, "place": str(place / name)})
                records.add_reading(name, documents.characters / read["seconds"], documents.characters / read["cpu"])
                print(f"{name}: {documents.characters} characters read in {read['seconds']:.1f} s", file=sys.stderr)
            for number, (item, name) in enumerate(wanted, 1):
                worker = workers[name]
                before = worker.cpu_seconds + engine.cpu_seconds
                try:
                    said = worker.call({"question": item.question})
                except WorkerError as error:
                    print(f"{name}, {item.id}: {error}", file=sys.stderr)
                    records.fail(name, item, str(error))
                    continue
                spent = worker.cpu_seconds + engine.cpu_seconds - before
                answer, invented = (
                    (native(said["answer"]), 0)
                    if "answer" in said
                    else plain(item, said["text"], said["sources"], documents)
                )
                verdict = judged(item, answer, invented, documents.names)
                records.add(Record(name, item.id, item.digest, said["seconds"], spent, answer.text, **asdict(verdict)))
                records.note_peaks({name: worker.peak_mb}, engine.peak_mb)
                print(f"{number}/{len(wanted)} {name}, {item.id}: {said['seconds']:.1f} s", file=sys.stderr, flush=True)
        finally:
            for worker in workers.values():
                worker.close()


if __name__ == "__main__":
    main()
