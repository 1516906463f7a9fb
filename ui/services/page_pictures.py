"""Pages of the library's files as pictures, and where on them the words of a span stand. Drawn when asked, then kept.

What is kept is bounded, in memory, and gone with the service: a page takes a tenth of a second to draw, a scan three to
be read again.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from corpus import Document, NotFoundError, ReadError
from corpus.readers.pdf.page_pictures import DRAWABLE, Letter, Picture
from corpus.readers.pdf.quoted_boxes import Box, quoted_boxes
from corpus.readers.registry import suffix_of
from corpus.readers.sources import Source
from corpus.workers.pages import PageReader
from index import Original

WIDTHS = (400, 1_000, 1_600)  # pixels: no more sizes of a page are kept than these
_ROOM = 64 << 20  # bytes of pictures
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
        self._lock = threading.Lock()
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
        first, last = document.page_of(start), document.page_of(max(start, end - 1))
        if first is None or last is None:
            return []
        found = []
        for number in range(first, min(last, first + _SPAN - 1) + 1):
            low = document.pages[number - 1]
            high = document.pages[number] if number < len(document.pages) else len(document.text)
            text = document.text[low:high]
            span = max(start, low) - low, min(end, high) - low
            boxes = quoted_boxes(self._read(speech_id, document, number), text, *span) if span[0] < span[1] else []
            found.append((number, boxes))
        return found

    def close(self) -> None:
        """End the process that draws."""
        self._reader.close()

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
        try:
            return make(Source(original.name, original.suffix, original.data))
        except ReadError as error:
            raise NotFoundError(error.why) from None
