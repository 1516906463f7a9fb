"""The page of new phrases: what one set of speeches says and another does not, each with how sure that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index import Filters, Library
from rag import (
    SURE_DIFFERENCE,
    Keyness,
    KeynessTrend,
    KeyPhrase,
    SearchedTexts,
    keyness,
)
from ui.i18n.texts import Pair
from ui.pages.desk import parts
from ui.rendering.markup import both, escape, filled
from ui.rendering.spreadsheet import Cell as DataCell

TOOL = "new-phrases"
MOST = 100
"""Phrases of one page, and of its data."""
_SETS: dict[str, Pair] = {"1": ("较早的一组", "The earlier set"), "2": ("较晚的一组", "The later set")}
_TRENDS: dict[KeynessTrend, Pair] = {
    "new": ("新出现", "New"),
    "vanished": ("不再出现", "Vanished"),
    "more": ("增多", "More often"),
    "less": ("减少", "Less often"),
}
_LEVELS: dict[str, tuple[float, Pair]] = {
    "": (SURE_DIFFERENCE, ("碰巧不到万分之一", "by chance less than once in 10,000")),
    "3": (10.83, ("碰巧不到千分之一", "by chance less than once in 1,000")),
    "2": (6.63, ("碰巧不到百分之一", "by chance less than once in 100")),
}
_SUMMARY: Pair = (
    "较早 {} 篇、{:,} 字，较晚 {} 篇、{:,} 字；用得明显不同的有 {} 个",
    "{:speech|speeches} of {:,} characters against {} of {:,}; {:phrase is|phrases are} used differently",
)
HEAD = (
    "提法", "变化", "较早次数", "较晚次数", "较早每百万字", "较晚每百万字", "对数似然比",
    "用例", "讲话", "日期", "编号", "起", "止",
)  # fmt: skip
"""Columns of the data."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Two sets of speeches; empty texts narrow nothing.

    :param sure: A key of the levels of how sure a difference must be.
    """

    speaker1: str = ""
    place1: str = ""
    since1: str = ""
    until1: str = ""
    speaker2: str = ""
    place2: str = ""
    since2: str = ""
    until2: str = ""
    sure: str = ""

    @property
    def asked(self) -> bool:
        """Whether anything tells the two apart."""
        return self._fields("1") != self._fields("2")

    def query(self) -> dict[str, Any]:
        """Return its fields as an address has them."""
        return {name: getattr(self, name) for name in self.__slots__}

    def found(self, library: Library) -> Keyness:
        """Return the phrases.

        :raises InputError: If a set is empty.
        :raises SettingsError: If a date is none.
        """
        level = _LEVELS.get(self.sure, _LEVELS[""])[0]
        return keyness(library, self._filters("1"), self._filters("2"), limit=MOST, sure=level)

    def _fields(self, number: str) -> tuple[str, ...]:
        return tuple(getattr(self, name + number) for name in ("speaker", "place", "since", "until"))

    def _filters(self, number: str) -> Filters:
        speaker, place, since, until = self._fields(number)
        return Filters(parts.words_of(speaker), parts.words_of(place), since or None, until or None)


def form(library: Library, wanted: Wanted) -> str:
    """Return the form: two sets beside each other."""
    years = sorted({speech.date[:4] for speech in library.speeches() if speech.date})
    sets = ""
    for number, title in _SETS.items():
        hint = years[-2 if number == "1" else -1] if len(years) > 1 else ""
        fields = (
            ("since", ("自", "From"), (hint, hint)),
            ("until", ("至", "To"), (hint, hint)),
            ("speaker", ("讲话人", "Speaker"), ("", "")),
            ("place", ("地点", "Place"), ("", "")),
        )
        boxes = "".join(
            parts.text_field(name + number, label, getattr(wanted, name + number), hint) for name, label, hint in fields
        )
        sets += f"<fieldset><legend>{both(title)}</legend>{boxes}</fieldset>"
    levels = {key: pair for key, (_, pair) in _LEVELS.items()}
    return parts.form(
        TOOL, sets + parts.choice("sure", ("要多确定", "How sure"), wanted.sure, levels), ("比较", "Compare")
    )


def body(library: Library, wanted: Wanted) -> str:
    """Return the form and what was found.

    :raises InputError: If a set is empty.
    :raises SettingsError: If a date is none.
    """
    shown = form(library, wanted)
    if not wanted.asked:
        return shown + parts.note(
            ("填两组的年份、讲话人或地点，看哪些提法是新的、哪些不再出现。", "Name two sets by year, speaker or place.")
        )
    found = wanted.found(library)
    before, after = found.before, found.after
    numbers = (before.speeches, before.characters, after.speeches, after.characters, len(found.phrases))
    head = f"<h2>{both(filled(_SUMMARY, *numbers))}</h2>"
    if len(found.phrases) == MOST:
        head += parts.note((f"列出最确定的 {MOST} 个。", f"The {MOST} surest are listed."))
    if not found.phrases:
        return (
            shown
            + head
            + parts.note(
                (
                    "没有足够确定的差别；可以放宽“要多确定”，或取长一些的时段。",
                    "Nothing that sure; ask for less, or longer periods.",
                )
            )
        )
    tables = "".join(_table(found, trend, title) for trend, title in _TRENDS.items())
    why = parts.note(
        (
            "次数逐字数出；对数似然比越大，越不像碰巧（15.13 以上，碰巧的可能不到万分之一）。",
            "Counted in the texts; the greater the log-likelihood ratio, the less it looks like chance.",
        )
    )
    return shown + head + parts.downloads(TOOL, **wanted.query()) + why + tables


def data(library: Library, wanted: Wanted) -> Iterator[list[DataCell]]:
    """Yield what is shown as rows under `HEAD`."""
    if not wanted.asked:
        return
    found = wanted.found(library)
    for one in found.phrases:
        row: list[DataCell] = [
            one.phrase, _TRENDS[one.trend][0], one.before, one.after, _per(one.before, found.before),
            _per(one.after, found.after), round(one.log_likelihood, 2),
        ]  # fmt: skip
        for use in one.examples[:1]:
            speech = use.speech
            row += [use.quote, speech.title, speech.date, speech.id, use.start, use.end]
        yield row


def _table(found: Keyness, trend: KeynessTrend, title: Pair) -> str:
    rows = [_row(one, found) for one in found.phrases if one.trend == trend]
    head: Sequence[Pair | str] = [
        ("提法", "Phrase"), ("较早次数", "Earlier uses"), ("较晚次数", "Later uses"), ("每百万字", "Per million"),
        ("对数似然比", "G²"), ("用例", "A use"),
    ]  # fmt: skip
    return parts.section(title, parts.table(head, rows, kind="numbers uses") if rows else "")


def _row(one: KeyPhrase, found: Keyness) -> list[str]:
    use = f"{parts.quote(one.examples[0])} {parts.source(one.examples[0].speech)}" if one.examples else "—"
    return [
        f'<a href="{parts.address("phrases", q=one.phrase)}">{escape(one.phrase)}</a>',
        str(one.before),
        str(one.after),
        f"{_per(one.before, found.before):.0f} → {_per(one.after, found.after):.0f}",
        f"{one.log_likelihood:.1f}",
        use,
    ]


def _per(uses: int, searched: SearchedTexts) -> float:
    return round(uses / searched.characters * 1_000_000, 1) if searched.characters else 0.0
