"""Files, folders and zip archives become Documents. One bad file never stops the rest."""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.encoding import DecodeError, declared_charset, decode
from corpus.errors import ReadError
from corpus.speech import Document
from corpus.webpage import MarkupError, extract

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
}
MAX_BYTES = 64 * 2**20  # of one document
MAX_MEMBERS = 10_000  # of one archive
MAX_ARCHIVE_BYTES = 2**30  # of one archive, unpacked
MAX_RATIO = 200  # unpacked to packed, of a member of more than a mebibyte: more is a bomb

_SUPPORTED = ", ".join(sorted(MEDIA_TYPES)) + ", .zip"


def iter_documents(paths: Iterable[str | Path]) -> Iterator[Document | ReadError]:
    """Yield each document in the files, folder trees and archives named, or the error that keeps it from being read.

    Folders are walked in sorted order; hidden files are skipped, files of other types are reported.
    """
    for file, _ in _files(paths):
        yield from _read_file(file)


def count_documents(paths: Iterable[str | Path]) -> int:
    """Return how many items `iter_documents` will yield, without reading more than archives' directories."""
    count = 0
    for file, exists in _files(paths):
        if exists and file.suffix.lower() == ".zip":
            try:
                with zipfile.ZipFile(file) as archive:
                    count += sum(1 for _ in _members(archive))
            except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
                count += 1
        else:
            count += 1
    return count


def read_bytes(path: str, data: bytes) -> Document:
    """Return the document that these bytes of a file named `path` are.

    :raises ReadError: If they are empty, too many, binary, or of an unsupported type.
    """
    media_type = MEDIA_TYPES.get(os.path.splitext(path)[1].lower())
    if media_type is None:
        raise ReadError(path, f"unsupported type {os.path.splitext(path)[1]!r}; supported are {_SUPPORTED}")
    if len(data) > MAX_BYTES:
        raise ReadError(path, f"larger than {MAX_BYTES // 2**20} MiB; split it")
    if not data.strip():
        raise ReadError(path, "the file is empty")
    try:
        declared = declared_charset(data) if media_type == "text/html" else None
        text, encoding, warnings = decode(data, declared=declared)
        text, meta = extract(text) if media_type == "text/html" else (text, ())
    except (DecodeError, MarkupError) as error:
        raise ReadError(path, str(error)) from None
    if not text.strip():
        raise ReadError(path, "it holds no text")
    return Document(path, text, encoding, media_type, hashlib.sha256(data).hexdigest(), warnings, meta)


def _files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, bool]]:
    """Yield (file, exists); only what was named itself can be missing."""
    for path in paths:
        root = Path(path)
        if not root.is_dir():
            yield root, root.exists()
            continue
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if not _is_hidden(name))
            for name in sorted(names):
                # a saved page's pictures, a program's source: nobody means them to be read
                if not _is_hidden(name) and not name.lower().endswith(_COMPANIONS):
                    yield Path(folder, name), True


_COMPANIONS = (".py", ".pyc", ".css", ".js", ".png", ".jpg", ".jpeg", ".gif", ".ico", ".svg", ".woff", ".woff2")


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name in ("__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini")


def _read_file(file: Path) -> Iterator[Document | ReadError]:
    path = str(file).encode("utf-8", errors="replace").decode("utf-8")  # a name may hold undecodable bytes
    if not file.exists():
        yield ReadError(path, "no such file or folder; check the path")
    elif not file.is_file():
        yield ReadError(path, "not a regular file")
    elif file.suffix.lower() == ".zip":
        yield from _read_archive(path, file)
    elif file.suffix.lower() not in MEDIA_TYPES:
        yield ReadError(path, f"unsupported type {file.suffix!r}; supported are {_SUPPORTED}")
    else:
        try:
            with file.open("rb") as stream:
                yield read_bytes(path, stream.read(MAX_BYTES + 1))
        except ReadError as error:
            yield error
        except OSError as error:
            yield ReadError(path, error.strerror or "it cannot be opened")


def _read_archive(path: str, file: Path) -> Iterator[Document | ReadError]:
    try:
        with zipfile.ZipFile(file) as archive:
            total = 0
            for number, member in enumerate(_members(archive), 1):
                total += member.file_size
                if number > MAX_MEMBERS or total > MAX_ARCHIVE_BYTES:
                    yield ReadError(path, f"more than {MAX_MEMBERS} files or 1 GiB in one archive; split it")
                    return
                yield _read_member(archive, member, f"{path}!/{_member_name(member)}")
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        yield ReadError(path, "a damaged zip archive; pack it again")
    except OSError as error:
        yield ReadError(path, error.strerror or "it cannot be opened")


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for member in archive.infolist():
        parts = member.filename.replace("\\", "/").split("/")
        if not member.is_dir() and not any(_is_hidden(part) and part != ".." for part in parts):
            yield member


def _member_name(member: zipfile.ZipInfo) -> str:
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


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str) -> Document | ReadError:
    parts = path.partition("!/")[2].replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0]:
        return ReadError(path, "its name leads outside the archive")
    if member.flag_bits & 0x1:
        return ReadError(path, "encrypted; unpack it first")
    if member.file_size > MAX_BYTES:
        return ReadError(path, f"larger than {MAX_BYTES // 2**20} MiB; split it")
    if member.file_size > max(2**20, member.compress_size * MAX_RATIO):
        return ReadError(path, "packed suspiciously small; unpack it first")
    if os.path.splitext(path)[1].lower() not in MEDIA_TYPES:
        return ReadError(path, f"unsupported type {os.path.splitext(path)[1]!r}; supported are {_SUPPORTED}")
    try:
        with archive.open(member) as stream:
            return read_bytes(path, stream.read(MAX_BYTES + 1))  # the directory's size may lie
    except ReadError as error:
        return error
    except (OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return ReadError(path, "damaged inside the archive; pack it again")
