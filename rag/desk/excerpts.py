"""Spans of the library with their words: what every result of the desk points to."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus import Sentence, Speech
from index import Library


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a speech.

    :param quote: `source_text(speech.id)[start:end]`.
    :raises ValueError: If the span is empty or the quote is not as long.
    """

    speech: Speech
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"quote of {len(self.quote)} characters for span [{self.start}:{self.end}]")

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {"speech": about(self.speech), "start": self.start, "end": self.end, "quote": self.quote}


def about(speech: Speech) -> dict[str, Any]:
    """Return what names a speech, JSON types: thousands of lines may name one."""
    fields = ("id", "title", "speaker", "role", "date", "place", "kind", "path")
    return {name: getattr(speech, name) for name in fields}


class Sources:
    """The texts of a library, each read once.

    :param limit: How many are kept.
    """

    def __init__(self, library: Library, limit: int = 400) -> None:
        self.library = library
        self._limit = limit
        self._texts: dict[str, str] = {}
        self._sentences: dict[str, list[Sentence]] = {}

    def text(self, speech: Speech) -> str:
        """Return the source text of a speech.

        :raises NotFoundError: If it was removed.
        """
        found = self._texts.get(speech.id)
        if found is None:
            found = self._texts[speech.id] = self.library.source_text(speech.id)
            if len(self._texts) > self._limit:
                del self._texts[next(iter(self._texts))]
        return found

    def preload(self, speeches: Sequence[Speech]) -> None:
        """Read the texts of some speeches together, as many as are kept; those that were removed are passed over."""
        missing = [speech.id for speech in speeches[: self._limit] if speech.id not in self._texts]
        if len(missing) > 1:
            self._texts |= self.library.source_texts(missing)
            for known in list(self._texts)[: max(0, len(self._texts) - self._limit)]:
                del self._texts[known]

    def sentences(self, speech: Speech) -> list[Sentence]:
        """Return the sentences of a speech in order, each once."""
        found = self._sentences.get(speech.id)
        if found is None:
            every = [sentence for chunk in self.library.chunks(speech.id) for sentence in chunk.sentences]
            found = list({sentence.start: sentence for sentence in every}.values())
            found.sort(key=lambda sentence: sentence.start)
            self._sentences[speech.id] = found
            if len(self._sentences) > self._limit:
                del self._sentences[next(iter(self._sentences))]
        return found

    def sentence_at(self, speech: Speech, start: int, end: int) -> tuple[int, int]:
        """Return the span of the whole sentences around a span, or the span itself where there are none (a title)."""
        sentences = self.sentences(speech)
        at = max(0, bisect_right(sentences, start, key=lambda sentence: sentence.start) - 1)
        touched = [s for s in sentences[at : at + 8] if s.start < end and start < s.end]
        return (min(start, touched[0].start), max(end, touched[-1].end)) if touched else (start, end)

    def excerpt(self, speech: Speech, start: int, end: int) -> Excerpt:
        """Return a span with its words."""
        return Excerpt(speech, start, end, self.text(speech)[start:end])
