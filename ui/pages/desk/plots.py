"""Plots as SVG that need no script: values over years, and values of several places in order.

Axes are honest: they begin at 0 (or go through it, where a value is below), ticks are even, a year without a value is a
gap and said to be one, and a value that is only a bound is drawn hollow. Each mark leads to what it shows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ui.i18n.texts import Pair
from ui.rendering.markup import attribute, both, escape

_WIDTH, _HEIGHT = 760, 280
_NARROW, _FEW = 420, 6  # the width on a telephone; of so many years it is enough everywhere
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 14, 22, 34
MOST = 6  # series in one plot; their colours and shapes are told apart
_BAR = 26
_REACH = 24  # above and below a mark, where it can be hit too: on a telephone less is no finger


@dataclass(frozen=True, slots=True)
class Point:
    """One value.

    :param value: As it is drawn.
    :param shown: As it is written: 86亿元.
    :param href: Where it leads, escaped; empty if nowhere.
    :param exact: Whether the value itself is known; else it is about, over or under it.
    """

    value: float
    shown: str
    href: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Values by year; several of one year are those of sources that differ."""

    name: str
    points: dict[int, tuple[Point, ...]]


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return even, round values from at or below `low` to at or above `high`; 0 is one of them if it lies between.

    >>> ticks(0, 86) == [0, 20, 40, 60, 80, 100]
    True
    """
    low, high = min(0.0, low), max(0.0, high)
    if low == high:
        high = 1.0
    rough = (high - low) / count
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * one for one in (1, 2, 2.5, 5, 10) if unit * one >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * at, 10) for at in range(first, last + 1)]


def by_year(title: Pair, unit: Pair, series: Sequence[Series], *, gaps: Sequence[int] = ()) -> str:
    """Return values over years: columns of one series, lines of several.

    :param gaps: Years of which nothing is known: no speech was held, or none is in the library.
    """
    drawn = series[:MOST]
    years = sorted({year for one in drawn for year in one.points} | set(gaps))
    if not years:
        return ""
    span = range(years[0], years[-1] + 1)
    values = [point.value for one in drawn for points in one.points.values() for point in points]
    marks = ticks(min(values, default=0), max(values, default=0))
    sizes = [("few", _NARROW)] if len(span) <= _FEW else [("many", _WIDTH), ("slim", _NARROW)]  # the page shows one
    svg = "".join(_over(span, drawn, marks, title, unit, kind, whole) for kind, whole in sizes)
    known = {year for one in drawn for year in one.points}
    return _figure(title, svg, _legend(drawn), _said(drawn, not known.issuperset(span)))


def _over(
    span: range, drawn: Sequence[Series], marks: Sequence[float], title: Pair, unit: Pair, kind: str, whole: int
) -> str:
    """Return the picture of values over years, so many units wide."""
    width = (whole - _LEFT - _RIGHT) / len(span)
    x = {year: _LEFT + (place + 0.5) * width for place, year in enumerate(span)}
    every = -(-len(span) // (whole // 54))
    axis = "".join(
        f'<text class="axis" x="{x[year]:.1f}" y="{_HEIGHT - 12}" text-anchor="middle">{year}</text>'
        for place, year in enumerate(span)
        if place % every == 0
    )
    known = {year for one in drawn for year in one.points}
    holes = "".join(
        f'<rect class="gap" x="{x[year] - width / 2:.1f}" y="{_TOP}" width="{width:.1f}" '
        f'height="{_HEIGHT - _TOP - _BOTTOM}"><title>{year}：—</title></rect>'
        for year in span
        if year not in known
    )
    body = "".join(
        _columns(one, x, width, marks, labelled=width > 40) if len(drawn) == 1 else _line(one, place, x, width, marks)
        for place, one in enumerate(drawn)
    )
    return (
        f'<svg viewBox="0 0 {whole} {_HEIGHT}" class="{kind}" role="group" '
        f"{attribute('aria-label', _spoken(title, drawn))}>"
        f'<text class="axis" x="4" y="12">{escape(unit[0])}</text>{holes}{_grid(marks, whole)}{axis}{body}</svg>'
    )


def in_order(title: Pair, unit: Pair, rows: Sequence[tuple[str, Point]]) -> str:
    """Return one value of each of several places as bars, the greatest first."""
    if not rows:
        return ""
    ordered = sorted(rows, key=lambda row: -row[1].value)
    marks = ticks(min(point.value for _, point in ordered), max(point.value for _, point in ordered), 4)
    spoken = (
        f"{title[0]}：" + "，".join(f"{name} {point.shown}" for name, point in ordered),
        f"{title[1]}: " + ", ".join(f"{name} {point.shown}" for name, point in ordered),
    )
    svg = _beside(ordered, marks, unit, spoken) + _below(ordered, marks, unit, spoken)  # the page shows one
    return _figure(title, svg, "", _said([Series("", {0: tuple(point for _, point in ordered)})], holes=False))


def _beside(rows: Sequence[tuple[str, Point]], marks: Sequence[float], unit: Pair, spoken: Pair) -> str:
    """Return the wide picture of bars: names stand left of them."""
    return _bars(rows, marks, unit, spoken, ("many", _WIDTH), (150, 110), _BAR, named_above=False)


def _below(rows: Sequence[tuple[str, Point]], marks: Sequence[float], unit: Pair, spoken: Pair) -> str:
    """Return the narrow picture of bars: names stand above them, and a row is as high as a finger."""
    return _bars(rows, marks, unit, spoken, ("slim", _NARROW), (14, 96), 2 * _REACH, named_above=True)


def _bars(  # noqa: PLR0913  the measures of one picture
    rows: Sequence[tuple[str, Point]],
    marks: Sequence[float],
    unit: Pair,
    spoken: Pair,
    size: tuple[str, int],
    edges: tuple[int, int],
    high: int,
    *,
    named_above: bool,
) -> str:
    (kind, whole), (left, right) = size, edges
    room, height = whole - left - right, _TOP + high * len(rows) + 26
    x = {tick: left + room * _share(tick, marks) for tick in marks}
    zero = left + room * _share(0, marks)
    grid = "".join(
        f'<line class="grid" x1="{x[tick]:.1f}" x2="{x[tick]:.1f}" y1="{_TOP - 6}" y2="{height - 24}"/>'
        f'<text class="axis" text-anchor="middle" x="{x[tick]:.1f}" y="{height - 8}">{_number(tick)}</text>'
        for tick in marks
    )
    bars = []
    for place, (name, point) in enumerate(rows):
        top, end = _TOP + place * high, left + room * _share(point.value, marks)
        y = top + high - _BAR  # of the bar and its value
        start, stop = min(zero, end), max(zero, end)
        drawn = (
            f'<rect class="hit" x="0" y="{top}" width="{whole}" height="{high}"/>'
            f'<rect class="s0{"" if point.exact else " hollow"}" x="{start:.1f}" y="{y + 4}" '
            f'width="{max(stop - start, 1):.1f}" height="{_BAR - 9}" rx="2"/>'
            f'<text class="count" x="{stop + 6:.1f}" y="{y + 17}">{escape(point.shown)}</text>'
        )
        at = f'x="{left}" y="{y - 1}"' if named_above else f'x="{left - 8}" y="{y + 17}" text-anchor="end"'
        label = f'<text class="axis" {at}>{escape(name[: 24 if named_above else 11])}</text>'
        bars.append(_linked(point, name, drawn + label))
    return (
        f'<svg viewBox="0 0 {whole} {height}" class="{kind}" role="group" {attribute("aria-label", spoken)}>'
        f'<text class="axis" x="4" y="12">{escape(unit[0])}</text>{grid}{"".join(bars)}</svg>'
    )


def _share(value: float, marks: Sequence[float]) -> float:
    return (value - marks[0]) / (marks[-1] - marks[0])


def _y(value: float, marks: Sequence[float]) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * _share(value, marks)


def _grid(marks: Sequence[float], width: int) -> str:
    return "".join(
        f'<line class="grid{" zero" if not tick else ""}" x1="{_LEFT}" x2="{width - _RIGHT}" '
        f'y1="{_y(tick, marks):.1f}" y2="{_y(tick, marks):.1f}"/>'
        f'<text class="axis" x="{_LEFT - 6}" y="{_y(tick, marks) + 4:.1f}" text-anchor="end">{_number(tick)}</text>'
        for tick in marks
    )


def _columns(series: Series, x: dict[int, float], width: float, marks: Sequence[float], *, labelled: bool) -> str:
    shown = []
    for year, points in sorted(series.points.items()):
        each = width * 0.7 / len(points)
        for place, point in enumerate(points):
            y, zero = _y(point.value, marks), _y(0, marks)
            left = x[year] - width * 0.35 + place * each
            count = (
                f'<text class="count" x="{left + each / 2:.1f}" y="{min(y, zero) - 5:.1f}" text-anchor="middle">'
                f"{escape(point.shown)}</text>"
            )
            drawn = (
                f'<rect class="hit" x="{left:.1f}" y="{_TOP}" width="{each:.1f}" height="{_HEIGHT - _TOP - _BOTTOM}"/>'
                f'<rect class="s0{"" if point.exact else " hollow"}" x="{left:.1f}" y="{min(y, zero):.1f}" '
                f'width="{max(each - 1, 1):.1f}" height="{max(abs(zero - y), 0.5):.1f}" rx="2"/>'
                f"{count if labelled else ''}"
            )
            shown.append(_linked(point, str(year), drawn))
    return "".join(shown)


def _line(series: Series, place: int, x: dict[int, float], width: float, marks: Sequence[float]) -> str:
    shown, run = [], list[str]()
    runs = [run]
    for year in x:
        points = series.points.get(year, ())
        if len(points) == 1:  # where sources differ no line can choose
            run.append(f"{x[year]:.1f},{_y(points[0].value, marks):.1f}")
        else:
            run = []
            runs.append(run)
        for point in points:
            hollow = "" if point.exact else " hollow"
            y = _y(point.value, marks)
            hit = (
                f'<rect class="hit" x="{x[year] - width / 2:.1f}" y="{y - _REACH:.1f}" width="{width:.1f}" '
                f'height="{2 * _REACH}"/>'
            )
            drawn = hit + _marker(place, x[year], y, f"s{place}{hollow}")
            shown.append(_linked(point, f"{series.name} {year}", drawn))
    lines = "".join(f'<polyline class="s{place}" points="{" ".join(one)}"/>' for one in runs if len(one) > 1)
    return lines + "".join(shown)


def _marker(place: int, x: float, y: float, kind: str) -> str:
    """Return a mark whose shape tells the series too, for whoever does not tell colours."""
    shapes = (
        f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>',
        f'<rect class="{kind}" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>',
        f'<path class="{kind}" d="M{x:.1f} {y - 5.5:.1f}l5.2 9.4h-10.4z"/>',
        f'<path class="{kind}" d="M{x:.1f} {y - 5.5:.1f}l5.5 5.5-5.5 5.5-5.5-5.5z"/>',
        f'<path class="{kind}" d="M{x:.1f} {y + 5.5:.1f}l5.2-9.4h-10.4z"/>',
        f'<rect class="{kind}" x="{x - 5:.1f}" y="{y - 2.5:.1f}" width="10" height="5"/>',
    )
    return shapes[place]


def _linked(point: Point, name: str, drawn: str) -> str:
    title = f"<title>{escape(name)}：{escape(point.shown)}</title>"
    return f'<a href="{point.href}">{title}{drawn}</a>' if point.href else f"<g>{title}{drawn}</g>"


def _legend(series: Sequence[Series]) -> str:
    if len(series) < 2:
        return ""
    items = "".join(
        f'<li><svg viewBox="0 0 14 14" aria-hidden="true">{_marker(place, 7, 7, f"s{place}")}</svg>'
        f"{escape(one.name)}</li>"
        for place, one in enumerate(series)
    )
    return f'<ul class="legend">{items}</ul>'


def _said(series: Sequence[Series], holes: bool) -> str:
    hollow = any(not point.exact for one in series for points in one.points.values() for point in points)
    zh, en = [], []
    if hollow:
        zh.append("空心为约数或界限（约、超过、不足）")
        en.append("hollow: about, over or under")
    if holes:
        zh.append("斜纹年份没有数据")
        en.append("hatched years have no data")
    return f'<p class="note">{both(("；".join(zh) + "。", "; ".join(en) + "."))}</p>' if zh else ""


def _number(value: float) -> str:
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text or "0"


def _figure(title: Pair, svg: str, legend: str, said: str) -> str:
    return (
        f'<figure class="plot"><figcaption>{both(title)}</figcaption>{legend}'
        f'<div class="scroll" tabindex="0" role="group" {attribute("aria-label", title)}>{svg}</div>{said}</figure>'
    )


def _spoken(title: Pair, series: Sequence[Series]) -> Pair:
    def told(comma: str) -> str:
        return comma.join(
            f"{one.name} {year} {'/'.join(point.shown for point in points)}".strip()
            for one in series
            for year, points in sorted(one.points.items())
        )

    return f"{title[0]}：{told('，')}", f"{title[1]}: {told(', ')}"
