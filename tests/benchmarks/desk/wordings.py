"""Which job of the desk is recognised in wordings that were written without a look at how they are recognised.

    python -m tests.benchmarks.desk.wordings [FILE] [--show]

FILE has a JSON object a line, `question` and `job`; `none` asks for none. Names are those of the samples, which are
indexed by terms. What comes back in the chat for `orders.jsonl` is in the log.
"""

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path

from corpus.samples import folder
from index import Library
from rag.question.desk.jobs import Job, recognise
from rag.question.desk.slots import read_slots

FRESH = Path(__file__).parents[2] / "data" / "desk" / "fresh_wordings.jsonl"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=FRESH)
    parser.add_argument("--show", action="store_true", help="the questions that were not understood")
    options = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as place, Library.open(place) as library:
        library.add(folder())
        for line in options.file.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            asked = item["job"]
            found = recognise(read_slots(library, item["question"]).masked)
            kind = "no job" if asked == "none" else "a job"
            result = "right" if found == asked else "missed" if found is Job.NONE else "another"
            counts[kind, result] += 1
            if options.show and result != "right":
                print(f"{item['job']:8} {found.value:8} {item['question']}")
    for kind in ("a job", "no job"):
        total = sum(count for (of, _), count in counts.items() if of == kind)
        print(f"{kind}: {total}", *(f"{result} {counts[kind, result]}" for result in ("right", "missed", "another")))


if __name__ == "__main__":
    main()
