"""The members of a zip archive, guarded against bombs, odd names and damage. Knows nothing of formats."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.errors import ReadError
from corpus.readers.registry import suffix_of, why_unsupported
from corpus.readers.sidecar import SIDE_FILE

MAX_BYTES = 64 * 2**20  # of one member
MAX_MEMBERS = 10_000  # of one archive
MAX_ARCHIVE_BYTES = 2**30  # of one archive, unpacked
MAX_RATIO = 200  # unpacked to packed, of a member of more than a mebibyte, and of an archive: more is a bomb
MAX_DIRECTORY = 8 * 2**20  # bytes of an archive's list of members, which is read whole

DAMAGE = (OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def iter_members(file: Path, path: str, skip: Callable[[str], bool]) -> Iterator[tuple[str, bytes | ReadError]]:
    """Yield (name inside the archive, its bytes or the error that keeps it from being read).

    :param path: How the archive is named in errors.
    :param skip: Whether a member is to be passed over in silence.
    """
    try:
        with file.open("rb") as stream:
            if _directory_size(stream) > MAX_DIRECTORY:
                yield "", ReadError(path, "too many files in one archive; split it", code="archive_too_many_files")
                return
        with zipfile.ZipFile(file) as archive:
            total, most = 0, min(MAX_ARCHIVE_BYTES, max(MAX_BYTES, MAX_RATIO * file.stat().st_size))
            # not `is_dir`: it fails on an empty name
            members = [one for one in archive.infolist() if not one.filename.endswith("/")]
            members.sort(key=lambda member: member.filename != SIDE_FILE)  # first: it describes the others
            number = 0
            for member in members:
                name = _name(member)
                if skip(name):
                    continue
                number, total = number + 1, total + member.file_size
                if number > MAX_MEMBERS or total > MAX_ARCHIVE_BYTES:
                    yield (
                        name,
                        ReadError(
                            path,
                            "more than {limit} files or 1 GiB in one archive; split it",
                            code="archive_too_large",
                            limit=MAX_MEMBERS,
                        ),
                    )
                    return
                if total > most:  # members that overlap: each for itself is packed no better than others
                    yield name, ReadError(path, "packed suspiciously small; unpack it first", code="archive_bomb")
                    return
                yield name, _read(archive, member, name, f"{path}!/{name}")
    except OSError as error:
        yield "", ReadError(path, "{reason}", code="cannot_open", reason=error.strerror or "it cannot be opened")
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        yield "", ReadError(path, "a damaged zip archive; pack it again", code="archive_damaged")


def _directory_size(stream: BinaryIO) -> int:
    """Return how long an archive says that its list of members is, where `zipfile` looks for that; 0 if nowhere."""
    end = stream.seek(0, 2)
    start = stream.seek(max(0, end - 22 - 2**16))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return 0
    size = int(struct.unpack_from("<L", tail, at + 12)[0])
    locator = start + at - 20
    if locator >= 0:  # of an archive with 64-bit numbers
        stream.seek(locator)
        mark, _, place, _ = struct.unpack("<4sLQL", stream.read(20))
        if mark == b"PK\x06\x07" and place <= end:
            stream.seek(place)
            record = stream.read(56)
            if len(record) == 56 and record.startswith(b"PK\x06\x06"):
                size = int(struct.unpack_from("<Q", record, 40)[0])
    return size


def _name(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")  # what zipfile made of bytes without the UTF-8 flag
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, path: str) -> bytes | ReadError:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0]:
        return ReadError(path, "its name leads outside the archive", code="archive_escape")
    if stat.S_ISLNK(member.external_attr >> 16):  # its bytes are the name of another file
        return ReadError(path, "a link, not a file; pack what it leads to", code="archive_link")
    if member.flag_bits & 0x1:
        return ReadError(path, "encrypted; unpack it first", code="archive_encrypted")
    if member.file_size > MAX_BYTES:
        return ReadError(path, "larger than {limit} MiB; split it", code="file_too_large", limit=MAX_BYTES // 2**20)
    if member.file_size > max(2**20, member.compress_size * MAX_RATIO):
        return ReadError(path, "packed suspiciously small; unpack it first", code="archive_bomb")
    if reason := why_unsupported(suffix_of(name)):
        return ReadError(path, reason)
    try:
        with archive.open(member) as stream:
            data = stream.read(MAX_BYTES + 1)  # the directory's size may lie
    except DAMAGE:
        return ReadError(path, "damaged inside the archive; pack it again", code="archive_member_damaged")
    if len(data) > MAX_BYTES:
        return ReadError(path, "larger than {limit} MiB; split it", code="file_too_large", limit=MAX_BYTES // 2**20)
    return data
