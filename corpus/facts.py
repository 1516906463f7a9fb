"""The fields that metadata is gathered in: the first to state one wins, masked values are unknown."""

import re
from dataclasses import dataclass, field

from corpus.dates import find_date
from corpus.folding import fold

FIELDS = ("title", "speaker", "role", "date", "place", "occasion", "publisher", "kind")
KINDS = ("讲话", "报告", "会议新闻", "新闻", "文章", "文件")

_UNKNOWN = re.compile(
    r"[*x?\-—_/\s]*|佚名|未知|不详|匿名|无|暂无|null|none|本站|本网|原创|网络|网络转载|互联网|转载|admin|管理员|.*[*].*"
)
_FRONT_NAMES = {
    "title": ("title", "标题", "题目"),
    "speaker": ("speaker", "author", "讲话人", "作者", "发言人"),
    "role": ("role", "职务", "身份"),
    "date": ("date", "日期", "时间"),
    "place": ("place", "地点", "地区"),
    "occasion": ("occasion", "会议", "场合"),
    "publisher": ("publisher", "source", "来源"),
    "kind": ("kind", "type", "类型", "体裁"),
}
_FRONT_FIELD = {name: field for field, names in _FRONT_NAMES.items() for name in names}
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<body>.{0,8000}?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)


@dataclass(slots=True)
class Facts:
    """What was found, in the script of the document.

    :param published: The day of publication, for when the day of the speech is not stated.
    :param author: Who is named as the author, for when no speaker is.
    :param byline: Whether an office or a name stands right under the title.
    :param titles: Lines before the body that may be its title.
    :param cited: Indexes of lines before the body that state something and so are citable.
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
    byline: bool = False
    titles: list[str] = field(default_factory=list)
    cited: set[int] = field(default_factory=set)

    def offer(self, name: str, value: str | None) -> None:
        """Set a field that is still empty, unless the value is masked (`***`) or says nothing (佚名)."""
        if value is None or getattr(self, name):
            return
        value = re.sub(r"\s+", " ", value).strip(" ,，。:：;；|")
        if value and not _UNKNOWN.fullmatch(fold(value)):
            setattr(self, name, value)


def read_front_matter(text: str) -> tuple[Facts, int]:
    """Return (facts, offset of what follows) of a block of `key: value` lines between `---` at the very beginning."""
    facts = Facts()
    match = _FRONT_MATTER.match(text)
    if match is None:
        return facts, 0
    for line in match["body"].splitlines():
        key, _, value = line.replace("：", ":", 1).partition(":")
        if name := _FRONT_FIELD.get(fold(key).strip()):
            facts.offer(name, value.strip().strip("\"'"))
    if facts.date:
        found = find_date(fold(facts.date))
        facts.date = found[0] if found else None
    if facts.kind not in KINDS:
        facts.kind = None
    return facts, match.end()
