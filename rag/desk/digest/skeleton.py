"""What a speech is built of: the parts of its outline, else the items of the list that it is built on.

News of a meeting is built of the paragraphs that begin with who speaks.

Headings that stand in the middle of a sentence, as a page's links do, are none; a heading alone makes no outline.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus import NEWS, Listing, Section, Speech, fold
from index import Library
from rag.desk.letters import letters

_CLOSING = "”’」』）》)\"'"
_STOPS = "。！？!?；;：:\n"
_ENDS = (*_STOPS, *_CLOSING, "…", "—")
_HEAD = 40  # characters of an item's first clause that can stand as its heading
_BARE = 8  # characters of a label with what it numbers
_PART = 0.4  # of a speech that its outline or list must reach over
_LABELLED = ("enumeration", "dashed")
_FEWEST = 2
_SPOKEN = 0.25  # of a text of news
_BEFORE = 60  # characters of a paragraph in which somebody begins to speak


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a speech.

    :param start: Span, its heading included.
    :param level: Of its heading, 1 for the outermost.
    :param heading: Span of its heading; None where its first sentence says what it is about.
    :param words: The heading's, clean; empty without one.
    """

    start: int
    end: int
    level: int
    heading: tuple[int, int] | None
    words: str


def outlined(library: Library, speech: Speech, depth: int | None = None) -> list[Block]:
    """Return the parts of a speech's outline down to a level; nothing if it has none worth the name.

    :param depth: All levels if it is None.
    """
    text = library.source_text(speech.id)
    sections = [section for section in library.sections(speech.id) if not _broken(text, section)]
    top = min((section.level for section in sections), default=1)
    if sum(section.level == top for section in sections) < _FEWEST:
        top += 1  # one heading over all others says what the title says
    kept = [section for section in sections if top <= section.level < top + (depth or len(sections) + 1)]
    outermost = [section for section in kept if section.level == top]
    if len(outermost) < _FEWEST or not reaches([(s.start, s.end) for s in outermost], library, speech):
        return []
    return [
        Block(s.start, s.end, s.level - top + 1, _heading_span(text, s.start, s.end, s.heading), s.heading)
        for s in kept
    ]


def itemised(
    library: Library,
    speech: Speech,
    count: int | None = None,
    called: str | None = None,
    by: Sequence[str] = (),
) -> list[Block]:
    """Return the items of the list that a speech is built on; nothing if there is none.

    :param count: How many items it must have.
    :param called: What its name or its lead must say: 要求, of 提三点要求; such a list may be a small part of the text.
    :param by: Who must be named where it begins, or have the text for his own; folded.
    """
    text = library.source_text(speech.id)
    found = [
        listing
        for listing in library.listings(speech.id)
        if (called is not None or listing.kind in _LABELLED)
        and len(listing.items) >= _FEWEST
        and (count is None or len(listing.items) == count)
        and (called is None or any(called in fold(words) for words in _told(text, listing)))
        and (not by or any(name in _giving(text, speech, listing) for name in by))
        and (called is not None or reaches(listing.items, library, speech))
    ]
    best = max(found, key=lambda listing: listing.items[-1][1] - listing.items[0][0], default=None)
    return [as_block(text, *item) for item in best.items] if best else []


def spoken(library: Library, speech: Speech) -> list[Block]:
    """Return the paragraphs of a text of news that begin with who speaks; nothing if they are few or little of it."""
    if speech.kind not in NEWS:
        return []
    text = library.source_text(speech.id)
    found: list[Block] = []
    for item in library.utterances(speech.id):
        start = text.rfind("\n", 0, item.start) + 1
        end = text.find("\n", item.end)
        if (
            item.start - start <= _BEFORE
            and "。" not in text[start : item.start]
            and (not found or start >= found[-1].end)
        ):
            found.append(Block(start, end if end >= 0 else len(text), 1, None, ""))
    much = reaches([(block.start, block.end) for block in found], library, speech, _SPOKEN)
    return found if len(found) >= _FEWEST and much else []


def _told(text: str, listing: Listing) -> Iterable[str]:
    lead = [text[slice(*listing.lead)]] if listing.lead else []
    return (*listing.names, *lead)


def _giving(text: str, speech: Speech, listing: Listing) -> str:
    """Return the words in which whoever gives a list may be named: its paragraph up to the first item, the speaker."""
    first = listing.items[0][0]
    begin = text.rfind("\n", 0, first) + 1
    return fold(f"{text[begin:first]}\n{speech.speaker or ''}")


def as_block(text: str, start: int, end: int) -> Block:
    """Return an item of a list as a part, its first clause its heading if that is short."""
    first = _stop(text, start, end)
    if text[first : first + 1] in ("：", ":") and first - start <= _BARE:  # 第一个问题：
        first = _stop(text, first + 1, end)
    while first < end and text[first] in _CLOSING:
        first += 1
    alone = not any(char.isalnum() for char in text[first:end])
    if alone or first - start > _HEAD:
        return Block(start, end, 1, None, "")
    return Block(start, end, 1, (start, first), text[start:first])


def _stop(text: str, start: int, end: int) -> int:
    return next((at for at in range(start, end) if text[at] in _STOPS), end)


def reaches(spans: Sequence[tuple[int, int]], library: Library, speech: Speech, part: float = _PART) -> bool:
    """Say whether spans are a good part of what a speech says."""
    sentences = [s for chunk in library.chunks(speech.id) for s in chunk.sentences]
    whole = sum(s.end - s.start for s in sentences)
    return sum(end - start for start, end in spans) >= part * whole


def _broken(text: str, section: Section) -> bool:
    """Say whether a heading stands in the middle of a sentence: the line before it is of running text and ends open."""
    before = text[: section.start].rstrip()
    line = before[before.rfind("\n") + 1 :]
    running = any(mark in line for mark in "，,。") and not line.endswith(_ENDS)
    return running or before.endswith(tuple("“「『《（("))


def _heading_span(text: str, start: int, end: int, words: str) -> tuple[int, int]:
    """Return where a section's heading stands: from its start to its last letter and the marks that close it."""
    wanted, found = letters(words).text, letters(text, start, end)
    if wanted and found.text.startswith(wanted):
        last = found.span(0, len(wanted))[1]
        while last < end and text[last] in _CLOSING:
            last += 1
        return start, last
    line = text.find("\n", start, end)
    return start, line if line > start else end
