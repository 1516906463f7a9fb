"""Pages of the library's files as pictures, and where on them the words of a span stand. Drawn when asked, then kept.

A document of a word processor is laid out first, by LibreOffice where the machine has it. What is kept is bounded, in
memory, and gone with the service: a page takes a tenth of a second to draw, a scan three to be read again, a document
some seconds to be laid out.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from corpus import Document, Message, NotFoundError, ReadError
from corpus.readers.office import laid_out
from corpus.readers.office.laid_out import LAID_OUT
from corpus.readers.pdf.page_pictures import DRAWABLE, Letter, Picture
from corpus.readers.pdf.page_starts import page_starts
from corpus.readers.pdf.quoted_boxes import Box, quoted_boxes
from corpus.readers.registry import suffix_of
from corpus.readers.sources import Source
from corpus.workers.pages import PageReader
from index import Original

WIDTHS = (400, 1_000, 1_600)  # pixels: no more sizes of a page are kept than these
_ROOM = 64 << 20  # bytes of pictures
_PRINTED = 64 << 20  # bytes of documents laid out
_FOR_GOOD = ("layout_failed", "layout_too_large")  # what is no better for trying again
_FAILED = 256  # documents of which is known that they cannot be laid out
_READ = 64  # pages whose characters are kept
_SPAN = 8  # pages of a span that are looked at

_Made = TypeVar("_Made")


class Shelf(Protocol):
    """The part of `index.Library` that is needed here. Each method raises NotFoundError if there is no such speech."""

    def document_of(self, speech_id: str) -> Document:
        """Return the document of a speech."""
        ...

    def original(self, speech_id: str) -> Original:
        """Return the file of a speech; raises NotFoundError if it is not there."""
        ...

    def has_original(self, speech_id: str) -> bool:
        """Return whether that file seems to be there."""
        ...


@dataclass(frozen=True, slots=True)
class Pages:
    """What is known of a file's pages before one is drawn.

    :param starts: Where each begins in the text.
    :param version: What changes when the file does.
    """

    starts: tuple[int, ...]
    version: str

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.starts)

    def page_of(self, offset: int) -> int:
        """Return the number, from 1, of the page on which a character stands."""
        return max(1, bisect_right(self.starts, offset))


class PagePictures:
    """Draws the pages of one library. Thread-safe."""

    def __init__(self, library: Shelf) -> None:
        self._library = library
        self._reader = PageReader()
        self._printer = PageReader()  # its own process: who waits for a page does not wait for a document
        self._lock, self._printing = threading.Lock(), threading.Lock()
        self._printed: OrderedDict[str, tuple[bytes, tuple[int, ...]]] = OrderedDict()
        self._unprinted: OrderedDict[str, Message] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, int, int], Picture] = OrderedDict()
        self._letters: OrderedDict[tuple[str, int], tuple[Letter, ...]] = OrderedDict()
        self._room = 0

    def pages(self, speech_id: str) -> Pages | None:
        """Return what is known of a speech's pages; None if its file has none to be seen, or is not there.

        :raises NotFoundError: If there is no such speech.
        """
        document = self._library.document_of(speech_id)
        if not document.pages or suffix_of(document.path) not in DRAWABLE or not self._library.has_original(speech_id):
            return None
        return Pages(document.pages, document.sha256[:12])

    def is_written(self, speech_id: str) -> bool:
        """Return whether a speech's file is of a word processor, and there: it has pages once it is laid out.

        :raises NotFoundError: If there is no such speech.
        """
        document = self._library.document_of(speech_id)
        return suffix_of(document.path) in LAID_OUT and self._library.has_original(speech_id)

    def lay_out(self, speech_id: str) -> Pages:
        """Return what is known of the pages of any file that has some; one of a word processor is laid out for it.

        :raises NotFoundError: If there is no such speech, or its file is not there or has no pages to be seen.
        """
        pages = self.pages(speech_id)
        if pages is not None:
            return pages
        document = self._library.document_of(speech_id)
        _, starts = self._laid_out(speech_id, document)
        return Pages(starts, document.sha256[:12])

    def picture(self, speech_id: str, number: int, width: int) -> Picture:
        """Return a page as a picture.

        :param width: The next one of `WIDTHS` is taken.
        :raises NotFoundError: If there is no such speech or page, or its file is not there or cannot be drawn.
        """
        wide = next((one for one in WIDTHS if one >= width), WIDTHS[-1])
        document = self._library.document_of(speech_id)
        key = document.sha256, number, wide
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        picture = self._made(speech_id, lambda source: self._reader.draw(source, number, wide))
        with self._lock:
            if key not in self._pictures:
                self._pictures[key] = picture
                self._room += len(picture.data)
            while self._room > _ROOM:
                self._room -= len(self._pictures.popitem(last=False)[1].data)
        return picture

    def boxes(self, speech_id: str, start: int, end: int) -> list[tuple[int, list[Box]]]:
        """Return (page, boxes) of each page on which the words of a span stand; no boxes where they are not found.

        :raises NotFoundError: As `picture`.
        """
        document = self._library.document_of(speech_id)
        written = suffix_of(document.path) in LAID_OUT
        pages = Pages(self._laid_out(speech_id, document)[1] if written else document.pages, "")
        if not pages.starts:
            return []
        first, last = pages.page_of(start), pages.page_of(max(start, end - 1))
        found = []
        for number in range(first, min(last, first + _SPAN - 1) + 1):
            low = pages.starts[number - 1]
            high = pages.starts[number] if number < pages.count else len(document.text)
            text = document.text[low:high]
            span = max(start, low) - low, min(end, high) - low
            boxes = quoted_boxes(self._read(speech_id, document, number), text, *span) if span[0] < span[1] else []
            found.append((number, boxes))
        return found

    def close(self) -> None:
        """End the processes that draw and lay out."""
        self._reader.close()
        self._printer.close()

    def _laid_out(self, speech_id: str, document: Document) -> tuple[bytes, tuple[int, ...]]:
        """Return a document of a word processor as PDF, and where in its text each page begins."""
        if suffix_of(document.path) not in LAID_OUT:
            raise NotFoundError("a file of this type has no pages to be seen", code="page_undrawable")
        with self._printing:  # one at a time, and each once
            return self._kept(document.sha256) or self._print(speech_id, document)

    def _kept(self, key: str) -> tuple[bytes, tuple[int, ...]] | None:
        with self._lock:
            if key in self._printed:
                self._printed.move_to_end(key)
                return self._printed[key]
            if key in self._unprinted and laid_out.program():
                raise NotFoundError(self._unprinted[key])
        return None

    def _print(self, speech_id: str, document: Document) -> tuple[bytes, tuple[int, ...]]:
        key = document.sha256
        original = self._library.original(speech_id)
        try:
            made = self._printer.lay_out(Source(original.name, original.suffix, original.data))
        except ReadError as error:
            with self._lock:
                if error.why.code in _FOR_GOOD:
                    self._unprinted[key] = error.why
                while len(self._unprinted) > _FAILED:
                    self._unprinted.popitem(last=False)
            raise NotFoundError(error.why) from None
        kept = made.pdf, page_starts(document.text, made.pages)
        with self._lock:
            self._printed[key] = kept
            while len(self._printed) > 1 and sum(len(pdf) for pdf, _ in self._printed.values()) > _PRINTED:
                self._printed.popitem(last=False)
        return kept

    def _read(self, speech_id: str, document: Document, number: int) -> tuple[Letter, ...]:
        key = document.sha256, number
        with self._lock:
            if key in self._letters:
                self._letters.move_to_end(key)
                return self._letters[key]
        letters = self._made(speech_id, lambda source: self._reader.letters(source, number))
        with self._lock:
            self._letters[key] = letters
            while len(self._letters) > _READ:
                self._letters.popitem(last=False)
        return letters

    def _made(self, speech_id: str, make: Callable[[Source], _Made]) -> _Made:
        original = self._library.original(speech_id)
        source = Source(original.name, original.suffix, original.data)
        if original.suffix in LAID_OUT:
            pdf, _ = self._laid_out(speech_id, self._library.document_of(speech_id))
            source = Source(f"{original.name}.pdf", ".pdf", pdf)
        try:
            return make(source)
        except ReadError as error:
            raise NotFoundError(error.why) from None
