"""What a question compares: figures along one axis, the others held, and what is asked of them.

    澜川的竹纸产值历年里哪年最多      ->  years, open; the highest
    2023年城镇和农村居民收入差多少    ->  measures, two; the difference

As in `figure_question` every word must be accounted for; a measure may be named by a part of its name, and several by
the words that they share. Whoever is not sure returns None.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from corpus.language.figures.amounts import Number, numbers
from corpus.language.figures.kinds import Bound, Change, Kind
from corpus.language.figures.vocabulary import canonical, is_known
from corpus.language.figures.vocabulary import words as vocabulary
from corpus.language.lexicon import pattern, words
from corpus.language.names.place_levels import parts
from corpus.language.names.places import find_places
from corpus.language.normalization import fold
from corpus.language.periods import find_periods
from rag.question.desk.compared_measures import MeasureNames, beside, compared_measures
from rag.question.desk.figure_question import FigureNames
from rag.question.desk.figure_words import (
    AIM,
    BELOW,
    FILLER,
    GROWTH,
    HIGHEST,
    LEVEL,
    LONG,
    LONGEST,
    LOWEST,
    OF,
    REACHES,
    RELATIVE,
    RESULT,
    SHORTEST,
    WHICH,
    with_whole_years,
)

_MOST = 6  # measures of one question
_TWO = 2
_YEARS = pattern("{comparisons:years}")
_RECENT = pattern("{comparisons:recent}里?")
_THINGS = pattern(
    r"(?:[几这那各哪]|[{tens}两\d])[几一]?[大个类种些]*(?:{comparisons:such})*的?(?P<thing>{comparisons:things})"
)
_DOWN, _UP = pattern("{comparisons:down}"), pattern("{comparisons:up}")
_ORDER = pattern("{comparisons:order}")
_SUM = pattern("{comparisons:sum}")
_TREND = pattern("一年比一年[高多大快强低少小慢]|{comparisons:yearly}(?:都|在|地|的)?{comparisons:moved}")
_EXCEEDS = pattern("{figure_questions:exceeds}了?")
_TIMES = pattern("的?(?:多少|几)倍|翻了?(?:多少|几)(?:番|倍)")
_FORWARD = pattern("(?:是|为|相当于|等于).{2,}(?:多少|几)倍")
_GAP = pattern(
    "(?:相差|差距|差了?)(?:有|是|了|为)?(?:(?:多少|几何|多大|几)(?:{of}|个)?)?|"
    "[高低多少快慢大小出差][出了]{0,2}(?:多少|几)(?:{of}|个)?|"
    "{comparisons:moved}了?(?:多少|几)(?:{of}|个)?",
    of=OF,
)
_GROWN = pattern("{comparisons:grown}得(?=[较更最快慢])|{comparisons:grown}(?=得?最?[快慢])")
_MORE = pattern("(?:更|较|比较)?(?:{figure_questions:more}|[低少小慢])(?:一?些|一点儿?)?(?=$|[,?!。|吗呢么吧]|还是)")
_LESS = frozenset("低少小慢")
_AGAINST_AIM = pattern("{comparisons:versus}{comparisons:of_aim}*的?(?:预期)?目标(?:任务|值|数)?的?")
_AMOUNT = pattern("(?:各|分别)?(?:[有是为]|达到?)?(?:多少|几)(?:{of}|个)?", of=OF)
_NATION = pattern("{comparisons:nation}")
_IDLE = pattern(
    r"(?:{comparisons:idle}|{comparisons:count}|{filler}|(?:[{tens}两几\d]+|哪)个?(?:{comparisons:counter}|{figure_questions:which_place})份?"
    "|[的地之]|-)+",
    filler=FILLER.pattern,
)
_FRINGE = pattern("^(?:{idle})|(?:{idle})$", idle=_IDLE.pattern)
_PROVINCE = pattern("{places:province}")
_OPEN = tuple("哪谁各")
_WHOLE_NATION = "全国"
_COMPARES = pattern(
    "[最谁哪比差倍番高低多少快慢大小]|{comparisons:down}|{comparisons:up}|{comparisons:order}|{comparisons:sum}"
    "|{comparisons:moved}|{figure_questions:exceeds}"
)


class Axis(StrEnum):
    """Along what values are compared."""

    PLACES = "places"
    YEARS = "years"
    MEASURES = "measures"
    KINDS = "kinds"  # what was reached against what was aimed at


class Asks(StrEnum):
    """What is asked of the values."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    DOWN = "down"
    UP = "up"
    GAP = "gap"
    TIMES = "times"
    SUM = "sum"
    REACHES = "reaches"
    APART = "apart"  # all but those of a value
    TREND = "trend"  # whether they rise or fall from year to year


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a question compares.

    :param measures: By their canonical names; several where they are what is compared.
    :param called: What the question calls each of them, where that is but a part of its name or more; else empty.
    :param places: As asked, folded; several where they are what is compared. Some may be none of the library's.
    :param years: `YYYY`, in the question's order.
    :param kinds: Of each of two years, or of all; `KINDS` compares two of one year or of two.
    :param whole: Whether all along the axis are asked about, not those alone that are named.
    :param level: Level of the places, where all of a level are: 省, 市; empty for any.
    :param forward: Of how many times: whether the first named is reckoned in the second.
    """

    along: Axis
    asks: Asks
    measures: tuple[str, ...]
    called: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = (Kind.RESULT,)
    change: Change = Change.NONE
    whole: bool = False
    level: str = ""
    least: Number | None = None
    above: bool = False
    forward: bool = False


@dataclass(slots=True)
class Text:
    """What of a question is not yet understood; what is taken leaves as many bars."""

    text: str

    def take(self, sought: re.Pattern[str]) -> re.Match[str] | None:
        """Take out the first match."""
        match = sought.search(self.text)
        if match is not None and match.end() > match.start():
            self.cut(match.start(), match.end())
            return match
        return None

    def take_all(self, sought: re.Pattern[str]) -> list[re.Match[str]]:
        """Take out every match."""
        found = []
        while (match := self.take(sought)) is not None:
            found.append(match)
        return found

    def cut(self, start: int, end: int) -> None:
        """Take out a span."""
        self.text = self.text[:start] + "|" * (end - start) + self.text[end:]

    def pieces(self) -> list[str]:
        """Return the words that are left, without those that say nothing."""
        trimmed = (_FRINGE.sub("", piece) for piece in self.text.split("|"))
        return [piece for piece in trimmed if piece]


def comparison(folded: str, names: MeasureNames) -> Comparison | None:
    """Return what a question compares, or None if it compares nothing or that is not sure.

    :param folded: A question that is complete by itself, folded.
    """
    text = with_whole_years(folded.strip())
    if len(text) > LONG or "《" in text or BELOW.search(text) or not _COMPARES.search(text):
        return None
    exact = Text(text)
    measures = tuple(exact_measures(names, exact))
    found = _read(exact, text, measures, names) if measures else None
    return found or _read(Text(text), text, (), names)


def exact_measures(names: FigureNames, rest: Text) -> Iterator[str]:
    """Take the measures of the library, the longest names first, and yield them in the question's order."""
    found: list[tuple[int, str]] = []
    while len(found) < _MOST:
        text = rest.text
        spans = [(s, e) for s in range(len(text)) for e in range(s + 2, min(len(text), s + LONGEST) + 1)]
        spans = [(s, e) for s, e in spans if "|" not in text[s:e] and (e - s >= SHORTEST or is_known(text[s:e]))]
        there = names.measured({canonical(text[s:e]) for s, e in spans})
        known = [(e - s, -s, e) for s, e in spans if canonical(text[s:e]) in there]
        if not known:
            break
        _length, start, end = max(known)
        found.append((-start, canonical(text[-start:end])))
        rest.cut(-start, end)
    yield from (name for _, name in sorted(found))


def _read(rest: Text, whole: str, measures: tuple[str, ...], names: MeasureNames) -> Comparison | None:
    """Return what is compared, the rest of a question being read to the last word.

    :param measures: Those taken out of it already; none: they are in what is left.
    """
    rest.take_all(_RECENT)
    least = least_in(rest)
    years = _years(rest)
    if years is None or any(word in rest.text for word in RELATIVE):
        return None
    named, ranges = years
    places = places_in(names, measures[0] if measures else "", rest)
    grows = bool(rest.take(_GROWN))
    trend = rest.take(_TREND)
    order = Asks.UP if rest.take(_UP) else Asks.DOWN if rest.take(_DOWN) else None
    order = Asks.DOWN if rest.take(_ORDER) and order is None else order
    against = rest.take(_AGAINST_AIM)
    aims = [match.start() for match in rest.take_all(AIM)] + ([against.start()] if against else [])
    highest, lowest = rest.take(HIGHEST), rest.take(LOWEST)
    times, added = rest.take(_TIMES), rest.take(_SUM)
    reaches = rest.take(REACHES) if least else None
    over = least is not None and (reaches is not None or least.bound is Bound.OVER)
    gaps = [*rest.take_all(_GAP), *([] if over else rest.take_all(_EXCEEDS))]
    results = [match.start() for match in rest.take_all(RESULT)]
    grows = bool(rest.take_all(GROWTH)) or grows
    across, thing = rest.take_all(_YEARS), rest.take(_THINGS)
    which = None if across or thing else rest.take(WHICH)
    rest.take_all(_AMOUNT)
    more = rest.take_all(_MORE)
    asks = (
        (Asks.TREND if trend else order)
        or (Asks.HIGHEST if highest else Asks.LOWEST if lowest else None)
        or (Asks.REACHES if over else None)
        or (Asks.TIMES if times else Asks.SUM if added else Asks.GAP if gaps or more or against else None)
    )
    kinds = _kinds(named, aims, results, against=bool(against))
    if asks is None or kinds is None or (least and asks is not Asks.REACHES) or (highest and lowest):
        return None
    pieces = rest.pieces()
    found = None
    if not measures:
        found = compared_measures(names, pieces, thing["thing"] if thing else "")
    elif len(measures) == len(pieces) == 1:
        found = beside(names, measures[0], pieces[0])  # 农村居民收入比城镇高多少
    if found is not None:
        measures = found.measures
    elif pieces or not measures:
        return None
    if _NATION.search(whole) and not places:
        places = (_WHOLE_NATION,)
    along = _axis(
        Sides(len(measures), places, len(named), len(set(kinds)) > 1, bool(across or trend), bool(which)), asks,
        open_measures=found is not None and found.whole,
    )  # fmt: skip
    if along is None:
        return None
    if asks is Asks.GAP and more and not gaps and max(len(measures), len(places), len(named)) > _TWO:
        asks = Asks.LOWEST if _LESS.intersection(more[0].group()) else Asks.HIGHEST  # 三省谁快
    asked = [year for _, year in named]
    if ranges and asks not in (Asks.GAP, Asks.TIMES):
        asked = [str(year) for year in range(int(min(asked)), int(max(asked)) + 1)]
    level = next(filter(None, which.groups()), "")[:1] if which else ""
    axis, all_of = along
    if axis is Axis.PLACES and all_of:
        places = ()
    return Comparison(
        axis, asks, measures, found.called if found else (), places, tuple(asked), kinds,
        Change.RATE if grows else Change.NONE, all_of, {"地": "", "城": "市"}.get(level, level),
        least if over else None, bool(reaches and reaches["above"]), bool(_FORWARD.search(whole)),
    )  # fmt: skip


class Sides(NamedTuple):
    """How many things of each kind a question names, or asks for."""

    measures: int
    places: tuple[str, ...]
    years: int
    kinds: bool
    across: bool
    which: bool


def _axis(sides: Sides, asks: Asks, *, open_measures: bool) -> tuple[Axis, bool] | None:
    """Return along what values are compared, and whether along all of it; None if along several things or none."""
    measures, places, years, kinds, across, which = sides
    listed = asks not in (Asks.GAP, Asks.TIMES, Asks.SUM)
    if kinds:
        found = (Axis.KINDS, False) if measures == 1 and len(places) <= 1 and 0 < years <= _TWO else None
    elif measures > 1 or open_measures:
        found = (Axis.MEASURES, open_measures) if len(places) <= 1 and years <= 1 else None
    elif across or years > 1:
        single = len(places) <= 1 and (years > 1 or (across and not years and listed))
        found = (Axis.YEARS, not years) if single else None
    elif len(places) > 1:
        found = Axis.PLACES, False
    else:
        found = (Axis.PLACES, True) if which and listed and places in ((), (_WHOLE_NATION,)) and years == 1 else None
    return found


def _kinds(
    years: Sequence[tuple[int, str]], aims: Sequence[int], results: Sequence[int], *, against: bool
) -> tuple[Kind, ...] | None:
    """Return what kinds of figures are compared, of two years that of each; None if that is not sure."""
    if not aims:
        return (Kind.RESULT,)
    if len(years) == _TWO:
        second = years[1][0]
        first = {Kind.AIM for at in aims if at < second} | {Kind.RESULT for at in results if at < second}
        last = {Kind.AIM for at in aims if at > second} | {Kind.RESULT for at in results if at > second}
        if not results and last == {Kind.AIM}:
            return (Kind.AIM,)  # 2024年和2025年的目标
        return (*first, *last) if len(first) == len(last) == 1 and results else None
    if results or against:
        return Kind.RESULT, Kind.AIM
    return (Kind.AIM,)


def least_in(rest: Text) -> Number | None:
    """Take the only figure of a question, the value that others are told by."""
    found = [number for number in numbers(rest.text) if number.unit]
    if len(found) != 1:
        return None
    rest.cut(found[0].start, found[0].after)
    return found[0]


def _years(rest: Text) -> tuple[list[tuple[int, str]], bool] | None:
    """Take years, each with its place, and say whether they are the ends of a period; None of another period."""
    years: list[tuple[int, str]] = []
    ranges = False
    for period in find_periods(rest.text):
        since, until = period.since or "", period.until or ""
        if len(since) != len("2024") or len(until) != len("2024") or "五" in rest.text[period.start : period.end]:
            return None
        years.append((period.start, since))
        if since != until:
            years.append((period.end - 1, until))
            ranges = True
        rest.cut(period.start, period.end)
    once = list({year: (at, year) for at, year in reversed(years)}.values())
    if len(once) == 1:
        before = next((word for word in words("times", "year_before") if word in rest.text), None)
        if before is not None:
            at = rest.text.index(before)
            once.append((at, str(int(once[0][1]) - 1)))
            rest.cut(at, at + len(before))
    return (sorted(once), ranges) if not ranges or len(once) == _TWO else None


def places_in(names: FigureNames, measure: str, rest: Text) -> tuple[str, ...]:
    """Take places: those that figures of the measure are of, with or without suffix, and those of no speech."""
    scopes = vocabulary("lead", "scope")
    known = {fold(place) for place in names.places(measure)}
    every = {name for place in known if place not in scopes for name in (place, parts(place)[0])}
    found: list[tuple[int, str]] = []
    for name in sorted(every, key=lambda name: (-len(name), name)):
        while len(name) >= _TWO and (at := rest.text.find(name)) >= 0:
            level = LEVEL.match(rest.text, at + len(name)) if not parts(name)[1] else None
            end = at + len(name) + (len(level.group()) if level else 0)
            found.append((at, rest.text[at:end]))
            rest.cut(at, end)
    spans = [*find_places(rest.text), *(match.span() for match in _PROVINCE.finditer(rest.text))]
    for start, end in spans:
        name = rest.text[start:end]
        if "|" not in name and not _IDLE.fullmatch(name) and not any(word in name for word in _OPEN):
            found.append((start, rest.text[start:end]))
            rest.cut(start, end)
    return tuple(dict.fromkeys(name for _, name in sorted(found)))
