"""A stream of text pieces becomes a stream of sentences, as soon as each is complete."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

ENDS = "。！？!?\n"
"""The characters that end a sentence outside quotation marks."""
_OPENERS, _CLOSERS = "“‘《（「『【", "”’》）」』】"
_TAIL = _CLOSERS + "。！？!?"
_LONGEST = 400  # an unclosed quotation mark must not hold back the rest of the answer


@dataclass(frozen=True, slots=True)
class Written:
    """What has been written since the last event.

    :param sentence: A complete sentence, or the empty string.
    :param pending: The beginning of the next one.
    :param new_line: Whether the sentence begins a line.
    :param complete: False for a last sentence that lacks its closing punctuation.
    """

    sentence: str
    pending: str
    new_line: bool = False
    complete: bool = True


def sentences(pieces: Iterable[str]) -> Iterator[Written]:
    """Cut a stream at sentence ends outside quotation marks and brackets.

    Joined, the sentences and their line breaks are the stream, but for blanks at their edges.
    """
    buffer, new_line = "", False
    for piece in pieces:
        buffer += piece
        while (cut := _sentence_end(buffer)) is not None:
            sentence, buffer = buffer[:cut], buffer[cut:]
            if sentence.strip():
                yield Written(sentence.strip(), "", new_line)
                new_line = False
            new_line = new_line or "\n" in sentence
        yield Written("", buffer.strip())
    if buffer.strip():
        last = buffer.strip()
        yield Written(last, "", new_line, complete=last[-1] in _TAIL)


def _sentence_end(text: str) -> int | None:
    depth = 0
    for place, char in enumerate(text):
        if char in _OPENERS:
            depth += 1
        elif char in _CLOSERS:
            depth = max(0, depth - 1)
        elif char in ENDS and (depth == 0 or char == "\n" or place > _LONGEST):
            end = place + 1
            if char == "\n":
                return end
            while end < len(text) and text[end] in _TAIL:
                end += 1
            return end if end < len(text) else None  # a closing mark may follow: 。”
    return None


@dataclass(slots=True)
class Reply:
    """How sure a model is of a reply, gathered as it is written.

    :param logprobs: Log-probabilities of the pieces of its first sentence, as far as the engine tells them.
    """

    logprobs: list[float] = field(default_factory=list)

    def hear(self, pieces: Iterable[str]) -> Iterator[str]:
        """Pass on the pieces of a reply."""
        ended = False
        for piece in pieces:
            logprob = getattr(piece, "logprob", None)
            if logprob is not None and not ended:
                self.logprobs.append(logprob)
            ended = ended or any(end in piece.strip() for end in ENDS)
            yield piece
