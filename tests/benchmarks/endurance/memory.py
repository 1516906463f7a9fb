"""What a process' memory is made of: what is in use, what the allocator keeps, and of which objects there are more.

Resident memory alone cannot tell a leak from an allocator that keeps what was freed. `Watch` writes, every few seconds,
what Python and malloc have in use beside what is resident; where only the latter grows, nothing leaks.
"""

import contextlib
import ctypes
import gc
import json
import sys
import threading
import time
import tracemalloc
from collections import Counter
from pathlib import Path
from typing import IO, Any

_MIB = 1 << 20


class _MallInfo2(ctypes.Structure):
    """`struct mallinfo2` of glibc 2.33 and later: https://man7.org/linux/man-pages/man3/mallinfo.3.html."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    ]  # fmt: skip


def allocator() -> dict[str, float]:
    """Return what malloc has handed out (`malloc_used`) and what it keeps free (`malloc_free`), MiB; {} if unknown.

    Python's own small objects are not in it: they are in arenas that it takes from the system (`python_blocks`).
    """
    try:
        mallinfo2 = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError, TypeError):
        return {}
    mallinfo2.restype = _MallInfo2
    info = mallinfo2()
    return {"malloc_used": (info.uordblks + info.hblkhd) / _MIB, "malloc_free": info.fordblks / _MIB}


def resident(process: int | str = "self") -> dict[str, float]:
    """Return the resident memory of a process, MiB: all of it, and what is no file's."""
    text = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    fields = dict(line.split(":", 1) for line in text.splitlines())
    return {
        "resident": int(fields["VmRSS"].split()[0]) / 1024,
        "anonymous": int(fields["RssAnon"].split()[0]) / 1024,
    }


def objects() -> Counter[str]:
    """Return how many objects of each type the garbage collector knows of, after a collection."""
    gc.collect()
    return Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())


def settle() -> None:
    """Collect garbage, and have malloc give back to the system what is free, where it can."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def where() -> dict[str, int]:
    """Return how many bytes of Python's own allocations were made on which line; {} unless they are traced."""
    if not tracemalloc.is_tracing():
        return {}
    kept = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(False, tracemalloc.__file__)])
    return {f"{one.traceback[0].filename}:{one.traceback[0].lineno}": one.size for one in kept.statistics("lineno")}


class Watch(threading.Thread):
    """Writes a line of JSON every `every` seconds: figures of this process, and with `kinds` its objects by type.

    :param kinds: Seconds between two counts of objects; they stop the process for a moment. 0: never.
    :param settled: Collect garbage and let malloc give back what it can before each look: what is left is in use.
    :param trace: Tell with each count on which lines what is in use was allocated: all is half as fast then.
    """

    def __init__(
        self, file: Path, every: float = 2.0, kinds: float = 0.0, *, settled: bool = False, trace: bool = False
    ) -> None:
        super().__init__(name="memory", daemon=True)
        self._file = file
        self._every = every
        self._kinds = kinds
        self._settled = settled
        if trace:
            tracemalloc.start()

    def run(self) -> None:
        """Write until the process ends."""
        began = time.monotonic()
        counted = began
        with self._file.open("w", encoding="utf-8", buffering=1) as file:
            while True:
                if self._settled:
                    settle()
                self._write(file, {"at": time.monotonic() - began, **figures()})
                if self._kinds and time.monotonic() - counted >= self._kinds:
                    counted = time.monotonic()
                    kinds = dict(objects().most_common(400))
                    self._write(file, {"at": counted - began, "objects": kinds, "lines": where()})
                time.sleep(self._every)

    def _write(self, file: IO[str], line: dict[str, Any]) -> None:
        file.write(json.dumps(line) + "\n")


def figures() -> dict[str, float]:
    """Return all figures of this process."""
    return {**resident(), **allocator(), "python_blocks": float(sys.getallocatedblocks())}
