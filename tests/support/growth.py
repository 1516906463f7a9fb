"""How the work of a function grows with its input: linear code against quadratic, not fast against slow."""

import gc
import time
from collections.abc import Callable

LINEAR = 150  # for twenty times the length; quadratic work grows four hundred-fold


def growth(work: Callable[[int], object], small: int, large: int, enough: float = LINEAR) -> float:
    """Return how many times the work for `large` is that for `small`.

    Measured in this thread's own processor time, the best of three, without the garbage collector: what else the
    machine or the process is doing does not count. Work of less than 10 ms counts as 10 ms.

    :param enough: The work for `large`, which is the dear one, is not tried again once the growth is below this.
    """

    def seconds(length: int) -> float:
        began = time.thread_time()
        work(length)
        return time.thread_time() - began

    enabled = gc.isenabled()
    gc.disable()
    try:
        work(small)  # lazily built tables
        least = max(min(seconds(small) for _ in range(3)), 0.01)
        grown = float("inf")
        for _ in range(3):
            grown = min(grown, seconds(large) / least)
            if grown < enough:
                break
        return grown
    finally:
        if enabled:
            gc.enable()
