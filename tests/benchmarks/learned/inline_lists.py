"""Fit the weights of `rag.extractive.lists.inline_chance` on questions for lists; show each set left out of the fit.

    python -m tests.benchmarks.learned.inline_lists --fit GOLD:LIBRARY … [--test GOLD:LIBRARY …]

Each question is asked with and without the documents that answer it; without them no list is right. A list is right if
it has all parts of the gold answer and at most one item more, or if the item asked for by number has its part. A
question for no item by number that wants one part only does not tell which list is meant: it is left out. Shown: for
how many questions the right list has the best score, and how many would be given right and wrong at some bounds. The
score is fitted by the likelihood of the right candidates among all (Newton's method), the
chance by `tests.benchmarks.quality.calibration.fit`. No model is asked.
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
from rag.extractive.lists import inline_chance
from rag.extractive.lists.inline_answers import candidates
from rag.extractive.lists.inline_chance import SIGNS, STANDINGS, Scored, Signs, best
from rag.question.analysis import narrow
from rag.question.list_question import ListAsked
from tests.benchmarks.learned.list_chance import print_shown
from tests.benchmarks.quality.calibration import Array, area, fit
from ui.cli.console import out, progress_bar

DECAY = 0.005
_FEWEST = 2  # parts of an answer that tell which list is meant


@dataclass(frozen=True, slots=True)
class Case:
    """A question, its candidates, and which of them are right."""

    id: str
    asked: ListAsked
    found: tuple[Scored, ...]
    right: tuple[bool, ...]


def collect(gold: Path, library: Path) -> Iterator[Case]:
    """Yield the questions of a set for lists, with and without the documents that answer them."""
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
    asked = question.list_asked
    if question.parts or asked is None or asked.beside:
        return None
    if item.answers and not item.left_out and not asked.nth and len(item.answers) < _FEWEST:
        return None
    question = narrow(question, assistant.library, filters)
    found = tuple(candidates(assistant.library, question, assistant._finder.find(question, None, filters).hits))
    answerable = bool(item.answers) and not item.unanswerable
    right = tuple(answerable and _is_right(one, asked, item) for one in found)
    return Case(item.id + "-" * bool(item.left_out), asked, found, right) if found else None


def _is_right(one: Scored, asked: ListAsked, item: Gold) -> bool:
    items = [one.place.text[a:b] for a, b in one.listed.items]
    if not asked.nth:
        fits = 0 <= len(items) - len(item.answers) <= 1 or len(items) == asked.counted
        return fits and has_all("\n".join(items), item.answers)
    if any(abs(nth) > len(items) for nth in asked.nth) or len(items) <= _FEWEST:
        return False
    chosen = "\n".join(items[nth - 1 if nth > 0 else nth] for nth in asked.nth)
    return has_all(chosen, item.answers) and asked.counted in (None, len(items))


def likeliest(tables: Sequence[tuple[Array, Array]]) -> Array:
    """Return the weights of a score, shape (signs,), that make the right candidates likeliest among all.

    :param tables: Of each question the signs of its candidates, shape (n, signs), and which are right, shape (n,).
    """
    weights = np.zeros(tables[0][0].shape[1])
    loss, slope, curve = _loss(weights, tables)
    for _ in range(60):
        step, part = np.linalg.solve(curve, slope), 1.0
        while part > 1e-4 and (tried := _loss(weights - part * step, tables))[0] > loss:
            part /= 2
        weights = weights - part * step
        if loss - tried[0] < 1e-9:
            break
        loss, slope, curve = tried
    return weights


def _scores(cases: Sequence[Case]) -> Array:
    return likeliest(
        [
            (np.array([astuple(one.signs) for one in case.found]), np.array(case.right))
            for case in cases
            if any(case.right)
        ]
    )


def _loss(weights: Array, tables: Sequence[tuple[Array, Array]]) -> tuple[float, Array, Array]:
    """Return the mean of -log of the right candidates' share, with decay, its slope and a curvature.

    Of the curvature the right ones' part is left out, so that it stays positive.
    """
    loss = DECAY * float(weights @ weights)
    slope, curve = 2 * DECAY * weights, 2 * DECAY * np.eye(len(weights))
    for rows, right in tables:
        values = rows @ weights
        shares = np.exp(values - values.max())
        inside = shares * right
        loss += float(np.log(shares.sum()) - np.log(inside.sum())) / len(tables)
        mean, wanted = shares @ rows / shares.sum(), inside @ rows / inside.sum()
        slope = slope + (mean - wanted) / len(tables)
        spread = (rows * shares[:, None]).T @ rows / shares.sum() - np.outer(mean, mean)
        curve = curve + spread / len(tables)
    return loss, slope, curve


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of the score, and bias and weights of the chance."""

    score: Array
    chance: Array


def _standing(cases: Sequence[Case], weights: Array) -> tuple[Array, Array]:
    """Return how the best candidate of each question stands, shape (cases, standings), and which of them are right."""
    kept, inline_chance.WEIGHTS = inline_chance.WEIGHTS, Signs(*weights.tolist())
    rows, right = [], []
    for case in cases:
        found = best(case.found, case.asked)
        assert found is not None, "a case has candidates"
        rows.append(astuple(found[1]))
        right.append(float(case.right[next(at for at, one in enumerate(case.found) if one is found[0])]))
    inline_chance.WEIGHTS = kept
    return np.array(rows), np.array(right)


def fitted(cases: Sequence[Case]) -> Fitted:
    """Return both fits."""
    weights = _scores(cases)
    return Fitted(weights, fit(*_standing(cases, weights)))


def report(name: str, cases: Sequence[Case], how: Fitted) -> None:
    """Print how many questions of a set would be given the right list."""
    rows, right = _standing(cases, how.score)
    chances = 1 / (1 + np.exp(-np.c_[np.ones(len(rows)), rows] @ how.chance))
    can = sum(any(case.right) for case in cases)
    out.print(f"{name}: {len(cases)} questions, best right {int(right.sum())} of {can}, AUC {area(chances, right):.3f}")
    print_shown([(float(value), bool(fits)) for value, fits in zip(chances, right, strict=True)])


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fit", nargs="+", required=True, metavar="GOLD:LIBRARY")
    parser.add_argument("--test", nargs="+", default=[], metavar="GOLD:LIBRARY")
    options = parser.parse_args()
    names = dict.fromkeys([*options.fit, *options.test])
    sets = {name: list(collect(*map(Path, name.split(":", 1)))) for name in names}
    how = fitted([case for name in options.fit for case in sets[name]])
    out.print(dict(zip(SIGNS, how.score.round(2).tolist(), strict=True)))
    out.print({"bias": round(how.chance[0], 2), **dict(zip(STANDINGS, how.chance[1:].round(2).tolist(), strict=True))})
    for name in options.fit:
        others = [case for other in options.fit if other != name for case in sets[other]]
        if others:
            report(f"left out of the fit: {name}", sets[name], fitted(others))
    for name in options.test:
        report(f"test: {name}", sets[name], how)


if __name__ == "__main__":
    main()
