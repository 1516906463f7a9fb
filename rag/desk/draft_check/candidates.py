"""Passages of the library that may say what a draft says: by its own term search, and by the words exactly.

The rarest terms alone are searched: they find a sentence of which one word was changed, and cost a tenth of all.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Chunk, Speech
from index import Filters, Library, query_terms
from rag.desk.draft_check.alignment import Fit, fit
from rag.desk.excerpts import Excerpt, Sources
from rag.desk.letters import Letters, letters

_TERMS = 16
_HITS = 10
_BESIDE = 150  # characters of the source on both sides of a chunk: a sentence of the draft may be two of the source
_KEPT = 3000


@dataclass(frozen=True, slots=True)
class Window:
    """A passage to look into.

    :param letters: Of the chunk with what stands beside it; offsets refer to the source.
    """

    speech: Speech
    chunk: Chunk
    letters: Letters


@dataclass(frozen=True, slots=True)
class Place:
    """Where the library says some words, exactly or nearly."""

    window: Window
    fit: Fit

    @property
    def speech(self) -> Speech:
        """The speech."""
        return self.window.speech

    @property
    def span(self) -> tuple[int, int]:
        """The span of the source."""
        return self.window.letters.span(self.fit.start, self.fit.end)


class Candidates:
    """The passages of one library, for many sentences of one draft."""

    def __init__(self, library: Library, filters: Filters | None = None) -> None:
        self.library = library
        self.filters = filters
        self.sources = Sources(library)
        self._windows: OrderedDict[tuple[str, int], Window] = OrderedDict()

    def windows(self, text: str, k: int = _HITS) -> list[Window]:
        """Return passages that share a text's rarest terms, best first."""
        wanted = query_terms(text)
        weights = self.library.term_weights(wanted)
        rare = sorted((term for term in wanted if term in weights), key=lambda term: -weights[term])[:_TERMS]
        if not rare:
            return []
        found = self.library.search_terms(rare, k, self.filters)
        return [
            self._window(hit.speech, hit.chunk)
            for hit in self.library.hits([(chunk_id, score, "terms") for chunk_id, score in found])
        ]

    def _window(self, speech: Speech, chunk: Chunk) -> Window:
        key = (speech.id, chunk.start)
        found = self._windows.pop(key, None)
        if found is None:
            text = self.sources.text(speech)
            found = Window(
                speech, chunk, letters(text, max(0, chunk.start - _BESIDE), min(len(text), chunk.end + _BESIDE))
            )
            if len(self._windows) >= _KEPT:
                self._windows.popitem(last=False)
        self._windows[key] = found
        return found

    def places(self, words: str, windows: Sequence[Window]) -> list[Place]:
        """Return where passages say some words, the nearest first; one place once."""
        found: dict[tuple[str, int], Place] = {}
        for window in windows:
            here = fit(words, window.letters.text)
            if here is None:
                continue
            place = Place(window, here)
            key = (window.speech.id, place.span[1])
            if key not in found or here.distance < found[key].fit.distance:
                found[key] = place
        return sorted(found.values(), key=lambda place: place.fit.distance)

    def exactly(self, text: str) -> list[Excerpt]:
        """Return every place of the library that says a text but for script, width and blanks, in order of date."""
        return [self.sources.excerpt(*found) for found in self.library.find(text, self.filters)]
