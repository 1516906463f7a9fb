"""What chance may have done to a figure, and to the difference of two runs. Knows nothing of outcomes."""

from collections.abc import Sequence
from math import comb

import numpy as np

RESAMPLES = 1000
_SEED = 13
_LEVEL = (2.5, 97.5)  # percentiles: 95 % lie between


def interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the 95 % confidence interval of a mean, by the percentile bootstrap; None of nothing.

    The values are drawn anew 1,000 times, as many as there are, with replacement; the interval holds the middle 95 % of
    the means. The same values give the same interval.

    Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13. Where all values are equal it has no
    width, which does not mean certainty: of n questions without one error, 3 / n may still err (the rule of three).
    """
    if not values:
        return None
    own = np.asarray(values, dtype=np.float64)
    drawn = np.random.default_rng(_SEED).integers(len(own), size=(RESAMPLES, len(own)))
    low, high = np.percentile(own[drawn].mean(axis=1), _LEVEL)
    return float(low), float(high)


def mcnemar(gained: int, lost: int) -> float:
    """Return the two-sided p-value of the exact McNemar test: how likely chance alone moves questions so unevenly.

    Of the n = gained + lost questions that one run answers right and the other does not, each falls to either side like
    a coin; p is twice the chance of the smaller side's number or fewer, at most 1:

        p = min(1, 2 * sum for k = 0 … min(gained, lost) of  C(n, k) / 2^n)

    McNemar, "Note on the sampling error of the difference between correlated proportions or percentages", Psychometrika
    12, 1947; in its exact, binomial form.
    """
    moved = gained + lost
    tail = sum(comb(moved, k) for k in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << moved))
