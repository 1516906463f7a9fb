"""What is said of figures: a cell in a line, a difference in the unit of both, an answer with its sentences."""

from collections.abc import Sequence
from decimal import Decimal

from corpus.language.figures.kinds import Bound, Change, Kind
from index import Library
from rag.datamodel import DeskLink, DirectAnswer, Evidence, Statement, Verdict
from rag.datamodel import Row as ListRow
from rag.desk.figures.datamodel import FigureRecord, plain
from rag.desk.figures.query import Cell, Reading, Row
from rag.extractive.provenance import credit, evidence, row

LISTED = 12
"""How many places are listed; the others are counted."""
_PLACES = 4  # up to so many the page is asked for these alone


def named(cell: Cell) -> str:
    """Return what a cell is of: the measure, of growth, aimed at."""
    return cell.measure + ("增速" if cell.change is Change.RATE else "") + ("" if cell.kind is Kind.RESULT else "目标")


def said(library: Library, cell: Cell) -> str:
    """Return a line for a cell: of what it is, and what each source says if they differ."""
    head = f"{cell.place}{cell.year}年{named(cell)}"
    if cell.reading is not None:
        return f"{head}：{quote(library, cell)}"
    each = "；".join(f"《{r.rows[0].speech.title}》说{as_written(library, r.rows[0])}" for r in cell.readings)
    return f"{head}，各来源说法不一：{each}"


def quote(library: Library, cell: Cell) -> str:
    """Return a cell's first reading as it is written."""
    return as_written(library, lead(cell).rows[0])


def lead(cell: Cell) -> Reading:
    """Return the first reading of a cell."""
    return cell.readings[0]


def as_written(library: Library, row: Row) -> str:
    """Return the figure in the source's own characters, and how exact it is said to be."""
    figure = row.figure
    fall = "下降" if figure.amount < 0 and figure.change is Change.RATE else ""
    bounds = {Bound.ABOUT: "左右", Bound.OVER: "以上", Bound.UNDER: "以内", Bound.EXACT: ""}
    return f"{fall}{library.source_text(row.speech.id)[figure.start : figure.end]}{bounds[figure.bound]}"


def higher(more: Cell, less: Cell, names: tuple[str, str]) -> str:
    """Return how much one value is above another: in their unit, and in per cent of the lower one if it is a quantity.

    :param names: What the two are called.
    """
    high, low = lead(more).figure, lead(less).figure
    gap = high.amount - low.amount
    rate = f"（{plain((gap / low.amount * 100).quantize(Decimal('0.1')))}%）" if _is_quantity(less) else ""
    return f"{names[0]}比{names[1]}高{_gap(gap, high, low)}{rate}"


def _is_quantity(cell: Cell) -> bool:
    return cell.base not in ("%", "个百分点") and lead(cell).figure.amount > 0


def _gap(amount: Decimal, one: FigureRecord, other: FigureRecord) -> str:
    """Return a difference in the unit that both are written in: 亿斤, though their base is 公斤."""
    unit = "个百分点" if one.base == "%" else one.base
    if one.unit != other.unit or not one.value or unit == "个百分点":
        return _written(amount, unit)
    return f"{plain(amount / (one.amount / one.value))}{one.unit}"


def _written(amount: Decimal, unit: str) -> str:
    for scale, word in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        if unit not in ("%", "个百分点") and amount >= scale:
            return f"{plain(amount / scale)}{word}{unit}"
    return f"{plain(amount)}{unit}"


def answered(library: Library, lines: Sequence[str], found: Sequence[Cell], missing: Sequence[str]) -> DirectAnswer:
    """Return the lines as one claim that rests on every sentence shown, and the sentences behind it."""
    rows = [reading.rows[0] for cell in found for reading in cell.readings]
    shown = rows[:LISTED]
    supports = [_evidence(library, row) for row in shown]
    text = "；".join(lines)
    if missing:
        text += f"；资料库没有{'、'.join(missing)}的这项数字"
    if len(rows) > LISTED:
        text += f"（列出前 {LISTED} 处，共 {len(rows)} 处，全部见清单）"
    head = Statement(f"{text}。", tuple(supports), Verdict.SUPPORTED)
    quoted = [
        Statement(f"{credit(row.speech)}：“{support.quote.strip()}”", (support,), Verdict.QUOTED)
        for row, support in zip(shown, supports, strict=True)
    ]
    places = tuple(dict.fromkeys(cell.place or "" for cell in found)) if len(found) <= _PLACES else ()
    query = (("measure", found[0].measure), *((("of", " ".join(places)),) if all(places) and places else ()))
    listed = tuple(_row(library, cell, reading.rows[0]) for cell in found for reading in cell.readings)
    return DirectAnswer((head, *quoted), desk=DeskLink("figures", query), rows=listed)


def rows_of(library: Library, head: str, found: Sequence[Cell], *, measure: str = "") -> DirectAnswer:
    """Return what the library says in some cells, a line for each, as it is written; every one is in the rows.

    :param head: What they are of.
    :param measure: Of which the page shows all; empty if it is none's.
    """
    shown = found[:LISTED]
    supports = [_evidence(library, lead(cell).rows[0]) for cell in shown]
    more = f"，列出前 {LISTED} 项，全部见清单" if len(found) > LISTED else ""
    first = Statement(f"{head}，共 {len(found)} 项{more}：", tuple(supports), Verdict.SUPPORTED)
    lines = [
        Statement(
            said(library, cell),
            tuple(_evidence(library, reading.rows[0]) for reading in cell.readings),
            Verdict.SUPPORTED,
        )
        for cell in shown
    ]
    listed = tuple(_row(library, cell, reading.rows[0]) for cell in found for reading in cell.readings)
    query = (("measure", measure),) if measure else ()
    return DirectAnswer((first, *lines), desk=DeskLink("figures", query), rows=listed)


def _row(library: Library, cell: Cell, source: Row) -> ListRow:
    figure = source.figure
    span = figure.sentence_start, figure.sentence_end
    told = {"place": cell.place or "", "year": cell.year, "value": as_written(library, source)}
    return row(library, source.speech, span, **told, amount=float(figure.amount))


def _evidence(library: Library, row: Row) -> Evidence:
    figure = row.figure
    return evidence(library, row.speech, figure.sentence_start, figure.sentence_end)
