"""Sentences of two texts that belong together, and sentences that the other text has nothing like.

A case has `left` and `right`: over the samples `[file, words of the sentence]`, over public documents `[file, start,
end]`; of one without a fellow `right` has the file alone, or null for its words. Those of one pair of files are looked
up in one comparison.
"""

from collections import defaultdict
from typing import Any

from corpus import Speech, fold
from index import Library
from rag.desk.alignment import Pair, Passage
from rag.desk.compare import Side, compare
from tests.benchmarks.desk.gold.scores import Score, by_file, cases, words_at


def measure(library: Library, texts: str) -> dict[str, Score]:
    """Compare, and return the score of sentences paired and of those that stand alone.

    :raises ValueError: If a label stands in no passage that is compared.
    """
    pairs, alone = Score(), Score()
    files = by_file(library)
    both: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for case in cases("compare", texts):
        both[case["left"][0], case["right"][0]].append(case)
    for (left, right), several in both.items():
        found = compare(library, Side(ids=(files[left].id,)), Side(ids=(files[right].id,)))
        for case in several:
            _judge(library, files, case, found.pairs, found.only[0], pairs, alone)
    return {"pairs": pairs, "what one says alone": alone}


def _judge(
    library: Library,
    files: dict[str, Speech],
    case: dict[str, Any],
    found: tuple[Pair, ...],
    only: tuple[Passage, ...],
    pairs: Score,
    alone: Score,
) -> None:
    words = _words(library, files, case["left"])
    fellow = _words(library, files, case["right"])
    mine = [pair for pair in found if words in fold(pair.left.text)]
    if not mine and not any(words in fold(one.text) for one in only):
        raise ValueError(f"{words!r} was not compared")
    row = pairs if fellow else alone
    row.cases += 1
    row.wanted += 1
    if (not mine and not fellow) or any(fellow and fellow in fold(pair.right.text) for pair in mine):
        row.right += 1
        return
    row.wrong += bool(mine)
    row.notes.append(f"{words[:40]}: {[pair.right.text[:40] for pair in mine]} instead of {fellow[:40] or 'none'}")


def _words(library: Library, files: dict[str, Speech], label: list[Any]) -> str:
    if len(label) == 3:
        return fold(words_at(library, files, label))
    return fold(label[1]) if len(label) == 2 and label[1] else ""
