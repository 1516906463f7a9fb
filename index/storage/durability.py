"""Names that survive a power cut: a file's name is on the disk only when its folder is synced."""

import os
from contextlib import suppress
from pathlib import Path


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
