"""Original files of documents: beside the library where nobody else keeps them, as of uploads; else where they lie.

A file counts as a document's only while its bytes are those that were read. A backup holds those that are kept here.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus import Document, NotFoundError
from corpus.readers.registry import suffix_of
from corpus.readers.sources import is_of, read_at
from index.storage.durability import make_folder, sync_folder

FOLDER = "originals"  # inside the library's directory: a file a speech, named by its id
_ID = re.compile("[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a document was read from.

    :param name: Without the folder that it lay in.
    :param suffix: Its format, as a key of `corpus.readers.registry.FORMATS`.
    """

    name: str
    suffix: str
    data: bytes


def keep(directory: Path, speech_id: str, data: bytes) -> None:
    """Keep the file of a speech beside the library; when this returns it is on the disk.

    :raises OSError: If the disk does not take it.
    """
    folder = directory / FOLDER
    make_folder(folder)
    partial = folder / f".{speech_id}.{os.getpid()}.partial"
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(folder / speech_id)
        sync_folder(folder)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def kept(directory: Path) -> list[Path]:
    """Return the files that are kept beside a library, each named by its speech."""
    folder = directory / FOLDER
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if is_name(file.name) and file.is_file() and not file.is_symlink())


def is_name(name: str) -> bool:
    """Return whether a name is one that a kept file may have: the id of a speech."""
    return bool(_ID.fullmatch(name))


def forget(directory: Path, speech_id: str) -> None:
    """Remove the kept file of a speech, if there is one."""
    with suppress(OSError):
        (directory / FOLDER / speech_id).unlink(missing_ok=True)


def find(directory: Path, speech_id: str, document: Document) -> Original:
    """Return the file of a speech.

    :raises NotFoundError: If it is neither kept nor where it lay, or is no longer what was read.
    """
    inside = document.path.rpartition("!/")[2]
    name, suffix = inside.replace("\\", "/").rpartition("/")[2], suffix_of(inside)
    changed = False
    for data in (_kept(directory / FOLDER / speech_id), read_at(document.path)):
        if data is None:
            continue
        if is_of(document, data):
            return Original(name, suffix, data)
        changed = True
    if changed:
        raise NotFoundError(
            "the file {name!r} is another one since it was read; add it again; its text as it was read is here",
            code="file_changed",
            name=name,
        )
    raise NotFoundError(
        "the file {name!r} is not kept: it was packed or moved; its whole text is", code="file_not_kept", name=name
    )


def seems_there(directory: Path, speech_id: str, path: str) -> bool:
    """Return whether the file of a speech is kept or where it lay; whether it is what was read, is not looked at."""
    outer, _, member = path.partition("!/")
    try:
        if (directory / FOLDER / speech_id).is_file():
            return True
        file = Path(outer)
        return file.is_file() and not file.is_symlink() and (not member or suffix_of(outer) == ".zip")
    except (OSError, ValueError):
        return False


def _kept(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
