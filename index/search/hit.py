"""A retrieved passage."""

from dataclasses import dataclass
from typing import Any

from corpus import Chunk, Speech


@dataclass(frozen=True, slots=True)
class Hit:
    """One chunk that a search found.

    :param text: The passage as the source has it: `source_text(speech.id)[start:end]`.
    :param score: Higher is better; comparable within one result list only.
    :param how: Which search found it: `terms`, `dense` or `both`; `neighbour` if it lies beside one found.
    :param chunk: The chunk, with its clean text and sentences.
    :raises ValueError: If `text` is not as long as the span.
    """

    speech: Speech
    chunk: Chunk
    text: str
    score: float
    how: str

    def __post_init__(self) -> None:
        if len(self.text) != self.end - self.start:
            raise ValueError(f"text of {len(self.text)} characters for span [{self.start}:{self.end}]")

    @property
    def start(self) -> int:
        """First character in the source."""
        return self.chunk.start

    @property
    def end(self) -> int:
        """One past the last character in the source."""
        return self.chunk.end

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "speech": self.speech.to_dict(),
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": self.score,
            "how": self.how,
            "heading_path": list(self.chunk.heading_path),
        }
