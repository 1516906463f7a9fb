"""Several figures asked for at once, clause by clause: each has what the one before has, but what it names.

    澜川去年规上工业增速是多少？今年准备多少？      ->  a result of the year before, an aim of this year
    2015、2018、2021年的竹乡建设投资各安排了多少   ->  an aim of each year
    今年GDP增速定得最高的是哪个省                  ->  aims of all provinces, the highest

As elsewhere every word must be accounted for. Which year 今年 is the library's reports tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from corpus.language.figures.amounts import Number
from corpus.language.figures.kinds import Bound, Kind
from corpus.language.lexicon import pattern, table, words
from corpus.language.periods import find_periods
from corpus.language.segmentation import tagged
from rag.question.desk.compared_measures import MeasureNames
from rag.question.desk.comparison import Text, exact_measures, least_in, places_in
from rag.question.desk.figure_words import AIM, GROWTH, HIGHEST, LOWEST, OF, RELATIVE, RESULT, with_whole_years
from rag.question.filters.reports import scope_of

_LONG = 120  # characters of a question that is read
_MOST = 24  # figures
_FORMAL = "mqruyeopcwxz"  # flags of words that name nothing
_ENDS = "，,；;？?。！!：:"
_YEAR = 4
_NO_UNIT = "少几个点%"  # what ends 多少, 几个, 几个百分点
_ASKS = pattern("{figure_plans:asks}|{figure_plans:gap}")
_VALUE = pattern("多少|几|{figure_plans:gap}")
_PLANNED, _REACHED = pattern("{figure_plans:aim}"), pattern("{figure_plans:reached}")
_GAP = pattern("{figure_plans:gap}")
_APART, _EXCEEDING = pattern("{figure_plans:apart}"), pattern("{figure_plans:exceeding}")
_REACHING = pattern("{figure_plans:reaching}")
_BEFORE = pattern("{figure_plans:year_before}")
_PROVINCES = pattern(  # 澜川省 names one
    "{reports:which_province}|{named}", named="|".join(word for word in words("reports", "provinces") if len(word) > 1)
)
_NATION = pattern("{comparisons:nation}|{reports:nation}")
_AMOUNT = pattern("(?:多少|几)(?:{of}|个)?", of=OF)
_MORE, _LESS = pattern("{figure_plans:more}"), pattern("{figure_plans:less}")
_GROWS = pattern("{comparisons:grown}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Figures of one measure, one kind and one year that are asked for.

    :param places: As asked; none: the nation's, or those of all provinces.
    :param year: `YYYY`; empty if none is named.
    :param offset: The year less that of the report, for 今年 and 去年; None if none is named.
    :param kind: None if the question does not say.
    :param grows: Whether growth is asked for.
    :param counted: Whether so much of a unit is asked for that is no share: 多少亿元.
    """

    measure: str
    places: tuple[str, ...] = ()
    year: str = ""
    offset: int | None = None
    kind: Kind | None = None
    grows: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True)
class FigureGrid:
    """Figures that a question asks for at once.

    :param whole: Whether those of all provinces are meant.
    :param report: Year of the report that it names; empty if it names none.
    :param least: A value that others are told by: those at or above it, above it (`above`), or all but it (`apart`).
    """

    wanted: tuple[Wanted, ...]
    whole: bool = False
    report: str = ""
    highest: bool = False
    lowest: bool = False
    gap: bool = False
    least: Number | None = None
    above: bool = False
    apart: bool = False


@dataclass(slots=True)
class _State:
    """What holds from one clause to the next."""

    measures: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    offset: int | None = None
    kind: Kind | None = None
    grows: bool = False
    found: list[Wanted] = field(default_factory=list)


def figure_grid(folded: str, names: MeasureNames) -> FigureGrid | None:
    """Return the figures that a question asks for, or None if that is not sure.

    :param folded: A question that is complete by itself, folded.
    """
    text = with_whole_years(folded.strip())
    if len(text) > _LONG or "《" in text or "“" in text:
        return None
    scope, report, nation = scope_of(text), "", None
    if scope is not None:
        start, end, nation = scope
        period = next((one for one in find_periods(text[:start]) if one.end >= start - 1), None)
        if period is not None and period.since == period.until and len(period.since or "") == _YEAR:
            report, start = period.since or "", period.start
        text = text[:start] + "|" * (end - start) + text[end:]
    state, grid = _State(), FigureGrid((), report=report, whole=nation is False)
    for clause in _clauses(text):
        read = _read(Text(clause), state, grid, names)
        if read is None:
            return None
        grid = read
    wanted = tuple(dict.fromkeys(state.found))
    named = {place for one in wanted for place in one.places}
    whole = grid.whole and not named
    if not wanted or len(wanted) > _MOST or (whole and (nation or len(wanted) > 1)):
        return None
    ordered = grid.highest or grid.lowest or grid.gap or grid.least
    if not whole and (grid.least or (ordered and len(wanted) * max(1, len(named)) < 2)):
        return None
    return replace(grid, wanted=wanted, whole=whole)


def _clauses(text: str) -> Iterator[str]:
    begin = 0
    for at, char in enumerate(text):
        if char in _ENDS:
            yield text[begin:at]
            begin = at + 1
    yield text[begin:]


def _read(rest: Text, state: _State, grid: FigureGrid, names: MeasureNames) -> FigureGrid | None:
    """Read one clause: what it names holds from here on. None if a word of it is not understood."""
    whole = rest.text
    if not whole.strip("| "):
        return grid
    valued = bool(_VALUE.search(whole))
    gap = rest.take(_GAP)
    amounts = rest.take_all(_AMOUNT)
    least = least_in(rest)
    apart = rest.take(_APART) if least else None
    reaching = rest.take(_REACHING) if least else None
    exceeding = rest.take(_EXCEEDING) if least else None
    provinces = rest.take(_PROVINCES)
    years = _years(rest)
    over = least is not None and least.bound is Bound.OVER
    if years is None or (least and not (apart or reaching or exceeding or over)):
        return None
    before = rest.take(_BEFORE)
    offset = next((RELATIVE[word] for word in RELATIVE if word in rest.text), None)
    for word in RELATIVE:
        while (at := rest.text.find(word)) >= 0:
            rest.cut(at, at + len(word))
    measures = tuple(dict.fromkeys(exact_measures(names, rest)))
    nation = rest.take(_NATION)
    places = places_in(names, (measures or state.measures or ("",))[0], rest)
    highest, lowest = rest.take(HIGHEST) or rest.take(_MORE), rest.take(LOWEST) or rest.take(_LESS)
    asks = bool(_ASKS.search(whole) or amounts or highest or lowest or least or provinces)
    planned = [*rest.take_all(AIM), *rest.take_all(_PLANNED)]
    reached = [*rest.take_all(RESULT), *rest.take_all(_REACHED)]
    grows = bool([*rest.take_all(GROWTH), *rest.take_all(_GROWS)])
    if not _is_idle(rest) or (planned and reached):
        return None
    if before:
        years, offset = _year_before(state), None if state.years else (state.offset or 0) - 1
    kind = Kind.AIM if planned else Kind.RESULT if reached else None
    timed = bool(years) or offset is not None
    named = bool(measures or places or timed)
    if named or valued:
        state.measures = measures or state.measures
        state.places = places or (() if nation else state.places)
        if timed:
            state.years, state.offset = years, offset
        if kind or (timed and not before):
            state.kind = kind
        state.grows = grows or (state.grows and not measures) or (state.grows and not timed and bool(planned))
        if asks and state.measures:
            counted = any(amount.group()[-1] not in _NO_UNIT for amount in amounts)
            state.found += (replace(one, counted=counted) for one in _asked(state))
    return replace(
        grid,
        whole=grid.whole or bool(provinces),
        highest=grid.highest or bool(highest),
        lowest=grid.lowest or bool(lowest),
        gap=grid.gap or bool(gap),
        least=grid.least or least,
        above=grid.above or bool(exceeding),
        apart=grid.apart or bool(apart),
    )


def _asked(state: _State) -> Iterator[Wanted]:
    for measure in state.measures:
        for year in state.years or ("",):
            yield Wanted(measure, state.places, year, state.offset, state.kind, state.grows)


def _years(rest: Text) -> tuple[str, ...] | None:
    """Take years; None of a longer or open period."""
    found: list[str] = []
    for period in find_periods(rest.text):
        if not period.since or period.since != period.until or len(period.since) != _YEAR:
            return None
        found.append(period.since)
        rest.cut(period.start, period.end)
    return tuple(dict.fromkeys(found))


def _year_before(state: _State) -> tuple[str, ...]:
    return tuple(str(int(year) - 1) for year in state.years[:1])


def _is_idle(rest: Text) -> bool:
    """Say whether what is left of a clause names nothing."""
    known = table("figure_plans").words()
    return all(
        word in known or flag[:1] in _FORMAL for piece in rest.text.split("|") for word, flag in tagged(piece.strip())
    )
