"""Small charts as SVG that need no script and no style of their own. Each bar leads to what it counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from corpus import Speech, fold, simplify
from ui.i18n.plurals import counted
from ui.i18n.texts import Pair
from ui.rendering.markup import attribute, both, escape

_MOST = 10  # rows of a ranking
_YEARS = 40  # columns


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    :param english: Its label in English, where the label is not data.
    :param query: Fields of the library page's filter that show what it counts; None if nothing does.
    """

    label: str
    count: int
    query: dict[str, str] | None = None
    english: str = ""


def by_year(speeches: Iterable[Speech]) -> list[Bar]:
    """Return speeches by year, years without any included; undated ones are left out."""
    counts = Counter(speech.date[:4] for speech in speeches if speech.date)
    if not counts:
        return []
    last = int(max(counts))
    first = max(int(min(counts)), last - _YEARS + 1)
    return [Bar(str(y), counts[str(y)], {"since": str(y), "until": str(y)}) for y in range(first, last + 1)]


def spellings(values: Iterable[str | None]) -> list[tuple[str, int]]:
    """Return values with how often each is there, the most frequent first, in simplified characters.

    Those that `Filters` does not tell apart, as 顧望舒 and 顾望舒, are one.
    """
    counts: dict[str, Counter[str]] = {}
    for value in values:
        if value:
            counts.setdefault(fold(value), Counter())[simplify(value)] += 1
    found = [(spelt.most_common(1)[0][0], spelt.total()) for spelt in counts.values()]
    return sorted(found, key=lambda item: -item[1])


def ranked(values: Iterable[str | None], field: str) -> list[Bar]:
    """Return the most frequent values, the others together."""
    counts = spellings(values)
    top = [Bar(value, count, {field: value}) for value, count in counts[:_MOST]]
    others = counts[_MOST:]
    rest = sum(count for _, count in others)
    return [*top, Bar(f"其他 {len(others)} 个", rest, english=counted("{:other|others}", len(others)))] if rest else top


def columns(title: Pair, bars: Sequence[Bar]) -> str:
    """Return a column chart, 400 by 130 units, that scales with its box."""
    if not bars:
        return ""
    most, width = max(bar.count for bar in bars), 400 / len(bars)
    every = -(-len(bars) // 10)  # labels that have room
    shown = []
    for place, bar in enumerate(bars):
        height = 92 * bar.count / most
        x, middle = place * width, place * width + width / 2
        label = f'<text class="axis" x="{middle:.1f}" y="126" text-anchor="middle">{escape(bar.label)}</text>'
        count = f'<text class="count" x="{middle:.1f}" y="{104 - height:.1f}" text-anchor="middle">{bar.count}</text>'
        body = (
            f'<rect class="hit" x="{x:.1f}" y="12" width="{width:.1f}" height="98"/>'
            f'<rect x="{x + width * 0.12:.1f}" y="{110 - height:.1f}" width="{width * 0.76:.1f}" '
            f'height="{height:.1f}" rx="2"/>'
            f"{count if bar.count and len(bars) <= 20 else ''}"
        )
        shown.append(_linked(bar, body) + (label if place % every == 0 else ""))
    label = attribute("aria-label", _spoken(title, bars))
    # a group: its bars are links, which an image may not hold
    return _figure(title, f'<svg viewBox="0 0 400 132" role="group" {label}>{"".join(shown)}</svg>')


def rows(title: Pair, bars: Sequence[Bar]) -> str:
    """Return a ranking as a list whose bars are drawn beside the names."""
    if not bars:
        return ""
    most = max(bar.count for bar in bars)
    shown = []
    for bar in bars:
        drawn = (
            '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect width="{100 * bar.count / most:.1f}" height="10" rx="1"/></svg>'
        )
        name = f'<span class="name">{both((bar.label, bar.english)) if bar.english else escape(bar.label)}</span>'
        if bar.query:
            name = f'<a class="name" href="{_address(bar)}">{escape(bar.label)}</a>'
        shown.append(f"<li>{name}{drawn}<b>{bar.count}</b></li>")
    return _figure(title, f'<ol class="rank">{"".join(shown)}</ol>')


def _linked(bar: Bar, body: str) -> str:
    if not bar.query or not bar.count:
        return body
    return f'<a href="{_address(bar)}"><title>{escape(bar.label)}：{bar.count}</title>{body}</a>'


def _address(bar: Bar) -> str:
    return escape(f"/library?{urlencode(bar.query or {})}")


def _figure(title: Pair, body: str) -> str:
    return f'<figure class="chart"><figcaption>{both(title)}</figcaption>{body}</figure>'


def _spoken(title: Pair, bars: Sequence[Bar]) -> Pair:
    counted = [(bar.label, bar.count) for bar in bars if bar.count]
    zh, en = "，".join(f"{label} {n} 篇" for label, n in counted), ", ".join(f"{label} {n}" for label, n in counted)
    return f"{title[0]}：{zh}", f"{title[1]}: {en}"
