"""Figures that a question asks for at once, in the chat: each as the library has it, aims as aims, missing ones named.

A winner or a difference is told only where all values are there, of one measure and one unit.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.language.figures.kinds import Change, Kind
from corpus.language.names.place_levels import same_place
from index import Filters, Library
from rag.datamodel import DirectAnswer
from rag.desk.figures import Cell, answer_comparison, cells, difference, figures, rank
from rag.desk.figures.wording import answered, higher, named, quote, said
from rag.question.desk.comparison import Asks, Axis, Comparison
from rag.question.desk.figure_grid import FigureGrid, Wanted
from rag.question.filters.reports import NATION, PROVINCE, Reports, year_of

_PAIR = 2


def answer_grid(library: Library, asked: FigureGrid | None, filters: Filters | None = None) -> DirectAnswer | None:
    """Answer a question for several figures, or return None.

    :param asked: None if nothing is asked that is sure.
    """
    if asked is None:
        return None
    if asked.whole:
        return _of_provinces(library, asked, filters)
    found: list[Cell] = []
    missing: list[str] = []
    for one in asked.wanted:
        year = _year(library, asked, one)
        if not year:
            return None
        for place in one.places or ("",):
            cell = _cell(library, one, place, year, filters)
            if cell is None:
                missing.append(f"{place or NATION}{year}年{one.measure}{'目标' if one.kind is Kind.AIM else ''}")
            elif cell not in found:
                found.append(cell)
    if not found or len(missing) >= len(found):
        return None
    lines = [said(library, cell) for cell in found]
    if missing:
        lines.append(f"没有读到{'、'.join(missing)}的数字")
    ordered = asked.highest or asked.lowest or asked.gap
    told = _told(library, asked, found) if ordered and not missing else []
    if ordered and not told:
        lines.append("缺数字、单位不同或说得不确定，不作比较")
    return answered(library, [*lines, *told], found, ())


def _of_provinces(library: Library, asked: FigureGrid, filters: Filters | None) -> DirectAnswer | None:
    """Answer what is asked of all provinces: each order by itself, of the same values."""
    one = asked.wanted[0]
    year = _year(library, asked, one)
    if not year:
        return None
    kind = _kind(library, one, year, PROVINCE)
    rows = figures(library, measure=one.measure, years=[year], filters=filters)
    changes = [row.figure.change for row in rows if (row.figure.kind is Kind.RESULT) == (kind is Kind.RESULT)]
    change = Change.RATE if one.grows or (changes and Change.NONE not in changes) else Change.NONE
    orders = [Asks.HIGHEST] * asked.highest + [Asks.LOWEST] * asked.lowest
    if asked.least:
        orders = [Asks.APART if asked.apart else Asks.REACHES]
    answers = [
        answer_comparison(
            library,
            Comparison(
                Axis.PLACES, order, (one.measure,), years=(year,), kinds=(kind,), change=change, whole=True,
                level=PROVINCE, least=asked.least, above=asked.above,
            ),
            filters,
        )
        for order in orders or [Asks.DOWN]
    ]  # fmt: skip
    told = [answer for answer in answers if answer is not None]
    if len(told) < len(answers):
        return None
    heads = tuple(answer.statements[0] for answer in told)
    return replace(told[0], statements=(*heads, *told[0].statements[1:]))


def _year(library: Library, asked: FigureGrid, one: Wanted) -> str:
    """Return the year that figures are asked of; empty if nothing tells it."""
    if one.year:
        return one.year
    nation = None if one.places else not asked.whole
    reports = Reports(nation, places=one.places).among(library.speeches())
    newest = asked.report or (year_of(reports[-1]) if reports else "")
    offset = one.offset if one.offset is not None else 0 if one.kind is Kind.AIM or asked.report else None
    return str(int(newest) + offset) if newest and offset is not None else ""


def _kind(library: Library, one: Wanted, year: str, level: str) -> Kind:
    """Return the kind that is asked for: what is not told is a result, but of a year of which there are aims alone."""
    if one.kind is not None:
        return one.kind
    rows = figures(library, measure=one.measure, places=one.places, years=[year])
    results = any(row.figure.kind is Kind.RESULT and (level or row.figure.place == NATION) for row in rows)
    return Kind.AIM if rows and not results and one.offset == 0 else Kind.RESULT


def _cell(library: Library, one: Wanted, place: str, year: str, filters: Filters | None) -> Cell | None:
    """Return what the library says of one figure; None if nothing, or it is not sure which is meant."""
    kind = _kind(library, one, year, place)
    rows = figures(library, measure=one.measure, places=[place] if place else (), years=[year], filters=filters)
    rows = [row for row in rows if (row.figure.kind is Kind.RESULT) == (kind is Kind.RESULT)]
    rows = [row for row in rows if row.figure.change in (Change.NONE, Change.RATE) and row.figure.place]
    if not place:
        rows = [row for row in rows if row.figure.place == NATION] or rows
    every = cells(rows)
    if len({cell.place for cell in every}) > 1 and (not place or not _is_one(every, place)):
        return None
    wanted = Change.RATE if one.grows else Change.NONE
    others = [Change.NONE if one.grows else Change.RATE] if kind is Kind.AIM and not one.counted else []
    for change in (wanted, *others):
        fit = [cell for cell in every if cell.change is change]
        aims = [cell for cell in fit if cell.kind is Kind.AIM] or fit
        if fit:
            return aims[0] if len({cell.base for cell in aims}) == 1 and len(aims) == 1 else None
    return None


def _is_one(every: Sequence[Cell], place: str) -> bool:
    return all(same_place(cell.place or "", place) for cell in every) and len({cell.place for cell in every}) == 1


def _told(library: Library, asked: FigureGrid, found: Sequence[Cell]) -> list[str]:
    """Return who is first, and how two differ; nothing if that is not sure."""
    if len({(cell.measure, cell.base, cell.change) for cell in found}) > 1 or len(found) < _PAIR:
        return []
    lines = []
    places, years = {cell.place for cell in found}, {cell.year for cell in found}
    for lowest in [False] * asked.highest + [True] * asked.lowest:
        ranking = rank(found, lowest=lowest)
        if not ranking.first:
            return []
        names = "、".join(_label(cell, len(places) > 1, len(years) > 1) for cell in ranking.first)
        lines.append(f"{'最低' if lowest else '最高'}的是{names}：{quote(library, ranking.first[0])}")
    if asked.gap and len(found) == _PAIR:
        first, second = found
        gap = difference(first, second)
        if gap.amount is None:
            return []
        more, less = (second, first) if gap.amount > 0 else (first, second)
        sides = [_label(cell, len(places) > 1, len(years) > 1) + ("目标" if _mixed(found) and _aims(cell) else "")
                 for cell in (more, less)]  # fmt: skip
        lines.append(higher(more, less, (sides[0], sides[1])) if gap.amount else "两者相等")
    return lines


def _aims(cell: Cell) -> bool:
    return cell.kind is not Kind.RESULT


def _mixed(found: Sequence[Cell]) -> bool:
    return len({_aims(cell) for cell in found}) > 1


def _label(cell: Cell, place: bool, year: bool) -> str:
    told = (cell.place or "") * place + f"{cell.year}年" * year
    return told or named(cell)
