"""Signs that speak for something and against it, summed by their weights: every chance of `rag` is such a sum."""

import math
from dataclasses import fields
from typing import Any


def weighted(weights: Any, signs: Any) -> float:
    """Return the sum of signs by their weights: two of one class, all of whose fields are numbers."""
    return float(sum(getattr(weights, field.name) * getattr(signs, field.name) for field in fields(weights)))


def logistic(log_odds: float) -> float:
    """Return the chance, 0 to 1, that log-odds stand for."""
    return 1 / (1 + math.exp(-log_odds))
