"""Lists that no name announces, by their form: six paragraphs that begin 坚持…不松劲 are the six 不松劲 of a speech.

A text has such a list if three or more of its paragraphs, sentences or clauses follow one another and have a noun in
the same place, at their beginnings or at the ends of their first clauses, and it has no other of that form.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus.language.cleaning import HAN, clean
from corpus.language.lexicon import pattern
from corpus.language.normalization import fold
from corpus.structure.items_before_name import first_item
from corpus.structure.lines import Line
from corpus.structure.list_announcements import LABEL

Span = tuple[int, int]
Form = Literal["paragraphs", "sentences", "clauses"]

_KINDS: tuple[Form, ...] = ("paragraphs", "sentences", "clauses")

_SENTENCE = re.compile("[^。！？!?]+[。！？!?]*[”’]?")
_CLAUSE = re.compile("[^，,；;。！？!?：:]+")
_OPENS = ("我们", "必须", "始终", "就?是", "就?要", "一定", "更加", "更")
_OPENINGS = tuple(map(re.compile, _OPENS))
_OPENS_WITH = frozenset("我必始就是要一更")  # nothing else begins one of them
_HEADING = 40  # characters of a line that is a heading
_FIRST_CLAUSE = re.compile("[，,；;：:]")
_NO_SAYING = pattern("(?!{list_verbs:no_noun}|”|’)")  # what follows a noun that items begin with
_MORE = re.compile(r"[的和与及]|在内|涉及|创造")  # in the last item: there the sentence goes on
_UNLIKE = 4  # times the longest of joined items is longer than the shortest, at most
_LONGER = 1.25  # times the last item may be longer than the others: behind its own end nothing is told from it
_FEWEST = 3  # items: two sentences begin alike by chance
_LEAST = 2  # characters of an item beside the noun
_SIZES = range(1, 11)  # characters of a noun
_ONE = frozenset("要")  # of one character that items may be alike by: six paragraphs that begin 要…
_HAN_ALONE = re.compile(f"[{HAN}]+")
_ENDS = "，,；;。！？!?：:"
_BEFORE_MARK = re.compile(f"[^{_ENDS}、]+")
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
    def kind(self) -> Form:
        """What its items are."""
        return _KINDS[min(self.level, 2)]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph's first sentence, a sentence or a clause: its span in the source, and its folded words.

    :param words: Without its label.
    :param heading: Whether it is a numbered heading, behind which its text follows.
    :param starts: Where a noun that it begins with may stand: behind nothing, or behind 我们必须, 就要.
    :param closing: Its first clause, if more than 、 ends that.
    """

    start: int
    end: int
    words: str
    heading: bool
    starts: tuple[int, ...]
    closing: str

    def begins(self, noun: str) -> bool:
        """Say whether it begins with a noun that something follows."""
        words, size = self.words, len(noun)
        for at in self.starts:
            if words.startswith(noun, at) and len(words) >= at + size + _LEAST and _NO_SAYING.match(words, at + size):
                return True
        return False

    def ends(self, noun: str) -> bool:
        """Say whether its first clause ends with a noun that something stands before."""
        return self.closing.endswith(noun) and len(self.closing) >= len(noun) + _LEAST


_Group = tuple[int, list[_Unit], str]
_Groups = Sequence[tuple[str, Sequence[_Group]]]
"""The groups of a text, those of one line together behind its words: what these lack none of them has."""


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
        spans = self.offsets[start], self.offsets[end - 1] + 1
        return _Unit(*spans, words, heading, _starts(words), _closing(words))


def find_parallels(source: str, lines: Sequence[Line]) -> list[Parallel]:
    """Return the lists that a text has of one form, whatever noun that is with, in order of their first items.

    Of each noun and number the only one: not where a larger unit, a paragraph before a sentence, has several with that
    noun, nor where it stands in that place elsewhere, too, nor where first clauses are the same.

    :param lines: Of its body.
    """
    own = [_Line(line.folded, line.offsets) for line in lines]
    groups = _groups(own)
    found = [one for noun in _nouns(own, groups) for one in _sole(source, list(_of_noun(own, groups, noun)))]
    return sorted(found, key=lambda one: (one.items, one.level, one.form))


def parallels(source: str, start: int, end: int, noun: str) -> Iterator[Parallel]:
    """Yield all that follow one another with a noun in one place; one alone too.

    :param start: Of the text in its source, `end` likewise.
    """
    lines = list(_lines(source, start, end))
    yield from _of_noun(lines, _groups(lines), noun)


def _of_noun(lines: Sequence[_Line], groups: _Groups, noun: str) -> Iterator[Parallel]:
    for level, group, text in (group for words, within in groups if noun in words for group in within):
        if noun not in text:
            continue
        for form, alike in ((f"{noun}…", _Unit.begins), (f"…{noun}", _Unit.ends)):
            for run in _runs(group, alike, noun):
                yield Parallel(tuple((unit.start, unit.end) for unit in run), form, level)
    for line in lines:
        if noun not in line.text:
            continue
        for match in _CLAUSE.finditer(line.text) if "、" in line.text else ():
            if "、" in match[0] and noun in match[0]:
                for form, items in _joined(line, match.span(), noun):
                    yield Parallel(items, form, 3)


def _sole(source: str, found: Sequence[Parallel]) -> Iterator[Parallel]:
    """Yield of a noun's lists those that are the only ones of their number and of their form."""
    for only in found:
        number = len(only.items)
        if number < _FEWEST:
            continue
        others = [other for other in found if other is not only]
        if any(len(other.items) == number for other in others):
            continue
        if any(other.level < only.level and len(other.items) > 1 for other in others):
            continue
        if any((other.level, other.form) == (only.level, only.form) for other in others):
            continue  # the same words elsewhere: so many are not all
        texts = (LABEL.sub("", fold(clean(source, *span).text), count=1) for span in only.items)
        if len({_FIRST_CLAUSE.split(text, maxsplit=1)[0] for text in texts}) == number:
            yield only


def _nouns(lines: Sequence[_Line], groups: _Groups) -> list[str]:
    """Return the words that some list of three may be alike by, sorted."""
    found: set[str] = set()
    for _, group, _ in (group for _, within in groups for group in within):
        if len(group) < _FEWEST:
            continue
        for alike, edges in ((_beginnings, _first_letters), (_endings, _last_letter)):
            ends = [edges(unit) for unit in group]
            for at in range(len(group) - 2):
                if ends[at] & ends[at + 1] & ends[at + 2]:
                    found |= set.intersection(*map(alike, group[at : at + 3]))
    for line in lines:
        for match in _CLAUSE.finditer(line.text) if "、" in line.text else ():
            joined = [word.rstrip("等") for word in match[0].split("、")]
            if len(joined) >= _FEWEST:
                found |= set.intersection(*({word[-size:] for size in _SIZES} for word in joined))
                found |= set.intersection(*({word[:size] for size in _SIZES} for word in joined[1:]))
    return sorted(noun for noun in found if _HAN_ALONE.fullmatch(noun) and (len(noun) > 1 or noun in _ONE))


def _first_letters(unit: _Unit) -> frozenset[str]:
    return frozenset(unit.words[at : at + 1] for at in unit.starts)


def _last_letter(unit: _Unit) -> frozenset[str]:
    return frozenset(unit.closing[-1:])


def _beginnings(unit: _Unit) -> set[str]:
    """Return the words that a unit may be said to begin with."""
    words = unit.words
    return {words[at : at + size] for at in unit.starts for size in _SIZES if at + size + _LEAST <= len(words)}


def _endings(unit: _Unit) -> set[str]:
    """Return the words that the first clause of a unit may be said to end with."""
    return {unit.closing[-size:] for size in _SIZES if size + _LEAST <= len(unit.closing)}


def _starts(words: str) -> tuple[int, ...]:
    found, new = {0}, [0]
    while new:
        at = new.pop()
        if words[at : at + 1] not in _OPENS_WITH:
            continue
        ends = {match.end() for form in _OPENINGS if (match := form.match(words, at))} - found
        found |= ends
        new += ends
    return tuple(sorted(found))


def _closing(words: str) -> str:
    clause = _BEFORE_MARK.match(words)
    if clause is None or words.startswith("、", clause.end()):
        return ""
    return clause[0].rstrip() if clause.end() == len(words) else clause[0]


def _lines(source: str, start: int, end: int) -> Iterator[_Line]:
    for match in re.compile("[^\n]+").finditer(source, start, end):
        cleaned = clean(source, *match.span())
        if cleaned.text.strip():
            yield _Line(fold(cleaned.text), cleaned.offsets)


def _groups(lines: Sequence[_Line]) -> _Groups:
    """Return units that stand beside one another with their level and their words, level by level."""
    paragraphs, within = list[_Unit](), list[tuple[str, Sequence[_Group]]]()
    for line in lines:
        sentences = [match.span() for match in _SENTENCE.finditer(line.text)]
        units = [unit for span in sentences if (unit := line.unit(*span))]
        paragraphs += units[:1]
        found = [_group(1, units)]
        for first, last in sentences:
            clauses = (match.span() for match in _CLAUSE.finditer(line.text, first, last))
            found.append(_group(2, [unit for clause in clauses if (unit := line.unit(*clause))]))
        within.append((line.text, found))
    headings = _group(0, [unit for unit in paragraphs if unit.heading])
    others = _group(0, [unit for unit in paragraphs if not unit.heading])
    return [(headings[2], [headings]), (others[2], [others]), *within]


def _group(level: int, units: list[_Unit]) -> _Group:
    return level, units, "\n".join(unit.words for unit in units)


def _runs(units: Sequence[_Unit], alike: Callable[[_Unit, str], bool], noun: str) -> Iterator[list[_Unit]]:
    run: list[_Unit] = []
    for unit in units:
        if alike(unit, noun):
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
