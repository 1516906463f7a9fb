"""Files that a reader sends become speeches of the library: checked, staged, added, reported one by one.

What was added is found by its terms when its result is said; the vectors follow in the background. The staged copies
are removed when all is added: the library keeps the texts, and the files of those that it took. Two
files of one name are two documents unless they are the same text; who sends a new version of a known one says so
(`replace`).
"""

import contextlib
import hashlib
import logging
import queue
import re
import shutil
import threading
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from corpus import BusyError, InputError, LibraryError, Message, NotFoundError, Speech
from corpus.readers.registry import FORMATS, suffix_of, why_unsupported
from corpus.readers.sidecar import SIDE_FILE
from corpus.readers.sources import read_at
from corpus.readers.tabular.documents import SUFFIXES
from index import AddReport

FOLDER = "uploads"  # inside the library directory
MAX_FILES = 200  # of one upload; an archive is one
MAX_NAME = 120  # characters
_BYTES = 240  # of a name on the disk, with room for what tells it from another of that name
MAX_FILE = 48 << 20  # bytes
TYPES = tuple(sorted({*FORMATS, *SUFFIXES, ".zip"}))

log = logging.getLogger(__name__)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff<>:"|?*\\/]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)

Outcome = str  # added, updated, unchanged or failed


class Adder(Protocol):
    """The part of `index.Library` that is needed here."""

    directory: Path

    def speeches(self) -> list[Speech]:
        """Return all speeches."""
        ...

    def add(
        self,
        paths: Sequence[str | Path],
        *,
        progress: Callable[[int, int, str], None] | None = None,
        isolated: bool = False,
        later: bool = False,
    ) -> AddReport:
        """Add files, parsed in processes of their own if `isolated`; searched by terms alone as yet if `later`."""
        ...

    def embed_soon(self) -> None:
        """Begin to make the vectors of what was added, in a thread."""
        ...

    def keep_original(self, speech_id: str, data: bytes) -> None:
        """Keep the file of a speech."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """Documents done, documents in all, and the last one's name."""

    done: int
    total: int
    name: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one document.

    :param name: As sent; a member of an archive is `a.zip!/b.txt`.
    :param reason: Why it failed.
    """

    name: str
    outcome: Outcome
    reason: Message | None = None
    speech: Speech | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A file of an upload."""

    name: str
    stream: BinaryIO


def short_name(name: str) -> str:
    """Return a file's name as a disk takes it: of one longer than 240 bytes the beginning, and a mark of the whole."""
    stem, suffix = name[: len(name) - len(suffix_of(name))], name[len(name) - len(suffix_of(name)) :]
    if len(name.encode("utf-8", "replace")) <= _BYTES:
        return name
    mark = "~" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    room = _BYTES - len((mark + suffix).encode("utf-8", "replace"))
    return stem.encode("utf-8", "replace")[:room].decode("utf-8", "ignore") + mark + suffix


def safe_name(name: str) -> str:
    """Return a file's name without any folder.

    :raises InputError: If it cannot be one on every system, or leads elsewhere.
    """
    last = name.replace("\\", "/").rpartition("/")[2].strip()
    if not last or last.startswith((".", "~$")) or last.endswith(".") or ".." in name.replace("\\", "/").split("/"):
        raise InputError("{name!r} cannot be a file's name; rename it", code="file_name_impossible", name=name[:80])
    if len(last) > MAX_NAME:
        raise InputError(
            "the name of {name!r}… is too long; use at most {limit} characters",
            code="file_name_too_long",
            name=last[:40],
            limit=MAX_NAME,
        )
    if _FORBIDDEN.search(last) or _DEVICES.fullmatch(last):
        raise InputError(
            "{name!r} has characters that no file's name may have; rename it", code="file_name_forbidden", name=last
        )
    return last


class Uploads:
    """Adds uploads to a library, one after another."""

    def __init__(self, library: Adder) -> None:
        self._library = library
        self._folder = library.directory.absolute() / FOLDER
        self._busy = threading.Lock()
        self._sent: dict[str, str] = {}  # names on the disk, and as they were sent

    def add(self, files: Sequence[Sent], *, replace: bool = False) -> Generator[Progress | Result]:
        """Yield Progress while adding, then a Result for each document.

        :param replace: A file of a name that was uploaded before is that document, changed, and keeps its id.

        Who stops listening does not stop the adding: what has been received is added.

        :raises InputError: If there are no files, or too many.
        :raises BusyError: If another upload is being added.
        :raises LibraryError: If the disk does not take it.
        """
        if not 0 < len(files) <= MAX_FILES:
            raise InputError(
                "{count} files; send 1 to {limit} at once, or pack them into a zip",
                code="too_many_files",
                count=len(files),
                limit=MAX_FILES,
            )
        if not self._busy.acquire(blocking=False):
            raise BusyError("busy: another upload is being added; try again in a moment", code="busy_upload")
        try:
            paths, results = self._staged(files, replace=replace)
            names = {_digest(path)[:12]: self._sent.get(path.name, path.name) for path in paths}
        except BaseException:
            self._finish()
            raise
        events: queue.SimpleQueue[Progress | AddReport | Exception] = queue.SimpleQueue()
        threading.Thread(target=self._work, args=(paths, events.put), name="upload").start()
        return self._follow(events, results, names)

    def _work(self, paths: Sequence[Path], put: Callable[[Progress | AddReport | Exception], None]) -> None:
        try:
            report = AddReport()
            if paths:
                report = self._library.add(
                    paths,
                    progress=lambda done, total, path: put(Progress(done, total, self._name(path))),
                    isolated=True,
                    later=True,
                )
                self._keep(report)
                self._library.embed_soon()
        except Exception as error:  # noqa: BLE001  it is raised in the thread that listens
            self._finish()
            put(error)
        else:
            self._finish()
            put(report)

    def _keep(self, report: AddReport) -> None:
        """Keep the files of the speeches that came in: nobody else has them when the staged ones are gone."""
        for speech in (*report.added, *report.updated):
            if speech.path.startswith(str(self._folder)) and (data := read_at(speech.path)) is not None:
                try:
                    self._library.keep_original(speech.id, data)
                except (
                    OSError,
                    NotFoundError,
                    LibraryError,
                ) as error:
                    # the text is safe; the page says that its file is not kept
                    log.warning("the file of %s is not kept: %s", speech.id, error)

    def _follow(
        self,
        events: "queue.SimpleQueue[Progress | AddReport | Exception]",
        results: Sequence[Result],
        names: Mapping[str, str],
    ) -> Generator[Progress | Result]:
        while True:
            event = events.get()
            if isinstance(event, Exception):
                raise event
            if isinstance(event, AddReport):
                break
            yield event
        for outcome in ("added", "updated", "unchanged"):
            for speech in getattr(event, outcome):
                # of the same bytes the library keeps the first name; a speech's id begins with their hash
                name = names.get(speech.id, "") if outcome == "unchanged" else ""
                yield Result(name or self._name(speech.path), outcome, speech=speech)
        for error in event.failed:
            yield Result(self._name(error.path), "failed", error.why)
        yield from results

    def _staged(self, files: Sequence[Sent], *, replace: bool) -> tuple[list[Path], list[Result]]:
        try:
            return self._stage(files, set() if replace else {speech.path for speech in self._library.speeches()})
        except OSError as error:
            reason = error.strerror or error
            raise LibraryError(
                "cannot take the upload: {reason}; make room on the disk and send it again",
                code="upload_failed",
                reason=str(reason),
            ) from error

    def _stage(self, files: Sequence[Sent], taken: Collection[str]) -> tuple[list[Path], list[Result]]:
        """Write the files; return what is to be added, and what cannot be.

        :param taken: Paths of the library's documents: another file does not get the path of one of them.
        """
        self._sent = {}
        known = {path.partition("!/")[0] for path in taken}
        shutil.rmtree(self._folder, ignore_errors=True)  # of a run that was killed
        self._folder.mkdir(parents=True, exist_ok=True)
        paths: list[Path] = []
        failed: list[Result] = []
        for file in files:
            try:
                name = safe_name(file.name)
                if name != SIDE_FILE and (reason := _why_not(name)):
                    raise InputError(reason)
                path = self._folder / name if name == SIDE_FILE else self._free(name, known)
                if path.exists():
                    raise InputError("two files of one name; rename one", code="two_of_one_name")
                _copy(file.stream, path)
                self._sent[path.name] = name
            except InputError as error:
                failed.append(Result(file.name[:MAX_NAME], "failed", error.message))
                continue
            if name != SIDE_FILE:
                paths.append(path)
        return paths, failed

    def _free(self, name: str, known: Collection[str]) -> Path:
        """Return the path of a file of this name, or of 名（2）.txt and so on where another document has it."""
        stem, suffix = name[: len(name) - len(suffix_of(name))], name[len(name) - len(suffix_of(name)) :]
        path, number = self._folder / short_name(name), 1
        while path.exists() or str(path) in known:
            number += 1
            path = self._folder / short_name(f"{stem}（{number}）{suffix}")
        return path

    def _finish(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._busy.release()

    def _name(self, path: str) -> str:
        """Return a path as the reader sent it; of a document added otherwise its last name."""
        inside = path.removeprefix(str(self._folder))
        if inside == path:
            return re.split(r"[/\\]", path)[-1]
        name, packed, member = inside.lstrip("/\\").partition("!/")
        return self._sent.get(name, name) + packed + member


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _why_not(name: str) -> Message | None:
    suffix = suffix_of(name)
    return None if suffix == ".zip" else why_unsupported(suffix)


def _copy(stream: BinaryIO, path: Path) -> None:
    with path.open("xb") as kept:
        written = 0
        while part := stream.read(1 << 20):
            written += len(part)
            if written > MAX_FILE:
                with contextlib.suppress(OSError):
                    path.unlink()
                raise InputError("larger than {limit} MiB; split it", code="file_too_large", limit=MAX_FILE >> 20)
            kept.write(part)
