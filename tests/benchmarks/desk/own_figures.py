"""Figures of a library, worded anew in drafts: as they are, with a digit changed, of another place. No text is kept.

    python -m tests.benchmarks.desk.own_figures --library DIR [--limit N] [--seed N] [--show N]

Caught: a changed digit is shown with the library's figure beside it. Recognised: the figure as it is agrees. False
alarms: of figures as they are, and of a place that no speech speaks of. The library's figures are taken as it read
them: what is measured is whether a draft's own words are read as the same measure, place and period.
"""

import argparse
import random
from collections import Counter
from pathlib import Path

from corpus.language.figures.kinds import Bound
from corpus.language.figures.vocabulary import is_known
from index import Library
from rag.desk.draft_check.checker import check_draft
from rag.desk.draft_check.verdicts import Checked, Finding
from rag.desk.figures import Cell, Change, Kind, cells, figures

VALUES = (
    "翻开账本，{place}{year}年{measure}为{figure}，大家心里有数。",
    "{year}年，{place}{measure}达到{figure}，这个成绩来之不易。",
    "要看到，{year}年{place}的{measure}是{figure}。",
    "说到家底，{place}{year}年{measure}{figure}，同志们功不可没。",
)
RATES = (
    "再看速度，{place}{year}年{measure}增长{figure}，大家心里有数。",
    "{year}年，{place}{measure}增速为{figure}，这个成绩来之不易。",
    "要看到，{year}年{place}的{measure}同比增长{figure}。",
)
NOWHERE = "云岫省"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    counts: Counter[str] = Counter()
    notes: list[str] = []
    with Library.open(options.library) as library:
        chosen = [cell for cell in cells(figures(library)) if _usable(cell)]
        chance.shuffle(chosen)
        told = [(cell, words) for cell in chosen if (words := _words(library, cell))[:1] in set("123456789")]
        for cell, words in told[: options.limit]:
            form = chance.choice(RATES if cell.change is Change.RATE else VALUES)
            fields = {"place": cell.place, "year": cell.year, "measure": cell.measure}
            for kind, changed in (
                ("as it is", fields | {"figure": words}),
                ("digit", fields | {"figure": _altered(words, chance)}),
                ("no such place", fields | {"figure": words, "place": NOWHERE}),
            ):
                draft = form.format(**changed)
                (item, *_) = check_draft(library, draft).items
                counts[f"{kind}: {_told(item)}"] += 1
                counts[kind] += 1
                notes.append(f"{kind}: {draft} -> {item.finding}")
    for name, count in sorted(counts.items()):
        print(f"{name:34}{count:5}")
    for note in notes[: options.show]:
        print("  ", note)


def _usable(cell: Cell) -> bool:
    if cell.reading is None or cell.place is None or len(cell.year) != 4 or cell.kind is not Kind.RESULT:
        return False
    figure = cell.reading.figure
    plain = figure.bound is Bound.EXACT and figure.upper is None and figure.amount > 0
    return plain and cell.change in (Change.NONE, Change.RATE) and is_known(cell.measure)


def _words(library: Library, cell: Cell) -> str:
    figure = cell.readings[0].figure
    return library.source_text(figure.speech_id)[figure.start : figure.end]


def _told(item: Checked) -> str:
    if item.finding is Finding.DIFFERS and any(not one.agrees for one in item.figures):
        return "differs"
    return str(item.finding)


def _altered(words: str, chance: random.Random) -> str:
    """Return a figure of which the first digit, which no rounding hides, is another."""
    at = next(n for n, char in enumerate(words) if char in "123456789")
    other = chance.choice([digit for digit in "123456789" if digit != words[at]])
    return words[:at] + other + words[at + 1 :]


if __name__ == "__main__":
    main()
