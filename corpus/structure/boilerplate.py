"""Which lines of a page are not the text. A mark with its reason and confidence, never a deletion.

What a line looks like (`corpus.structure.furniture_lines`) and where it stands decide together. Between two paragraphs
of the body nothing is furniture. At the edges of a page a line is set aside if its look is sure, or if it is likely
and surer ones stand beside it; what is merely likely stays text, and its judgement says so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from corpus.language.lexicon import pattern
from corpus.structure.furniture_lines import (
    SURE,
    Look,
    cells,
    ends_sentence,
    is_numbered,
    is_prose,
    is_row,
    is_sentence,
    look_of,
)
from corpus.structure.lines import Line, is_table_row


class Mark(Enum):
    """What a line is."""

    HEAD = "head"  # before the body: titles, bylines, source and date lines
    BODY = "body"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a line is taken for, and why it may be furniture.

    :param reason: As in `Look`, or `above` (over a site's menu), `behind` (under the end of a text), `licence`,
        `portrait`; empty if nothing speaks for furniture.
    :param confidence: 0 to 1, that it is furniture. A HEAD or BODY line may have one: it is searched all the same.
    """

    mark: Mark
    reason: str = ""
    confidence: float = 0.0


_LICENCE = pattern("(?:本|这部|该)作品{genres:licence}")
_LICENCE_WORDS = re.compile(r"公有领域|著作权法|public domain|维基文库")
# an author's note in brackets closes a text; what stands behind it is not the author's
_AUTHOR_NOTE = re.compile(r"[(（]\s?(?:本文)?作者.{0,3}(?:系|为|是|单位|[:：]).{2,60}[)）]$")
_GAZETTE = pattern(r"{genres:gazette}|辖\d")
_SALUTATION = pattern(
    "(?:尊敬的|亲爱的)?{genres:greeted}.{0,60}[:：!！,，]$|.{0,12}{genres:addressed_first}(?:先生|女士|阁下).{0,60}[:：]$"
)
_CAPTION = re.compile(r"(?:图为|[上下左右]图|图[一二三四\d]|资料图).{2,}|.{4,80}(?:摄影?|供图|资料图片?)[)）]?[。.]?")
_FIRST_ITEM = re.compile(r"[（(]?1\s?[.、．)）]|\d{1,2}\s")  # of a ranking under a heading of links

_INTRODUCES = pattern("[^:：]{2,60}{genres:introduces}[:：]")  # 安排如下：

_LONG = 40  # characters of a line that is a paragraph
_MAX_HEAD = 120  # no title or byline is longer
_LICENCE_LINES = 60  # how far from the end a licence may begin
_SITE = ("widget", "breadcrumb", "menu", "trail", "provinces", "greeting", "site")  # stand above a title
_CLOSING = ("tools", "widget", "counter", "records", "previous", "credit", "notice", "source", "breadcrumb")
_LINK = 40  # characters of a link's words, at most
_COLUMN = 3  # words of a menu that stand a line each; fewer may be a title and a name
_TEXT = Judgement(Mark.BODY)


def judge_lines(lines: Sequence[Line]) -> tuple[Judgement, ...]:
    """Return what each line is. Linear in the number of lines."""
    looks = [look_of(line.folded) for line in lines]
    stop = _licence_start(lines)
    evidence = [i for i in range(stop) if _is_text(lines, looks, i)]
    while evidence and _is_caption(lines[evidence[0]]) and len(evidence) > 1:
        del evidence[0]  # a picture's, over the title
    evidence, portrait = _without_portrait(lines, evidence)
    first, last = (evidence[0], evidence[-1]) if evidence else (len(lines), -1)
    judged = [_doubt(look) if look else _TEXT for look in looks]
    _judge_head(lines, looks, judged, min(first, stop))
    _judge_tail(
        lines, looks, judged, last + 1 if evidence else stop, stop, noted=bool(evidence) and _closes(lines[last])
    )
    for index in portrait:
        judged[index] = Judgement(Mark.FURNITURE, "portrait", SURE)
    for index in range(stop, len(lines)):
        judged[index] = Judgement(Mark.FURNITURE, "licence", 0.95)
    body = _body_start(lines, judged, stop)
    for index in range(body):
        if judged[index].mark is Mark.BODY:
            judged[index] = Judgement(Mark.HEAD, judged[index].reason, judged[index].confidence)
    return tuple(judged)


def _is_text(lines: Sequence[Line], looks: Sequence[Look | None], index: int) -> bool:
    """Say whether a line is of the body beyond doubt: a sentence, an item, a row among rows, a salutation."""
    text, look = lines[index].folded, looks[index]
    if look is not None and (look.reason not in ("menu", "contact") or not _among_rows(lines, looks, index)):
        return False
    if is_sentence(text) or (len(text) > _MAX_HEAD) or _SALUTATION.match(text):
        return True
    if is_prose(text) and (len(text) >= _LONG or text[-1] in ":：”"):
        return True
    if is_numbered(text) and index:
        under = looks[index - 1]
        return not (under is not None and under.reason == "links" and _FIRST_ITEM.match(text))
    return _among_rows(lines, looks, index)


def _among_rows(lines: Sequence[Line], looks: Sequence[Look | None], index: int) -> bool:
    """Say whether a line is a row of a table or a list: another of as many cells stands beside it."""
    if not is_row(lines[index].folded) or _of_site(looks[index]):
        return False
    count = len(cells(lines[index].folded))
    return any(
        0 <= beside < len(lines) and not _of_site(looks[beside]) and len(cells(lines[beside].folded)) == count
        for beside in (index - 1, index + 1)
    )


def _is_caption(line: Line) -> bool:
    return len(line.folded) <= 100 and _CAPTION.fullmatch(line.folded) is not None


def _of_site(look: Look | None) -> bool:
    return look is not None and (look.reason != "menu" or look.confidence >= 0.8) and look.reason != "contact"


def _judge_head(lines: Sequence[Line], looks: Sequence[Look | None], judged: list[Judgement], first: int) -> None:
    """Judge the lines before the first of the body."""
    if first == len(lines):  # no sentence anywhere: nothing tells a title from a link
        sure = [i for i in range(first) if (look := looks[i]) is not None and look.confidence >= SURE]
        for index in sure:
            judged[index] = _furniture(looks[index])
        return
    site = [i for i in range(first) if (look := looks[i]) and look.reason in _SITE and look.confidence >= 0.8]
    sure = [i for i in range(first) if (look := looks[i]) and look.confidence >= SURE]
    for index in range(first):
        look = looks[index]
        if look is None:
            continue
        labelled = index > 0 and lines[index - 1].folded[-1] in ":："  # the value of a label: 来源： / 澜川日报客户端
        beside = bool(sure) and look.reason in (*_SITE, "contact", "records", "credit") and not labelled
        if (look.confidence >= SURE or index in site or beside or look.reason == "notice") and look.reason != "source":
            judged[index] = _furniture(look)
    _extend_breadcrumbs(lines[:first], looks, judged)
    # what stands over a site's menu is the site's: its name, its address; a page's title there is its title again
    menu = max((i for i in site if (look := looks[i]) and look.confidence >= SURE), default=-1)
    column = next((i for i in range(menu + 1, first) if looks[i] or not _is_link(lines[i].folded)), first)
    for index in range(column if column > menu + _COLUMN else menu):
        if judged[index].mark is not Mark.FURNITURE and looks[index] is None and len(lines[index].folded) <= _LINK:
            judged[index] = Judgement(Mark.BODY, "above", SURE)


def _is_link(text: str) -> bool:
    """Say whether a line may be one word of a site's menu that is broken over lines."""
    return len(text) <= 8 and re.fullmatch(r"[^\W\d]+(?:\s[^\W\d]+)?", text) is not None


def _judge_tail(
    lines: Sequence[Line],
    looks: Sequence[Look | None],
    judged: list[Judgement],
    begin: int,
    end: int,
    *,
    noted: bool,
) -> None:
    """Judge the lines behind the last of the body.

    :param noted: Whether the body ends with an author's note.
    """
    weight = 1.0 if noted else 0.0  # how surely the text is over
    for index in range(begin, end):
        look, text = looks[index], lines[index].folded
        if look is None:
            if _closes(lines[index]):
                weight = 1.0
            elif weight >= SURE and len(text) <= _LINK * 2:
                judged[index] = Judgement(Mark.FURNITURE, "behind", SURE)
            continue
        if look.reason == "links" and not _goes_on(lines, looks, index, end):
            weight = 1.0
        elif look.reason in _CLOSING:
            weight = max(weight, look.confidence) if look.confidence >= SURE or not weight else 1.0
        elif weight < 0.8:
            continue
        judged[index] = _furniture(look)


def _goes_on(lines: Sequence[Line], looks: Sequence[Look | None], index: int, end: int) -> bool:
    """Say whether a heading such as 更多阅读 may be a line of the text: links are many, or other furniture is near."""
    behind = [looks[i] for i in range(index + 1, end)]
    sure = any(look is not None and look.confidence >= 0.7 for look in behind)
    before = looks[index - 1] if index else None
    at_end = index == end - 1
    return not (sure or at_end or (before is not None and before.confidence >= SURE))


def _doubt(look: Look) -> Judgement:
    """Return the judgement of a line of some look inside the text: it is text, unless it holds no words at all."""
    if look.reason == "marks":
        return Judgement(Mark.FURNITURE, look.reason, look.confidence)
    return Judgement(Mark.BODY, look.reason, min(look.confidence, 0.5))


def _furniture(look: Look | None) -> Judgement:
    assert look is not None
    return Judgement(Mark.FURNITURE, look.reason, max(look.confidence, SURE))


def _closes(line: Line) -> bool:
    return _AUTHOR_NOTE.search(line.folded[-80:]) is not None


def _extend_breadcrumbs(lines: Sequence[Line], looks: Sequence[Look | None], judged: list[Judgement]) -> None:
    """Mark a breadcrumb that is broken over lines: 当前位置：/ 首页 / > / 要闻."""
    for index, look in enumerate(looks[: min(60, len(lines))]):
        if look is None or look.reason != "breadcrumb" or judged[index].mark is not Mark.FURNITURE:
            continue
        last = index
        for ahead in range(index + 1, min(index + 12, len(lines))):
            if re.fullmatch(r"[>»›/|\\·-]+", lines[ahead].folded) and ahead + 1 < len(lines):
                last = ahead + 1
            elif len(lines[ahead].folded) > 12:
                break
        for inside in range(index + 1, last + 1):
            if len(lines[inside].folded) <= 12:
                judged[inside] = Judgement(Mark.FURNITURE, "breadcrumb", SURE)


def _without_portrait(lines: Sequence[Line], evidence: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return (evidence without, lines of) a site's portrait of its city behind the author's note."""
    for at, note in list(enumerate(evidence))[-3:-1]:
        behind = list(evidence[at + 1 :])
        if _closes(lines[note]) and all(len(set(_GAZETTE.findall(lines[i].folded))) >= 2 for i in behind):
            return list(evidence[: at + 1]), behind
    return list(evidence), []


def _licence_start(lines: Sequence[Line]) -> int:
    """Return the index of the first line of a free licence's notice at the end, or the number of lines."""
    for index in range(max(0, len(lines) - _LICENCE_LINES), len(lines)):
        if _LICENCE.match(lines[index].folded) and any(_LICENCE_WORDS.search(line.folded) for line in lines[index:]):
            return index
    return len(lines)


def _body_start(lines: Sequence[Line], judged: Sequence[Judgement], end: int) -> int:
    """Return the index of the first line of the body: a salutation, a numbered heading or prose; 0 if there is none."""
    for index in range(end):
        text = lines[index].folded
        if judged[index].mark is Mark.FURNITURE or _is_caption(lines[index]):
            continue
        if len(text) > _MAX_HEAD or _SALUTATION.match(text) or _INTRODUCES.fullmatch(text):
            return index
        if is_table_row(lines, index):
            return index
        if is_prose(text) and (len(text) >= _LONG or ends_sentence(text) or text[-1] in ":：”"):
            return index
        if is_numbered(text) and index and not text.startswith("# "):
            return index
    return 0
