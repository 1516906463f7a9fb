"""Names that survive a power cut: a file's name is on the disk only when its folder is synced. So a library's own."""

import os
from contextlib import suppress
from pathlib import Path

from corpus import LibraryError


def sync_folder(folder: Path) -> None:
    """Make names created, changed and removed in this folder survive a power cut, where the system can.

    :raises OSError: If the disk fails.
    """
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, unless they are there; those made survive a power cut.

    :raises OSError: If it cannot be made.
    """
    missing = []
    above = folder
    while not above.exists() and above != above.parent:
        missing.append(above)
        above = above.parent
    folder.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        settle(made)


def settle(path: Path) -> None:
    """Make the name of a file or folder that is there survive a power cut."""
    with suppress(PermissionError):  # a folder that may be entered but not read
        sync_folder(path.absolute().parent)


def library_folder(directory: str | Path) -> Path:
    """Return a library's directory, made if there is none.

    :raises LibraryError: If none can be there.
    """
    path = Path(directory).expanduser()
    try:
        make_folder(path)
    except OSError as error:
        reason = "it is not a directory" if path.exists() else error.strerror
        raise LibraryError(
            "no library can be at {path!r}: {reason}; name another with --library DIR",
            code="library_nowhere",
            path=str(path),
            reason=str(reason),
        ) from None
    return path
