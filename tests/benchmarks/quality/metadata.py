"""Precision and recall of speaker, date, place and kind, where a labelled set of real speeches lies beside the project.

    python -m tests.benchmarks.quality.metadata [--data FILE] [--errors] [--json]

Each text is written to a file of its own without any of its labels, read and parsed like a user's. A field is
*stated* if its label stands in the first 400 or the last 300 characters of the text: the name of a speaker, the name
of a place, a date with a day (or with the label's precision) in any written form. Recall is over the stated ones;
precision over all values given to a text that has a label. A text that is labelled with the day it was
printed is judged by the fact `published`, one labelled with the day it was spoken by `date`; such a label is
known by its year alone where a report is filed by year. The label 全国 names no place and is left out. What kind a text
is nobody has to write into it: each labelled row counts as stated.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document, ParsedSpeech, fold, iter_documents, parse
from corpus.language.dates import find_date

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "corpora" / "speeches.jsonl"
FIELDS = ("speaker", "date", "place", "kind")
KINDS = {"政府工作报告": "报告", "党代会报告": "报告", "讲话": "讲话", "决议": "文件"}
HEAD, TAIL = 400, 300


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--errors", action="store_true", help="list every value that is missing or wrong")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.data.is_file():
        sys.exit(f"no labelled set at {str(options.data)!r}; name one with --data")
    rows = [json.loads(line) for line in options.data.read_text(encoding="utf-8").splitlines()]
    measured = measure(rows)
    if options.json:
        print(json.dumps(measured.table, ensure_ascii=False, indent=1))
    else:
        _print(measured)
    if options.errors:
        print(*measured.errors, sep="\n")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was counted.

    :param table: For `FIELD SOURCE` and `FIELD all` the counts, precision and recall (None: of nothing).
    :param by_confidence: For each confidence whether each value that had it was right.
    :param errors: One line for each value that is missing or wrong.
    """

    table: dict[str, dict[str, Any]]
    by_confidence: dict[str, list[bool]]
    errors: list[str]


def measure(rows: Sequence[dict[str, Any]]) -> Measured:
    """Parse each row's text without its labels and compare."""
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    by_confidence: dict[str, list[bool]] = defaultdict(list)
    errors: list[str] = []
    for row, parsed in _parsed(rows):
        for field in FIELDS:
            label = _label(row, field)
            if label is None:
                continue
            stated = _is_stated(row["text"], field, label)
            value, confidence = _found(parsed, row, field, label)
            right = value is not None and _agree(field, label, value)
            for source in (row["source"], "all"):
                count = counts[field, source]
                count["labelled"] += 1
                count["stated"] += stated
                count["given"] += value is not None
                count["right"] += right
                count["right and stated"] += right and stated
            if value is not None:
                by_confidence[f"{confidence:.2f}"].append(right)
            if (value is not None or stated) and not right:
                errors.append(f"{row['id']} {field}: label {label!r}, found {value!r}, stated {stated}")
    table = {
        f"{field} {source}": count
        | {
            "precision": round(count["right"] / count["given"], 4) if count["given"] else None,
            "recall": round(count["right and stated"] / count["stated"], 4) if count["stated"] else None,
        }
        for (field, source), count in sorted(counts.items())
    }
    return Measured(table, by_confidence, errors)


def _parsed(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], ParsedSpeech]]:
    with tempfile.TemporaryDirectory() as directory:
        for number, row in enumerate(rows):
            path = Path(directory, f"{number:04d}.txt")
            path.write_text(row["text"], encoding="utf-8", errors="replace", newline="")
            (document,) = iter_documents([path])
            if not isinstance(document, Document):
                sys.exit(str(document))
            yield row, parse(document, speech_id=f"{number:012x}")


def _label(row: dict[str, Any], field: str) -> str | None:
    label = row[field]
    if field == "date" and label:
        found = find_date(label)
        return found[0] if found else label if re.fullmatch(r"\d{4}", label) else None
    if field == "kind":
        return KINDS.get(label)
    return None if label in (None, "", "全国") else str(label)


def _is_stated(text: str, field: str, label: str) -> bool:
    if field == "kind":
        return True
    ends = (fold(text[:HEAD]), fold(text[-TAIL:]))
    if field != "date":
        return any(re.sub(r"\s", "", fold(label)) in re.sub(r"\s", "", end) for end in ends)
    return any(date.startswith(label) and len(date) == 10 for end in ends for date in _dates(end))


def _dates(text: str) -> Iterator[str]:
    at = 0
    while found := find_date(text, at):
        yield found[0]
        at = found[2]


def _found(parsed: ParsedSpeech, row: dict[str, Any], field: str, label: str) -> tuple[str | None, float]:
    facts = {fact.name: fact for fact in parsed.facts}
    fact = facts.get(field)
    if field == "date" and not row["source"].startswith("gwr"):  # labelled with the day of the newspaper
        spoken = fact if fact and _agree(field, label, fact.value) else None
        fact = facts.get("published", spoken)
    return (fact.value, fact.confidence) if fact else (None, 0.0)


def _agree(field: str, label: str, value: str) -> bool:
    if field == "date":
        return value.startswith(label)
    return re.sub(r"\s", "", fold(value)) == re.sub(r"\s", "", fold(label))


def _print(measured: Measured) -> None:
    columns = ("labelled", "stated", "given", "right", "precision", "recall")
    print(f"{'':32}" + "".join(f"{name:>10}" for name in columns))
    for name, row in measured.table.items():
        print(f"{name:32}" + "".join(f"{'-' if row[column] is None else row[column]:>10}" for column in columns))
    print("\nconfidence: right of given")
    for confidence, outcomes in sorted(measured.by_confidence.items()):
        print(f"  {confidence}: {sum(outcomes)} of {len(outcomes)}")


if __name__ == "__main__":
    main()
