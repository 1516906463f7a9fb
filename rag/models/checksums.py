"""Weights are hashed when they are loaded: once in a process, and again if the file was touched since.

A size and a time of modification can be put back; the time of the last change of a file's facts (ctime) no program can
set. A gigabyte takes 0.7 s, and loading it comes next, so it is read from the disk only once.
"""

import hashlib
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

from corpus import ModelError
from rag.models.download import COPY_BYTES, hash_file

_Facts = tuple[int, int, int, int, int]  # device, inode, bytes, modified, changed
_hashed: dict[str, tuple[_Facts, str]] = {}  # by path
_lock = threading.Lock()

_SHA256, _GIT = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{40}")


def hash_once(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """Return a file's SHA-256, of bytes that this process has read and that nobody has touched since.

    :param progress: Called with the bytes so far.
    :raises OSError: If it cannot be read.
    """
    with _lock:  # two threads that load one model hash it once
        facts = _facts(path)
        known = _hashed.get(str(path))
        if known is None or known[0] != facts:
            known = facts, hash_file(path, progress)
            if _facts(path) == facts:  # not written while it was read
                _hashed[str(path)] = known
    return known[1]


def check_hub_files(path: Path) -> None:
    """Hash what a hub's cache gave, where it is stored under its own hash: the files that weigh by SHA-256.

    :param path: A file of a snapshot, or the snapshot's folder.
    :raises ModelError: If one is not what was published.
    """
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        stored = file.resolve()
        if stored.parent.name != "blobs" or not stored.is_file():  # a system without links has copies
            continue
        if _SHA256.fullmatch(stored.name):
            actual = hash_once(stored)
        elif _GIT.fullmatch(stored.name):
            actual = _git_hash(stored)
        else:
            continue
        if actual != stored.name:
            raise ModelError(
                f"{str(file)!r} is not what the hub published: its hash is {actual}, not {stored.name}; "
                f"delete {str(stored)!r}, and the next start fetches it again"
            )


def _git_hash(path: Path) -> str:
    """Return the name that git gives to a file's bytes: what a hub knows its small files by."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(COPY_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _facts(path: Path) -> _Facts:
    stat = os.stat(path)
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
