"""What a question asks of the figures: measure, places, years, aim or result, a value or an order.

Every word of the question must be accounted for: what is left over might be a condition. Then nothing is understood.
Which measures and places there are the library tells.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from corpus import fold
from corpus.language.figures.amounts import Number, numbers
from corpus.language.figures.kinds import Change, Kind
from corpus.language.figures.vocabulary import base_of, canonical, is_known, units
from corpus.language.names.place_levels import parts
from corpus.language.periods import find_periods
from rag.question.answer.answer_type import expected, units_asked
from rag.question.desk.figure_wordings import MEASURE, PLACE, YEAR, read_wording
from rag.question.desk.figure_words import (
    AIM,
    BELOW,
    CHANGED,
    FILLER,
    FRINGE,
    GAP,
    GROWTH,
    HIGHEST,
    HOW_MUCH,
    LESS,
    LEVEL,
    LONG,
    LONGEST,
    LOWEST,
    MORE,
    REACHES,
    RELATIVE,
    RESULT,
    SHORTEST,
    WHICH,
    with_whole_years,
)

_QUOTES = re.compile(r"[《“”‘’「」\"]")
_BOTH = 2


class Intent(StrEnum):
    """What is wanted."""

    VALUE = "value"
    HIGHEST = "highest"
    LOWEST = "lowest"
    REACHES = "reaches"
    DIFFERENCE = "difference"


_LEARNED = {
    "value": Intent.VALUE, "several": Intent.VALUE, "difference": Intent.DIFFERENCE, "highest": Intent.HIGHEST,
    "lowest": Intent.LOWEST,
}  # fmt: skip


class FigureNames(Protocol):
    """What a library's figures are called."""

    def measured(self, names: Collection[str]) -> Collection[str]:
        """Return those of some canonical names that there are figures of."""
        ...

    def places(self, measure: str) -> Collection[str]:
        """Return the places that figures of a measure are of, and those of all speeches."""
        ...


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """A question for figures.

    :param measure: Canonical; of a measure that is not known the words that are left, of one piece.
    :param known: Whether the library has figures of the measure by that very name.
    :param places: As asked, folded; empty if none is named.
    :param years: `YYYY`, in order; empty if none is named.
    :param relative: The year of the figure less that of its speech, for 今年 and 去年; None if none is named.
    :param kind: None if the question does not say.
    :param change: `RATE` of growth, or `NONE` of the value itself.
    :param level: Level of the places that an order is asked of: 省, 市; empty for any.
    :param least: What is to be reached, of REACHES.
    :param above: Whether it is to be exceeded.
    :param base: Base unit that the question asks for: 家 of 多少家, 元 of 多少亿元; empty if it names none.
    """

    measure: str
    known: bool
    intent: Intent
    places: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    relative: int | None = None
    kind: Kind | None = None
    change: Change = Change.NONE
    level: str = ""
    least: Number | None = None
    above: bool = False
    base: str = ""


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """What a question for figures in rows asks for.

    :param measures: That it names and there are figures of, canonical, the longest name first.
    :param aims: Whether aims alone are asked for, or results alone; None if it does not say or wants both.
    :param change: `NONE` if values alone are asked for, None if growth is as well.
    """

    measures: tuple[str, ...] = ()
    aims: bool | None = None
    change: Change | None = Change.NONE


@dataclass(slots=True)
class _Rest:
    """What of a question is not yet understood."""

    text: str
    taken: list[str] = field(default_factory=list)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take out the first match."""
        match = pattern.search(self.text)
        if match is not None:
            self.cut(match.start(), match.end())
        return match

    def left(self) -> str | None:
        """Return the words that are left, if they are of one piece."""
        pieces = [FRINGE.sub("", piece) for piece in self.text.split("|")]
        found = [piece for piece in pieces if piece]
        return found[0] if len(found) == 1 else None

    def cut(self, start: int, end: int) -> None:
        """Take out a span."""
        self.text = f"{self.text[:start]}|{self.text[end:]}"


def figure_question(question: str, names: FigureNames) -> FigureQuestion | None:
    """Return what a question asks of the figures, or None if that is not sure.

    By patterns to the last word, else as it was learned how figures are asked for.

    :param question: Complete by itself.
    """
    folded = fold(question).strip()
    if len(folded) > LONG:
        return None
    rest = _Rest(folded)
    measure = _measure(names, rest)
    read = _by_patterns(folded, _Rest(rest.text), measure or "", names)
    read = read or (_as_learned(folded, rest, measure, names) if measure else None)
    asked = next((one for one in units_asked(folded) if one in units()), "")  # 竹纸企业多少人 asks for no number of 家
    return read and replace(read, base=base_of(asked)[0])


def rows_asked(question: str, names: FigureNames) -> RowsAsked:
    """Return what a question for figures in rows asks for."""
    folded = fold(question).strip()
    rest, found = _Rest(folded), list[str]()
    while len(rest.text) <= LONG and (measure := _measure(names, rest)):
        found.append(measure)
    aims, results = bool(AIM.search(folded)), bool(RESULT.search(folded))
    change = None if GROWTH.search(folded) else Change.NONE  # 产值和增速 wants both
    return RowsAsked(tuple(dict.fromkeys(found)), aims if aims != results else None, change)


def _as_learned(folded: str, rest: _Rest, measure: str, names: FigureNames) -> FigureQuestion | None:
    if _QUOTES.search(folded):
        return None
    rest.text = with_whole_years(rest.text.replace("|", MEASURE))
    places = _places(names, measure, rest)
    rest.text = re.sub(r"\|+", PLACE, rest.text)
    years, relative = _years(rest)
    if years is None:
        return None
    rest.text = rest.text.replace("|", YEAR)
    wording = read_wording(rest.text)
    sides = max(len(places), len(years))
    if wording is None or (wording.kind in ("several", "difference") and sides < 2):
        return None
    intent = _LEARNED[wording.kind]
    if wording.kind == "several" and sides == _BOTH and (MORE.search(rest.text) or LESS.search(rest.text)):
        intent = Intent.DIFFERENCE  # 谁涨得快，各是多少: it tells both, and who
    if (intent is Intent.HIGHEST and LOWEST.search(rest.text)) or (
        intent is Intent.LOWEST and HIGHEST.search(rest.text)
    ):
        return None  # a wrong winner is worse than none
    if intent is Intent.VALUE and expected(folded) not in ("number", "text", "list"):
        return None  # 是谁提出目标的
    which = WHICH.search(rest.text)
    level = next(filter(None, which.groups()), "")[:1] if which else ""
    return FigureQuestion(
        measure, True, intent, places, years, relative, Kind.AIM if wording.aim else None,
        Change.RATE if wording.rate else Change.NONE, {"地": "", "城": "市"}.get(level, level),
    )  # fmt: skip


def _by_patterns(folded: str, rest: _Rest, measure: str, names: FigureNames) -> FigureQuestion | None:
    """Return what a question asks if patterns read it to the last word.

    :param rest: The question without its measure.
    :param measure: Canonical; empty if the library has none of that name.
    """
    if "《" in folded or BELOW.search(folded):
        return None
    places = _places(names, measure, rest)
    least = _least(rest)
    years, relative = _years(rest)
    if years is None:
        return None
    highest, lowest = rest.take(HIGHEST), rest.take(LOWEST)
    gap = rest.take(CHANGED) or rest.take(GAP)
    reaches = rest.take(REACHES) if least else None
    kind = Kind.AIM if rest.take(AIM) else Kind.RESULT if rest.take(RESULT) else None
    grows = rest.take(GROWTH)
    amount = rest.take(HOW_MUCH)
    which = rest.take(WHICH)
    more, less = rest.take(MORE), rest.take(LESS)
    level = next(filter(None, which.groups()), "")[:1] if which else ""
    known = bool(measure)
    if not known:
        measure = rest.left() or ""
        if not measure:
            return None
    elif FILLER.sub("", rest.text):
        return None
    intent = _intent(highest, lowest, reaches, gap or ((more or less) and max(len(places), len(years)) >= 2))
    if not known and intent is not Intent.VALUE:
        return None
    if (least and intent is not Intent.REACHES) or (more and less):
        return None
    if intent is Intent.VALUE and not (amount or grows or kind or _asks(folded)):
        return None
    if intent in (Intent.HIGHEST, Intent.LOWEST, Intent.REACHES) and not which and not places:
        return None
    change = Change.RATE if grows else Change.NONE
    above = bool(reaches and reaches["above"])
    level = {"地": "", "城": "市"}.get(level, level)
    return FigureQuestion(measure, known, intent, places, years, relative, kind, change, level, least, above)


def _intent(highest: object, lowest: object, reaches: object, compared: object) -> Intent:
    for said, intent in (
        (highest, Intent.HIGHEST),
        (lowest, Intent.LOWEST),
        (reaches, Intent.REACHES),
        (compared, Intent.DIFFERENCE),
    ):
        if said:
            return intent
    return Intent.VALUE


def _asks(folded: str) -> bool:
    return bool(re.search(r"多少|几|[?？]$|^(?:[请帮查]|列出|告诉)", folded))


def _measure(library: FigureNames, rest: _Rest) -> str | None:
    """Take the longest name of a measure that the library has figures of."""
    text = rest.text
    size = len(text)
    spans = [(e - s, s, e) for s in range(size) for e in range(s + 2, min(size, s + LONGEST) + 1)]
    names = {text[start:end]: canonical(text[start:end]) for _, start, end in spans}
    there = library.measured(set(names.values()))
    found = [span for span in spans if names[text[span[1] : span[2]]] in there]
    found = [(n, s, e) for n, s, e in found if is_known(text[s:e]) or n >= SHORTEST]
    if not found:
        return None
    _length, start, end = max(found, key=lambda span: (span[0], -span[1]))
    measure = names[text[start:end]]
    rest.cut(start, end)
    return measure


def _places(library: FigureNames, measure: str, rest: _Rest) -> tuple[str, ...]:
    """Take the places that figures of the measure are of, in the question's order, with or without suffix."""
    names = sorted(
        {name for place in library.places(measure) for name in (fold(place), parts(place)[0])}, key=len, reverse=True
    )
    found = []
    for name in names:
        at = rest.text.find(name)
        if len(name) >= 2 and at >= 0:
            level = LEVEL.match(rest.text, at + len(name)) if not parts(name)[1] else None
            found.append((at, name + (level.group() if level else "")))  # 澜川省 is not 澜川市
            rest.cut(at, at + len(name))
            rest.text = rest.text[:at] + "|" * len(name) + rest.text[at + 1 :]  # keep the offsets of those to come
    return tuple(name for _, name in sorted(found))


def _least(rest: _Rest) -> Number | None:
    found = [number for number in numbers(rest.text) if number.unit]
    if len(found) != 1:
        return None
    rest.cut(found[0].start, found[0].after)
    return found[0]


def _years(rest: _Rest) -> tuple[tuple[str, ...] | None, int | None]:
    """Take years; None for the years if a longer or open period is asked about."""
    years: list[str] = []
    for period in reversed(find_periods(rest.text)):
        if not period.since or period.since != period.until or len(period.since) != 4:
            return None, None
        years.insert(0, period.since)
        rest.cut(period.start, period.end)
    relative = None
    for word, offset in RELATIVE.items():
        if word in rest.text:
            relative = offset
            at = rest.text.index(word)
            rest.cut(at, at + len(word))
    return tuple(dict.fromkeys(years)), relative
