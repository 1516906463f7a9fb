"""Where the lists of one name stand in a library: found before, or right behind or before a name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import Enumeration, Speech, fold
from corpus.language.cleaning import clean
from corpus.language.numerals import numeral
from corpus.structure.items_before_name import foregoing_items
from corpus.structure.list_announcements import LABEL, NAME, Announcement, inline_items
from index import Filters, Library
from rag.question.intent.recognition import Intent

_BETWEEN = " ”」』。：:\n\r\t\u3000的，,工程要求是就即包括分别"  # what may stand between a name and its list
_NEXT = 60  # characters between a name and the unnamed list behind it
_MANY = 200  # speeches that say the name, from which only those that the search found are read
_FOLLOWING = 400  # characters in which the last items of a list may follow the others
_LINE = 1500  # characters of a line in which the items of a name may follow
_LONG = 80  # of an item from which only its first clause is shown
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Found:
    """One list in one speech.

    :param items: Their spans in the source, in order.
    :param heads: The short form of each.
    """

    speech: Speech
    start: int
    end: int
    items: tuple[tuple[int, int], ...]
    heads: tuple[str, ...]


def lists_named(
    library: Library, intent: Intent, filters: Filters | None, order: Sequence[tuple[str, int, int]]
) -> Iterator[Found]:
    """Yield the lists of that name: as the library has them, or right behind a place that says it."""
    spellings = spellings_of(intent.phrase)
    speeches = {speech.id: speech for speech in library.holding(spellings, filters)}
    if len(speeches) > _MANY:  # 三个方面 of half the library: no list that the search did not find is meant
        best = {speech_id for speech_id, _, _ in order}
        speeches = {speech_id: speech for speech_id, speech in speeches.items() if speech_id in best}
    if not speeches:
        return
    places: dict[str, list[tuple[int, int]]] = {}
    for name in spellings:
        for speech, start, end in library.find(name, Filters(ids=list(speeches))):
            places.setdefault(speech.id, []).append((start, end))
    for speech in speeches.values():
        source = library.source_text(speech.id)
        lists = library.enumerations(speech.id)
        known = [item for item in lists if item.name and _same_name(item.name, intent.phrase) and len(item.items) > 1]
        for item in known:
            items = _completed(source, item)
            yield Found(speech, item.start, items[-1][1], items, heads_of(source, items))
        for start, end in [] if known else places[speech.id]:
            spans = _behind(source, start, end, intent.number)
            if spans:
                yield Found(speech, start, spans[-1][1], spans, heads_of(source, spans))
                continue
            for item in lists:
                near = item.name is None and 0 <= item.start - end <= _NEXT
                if near and len(item.items) == intent.number and not source[end : item.start].strip(_BETWEEN):
                    yield Found(speech, start, item.end, item.items, heads_of(source, item.items))
                    break


def lists_before(library: Library, intent: Intent, filters: Filters | None) -> Iterator[Found]:
    """Yield the lists whose items stand right before a place that says their quoted name."""
    name, sources = NAME.fullmatch(intent.phrase), dict[str, str]()
    for spelling in spellings_of(intent.phrase):
        for speech, start, end in library.find(f"“{spelling}”", filters):
            if speech.id not in sources:
                sources[speech.id] = library.source_text(speech.id)
            source = sources[speech.id]
            at = next((i for i in range(start, end) if fold(source[i]) != "“"), end)
            items = foregoing_items(source, at, intent.number, name["noun"] if name else "")
            if items:
                yield Found(speech, items[0][0], end, items, heads_of(source, items))


def spellings_of(name: str) -> list[str]:
    """Return a list's name with its number in Chinese and in Arabic digits."""
    match = NAME.fullmatch(name)
    if match is None:
        return [name]
    number = numeral(match["number"])
    tens, ones = divmod(number, 10)
    chinese = ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + _DIGITS[ones].strip("零")
    rest = match["unit"] + match["noun"]
    return list(dict.fromkeys([name, f"{number}{rest}", f"{'两' if number == 2 else chinese}{rest}"]))


def _completed(source: str, item: Enumeration) -> tuple[tuple[int, int], ...]:
    """Return the items with those that follow and begin with the same two characters, if that makes the number good."""
    start, end = item.items[-1]
    word = source[start : start + 2]
    if item.announced is None or len(item.items) >= item.announced:
        return item.items
    if any(source[first : first + 2] != word for first, _ in item.items):
        return item.items
    found = [*item.items]
    for match in re.finditer(rf"[；;，,。]\s*(?={re.escape(word)})", source[end : end + _FOLLOWING]):
        stop = re.search(r"[；;。\n]", source[end + match.end() :])
        at = end + match.end()
        found.append((at, at + stop.start() if stop else len(source)))
    return tuple(found) if len(found) == item.announced else item.items


def _behind(source: str, start: int, end: int, asked: int) -> tuple[tuple[int, int], ...]:
    """Return the items that a name announces in its own line, if there are as many as it says."""
    line = source.rfind("\n", 0, start) + 1
    stop = source.find("\n", end)
    stop = min(stop if stop >= 0 else len(source), line + _LINE)
    cleaned = clean(source, line, stop)
    folded, offsets = fold(cleaned.text), list(cleaned.offsets)
    first = next((i for i, offset in enumerate(offsets) if offset >= start), None)
    last = next((i for i, offset in enumerate(offsets) if offset >= end), None)
    if first is None or last is None:
        return ()
    name = NAME.match(folded[first:last])
    number = numeral(name["number"]) if name else asked
    items = inline_items(folded, Announcement(first, last, number, None))
    if len(items) != number or number < 2 or (items and items[0][0] < last):
        return ()
    return tuple((offsets[a], offsets[b - 1] + 1) for a, b in items)


def _same_name(name: str, asked: str) -> bool:
    """Say whether two names are one list's: the same number of the same things."""
    one, other = NAME.fullmatch(fold(name)), NAME.fullmatch(fold(asked))
    if one is None or other is None:
        return fold(name) == fold(asked)
    same_noun = one["noun"] == other["noun"] or (
        min(len(one["noun"]), len(other["noun"])) >= 2
        and (one["noun"].endswith(other["noun"]) or other["noun"].endswith(one["noun"]))
    )
    return numeral(one["number"]) == numeral(other["number"]) and one["unit"] == other["unit"] and same_noun


def heads_of(source: str, items: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the short forms of the items."""
    return tuple(_head(source[start:end]) for start, end in items)


def _head(item: str) -> str:
    """Return the short form of an item: its heading or first sentence without label and markup, clean, script kept."""
    text = clean(item).text.replace("**", "").replace("`", "").strip()
    text = LABEL.sub("", text, count=1).strip(" #\u3000")
    text = re.split(r"[。！？!?\n]", text, maxsplit=1)[0].strip(" ，,；;、：:")
    if len(text) > _LONG:
        text = re.split(r"[，,；;：:]", text, maxsplit=1)[0]
    return text
