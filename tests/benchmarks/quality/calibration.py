"""Fit `rag.answering.likelihood.confidence` on gold questions and show how it does on a set left out of the fit.

    python -m tests.benchmarks.quality.calibration --fit GOLD:LIBRARY … --test GOLD:LIBRARY … [--limit N] [--save FILE]

Each answerable question is also asked with the documents that answer it excluded: then only a refusal, or the answer of
another document, is right. Everything that could be written is written and judged, whatever its chance. The weights
minimise the cross-entropy with a little weight decay, by Newton's method: the same figures each time. Shown of the set
left out: the area under the ROC curve, the expected calibration error (Guo et al., ICML 2017), and for some thresholds
how many right, wrong and unanswerable ones would be shown. About ten seconds a question on two cores.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag import Assistant, Settings
from rag.answering import pipeline
from rag.answering.likelihood.confidence import SIGNS, WEIGHTS, Signs
from rag.evaluation.gold import Gold, choose, load_gold
from rag.evaluation.leave_out import leave_out
from rag.evaluation.runner import ask_gold, known_names
from ui.cli.console import out, progress_bar

DECAY = 1.0
THRESHOLDS = (0.3, 0.35, 0.4, 0.42, 0.45, 0.5, 0.6)
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One answer that was written: what was known of it, whether it is right, and whether there is a right one."""

    id: str
    signs: tuple[float, ...]
    right: bool
    answerable: bool


def collect(gold: Path, library: Path, limit: int | None) -> Iterator[Case]:
    """Ask the questions of a set with and without their sources, and yield what was written."""
    settings = Settings(answerable_logit=-1.0, confidence=0.0)
    seen: list[Signs] = []
    read = pipeline.read_signs

    def spy(*arguments: object) -> Signs:
        seen.append(read(*arguments))  # type: ignore[arg-type]
        return seen[-1]

    pipeline.read_signs = spy  # type: ignore[assignment]
    try:
        with Assistant.open(library, settings=settings) as assistant, progress_bar("收集 collecting") as progress:
            asked: Sequence[Gold] = choose(load_gold(gold), limit=limit)
            asked = [*asked, *leave_out(asked, assistant.speeches())]
            names = known_names(assistant)
            for done, item in enumerate(asked, 1):
                seen.clear()
                outcome = ask_gold(assistant, item, names)
                progress(done, len(asked), item.id)
                if seen:
                    signs = tuple(float(value) for value in np.mean([astuple(one) for one in seen], axis=0))
                    answerable = not item.unanswerable
                    yield Case(item.id, signs, bool(outcome.right) and not outcome.refused, answerable)
    finally:
        pipeline.read_signs = read


def fit(rows: Array, right: Array) -> Array:
    """Return the bias and the weights, shape (1 + signs,). Decay is of weights by what a sign usually varies."""
    spread = rows.std(0) + 1e-9
    inputs = np.c_[np.ones(len(rows)), rows / spread]
    weights, decay = np.zeros(inputs.shape[1]), np.eye(inputs.shape[1]) * DECAY
    decay[0, 0] = 1e-6
    for _ in range(60):
        chances = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chances - right) + decay @ weights
        curve = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + decay
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    weights[1:] /= spread
    return weights


def added(rows: Array, right: Array, sign: int) -> Array:
    """Return the bias and the weights, shape (1 + signs,): of one sign fitted, of the others today's times one factor.

    A set with few questions that have no answer tells what one sign is worth, and not what the others are.
    """
    today = np.array(astuple(WEIGHTS))
    today[sign] = 0.0
    bias, factor, own = fit(np.c_[rows @ today, rows[:, sign]], right)
    weights = factor * today
    weights[sign] = own
    return np.concatenate([[bias], weights])


def area(chances: Array, right: Array) -> float:
    """Return the area under the ROC curve: how often a right answer has the greater chance than a wrong one."""
    above = chances[right == 1][:, None] - chances[right == 0][None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


def calibration_error(chances: Array, right: Array) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.clip((chances * 10).astype(int), 0, 9)
    return float(sum(abs(chances[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def main() -> None:
    """Fit and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fit", nargs="+", required=True, metavar="GOLD:LIBRARY")
    parser.add_argument("--test", nargs="+", default=[], metavar="GOLD:LIBRARY")
    parser.add_argument(
        "--add", choices=SIGNS, help="fit this sign alone; the weights of the others keep their proportion"
    )
    parser.add_argument("--limit", type=int)
    parser.add_argument("--save", type=Path, help="write the cases as JSON lines")
    options = parser.parse_args()
    sets = {}
    for part, names in (("fit", options.fit), ("test", options.test)):
        cases = [case for name in names for case in collect(*map(Path, name.split(":", 1)), options.limit)]
        sets[part] = cases
        if options.save:
            with options.save.open("a", encoding="utf-8") as file:
                file.writelines(
                    json.dumps([part, case.id, case.signs, case.right, case.answerable]) + "\n" for case in cases
                )
    rows, right = np.array([case.signs for case in sets["fit"]]), np.array([float(case.right) for case in sets["fit"]])
    weights = fit(rows, right) if options.add is None else added(rows, right, SIGNS.index(options.add))
    out.print({"bias": round(weights[0], 2), **dict(zip(SIGNS, weights[1:].round(2).tolist(), strict=True))})
    for part, cases in sets.items():
        if not cases:
            continue
        rows, right = np.array([case.signs for case in cases]), np.array([float(case.right) for case in cases])
        none = np.array([not case.answerable for case in cases])
        chances = 1 / (1 + np.exp(-np.c_[np.ones(len(rows)), rows] @ weights))
        out.print(f"{part}: {len(cases)} AUC {area(chances, right):.3f} ECE {calibration_error(chances, right):.3f}")
        for least in THRESHOLDS:
            shown = chances >= least
            out.print(
                f"  {least:.2f}: right {int((shown & (right == 1)).sum())}/{int(right.sum())},"
                f" wrong {int((shown & (right == 0)).sum())}/{int((right == 0).sum())},"
                f" of these unanswerable {int((shown & none).sum())}/{int(none.sum())}"
            )


if __name__ == "__main__":
    main()
