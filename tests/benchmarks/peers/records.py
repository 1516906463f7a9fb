"""In what order systems are asked, and what came of it, kept on disk so that a run can go on after an interruption."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus import InputError
from rag.evaluation.gold import Gold


@dataclass(frozen=True, slots=True)
class Record:
    """How one system did with one question; see `judging.Verdicts`.

    :param digest: Of the gold question.
    :param seconds: On the clock.
    :param cpu: Seconds of the processor, of the system and of the engine.
    """

    system: str
    question: str
    digest: str
    seconds: float
    cpu: float
    text: str
    unanswerable: bool
    right: bool
    refused: bool
    claims: int
    uncited: int
    citations: int
    unsupported: int
    error: str = ""


def turns(gold: Sequence[Gold], systems: Sequence[str]) -> Iterator[tuple[Gold, str]]:
    """Yield question by question each system, another one first each time."""
    for number, item in enumerate(gold):
        first = number % len(systems)
        for system in (*systems[first:], *systems[:first]):
            yield item, system


class Records:
    """What came of the questions so far.

    :param path: One JSON line each, after a line of the conditions; None: nothing is kept.
    :param conditions: What figures depend on.
    :raises InputError: If the file was begun under other conditions, or cannot be read.
    """

    def __init__(self, path: Path | None, conditions: Mapping[str, Any]) -> None:
        self._path = path
        self._found: dict[tuple[str, str, str], Record] = {}
        self.reading: dict[str, dict[str, float]] = {}
        self.peaks: dict[str, float] = {}
        self.engine_peak_mb = 0.0
        first = json.dumps({"conditions": conditions}, ensure_ascii=False, sort_keys=True)
        if path is None:
            return
        lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
        if lines and lines[0] and lines[0] != first:
            raise InputError(f"{str(path)!r} was begun under other conditions; delete it, or name another --output")
        whole = [line for line in lines[:-1] if line]  # the last one was cut off while it was written, or is empty
        for line in whole[1:]:
            self._take(json.loads(line))
        path.write_text("".join(f"{line}\n" for line in whole or [first]), encoding="utf-8")

    def find(self, system: str, item: Gold) -> Record | None:
        """Return what came of a question, unless its line in the gold file has changed since."""
        return self._found.get((system, item.id, item.digest))

    def all(self) -> list[Record]:
        """Return everything."""
        return list(self._found.values())

    def add(self, record: Record) -> None:
        """Keep what came of a question."""
        self._keep({"record": asdict(record)})

    def fail(self, system: str, item: Gold, error: str) -> None:
        """Note that a system gave no answer: not right, and asked again by the next run."""
        none = Record(system, item.id, item.digest, 0, 0, "", item.unanswerable, False, False, 0, 0, 0, 0, error)
        self._found[system, item.id, item.digest] = none

    def add_reading(self, system: str, a_second: float, a_cpu_second: float) -> None:
        """Keep how fast a system read the documents in, in characters; a later run reads them again."""
        self._keep({"reading": {system: {"characters_a_second": a_second, "characters_a_cpu_second": a_cpu_second}}})

    def note_peaks(self, systems: Mapping[str, float], engine: float) -> None:
        """Keep peak memory, in MB."""
        self._keep({"peaks": dict(systems), "engine": engine})

    def remove(self) -> None:
        """Delete the file: the run is complete. What failed stays to be asked again."""
        if self._path is not None and not any(record.error for record in self._found.values()):
            self._path.unlink(missing_ok=True)

    def _keep(self, value: dict[str, Any]) -> None:
        self._take(value)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(value, ensure_ascii=False) + "\n")

    def _take(self, value: dict[str, Any]) -> None:
        if "record" in value:
            record = Record(**value["record"])
            self._found[record.system, record.question, record.digest] = record
        elif "reading" in value:
            self.reading.update(value["reading"])
        else:
            for system, peak in value["peaks"].items():
                self.peaks[system] = max(peak, self.peaks.get(system, 0.0))
            self.engine_peak_mb = max(self.engine_peak_mb, value["engine"])
