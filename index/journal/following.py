"""The thread that keeps a library up to what others wrote: it looks at the journal a few times a second.

A look is one row by its key, cheap enough to need no notification, and it goes through any pool of connections that a
database is behind.
"""

import logging
import threading
from collections.abc import Callable

from corpus import YinzhengError
from index.journal.journaled_catalog import JournaledCatalog

logger = logging.getLogger(__name__)

EVERY = 0.25
"""Seconds from one look to the next."""
_LATER = 5.0  # seconds from one look to the next, at most, while the journal cannot be read


class Follower:
    """Applies what others wrote to a catalog, from `begin` to `close`.

    :param again: Called when the journal can be read again.
    """

    def __init__(self, catalog: JournaledCatalog, again: Callable[[], None]) -> None:
        self._catalog = catalog
        self._again = again
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower of the journal", daemon=True)
        self.failure: Exception | None = None
        """Why the journal cannot be followed just now."""

    def begin(self, failure: Exception | None = None) -> None:
        """Begin to look.

        :param failure: Why it could not be followed so far.
        """
        self.failure = failure
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        pause = EVERY
        while not self._over.wait(pause):
            try:
                self._catalog.join()
                self._catalog.catch_up(self._alive)
            except _OverError:
                return
            except Exception as error:  # whatever it is, the next look may find it mended
                if str(error) != str(self.failure):
                    expected = isinstance(error, YinzhengError)
                    logger.warning("%s is not followed: %s", self._catalog.directory, error, exc_info=not expected)
                self.failure = error
                pause = min(2 * pause, _LATER)
            else:
                if self.failure is not None:
                    logger.info("%s is followed again", self._catalog.directory)
                    self.failure = None
                    self._again()
                pause = EVERY

    def _alive(self, _done: int, _total: int, _what: str) -> None:
        if self._over.is_set():
            raise _OverError


class _OverError(Exception):
    """The library is closed; what is not applied yet is when it is next opened."""
