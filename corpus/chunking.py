"""Sentences are gathered into the units of retrieval: small, within one section, enumerated items whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.folding import fold
from corpus.outline import heading_paths, starts_item
from corpus.speech import Chunk, Section, Sentence

TARGET = 90  # clean characters
STRETCH = 120  # allowed where it keeps an item whole or avoids a tail
ORPHAN = 20  # too little to stand alone
MAX_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The sentences of one line of the body.

    :param heading: Whether the line is nothing but a heading.
    :param joined: Whether it follows the paragraph before it with nothing left out between them.
    """

    sentences: tuple[Sentence, ...]
    heading: bool = False
    joined: bool = True


def build_chunks(paragraphs: Sequence[Paragraph], sections: Sequence[Section], *, speech_id: str) -> tuple[Chunk, ...]:
    """Return chunks in order. Every sentence lies in exactly one; none is longer than `MAX_CHUNK`.

    :param sections: Sorted by start.
    """
    boundaries = {section.start for section in sections}
    groups: list[list[Sentence]] = []
    pending: list[Sentence] = []  # a heading or a scrap that waits for what follows
    fresh = True  # whether a section began at, or something was left out before, the last group
    for paragraph in paragraphs:
        begins = paragraph.sentences[0].start in boundaries
        if not paragraph.joined or (begins and pending and not _is_heading(pending, boundaries)):
            _settle(groups, pending, fresh)
            pending, fresh = [], True
        if begins:
            fresh = True
        if paragraph.heading and _length(pending) + _length(paragraph.sentences) <= TARGET:
            pending = [*pending, *paragraph.sentences]
            continue
        gathered = _gather(pending, paragraph.sentences)
        pending = []
        if _length(gathered[-1]) < ORPHAN:
            pending = gathered.pop()
        if gathered:
            groups.extend(gathered)
            fresh = False
    _settle(groups, pending, fresh)
    paths = heading_paths(sections, [group[0].start for group in groups])
    return tuple(_chunk(group, path, speech_id) for group, path in zip(groups, paths, strict=True))


def _settle(groups: list[list[Sentence]], pending: list[Sentence], fresh: bool) -> None:
    """Put a scrap that nothing follows to the group before it, or let it stand."""
    if not pending:
        return
    if not fresh and groups and _length(groups[-1]) + _length(pending) <= STRETCH:
        groups[-1].extend(pending)
    else:
        groups.append(list(pending))


def _is_heading(pending: list[Sentence], boundaries: set[int]) -> bool:
    return pending[0].start in boundaries


def _gather(pending: list[Sentence], sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Return groups of one paragraph, what was pending in front of the first."""
    groups: list[list[Sentence]] = []
    current = list(pending)
    for item in _items(sentences):
        length = _length(item)
        if current and _length(current) + length > (STRETCH if _waits(current, pending) else TARGET):
            current = _flush(groups, current, len(pending), length)
        if _length(current) + length <= STRETCH:
            current.extend(item)
            continue
        for sentence in item:
            limit = MAX_CHUNK if len(current) == len(pending) and not groups else TARGET
            if current and _length(current) + len(sentence.text) > limit:
                current = _flush(groups, current, len(pending), len(sentence.text))
            current.append(sentence)
    groups.append(current)
    if len(groups) > 1 and _length(groups[-1]) < ORPHAN and _length(groups[-2]) + _length(groups[-1]) <= STRETCH:
        groups[-2].extend(groups.pop())
    return groups


def _waits(current: list[Sentence], pending: list[Sentence]) -> bool:
    """Say whether the group is too little to stand alone: a heading, a scrap, the words that announce a list."""
    return len(current) == len(pending) or _length(current) < ORPHAN


def _flush(groups: list[list[Sentence]], current: list[Sentence], kept: int, length: int) -> list[Sentence]:
    """Close a group and return how the next begins: with a short last sentence, which opens what follows."""
    last = current[-1]
    if (
        len(current) > kept + 1
        and len(last.text) < ORPHAN
        and last.text[-1] == "。"
        and len(last.text) + length <= STRETCH
    ):
        groups.append(current[:-1])
        return [last]
    groups.append(current)
    return []


def _items(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Return the sentences item by item where they enumerate, else one by one."""
    starts = [starts_item(fold(sentence.text[:12])) for sentence in sentences]
    if sum(starts) < 2 and not (starts and starts[0]):
        return [[sentence] for sentence in sentences]
    items: list[list[Sentence]] = []
    inside = False
    for sentence, begins in zip(sentences, starts, strict=True):
        if inside and not begins:
            items[-1].append(sentence)
        else:
            items.append([sentence])
        inside = inside or begins
    return items


def _length(sentences: Sequence[Sentence]) -> int:
    return sum(len(sentence.text) for sentence in sentences)


def _chunk(group: list[Sentence], path: tuple[str, ...], speech_id: str) -> Chunk:
    return Chunk(
        speech_id=speech_id,
        start=group[0].start,
        end=group[-1].end,
        heading_path=path,
        text="".join(sentence.text for sentence in group),
        sentences=tuple(group),
    )
