"""Learn how people ask for jobs of the desk, and show it on wordings held out.

    python -m tests.benchmarks.learned.job_wordings [--save] [--show]

Learned from are the wordings of `tests/data/wordings/jobs*.toml`, a sixth of them held out in each of six turns.
`--save` learns from all and writes `rag/question/desk/job_wordings.npz`. Questions that were written without a look at
how they are recognised, with what they name, are measured by `tests.benchmarks.desk.wordings`.
"""

import argparse
import random
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpus import fold
from corpus.language.segmentation import tagged
from rag.question.desk import jobs
from rag.question.desk.jobs import FILE, MARKS, SLOTS, Job, classes, pieces
from rag.question.intent.learned import Weights, save
from tests.benchmarks.learned.question_models import weights
from ui.cli.console import out

WORDINGS = Path(__file__).parents[2] / "data" / "wordings"
TOPICS = 4
"""With how many topics a wording is learned."""
PARTS = 6
KEPT = 8000  # pieces of the model
_SLOT = re.compile(r"\{(\w+)\}")
_TOPIC = "{topic}"
_SPAN = re.compile(r"\{topic\}|[\ue000-\uf8ff]")

Known = Sequence[tuple[Job, str]]
"""Wordings with the job of each, their slots masked and `{topic}` left."""


def _read() -> list[dict[str, list[str]]]:
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(WORDINGS.glob("jobs*.toml"))]


def topics() -> list[str]:
    """Return what stands in for `{topic}`."""
    return [topic for file in _read() for topic in file["topics"]]


def examples() -> Known:
    """Return all wordings."""
    return [(job, _masked(one)) for file in _read() for job in Job for one in file.get(job, [])]


def _masked(wording: str) -> str:
    return _SLOT.sub(lambda match: SLOTS.get(match[1], match[0]), fold(wording))


def learn(known: Known) -> Weights:
    """Return the model of some wordings."""
    every = topics()
    rows = []
    for number, (job, wording) in enumerate(known):
        for turn in range(TOPICS if _TOPIC in wording else 1):
            text = wording.replace(_TOPIC, every[(number * 7 + turn * 5) % len(every)])
            rows.append((pieces(text), job.value))
    return weights(rows, list(Job), kept=KEPT)


def frames(known: Known) -> dict[str, frozenset[str]]:
    """Return the words of the wordings of each job, but for what they name."""
    found: dict[str, set[str]] = {job.value: set() for job in Job}
    for job, wording in known:
        for piece in _SPAN.split(wording):
            found[job] |= {word for one in MARKS.split(piece) if one for word, _ in tagged(one)}
    return {name: frozenset(words) for name, words in found.items()}


def held_out(known: Known) -> list[tuple[Job, Job, str]]:
    """Return for each wording its job, that which is recognised by a model without it, and itself with a topic."""
    shuffled = list(known)
    random.Random(3).shuffle(shuffled)
    every, found = topics(), []
    for part in range(PARTS):
        model = learn([one for at, one in enumerate(shuffled) if at % PARTS != part])
        jobs.load = lambda *_, model=model: model  # type: ignore[assignment]
        jobs.recognise.cache_clear()
        for at, (job, wording) in enumerate(shuffled[part::PARTS]):
            text = wording.replace(_TOPIC, every[at % len(every)])
            found.append((job, jobs.recognise(text), text))
    return found


def main() -> None:
    """Learn and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--save", action="store_true", help="write the model learned from all wordings")
    parser.add_argument("--show", action="store_true", help="the wordings that were not understood")
    options = parser.parse_args()
    known = examples()
    if not options.save:
        counts: Counter[tuple[str, str]] = Counter()
        for job, said, text in held_out(known):
            result = "right" if said is job else "missed" if said is Job.NONE else "another"
            counts["no job" if job is Job.NONE else "a job", result] += 1
            if options.show and result != "right":
                out.print(f"{job.value:8} {said.value:8} {''.join(_shown(char) for char in text)}")
        for kind in ("a job", "no job"):
            total = sum(count for (of, _), count in counts.items() if of == kind)
            told = "  ".join(f"{result} {counts[kind, result]}" for result in ("right", "missed", "another"))
            out.print(f"{kind}: {total}  {told}")
    else:
        save({"jobs": learn(known)}, {**frames(known), "classes": frozenset(classes().split("\n"))}, FILE)
        out.print(f"{FILE.name}: {FILE.stat().st_size:,} bytes, {len(known)} wordings")


def _shown(char: str) -> str:
    return next((f"‹{name}›" for name, slot in SLOTS.items() if slot == char), char)


if __name__ == "__main__":
    main()
