"""Counts of one feature over its cases, and where cases are read from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import Speech
from index import Library

GOLD = Path(__file__).parents[3] / "data" / "desk" / "gold"


@dataclass(slots=True)
class Score:
    """Counts over some cases.

    :param wanted: Things that are to be found.
    :param right: Things found that are to be.
    :param wrong: Things found that are not; `notes` says which, and what was missed.
    """

    cases: int = 0
    wanted: int = 0
    right: int = 0
    wrong: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is to be found that was."""
        return self.right / self.wanted if self.wanted else 1.0

    def line(self, name: str) -> str:
        """Return a line of a table."""
        return (
            f"{name:28}{self.cases:5} cases{self.right:6} right of {self.wanted:4}{self.wrong:4} wrong   "
            f"precision {self.precision:.3f}  recall {self.recall:.3f}"
        )


def cases(feature: str, texts: str) -> list[dict[str, Any]]:
    """Return the cases of a feature over `samples` or `real`."""
    lines = (GOLD / f"{feature}_{texts}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def by_file(library: Library) -> dict[str, Speech]:
    """Return the speech of each file's name; of a file with several the first."""
    found: dict[str, Speech] = {}
    for speech in sorted(library.speeches(), key=lambda one: one.start):
        found.setdefault(Path(speech.path).name, speech)
    return found


def words_at(library: Library, files: dict[str, Speech], span: Sequence[Any]) -> str:
    """Return the characters of `[file, start, end]`.

    :raises ValueError: If the library has not the file, or the span is not within it.
    """
    name, start, end = span
    if name not in files:
        raise ValueError(f"the library has no {name}")
    text = library.source_text(files[name].id)
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{span} is not within {name}")
    return text[start:end]
