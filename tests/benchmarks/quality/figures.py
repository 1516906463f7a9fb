"""How many figures of labelled sentences are read, and how many of those read are right in every field.

    python -m tests.benchmarks.quality.figures LABELS.jsonl FOLDER

A label: {"file": name in FOLDER, "sentence": offset, "figures": [{"text", "nth", "measures": [accepted names],
"change", "since", "until", "average", "kind"}]}, complete for its sentence: whatever else is read there is wrong. Each
label is first checked against the text. "*" for `change`, `average`, `kind` or a year accepts any: a sentence need not
tell. Aims and plans are counted apart.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import iter_documents, parse
from corpus.language.figures.kinds import Kind
from corpus.language.figures.vocabulary import canonical
from rag.desk.figures.datamodel import FigureRecord
from rag.desk.figures.reading.reader import read_figures


@dataclass(slots=True)
class Score:
    """Counts over some labelled sentences."""

    labels: int = 0
    read: int = 0
    found: int = 0
    right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    plans: list[bool] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the figures read that are right in every field."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """Share of the labels that are read right in every field."""
        return self.right / self.labels if self.labels else 1.0


def score(labels: Iterable[dict[str, Any]], folder: Path) -> Score:
    """Read the figures of the labelled files and compare.

    :raises ValueError: If a label's text does not stand where it says.
    """
    result = Score()
    read: dict[str, _Read] = {}
    for label in labels:
        name = label["file"]
        if name not in read:
            read[name] = _figures(folder / name)
        _compare(result, label, read[name])
    return result


@dataclass(frozen=True, slots=True)
class _Read:
    """A file with its figures, and where each sentence that begins at an offset ends."""

    text: str
    records: Sequence[FigureRecord]
    ends: dict[int, int]


def _figures(path: Path) -> _Read:
    document = next(item for item in iter_documents([path]) if not isinstance(item, Exception))
    parsed = parse(document, speech_id=path.stem)
    ends = {sentence.start: sentence.end for chunk in parsed.chunks for sentence in chunk.sentences}
    return _Read(document.text, read_figures(parsed.speech, document.text, parsed.chunks), ends)


def _compare(result: Score, label: dict[str, Any], file: _Read) -> None:
    text, records = file.text, file.records
    start = label["sentence"]
    if isinstance(start, str):
        start = text.index(start)
    end = file.ends[start]
    inside = [record for record in records if start <= record.start < end]
    wanted: dict[int, dict[str, Any]] = {}
    for figure in label["figures"]:
        at = start - 1
        for _ in range(figure.get("nth", 1)):
            at = _find(text, figure["text"], at + 1)
        if not start <= at < end + 400:
            raise ValueError(f"{figure['text']!r} does not stand in the sentence at {start} of {label['file']}")
        wanted[at] = figure
    result.labels += len(wanted)
    result.read += len(inside)
    for record in inside:
        figure = wanted.get(record.start)
        if figure is None:
            result.wrong["no figure"] += 1
            result.notes.append(f"not labelled: {record.measure} = {text[record.start : record.end]}")
            continue
        result.found += 1
        problems = [name for name, same in _fields(record, figure) if not same]
        result.right += not problems
        result.wrong.update(problems)
        if record.kind is not Kind.RESULT and figure["kind"] in ("aim", "plan"):
            result.plans.append(str(record.kind) == figure["kind"])
        if problems:
            result.notes.append(f"{problems}: {record.measure} {record.period} {record.kind} {record.change}; {figure}")
    for at in wanted.keys() - {record.start for record in inside}:
        result.notes.append(f"not read: {wanted[at]['measures'][0]} {wanted[at]['text']}")


def _find(text: str, figure: str, start: int) -> int:
    """Return where a figure stands and is not the end of a longer number."""
    at = text.find(figure, start)
    while at > 0 and (text[at - 1].isdigit() or (text[at - 1] == "." and figure[0].isdigit())):
        at = text.find(figure, at + 1)
    return at


def _fields(record: FigureRecord, figure: dict[str, Any]) -> list[tuple[str, bool]]:
    return [
        ("measure", record.measure in {canonical(name) for name in figure["measures"]}),
        ("change", figure.get("change", "") in ("*", str(record.change))),
        ("period", "*" in (figure.get("since"), figure.get("until")) or _period(record, figure)),
        ("average", figure.get("average", False) in ("*", record.average)),
        ("kind", figure["kind"] == "*" or (record.kind is Kind.RESULT) == (figure["kind"] == "result")),
        ("place", figure.get("place", record.place) == record.place),
    ]


def _period(record: FigureRecord, figure: dict[str, Any]) -> bool:
    return (record.since, record.until) == (figure.get("since"), figure.get("until"))


def main(arguments: Sequence[str]) -> None:
    """Print the scores of a label file."""
    lines = Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    result = score((json.loads(line) for line in lines if line.strip()), Path(arguments[1]))
    print(f"labels {result.labels}  read {result.read}  located {result.found}  right in every field {result.right}")
    print(f"precision {result.precision:.3f}  recall {result.recall:.3f}  wrong fields {dict(result.wrong)}")
    if result.plans:
        print(f"aim and plan told apart: {sum(result.plans)} of {len(result.plans)}")
    for note in result.notes:
        print("  ", note)


if __name__ == "__main__":
    main(sys.argv[1:])
