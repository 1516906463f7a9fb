"""Fit the weights of `rag.extractive.lists.chance` on questions for lists; show how each set does left out of the fit.

    python -m tests.benchmarks.learned.list_chance --fit GOLD:LIBRARY … [--test GOLD:LIBRARY …]

Each question is asked with and without the documents that answer it; without them no list is right. A list is right if
the item that is asked for has the gold answer, or all its items have all parts of it. Of a question for no item alone
that wants one part only, it is not known which list is meant: it is left out. Shown besides: of the questions of each
set, how many would be given the right list, and how many a wrong one, at some bounds. No model is asked.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from rag import Assistant, Settings
from rag.evaluation.gold import Gold, load_gold
from rag.evaluation.judge import has_all
from rag.evaluation.leave_out import leave_out, searched
from rag.extractive.lists.chance import SIGNS, WEIGHTS
from rag.extractive.lists.outline_answers import candidates
from rag.question.analysis import narrow
from rag.retrieval.outline_nodes import Node
from tests.benchmarks.quality.calibration import Array, area, fit
from ui.cli.console import out, progress_bar

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_ITEM = 400  # characters of an item in which its answer is looked for


@dataclass(frozen=True, slots=True)
class Case:
    """A list that a question may mean.

    :param question: Id of the question; with a dash behind it where its documents were left out.
    """

    question: str
    signs: tuple[float, ...]
    right: bool


def collect(gold: Path, library: Path) -> Iterator[Case]:
    """Yield the lists that the questions of a set may mean, with and without the documents that answer them."""
    with Assistant.open(library, settings=Settings()) as assistant, progress_bar("收集 collecting") as progress:
        asked = load_gold(gold)
        asked = [*asked, *leave_out(asked, assistant.speeches())]
        for done, item in enumerate(asked, 1):
            yield from _cases(assistant, item)
            progress(done, len(asked), item.id)


def _cases(assistant: Assistant, item: Gold) -> Iterator[Case]:
    filters = searched(item, assistant.speeches() if item.left_out else ())
    question = assistant._understand(item.question, item.history, filters, here=True)
    lists = question.list_asked
    if question.parts or lists is None or lists.beside:
        return
    if item.answers and not item.left_out and not lists.nth and len(item.answers) < 2:
        return
    question = narrow(question, assistant.library, filters)
    hits = assistant._finder.find(question, None, filters).hits
    if not hits:
        return
    for one, signs in candidates(assistant.library, question, hits):
        source = assistant.source_text(one.node.speech.id)
        right = (
            bool(item.answers) and not item.unanswerable and has_all(_told(one.node, lists.nth, source), item.answers)
        )
        yield Case(item.id + "-" * bool(item.left_out), astuple(signs), right)


def _told(node: Node, nth: Sequence[int], source: str) -> str:
    """Return what would be shown of a list."""
    items, heads = node.listing.items, node.listing.heads
    if not nth:
        return "\n".join(f"{source[start:end]}\n{head}" for (start, end), head in zip(items, heads, strict=True))
    ends = [start for start, _ in items[1:]] + [max(node.listing.end, items[-1][1])]
    chosen = [one - 1 if one > 0 else one for one in nth]
    return "\n".join(source[items[at][0] : min(ends[at], items[at][0] + _ITEM)] for at in chosen)


def _chances(weights: Array, cases: Sequence[Case]) -> Array:
    rows = np.array([case.signs for case in cases])
    return np.asarray(1 / (1 + np.exp(-np.c_[np.ones(len(rows)), rows] @ weights)), dtype=np.float64)


def report(name: str, cases: Sequence[Case], weights: Array) -> None:
    """Print how many questions of a set would be given the right list."""
    chances, right = _chances(weights, cases), np.array([float(case.right) for case in cases])
    best: dict[str, tuple[float, bool]] = {}
    for case, value in zip(cases, chances, strict=True):
        best[case.question] = max(best.get(case.question, (-1.0, False)), (float(value), case.right))
    out.print(f"{name}: {len(best)} questions, {len(cases)} lists, AUC {area(chances, right):.3f}")
    print_shown(list(best.values()))


def print_shown(best: Sequence[tuple[float, bool]]) -> None:
    """Print how many right and wrong lists would be given at some bounds.

    :param best: Of each question the best list's chance, and whether it is right.
    """
    for least in THRESHOLDS:
        shown = [right for value, right in best if value >= least]
        out.print(f"  {least:.2f}: right {sum(shown)}, wrong {len(shown) - sum(shown)}")


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fit", nargs="+", required=True, metavar="GOLD:LIBRARY")
    parser.add_argument("--test", nargs="+", default=[], metavar="GOLD:LIBRARY")
    options = parser.parse_args()
    sets = {
        name: list(collect(*map(Path, name.split(":", 1)))) for name in dict.fromkeys([*options.fit, *options.test])
    }
    weights = _fitted([case for name in options.fit for case in sets[name]])
    out.print({"bias": round(weights[0], 2), **dict(zip(SIGNS, weights[1:].round(2).tolist(), strict=True))})
    assert len(SIGNS) == len(astuple(WEIGHTS))
    for name in options.fit:
        others = [case for other in options.fit if other != name for case in sets[other]]
        if others:
            report(f"left out of the fit: {name}", sets[name], _fitted(others))
    for name in options.test:
        report(f"test: {name}", sets[name], weights)


def _fitted(cases: Sequence[Case]) -> Array:
    return fit(np.array([case.signs for case in cases]), np.array([float(case.right) for case in cases]))


if __name__ == "__main__":
    main()
