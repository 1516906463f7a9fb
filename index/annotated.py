"""What was read of each speech of a library, and where: its passages, outline, fields, utterances, lists, left lines.

The part of `index.Library` that only looks a speech up. Each method takes a speech's id, or the start of one.
"""

from corpus import Chunk, Enumeration, Fact, Listing, Section, SetAside, Speech, Utterance
from index.catalog import Catalog
from index.filters import Filters
from index.maintenance.correction import corrections_of
from index.storage import line_rows, listing_rows


class Annotated:
    """The speeches of a catalog, with what was found in them."""

    _catalog: Catalog

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
            found: dict[str, list[Listing]] = {}
            for speech_id, listing in listing_rows.listings_called(connection, beginning):
                found.setdefault(speech_id, []).append(listing)
            speeches = self._catalog.speeches().values()
            accepted = [one for one in speeches if one.id in found and (not filters or filters.accepts(one))]
            return [(speech, listing) for speech in accepted for listing in found[speech.id]]

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
