"""Fit the weights of `rag.retrieval.ranking` on one public set and show what each part is worth on another.

    python -m tests.benchmarks.quality.ranking --fit cmrc --test drcd --sample 1000 --libraries DIR

A candidate is right if it lies in the question's own paragraph and contains an accepted answer. The weights minimise
the cross-entropy of the softmax over a question's candidates, with a little weight decay, by L-BFGS: the same figures
each time. Questions none of whose candidates is right are left out of the fit, but not of the test.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from rich.table import Table

from corpus import fold, simplify
from rag import Assistant, Settings
from rag.evaluation.gold import Gold
from rag.question.analysis import read_alone
from rag.retrieval.ranking import FEATURES, WEIGHTS, features
from rag.retrieval.retriever import candidates, surroundings
from tests.benchmarks.quality.reading import DATA, SETS, fill, opened, read_set, sample
from ui.cli.console import out, progress_bar

SUBSETS = (("fused",), ("fused", "wide"), ("fused", "near", "wide"), FEATURES)
DECAY = 1e-3


@dataclass(frozen=True, slots=True)
class Case:
    """One question's candidates.

    :param rows: Shape (n, features).
    :param right: Shape (n,), whether a candidate holds the answer.
    :param own: Shape (n,), whether it lies in the right paragraph.
    """

    rows: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]
    own: npt.NDArray[np.bool_]


def collect(assistant: Assistant, gold: Sequence[Gold], settings: Settings) -> list[Case]:
    """Return the candidates of each question."""
    library, cases = assistant.library, []
    with progress_bar("候选 candidates") as progress:
        for done, item in enumerate(gold, 1):
            question = read_alone(simplify(item.question.strip()))
            found = candidates(library, question, settings=settings)
            contexts, weights = surroundings(library, question, found.ids)
            rows = features(question, found.fused, contexts, weights)
            hits = library.hits([(chunk, 0.0, "") for chunk in found.ids])
            answers = [fold(answer) for part in item.answers for answer in part]
            own = np.array([Path(hit.speech.path).name in item.sources for hit in hits])
            held = np.array([any(answer in fold(hit.chunk.text) for answer in answers) for hit in hits])
            cases.append(Case(rows, own & held, own))
            progress(done, len(gold), question.text)
    return cases


def fit(cases: Sequence[Case], used: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the weights of `FEATURES`; of those not used 0."""
    mask = torch.tensor([float(name in used) for name in FEATURES], dtype=torch.float64)
    kept = [(torch.tensor(case.rows), torch.tensor(case.right)) for case in cases if case.right.any()]
    weights = torch.zeros(len(FEATURES), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        total = DECAY * (weights**2).sum()
        for rows, right in kept:
            scores = rows @ (weights * mask)
            total = total + (torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0)) / len(kept)
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found: npt.NDArray[np.float64] = (weights * mask).detach().numpy()
    return found


def shares(cases: Sequence[Case], weights: npt.NDArray[np.float64]) -> dict[str, float]:
    """Return how often the first candidate is of the right paragraph, and the first 1, 3, 5 hold the answer."""
    first, places = [], []
    for case in cases:
        order = np.argsort(-(case.rows @ weights), kind="stable")
        first.append(bool(case.own[order[0]]) if len(order) else False)
        held = np.flatnonzero(case.right[order])
        places.append(held[0] if len(held) else len(order))
    result = {"paragraph@1": float(np.mean(first))}
    for most in (1, 3, 5):
        result[f"answer@{most}"] = float(np.mean([place < most for place in places]))
    return {name: round(value, 4) for name, value in result.items()}


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fit", choices=SETS, default="cmrc")
    parser.add_argument("--test", choices=SETS, default="drcd")
    parser.add_argument("--sample", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--libraries", type=Path, required=True, help="keeps the libraries of both sets")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    settings = Settings.load()
    cases = {}
    for name in (options.fit, options.test):
        if not (DATA / SETS[name]).is_file():
            sys.exit(f"{SETS[name]!r} is not beside the project in ../shared/data/eval; nothing was measured")
        paragraphs, questions = read_set(name, DATA)
        with opened(options.libraries / name, settings) as (folder, assistant, encoder):
            with progress_bar("索引 indexing") as progress:
                fill(assistant, paragraphs, folder, progress)
            gold = [item for item in sample(questions, options.sample, options.seed) if not item.unanswerable]
            encoder.remember([fold(simplify(item.question.strip())) for item in gold])
            cases[name] = collect(assistant, gold, settings)
    fused = np.array([1.0, 0.0, 0.0, 0.0])
    tried = {" + ".join(used): fit(cases[options.fit], used) if len(used) > 1 else fused for used in SUBSETS}
    tried["as shipped"] = np.array(WEIGHTS)
    report = {
        name: {"weights": [round(float(weight), 2) for weight in weights], **shares(cases[options.test], weights)}
        for name, weights in tried.items()
    }
    if options.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        return
    table = Table(f"{options.fit} → {options.test}", "weights", *list(shares([], fused) or {}), box=None)
    for name, row in report.items():
        table.add_row(name, *(str(value) for value in row.values()))
    out.print(table)


if __name__ == "__main__":
    main()
