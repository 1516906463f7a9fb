"""The process that reads and parses documents for `parallel`: one batch after another, until its input ends.

    python -m corpus.workers.process       # talks in pickles over standard input and output; nothing for a person

A job that needs too much memory ends as a ReadError; whatever kills this process costs one document.
"""

import copyreg
import os
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from corpus.datamodel import Chunk, Document, ParsedSpeech, Sentence
from corpus.errors import ReadError, UnreadableError
from corpus.parsing import parse
from corpus.readers.loading import read_source
from corpus.readers.office import laid_out
from corpus.readers.pdf import page_pictures
from corpus.readers.pdf.page_pictures import Letter, Picture
from corpus.readers.registry import FORMATS
from corpus.readers.sources import Source

MEMORY = int(os.environ.get("YINZHENG_WORKER_MEMORY_MB", "2048")) * 2**20  # beyond what the process starts with


@dataclass(frozen=True, slots=True)
class Job:
    """One document to read and parse.

    :param item: Its bytes, or the document where it has been read before.
    :param speech_id: The id that its speech gets.
    """

    item: Source | Document
    speech_id: str

    @property
    def size(self) -> int:
        """In bytes, about."""
        return len(self.item.data) if isinstance(self.item, Source) else 3 * len(self.item.text)

    @property
    def fragile(self) -> bool:
        """Whether it is to be read in a process of its own."""
        return isinstance(self.item, Source) and self.item.suffix in FORMATS and FORMATS[self.item.suffix].fragile

    def done(self) -> "Result":
        """Read and parse it."""
        return work(self)


def _reduce(value: Sentence | Chunk) -> tuple[type, tuple[object, ...]]:
    return type(value), tuple(getattr(value, name) for name in value.__slots__)


# there are thousands of them in a document: what dataclasses do by themselves takes three times as long
copyreg.pickle(Sentence, _reduce)
copyreg.pickle(Chunk, _reduce)


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page of a file to be drawn, or its characters to be found.

    :param number: From 1.
    :param width: Of the picture in pixels; None for the characters.
    """

    item: Source
    number: int
    width: int | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.item.data)

    def done(self) -> "Page":
        """Draw it, or find its characters."""
        return look(self)


@dataclass(frozen=True, slots=True)
class LayoutJob:
    """A document of a word processor to be laid out."""

    item: Source

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.item.data)

    def done(self) -> "LaidOut | ReadError":
        """Lay it out."""

        def make() -> LaidOut:
            pdf = laid_out.as_pdf(self.item.data, self.item.suffix)
            return LaidOut(pdf, page_pictures.texts(pdf))

        return _guarded(self.item, make)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A document as it is printed.

    :param pages: The characters of each page.
    """

    pdf: bytes
    pages: tuple[str, ...]


Result = tuple[Document, ParsedSpeech] | ReadError
Page = Picture | tuple[Letter, ...] | ReadError
_Made = TypeVar("_Made")


def work(job: Job) -> Result:
    """Read and parse one document."""

    def make() -> tuple[Document, ParsedSpeech]:
        document = read_source(job.item) if isinstance(job.item, Source) else job.item
        return document, parse(document, speech_id=job.speech_id)

    return _guarded(job.item, make)


def look(job: PageJob) -> Page:
    """Draw a page, or find its characters."""
    data, suffix = job.item.data, job.item.suffix
    if job.width is None:
        return _guarded(job.item, lambda: page_pictures.letters(data, suffix, job.number))
    width = job.width
    return _guarded(job.item, lambda: page_pictures.draw(data, suffix, job.number, width))


def _guarded(item: Source | Document, make: Callable[[], _Made]) -> _Made | ReadError:
    """Return what is made of a document, or why nothing is: no fault of one ends the process."""
    try:
        return make()
    except UnreadableError as error:
        return ReadError(item.path, error.message)
    except ReadError as error:
        return error
    except MemoryError:
        return ReadError(
            item.path,
            "it needs more than {limit} MB of memory; split it",
            code="reading_too_much_memory",
            limit=MEMORY // 2**20,
        )
    except RecursionError:
        return ReadError(item.path, "it nests too deeply; save it as text", code="nests_too_deeply")
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError) as error:
        # a fault of ours, but it must cost no more than this one document
        return ReadError(
            item.path,
            "the reader failed on it, please report that: {kind}: {reason}",
            code="reader_failed",
            kind=type(error).__name__,
            reason=str(error),
        )


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer each batch of jobs on `requests` in turn."""
    while True:
        try:
            jobs = pickle.load(requests)
        except EOFError:
            return
        pickle.dump([job.done() for job in jobs], replies, protocol=pickle.HIGHEST_PROTOCOL)
        replies.flush()


def limit_memory() -> None:
    """Let allocations beyond the limit fail, where the system has such limits: Linux does, Windows and macOS do not."""
    try:
        import resource

        with open("/proc/self/statm") as stream:
            used = int(stream.read().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, hard))
    except (ImportError, OSError, ValueError):
        return


def main() -> None:
    """Serve standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the input
    # libraries may print: what they print must not end up between the replies
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_memory()
    try:
        serve(sys.stdin.buffer, replies)
    except BrokenPipeError:  # the parent is gone
        os._exit(1)


if __name__ == "__main__":
    main()
