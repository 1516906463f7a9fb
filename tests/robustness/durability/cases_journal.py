"""The campaign of `tests.robustness.durability.journal_kills`, short; and that it would notice what it is there for."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from corpus import JournalError
from index.storage.database import Database
from tests.robustness.durability import journal_kills
from tests.support.servers import postgresql

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="starts PostgreSQL as Debian has it, and forks"),
    pytest.mark.skipif(postgresql.missing() is not None, reason=str(postgresql.missing())),
]


def test_nothing_acknowledged_is_lost_and_nothing_is_applied_twice() -> None:
    result = journal_kills.run(8, seed=3, report=lambda _: None)
    assert result["lost"] == [] == result["different"] and result["twice"] == []
    assert result["kills"] == 8 and result["acknowledged"] > 0 and result["changes"] > result["acknowledged"]


def hasty() -> None:
    """Let a library acknowledge what only its own file has."""
    real = Database.joined

    @contextmanager
    def alone(self: Database, first: Callable[..., None], _last: Callable[[], None]) -> Iterator[None]:
        with real(self, first, lambda: None):
            yield

    Database.joined = alone  # type: ignore[method-assign,assignment]


def test_a_library_that_acknowledges_before_the_journal_does_is_found_out() -> None:
    with pytest.raises((AssertionError, JournalError)):
        journal_kills.run(6, seed=5, report=lambda _: None, fault=hasty)
