"""What was read of each speech of a library, and where: its passages, outline, fields, utterances, lists, left lines.

The part of `index.Library` that looks a speech up, or keeps something beside it. Each method takes a speech's id, or
the start of one.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from corpus import Chunk, Document, Enumeration, Fact, Listing, ListMention, Section, SetAside, Speech, Utterance
from index.catalog import Catalog
from index.filters import Filters
from index.maintenance.correction import corrections_of
from index.search.running_text import RunningText, RunningTexts
from index.storage import line_rows, listing_rows, originals, tag_rows
from index.storage.originals import Original

NO_SPEECH = ("-",)  # ids that no speech has
_T = TypeVar("_T")


class Annotated:
    """The speeches of a catalog, with what was found in them."""

    _catalog: Catalog
    _running: RunningTexts

    def speech(self, speech_id: str) -> Speech:
        """Return the speech with this id, or with the only id that starts so.

        :raises NotFoundError: If there is none, or more than one.
        """
        return self._catalog.speech(speech_id)

    def corrections(self, speech_id: str) -> dict[str, str]:
        """Return what a person corrected of a speech, by field; "" for what is known to be unknown.

        :raises NotFoundError: If there is no such speech.
        """
        return corrections_of(self._catalog, self.speech(speech_id).id)

    def chunks(self, speech_id: str) -> list[Chunk]:
        """Return a speech's chunks in order.

        :raises NotFoundError: If there is no such speech.
        """
        return self._catalog.chunks_of(self.speech(speech_id).id)

    def sections(self, speech_id: str) -> list[Section]:
        """Return a speech's sections in order.

        :raises NotFoundError: If there is no such speech.
        """
        return self._catalog.sections_of(self.speech(speech_id).id)

    def facts(self, speech_id: str) -> list[Fact]:
        """Return where each metadata field of a speech was read, and how sure that is.

        :raises NotFoundError: If there is no such speech.
        """
        return self._catalog.facts_of(self.speech(speech_id).id)

    def running_text(self, *, ignoring: str = "") -> RunningText:
        """Return all that the speeches say as one text, in the form exact words are looked for in.

        :param ignoring: Folded characters that are left out of it, such as quotation marks.
        """
        with self._catalog.pinned(), self._catalog.reading() as connection:
            return self._running.of(connection, self._catalog.speeches().values(), ignoring)

    def source_texts(self, speech_ids: Iterable[str]) -> dict[str, str]:
        """Return the source text of each of some whole ids, all at once; a removed speech is left out."""
        with self._catalog.reading() as connection:
            rows = connection.execute(
                "SELECT s.id, d.text FROM json_each(?) j JOIN speeches s ON s.id = j.value"
                " JOIN documents d ON d.id = s.document_id",
                (json.dumps(list(speech_ids)),),
            )
            return dict(rows.fetchall())

    def weak_facts(self) -> dict[str, frozenset[str]]:
        """Return for each speech the fields that only a weak source states: they must exclude it from nothing."""
        return self._catalog.weak_facts()

    def utterances(self, speech_id: str) -> list[Utterance]:
        """Return a speech's direct and reported speech in order.

        :raises NotFoundError: If there is no such speech.
        """
        return self._catalog.utterances_of(self.speech(speech_id).id)

    def enumerations(self, speech_id: str) -> list[Enumeration]:
        """Return a speech's enumerations in order.

        :raises NotFoundError: If there is no such speech.
        """
        return self._catalog.enumerations_of(self.speech(speech_id).id)

    def listings(self, speech_id: str) -> list[Listing]:
        """Return a speech's lists as they may be asked for, in order of their first items.

        :raises NotFoundError: If there is no such speech.
        """
        with self._catalog.reading() as connection:
            return listing_rows.listings_of(connection, self.speech(speech_id).id)

    def listings_called(self, beginning: str, filters: Filters | None = None) -> list[tuple[Speech, Listing]]:
        """Return (speech, list) of the lists that have a name which begins so, by the dates of the speeches.

        :param beginning: Of the name as `corpus.structure.listings.name_key` gives it: 3个.
        """
        with self._catalog.reading() as connection:
            return self._accepted(listing_rows.listings_called(connection, beginning), filters)

    def list_mentions(self, speech_id: str) -> list[ListMention]:
        """Return the places of a speech that name a list, in order.

        :raises NotFoundError: If there is no such speech.
        """
        with self._catalog.reading() as connection:
            return listing_rows.mentions_of(connection, self.speech(speech_id).id)

    def list_mentions_called(self, beginning: str, filters: Filters | None = None) -> list[tuple[Speech, ListMention]]:
        """Return (speech, place) of the places that name a list whose name begins so, as `listings_called`."""
        with self._catalog.reading() as connection:
            return self._accepted(listing_rows.mentions_called(connection, beginning), filters)

    def letters_in_rows(self, letter: str) -> dict[str, int]:
        """Return for each speech that has such, by id, how many of its units in a row begin or end with a letter."""
        with self._catalog.reading() as connection:
            return listing_rows.letters(connection, letter)

    def _accepted(self, found: Iterable[tuple[str, _T]], filters: Filters | None) -> list[tuple[Speech, _T]]:
        """Return what was found of the speeches that filters accept, by the dates of the speeches."""
        of_speech: dict[str, list[_T]] = {}
        for speech_id, one in found:
            of_speech.setdefault(speech_id, []).append(one)
        speeches, filters = self._catalog.speeches().values(), self.within(filters)
        accepted = [one for one in speeches if one.id in of_speech and (not filters or filters.accepts(one))]
        return [(speech, one) for speech in accepted for one in of_speech[speech.id]]

    def set_aside(self, speech_id: str) -> list[SetAside]:
        """Return the lines of a speech's document that no passage holds, in order.

        :raises NotFoundError: If there is no such speech.
        """
        with self._catalog.reading() as connection:
            return line_rows.set_aside_of(connection, self.speech(speech_id).id)

    def shares(self) -> dict[str, float]:
        """Return for each speech the share of its document's visible characters that is searched, 0 to 1."""
        with self._catalog.reading() as connection:
            return line_rows.shares(connection)

    def versions(self, speech_id: str) -> list[tuple[str, str, str, str]]:
        """Return (title, added at, replaced at, text) of a speech's earlier versions, the oldest first.

        :raises NotFoundError: If there is no such speech.
        """
        with self._catalog.reading() as connection:
            return line_rows.versions_of(connection, self.speech(speech_id).id)

    def original(self, speech_id: str) -> Original:
        """Return the file that a speech was read from.

        :raises NotFoundError: If there is no such speech, or its file is not there as it was read.
        """
        known = self.speech(speech_id)
        return originals.find(self._catalog.directory, known.id, self.document_of(known.id))

    def kept_originals(self) -> tuple[int, int]:
        """Return how many files are kept beside the library, and how many bytes they are together."""
        sizes = [file.stat().st_size for file in originals.kept(self._catalog.directory)]
        return len(sizes), sum(sizes)

    def keep_original(self, speech_id: str, data: bytes) -> None:
        """Keep the file that a speech was read from, where nobody else does.

        :raises NotFoundError: If there is no such speech.
        :raises OSError: If the disk does not take it.
        """
        originals.keep(self._catalog.directory, self.speech(speech_id).id, data)

    def tags(self) -> dict[str, tuple[str, ...]]:
        """Return what each speech is filed under, by its id; speeches without tags are left out."""
        with self._catalog.reading() as connection:
            known = self._catalog.speeches()
            return {one: tags for one, tags in tag_rows.of_all(connection).items() if one in known}

    def tag(self, speech_ids: Iterable[str], add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """File speeches under tags, and take tags from them, all or nothing; tags outlive updates and removal.

        :raises NotFoundError: If there is no such speech.
        :raises InputError: If a tag cannot be one, or a speech would have too many.
        """
        ids, new, old = [self.speech(one).id for one in speech_ids], tag_rows.checked(add), tag_rows.checked(remove)
        with self._catalog.changing() as connection:
            tag_rows.change(connection, ids, new, old)
            connection.execute("COMMIT")  # here, so that it counts as no change: no search is out of date by it

    def within(self, filters: Filters | None) -> Filters | None:
        """Return filters with the ids of the speeches that have their tags, in the place of the tags."""
        if filters is None or not filters.tags:
            return filters
        with self._catalog.reading() as connection:
            ids = tag_rows.tagged(connection, filters.tags)
        if filters.ids:
            ids &= set(filters.ids)
        return replace(filters, tags=(), ids=sorted(ids) or NO_SPEECH)

    def document_of(self, speech_id: str) -> Document:
        """Return the document that a speech was read from: its whole text, its pages, what was hashed of its file.

        :raises NotFoundError: If there is no such speech.
        """
        with self._catalog.pinned():
            document = self._catalog.document(self.speech(speech_id).id)
        assert document is not None
        return document

    def has_original(self, speech_id: str) -> bool:
        """Return whether the file that a speech was read from seems to be there; it is not read.

        :raises NotFoundError: If there is no such speech.
        """
        known = self.speech(speech_id)
        return originals.seems_there(self._catalog.directory, known.id, known.path)
