"""The page of figures: one measure by place and year, with a chart and what is shown as data."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from corpus import fold
from corpus.language.figures.kinds import Bound
from index import Library
from rag import (
    FigureCell,
    FigureChange,
    FigureKind,
    FigureReading,
    FigureRecord,
    FigureRow,
    figure_cells,
    find_figures,
    measured_names,
    plain_number,
    refresh_figures,
    related_measures,
)
from ui.i18n.texts import Pair
from ui.pages.desk import parts, plots
from ui.rendering.markup import both, escape, filled
from ui.rendering.spreadsheet import Cell as DataCell

_LISTED, _AT_ONCE = 120, 40  # measures that are named, and those of them that are not folded away
_MOST = 2000  # figures of one page
_FOUND: Pair = ("{}：{} 个数字，见于 {} 篇", "{}: {:figure|figures} of {:speech|speeches}")
_KINDS: dict[str, Pair] = {
    "result": ("实绩", "Results"),
    "aim": ("目标", "Aims"),
    "plan": ("计划", "Plans"),
}
_CHANGES: dict[str, Pair] = {
    "": ("数值", "Values"),
    "rate": ("增速", "Growth"),
    "amount": ("增减量", "More or less by"),
    "times": ("倍数", "Multiples"),
    "rank": ("位次", "Ranks"),
}
_BOUNDS = {Bound.ABOUT: "约", Bound.OVER: "超", Bound.UNDER: "≤", Bound.EXACT: ""}
_SCALES = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
HEAD = (
    "指标", "原文措辞", "数值", "单位", "换算值", "换算单位", "约数或界限", "类别", "对比对象", "地方或主体", "时期",
    "性质",
    "原文", "讲话", "讲话人", "日期", "编号", "起", "止",
)  # fmt: skip
"""Columns of the data."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; empty texts narrow nothing."""

    measure: str = ""
    of: str = ""
    years: str = ""
    kind: str = ""

    def rows(self, library: Library) -> list[FigureRow]:
        """Return its figures."""
        return find_figures(
            library,
            measure=self.measure or None,
            places=parts.words_of(self.of),
            years=parts.words_of(self.years.replace("年", " ")),
            kind=FigureKind(self.kind) if self.kind in _KINDS else None,
        )

    def query(self) -> dict[str, str]:
        """Return its fields as an address has them."""
        return {name: getattr(self, name) for name in self.__slots__}


def body(library: Library, wanted: Wanted) -> str:
    """Return the form and what was found."""
    refresh_figures(library)  # before the state is held
    with library.consistent():
        counts = measured_names(library)
        shown = _form(wanted, counts)
        if not wanted.measure:
            return shown + _measures(counts, wanted)
        rows = wanted.rows(library)
        if not rows:
            return shown + _none(counts, wanted, related_measures(library, wanted.measure))
        texts = {one: library.source_text(one) for one in {row.speech.id for row in rows[:_MOST]}}
    speeches = {row.speech.id for row in rows}
    head = filled(_FOUND, rows[0].figure.measure, len(rows), len(speeches))
    return (
        shown
        + f"<h2>{both(head)}</h2>"
        + parts.downloads("figures", **wanted.query())
        + "".join(_group(key, group, texts) for key, group in _groups(figure_cells(rows[:_MOST])))
    )


def data(library: Library, wanted: Wanted) -> Iterator[list[DataCell]]:
    """Yield what is shown as rows under `HEAD`, each with its source."""
    refresh_figures(library)
    with library.consistent():
        rows = wanted.rows(library) if wanted.measure else []
        texts = {one: library.source_text(one) for one in {row.speech.id for row in rows}}
    for row in rows:
        figure, speech = row.figure, row.speech
        yield [
            figure.measure, figure.wording, _float(figure.value), figure.unit, _float(figure.amount), figure.base,
            {"exact": "", "about": "约", "over": "以上", "under": "以内"}[figure.bound], _CHANGES[figure.change][0],
            figure.against, figure.place, figure.period, _KINDS[figure.kind][0],
            texts[speech.id][figure.start : figure.end], speech.title, speech.speaker, speech.date, speech.id,
            figure.start, figure.end,
        ]  # fmt: skip


def _form(wanted: Wanted, counts: dict[str, int]) -> str:
    names = sorted(counts, key=lambda name: (-counts[name], name))[:400]
    kinds = {"": ("全部", "All"), **_KINDS}
    return parts.form(
        "figures",
        parts.text_field(
            "measure", ("指标", "Measure"), wanted.measure, ("如 地区生产总值", "e.g. 地区生产总值"), names
        )
        + parts.text_field("of", ("地方", "Places"), wanted.of, ("可填几个，空格隔开", "several, with blanks"))
        + parts.text_field("years", ("年份", "Years"), wanted.years, ("如 2023 2024", "e.g. 2023 2024"))
        + parts.choice("kind", ("性质", "Kind"), wanted.kind, kinds),
        ("查数据", "Show"),
    )


def _measures(counts: dict[str, int], wanted: Wanted, like: str = "") -> str:
    names = sorted((n for n in counts if like in fold(n)), key=lambda name: (-counts[name], name))
    if not names:
        return parts.note(("库里还没有读到数字。", "The library has no figures yet."))
    links = [
        f'<li><a href="{parts.address("figures", **wanted.query() | {"measure": name})}">{escape(name)}</a> '
        f"<small>{counts[name]}</small></li>"
        for name in names[:_LISTED]
    ]
    others = ""
    if len(links) > _AT_ONCE:
        said = both(filled(("其余 {} 项", "{:other|others}"), len(links) - _AT_ONCE))
        others = f'<details><summary>{said}</summary><ul class="tags">{"".join(links[_AT_ONCE:])}</ul></details>'
    more = len(names) - _LISTED
    rest = parts.note((f"另有 {more} 项，可直接填写。", f"{more} more; type their names.")) if more > 0 else ""
    shown = f'<ul class="tags">{"".join(links[:_AT_ONCE])}</ul>'
    return f"<h2>{both(('库里有的指标', 'Measures of the library'))}</h2>{shown}{others}{rest}"


def _none(counts: dict[str, int], wanted: Wanted, kin: Sequence[str]) -> str:
    said = parts.note(("没有这样的数字。", "There are no such figures."))
    if kin:
        links = "".join(
            f'<li><a href="{parts.address("figures", **wanted.query() | {"measure": name})}">{escape(name)}</a> '
            f"<small>{counts[name]}</small></li>"
            for name in kin
        )
        title = ("名称相近而不同的指标", "Measures with a like name, which are others")
        return said + f'<h2>{both(title)}</h2><ul class="tags">{links}</ul>'
    like = fold(wanted.measure)
    near = any(like in fold(name) for name in counts)
    return said + (_measures(counts, wanted, like) if near else "")


_Key = tuple[FigureChange, FigureKind, str]


def _groups(found: Sequence[FigureCell]) -> list[tuple[_Key, list[FigureCell]]]:
    """Return cells that can stand in one table: of one sort, one kind and one unit."""
    groups: dict[_Key, list[FigureCell]] = defaultdict(list)
    for cell in found:
        groups[cell.change, cell.kind, cell.base].append(cell)
    changes, kinds = list(_CHANGES), list(_KINDS)
    return sorted(groups.items(), key=lambda item: (changes.index(item[0][0]), kinds.index(item[0][1]), -len(item[1])))


def _group(key: _Key, found: Sequence[FigureCell], texts: dict[str, str]) -> str:
    change, kind, base = key
    zh, en = _CHANGES[change], _KINDS[kind]
    title = (f"{zh[0]} · {en[0]}（{base}）", f"{zh[1]} · {en[1]} ({base})")
    periods = sorted({cell.year for cell in found}, key=lambda period: (period == "", period))
    places = sorted({cell.place for cell in found}, key=lambda place: (place is None, place or ""))
    at: dict[tuple[str | None, str], list[FigureCell]] = defaultdict(list)
    for cell in found:
        at[cell.place, cell.year].append(cell)
    rows = [
        [escape(place or "—"), *("<br>".join(_cell(c, texts) for c in at.get((place, p), ())) for p in periods)]
        for place in places
    ]
    head: list[Pair | str] = [("地方", "Place"), *(period or ("未注明", "Unsaid") for period in periods)]
    shown = _chart(title, found, texts) + parts.table(head, rows, kind="grid")
    return f"<section><h3>{both(title)}</h3>{shown}</section>"


def _cell(cell: FigureCell, texts: dict[str, str]) -> str:
    shown = "；".join(_reading(reading, texts) for reading in cell.readings)
    if len(cell.readings) < 2:
        return shown
    said = both(("各来源不一", "sources differ"))
    return f'<span class="conflict">{shown} <small>{said}</small></span>'


def _reading(reading: FigureReading, texts: dict[str, str]) -> str:
    row = reading.rows[0]
    words = _written(row.figure, texts)
    more = f"<small>×{len(reading.rows)}</small>" if len(reading.rows) > 1 else ""
    shown = parts.cited(row.speech.id, row.figure.start, row.figure.end, escape(words))
    return f'<data value="{plain_number(row.figure.amount)}">{shown}</data>{more}'


def _written(figure: FigureRecord, texts: dict[str, str]) -> str:
    """Return a figure as its source has it, and how exact that is."""
    words = "".join(texts[figure.speech_id][figure.start : figure.end].split())
    fall = "-" if figure.amount < 0 and not words.startswith("-") else ""
    return f"{_BOUNDS[figure.bound]}{fall}{words}"


def _chart(title: Pair, found: Sequence[FigureCell], texts: dict[str, str]) -> str:
    """Return a chart of what can be compared: years of a few places, or many places of the year that most have."""
    if found[0].change is FigureChange.RANK:
        return ""
    scale, unit = _scale([abs(r.figure.amount) for cell in found for r in cell.readings], found[0].base)
    by_place: dict[str, dict[int, tuple[plots.Point, ...]]] = defaultdict(dict)
    for cell in found:
        if cell.place and len(cell.year) == 4:
            drawn = tuple(_point(reading, scale, texts) for reading in cell.readings)
            known = by_place[cell.place].get(int(cell.year), ())
            by_place[cell.place][int(cell.year)] = (*known, *drawn)
    axis = (unit, unit)
    if any(len(points) > 1 for points in by_place.values()):
        series = [plots.Series(place, points) for place, points in by_place.items()]
        ordered = sorted(series, key=lambda one: (-len(one.points), one.name))
        if len(ordered) == 1:
            return plots.by_year((f"{ordered[0].name}：{title[0]}", f"{ordered[0].name}: {title[1]}"), axis, ordered)
        left = len(ordered) - plots.MOST
        more = (f"，年份最多的 {plots.MOST} 地", f", the {plots.MOST} with most years") if left > 0 else ("", "")
        return plots.by_year((title[0] + more[0], title[1] + more[1]), axis, ordered)
    years = [year for points in by_place.values() for year in points]
    if not years:
        return ""
    year = max(set(years), key=lambda one: (years.count(one), one))
    rows = [(place, points[year][0]) for place, points in by_place.items() if len(points.get(year, ())) == 1]
    if len(rows) < 2:
        return ""
    return plots.in_order((f"{title[0]}，{year}", f"{title[1]}, {year}"), axis, rows)


def _point(reading: FigureReading, scale: int, texts: dict[str, str]) -> plots.Point:
    row = reading.rows[0]
    figure = row.figure
    href = escape(f"/speech/{row.speech.id}?span={figure.start}-{figure.end}#{figure.start}-{figure.end}")
    return plots.Point(
        float(figure.amount / scale),
        _written(figure, texts),
        href,
        figure.bound is Bound.EXACT and figure.upper is None,
    )


def _scale(amounts: Sequence[Decimal], base: str) -> tuple[int, str]:
    """Return by what values are divided so that axes can be read, and the unit then."""
    if base not in ("%", "个百分点"):
        for scale, word in _SCALES:
            if max(amounts) >= scale:
                return scale, f"{word}{base}"
    return 1, base


def _float(number: Decimal) -> Any:
    """Return a number that a spreadsheet takes for one; the digits as text if a float would lose some."""
    return float(number) if plain_number(Decimal(repr(float(number)))) == plain_number(number) else plain_number(number)
