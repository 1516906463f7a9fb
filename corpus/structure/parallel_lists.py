"""Lists that no name announces, by their form: six paragraphs that begin 坚持…不松劲 are the six 不松劲 of a speech.

A text has such a list if as many of its paragraphs, sentences or clauses as are asked for follow one another and have
the noun in the same place, at their beginnings or at the ends of their first clauses, and it has no other of that form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.language.cleaning import clean
from corpus.language.lexicon import fill
from corpus.language.normalization import fold
from corpus.structure.items_before_name import first_item
from corpus.structure.list_announcements import LABEL

Span = tuple[int, int]

_SENTENCE = re.compile("[^。！？!?]+[。！？!?]*[”’]?")
_CLAUSE = re.compile("[^，,；;。！？!?：:]+")
_OPENING = "(?:我们|必须|始终|就?是|就?要|一定|更加|更)*"
_HEADING = 40  # characters of a line that is a heading
_FIRST_CLAUSE = re.compile("[，,；;：:]")
_SAYS = fill("(?!{list_verbs:no_noun}|”|’)")  # what follows no noun that items begin with
_MORE = re.compile(r"[的和与及]|在内|涉及|创造")  # in the last item: there the sentence goes on
_UNLIKE = 4  # times the longest of joined items is longer than the shortest, at most
_LONGER = 1.25  # times the last item may be longer than the others: behind its own end nothing is told from it
_FEWEST = 3  # items: two sentences begin alike by chance
_LEAST = 2  # characters of an item beside the noun
_TRAIL = " ，,；;、。：:！？!?"


@dataclass(frozen=True, slots=True)
class Parallel:
    """Items of one form in a source text.

    :param items: Their spans, in order.
    :param form: How they are alike: `坚持…` or `…不松劲`.
    :param level: Of paragraphs 0, of sentences 1, of clauses 2, of what 、 joins 3.
    """

    items: tuple[Span, ...]
    form: str
    level: int

    @property
    def unit(self) -> str:
        """What is counted, in Chinese."""
        return ("段", "句", "处", "处")[self.level]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph's first sentence, a sentence or a clause: its span in the source, and its folded words.

    :param words: Without its label.
    :param heading: Whether it is a numbered heading, behind which its text follows.
    """

    start: int
    end: int
    words: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph: folded clean text, and for each character its offset in the source."""

    text: str
    offsets: Sequence[int]

    def unit(self, start: int, end: int, *, label: bool = True) -> _Unit | None:
        """Return a stretch without the blanks and marks around it."""
        while start < end and self.text[start] in _TRAIL:
            start += 1
        while end > start and self.text[end - 1] in _TRAIL:
            end -= 1
        if start == end:
            return None
        words = self.text[start:end]
        labelled = LABEL.match(words) if label else None
        heading = start == 0 and labelled is not None and len(self.text.rstrip()) <= _HEADING
        words = words[labelled.end() :] if labelled else words
        return _Unit(self.offsets[start], self.offsets[end - 1] + 1, words, heading)


def parallel_list(source: str, start: int, end: int, noun: str, number: int) -> Parallel | None:
    """Return the only list of so many items that a text has of one form; None if it has none or several.

    :param start: Of the text in its source, `end` likewise.
    """
    found = list(parallels(source, start, end, noun))
    fitting = [one for one in found if len(one.items) == number]
    if number < _FEWEST or len(fitting) != 1:
        return None
    only = fitting[0]
    if any(other.level < only.level and len(other.items) > 1 for other in found):
        return None
    if any(other is not only and (other.level, other.form) == (only.level, only.form) for other in found):
        return None  # the same words elsewhere: so many are not all
    texts = (LABEL.sub("", fold(clean(source, *span).text), count=1) for span in only.items)
    return only if len({_FIRST_CLAUSE.split(text, maxsplit=1)[0] for text in texts}) == number else None


def parallels(source: str, start: int, end: int, noun: str) -> Iterator[Parallel]:
    """Yield all that follow one another with the noun in one place; one alone too."""
    begins = re.compile(rf"{_OPENING}{re.escape(noun)}{_SAYS}(?=.{{{_LEAST}}})")
    ends = re.compile(rf"[^，,；;。！？!?：:、]{{{_LEAST},}}{re.escape(noun)}(?=[，,；;。！？!?：:]|\s*$)")
    forms = {f"{noun}…": begins, f"…{noun}": ends}
    lines = list(_lines(source, start, end))
    for level, group in _groups(lines):
        for form, pattern in forms.items():
            for run in _runs(group, pattern):
                yield Parallel(tuple((unit.start, unit.end) for unit in run), form, level)
    for line in lines:
        for match in _CLAUSE.finditer(line.text):
            for form, items in _joined(line, match.span(), noun):
                yield Parallel(items, form, 3)


def _lines(source: str, start: int, end: int) -> Iterator[_Line]:
    for match in re.compile("[^\n]+").finditer(source, start, end):
        cleaned = clean(source, *match.span())
        if cleaned.text.strip():
            yield _Line(fold(cleaned.text), cleaned.offsets)


def _groups(lines: Sequence[_Line]) -> Iterator[tuple[int, list[_Unit]]]:
    """Yield units that stand beside one another, level by level."""
    paragraphs, within = list[_Unit](), list[tuple[int, list[_Unit]]]()
    for line in lines:
        sentences = [match.span() for match in _SENTENCE.finditer(line.text)]
        units = [unit for span in sentences if (unit := line.unit(*span))]
        paragraphs += units[:1]
        within.append((1, units))
        for first, last in sentences:
            clauses = (match.span() for match in _CLAUSE.finditer(line.text, first, last))
            within.append((2, [unit for clause in clauses if (unit := line.unit(*clause))]))
    yield 0, [unit for unit in paragraphs if unit.heading]
    yield 0, [unit for unit in paragraphs if not unit.heading]
    yield from within


def _runs(units: Sequence[_Unit], pattern: re.Pattern[str]) -> Iterator[list[_Unit]]:
    run: list[_Unit] = []
    for unit in units:
        if pattern.match(unit.words):
            run.append(unit)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _joined(line: _Line, clause: Span, noun: str) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Yield the items of a clause that 、 joins and that all begin or all end with the noun."""
    begin, end = clause
    cuts = [at for at in range(begin, end) if line.text[at] == "、"]
    parts = [(a, b - 1) for a, b in pairwise([begin, *(at + 1 for at in cuts), end + 1])]
    words = [line.text[a:b].rstrip("等") for a, b in parts]
    if len(parts) < 2 or any(len(word) < len(noun) + 1 for word in words):
        return
    form, at = "", None
    if all(word.endswith(noun) for word in words):
        form, at = f"…{noun}", first_item(line.text, parts[0], words[1:])
    elif all(word.startswith(noun) for word in words[1:]):
        form, at = f"{noun}…", line.text.rfind(noun, *parts[0])
    if at is None or at < begin:
        return
    spans = [(at, parts[0][1]), *((a, a + len(word)) for (a, _), word in zip(parts[1:], words[1:], strict=True))]
    items = [line.text[a:b] for a, b in spans]
    lengths = [len(item) for item in items]
    goes_on = _MORE.search(items[-1]) and not all(map(_MORE.search, items))
    goes_on = goes_on or (form.startswith(noun) and lengths[-1] > _LONGER * max(lengths[:-1]) + 2)
    bare = min(lengths) == len(noun) or any(item.count(noun) > 1 for item in items)
    if goes_on or bare or max(lengths) > _UNLIKE * min(lengths):
        return
    yield form, tuple((line.offsets[a], line.offsets[b - 1] + 1) for a, b in spans)
