"""The hand-labelled set of speech attribution and enumerations, and its scoring. All texts are made up.

Of each round one half was labelled to be tuned on ("first", "second"), the other ("held out", "second held out") before
the code had seen it, and nothing was changed for its sake. `python -m tests.benchmarks.quality.attribution` prints
the scores.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Enumeration, Utterance
from corpus.attribution.utterances import find_utterances
from corpus.language.sentences import split_sentences
from corpus.structure.enumerations import find_enumerations
from corpus.structure.lines import Line, split_lines

SETS = ("first", "held out", "second", "second held out")
ROWS: list[dict[str, Any]] = [
    json.loads(row)
    for row in (Path(__file__).parent / "labelled_speech.jsonl").read_text(encoding="utf-8").splitlines()
]


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the found and of the labelled are the same, speaker and span exactly."""

    right: int
    found: int
    labelled: int

    @property
    def precision(self) -> float:
        return self.right / self.found

    @property
    def recall(self) -> float:
        return self.right / self.labelled

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def lines_of(text: str) -> tuple[list[Line], list[list[tuple[int, int]]]]:
    lines = split_lines(text)
    return lines, [split_sentences(line.text) for line in lines]


def utterances(text: str, kind: str | None = "会议新闻") -> list[tuple[str | None, str, bool]]:
    return [told(text, utterance) for utterance in find_utterances(*lines_of(text), kind=kind)]


def told(text: str, utterance: Utterance) -> tuple[str | None, str, bool]:
    return utterance.speaker, text[utterance.start : utterance.end], utterance.direct


def enumerations(text: str) -> list[tuple[str | None, int | None, list[str]]]:
    return [listed(text, found) for found in find_enumerations(*lines_of(text))]


def listed(text: str, found: Enumeration) -> tuple[str | None, int | None, list[str]]:
    return found.name, found.announced, [text[start:end] for start, end in found.items]


def score(part: str, what: str) -> Score:
    """Score `utterances` or `enumerations` on one part of the set."""
    right = found = labelled = 0
    for _, want, got in _compared(part, what):
        right += sum(item in want for item in got)
        found += len(got)
        labelled += len(want)
    return Score(right, found, labelled)


def errors(part: str, what: str) -> list[str]:
    """Return a line for each item that is missing and for each that should not be there."""
    lines = []
    for text, want, got in _compared(part, what):
        lines += [f"{part}: missing {item} in {text[:40]!r}" for item in want if item not in got]
        lines += [f"{part}: wrong {item} in {text[:40]!r}" for item in got if item not in want]
    return lines


def _compared(part: str, what: str) -> Iterator[tuple[str, list[Any], list[Any]]]:
    for row in (row for row in ROWS if row["set"] == part):
        if what == "utterances":
            want = [(item["speaker"], item["words"], item["direct"]) for item in row[what]]
            yield row["text"], want, list(utterances(row["text"], row["kind"]))
        else:
            lists = [(item["name"], item["announced"], item["items"]) for item in row[what]]
            yield row["text"], lists, list(enumerations(row["text"]))


def table(what: str) -> str:
    rows = [f"{what:16} {'right':>6} {'found':>6} {'labels':>6} {'P':>6} {'R':>6} {'F1':>6}"]
    for part in SETS:
        s = score(part, what)
        rows.append(f"{part:16} {s.right:6} {s.found:6} {s.labelled:6} {s.precision:6.3f} {s.recall:6.3f} {s.f1:6.3f}")
    return "\n".join(rows)
