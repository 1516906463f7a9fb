"""Lists in a text with all their items: labelled 一是…二是…, （一）, 1., 第一, 首先, ——, or announced by a number.

A number that only names something, “四个意识”, is no list unless its items are there.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.datamodel import Enumeration
from corpus.language.lexicon import pattern
from corpus.language.numerals import numeral
from corpus.structure.lines import Line
from corpus.structure.list_announcements import Announcement, find_announcements, inline_items, repeated_items, trimmed

_EDGE = r"(?:(?<![^。；：，！？”、;:,!?）)—\s中])|^)"
_MARK = pattern(
    r"{edge}(?:(?P<是>[{tens}]{1,3})(?:是|要)(?![{tens}件]|{list_labels:no_label})"
    r"|第(?P<第>[{tens}]{1,3})(?:[，,、：:]|是|要|个是|个(?:问题|方面|层面)(?=[，,、：:是]))"
    r"|(?P<先>{list_labels:ordinal})(?=[，,是要])"
    r"|[（(](?P<括>[{tens}]{1,3})[）)]"
    r"|[（(](?P<弧>\d{1,2})[）)]|(?P<圈>{label_circle})"
    r"|(?P<点>\d{1,2})\s?(?:、|[.．](?!\d))"
    r"|(?P<顿>(?<![^\s])[{tens}]{1,3})[、.．])",
    edge=_EDGE,
)
_DASH = re.compile("(?:^|(?<=[。；;！!？?：:]))(?:[—―－-]{2}|[—―])(?=[^—―－\\-\\d])")
_DASHED = 3  # items from which dashes make a list that nothing announces: one stands before a subtitle
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "然后": 0, "最后": 0}
_CLOSING = pattern("(?:{genres:closing}|[(（](?:作者|来源|记者|编辑)|一句话|[{level}]领导|谢谢)")
_STOP = re.compile("[。！？!?]")
_NAMES = 40  # numbered names looked at in one sentence
_LONGEST = 2000  # characters of a last item
_FAR = 60  # lines between two items


@dataclass(frozen=True, slots=True)
class _Mark:
    """A label: in which line, where, of which style, with which number (0 for 最后, which may be any)."""

    line: int
    at: int
    style: str
    value: int


@dataclass(slots=True)
class _Run:
    marks: list[_Mark]
    cap: _Mark | None = None  # where a list around this one goes on


def find_enumerations(lines: Sequence[Line], sentences: Sequence[Sequence[tuple[int, int]]]) -> tuple[Enumeration, ...]:
    """Return the lists of a text, in order of their starts; they may nest.

    :param sentences: For each line the spans of its sentences in `line.text`.
    """
    names = [find_announcements(line.folded) for line in lines]
    found: list[Enumeration] = []
    used: set[tuple[int, int]] = set()
    for run in (*_runs(lines), *_dashed(lines)):
        items = _items(lines, run)
        name = _announcement(lines, sentences, names, run)
        if name is not None and (name[0], name[1].start) in used:
            name = None
        style, few = run.marks[0].style, len(items) < _DASHED
        if len(items) < 2 or (style == "顿" and name is None) or (style == "横" and few and name is None):
            continue
        if name is not None:
            used.add((name[0], name[1].start))
        found.append(_enumeration(lines, name, items))
    for number, line in enumerate(lines):
        for told in names[number]:
            if (number, told.start) in used:
                continue
            spans = inline_items(line.folded, told) or repeated_items(line.folded, sentences[number], told)
            items = [((number, start), (number, end)) for start, end in spans]
            if not items:
                items = _lines_that_begin(lines, number, told)
            if len(items) > 1 and all(first < last for first, last in items):
                found.append(_enumeration(lines, (number, told), items))
    return tuple(sorted(found, key=lambda item: (item.start, -item.end)))


def _marks(number: int, line: Line) -> list[_Mark]:
    marks = []
    for match in _MARK.finditer(line.folded):
        style = match.lastgroup
        if style is None:
            continue
        label = match[style]
        value = ord(label) - ord("①") + 1 if style == "圈" else _ORDER.get(label) or numeral(label)
        marks.append(_Mark(number, match.start(), style, value))
    return marks


def _runs(lines: Sequence[Line]) -> list[_Run]:
    """Return labels gathered into lists: each 1 opens one, each next number goes on with the innermost that waits."""
    runs: list[_Run] = []
    stack: list[_Run] = []
    for number, line in enumerate(lines):
        for mark in _marks(number, line):
            at = next((i for i in range(len(stack) - 1, -1, -1) if _follows(stack[i].marks[-1], mark)), None)
            if at is None and mark.value != 1:
                continue
            if at is None:
                at = next((i for i, run in enumerate(stack) if run.marks[0].style == mark.style), len(stack))
                _close(stack, at, mark)
                stack.append(_Run([mark]))
                runs.append(stack[-1])
            else:
                _close(stack, at + 1, mark)
                stack[at].marks.append(mark)
    return [run for run in runs if len(run.marks) > 1]


def _dashed(lines: Sequence[Line]) -> list[_Run]:
    """Return the items that dashes begin, at the beginnings of lines that follow one another or within one line."""
    runs: list[_Run] = []
    for number, line in enumerate(lines):
        for match in _DASH.finditer(line.folded):
            last = runs[-1].marks[-1] if runs else None
            next_line = last and last.at == match.start() == 0 and number - last.line == 1
            if last and (next_line or number == last.line):
                runs[-1].marks.append(_Mark(number, match.start(), "横", last.value + 1))
            else:
                runs.append(_Run([_Mark(number, match.start(), "横", 1)]))
    return [run for run in runs if len(run.marks) > 1]


def _close(stack: list[_Run], keep: int, mark: _Mark) -> None:
    while len(stack) > keep:
        stack.pop().cap = mark


def _follows(last: _Mark, mark: _Mark) -> bool:
    if last.style != mark.style or (mark.value != last.value + 1 and not (mark.value == 0 and last.value > 0)):
        return False
    if mark.line == last.line:
        return True
    return mark.at == 0 and (last.at == 0 or mark.line == last.line + 1) and mark.line - last.line <= _FAR


def _items(lines: Sequence[Line], run: _Run) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return ((line, offset), (line, offset)) of each item."""
    items = []
    for mark, following in pairwise(run.marks):
        items.append(_span(lines, mark, (following.line, following.at)))
    items.append(_span(lines, run.marks[-1], _end_of_last(lines, run)))
    return [item for item in items if item[0] < item[1]]


def _span(lines: Sequence[Line], mark: _Mark, end: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    line, offset = end
    if offset == 0 and line > mark.line:
        line, offset = line - 1, len(lines[line - 1].folded)
    floor = mark.at if line == mark.line else 0
    return (mark.line, mark.at), (line, trimmed(lines[line].folded, floor, offset)[1])


def _end_of_last(lines: Sequence[Line], run: _Run) -> tuple[int, int]:
    last, marks = run.marks[-1], run.marks
    text = lines[last.line].folded
    if last.line == marks[-2].line:
        before = [text[a.at : b.at].rstrip() for a, b in pairwise(marks) if a.line == b.line]
        reach = min(len(text), last.at + _LONGEST)
        end = (last.line, reach)
        if all(_STOP.search(part, 0, len(part) - 1) is None for part in before):
            stop = _STOP.search(text, last.at, reach)
            end = (last.line, stop.end() if stop else reach)
        else:
            for stop in _STOP.finditer(text, last.at, reach):
                if _CLOSING.match(text, stop.end()):
                    end = (last.line, stop.end())
                    break
    else:
        longest = max(b.line - a.line for a, b in pairwise(marks))
        line = last.line
        while line + 1 < min(len(lines), last.line + longest) and not _CLOSING.match(lines[line + 1].folded):
            line += 1
        end = (line, len(lines[line].folded))
    return min(end, (run.cap.line, run.cap.at)) if run.cap is not None else end


def _announcement(
    lines: Sequence[Line],
    sentences: Sequence[Sequence[tuple[int, int]]],
    names: Sequence[Sequence[Announcement]],
    run: _Run,
) -> tuple[int, Announcement] | None:
    """Return the number that announces a labelled list: in the words right before its first item."""
    first, count = run.marks[0], len(run.marks)
    number, end = first.line, first.at
    if end == 0:
        if number == 0:
            return None
        number -= 1
        end = len(lines[number].folded)
    before = bisect_left(sentences[number], (end, end)) - 1
    if before < 0:
        return None
    left = bisect_left(names[number], sentences[number][before][0], key=lambda name: name.start)
    candidates = [name for name in names[number][left : left + _NAMES] if name.end <= end]
    for name in reversed(candidates):
        if name.number == count:
            return number, name
    if candidates and re.fullmatch("”?[：:。]?", lines[number].folded[candidates[-1].end : end].strip()):
        return number, candidates[-1]
    return None


def _lines_that_begin(
    lines: Sequence[Line], number: int, name: Announcement
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the paragraphs after a name 五个坚持 that begin with its 坚持, if there are as many as announced."""
    if name.repeated is None:
        return []
    items = []
    for index in range(number + 1, min(len(lines), number + 1 + name.number)):
        text = lines[index].folded
        if not text.startswith((name.repeated, "要" + name.repeated)):
            return []
        items.append(((index, 0), (index, trimmed(text, 0, len(text))[1])))
    return items if len(items) == name.number else []


def _enumeration(
    lines: Sequence[Line],
    name: tuple[int, Announcement] | None,
    items: Sequence[tuple[tuple[int, int], tuple[int, int]]],
) -> Enumeration:
    spans = []
    for (first, start), (last, end) in items:
        left = lines[first].span(start, start + 1)[0]
        spans.append((left, lines[last].span(end - 1, end)[1]))
    title = announced = None
    begin = spans[0][0]
    if name is not None:
        line = lines[name[0]]
        title, announced = line.text[name[1].start : name[1].end], name[1].number
        begin = min(begin, line.span(name[1].start, name[1].end)[0])
    return Enumeration(begin, spans[-1][1], title, announced, tuple(spans))
