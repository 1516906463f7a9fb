"""The campaign of `tests.robustness.durability.kills`, short; and that it would notice what it is there for."""

import sys
from contextlib import contextmanager

import pytest

from index.ingestion import _Run
from index.storage.database import Database
from tests.robustness.durability import kills

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks of a process that has FAISS: only Linux's")

LINES = 12


def test_nothing_acknowledged_is_lost_and_nothing_corrupt() -> None:
    result = kills.run(12, seed=7, report=lambda _: None, lines=LINES)
    assert result["lost"] == [] and result["corrupt"] == []
    assert result["killed"] >= 12 and result["acknowledged"] > 0 and result["waiting"] > 0


def test_a_library_that_acknowledges_too_early_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = _Run.flush

    def hasty(self: _Run) -> None:
        for document, _ in self._batch:
            self.progress and self.progress(self.done + 1, self.total, document.path)
        real(self)

    monkeypatch.setattr(_Run, "flush", hasty)
    assert kills.run(50, seed=11, report=lambda _: None, lines=LINES, enough=True)["lost"] != []


def test_a_library_that_is_not_written_whole_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Database.writing

    @contextmanager  # type: ignore[arg-type]
    def loose(self: Database):  # type: ignore[no-untyped-def]  # noqa: ANN202
        with real(self) as connection:
            connection.execute("DELETE FROM chunks WHERE id = (SELECT max(id) FROM chunks)")
            yield connection

    monkeypatch.setattr(Database, "writing", loose)
    assert kills.run(20, seed=3, report=lambda _: None, lines=LINES, enough=True)["corrupt"] != []
