"""A library that several machines share by a journal: `Library`, whose changes are acknowledged by the journal first.

Reading is as ever, from this machine's own files, also while the journal cannot be reached.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus import JournalError, Speech
from index import ingestion
from index.embedding.encoder import Encoder
from index.ingestion import AddReport, Progress
from index.journal import applying
from index.journal.changes import FieldsCorrected, LinesPutBack, OriginalKept, Tagged
from index.journal.following import Follower
from index.journal.journaled_catalog import JournaledCatalog
from index.library import Library
from index.maintenance.correction import lines_after
from index.search.backend import SearchSettings
from index.storage import corrections, line_rows, tag_rows

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Following:
    """How far a library has followed its journal.

    :param number: Of the last change that it has.
    :param head: Of the last change that there is; None if the journal cannot be reached.
    :param failure: Why it is not followed just now, in one line.
    """

    number: int
    head: int | None
    failure: str = ""


class SharedLibrary(Library):
    """A library that follows a journal; open it with `open_library`.

    Each change may raise `JournalError` besides: if the journal cannot be reached, then nothing was changed, and of
    `add` nothing was read. Who changes something sees it at once, others a moment later. A path names a document on
    every machine: the same path elsewhere is the same document.
    """

    _catalog: JournaledCatalog

    def __init__(
        self,
        catalog: JournaledCatalog,
        encoder: Encoder | Callable[[], Encoder] | None = None,
        search: SearchSettings | None = None,
    ) -> None:
        super().__init__(catalog, encoder, search)
        self._follower = Follower(catalog, self._go_on)

    def follow(self, failure: Exception | None = None) -> None:
        """Follow the journal from now on, in a thread.

        :param failure: Why it could not be followed so far.
        """
        self._follower.begin(failure)

    def following(self) -> Following:
        """Return how far the journal has been followed."""
        failure = self._follower.failure
        try:
            head = self._catalog.journal.head().number
        except JournalError as error:
            head, failure = None, failure or error
        return Following(self._catalog.position().number, head, str(failure or ""))

    def close(self) -> None:
        """Close the files, and leave the journal."""
        self._follower.close()
        super().close()
        self._catalog.journal.close()

    def rebuild(self, *, progress: Progress | None = None) -> AddReport:
        """Parse every document again, here, and change the model if it is another one, everywhere.

        Vectors of what is worded as it was are kept where the model is the same.
        """
        encoder = self._encoding.encoder(check=False)
        if encoder is not None and self._catalog.embedding() not in (None, (encoder.name, encoder.dimension)):
            self._catalog.change_embedding((encoder.name, encoder.dimension))
        report = ingestion.parse_again(self._catalog, None, progress)
        self._encoding.complete()
        return report

    def correct(
        self, speech_id: str, fields: Mapping[str, str | None] | None = None, *, forget: Sequence[str] = ()
    ) -> Speech:
        """Correct what was read of a speech, as `Library.correct`."""
        values = corrections.checked(fields or {})
        corrections.check_names(forget)
        with self._catalog.held() as held:
            change = FieldsCorrected(self.speech(speech_id).id, values, tuple(forget))
            held.write(change, lambda: applying.correct_fields(self._catalog, change))
        return self._completed(self.speech(change.speech_id))

    def put_back(self, speech_id: str, starts: Collection[int] | None = None) -> Speech:
        """Make lines that were set aside part of a speech's text, as `Library.put_back`."""
        with self._catalog.held() as held:
            known = self.speech(speech_id).id
            after = lines_after(self._catalog, known, starts)
            with self._catalog.reading() as connection:
                before = line_rows.put_back_of(connection, known)
            change = LinesPutBack(known, tuple(sorted(after(before))))
            held.write(change, lambda: applying.put_back(self._catalog, change))
        return self._completed(self.speech(known))

    def tag(self, speech_ids: Iterable[str], add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """File speeches under tags, and take tags from them, as `Library.tag`."""
        ids, new, old = list(speech_ids), tag_rows.checked(add), tag_rows.checked(remove)
        with self._catalog.held() as held:
            change = Tagged(tuple(self.speech(one).id for one in ids), tuple(new), tuple(old))
            held.write(change, lambda: applying.tag(self._catalog, change))

    def keep_original(self, speech_id: str, data: bytes) -> None:
        """Keep the file that a speech was read from, on every machine, as `Library.keep_original`."""
        with self._catalog.held() as held:
            change = OriginalKept(self.speech(speech_id).id, data)
            held.write(change, lambda: applying.keep_original(self._catalog, change))

    def _catch_up(self) -> None:
        self._catalog.catch_up()

    def _completed(self, speech: Speech) -> Speech:
        try:
            return super()._completed(speech)
        except JournalError as error:  # the correction is kept; its vectors are made later
            logger.warning("passages of %s stay without vectors: %s", speech.id, error)
            return speech

    def _go_on(self) -> None:
        if self._encoding.failure:
            self._encoding.begin()
