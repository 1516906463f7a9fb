"""Questions for figures of the sample texts, in wordings of many kinds: answered right, wrongly, or not.

    python -m tests.benchmarks.desk.figure_questions [--show]

A case of `tests/data/desk/figure_questions.jsonl`: {"question", "kind", "says": parts of the answer, "text": words that
stand in some sample, "never": what an answer must not say, "refused": no sample answers it}. Each case is first checked
against the texts. Whoever is not sure returns nothing, and the question goes the ordinary way: that is no wrong answer.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import fold
from corpus.samples import folder
from index import Library
from tests.support.asking import ask_figures
from tests.support.fakes import HashEncoder

CASES = Path(__file__).parents[2] / "data" / "desk" / "figure_questions.jsonl"


@dataclass(slots=True)
class Score:
    """Counts over some questions; `wrong` are answers shown that are not right."""

    asked: int = 0
    answerable: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the answers given that are right."""
        given = self.right + len(self.wrong)
        return self.right / given if given else 1.0

    @property
    def recall(self) -> float:
        """Share of the questions with an answer that are answered right."""
        return self.right / self.answerable if self.answerable else 1.0


def cases() -> list[dict[str, Any]]:
    """Return the cases."""
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def score(library: Library) -> dict[str, Score]:
    """Ask every question, and return the score of each kind.

    :raises ValueError: If a case names words that no text has.
    """
    texts = [fold(library.source_text(speech.id)) for speech in library.speeches()]
    found: dict[str, Score] = defaultdict(Score)
    for case in cases():
        for words in case["text"]:
            if not any(fold(words) in text for text in texts):
                raise ValueError(f"{words!r} of {case['question']!r} stands in no text")
        row = found[case["kind"]]
        row.asked += 1
        row.answerable += not case["refused"]
        answer = ask_figures(library, case["question"])
        said = answer.statements[0].text if answer else ""
        note = f"{case['question']} -> {said or 'nothing'}"
        if not said:
            row.silent += [] if case["refused"] else [note]
        elif not case["refused"] and all(part in said for part in case["says"]) and not _any(case["never"], said):
            row.right += 1
        else:
            row.wrong.append(note)
    return found


def total(rows: dict[str, Score]) -> Score:
    """Return the sum of some scores."""
    whole = Score()
    for row in rows.values():
        whole.asked += row.asked
        whole.answerable += row.answerable
        whole.right += row.right
        whole.wrong += row.wrong
        whole.silent += row.silent
    return whole


def _any(parts: list[str], said: str) -> bool:
    return any(part in said for part in parts)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="print what is wrong or not answered")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, Library.open(directory, HashEncoder()) as library:
        library.add([path for path in folder().iterdir() if path.suffix in (".txt", ".md", ".html")])
        rows = score(library)
    for name, row in [*rows.items(), ("all", total(rows))]:
        print(
            f"{name:12}{row.asked:4} asked{row.right:4} right of {row.answerable:3}{len(row.wrong):4} wrong   "
            f"precision {row.precision:.3f}  recall {row.recall:.3f}"
        )
    if options.show:
        for note in (*total(rows).wrong, "--", *total(rows).silent):
            print("  ", note)


if __name__ == "__main__":
    main()
