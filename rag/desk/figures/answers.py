"""Questions that the figures answer surely: one value, highest and lowest, all at or above, differences.

No winner without every value; sources that differ are listed; a result is never given for an aim. Whoever is not sure
returns None: then the model answers.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.language.figures.kinds import Kind
from corpus.language.names.place_levels import parts, same_place
from index import Filters, Library
from rag.datamodel import DirectAnswer
from rag.desk.figures.comparing import Ranking, at_least, difference, rank
from rag.desk.figures.coverage import uncertain, unread, unstated
from rag.desk.figures.datamodel import plain
from rag.desk.figures.query import Cell, Row, cells, figures
from rag.desk.figures.related_measures import named_alone, related
from rag.desk.figures.wording import LISTED, answered, higher, lead, named, quote, said
from rag.question.desk.figure_question import FigureQuestion, Intent

_PLACES = 4  # up to so many the page is asked for these alone
_SAME_UNITS = ({"%", "个百分点"}, {"人", "名", "位"})


def answer_from_figures(
    library: Library, asked: FigureQuestion | None, filters: Filters | None = None, *, exact: bool = False
) -> DirectAnswer | None:
    """Answer a question for a figure, an order or a difference from the library's figures, or return None.

    :param asked: None if nothing is asked of the figures that is sure.
    :param exact: Only of measures of the very name: of 竹纸产业产值 that 竹纸产业实现产值 is another nobody can be told
        who has not read the sentence.
    """
    if asked is None:
        return None
    if not asked.known:
        return None if exact else _related(library, asked, filters)
    found = _cells(library, asked, filters)
    if any(not _fits(asked.base, cell.base) for cell in found):  # 竹纸企业多少人: another count than that of 家
        return None
    match asked.intent:
        case Intent.VALUE:
            return _values(library, asked, found, filters)
        case Intent.DIFFERENCE:
            return _difference(library, asked, found, filters)
        case Intent.HIGHEST | Intent.LOWEST:
            return _order(library, asked, found, filters)
        case _:
            return _reaching(library, asked, found, filters)


def answer_each(
    library: Library, asked: Sequence[FigureQuestion | None], filters: Filters | None = None
) -> DirectAnswer | None:
    """Answer several questions for a figure, one after the other, each `exact`; None if one of them has no answer."""
    found = [answer_from_figures(library, one, filters, exact=True) for one in asked]
    told = [one for one in found if one is not None and one.refusal is None]
    if not told or len(told) < len(asked):
        return None
    statements = tuple(dict.fromkeys(statement for one in told for statement in one.statements))
    return replace(told[0], statements=statements, rows=tuple(row for one in told for row in one.rows))


def _cells(library: Library, asked: FigureQuestion, filters: Filters | None) -> list[Cell]:
    """Return the cells that the question is about: of the kind that it asks for, results unless it says aims."""
    rows = figures(library, measure=asked.measure, places=asked.places, change=asked.change, filters=filters)
    kinds = (Kind.AIM, Kind.PLAN) if asked.kind is Kind.AIM else (Kind.RESULT,)
    rows = [row for row in rows if row.figure.kind in kinds and row.figure.year is not None and _of_year(row, asked)]
    if asked.level:
        rows = [row for row in rows if parts(row.figure.place or "")[1] == asked.level]
    return [cell for cell in cells(rows) if cell.place is not None]


def _fits(asked: str, base: str) -> bool:
    """Say whether a value in a base unit answers a question for so many of a unit; 个 asks for any count."""
    counts = asked == "个" and base not in ("元", "%", "个百分点")
    return not asked or asked == base or counts or any({asked, base} <= same for same in _SAME_UNITS)


def _of_year(row: Row, asked: FigureQuestion) -> bool:
    year = row.figure.year or ""
    if asked.relative is not None:
        return bool(row.speech.told) and int(year) == int((row.speech.told or "0")[:4]) + asked.relative
    return not asked.years or year in asked.years


def _values(
    library: Library, asked: FigureQuestion, found: Sequence[Cell], filters: Filters | None
) -> DirectAnswer | None:
    places = {cell.place for cell in found}
    if not found or (not asked.places and len(places) > 1) or len({cell.base for cell in found}) > 1:
        return None
    wanted = max(1, len(asked.places)) * max(1, len(asked.years))
    if len(found) > wanted or _ambiguous(asked, found):
        return None
    missing = _missing(asked, found)
    if missing and ((len(asked.places) < 2 and len(asked.years) < 2) or uncertain(library, asked, missing, filters)):
        return None
    return answered(library, [said(library, cell) for cell in found], found, missing)


def _related(library: Library, asked: FigureQuestion, filters: Filters | None) -> DirectAnswer | None:
    """Answer that there is no measure by the name, with the values of those that it is a part of, each by its own."""
    kin = related(library, asked.measure)
    if not kin or named_alone(library, asked.measure, kin):  # whoever reads that may find a figure that was not read
        return None
    found = [cell for measure in kin for cell in _cells(library, replace(asked, measure=measure), filters)]
    if not found or len({cell.place for cell in found}) > _PLACES:
        return None
    head = f"资料库没有名为“{asked.measure}”的数字，名称相近而不同的有"
    lines = [f"{head}：{said(library, found[0])}", *(said(library, cell) for cell in found[1:LISTED])]
    return answered(library, lines, found, ())


def _difference(
    library: Library, asked: FigureQuestion, found: Sequence[Cell], filters: Filters | None
) -> DirectAnswer | None:
    if not found or _ambiguous(asked, found) or len({cell.base for cell in found}) > 1:
        return None
    missing = _missing(asked, found)
    if len(asked.places) * len(asked.years or ("",)) != 2 and not (len(asked.years) == 2 and len(asked.places) <= 1):
        return None
    if len(asked.years) == 2 and not asked.places and len({cell.place for cell in found}) != 1:
        return None
    lines = [said(library, cell) for cell in found]
    if missing and uncertain(library, asked, missing, filters):
        return None  # 资料库没有…… of a figure that was not read as it is called would be wrong
    if missing:
        return answered(library, [*lines, "缺一方的数字，不作比较"], found, missing)
    if len(found) != 2:
        return None
    first, second = sorted(found, key=lambda cell: _position(asked, cell))
    gap = difference(first, second)
    if gap.amount is None:
        return answered(library, [*lines, "两个数不都是确数，或各来源不一，不作比较"], found, ())
    if not gap.amount:
        lines.append("两者相等")
    else:
        more, less = (second, first) if gap.amount > 0 else (first, second)
        lines.append(higher(more, less, (_side(more, found), _side(less, found))))
    return answered(library, lines, found, ())


def _order(
    library: Library, asked: FigureQuestion, found: Sequence[Cell], filters: Filters | None
) -> DirectAnswer | None:
    if (
        not _comparable(asked, found)
        or len(found) < 2
        or _missing(asked, found)
        or unread(library, asked, found, filters)
    ):
        return None
    lowest = asked.intent is Intent.LOWEST
    ranking = rank(found, lowest=lowest)
    absent = () if asked.places else unstated(library, found[0].year, found, (), filters)
    if not ranking.first or len(absent) > len(found):
        return None
    lines = [f"{'、'.join(absent)}的报告中没有读到这项数字"] if absent else []
    return answered(library, [_winner(library, asked, ranking, len(found)), *lines], ranking.ordered, ())


def _winner(library: Library, asked: FigureQuestion, ranking: Ranking, count: int) -> str:
    names = "、".join(cell.place or "" for cell in ranking.first)
    best = ranking.first[0]
    word = "最低" if asked.intent is Intent.LOWEST else "最高"
    return f"资料库中有{best.year}年{named(best)}的共 {count} 地，{word}的是{names}：{quote(library, best)}"


def _reaching(
    library: Library, asked: FigureQuestion, found: Sequence[Cell], filters: Filters | None
) -> DirectAnswer | None:
    least = asked.least
    if least is None or not _comparable(asked, found) or found[0].base != least.base:
        return None
    unknown = unread(library, asked, found, filters)
    told = at_least(found, least.amount, above=asked.above)
    word = "超过" if asked.above else "不低于"
    limit = f"{plain(least.value)}{least.unit}"
    head = f"资料库中有{found[0].year}年{named(found[0])}的共 {len(found)} 地，{word}{limit}的有 {len(told.met)} 地"
    head += f"：{'、'.join(cell.place or '' for cell in told.met)}" if told.met else ""
    if told.open:
        head += f"；{'、'.join(cell.place or '' for cell in told.open)}说得不确定或各来源不一，不能断定"
    if unknown:
        head += f"；{'、'.join(unknown)}说到它而数字没有读准，不在其中"
    shown = [*told.met, *told.open] or list(found)
    return answered(library, [head], sorted(shown, key=lambda cell: -lead(cell).figure.amount), ())


def _comparable(asked: FigureQuestion, found: Sequence[Cell]) -> bool:
    """Say whether the cells are of one year, one unit and one level, each place once."""
    if not found or len({cell.base for cell in found}) > 1 or len({cell.year for cell in found}) > 1:
        return False
    places = [cell.place or "" for cell in found]
    levels = {parts(place)[1] for place in places}
    return len(set(places)) == len(places) and len(levels) == 1 and not _ambiguous(asked, found)


def _ambiguous(asked: FigureQuestion, found: Sequence[Cell]) -> bool:
    """Say whether a place asked for without its level may be several, or a cell is there twice, as aim and plan."""
    for place in asked.places:
        if len({cell.place for cell in found if same_place(cell.place or "", place)}) > 1:
            return True
    keys = [(cell.place, cell.year) for cell in found]
    return len(set(keys)) < len(keys) or (not asked.years and len({cell.year for cell in found}) > 1)


def _missing(asked: FigureQuestion, found: Sequence[Cell]) -> tuple[str, ...]:
    """Return the places and years that were asked about and have no value."""
    missing = []
    for place in asked.places or ("",):
        for year in asked.years or ("",):
            if not any(
                (not place or same_place(cell.place or "", place)) and year in ("", cell.year) for cell in found
            ):
                missing.append(place + (f"{year}年" if year else ""))
    return tuple(missing)


def _position(asked: FigureQuestion, cell: Cell) -> tuple[int, str]:
    at = next((n for n, place in enumerate(asked.places) if same_place(cell.place or "", place)), 0)
    return at, cell.year


def _side(cell: Cell, found: Sequence[Cell]) -> str:
    return (cell.place or "") if len({one.place for one in found}) > 1 else f"{cell.year}年"
