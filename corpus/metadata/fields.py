"""The fields that metadata is gathered in: the first to state one wins, masked values are unknown.

Every value keeps the span of the document that states it and how sure that is. Confidence is set by the kind of
place that a value was read from; `tests/benchmarks/quality/metadata.py` counts how often each is right.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.datamodel import MEETING_NEWS, OVERRIDE, Fact
from corpus.language.dates import find_date
from corpus.language.lexicon import pattern
from corpus.language.normalization import fold
from corpus.structure.lines import Line

FIELDS = ("title", "speaker", "role", "date", "place", "occasion", "publisher", "kind")
KINDS = ("讲话", "报告", MEETING_NEWS, "新闻", "文章", "文件")

NOWHERE = (0, 0)  # the span of what stands outside the text
CERTAIN = 1.0  # a side file or front matter says so
LABELLED = 0.95  # 来源：…, 时间：…, a byline, an occasion line
STATED = 0.9  # the title, an imprint, an author's note
TOLD = 0.8  # a sentence of the text, or the page's markup
INFERRED = 0.6  # put together from two places, or stated of something near
WEAK = 0.7  # a fact below this, which one weak source states, excludes no document: it only raises it
FALLBACK = 0.3  # the first sentence for a title, the day of publication for that of the speech

_UNKNOWN = pattern(r"[*x?\-—_/\s]*|{genres:unknown}|null|none|{genres:nowhere}|admin|管理员|.*[*].*")
_YEAR = pattern("{year}")  # in running text it may be any number; under 日期 it is a year
_STRIPPED = " ,，。:：;；|"
_FRONT_NAMES = {
    "title": ("title", "标题", "题目"),
    "speaker": ("speaker", "author", "authors", "讲话人", "作者", "发言人"),
    "role": ("role", "职务", "身份"),
    "date": ("date", "日期", "时间"),
    "place": ("place", "地点", "地区"),
    "occasion": ("occasion", "会议", "场合"),
    "publisher": ("publisher", "source", "来源"),
    "kind": ("kind", "type", "category", "categories", "类型", "体裁"),
}
_FRONT_FIELD = {name: field for field, names in _FRONT_NAMES.items() for name in names}
_ITEM = re.compile(r"[ \t]+-[ \t]+|-[ \t]+")
_LISTED = re.compile(r"\s*\[.*\]\s*$")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<body>.{0,8000}?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)


@dataclass(slots=True)
class Facts:
    """What was found, in the script of the document.

    :param published: The day of publication, for when the day of the speech is not stated.
    :param author: Who is named as the author, for when no speaker is.
    :param origins: For each field that is set (start, end, confidence).
    :param byline: Whether an office or a name stands right under the title.
    :param lead: Whether the text opens as news do: who met or did what, and when.
    :param heading: The line or lines that the title was read from, joined.
    :param titles: Lines before the body that may be its title.
    :param cited: Indexes of lines before the body that state something and so are citable.
    :param repeated: Indexes of lines before the body that say the title again.
    """

    title: str | None = None
    speaker: str | None = None
    role: str | None = None
    date: str | None = None
    place: str | None = None
    occasion: str | None = None
    publisher: str | None = None
    kind: str | None = None
    published: str | None = None
    author: str | None = None
    origins: dict[str, tuple[int, int, float]] = field(default_factory=dict)
    byline: bool = False
    lead: bool = False
    heading: Line | None = None
    titles: list[Line] = field(default_factory=list)
    cited: set[int] = field(default_factory=set)
    repeated: set[int] = field(default_factory=set)

    def offer(self, name: str, value: str | None, span: tuple[int, int] = NOWHERE, confidence: float = STATED) -> None:
        """Set a field that is still empty, unless the value is masked (`***`) or says nothing (佚名).

        :param span: Of the document, where the value was read.
        """
        if value is None or getattr(self, name):
            return
        value = re.sub(r"\s+", " ", value).strip(_STRIPPED)
        if value and not _UNKNOWN.fullmatch(fold(value)):
            setattr(self, name, value)
            self.origins[name] = (*span, confidence)

    def confirm(self, name: str, confidence: float) -> None:
        """Raise the confidence of a field that is set: another source says the same."""
        if getattr(self, name) and name in self.origins:
            start, end, known = self.origins[name]
            self.origins[name] = (start, end, max(known, confidence))

    def read(self, name: str, line: Line, span: tuple[int, int], confidence: float) -> None:
        """Offer a span of a line's text. A person's name loses the blanks inside it."""
        start, end = span[0], min(span[1], len(line.text))
        while start < end and line.text[start] in _STRIPPED:
            start += 1
        while start < end and line.text[end - 1] in _STRIPPED:
            end -= 1
        if start < end:
            value = line.text[start:end]
            value = re.sub(r"\s", "", value) if name in ("speaker", "author") else value
            self.offer(name, value, line.span(start, end), confidence)

    def read_date(self, name: str, line: Line, found: tuple[str, int, int] | None, confidence: float) -> None:
        """Offer a date as `find_date` returns it, found in a line's text."""
        if found:
            self.offer(name, found[0], line.span(found[1], found[2]), confidence)

    def retitle(self, line: Line, confidence: float) -> None:
        """Set the title to a line, whatever it was before; a side file's title stays."""
        if self.origins.get("title", (0, 0, 0.0))[2] < CERTAIN:
            self.title, self.heading = None, line
            self.read("title", line, (0, len(line.text)), confidence)

    def override(self, meta: Iterable[tuple[str, str]]) -> None:
        """Set the fields that a side file states in a document's meta, over everything else."""
        for key, value in meta:
            name = key.removeprefix(OVERRIDE)
            if key == name or name not in (*FIELDS, "published", "author"):
                continue
            known = _normal(name, value.strip())
            if known:
                setattr(self, name, known)
                self.origins[name] = (*NOWHERE, CERTAIN)

    def listed(self) -> tuple[Fact, ...]:
        """Return the facts in the order of the fields, then when it was published and by whom it is written."""
        names = (name for name in (*FIELDS, "published", "author") if getattr(self, name))
        return tuple(Fact(name, getattr(self, name), *self.origins[name]) for name in names)


def read_front_matter(text: str) -> tuple[Facts, int]:
    """Return (facts, offset of what follows) of a block of `key: value` lines between `---` at the very beginning."""
    facts = Facts()
    match = _FRONT_MATTER.match(text)
    if match is None:
        return facts, 0
    start = match.start("body")
    name: str | None = None
    for line in match["body"].splitlines(keepends=True):
        item = _ITEM.match(line)  # of a list under its key; the first one counts
        if item is None:
            key, _, value = line.replace("：", ":", 1).partition(":")
            name = _FRONT_FIELD.get(fold(key).strip())
            begin = start + len(key) + 1
        else:
            value, begin = line[item.end() :], start + item.end()
        bare = re.split("[,，]", value.strip().strip("[]"))[0].strip().strip("\"'") if _LISTED.match(value) else ""
        bare = bare or value.strip().strip("\"'")
        if name and (known := _normal(name, bare)):
            begin += value.index(bare)
            facts.offer(name, known, (begin, begin + len(bare)), CERTAIN)
        start += len(line)
    return facts, match.end()


def _normal(name: str, value: str) -> str | None:
    """Return a side file's value as the field has it, or None if it cannot be one."""
    if name in ("date", "published"):
        if len(value) == 8 and value.isdecimal():  # 20240306
            value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
        found = find_date(fold(value))
        return found[0] if found else value if _YEAR.fullmatch(value) else None
    if name == "kind":
        return value if value in KINDS else None
    return value or None
