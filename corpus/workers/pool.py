"""Documents read and parsed in processes of their own: all cores at once, and a bad file costs nothing but itself.

Results come in the order of the jobs. A few plain documents are parsed right here: a process takes half a second to
start. Fragile formats always get one, with limits of time and memory; a service asks for that for all that it is sent.

The processes are started as programs, not with `multiprocessing`: its `spawn` runs the caller's main module again.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from corpus.errors import ReadError
from corpus.workers.process import Job, LayoutJob, PageJob, Result, work

Settled = TypeVar("Settled")
_Anything = TypeVar("_Anything")

MAX_WORKERS = 8
# for one document of up to a mebibyte: a hundred times what it takes; larger ones get more in proportion
SECONDS = 60.0

FEW = 2**20  # bytes of plain documents that are parsed here before processes are started
_BATCH = 2**16  # bytes of plain documents sent together: news items are short, and every message costs a millisecond


def parse_all(
    items: Iterable[Job | Settled], *, workers: int | None = None, isolated: bool = False
) -> Generator[Result | Settled, None, None]:
    """Yield what becomes of each job: (document, parsed speech), or why it cannot be read.

    Results come in the order of the jobs; whatever is no job is passed on in its place.

    :param workers: Processes, by default one a core; with 1, everything but fragile formats is parsed here.
    :param isolated: Parse nothing here: a document that is made to cost time or memory costs this process neither.
    """
    count = min(workers or usable_cores(), MAX_WORKERS)
    with _Pool(count) as pool:
        waiting: deque[Future[list[Result | Settled]]] = deque()
        batch: list[Job] = []
        plain = batched = 0

        def send() -> None:
            nonlocal batch, batched
            if batch:
                waiting.append(pool.submit(batch))
                batch, batched = [], 0

        for item in items:
            if isinstance(item, Job) and not item.fragile:
                plain += item.size
                if isolated or (count > 1 and plain > FEW):
                    batch.append(item)
                    batched += item.size
                    if batched >= _BATCH:
                        send()
                else:
                    waiting.append(_done([work(item)]))
            else:
                send()
                waiting.append(pool.submit([item]) if isinstance(item, Job) else _done([item]))
            # far enough ahead to keep all busy, not so far that results pile up
            while waiting and (waiting[0].done() or len(waiting) > 3 * count):
                yield from waiting.popleft().result()
        send()
        while waiting:
            yield from waiting.popleft().result()


def usable_cores() -> int:
    """Return on how many cores this process may run."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Pool:
    """Worker processes, started when first needed; a thread each waits for its replies."""

    def __init__(self, count: int) -> None:
        self._executor = ThreadPoolExecutor(count, thread_name_prefix="parse")
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._all: set[Worker] = set()
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> "_Pool":
        return self

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._closed = True
            for worker in self._all:
                worker.kill()
        self._executor.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.close()

    def submit(self, jobs: list[Job]) -> Future[Any]:
        return self._executor.submit(self._run, jobs)

    def _run(self, jobs: list[Job]) -> list[Result]:
        results = self._try(jobs)
        if isinstance(results, ReadError):
            # one of them did it: each gets a process that it can take along
            return [results] if len(jobs) == 1 else [result for job in jobs for result in self._run([job])]
        return results

    def _try(self, jobs: list[Job]) -> list[Result] | ReadError:
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            worker = Worker()
            with self._lock:
                self._all.add(worker)
                if self._closed:
                    worker.kill()
        results = worker.run(jobs)
        if worker.alive:
            self._idle.put(worker)
        else:
            with self._lock:
                self._all.discard(worker)
            worker.close()
        return results


class Worker:
    """One process and the pipes to it. One thread may use it at a time."""

    def __init__(self) -> None:
        # where the parent found the packages, the child finds them too, whatever its working directory
        path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "corpus.workers.process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self.alive = True

    def run(self, jobs: Sequence[Job | PageJob | LayoutJob], seconds: float | None = None) -> list[Any] | ReadError:
        """Return what becomes of the jobs, or how the process died of them.

        :param seconds: For a mebibyte or less, more in proportion; by default `SECONDS`.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        path, late = jobs[0].item.path, threading.Event()
        seconds = (seconds or SECONDS) * max(1.0, sum(job.size for job in jobs) / 2**20)

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            pickle.dump(jobs, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            results: list[Any] = pickle.load(self._process.stdout)
            return results
        except (EOFError, OSError, pickle.UnpicklingError):
            self.kill()
            if late.is_set():
                return ReadError(
                    path,
                    "reading it took more than {seconds:.0f} s; save it in another format",
                    code="reading_too_long",
                    seconds=seconds,
                )
            code = self._process.wait()
            return ReadError(
                path,
                "the process reading it died ({how}); save it in another format",
                code="reading_died",
                how=_death(code),
            )
        finally:
            timer.cancel()

    def kill(self) -> None:
        """End the process."""
        self.alive = False
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Close the pipes of a process that is dead."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what a dead process did not take
                    stream.close()


def _death(code: int) -> str:
    return f"signal {-code}, out of memory or a damaged file" if code < 0 else f"exit status {code}"


def _done(result: _Anything) -> Future[_Anything]:
    future: Future[_Anything] = Future()
    future.set_result(result)
    return future
