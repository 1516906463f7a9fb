"""Lists inside running text that nothing labels: what stands in a row between marks of one rank.

    弘扬竹乡精神、修渠精神、窑火精神               joined by 、
    向竹要增量，向水要增量，向风要增量              clauses of a sentence
    当好引路人。当好推动者。当好贴心人。             sentences that follow one another

Every such row is a candidate, whole, and the parts of it whose items begin or end alike or have a word that a question
asks for; which of them is meant is a chance (`rag.extractive.lists.inline_chance`). Reads text, knows no question.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from corpus.language.lexicon import pattern
from corpus.language.numerals import numeral
from corpus.language.segmentation import tagged
from corpus.structure.items_before_name import AND, first_item
from corpus.structure.list_names import ListName

Span = tuple[int, int]

JOINED, CLAUSES, PARTS, SENTENCES = range(4)
"""How the items are divided: by 、; by commas; by semicolons; by the ends of sentences."""
_RANKS = {"、": JOINED, "，": CLAUSES, ",": CLAUSES, "；": PARTS, ";": PARTS}
_LEADS = 8  # rank of what ends what leads to a list: no row goes over it
_OPENS, _CLOSES = "（([【〔《", "）)]】〕》"
_OPENING = frozenset(_OPENS)
QUOTES = '“”‘’"「」『』《》'
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》"}
_EDGES = " \u3000\n\r\t、，,；;。！？!?：:—"
_MIXED = 3  # clauses and 、 in one row from which it may be one list: 不怕路远、不辞辛劳，一丝不苟、代代相传
_ALIKE = (2, 1)  # characters that items begin or end alike by
_GOES_ON = pattern("(?P<number>[{tens}两])[{list_labels:name_unit}]|等|的(?=[^的]{1,4}$)")
"""What follows the last item: 三大基地 behind three, 等地, 的要求."""
_LEFT = 0.5  # of the shortest other item, that the first must have left of it
_FEWEST = 3  # of items that are alike by these alone


@dataclass(frozen=True, slots=True)
class InlineList:
    """Items in a row.

    :param items: Their spans in the text, without the marks around them, in order. What leads to the first and what
        goes on behind the last is still part of them: `item_spans` cuts it off.
    :param rank: How they are divided: `JOINED` to `SENTENCES`.
    :param before: What stands before the first in its row, where items that do not belong to this list do; else empty.
    :param after: The same behind the last.
    """

    items: tuple[Span, ...]
    rank: int
    before: str = ""
    after: str = ""

    @property
    def start(self) -> int:
        """Where the first begins."""
        return self.items[0][0]

    @property
    def end(self) -> int:
        """Where the last ends."""
        return self.items[-1][1]


def inline_lists(text: str, sentences: Sequence[Span], words: Sequence[str], number: int | None) -> list[InlineList]:
    """Return all that may be a list, each once.

    :param text: Folded.
    :param sentences: Their spans, in order, of one stretch of the text.
    :param words: That all items may have.
    :param number: How many items are asked for.
    """
    found: dict[tuple[Span, ...], InlineList] = {}
    for rank, units in _rows(text, sentences):
        joined = rank in (JOINED, PARTS)
        for first, last in _parts([text[a:b] for a, b in units], words, number, joined=joined):
            before = text[slice(*units[first - 1])] if first else ""
            after = text[slice(*units[last])] if last < len(units) else ""
            some = tuple(units[first:last])
            split = _joined(text, some) if rank == JOINED and last == len(units) else ()
            if split:
                found.setdefault(split, InlineList(split, rank, before, after))
            alike = len({text[b - 1] for _, b in split}) == 1  # 市场环境和渡口环境 is two
            if not split or not alike or len(some) == number:
                found.setdefault(some, InlineList(some, rank, before, after))
    return list(found.values())


def item_spans(text: str, one: InlineList) -> tuple[Span, ...]:
    """Return the items without what leads to the first and what goes on behind the last, as far as the others tell.

    >>> text = "要落实不误农时、不误工期、不误课程的要求"
    >>> [text[a:b] for a, b in item_spans(text, InlineList(((0, 7), (8, 12), (13, 20)), JOINED))]
    ['不误农时', '不误工期', '不误课程']
    """
    start, end = one.start, one.end
    words = [text[a:b] for a, b in one.items]
    if (at := _opening(text, one, words)) > 0:
        start += at
    last, begin = words[-1], one.items[-1][0]
    if (cut := _closing(one, words)) < len(last):
        end = _trimmed(text, begin, begin + cut)[1]
    spans = [(start, one.items[0][1]), *one.items[1:-1], (begin, end)]
    return tuple(spans)


def _opening(text: str, one: InlineList, words: Sequence[str]) -> int:
    """Return where the first item begins in what stands before the first mark; 0 if nothing tells."""
    first, others = words[0], [word.lstrip(QUOTES) for word in words[1:]]
    least = _LEFT * min(map(len, others))
    shared = _shared_start(others)
    if shared and first.startswith(shared):
        return 0
    at = first.rfind(shared) if shared else -1
    if at > 0 and len(first) - at >= least and (len(shared) > 1 or (at in _edges(first) and _is_verbal(others[0]))):
        return at
    if (at := first.rfind("“")) >= 0 and "”" not in first[at:]:
        return at + 1
    if (at := first.find("”")) >= 0 and "“" not in first[:at] and at + 1 < len(first):  # 竹乡精神”所承载的互助精神
        return at + 1
    if one.rank != JOINED:
        return 0
    begin = first_item(text, one.items[0], words[1:])
    at = begin - one.start if begin is not None else 0
    return at if len(first) - at >= least and not AND.match(first[at:]) else 0


def _closing(one: InlineList, words: Sequence[str]) -> int:
    """Return where the last item ends in what stands behind the last mark."""
    last, before = words[-1], [word.rstrip(QUOTES) for word in words[:-1]]
    least, many = _LEFT * min(map(len, before)), len(words)
    if (at := last.rfind("“")) > 0 and (name := ListName.read(last[at + 1 :].rstrip("”"))) and name.number == many:
        return len(last[:at].rstrip("等这"))  # 低空运动“三大赛道”
    shared = _shared_start([word[::-1] for word in before])[::-1]
    if shared and last.endswith(shared):
        return len(last)
    at = last.rfind(shared) + len(shared) if shared and shared in last[1:] else 0
    if at >= least and (len(shared) > 1 or at in _edges(last)):
        return at
    if (at := last.find("”")) > 0 and "“" not in last[:at]:
        return at
    if one.rank != JOINED:
        return len(last)
    edges = _edges(last)  # 平等 and 等级 go on with nothing
    ends = [match for match in _GOES_ON.finditer(last, 1) if match.start() >= least]
    ends = [match for match in ends if match.group() != "等" or {*match.span()} <= edges]
    counted = [match for match in ends if match["number"] and numeral(match["number"]) == many]
    of = "的" in "".join(before)  # then what follows 的 belongs to the last, too
    plain = [match for match in ends if not match["number"] and not (of and match.group() == "的")]
    return min((match.start() for match in counted or plain), default=len(last))


def _shared_start(words: Sequence[str]) -> str:
    """Return what all of some words begin with; of one alone nothing is told."""
    if len(words) < 2:
        return ""
    same = takewhile(lambda chars: len(set(chars)) == 1, zip(*words, strict=False))
    return "".join(chars[0] for chars in same)


def _is_verbal(words: str) -> bool:
    """Say whether the first character of some words is one, and no noun nor adjective: 唯 of 唯产值, not 新 of 新式."""
    word, flag = tagged(words)[0]
    return len(word) == 1 and flag[:1] not in "an"


def _edges(words: str) -> set[int]:
    """Return where words of some text end and begin."""
    return set(accumulate(len(word) for word, _ in tagged(words)))


def _rows(text: str, sentences: Sequence[Span]) -> Iterator[tuple[int, list[Span]]]:
    """Yield the units that marks of one rank divide, and their rank; two and more."""
    for sentence in sentences:
        atoms = list(_atoms(text, *sentence))
        for rank in (JOINED, CLAUSES, PARTS):
            yield from ((rank, units) for units in _divided(text, atoms, rank, rank))
        yield from ((CLAUSES, units) for units in _divided(text, atoms, JOINED, CLAUSES) if len(units) > _MIXED)
    whole = [span for span in (_trimmed(text, *sentence) for sentence in sentences) if span[0] < span[1]]
    if len(whole) > 1:
        yield SENTENCES, whole


def _divided(text: str, atoms: Sequence[tuple[int, int, int]], unit: int, row: int) -> Iterator[list[Span]]:
    """Yield the units of each row, two and more.

    :param unit: The rank of a mark that ends a unit; a mark above `row` ends the row.
    """
    units, begin = list[Span](), -1
    for start, end, mark in atoms:
        begin = start if begin < 0 else begin
        if mark >= unit:
            span = _trimmed(text, begin, end)
            units += [span] if span[0] < span[1] else []
            begin = -1
        if mark > row:
            if len(units) > 1:
                yield units
            units, begin = [], -1


def _atoms(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, rank of the mark behind it) of a sentence's smallest parts.

    Brackets and titles are never divided, nor are 1,200 and 8:30; a single dash leads to nothing.
    """
    depth, begin = 0, start
    for at in range(start, end):
        char = text[at]
        if char in _OPENS:
            depth += 1
        elif char in _CLOSES:
            depth = max(0, depth - 1)
        elif not depth and (char in _RANKS or char in "：:" or text.startswith("——", at)):
            if char in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
                continue
            yield begin, at, _RANKS.get(char, _LEADS)
            begin = at + 1
    yield begin, end, _LEADS


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without marks at its ends.

    Nor quotation marks whose other one is not in it, or is at its other end.
    """
    while start < end:
        first, last, inside = text[start], text[end - 1], text[start:end]
        pair = _PAIRS.get(first)
        if first in _EDGES or (first in QUOTES and (pair is None or pair not in inside)):
            start += 1
        elif last in _EDGES or (last in QUOTES and not any(_PAIRS.get(char) == last for char in inside[:-1])):
            end -= 1
        elif pair == last and inside.count(last) == 1:
            start, end = start + 1, end - 1
        else:
            break
    return start, end


def _parts(units: Sequence[str], words: Sequence[str], number: int | None, *, joined: bool) -> Iterator[Span]:
    """Yield which units of a row may be a list: first, and behind the last.

    :param joined: Whether their marks alone tell that they are of one list, all of them: 、 and semicolons. Clauses and
        sentences must begin or end alike, too, or have a word.
    """
    every = len(units)
    for word in words:
        yield from _runs(every, lambda at, word=word: word in units[at])  # type: ignore[misc]
    if joined:
        yield 0, every
        if number and every > number:
            yield every - number, every
            yield 0, number
        return
    bare = [unit.strip(QUOTES) for unit in units]
    for size in _ALIKE:
        for first, last in _same([unit[:size] for unit in bare]):
            if last - first >= _FEWEST - 1:
                yield first, last
                if first:  # what leads to a list stands before its first item
                    yield first - 1, last
        for first, last in _same([unit[-size:] for unit in bare]):
            if last - first >= _FEWEST - 1:
                yield first, last
                if last < every:  # the sentence goes on behind its last
                    yield first, last + 1


def _runs(every: int, fits: Callable[[int], bool]) -> Iterator[Span]:
    first = None
    for at in range(every + 1):
        if at < every and fits(at):
            first = at if first is None else first
        elif first is not None:
            if at - first > 1:
                yield first, at
            first = None


def _same(keys: Sequence[str]) -> Iterator[Span]:
    first = 0
    for at in range(1, len(keys) + 1):
        if at == len(keys) or keys[at] != keys[first]:
            if at - first > 1:
                yield first, at
            first = at


def _joined(text: str, units: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the items where the last unit is two, joined by 和; none if it is not."""
    start, end = units[-1]
    found = list(AND.finditer(text, start, end))
    if found:  # none of 和谐, nor in brackets
        edges = {start + at for at in _edges(text[start:end])}
        found = [
            match for match in found if {*match.span()} <= edges and _OPENING.isdisjoint(text[start : match.start()])
        ]
    if len(found) != 1 or not start < found[0].start() or not found[0].end() < end:
        return ()
    return (*units[:-1], (start, found[0].start()), (found[0].end(), end))
