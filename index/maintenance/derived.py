"""A library's store of what others derive from its speeches, such as figures: brought up to date when it is asked.

It costs a reader nothing where nothing has changed, and a change only what it changed. What is derived is no truth: it
can be made again at any time, and is, when the deriving program says another version.
"""

from collections.abc import Callable, Collection

from corpus import Speech
from index.catalog import Catalog
from index.storage import derived_rows
from index.storage.derived_rows import Rows

_BATCH = 64  # speeches a transaction: a commit waits for the disk

Make = Callable[[Speech], Rows]
"""From a speech to its rows of (key, data)."""


class Derived:
    """The rows of one kind. Thread-safe.

    :param kind: What they are: `figures`.
    :param version: Of the program that derives them.
    """

    def __init__(self, catalog: Catalog, kind: str, version: str) -> None:
        self._catalog = catalog
        self._kind = kind
        self._version = version

    def refresh(self, make: Make, progress: Callable[[int, int], None] | None = None) -> int:
        """Derive what is missing, and return of how many speeches.

        :param make: Called once for each speech that has changed or that another version has been through.
        :param progress: Called with (speeches done, speeches in all).
        :raises BusyError: If another process keeps the library locked for a minute.
        """
        with self._catalog.reading() as connection:
            waiting = derived_rows.pending(connection, self._kind, self._version)
        for first in range(0, len(waiting), _BATCH):
            speeches = self._catalog.speeches()
            batch = [(one, row) for one, row in waiting[first : first + _BATCH] if one in speeches]
            found = [(one, row, make(speeches[one])) for one, row in batch]
            with self._catalog.changing() as connection:
                derived_rows.replace(connection, self._kind, self._version, found)
                connection.execute("COMMIT")  # here, so that it counts as no change: no search is out of date by it
            if progress is not None:
                progress(min(first + _BATCH, len(waiting)), len(waiting))
        return len(waiting)

    def rows(
        self, keys: Collection[str] | None = None, speech_ids: Collection[str] | None = None
    ) -> list[tuple[str, str]]:
        """Return (speech id, data) of the rows with any of some keys and of any of some speeches; None for all."""
        with self._catalog.reading() as connection:
            return derived_rows.select(connection, self._kind, keys, speech_ids)

    def keys(self, among: Collection[str] | None = None) -> dict[str, int]:
        """Return how many rows there are of each key, or of each among some."""
        with self._catalog.reading() as connection:
            return derived_rows.keys(connection, self._kind, among)
