"""Comparisons that the figures answer surely: along places, years or measures, or of what was reached with its aim.

No winner without every value: which are missing is said. Sources that differ are listed. Values are of one measure by
its very name, unless measures are what is compared; a part of a name stands for the one measure that it is a part of,
and that is said. Whoever is not sure returns None.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, zip_longest

from corpus.language.figures.kinds import Bound, Change, Kind
from corpus.language.figures.vocabulary import words
from corpus.language.names.place_levels import level_of, same_place
from index import Filters, Library
from rag.datamodel import DirectAnswer
from rag.desk.figures import store
from rag.desk.figures.comparing import at_least, difference, rank
from rag.desk.figures.coverage import uncertain, unread, unread_of, unstated
from rag.desk.figures.datamodel import plain
from rag.desk.figures.query import Cell, Row, cells, figures
from rag.desk.figures.reading.levels import dated
from rag.desk.figures.related_measures import added, named_alone, told_of
from rag.desk.figures.wording import LISTED, answered, higher, lead, named, quote, said
from rag.question.desk.comparison import Asks, Axis, Comparison
from rag.question.desk.figure_question import FigureQuestion, Intent

_WORDS = {Asks.HIGHEST: "最高", Asks.LOWEST: "最低", Asks.DOWN: "从高到低", Asks.UP: "从低到高"}
_ORDERS = (Asks.DOWN, Asks.UP)
_COUNTS = {Axis.PLACES: "地", Axis.YEARS: "年", Axis.MEASURES: "项", Axis.KINDS: "项"}


def answer_comparison(
    library: Library, asked: Comparison | None, filters: Filters | None = None
) -> DirectAnswer | None:
    """Answer a question that compares figures, or return None.

    :param asked: None if nothing is compared that is sure.
    """
    if asked is None or _is_another(library, asked):
        return None
    every = _cells(library, asked, filters)
    found, missing = _sides(asked, every)
    if asked.whole and found:  # 完成年计划的107% is no number of people
        base = Counter(cell.base for cell in found).most_common(1)[0][0]
        found = [cell for cell in found if cell.base == base]
    if not found or len({cell.base for cell in found}) > 1:
        return None
    if missing and _uncertain(library, asked, missing, filters):
        return None  # 资料库没有…… of a figure that was not read as it is called would be wrong
    names = zip(asked.measures, asked.called, strict=False)
    lines = [f"“{called}”在资料库中是“{name}”" for name, called in names if called]
    if missing:
        lines += [*(said(library, cell) for cell in found), "缺数字，不作比较"]
        return answered(library, lines, found, missing)
    if len(found) < 2:
        return None
    told = _told(library, asked, found, filters)
    if told and _of_periods(library, found):
        told.append("其中出自一段时期的数，按该时期的前一年和最后一年计")
    return answered(library, [*lines, *told], _first_first(asked, found), ()) if told else None


def _first_first(asked: Comparison, found: Sequence[Cell]) -> Sequence[Cell]:
    """Return cells in the order in which their sentences are shown: those that an answer rests on before others."""
    if asked.asks in (Asks.GAP, Asks.TIMES, Asks.SUM):
        return found
    return sorted(found, key=lambda cell: lead(cell).least, reverse=asked.asks not in (Asks.LOWEST, Asks.UP))


def _is_another(library: Library, asked: Comparison) -> bool:
    """Say whether what is called by a part of a name stands somewhere by itself: that may be another measure."""
    return any(
        called and named_alone(library, called, [name])
        for name, called in zip(asked.measures, asked.called, strict=False)
    )


def _cells(library: Library, asked: Comparison, filters: Filters | None) -> list[Cell]:
    """Return what the library says of the measures, each value of one year and one place."""
    kinds = {Kind.AIM, Kind.PLAN, Kind.RESULT} if Kind.AIM in asked.kinds else {Kind.RESULT}
    found: list[Cell] = []
    for measure, called in zip_longest(asked.measures, asked.called, fillvalue=""):
        rows = figures(library, measure=measure, places=asked.places, change=asked.change, filters=filters)
        rows = [row for row in rows if told_of(library, row.figure, added(measure, called))]
        told = dated([row.figure for row in rows])
        rows = [Row(row.speech, figure) for row, figure in zip(rows, told, strict=True)]
        found += cells(row for row in rows if row.figure.year and row.figure.kind in kinds and row.figure.place)
    return found


def _of_periods(library: Library, found: Sequence[Cell]) -> bool:
    """Say whether a value is that of a period's beginning or end, which its text does not call by the year."""
    return any(
        row.figure.since != kept.since
        for cell in found
        for row in [lead(cell).rows[0]]
        for kept in store.records(library, [cell.measure], [row.speech.id])
        if kept.start == row.figure.start
    )


Side = tuple[str, str, Kind]
"""Measure, year, and whether it was reached: of one side of a comparison."""


def _sides(asked: Comparison, every: Sequence[Cell]) -> tuple[list[Cell], tuple[str, ...]]:
    """Return the cells that are compared, in order, and what of them the library does not have.

    Nothing is found where it is not sure which cells are meant.
    """
    if asked.along is Axis.PLACES:
        return _of_places(asked, every)
    wanted = _wanted(asked, every)
    found: list[tuple[list[Cell], list[Side]]] = []
    for place in dict.fromkeys(cell.place or "" for cell in every):
        own = [(side, _cell(every, place, side)) for side in wanted]
        there = [cell for _, cell in own if cell is not None]
        gaps = [side for side, cell in own if cell is None]
        if there and _of_one_source(place, there):
            found.append((there, [] if asked.whole else gaps))
    whole = [one for one in found if not one[1] and len(one[0]) > 1]
    if len(whole) == 1 and (not asked.places or len(found) == 1):
        return whole[0][0], ()
    if len(found) == 1 and asked.places and found[0][1]:
        there, gaps = found[0]
        return there, tuple(_named_gap(asked, there[0].place or "", side) for side in gaps)
    return [], ()


def _wanted(asked: Comparison, every: Sequence[Cell]) -> list[Side]:
    """Return the sides that are compared, but for their place."""
    kinds, years = asked.kinds, asked.years
    if asked.along is Axis.KINDS:
        of = years if len(years) > 1 else years * len(kinds)
        return [(asked.measures[0], year, kind) for year, kind in zip(of, kinds, strict=True)]
    if asked.along is Axis.YEARS:
        of = years or tuple(sorted({cell.year for cell in every}))
        return [(asked.measures[0], year, kinds[0]) for year in of]
    common = set.intersection(*({c.year for c in every if c.measure == measure} for measure in asked.measures))
    year = years[0] if years else max(common, default="")
    return [(measure, year, kinds[0]) for measure in asked.measures]


def _of_places(asked: Comparison, every: Sequence[Cell]) -> tuple[list[Cell], tuple[str, ...]]:
    kind = asked.kinds[0]
    if asked.whole:
        names = {cell.place or "" for cell in every if _is_of(asked.level, cell.place or "")}
        found = [_cell(every, place, (asked.measures[0], asked.years[0], kind)) for place in sorted(names)]
        there = [cell for cell in found if cell is not None]
        return (there, ()) if len({level_of(cell.place or "") for cell in there}) == 1 else ([], ())
    each = [{cell.place or "" for cell in every if same_place(cell.place or "", place)} for place in asked.places]
    if any(len(names) > 1 for names in each):
        return [], ()
    common = [{cell.year for cell in every if cell.place in names and _fits(cell, kind)} for names in each]
    years = asked.years or (max(set.intersection(*common), default=""),)
    sides = [_cell(every, next(iter(names), ""), (asked.measures[0], years[0], kind)) for names in each]
    if not years[0]:
        return [], ()
    gaps = [f"{place}{years[0]}年" for place, cell in zip(asked.places, sides, strict=True) if cell is None]
    return [cell for cell in sides if cell is not None], tuple(gaps)


def _is_of(level: str, place: str) -> bool:
    return place not in words("lead", "scope") and level_of(place) != "" and level in ("", level_of(place))


def _fits(cell: Cell, kind: Kind) -> bool:
    return (cell.kind is Kind.RESULT) == (kind is Kind.RESULT)


def _cell(every: Sequence[Cell], place: str, side: Side) -> Cell | None:
    """Return the cell of a place and a side; None if there is none, or several that differ: an aim and a plan."""
    measure, year, kind = side
    found = [one for one in every if (one.place, one.measure, one.year) == (place, measure, year) and _fits(one, kind)]
    aims = [one for one in found if one.kind is Kind.AIM]
    if len(found) > 1 and len({lead(one).figure.amount for one in found}) == 1 and aims:
        found = aims
    return found[0] if len(found) == 1 else None


def _of_one_source(place: str, there: Sequence[Cell]) -> bool:
    """Say whether cells are of one place: 全市 is, if one text says it of all of them."""
    speeches = {reading.rows[0].speech.id for cell in there for reading in cell.readings}
    return place not in words("lead", "scope") or len(speeches) == 1


def _named_gap(asked: Comparison, place: str, side: Side) -> str:
    measure, year, kind = side
    aim = "" if kind is Kind.RESULT else "目标"
    return f"{place}{year}年{measure if len(asked.measures) > 1 else ''}{aim}"


def _uncertain(library: Library, asked: Comparison, missing: Sequence[str], filters: Filters | None) -> bool:
    questions = (FigureQuestion(name, True, Intent.VALUE, asked.places, asked.years) for name in asked.measures)
    return any(uncertain(library, one, missing, filters) for one in questions)


def _told(library: Library, asked: Comparison, found: list[Cell], filters: Filters | None) -> list[str] | None:
    """Return what is said of the values, or None if that is not sure."""
    match asked.asks:
        case Asks.GAP | Asks.TIMES:
            return _pair(library, asked, found)
        case Asks.SUM:
            return _sum(library, asked, found)
        case _:
            skipped = _unread(library, asked, found, filters) if asked.whole else ()
            open_places = asked.whole and asked.along is Axis.PLACES
            absent = unstated(library, asked.years[0], found, skipped, filters) if open_places else ()
            told = _in_order(library, asked, found, skipped, few=len(absent) > len(found))
            if told:
                told += [f"{'、'.join(absent)}的报告中没有读到这项数字"] if absent else []
            return told


def _unread(library: Library, asked: Comparison, found: Sequence[Cell], filters: Filters | None) -> tuple[str, ...]:
    """Return what speaks of the measure too and was not understood."""
    if asked.along is Axis.PLACES:
        question = FigureQuestion(asked.measures[0], True, Intent.HIGHEST, (), asked.years)
        return unread(library, question, found, filters)
    return unread_of(library, asked.measures, found, filters)


def _label(asked: Comparison, cell: Cell) -> str:
    match asked.along:
        case Axis.PLACES:
            return cell.place or ""
        case Axis.YEARS:
            return f"{cell.year}年"
        case Axis.MEASURES:
            return named(cell)
        case _:
            return f"{cell.year}年{'实际' if cell.kind is Kind.RESULT else '目标'}"


def _in_order(
    library: Library, asked: Comparison, found: list[Cell], skipped: Sequence[str], *, few: bool = False
) -> list[str] | None:
    """Return the values in order and the first; of those at or above a value which they are.

    :param few: Most of those that may have a value have none: then none of the others is the first of all.
    """
    label: Callable[[Cell], str] = lambda cell: _label(asked, cell)  # noqa: E731
    one = found[0]
    fixed = {
        Axis.PLACES: f"{one.year}年{named(one)}", Axis.YEARS: f"{one.place}{named(one)}",
        Axis.MEASURES: f"{one.place}{one.year}年", Axis.KINDS: f"{one.place}{named(one)}",
    }[asked.along]  # fmt: skip
    head = f"资料库中有{fixed}的共 {len(found)} {_COUNTS[asked.along]}"
    if asked.asks is Asks.REACHES:
        return _reaching(library, asked, found, head, skipped)
    if asked.asks is Asks.APART:
        return _apart_from(library, asked, found, head, skipped)
    lowest = asked.asks in (Asks.LOWEST, Asks.UP)
    ranking = rank(found, lowest=lowest)
    ordered = sorted(found, key=lambda cell: lead(cell).least, reverse=not lowest)
    if asked.asks is Asks.TREND:
        return _trend(library, sorted(found, key=lambda cell: cell.year), head, skipped)
    if asked.asks not in _ORDERS and asked.along is Axis.YEARS:
        ordered = sorted(found, key=lambda cell: cell.year)
    listed = "、".join(f"{label(cell)}{_values(library, cell)}" for cell in ordered[:LISTED])
    order = f"（{_WORDS[asked.asks]}）" if asked.asks in _ORDERS else ""
    lines = [f"{head}{order}：{listed}"]
    if asked.asks in _ORDERS:
        if not all(_apart(first, last, lowest=lowest) for first, last in pairwise(ordered)):
            lines.append("其中有的说得不确定或各来源不一，次序不能断定")
        if skipped:
            lines.append(f"{'、'.join(skipped)}说到它而数字没有读准，不在其中")
        return lines
    unsure = f"不能断定哪{_COUNTS[asked.along]}{_WORDS[asked.asks]}"
    if skipped:
        return [*lines, f"{'、'.join(skipped)}说到它而数字没有读准，{unsure}"]
    if few:
        return [*lines, f"多数报告没有读到这项数字，{unsure}"]
    if not ranking.first:
        return [*lines, f"有的说得不确定或各来源不一，{unsure}"]
    names = "、".join(map(label, ranking.first))
    return [*lines, f"{_WORDS[asked.asks]}的是{names}：{quote(library, ranking.first[0])}"]


def _trend(library: Library, found: Sequence[Cell], head: str, skipped: Sequence[str]) -> list[str]:
    """Return the values by year, and whether each is above or below the one before."""
    lines = [f"{head}：{'、'.join(f'{cell.year}年{_values(library, cell)}' for cell in found[-LISTED:])}"]
    moves = [difference(first, second).amount for first, second in pairwise(found)]
    known = [move for move in moves if move is not None]
    if any(move > 0 for move in known) and any(move <= 0 for move in known):
        return [*lines, "有升有降，不是逐年变化"]
    if len(known) < len(moves) or skipped:
        return [*lines, "有的说得不确定、各来源不一或没有读准，不能断定是否逐年变化"]
    if all(move > 0 for move in known) or all(move < 0 for move in known):
        return [*lines, f"这 {len(found)} 年逐年{'上升' if known[0] > 0 else '下降'}"]
    return [*lines, "不是逐年变化"]


def _values(library: Library, cell: Cell) -> str:
    return "或".join(quote(library, replace(cell, readings=(reading,))) for reading in cell.readings)


def _apart(first: Cell, last: Cell, *, lowest: bool) -> bool:
    """Say whether two values that follow each other are surely in that order, or equal."""
    return bool(rank([first, last], lowest=lowest).first)


def _reaching(
    library: Library, asked: Comparison, found: Sequence[Cell], head: str, skipped: Sequence[str]
) -> list[str] | None:
    least = asked.least
    if least is None or found[0].base != least.base:
        return None
    told = at_least(found, least.amount, above=asked.above)
    count = _COUNTS[asked.along]
    word = "超过" if asked.above else "不低于"
    met = "、".join(f"{_label(asked, cell)}{_values(library, cell)}" for cell in told.met)
    line = f"{head}，{word}{plain(least.value)}{least.unit}的有 {len(told.met)} {count}{'：' if met else ''}{met}"
    lines = [line]
    if told.open:
        lines.append(f"{'、'.join(_label(asked, cell) for cell in told.open)}说得不确定或各来源不一，不能断定")
    if skipped:
        lines.append(f"{'、'.join(skipped)}说到它而数字没有读准，不在其中")
    return lines


def _apart_from(
    library: Library, asked: Comparison, found: Sequence[Cell], head: str, skipped: Sequence[str]
) -> list[str] | None:
    """Return those that have another value than one."""
    least = asked.least
    if least is None or found[0].base != least.base:
        return None
    others = [cell for cell in found if any(reading.figure.amount != least.amount for reading in cell.readings)]
    others.sort(key=lambda cell: -lead(cell).least)
    each = "、".join(f"{_label(asked, cell)}{_values(library, cell)}" for cell in others)
    count = _COUNTS[asked.along]
    lines = [f"{head}，不是{plain(least.value)}{least.unit}的有 {len(others)} {count}{'：' if each else ''}{each}"]
    return [*lines, f"{'、'.join(skipped)}说到它而数字没有读准，不在其中"] if skipped else lines


def _pair(library: Library, asked: Comparison, found: list[Cell]) -> list[str] | None:
    """Return both values and how they differ."""
    if len(found) != 2:
        return None
    lines = [said(library, cell) for cell in found]
    first, second = found
    if asked.asks is Asks.TIMES:
        over, under = (first, second) if asked.forward or (first.year >= second.year) else (second, first)
        gap = difference(under, over)
        if gap.amount is None or not lead(under).figure.amount or over.base in ("%", "个百分点"):
            return [*lines, "两个数不都是确数，或各来源不一，不作比较"]
        ratio = lead(over).figure.amount / lead(under).figure.amount
        return [*lines, f"{_label(asked, over)}是{_label(asked, under)}的约{plain(ratio.quantize(Decimal('0.01')))}倍"]
    gap = difference(first, second)
    if gap.amount is None:
        return [*lines, "两个数不都是确数，或各来源不一，不作比较"]
    if not gap.amount:
        return [*lines, "两者相等"]
    more, less = (second, first) if gap.amount > 0 else (first, second)
    return [*lines, higher(more, less, (_label(asked, more), _label(asked, less)))]


def _sum(library: Library, asked: Comparison, found: list[Cell]) -> list[str] | None:
    """Return the values side by side, and their sum where it is one of like things: counts of places of one level."""
    lines = [said(library, cell) for cell in found]
    units = {lead(cell).figure.unit for cell in found}
    exact = all(cell.reading is not None and cell.reading.figure.bound is Bound.EXACT for cell in found)
    levels = {level_of(cell.place or "") for cell in found}
    like = exact and len(units) == len(levels) == 1 and asked.along is Axis.PLACES
    if not like or found[0].base in ("%", "个百分点") or found[0].change is Change.RATE:
        return lines
    total = sum((lead(cell).figure.value for cell in found), Decimal(0))
    return [*lines, f"各数相加为{plain(total)}{units.pop()}"]
