"""A document's card: the lines that state its title, who spoke, as what, when, where, at which meeting, who published.

They stand outside the body or at its edges, so that no chunk has them, or beside nothing that a search would find. A
model reads them with the document's passages, and a claim may cite them like any sentence.
"""

from collections.abc import Sequence

from corpus import Fact, Speech
from rag.datamodel import Evidence, span_of

_LONGEST = 160  # characters of a line; of a longer one only what states the fact is cited


def card(speech: Speech, source: str, facts: Sequence[Fact]) -> tuple[Evidence, ...]:
    """Return the lines of the source that state a document's metadata, in order, each once.

    Prose is left out: what a sentence of the body tells of a day or a meeting is retrieved with the body.

    :param source: The document's original text.
    :param facts: As `corpus` read them; those that come from elsewhere (a side file) have no line.
    """
    lines: dict[tuple[int, int], Evidence] = {}
    for fact in facts:
        if fact.end <= fact.start:
            continue
        start, end = _line(source, fact.start, fact.end)
        if "。" not in source[start:end]:
            lines.setdefault((start, end), span_of(speech, start, end, source))
    return tuple(lines[span] for span in sorted(lines))


def _line(source: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the lines around a span without blanks around them; of long ones the span itself."""
    first, last = source.rfind("\n", 0, start) + 1, source.find("\n", end)
    last = len(source) if last < 0 else last
    if last - first > _LONGEST:
        return start, end
    body = source[first:last]
    return first + len(body) - len(body.lstrip()), first + len(body.rstrip())
