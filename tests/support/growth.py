"""How the work of a function grows with its input: linear code against quadratic, not fast against slow."""

import gc
import time
from collections.abc import Callable


def growth(work: Callable[[int], object], small: int, large: int) -> float:
    """Return how many times the work for `large` is that for `small`.

    Measured in this thread's own processor time, the best of three, without the garbage collector: what else the
    machine or the process is doing does not count. Work of less than 10 ms counts as 10 ms.
    """

    def seconds(length: int) -> float:
        best = float("inf")
        for _ in range(3):
            began = time.thread_time()
            work(length)
            best = min(best, time.thread_time() - began)
        return best

    enabled = gc.isenabled()
    gc.disable()
    try:
        work(small)  # lazily built tables
        return seconds(large) / max(seconds(small), 0.01)
    finally:
        if enabled:
            gc.enable()
