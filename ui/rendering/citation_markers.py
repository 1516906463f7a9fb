"""Where the citation markers of an answer are. A source that itself says `[1]` has none.

parts("见注[1][1]。", [Claim("见注[1]。", (1,), ...)])  ->  "见注[1]" words, "[1]" marker, "。" words
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag import Answer, Claim

_MARKER = re.compile(r"\[([0-9]{1,4})\]")
_CLOSING = 4  # a claim's markers stand before its closing punctuation, of at most so many characters


@dataclass(frozen=True, slots=True)
class Part:
    """A run of an answer's text: a marker, or words of a claim, or words between claims.

    :param number: The citation's, if it is a marker.
    """

    start: int
    end: int
    number: int | None = None
    claim: Claim | None = None


def parts(text: str, claims: Sequence[Claim] = (), numbers: Sequence[int] | None = None) -> list[Part]:
    """Cut a text into parts that cover it.

    Words of a claim are never taken for a marker; elsewhere `[n]` is one if `n` is a citation's number.

    :param numbers: Those of the citations; any if None (while the answer is being written).
    """
    found: list[Part] = []
    position = 0
    for claim in claims:
        start, cut = _find(text, claim, position)
        if start < 0:
            continue
        found.extend(_plain(text, position, start, numbers))
        found.append(Part(start, start + cut, claim=claim))
        position = start + cut
        for number in claim.citations:
            width = len(f"[{number}]")
            found.append(Part(position, position + width, number=number))
            position += width
        found.append(Part(position, position + len(claim.text) - cut, claim=claim))
        position += len(claim.text) - cut
    found.extend(_plain(text, position, len(text), numbers))
    return [part for part in found if part.end > part.start]


def of_answer(answer: Answer) -> list[Part]:
    """Cut a finished answer's body into parts."""
    return parts(answer.body, answer.claims, [citation.number for citation in answer.citations])


def without(answer: Answer) -> str:
    """Return an answer's body without its markers, as a turn of the history."""
    return "".join(answer.text[part.start : part.end] for part in of_answer(answer) if part.number is None)


def _find(text: str, claim: Claim, position: int) -> tuple[int, int]:
    """Return where a claim with its markers begins and after how many of its characters these stand; -1 if nowhere."""
    markers = "".join(f"[{number}]" for number in claim.citations)
    whole = claim.text
    for cut in range(len(whole), max(-1, len(whole) - _CLOSING - 1), -1) if whole else ():
        start = text.find(whole[:cut] + markers + whole[cut:], position)
        if start >= 0:
            return start, cut
    return -1, 0


def _plain(text: str, start: int, end: int, numbers: Sequence[int] | None) -> Iterator[Part]:
    for match in _MARKER.finditer(text, start, end):
        number = int(match[1])
        if numbers is None or number in numbers:
            yield Part(start, match.start())
            yield Part(match.start(), match.end(), number=number)
            start = match.end()
    yield Part(start, end)
