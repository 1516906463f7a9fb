"""Sentences are gathered into the units of retrieval: small, within one section, enumerated items whole."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.datamodel import Chunk, Enumeration, Section, Sentence
from corpus.language.normalization import fold
from corpus.structure.outline import heading_paths, starts_item

TARGET = 90  # clean characters
STRETCH = 120  # allowed where it keeps an item whole or avoids a tail
ORPHAN = 20  # too little to stand alone
MAX_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The sentences of one line of the body.

    :param heading: Whether the line is nothing but a heading, or a question that the next line answers.
    :param joined: Whether it follows the paragraph before it with nothing left out between them.
    """

    sentences: tuple[Sentence, ...]
    heading: bool = False
    joined: bool = True


def build_chunks(
    paragraphs: Sequence[Paragraph],
    sections: Sequence[Section],
    enumerations: Sequence[Enumeration] = (),
    *,
    speech_id: str,
) -> tuple[Chunk, ...]:
    """Return chunks in order. Every sentence lies in exactly one; none is longer than `MAX_CHUNK`.

    A list is not cut where that can be avoided: one that a number announces stays whole up to `MAX_CHUNK`, of a
    longer one the items stay whole and what announces it with the first of them.

    :param sections: Sorted by start.
    :param enumerations: Sorted by start.
    """
    announced = [item for item in enumerations if item.announced is not None]
    paragraphs = _joined(paragraphs, announced)
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
        gathered = _gather(pending, paragraph, _bound(paragraph, announced))
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


def _gather(pending: list[Sentence], paragraph: Paragraph, spans: Sequence[tuple[int, int]]) -> list[list[Sentence]]:
    """Return groups of one paragraph, what was pending in front of the first."""
    groups: list[list[Sentence]] = []
    current = list(pending)
    for item, bound in _bind(_items(paragraph.sentences), spans):
        length = _length(item)
        if bound and length > STRETCH:
            if current and _length(current) + length > MAX_CHUNK:
                current = _flush(groups, current, len(pending), MAX_CHUNK)
            if _length(current) + length <= MAX_CHUNK:
                groups.append([*current, *item])
                current = []
                continue
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
    if current or not groups:
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


def _bound(paragraph: Paragraph, announced: Sequence[Enumeration]) -> list[tuple[int, int]]:
    """Return the spans of a paragraph that should stay in one chunk: short lists, else announcement and first item."""
    first, last = paragraph.sentences[0].start, paragraph.sentences[-1].end
    spans = []
    for found in announced[bisect_left(announced, first, key=_start) :]:
        if found.start >= last:
            break
        from_here = bisect_right(paragraph.sentences, found.start, key=lambda sentence: sentence.end)
        for end in (found.end, found.items[0][1]):
            to_there = bisect_left(paragraph.sentences, end, key=lambda sentence: sentence.start)
            # a sentence has a character at least
            if end <= last and to_there - from_here < MAX_CHUNK >= _length(paragraph.sentences[from_here:to_there]):
                spans.append((found.start, end))
                break
    return spans


def _bind(items: list[list[Sentence]], spans: Sequence[tuple[int, int]]) -> list[tuple[list[Sentence], bool]]:
    """Return the items, those that a span reaches over made one, and whether that was done."""
    bound: list[tuple[list[Sentence], bool]] = []
    coming, reach = 0, -1
    for item in items:
        while bound and coming < len(spans) and spans[coming][0] < bound[-1][0][-1].end:
            reach = max(reach, spans[coming][1])
            coming += 1
        if bound and item[0].start < reach:
            merged = [*bound[-1][0], *item]
            if _length(merged) <= MAX_CHUNK:
                bound[-1] = merged, True
                continue
        bound.append((item, False))
    return bound


def _joined(paragraphs: Sequence[Paragraph], announced: Sequence[Enumeration]) -> list[Paragraph]:
    """Return the paragraphs, those over which one short announced list is spread made one."""
    joined: list[Paragraph] = []
    at = 0
    for found in announced:
        while at < len(paragraphs) and paragraphs[at].sentences[-1].end <= found.start:
            joined.append(paragraphs[at])
            at += 1
        if at == len(paragraphs):
            break
        if paragraphs[at].sentences[0].start > found.start:  # lies within a list that was joined already
            continue
        last = at
        while last + 1 < len(paragraphs) and paragraphs[last + 1].sentences[0].start < found.end:
            last += 1
        for end in (last, at + 1) if last > at else ():
            group = paragraphs[at : end + 1]
            tail = [s for s in group[0].sentences if s.end > found.start]
            rest = [s for paragraph in group[1:] for s in paragraph.sentences]
            limit = MAX_CHUNK if end == last else STRETCH
            if _length([*tail, *rest]) > limit or not all(
                p.joined and (end == last or not p.heading) for p in group[1:]
            ):
                continue
            if head := group[0].sentences[: len(group[0].sentences) - len(tail)]:
                joined.append(Paragraph(head, joined=group[0].joined))
            joined.append(Paragraph((*tail, *rest), joined=bool(head) or group[0].joined))
            at = end + 1
            break
    return [*joined, *paragraphs[at:]]


def _start(found: Enumeration) -> int:
    return found.start


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
