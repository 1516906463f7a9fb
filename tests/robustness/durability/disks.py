"""What may be on a disk after the power failed, by the records of `power.c`: what was not synced is there, or not.

The model is that of ALICE (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014), as hard as POSIX is:

    data    reaches the disk for certain only by a sync of its file; before, any part of it in pieces of a sector or a
            page, and the length of the file with zeros or rubbish in it
    names   created, changed and removed reach the disk for certain only by a sync of their folder (not of the file);
            before, any of them. A rename is whole or not at all
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_HEAD = struct.Struct("<cHHQI")


@dataclass(slots=True)
class Record:
    """One call, as `power.c` tells of it."""

    what: str
    path: str
    other: str
    at: int
    data: bytes


def records(log: Path) -> Iterator[Record]:
    """Yield the records of a log in order."""
    data, place = log.read_bytes(), 0
    while place < len(data):
        what, first, second, at, size = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        path, other = data[place : place + first].decode(), data[place + first : place + first + second].decode()
        place += first + second
        size = size if what == b"W" else 0
        yield Record(what.decode(), path, other, at, data[place : place + size])
        place += size


@dataclass(slots=True)
class File:
    """What of a file is on the disk for certain, and what was done to it since; a write's data, or None to cut it."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def whole(self) -> bytes:
        """What a program would read now."""
        data = bytearray(self.synced)
        for change in self.since:
            _apply(data, *change)
        return bytes(data)

    def after(self, chance: random.Random) -> bytes:
        """What may be found after the power failed."""
        data, changes = bytearray(self.synced), list(self.since)
        match chance.randrange(5):
            case 0:
                changes = []
            case 1:
                pass
            case 2:
                changes = changes[: chance.randint(0, len(changes))]
                if changes:
                    changes[-1:] = _some(changes[-1:], chance, 0.5)
            case _:
                changes = _some(changes, chance, chance.choice((0.1, 0.5, 0.9)))
        for change in changes:
            _apply(data, *change)
        if self.since and chance.random() < 0.3:  # the length came first
            missing = len(self.whole()) - len(data)
            data += chance.randbytes(missing) if chance.random() < 0.5 else bytes(max(missing, 0))
        return bytes(data)


def _apply(data: bytearray, at: int, written: bytes | None) -> None:
    if written is None:
        del data[at:]
    if len(data) < at:
        data += bytes(at - len(data))
    if written is not None:
        data[at : at + len(written)] = written


def _some(
    changes: list[tuple[int, bytes | None]], chance: random.Random, share: float
) -> list[tuple[int, bytes | None]]:
    """Return about a share of the changes, torn where sectors or pages meet."""
    size, kept = chance.choice((512, 4_096)), list[tuple[int, bytes | None]]()
    for at, written in changes:
        if written is None:
            kept += [(at, None)] if chance.random() < share else []
            continue
        place = 0
        while place < len(written):
            stop = min(len(written), place + size - (at + place) % size)
            if chance.random() < share:
                kept.append((at + place, written[place:stop]))
            place = stop
    return kept


@dataclass(slots=True)
class _Naming:
    """A change of names: these are gone, these stand for that file (None: a folder)."""

    folders: set[str]
    gone: list[str] = field(default_factory=list)
    named: dict[str, File | None] = field(default_factory=dict)


class Disk:
    """A folder on a disk, as programs see it and as it may be found.

    :param root: The folder; it is there for certain.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._now: dict[str, File | None] = {root: None}
        self._synced: dict[str, File | None] = {root: None}
        self._since: list[_Naming] = []

    def take(self, record: Record) -> None:
        """Do what a record tells of."""
        path, file = record.path, self._now.get(record.path)
        match record.what:
            case "W" | "T" | "O" if file is not None:
                file.since.append((record.at, record.data if record.what == "W" else None))
            case "S" if file is not None:
                file.synced, file.since = bytearray(file.whole()), []
            case "D":
                for change in [one for one in self._since if path in one.folders]:
                    _rename(self._synced, change)
                    self._since.remove(change)
            case "C" | "M":
                self._name(_Naming({_folder(path)}, [], {path: File() if record.what == "C" else None}))
            case "L" if file is not None:
                self._name(_Naming({_folder(record.other)}, [], {record.other: file}))
            case "R" if file is not None:
                self._name(_Naming({_folder(path), _folder(record.other)}, [path], {record.other: file}))
            case "U" | "X":
                self._name(_Naming({_folder(path)}, [path]))
            case what:
                raise AssertionError(f"{what} of {path!r}, {record.other!r}: not in this model")

    def _name(self, change: _Naming) -> None:
        _rename(self._now, change)
        self._since.append(change)

    def whole(self) -> dict[str, bytes | None]:
        """What a program would find now, by path; None is a folder."""
        return {path: None if file is None else file.whole() for path, file in self._now.items()}

    def after(self, chance: random.Random) -> dict[str, bytes | None]:
        """What may be found after the power failed."""
        names, changes = dict(self._synced), self._since
        match chance.randrange(4):
            case 0:
                changes = []
            case 1:
                pass
            case 2:
                changes = changes[: chance.randint(0, len(changes))]
            case _:
                changes = [change for change in changes if chance.random() < 0.5]
        for change in changes:
            _rename(names, change)
        rubbish = chance.randrange(1 << 30)  # one file under two names is found the same under both
        numbers: dict[int, int] = {}
        found: dict[str, bytes | None] = {}
        for path in sorted(names):
            if path == self.root or _folder(path) in found:  # not in a folder that is lost
                file = names[path]
                found[path] = (
                    None
                    if file is None
                    else file.after(random.Random(rubbish + numbers.setdefault(id(file), len(numbers))))
                )
        return found


def _rename(names: dict[str, File | None], change: _Naming) -> None:
    for path in change.gone:
        names.pop(path, None)
    names.update(change.named)


def _folder(path: str) -> str:
    return str(PurePosixPath(path).parent)


def lay_out(found: dict[str, bytes | None], root: str, target: Path) -> None:
    """Write what was found below `root` into a folder."""
    for path, data in found.items():
        place = target / PurePosixPath(path).relative_to(root)
        if data is None:
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.write_bytes(data)
