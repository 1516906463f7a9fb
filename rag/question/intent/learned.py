"""What was learned of how people ask, as weights: linear models over the pieces of a masked question.

The weights are made by `python -m tests.benchmarks.learned.question_models --save` from wordings in
`tests/data/wordings`; whoever changes those, `masking` or the words of the lexicon's `asking` makes them again.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat
from math import exp, fsum, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("learned.npz")
SCALE = 3.0
"""A question of n pieces is a vector of length 3: each of them 3 / √n, those that are unknown left out."""
Array = NDArray[np.float64]


@dataclass(frozen=True)  # no slots: what is made of the weights is kept in the instance
class Weights:
    """A linear model of several outcomes.

    :param names: Of the outcomes.
    :param rows: Of each piece its column in `weights`.
    :param weights: Shape (pieces, outcomes).
    :param bias: Shape (outcomes,).
    """

    names: tuple[str, ...]
    rows: dict[str, int]
    weights: Array
    bias: Array

    def chances(self, pieces: Set[str]) -> Array:
        """Return the chance of each outcome by itself, shape (outcomes,)."""
        known = [self.rows[piece] for piece in pieces if piece in self.rows]
        total = self.weights[known].sum(0) * (SCALE / np.sqrt(max(1, len(pieces)))) + self.bias
        chances: Array = 1 / (1 + np.exp(-total))
        return chances

    @cached_property
    def _of_first(self) -> dict[str, float]:
        return dict(zip(self.rows, map(float, self.weights[:, 0]), strict=True))

    def chance(self, pieces: Set[str]) -> float:
        """Return the chance of the first outcome, without numpy: for many short questions in a row."""
        total = fsum(map(self._of_first.get, pieces, repeat(0.0))) * (SCALE / sqrt(max(1, len(pieces))))
        return 1 / (1 + exp(-total - float(self.bias[0])))


def save(models: dict[str, Weights], frames: dict[str, Set[str]], file: Path = FILE) -> None:
    """Write models to one file, in half precision.

    :param frames: The words of the questions that were learned from, but for what these name: `library` and `card`; and
        `classes`, the words that were told by what they do.
    """
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, words in frames.items():
        arrays[f"{name}.frame"] = np.frombuffer("\n".join(sorted(words)).encode(), np.uint8)
    for name, model in models.items():
        arrays[f"{name}.pieces"] = np.frombuffer("\n".join(model.rows).encode(), np.uint8)
        arrays[f"{name}.names"] = np.array(model.names)
        arrays[f"{name}.weights"] = model.weights.astype(np.float16)
        arrays[f"{name}.bias"] = model.bias
    np.savez_compressed(file, allow_pickle=False, **arrays)


@lru_cache(maxsize=8)
def load(name: str, file: Path = FILE) -> Weights:
    """Return a model by its name."""
    with np.load(file, allow_pickle=False) as kept:
        pieces: Sequence[str] = kept[f"{name}.pieces"].tobytes().decode().split("\n")
        return Weights(
            tuple(map(str, kept[f"{name}.names"])),
            {piece: at for at, piece in enumerate(pieces)},
            kept[f"{name}.weights"].astype(np.float64),
            kept[f"{name}.bias"],
        )


@lru_cache(maxsize=24)
def frame(name: str, file: Path = FILE) -> frozenset[str]:
    """Return the words of the questions that were learned from, of a `library` or a `card`, but for what these name."""
    with np.load(file, allow_pickle=False) as kept:
        return frozenset(kept[f"{name}.frame"].tobytes().decode().split("\n"))
