"""Fit `rag.answering.likelihood.answering_sentence` on gold questions; show how each set does left out of the fit.

    python -m tests.benchmarks.learned.answering_sentence --fit GOLD:LIBRARY … [--test GOLD:LIBRARY …]

Each question that one passage of reading may answer is asked with and without the documents that answer it; without
them no sentence is right. For the score a sentence is right if it has a part of the gold answer, for the chance if it
has all parts. Shown of the set left out: for how many questions the best sentence is right, of those that have such a
one, and how many would be quoted rightly and wrongly at some bounds. No model is asked.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from rag import Assistant, Settings
from rag.answering.likelihood import answering_sentence
from rag.answering.likelihood.answering_sentence import SIGNS, STANDINGS, Choice, Signs, choose
from rag.evaluation.gold import Gold, load_gold
from rag.evaluation.judge import has_all
from rag.evaluation.leave_out import leave_out, searched
from rag.question.analysis import narrow
from tests.benchmarks.learned.inline_lists import likeliest
from tests.benchmarks.quality.calibration import Array, area, fit
from ui.cli.console import out, progress_bar

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what it may be answered by, and which sentences have a part of its answer, and all parts."""

    id: str
    choice: Choice
    part: Array
    whole: Array


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of the two scores, and bias and weights of the chance."""

    facts: Array
    whether: Array
    chance: Array


def collect(gold: Path, library: Path) -> Iterator[Case]:
    """Yield the questions of a set, with and without the documents that answer them."""
    with Assistant.open(library, settings=Settings()) as assistant, progress_bar("收集 collecting") as progress:
        asked = load_gold(gold)
        asked = [*asked, *leave_out(asked, assistant.speeches())]
        for done, item in enumerate(asked, 1):
            if (case := _case(assistant, item)) is not None:
                yield case
            progress(done, len(asked), item.id)


def _case(assistant: Assistant, item: Gold) -> Case | None:
    filters = searched(item, assistant.speeches() if item.left_out else ())
    question = assistant._understand(item.question, item.history, filters, here=True)
    if question.parts or question.wants_list or question.asks > 1:
        return None
    found = assistant._finder.find(narrow(question, assistant.library, filters), None, filters)
    choice = choose(question, found.evidence, found.ranked)
    if choice is None:
        return None
    known = (
        []
        if item.unanswerable
        else [[has_all(one.quote, (part,)) for part in item.answers] for one in choice.sentences]
    )
    part = np.array([any(each) for each in known] or [False] * len(choice.sentences), float)
    whole = np.array([bool(each) and all(each) for each in known] or [False] * len(choice.sentences), float)
    return Case(item.id + "-" * bool(item.left_out), choice, part, whole)


def fitted(cases: Sequence[Case]) -> Fitted:
    """Return the weights that fit some questions."""
    tables = {
        whether: [
            (np.array([astuple(one) for one in case.choice.signs]), case.part)
            for case in cases
            if case.part.any() and case.choice.whether is whether
        ]
        for whether in (False, True)
    }
    facts, whether = likeliest(tables[False]), likeliest(tables[True])
    rows, right = _standing(cases, facts, whether)
    return Fitted(facts, whether, fit(rows, right))


def _standing(cases: Sequence[Case], facts: Array, whether: Array) -> tuple[Array, Array]:
    """Return how the best sentence of each question stands, shape (cases, standings), and which of them answer."""
    kept = answering_sentence.OF_FACTS, answering_sentence.WHETHER
    answering_sentence.OF_FACTS, answering_sentence.WHETHER = Signs(*facts.tolist()), Signs(*whether.tolist())
    fresh = [Choice(case.choice.sentences, case.choice.signs, case.choice.whether) for case in cases]
    rows = np.array([astuple(one.standing) for one in fresh])
    right = np.array([case.whole[one.at] for case, one in zip(cases, fresh, strict=True)])
    answering_sentence.OF_FACTS, answering_sentence.WHETHER = kept
    return rows, right


def show(name: str, cases: Sequence[Case], how: Fitted) -> None:
    """Print how one set does that was left out of the fit."""
    rows, right = _standing(cases, how.facts, how.whether)
    chances = 1 / (1 + np.exp(-np.c_[np.ones(len(rows)), rows] @ how.chance))
    can = [bool(case.whole.any()) for case in cases]
    area_of = f", area {area(chances, right):.3f}" if 0 < right.sum() < len(right) else ""
    out.print(f"{name}: {len(cases)} asked, best sentence right {int(right.sum())} of {sum(can)}{area_of}")
    for kind in (True, False):
        of = np.array([case.choice.whether is kind for case in cases])
        shown = [of & (chances >= bound) for bound in THRESHOLDS]
        pairs = [f"{int(right[one].sum())}, {int((1 - right)[one].sum())}" for one in shown]
        line = [f"{bound:.1f}: {pair}" for bound, pair in zip(THRESHOLDS, pairs, strict=True)]
        out.print(f"  {'whether' if kind else 'facts'} ({int(of.sum())}); right, wrong from " + "; ".join(line))


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", nargs="+", required=True, metavar="GOLD:LIBRARY")
    parser.add_argument("--test", nargs="+", default=[], metavar="GOLD:LIBRARY")
    options = parser.parse_args()
    sets = {name: list(collect(*map(Path, name.rsplit(":", 1)))) for name in (*options.fit, *options.test)}
    for name in options.fit:
        show(f"left out of the fit: {name}", sets[name], fitted([c for o in options.fit if o != name for c in sets[o]]))
    whole = fitted([case for name in options.fit for case in sets[name]])
    for name in options.test:
        show(f"tested: {name}", sets[name], whole)
    for weights in (whole.facts, whole.whether):
        out.print(dict(zip(SIGNS, (round(float(one), 2) for one in weights), strict=True)))
    chance = dict(zip(("bias", *STANDINGS), (round(float(one), 2) for one in whole.chance), strict=True))
    out.print(chance)


if __name__ == "__main__":
    main()
