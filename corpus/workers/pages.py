"""Pages of files drawn, and their characters found, in a process of its own with limits: a bad file costs nothing else.

The process starts when first asked and ends after a minute in which nobody asks.
"""

import threading
from typing import Any

from corpus.errors import ReadError
from corpus.readers.office import laid_out
from corpus.readers.pdf.page_pictures import Letter, Picture
from corpus.readers.sources import Source
from corpus.workers.pool import Worker
from corpus.workers.process import LaidOut, LayoutJob, PageJob

SECONDS = 30.0  # for a page of a file of up to a mebibyte: a scan takes three to be recognised
LAYING = laid_out.SECONDS + 30.0  # for a document to be laid out: LibreOffice ends before that
IDLE = 60.0  # seconds until a process that nobody asks is ended


class PageReader:
    """Draws one page at a time. Thread-safe."""

    def __init__(self, idle: float = IDLE) -> None:
        self._idle = idle
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._timer: threading.Timer | None = None

    def draw(self, source: Source, number: int, width: int) -> Picture:
        """Return a page as a picture; see `corpus.readers.pdf.page_pictures.draw`.

        :raises ReadError: If it cannot be drawn.
        """
        picture: Picture = self._ask(PageJob(source, number, width), SECONDS)
        return picture

    def letters(self, source: Source, number: int) -> tuple[Letter, ...]:
        """Return the characters of a page with their places; see `corpus.readers.pdf.page_pictures.letters`.

        :raises ReadError: If they cannot be found.
        """
        letters: tuple[Letter, ...] = self._ask(PageJob(source, number), SECONDS)
        return letters

    def lay_out(self, source: Source) -> LaidOut:
        """Return a document of a word processor as it is printed; see `corpus.readers.office.laid_out`.

        :raises ReadError: If it cannot be laid out.
        """
        made: LaidOut = self._ask(LayoutJob(source), LAYING)
        return made

    def close(self) -> None:
        """End the process. It starts again when asked."""
        with self._lock:
            self._end()

    def _ask(self, job: PageJob | LayoutJob, seconds: float) -> Any:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._worker is None:
                self._worker = Worker()
            replies = self._worker.run([job], seconds)
            if not self._worker.alive:
                self._end()
            else:
                self._timer = threading.Timer(self._idle, self.close)
                self._timer.daemon = True
                self._timer.start()
        reply = replies if isinstance(replies, ReadError) else replies[0]
        if isinstance(reply, ReadError):
            raise reply
        return reply

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        worker, self._worker, self._timer = self._worker, None, None
        if worker is not None:
            worker.kill()
            worker.close()
