"""Counts and times for Prometheus. One registry for each service, so that two in a process do not mix."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from rag import Finished
from ui.services.generation_queue import Outcome

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320)
_METHODS = frozenset(("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """What the service has done since it started. Labels take few values: never a text, a name or a path."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter("yinzheng_requests", "HTTP requests", ("route", "method", "status"), registry=registry)
        self._took = Histogram(
            "yinzheng_request_seconds",
            "From the request to its last byte",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._questions = Counter("yinzheng_questions", "Questions by outcome", ("outcome",), registry=registry)
        self._stages = Histogram(
            "yinzheng_stage_seconds",
            "Seconds of an answer by stage; `wait` in the line, `whole` from the question to the end",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._documents = Counter(
            "yinzheng_documents", "Uploaded documents by outcome", ("outcome",), registry=registry
        )
        self._locked = Counter("yinzheng_locked_out", "Requests refused after wrong passwords", registry=registry)

    def watch(self, name: str, what: str, read: Callable[[], float]) -> None:
        """Report a number that is read when it is asked for."""
        Gauge(name, what, registry=self._registry).set_function(read)

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request.

        :param route: Its template, such as `/speech/{speech_id}`.
        """
        self._requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._took.labels(route).observe(seconds)

    def asked(self, outcome: Outcome, waited: float, seconds: float, finished: Finished | None) -> None:
        """Count a question; a `ui.services.generation_queue.Watcher`."""
        self._questions.labels(outcome).inc()
        if outcome != "busy":
            self._stages.labels("wait").observe(waited)
            self._stages.labels("whole").observe(seconds)
        for stage, milliseconds in (finished.answer.timings if finished else {}).items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def added(self, outcome: str, count: int) -> None:
        """Count uploaded documents."""
        self._documents.labels(outcome).inc(count)

    def locked(self) -> None:
        """Count a request refused because of wrong passwords before it."""
        self._locked.inc()

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
