"""Numbers that announce a list, 五个坚持 or 三件大事, and lists that follow one within a line without labels."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from corpus.language.cleaning import HAN
from corpus.language.lexicon import pattern
from corpus.language.numerals import numeral

NUMBERED = pattern(
    r"(?<![第{digit}十百千万\d.．])(?P<name>(?P<number>[{several}十两][{ones}]?|十[{ones}]|[2-9]|1\d|2\d)"
    r"(?P<unit>{list_labels:unit}|方面)"
    r"(?P<noun>[{han}]{0,4}?{list_labels:head}+|[{han}]{1,8}(?=[”：:。，；、（(—,;]|$)|(?=[”：:])))",
    han=HAN,
)
LINK = re.compile(
    rf"(?:”(?:[{HAN}]{{1,4}})?)?(?P<link>[：:]|——|[，,]?即(?:是)?[：:]?|"
    r"[，,]?(?:分别是|就是|包括)[：:，]?|(?P<bracket>[（(]))"
)
"""What stands between a name and the items behind it."""
_COMMA = re.compile("”?[,，:：]")
_SPLIT = re.compile("[“‘《（(「](?=.)|[”’》）)」]|[；;，,、。！？!?]")
_LABEL = pattern(r"{label_is}|{label_number}|第[一二三]|{list_labels:ordinal}|[（(][一二\d]|\d[.、．]|{label_circle}")
NAME = pattern("(?P<number>{items})(?P<unit>{list_labels:unit})(?P<noun>.+)")
"""The name of a list: how many of what."""
LABEL = pattern(
    r"^(?:{label_is}|[{tens}]{1,3}[、.．]|{nth}(?:个是|[，,、：:]|是|要)?|{label_bracket}|{label_circle}|\d{1,2}\s?[、.．]"
    r"|{list_labels:ordinal}[，,]?)\s*"
)
"""What numbers an item at its beginning."""
_BODY = 400  # characters in which an announced list must end
_ITEM = 30  # of a clause that is an item though it begins unlike the others
_SHORT = 20
_SENTENCES = 40  # in which the items of 五个坚持 must come


_NUMBERED_ITEM = pattern(
    r"^(?:{label_is}|{label_number}|{label_bracket}|{label_point}|(?:{nth}|第\d{1,2})(?:个是|[，,、：:点条项]|是|要))"
)
_NUMERAL = pattern(r"[{tens}]{1,3}|\d{1,2}")


def label_of(item: str) -> int | None:
    """Return the number that an item begins with; None if it has none.

    >>> label_of("第三，修渠引水。"), label_of("四是扩大开放。"), label_of("（二）乡村振兴"), label_of("三年来")
    (3, 4, 2, None)
    """
    label = _NUMBERED_ITEM.match(item)
    number = _NUMERAL.search(label.group()) if label else None
    return (int(number.group()) if number.group().isdecimal() else numeral(number.group())) if number else None


@dataclass(frozen=True, slots=True)
class Announcement:
    """A number with what it counts: `text[start:end]` is its name."""

    start: int
    end: int
    number: int
    repeated: str | None  # of 五个坚持 the word that each item begins with


def find_announcements(text: str, start: int = 0, end: int | None = None) -> list[Announcement]:
    """Return the numbered names in a stretch of folded text, in order."""
    found = []
    for match in NUMBERED.finditer(text, start, len(text) if end is None else end):
        number = numeral(match["number"])
        if number < 2:  # 三四个小时 counts nothing exactly
            continue
        repeated = match["noun"] if match["unit"] == "个" and 2 <= len(match["noun"]) <= 4 else None
        found.append(Announcement(match.start("name"), match.end("name"), number, repeated))
    return found


def inline_items(text: str, name: Announcement) -> list[tuple[int, int]]:
    """Return the items that follow a name in its line, or stand quoted right before it; empty if none are listed."""
    if (items := _before(text, name)) or (link := LINK.match(text, name.end)) is None:
        return items
    body = link.end()
    if _LABEL.match(text, body):
        return []
    by_mark = {mark: list(_segments(text, body, mark, stop_at_bracket=bool(link["bracket"]))) for mark in ";、,"}
    for mark, items in by_mark.items():
        if len(items) == name.number and (mark != "," or _alike(text, items)):
            return items
    adjoining = _quotations(text, body)
    if len(adjoining) == name.number:
        return adjoining
    if name.repeated:
        begun = [item for item in by_mark[","] if text.startswith(name.repeated, item[0])]
        if len(begun) == name.number:
            return begun
    # fewer or more than announced: told as an incomplete list
    if link["link"] != ":":
        return []
    if len(by_mark[";"]) > 1:
        return by_mark[";"]
    short = len(by_mark["、"]) > 1 and all(end - start <= _SHORT for start, end in by_mark["、"])
    return by_mark["、"] if short else []


def repeated_items(text: str, sentences: Sequence[tuple[int, int]], name: Announcement) -> list[tuple[int, int]]:
    """Return what follows a name 五个坚持 with its 坚持 in it, if there are as many as announced: clauses or sentences.

    Of the clauses right after it each must have the word, 把…与…结合起来; the sentences must begin with it.
    """
    if name.repeated is None:
        return []
    if clauses := _repeated_clauses(text, name, name.repeated):
        return clauses
    after = bisect_left(sentences, (name.end, 0))
    starts, last = [], 0
    for start, end in sentences[after : after + _SENTENCES]:
        if text.startswith((name.repeated, "要" + name.repeated), start):
            starts.append(start)
            last = end
    if len(starts) != name.number:
        return []
    return [trimmed(text, start, end) for start, end in zip(starts, [*starts[1:], last], strict=True)]


def _repeated_clauses(text: str, name: Announcement, word: str) -> list[tuple[int, int]]:
    if (link := _COMMA.match(text, name.end)) is None:
        return []
    for mark in ";,":
        clauses = _segments(text, link.end(), mark, stop_at_bracket=False)
        items = list(takewhile(lambda clause: text.find(word, *clause) >= 0, clauses))
        if len(items) == name.number:
            return items
    return []


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without blanks around it and punctuation after it."""
    while start < end and text[start] in " ：:，,":
        start += 1
    while end > start and text[end - 1] in " ，,；;、。：:":
        end -= 1
    return start, end


def _segments(text: str, start: int, mark: str, *, stop_at_bracket: bool) -> Iterator[tuple[int, int]]:
    """Yield the parts between marks, quotations and brackets whole, up to where the list ends."""
    depth = 0
    begin = start
    for match in _SPLIT.finditer(text, start, min(len(text), start + _BODY)):
        char = match[0]
        if char in "“‘《（(「":
            depth += 1
        elif char in "”’》）)」":
            depth -= 1
            if depth < 0:
                if begin < match.start():
                    yield trimmed(text, begin, match.start())
                return
        elif depth == 0 and char in mark:
            if begin < match.start():
                yield trimmed(text, begin, match.start())
            begin = match.end()
        elif depth == 0 and (char in "。!?" or (mark == "、" and char in ",;") or (mark == "," and char == ";")):
            if begin < match.start():
                yield trimmed(text, begin, match.start())
            return
    if begin < len(text) <= start + _BODY and not stop_at_bracket:
        yield trimmed(text, begin, len(text))


def _alike(text: str, items: list[tuple[int, int]]) -> bool:
    """Say whether clauses between commas are items: short, or begun alike."""
    return all(end - start <= _ITEM for start, end in items) or len({text[start] for start, _ in items}) == 1


def _quotations(text: str, start: int) -> list[tuple[int, int]]:
    items = []
    pattern = re.compile("[、，和以及与]{0,2}“([^“”]{1,60})”")
    while match := pattern.match(text, start):
        items.append(match.span(1))
        start = match.end()
    return items


def _before(text: str, name: Announcement) -> list[tuple[int, int]]:
    """Return the items of “…，…，…”三大任务."""
    if name.start == 0 or text[name.start - 1] != "”":
        return []
    opening = text.rfind("“", max(0, name.start - _BODY), name.start)
    if opening < 0:
        return []
    for mark in "、,;":
        items = list(_segments(text, opening + 1, mark, stop_at_bracket=True))
        if len(items) == name.number:
            return items
    return []
