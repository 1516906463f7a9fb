"""The lists of a text as they are asked for: enumerations, headings under one heading, and lists beside their names.

    一是…二是…            an enumeration, with the sentence that leads to it and the headings above it
    一、…  二、…          the headings under one heading, or the outermost of the text
    三大赛道即甲、乙、丙    items right behind a name, or an unnamed enumeration there
    甲、乙、丙“三大赛道”    items right before a quoted name
    坚持…。坚持…。坚持…。   paragraphs, sentences or clauses of one form, which nothing names

They are found once, when the text is read. Knows no question.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from corpus.datamodel import Enumeration, Listing, Section
from corpus.language.cleaning import HAN, clean
from corpus.language.lexicon import pattern
from corpus.language.normalization import fold, simplify
from corpus.language.numerals import numeral
from corpus.structure.items_before_name import foregoing_items
from corpus.structure.lines import Line
from corpus.structure.list_announcements import LABEL, LINK, NAME, Announcement, inline_items
from corpus.structure.list_names import total
from corpus.structure.outline import heading_paths
from corpus.structure.parallel_lists import Form, Units, find_parallels

Span = tuple[int, int]

_ITEMS = pattern("{items}")
_COUNTS = pattern(r"(?<![第{digit}十百千万\d.．])(?P<number>{items})(?=[{han}“])", han=HAN)
_LAST = 64  # characters before a quoted name in which the last 、 between its items stands
_LEADS = re.compile(rf"{_COUNTS.pattern}(?=“?[{HAN}]{{1,10}}?(?:[“”：:（(]|——|[，,]?(?:即|分别是|就是|包括)))")
_LONGEST = 12  # characters of a name, its number and its quotation marks included
_QUOTED = pattern("“(?P<name>(?P<number>{items})[{han}]{1,10})”", han=HAN)
_NAME = re.compile(rf"“?[{HAN}]+“?[{HAN}]*")  # behind its number
_MARKED = re.compile(rf"”[{HAN}]{{1,4}}")
_MARKS = re.compile("[“”]")
_BETWEEN = frozenset(" ”」』。：:\n\r\t\u3000的，,工程要求是就即包括分别")  # what may stand between a name and its list
_NEXT = 60  # characters between a name and the unnamed list behind it
_FOLLOWING = 400  # characters in which the last items of a list may follow the others
_LEAD = 160  # characters before a list in which it is introduced
_HEAD = 80  # of an item from which only its first clause is its head
_STOP = re.compile(r"[。！？!?；;\n]")
_DASHES = "—―－-"


def find_listings(
    text: str,
    start: int,
    lines: Sequence[Line],
    units: Units,
    sections: Sequence[Section],
    enumerations: Sequence[Enumeration],
) -> tuple[Listing, ...]:
    """Return the lists of a document's text, in order of their first items.

    :param start: Where its speech starts: nothing before it leads to a list.
    :param lines: Of its body; `units` of these.
    """
    listed = sorted((one for one in enumerations if len(one.items) > 1), key=lambda one: one.items[0])
    found = [*_enumerated(text, start, sections, listed), *_outlined(text, start, sections)]
    for line in lines:
        found += _behind(text, line)
        found += _before(text, line)
    for one in listed:
        if one.name is None and (named := _name_before(text, start, one)):
            found.append(_named("behind", text, (named[0], one.end), named[1], one.items))
    found += _parallel(text, units)
    return tuple(sorted(found, key=lambda listing: (listing.items[0], listing.start)))


def head_of(item: str) -> str:
    """Return an item's heading or first sentence without label and markup, clean, in its own script.

    Of a long one only the first clause.
    """
    text = clean(item).text.replace("**", "").replace("`", "").strip()
    text = LABEL.sub("", text, count=1).strip(f" #\u3000{_DASHES}")
    text = re.split(r"[。！？!?\n]", text, maxsplit=1)[0].strip(" ，,；;、：:")
    return re.split(r"[，,；;：:]", text, maxsplit=1)[0] if len(text) > _HEAD else text


def name_key(name: str) -> str:
    """Return what is one for all spellings of a list's name: its number in digits, and the rest.

    >>> name_key("三个坚持"), name_key("3个“坚持”"), name_key("两个维护")
    ('3个坚持', '3个坚持', '2个维护')
    """
    folded = _MARKS.sub("", fold(name))
    match = _ITEMS.match(folded)
    return f"{_value(match[0])}{folded[match.end() :]}" if match else folded


def _value(number: str) -> int:
    return numeral(number.replace("两", "二"))


def _enumerated(
    text: str, floor: int, sections: Sequence[Section], enumerations: Sequence[Enumeration]
) -> Iterator[Listing]:
    firsts = [one.items[0][0] for one in enumerations]
    for one, headings in zip(enumerations, _headings(sections, firsts), strict=True):
        items = _completed(text, one)
        lead = _lead_before(text, floor, items[0][0])
        context = (*headings, one.name or "", _clean(text, lead) if lead else "")
        dashed = one.announced is None and text[items[0][0]] in _DASHES
        yield Listing(
            "dashed" if dashed else "enumeration",
            one.start,
            max(one.end, items[-1][1]),
            items,
            tuple(head_of(text[a:b]) for a, b in items),
            (one.name,) if one.name else (),
            one.announced,
            lead,
            tuple(filter(None, context)),
        )


def _completed(text: str, one: Enumeration) -> tuple[Span, ...]:
    """Return the items with those that follow and begin with the same two characters, if that makes the number good."""
    start, end = one.items[-1]
    word = text[start : start + 2]
    if one.announced is None or len(one.items) >= one.announced:
        return one.items
    if any(text[first : first + 2] != word for first, _ in one.items):
        return one.items
    found = [*one.items]
    for match in re.finditer(rf"[；;，,。]\s*(?={re.escape(word)})", text[end : end + _FOLLOWING]):
        stop = re.search(r"[；;。\n]", text[end + match.end() :])
        at = end + match.end()
        found.append((at, at + stop.start() if stop else len(text)))
    return tuple(found) if len(found) == one.announced else one.items


def _outlined(text: str, floor: int, sections: Sequence[Section]) -> Iterator[Listing]:
    parents: list[tuple[int, Section]] = []  # index of the section above (-1: none), section
    opened: list[tuple[int, Section]] = []
    for index, section in enumerate(sections):
        opened = [(at, above) for at, above in opened if above.level < section.level and section.start < above.end]
        parents.append((opened[-1][0] if opened else -1, section))
        opened.append((index, section))
    groups = groupby(sorted(parents, key=lambda pair: (pair[0], pair[1].start)), key=lambda pair: pair[0])
    lists = [(above, [section for _, section in group]) for above, group in groups]
    lists = sorted(((above, group) for above, group in lists if len(group) > 1), key=lambda one: one[1][0].start)
    paths = _headings(sections, [children[0].start for _, children in lists])
    for (above, children), headings in zip(lists, paths, strict=True):
        first = children[0].start
        lead = _lead_before(text, sections[above].start if above >= 0 else floor, first)
        heading = (sections[above].heading,) if above >= 0 else ()
        context = (*headings, *heading, _clean(text, lead) if lead else "")
        items = tuple((child.start, min(child.end, _line_end(text, child.start))) for child in children)
        yield Listing(
            "headings" if above >= 0 else "outline",
            sections[above].start if above >= 0 else (lead[0] if lead else first),
            children[-1].end,
            items,
            tuple(LABEL.sub("", simplify(child.heading), count=1) for child in children),
            (),
            None,
            lead,
            tuple(dict.fromkeys(filter(None, context))),
            tuple(bool(LABEL.match(fold(text[a:b]).lstrip("# "))) for a, b in items),
        )


def _headings(sections: Sequence[Section], firsts: Sequence[int]) -> list[tuple[str, ...]]:
    """Return for each place in order the headings above it, not one that begins there."""
    return heading_paths(sections, [first - 1 for first in firsts])


def _lead_before(text: str, floor: int, first: int) -> Span | None:
    """Return the span of the sentence right before a list's first item; None if the list begins its text."""
    floor = max(floor, first - _LEAD)
    before = text[floor:first].rstrip()
    if not before:
        return None
    end = floor + len(before)
    start = floor + max((match.end() for match in _STOP.finditer(before[:-1])), default=0)
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return (start, end) if start < end else None


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _clean(text: str, span: Span) -> str:
    return simplify(clean(text, *span).text)


def _behind(text: str, line: Line) -> Iterator[Listing]:
    """Yield the lists of as many items as a name counts that follow it in its line."""
    folded = line.folded
    for counts in _LEADS.finditer(folded):
        number, last = _value(counts["number"]), counts.start() + _LONGEST
        for link in LINK.finditer(folded, counts.end() + 1, min(len(folded), last + _LONGEST)):
            if number < 2 or link.start() > last or not _NAME.fullmatch(folded, counts.end(), link.start()):
                break
            every = total(_MARKS.sub("", folded[counts.start() : link.start()]))  # 三渠一桥 are four, 五位一体 five
            lists = (
                inline_items(folded, Announcement(counts.start(), link.start(), many, None))
                for many in (number, every)
                if many
            )
            items = next((found for found in lists if len(found) in (number, every)), [])
            if not items or items[0][0] < link.start():
                continue
            # “四新”行动： is 四新, and 四新行动
            marked = _MARKED.match(link.group())
            ends = (link.start(), link.start() + (marked.end() if marked else 0))
            names = tuple(dict.fromkeys(_MARKS.sub("", folded[counts.start() : end]) for end in ends))
            spans = tuple(line.span(a, b) for a, b in items)
            begin = line.span(counts.start(), link.start())[0]
            yield _named("behind", text, (begin, spans[-1][1]), names, spans)


def _name_before(text: str, floor: int, one: Enumeration) -> tuple[int, tuple[str, ...]] | None:
    """Return (start, what it may be called) of a name of as many things right before an unnamed list, or None.

    Only words that link may stand between them.
    """
    first = one.start
    begin = max(floor, first - _NEXT - _LONGEST)
    before = fold(text[begin:first])
    end = len(before)
    while end and len(before) - end < _NEXT and before[end - 1] in _BETWEEN:
        end -= 1
    for counts in reversed(list(_COUNTS.finditer(before, max(0, end - _LONGEST)))):
        if _value(counts["number"]) != len(one.items):
            continue
        longest = re.compile(rf"[{HAN}“”]*").match(before, counts.end())
        stop = longest.end() if longest else counts.end()
        if stop < end:
            continue
        ends = (max(end, counts.end() + 1), stop)  # 四大赛道工程 is 四大赛道, and 四大赛道工程
        names = (_MARKS.sub("", before[counts.start() : at]) for at in ends)
        return begin + counts.start(), tuple(dict.fromkeys(names))
    return None


def _before(text: str, line: Line) -> Iterator[Listing]:
    """Yield the lists whose items stand right before their quoted name."""
    for quoted in _QUOTED.finditer(line.folded):
        if line.folded.find("、", max(0, quoted.start() - _LAST), quoted.start()) < 0:
            continue
        number, name = _value(quoted["number"]), NAME.fullmatch(quoted["name"])
        start, end = line.span(*quoted.span("name"))
        if items := foregoing_items(text, start, number, name["noun"] if name else ""):
            yield _named("before", text, (items[0][0], end), (quoted["name"],), items)


def _parallel(text: str, units: Units) -> Iterator[Listing]:
    """Yield the lists of one form; the same items with two nouns are one list of two forms."""
    forms: dict[tuple[tuple[Span, ...], Form], list[str]] = {}
    for one in find_parallels(text, units):
        forms.setdefault((one.items, one.kind), []).append(one.form)
    for (items, kind), names in forms.items():
        yield _named(kind, text, (items[0][0], items[-1][1]), tuple(names), items)


def _named(
    kind: Literal["behind", "before"] | Form, text: str, span: Span, names: tuple[str, ...], items: tuple[Span, ...]
) -> Listing:
    return Listing(kind, *span, items, tuple(head_of(text[a:b]) for a, b in items), names, len(items))
