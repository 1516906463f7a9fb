"""Lists that no name announces, by their form: six paragraphs that begin 坚持…不松劲 are the six 不松劲 of a speech.

A text has such a list if three or more of its paragraphs, sentences or clauses follow one another and have a noun in
the same place, at their beginnings or at the ends of their first clauses, and it has no other of that form.

    Units.read(lines)      paragraphs, sentences and clauses, by the letters that they begin and end with
    find_parallels         the lists, whatever noun they are alike by
    letters_in_rows        how many in a row are alike by one letter: no list, but what “五新” may be of
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Self

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
_AT_ONCE = (0,)
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

    def beginnings(self) -> set[str]:
        """Return the words that it may be said to begin with."""
        words = self.words
        return {words[at : at + size] for at in self.starts for size in _SIZES if at + size + _LEAST <= len(words)}

    def endings(self) -> set[str]:
        """Return the words that its first clause may be said to end with."""
        return {self.closing[-size:] for size in _SIZES if size + _LEAST <= len(self.closing)}


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit, and where it stands: the `at`-th of a group whose units stand beside one another."""

    group: int
    at: int
    level: int
    unit: _Unit


@dataclass(frozen=True, slots=True)
class Units:
    """The paragraphs, sentences and clauses of a text.

    :param first: Those that may begin with a letter, by it, group by group in order; `last`: whose first clause ends
        with it.
    :param joined: The clauses in which 、 stands, each with its line and its span there.
    """

    first: dict[str, list[_Place]]
    last: dict[str, list[_Place]]
    joined: tuple[tuple[Line, Span, str], ...]

    @classmethod
    def read(cls, lines: Sequence[Line]) -> Self:
        """Return those of a text.

        :param lines: Of its body.
        """
        first, last = dict[str, list[_Place]](), dict[str, list[_Place]]()
        for number, (level, units) in enumerate(_groups(lines)):
            for at, unit in enumerate(units):
                place = _Place(number, at, level, unit)
                for letter in {unit.words[start : start + 1] for start in unit.starts}:
                    first.setdefault(letter, []).append(place)
                last.setdefault(unit.closing[-1:], []).append(place)
        joined = [
            (line, match.span(), match[0])
            for line in lines
            if "、" in line.folded
            for match in _CLAUSE.finditer(line.folded)
            if "、" in match[0]
        ]
        return cls(first, last, tuple(joined))


def find_parallels(source: str, units: Units) -> list[Parallel]:
    """Return the lists that a text has of one form, whatever noun that is with, in order of their first items.

    Of each noun and number the only one: not where a larger unit, a paragraph before a sentence, has several with that
    noun, nor where it stands in that place elsewhere, too, nor where first clauses are the same.
    """
    found = [one for noun in _nouns(units) for one in _sole(source, list(_of_noun(units, noun)))]
    return sorted(found, key=lambda one: (one.items, one.level, one.form))


def letters_in_rows(units: Units) -> tuple[tuple[str, int], ...]:
    """Return (letter, n), sorted: n units in a row, or items that 、 joins, begin or end with it; two and more."""
    most: dict[str, int] = {}
    for by_letter, alike in ((units.first, _Unit.begins), (units.last, _Unit.ends)):
        for letter, places in by_letter.items():
            if _HAN_ALONE.fullmatch(letter):
                most[letter] = max(most.get(letter, 0), _longest(places, letter, alike))
    for line, span, clause in units.joined:
        words = [word.rstrip("等") for word in clause.split("、")]
        for letter in {words[1][:1], words[1][-1:]} - {""}:
            if _HAN_ALONE.fullmatch(letter):
                most[letter] = max([most.get(letter, 0), *(len(items) for _, items in _joined(line, span, letter))])
    return tuple((letter, many) for letter, many in sorted(most.items()) if many > 1)


def _longest(places: Sequence[_Place], letter: str, alike: Callable[[_Unit, str], bool]) -> int:
    best = 1
    for run in _runs(places):
        if len(run) > best:
            best = max(best, *(len(part) for part in _runs(place for place in run if alike(place.unit, letter))), 0)
    return best


def _of_noun(units: Units, noun: str) -> Iterator[Parallel]:
    for form, alike in ((f"{noun}…", _beginning(units, noun)), (f"…{noun}", _ending(units, noun))):
        for run in _runs(alike):
            yield Parallel(tuple((place.unit.start, place.unit.end) for place in run), form, run[0].level)
    for line, span, clause in units.joined:
        if noun in clause:
            for form, items in _joined(line, span, noun):
                yield Parallel(items, form, 3)


def _beginning(units: Units, noun: str) -> Iterator[_Place]:
    return (place for place in units.first.get(noun[0], ()) if place.unit.begins(noun))


def _ending(units: Units, noun: str) -> Iterator[_Place]:
    return (place for place in units.last.get(noun[-1], ()) if place.unit.ends(noun))


def _runs(places: Iterable[_Place]) -> Iterator[list[_Place]]:
    """Yield the places that follow one another in one group, together; one alone too."""
    run: list[_Place] = []
    for place in places:
        if run and (place.group, place.at) != (run[-1].group, run[-1].at + 1):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


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


def _nouns(units: Units) -> list[str]:
    """Return the words that some list of three may be alike by, sorted."""
    found: set[str] = set()
    for by_letter, alike in ((units.first, _Unit.beginnings), (units.last, _Unit.endings)):
        for letter, places in by_letter.items():
            for run in _runs(places) if letter else ():
                if len(run) >= _FEWEST:
                    words = [alike(place.unit) for place in run]
                    for at in range(len(run) - 2):
                        found |= words[at] & words[at + 1] & words[at + 2]
    for _, _, clause in units.joined:
        joined = [word.rstrip("等") for word in clause.split("、")]
        if len(joined) >= _FEWEST:
            found |= set.intersection(*({word[-size:] for size in _SIZES} for word in joined))
            found |= set.intersection(*({word[:size] for size in _SIZES} for word in joined[1:]))
    return sorted(noun for noun in found if _HAN_ALONE.fullmatch(noun) and (len(noun) > 1 or noun in _ONE))


def _unit(line: Line, start: int, end: int) -> _Unit | None:
    """Return a stretch of a line without the blanks and marks around it; None if nothing is left."""
    part = line.folded[start:end]
    words = part.strip(_TRAIL)
    if not words:
        return None
    first = start + len(part) - len(part.lstrip(_TRAIL))
    spans = line.offsets[first], line.offsets[first + len(words) - 1] + 1
    labelled = LABEL.match(words)
    heading = labelled is not None and first == 0 and len(line.folded) <= _HEADING
    words = words[labelled.end() :] if labelled else words
    return _Unit(*spans, words, heading, _starts(words), _closing(words))


def _starts(words: str) -> tuple[int, ...]:
    if words[:1] not in _OPENS_WITH:
        return _AT_ONCE
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


def _groups(lines: Sequence[Line]) -> list[tuple[int, list[_Unit]]]:
    """Return units that stand beside one another with their level: headings, other paragraphs, and line by line."""
    paragraphs, within = list[_Unit](), list[tuple[int, list[_Unit]]]()
    for line in lines:
        sentences = [match.span() for match in _SENTENCE.finditer(line.folded)]
        units = [unit for span in sentences if (unit := _unit(line, *span))]
        paragraphs += units[:1]
        within.append((1, units))
        for first, last in sentences:
            clauses = (match.span() for match in _CLAUSE.finditer(line.folded, first, last))
            within.append((2, [unit for clause in clauses if (unit := _unit(line, *clause))]))
    headings = [unit for unit in paragraphs if unit.heading]
    return [(0, headings), (0, [unit for unit in paragraphs if not unit.heading]), *within]


def _joined(line: Line, clause: Span, noun: str) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Yield the items of a clause that 、 joins and that all begin or all end with the noun."""
    begin, end = clause
    cuts = [at for at in range(begin, end) if line.folded[at] == "、"]
    parts = [(a, b - 1) for a, b in pairwise([begin, *(at + 1 for at in cuts), end + 1])]
    words = [line.folded[a:b].rstrip("等") for a, b in parts]
    if len(parts) < 2 or any(len(word) < len(noun) + 1 for word in words):
        return
    form, at = "", None
    if all(word.endswith(noun) for word in words):
        form, at = f"…{noun}", first_item(line.folded, parts[0], words[1:])
    elif all(word.startswith(noun) for word in words[1:]):
        form, at = f"{noun}…", line.folded.rfind(noun, *parts[0])
    if at is None or at < begin:
        return
    spans = [(at, parts[0][1]), *((a, a + len(word)) for (a, _), word in zip(parts[1:], words[1:], strict=True))]
    items = [line.folded[a:b] for a, b in spans]
    lengths = [len(item) for item in items]
    goes_on = _MORE.search(items[-1]) and not all(map(_MORE.search, items))
    goes_on = goes_on or (form.startswith(noun) and lengths[-1] > _LONGER * max(lengths[:-1]) + 2)
    bare = min(lengths) == len(noun) or any(item.count(noun) > 1 for item in items)
    if goes_on or bare or max(lengths) > _UNLIKE * min(lengths):
        return
    yield form, tuple((line.offsets[a], line.offsets[b - 1] + 1) for a, b in spans)
