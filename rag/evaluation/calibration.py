"""How far confidences may be believed: of (confidence, right) pairs, the calibration error and the risk-coverage area.

Knows nothing of outcomes, nor of how a confidence is reckoned.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

_EDGES = tuple(edge / 10 for edge in range(1, 10))


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float | None:
    """Return the expected calibration error, 0 to 1, lower is better; None of nothing.

    In ten bins of confidence, (0, .1], (.1, .2] … (.9, 1], the mean confidence is held against the share that is right:

        ECE = sum over bins of  |bin| / n * |share right in it - mean confidence in it|

    Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, equation 3.

    :param judged: Confidence, 0 to 1, and whether the answer is right.
    """
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        bins[bisect_left(_EDGES, confidence)].append((confidence, right))
    # |bin| cancels out: what is left of each is its sums
    gaps = sum(abs(sum(right for _, right in own) - sum(sure for sure, _ in own)) for own in bins.values())
    return gaps / len(judged) if judged else None


def risk_coverage_area(judged: Sequence[tuple[float, bool]]) -> float | None:
    """Return the area under the risk-coverage curve, 0 to 1, lower is better; None of nothing.

    The risk at coverage k / n is the share of wrong ones among the k of most confidence; the area is its mean over
    k = 1 … n. Of those of one confidence each order is as good as another: their errors are spread evenly.

    The curve: Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks", NIPS 2017, section 2; its
    area: Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers", ICLR 2019.

    :param judged: Confidence and whether the answer is right.
    """
    covered, errors, risks = 0, 0.0, 0.0
    for _, group in groupby(sorted(judged, key=lambda one: -one[0]), key=lambda one: one[0]):
        tied = [not right for _, right in group]
        for _ in tied:
            covered += 1
            errors += sum(tied) / len(tied)
            risks += errors / covered
    return risks / covered if covered else None
