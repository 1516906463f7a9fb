"""Where documents come from: files, folder trees, archives and tables become Sources, bytes that hold one document.

Knows what a folder holds that is no document; does not know how any format is read.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.datamodel import OVERRIDE, Document
from corpus.errors import Message, ReadError, UnreadableError
from corpus.readers import archives
from corpus.readers.registry import suffix_of, why_unsupported
from corpus.readers.sidecar import SIDE_FILE, Pairs
from corpus.readers.tabular.documents import SUFFIXES, NoTextError, iter_rows, read_side_file

MAX_BYTES = 64 * 2**20  # of one document
MAX_TABLE_BYTES = 2**30  # of one table of documents

# what lies beside documents without being one: silent in a folder or an archive, reported where it is named itself
_COMPANIONS = frozenset(
    ".py .pyc .pyo .css .js .mjs .map .png .jpg .jpeg .gif .bmp .webp .ico .svg .woff .woff2 .ttf .otf .eot".split()
)
_PASSED_OVER = frozenset(["__MACOSX", "__pycache__", "node_modules", "Thumbs.db", "desktop.ini"])

_OUTSIDE = Message("a link that leads outside the folder; name its target", code="link_outside")

_Columns = Mapping[str, str] | None
_Side = Mapping[str, Pairs]  # of one folder: what its side file says, by path relative to it


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes that hold one document.

    :param path: As in `Document.path`: `a.txt`, `a.zip!/b.txt`, `a.csv!/12`.
    :param suffix: Which format they are in, as a key of `FORMATS`.
    :param given: Metadata from a side file or a table's columns.
    """

    path: str
    suffix: str
    data: bytes
    given: Pairs = ()

    @property
    def sha256(self) -> str:
        """Of the bytes and of what is given: a corrected side file makes a changed document."""
        digest = hashlib.sha256(self.data)
        if self.given:
            digest.update(repr(self.given).encode("utf-8", errors="replace"))
        return digest.hexdigest()


def iter_sources(paths: Iterable[str | Path], columns: _Columns = None) -> Iterator[Source | ReadError]:
    """Yield what the files, folder trees, archives and tables named hold, or the error that keeps one from being read.

    Folders are walked in sorted order; hidden files, pictures, styles and scripts in them are passed over, files of
    other types are reported. A `metadata.csv` describes the files of its folder and those below. Links are followed
    where they are named themselves or lead to a file below the folder named; others are reported.

    :param columns: {field: column} for tables whose columns go by names that are not known.
    """
    for item in _files(paths):
        if isinstance(item, ReadError):
            yield item
        else:
            yield from _file(*item, columns)


def count_sources(paths: Iterable[str | Path], columns: _Columns = None) -> int:
    """Return how many items `iter_sources` will yield; only archives and tables are read for it."""
    count = 0
    for item in _files(paths):
        packed = not isinstance(item, ReadError) and suffix_of(item[0].name) in (".zip", *SUFFIXES)
        count += sum(1 for _ in _file(*item, columns)) if packed and not isinstance(item, ReadError) else 1
    return count


def read_at(path: str) -> bytes | None:
    """Return the bytes of the file or member of an archive that a document was read from; None if they are not there.

    :param path: As in `Document.path`. A link is not followed, and a row of a table is no file.
    """
    outer, _, member = path.partition("!/")
    file = Path(outer)
    try:
        if file.is_symlink() or not file.is_file():
            return None
        if not member:
            return _read_bytes(file, MAX_BYTES)
        if suffix_of(outer) == ".zip":
            for name, data in archives.iter_members(file, outer, lambda name: name != member):
                return data if name == member and isinstance(data, bytes) else None
    except (OSError, ValueError, ReadError):
        return None
    return None


def is_of(document: Document, data: bytes) -> bool:
    """Return whether a document was read from these bytes, with or without what a side file said of them."""
    given = tuple(pair for pair in document.meta if pair[0].startswith(OVERRIDE))
    return document.sha256 in (Source("", "", data).sha256, Source("", "", data, given).sha256)


def is_companion(name: str) -> bool:
    """Return whether a path inside a folder or an archive leads to something hidden or to what is no document."""
    parts = name.replace("\\", "/").split("/")
    hidden = any((part.startswith((".", "~$")) and part != "..") or part in _PASSED_OVER for part in parts)
    return hidden or suffix_of(name) in _COMPANIONS


def _files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, _Side] | ReadError]:
    """Yield each file with the descriptions of what its folder holds."""
    for path in paths:
        root = Path(path)
        if os.path.isdir(root):  # false, where Path raises, for a name too long
            yield from _walk(root)
            continue
        side, error = _side_file(root.parent) if root.name != SIDE_FILE else ({}, None)
        if error:
            yield error
        yield root, side


def _walk(root: Path) -> Iterator[tuple[Path, _Side] | ReadError]:
    sides: dict[str, dict[str, Pairs]] = {}  # by folder
    whole = os.path.realpath(root)
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not is_companion(name + "/"))
        above = sides.get(os.path.dirname(folder), {}) if folder != str(root) else {}
        here = Path(folder).name + "/"
        side = {name[len(here) :]: pairs for name, pairs in above.items() if name.startswith(here)}
        for name in [name for name in folders if os.path.islink(os.path.join(folder, name))]:
            yield ReadError(
                _printable(Path(folder, name)), "a link to a folder; name that folder itself", code="folder_link"
            )
        if SIDE_FILE in names and _leads_outside(os.path.join(folder, SIDE_FILE), whole):
            yield ReadError(_printable(Path(folder, SIDE_FILE)), _OUTSIDE)
        elif SIDE_FILE in names:
            own, error = _side_file(Path(folder))
            side.update(own)
            if error:
                yield error
            yield from _absent(Path(folder), own)
        sides[folder] = side
        for name in sorted(names):
            if name == SIDE_FILE or is_companion(name):
                continue
            if _leads_outside(os.path.join(folder, name), whole):
                yield ReadError(_printable(Path(folder, name)), _OUTSIDE)
            else:
                yield Path(folder, name), side


def _leads_outside(file: str, root: str) -> bool:
    """Return whether a file is a link to one that is there and not below a folder, given as its real path."""
    if not os.path.islink(file) or not os.path.exists(file):
        return False
    return not os.path.realpath(file).startswith(root.rstrip(os.sep) + os.sep)


def _side_file(folder: Path) -> tuple[dict[str, Pairs], ReadError | None]:
    file = folder / SIDE_FILE
    try:
        if not file.is_file():
            return {}, None
        return read_side_file(_read_bytes(file, MAX_BYTES)), None
    except ReadError as error:
        return {}, error
    except UnreadableError as error:
        return {}, ReadError(_printable(file), error.message)
    except OSError as error:
        return {}, ReadError(_printable(file), "{reason}", code="cannot_open", reason=str(error))


def _absent(folder: Path, side: _Side) -> Iterator[ReadError]:
    for name in side:
        if not os.path.exists(folder / name.partition("!/")[0]):  # false, where Path raises, for a name too long
            yield ReadError(
                _printable(folder / SIDE_FILE),
                "it describes {name!r}, which is not there",
                code="side_file_names_absent",
                name=name,
            )


def _file(file: Path, side: _Side, columns: _Columns) -> Iterator[Source | ReadError]:
    path, suffix = _printable(file), suffix_of(file.name)
    try:
        if not file.exists():
            yield ReadError(path, "no such file or folder; check the path", code="no_such_path")
        elif not file.is_file():
            yield ReadError(path, "not a regular file", code="not_a_file")
        elif file.name == SIDE_FILE:
            yield ReadError(path, "it describes the files beside it; add its folder", code="side_file_alone")
        elif suffix == ".zip":
            yield from _members(file, path, side, columns)
        elif reason := why_unsupported(suffix):
            yield ReadError(path, reason)
        else:
            limit = MAX_TABLE_BYTES if suffix in SUFFIXES else MAX_BYTES
            yield from _split(path, _read_bytes(file, limit), side.get(file.name, ()), columns)
    except ReadError as error:
        yield error
    except OSError as error:
        yield ReadError(path, "{reason}", code="cannot_open", reason=error.strerror or "it cannot be opened")


def _members(file: Path, path: str, side: _Side, columns: _Columns) -> Iterator[Source | ReadError]:
    inside: dict[str, Pairs] = {}
    for name, data in archives.iter_members(file, path, is_companion):
        if isinstance(data, ReadError):
            yield data
        elif name == SIDE_FILE:
            try:
                inside = read_side_file(data)
            except UnreadableError as error:
                yield ReadError(f"{path}!/{name}", error.message)
        else:
            given = side.get(f"{file.name}!/{name}") or inside.get(name, ())
            try:
                yield from _split(f"{path}!/{name}", data, given, columns)
            except ReadError as error:
                yield error


def _split(path: str, data: bytes, given: Pairs, columns: _Columns) -> Iterator[Source | ReadError]:
    """Yield the rows of a table, any other file as it is."""
    suffix = suffix_of(path)
    if suffix not in SUFFIXES:
        yield Source(path, suffix, data, given)
        return
    if not data.strip():
        yield ReadError(path, "the file is empty", code="file_empty")
        return
    try:
        for row in iter_rows(data, suffix, columns):
            if row.error:
                yield ReadError(f"{path}!/{row.number}", row.error)
            else:
                merged = tuple(sorted({**dict(row.given), **dict(given)}.items()))
                yield Source(f"{path}!/{row.number}", ".txt", row.text.encode("utf-8", errors="replace"), merged)
    except NoTextError as error:
        if columns or len(data) > MAX_BYTES:
            yield ReadError(path, str(error))
        else:  # one document, unless its reader finds a column that is the text after all
            yield Source(path, suffix, data, given)
    except UnreadableError as error:
        yield ReadError(path, error.message)


def _read_bytes(file: Path, limit: int) -> bytes:
    with file.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise ReadError(
            _printable(file), "larger than {limit} MiB; split it", code="file_too_large", limit=limit // 2**20
        )
    return data


def _printable(file: Path) -> str:
    return str(file).encode("utf-8", errors="replace").decode("utf-8")  # a name may hold undecodable bytes
