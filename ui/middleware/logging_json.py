"""One JSON object a line for each request and each question: what, when, how long. Contents only if asked for.

{"at": "…", "event": "request", "route": "/api/search", "method": "GET", "status": 200, "ms": 12.3, "id": "…"}
{"at": "…", "event": "question", "outcome": "answered", "waited_ms": 0.1, "ms": 5300.0, "stages": {"retrieve": 90.1}}
"""

import datetime
import json
import logging
from collections.abc import Iterable
from typing import Any, TextIO

from rag import Finished
from ui.services.generation_queue import Outcome, Watcher

log = logging.getLogger("yinzheng.service")


def start(stream: TextIO) -> None:
    """Write the service's lines to a stream; without this they go nowhere."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Lines())
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(logging.INFO)


def note(event: str, **fields: Any) -> None:
    """Log one event. The caller gives no contents: no question, no answer, no name, no path that a person chose."""
    log.info(event, extra={"fields": fields})


class Questions:
    """Logs how each question went; a `ui.services.generation_queue.Watcher`.

    :param contents: Log the question and the answer too.
    """

    def __init__(self, *, contents: bool = False) -> None:
        self._contents = contents

    def asked(self, outcome: Outcome, waited: float, seconds: float, finished: Finished | None) -> None:
        """Log a question."""
        fields: dict[str, Any] = {"outcome": outcome, "waited_ms": _ms(waited), "ms": _ms(seconds)}
        if finished is not None:
            answer = finished.answer
            fields |= {
                "model": answer.model,
                "stages": answer.timings,
                "sentences": len(answer.claims),
                "citations": len(answer.citations),
                "hits": len(answer.hits),
            }
            if self._contents:
                fields |= {"question": answer.question, "answer": answer.text}
        note("question", **fields)


class Both:
    """Tells several watchers."""

    def __init__(self, watchers: Iterable[Watcher]) -> None:
        self._watchers = tuple(watchers)

    def asked(self, outcome: Outcome, waited: float, seconds: float, finished: Finished | None) -> None:
        """Tell each."""
        for watcher in self._watchers:
            watcher.asked(outcome, waited, seconds, finished)


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "event": record.getMessage(), **getattr(record, "fields", {})}
        return json.dumps(line, ensure_ascii=False, default=str)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
