"""Folders that are read by themselves: what is put into one, or changed in it, is in the library soon after."""

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus import InputError, YinzhengError

logger = logging.getLogger(__name__)

EVERY = 30.0
"""Seconds from one look to the next."""
SETTLED = 2.0
"""Seconds for which a file must not have changed: it may be still on its way."""

_State = dict[str, tuple[int, int]]  # by path the bytes and the time of the last change in nanoseconds


class WatchedFolders:
    """Some folders, looked at in a thread of its own while the block runs.

    A file that is gone from its folder stays in the library until somebody removes it.

    :param read: Takes a folder, and adds what is new or has changed in it.
    :param every: Seconds from one look to the next.
    :raises InputError: If one is no folder.
    """

    def __init__(self, folders: Sequence[str], read: Callable[[str], object], every: float = EVERY) -> None:
        for folder in folders:
            if not Path(folder).expanduser().is_dir():
                raise InputError("there is no folder {path!r} to watch", code="no_such_folder", path=folder)
        self._known: dict[str, _State] = {str(Path(folder).expanduser()): {} for folder in folders}
        self._read = read
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watched folders", daemon=True)

    def __enter__(self) -> "WatchedFolders":
        if self._known:
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()  # what is being added is added whole

    def look(self) -> list[str]:
        """Read the folders in which something is new or has changed since the last look; return them."""
        read: list[str] = []
        for folder, known in self._known.items():
            state = _state(folder)
            if state == known or _settling(state):
                continue
            try:
                self._read(folder)
            except YinzhengError as error:  # it is tried again with the next look
                logger.warning("%s was not read: %s", folder, error)
                continue
            self._known[folder] = state
            read.append(folder)
        return read

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self.look()
            except Exception:
                logger.exception("looking at the watched folders failed")
            self._over.wait(self._every)


def _state(folder: str) -> _State:
    found: _State = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            try:
                status = os.stat(path)
            except OSError:
                continue  # gone since, or a link to nothing
            found[path] = status.st_size, status.st_mtime_ns
    return found


def _settling(state: _State) -> bool:
    return any(0 <= time.time() - changed / 1e9 < SETTLED for _, changed in state.values())
