"""The page of phrases: a wording over the years, in context, how it changed; or two against each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

from corpus.language.lexicon import pattern
from index import Filters, Library
from rag import (
    MOST_NEIGHBOURS,
    Concordance,
    ConcordanceOrder,
    DispersionBy,
    Frequency,
    Neighbour,
    PhraseUse,
    WordingVersion,
    by_voice,
    concordance,
    contrast,
    dispersion,
    neighbours,
    wording_changes,
)
from ui.i18n.texts import Pair
from ui.pages.desk import parts, plots
from ui.rendering.markup import both, escape, filled
from ui.rendering.spreadsheet import Cell as DataCell

PAGE = 100  # uses of one page
_CHANGES = 12  # versions shown
_LATEST = 250  # uses whose sentences are set against earlier ones
_WORDS = 16  # neighbours shown
_NEWEST, _OFFERED, _SHORT = 12, 24, 3  # speeches whose lists are offered, names, letters of none
_PLAIN = pattern("的|^{items}(?:{list_labels:unit})(?:{list_labels:head})$")  # 三点希望 is no phrase of its own
_NAMED = pattern("(?:{list_labels:name_unit})(?:{list_labels:ends})$")  # 四大工程 is
_ORDERS: dict[str, Pair] = {
    "date": ("日期", "Date"),
    "left": ("左侧文字", "Words before"),
    "right": ("右侧文字", "Words behind"),
    "speaker": ("讲话人", "Speaker"),
    "place": ("地点", "Place"),
}
_GROUPS: dict[str, Pair] = {
    "year": ("年份", "Year"),
    "speaker": ("讲话人", "Speaker"),
    "place": ("地点", "Place"),
    "kind": ("类别", "Kind"),
}
_FOUND: Pair = (
    "“{}”共 {} 处，见于 {} 篇；已查 {} 篇、{:,} 字，无遗漏",
    "“{}”: {:use|uses} in {:speech|speeches}; {:speech was|speeches were} searched, {:,} characters",
)
_AGAINST: Pair = (
    "“{0}”{2} 处，“{1}”{3} 处；两者都用 {4} 篇，只用前者 {5} 篇，只用后者 {6} 篇；已查 {7} 篇",
    "“{0}” {2:use|uses}, “{1}” {3}; both {4}, only the first {5}, only the second {6} of {7:speech|speeches}",
)
_NOBODY: Pair = (
    "没有哪一篇这样说过。换个写法或更短的再试，或者看看：",
    "No speech says so. Try other or fewer words, or one of these:",
)
USES = ("提法", "写法", "左侧", "用例", "右侧", "日期", "讲话人", "地点", "讲话", "编号", "起", "止")
GROUPS = ("分组", "次数", "用到的篇数", "篇数", "字数", "每百万字次数")
"""Columns of the data."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; empty texts narrow nothing."""

    q: str = ""
    also: str = ""
    against: str = ""
    speaker: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    sort: str = "date"
    by: str = "year"

    def query(self, **changes: Any) -> dict[str, Any]:
        """Return its fields as an address has them, some of them others."""
        usual = {"sort": "date", "by": "year"}
        known = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in (known | changes).items() if usual.get(name) != value}

    @property
    def filters(self) -> Filters:
        """Which speeches are looked through.

        :raises SettingsError: If a date is none.
        """
        return Filters(parts.words_of(self.speaker), parts.words_of(self.place), self.since or None, self.until or None)

    @property
    def order(self) -> ConcordanceOrder:
        """In which order uses are listed."""
        return cast(ConcordanceOrder, self.sort if self.sort in get_args(ConcordanceOrder) else "date")

    @property
    def group(self) -> DispersionBy:
        """By what they are counted."""
        return cast(DispersionBy, self.by if self.by in get_args(DispersionBy) else "year")

    def uses(self, library: Library) -> Concordance:
        """Return every use.

        :raises InputError: If it is no phrase.
        """
        return concordance(library, self.q, self.filters, also=parts.words_of(self.also))


def form(wanted: Wanted) -> str:
    """Return the form."""
    more = "".join(
        (
            parts.text_field("also", ("也算它的写法", "Counts as it"), wanted.also, ("另一写法", "another wording")),
            parts.text_field("against", ("与另一提法对照", "Against"), wanted.against, ("另一提法", "another phrase")),
            parts.text_field("speaker", ("讲话人", "Speaker"), wanted.speaker),
            parts.text_field("place", ("地点", "Place"), wanted.place),
            parts.text_field("since", ("自", "From"), wanted.since, ("2023", "2023")),
            parts.text_field("until", ("至", "To"), wanted.until, ("2024-06", "2024-06")),
            parts.choice("by", ("统计按", "Count by"), wanted.group, _GROUPS),
        )
    )
    return parts.form(
        "phrases",
        parts.text_field("q", ("提法", "Phrase"), wanted.q, ("如 高质量发展", "e.g. 高质量发展")) + more,
        ("查提法", "Show"),
    )


def body(library: Library, wanted: Wanted, page: int = 1) -> str:
    """Return the form and what was found.

    :raises InputError: If it is no phrase.
    :raises SettingsError: If a date is none.
    """
    if not wanted.q:
        return form(wanted) + _offered(library)
    if wanted.against:
        return form(wanted) + _against(library, wanted)
    with library.consistent():
        found = wanted.uses(library)
        rows = dispersion(found, wanted.group)
        voices = by_voice(library, found) if found.uses and len(found.uses) <= 500 else {}
        near = neighbours(library, found, _WORDS)
        versions = wording_changes(library, found, _LATEST)
        years = rows if wanted.group == "year" else dispersion(found, "year")
        return (
            form(wanted)
            + _summary(found)
            + (_trend([(wanted.q, years)]) + _counts(rows, wanted) if found.uses else _none(library))
            + _lines(found, wanted, page)
            + _versions(versions, len(found.uses))
            + _around(near, voices, len(found.uses))
        )


def _none(library: Library) -> str:
    return parts.note(_NOBODY) + _offered(library)


def _offered(library: Library) -> str:
    """Return what the newest speeches call their lists: 五个坚持, 四大工程."""
    newest = sorted(library.speeches(), key=lambda speech: speech.date or "", reverse=True)[:_NEWEST]
    names = (name.strip("“”") for speech in newest for one in library.listings(speech.id) for name in one.names)
    kept = [name for name in dict.fromkeys(names) if len(name) > _SHORT and "…" not in name]
    kept = [name for name in kept if not _PLAIN.search(name) or _NAMED.search(name)][:_OFFERED]
    return parts.links(("新近讲话里的", "In the newest speeches"), ((parts.address("phrases", q=n), n) for n in kept))


def uses_data(library: Library, wanted: Wanted) -> Iterator[list[DataCell]]:
    """Yield every use as a row under `USES`."""
    with library.consistent():
        for use in wanted.uses(library).ordered(wanted.order):
            speech, words = use.speech, use.words
            yield [
                wanted.q, use.form, use.left, words.quote, use.right, speech.date, speech.speaker, speech.place,
                speech.title, speech.id, words.start, words.end,
            ]  # fmt: skip


def groups_data(library: Library, wanted: Wanted) -> Iterator[list[DataCell]]:
    """Yield the counts as rows under `GROUPS`."""
    for row in dispersion(wanted.uses(library), wanted.group):
        yield [row.group or "", row.uses, row.saying, row.speeches, row.characters, round(row.per_million, 2)]


def _summary(found: Concordance) -> str:
    searched = found.searched
    numbers = (found.phrase, len(found.uses), found.saying, searched.speeches, searched.characters)
    facts = [
        (("首次", "First"), found.first),
        (("最近", "Last"), found.last),
    ]
    shown = "".join(
        f"<div><dt>{both(name)}</dt><dd>{parts.quote(use.words)} {parts.source(use.speech)}</dd></div>"
        for name, use in facts
        if use is not None
    )
    if len(found.forms) > 1:
        forms = "，".join(f"{escape(form)} {count}" for form, count in found.forms.items())
        shown += f"<div><dt>{both(('写法', 'Forms'))}</dt><dd>{forms}</dd></div>"
    undated = (
        parts.note(
            (f"其中 {searched.undated} 篇没有日期，不画在图上。", f"{searched.undated} have no date: not in the plot.")
        )
        if searched.undated and found.uses
        else ""
    )
    return f'<h2>{both(filled(_FOUND, *numbers))}</h2><dl class="facts">{shown}</dl>{undated}'


def _trend(found: Sequence[tuple[str, Sequence[Frequency]]]) -> str:
    series = []
    silent: set[int] = set()
    for name, rows in found:
        points: dict[int, tuple[plots.Point, ...]] = {
            int(row.group): (plots.Point(row.per_million, _per(row), _year(name, row.group)),)
            for row in rows
            if row.group and row.characters
        }
        silent |= {int(row.group) for row in rows if row.group and not row.characters}
        series.append(plots.Series(name, points))
    title = ("各年频次（每百万字次数）", "By year, uses per million characters")
    return plots.by_year(title, ("次/百万字", "per million"), series, gaps=sorted(silent))


def _per(row: Frequency) -> str:
    return f"{row.per_million:.1f}" if 0 < row.per_million < 100 else f"{row.per_million:.0f}"


def _year(phrase: str, year: str) -> str:
    return parts.address("phrases", q=phrase, since=year, until=year)


def _counts(rows: Sequence[Frequency], wanted: Wanted) -> str:
    head: list[Pair | str] = [
        _GROUPS[wanted.group], ("次数", "Uses"), ("用到 / 全部篇数", "Saying / all"), ("字数", "Characters"),
        ("每百万字", "Per million"),
    ]  # fmt: skip
    shown = parts.table(
        head,
        (
            [
                escape(r.group or "—"),
                str(r.uses),
                f"{r.saying} / {r.speeches}",
                f"{r.characters:,}",
                f"{r.per_million:.1f}",
            ]
            for r in rows
        ),
        kind="numbers",
    )
    links = parts.downloads("phrases", **wanted.query(data="groups"))
    return f"<details><summary>{both(('图的数据', 'Data of the plot'))}</summary>{shown}{links}</details>"


def _lines(found: Concordance, wanted: Wanted, page: int) -> str:
    if not found.uses:
        return ""
    sorts = "".join(
        f'<a href="{parts.address("phrases", **wanted.query(sort=name))}#lines"'
        f"{' aria-current=true' if name == wanted.order else ''}>{both(pair)}</a>"
        for name, pair in _ORDERS.items()
    )
    pages = max(1, -(-len(found.uses) // PAGE))
    page = min(page, pages)
    rows = "".join(_line(use) for use in found.ordered(wanted.order, PAGE, (page - 1) * PAGE))
    pager = ""
    if pages > 1:
        pager = " ".join(
            f'<a href="{parts.address("phrases", **wanted.query(page=n))}#lines"'
            f"{' aria-current=page' if n == page else ''}>{n}</a>"
            for n in range(max(1, page - 5), min(pages, page + 5) + 1)
        )
        pager = f'<p class="pager">{pager} / {pages}</p>'
    return (
        f'<section id="lines"><h2>{both(("上下文", "In context"))}</h2>'
        f'<p class="sorts">{both(("排序", "Order"))} {sorts}</p>{parts.downloads("phrases", **wanted.query())}'
        f'<ol class="kwic">{rows}</ol>{pager}</section>'
    )


def _line(use: PhraseUse) -> str:
    speech = use.speech
    about = " · ".join(part for part in (speech.date, speech.speaker) if part)
    return (
        f'<li><span class="left">{escape(use.left)}</span>{parts.quote(use.words)}'
        f'<span class="right">{escape(use.right)}</span>'
        f'<a class="of" href="/speech/{escape(speech.id)}">{escape(about or speech.title)}</a></li>'
    )


def _versions(versions: Sequence[WordingVersion], uses: int) -> str:
    rows = "".join(
        f"<li>{_version(one)}<p>{parts.source(one.before.speech)} → {parts.source(one.after.speech)}</p></li>"
        for one in sorted(versions, key=lambda one: one.after.speech.date or "", reverse=True)[:_CHANGES]
    )
    more = len(versions) - _CHANGES
    rest = parts.note((f"另有 {more} 处。", f"{more} more.")) if more > 0 else ""
    if uses > _LATEST:
        rest += parts.note(
            (
                f"对照的是最近 {_LATEST} 处的句子；要看更早的，按时间缩小范围。",
                f"The latest {_LATEST} uses were set against each other; narrow the dates for earlier ones.",
            )
        )
    listed = f'<ol class="versions">{rows}</ol>{rest}' if rows else ""
    return parts.section(("措辞的变化", "Changes of wording"), listed)


def _version(version: WordingVersion) -> str:
    gone = [(c.before.start, c.before.end) for c in version.changes if c.before is not None]
    come = [(c.after.start, c.after.end) for c in version.changes if c.after is not None]
    before = parts.quote(version.before, marked(version.before.quote, version.before.start, gone, "del"))
    after = parts.quote(version.after, marked(version.after.quote, version.after.start, come, "ins"))
    return f"<p>{before}</p><p>{after}</p>"


def marked(text: str, start: int, spans: Sequence[tuple[int, int]], tag: str) -> str:
    """Return a text as HTML with some spans of it, given as offsets in its source, in an element.

    :param start: The text's own offset in the source.
    """
    pieces, at = [], 0
    for first, last in sorted(spans):
        first, last = max(first - start, at), last - start
        if last <= first:
            continue
        pieces.append(escape(text[at:first]))
        pieces.append(f"<{tag}>{escape(text[first:last])}</{tag}>")
        at = last
    return "".join([*pieces, escape(text[at:])])


def _around(near: Sequence[Neighbour], voices: dict[str | None, int], uses: int) -> str:
    words = "".join(
        f"<li>{parts.quote(one.examples[0], escape(one.word)) if one.examples else escape(one.word)} "
        f"<small>{one.left}+{one.right}</small></li>"
        for one in near
    )
    said = "".join(
        f"<li>{escape(who) if who else both(('不明', 'Unknown'))} <small>{count}</small></li>"
        for who, count in voices.items()
    )
    some = ""
    if uses > MOST_NEIGHBOURS:
        some = parts.note(
            (f"数的是均匀抽取的 {MOST_NEIGHBOURS} 处。", f"Of {MOST_NEIGHBOURS} uses, spread evenly over all.")
        )
    return parts.section(("常相邻的词（左+右次数）", "Words near it, left + right"), _tags(words) + some) + (
        parts.section(("是谁的话", "Whose words"), _tags(said)) if len(voices) > 1 else ""
    )


def _tags(items: str) -> str:
    return f'<ul class="tags">{items}</ul>' if items else ""


def _against(library: Library, wanted: Wanted) -> str:
    with library.consistent():
        return _both(library, wanted)


def _both(library: Library, wanted: Wanted) -> str:
    found = contrast(library, wanted.q, wanted.against, wanted.filters)
    counts = [len(each) for each in (found.one.uses, found.other.uses, found.both, found.only_one, found.only_other)]
    numbers = (wanted.q, wanted.against, *counts, found.one.searched.speeches)
    said = filled(_AGAINST, *numbers)
    rows = [
        [
            f'<a href="{parts.address("phrases", q=one.phrase)}">{escape(one.phrase)}</a>',
            str(len(one.uses)),
            f"{parts.quote(one.first.words)} {parts.source(one.first.speech)}" if one.first else "—",
            f"{parts.quote(one.last.words)} {parts.source(one.last.speech)}" if one.last else "—",
        ]
        for one in (found.one, found.other)
    ]
    head: list[Pair | str] = [("提法", "Phrase"), ("次数", "Uses"), ("首次", "First"), ("最近", "Last")]
    years = [(wanted.q, [one for one, _ in found.groups]), (wanted.against, [other for _, other in found.groups])]
    return f"<h2>{both(said)}</h2>{parts.table(head, rows)}{_trend(years)}"
