"""What kind of text it is, where the text itself states it: a title, a column's name, a credit, a salutation, a lead.

Statements come in the order of how plainly they say it; a text that states nothing has no kind. Knows nothing of who
speaks or when; patterns are matched on folded text.
"""

import re
from collections.abc import Sequence

from corpus.datamodel import MEETING_NEWS
from corpus.language.cleaning import HAN
from corpus.language.lexicon import fill, pattern
from corpus.language.names.offices import OFFICE
from corpus.language.normalization import fold
from corpus.metadata.fields import INFERRED, NOWHERE, STATED, TOLD, Facts
from corpus.structure.lines import Line

SPEECH = fill("{genres:speech}")
STUDY = pattern("{genres:study}|—论|{genres:study_end}")  # of somebody's speech elsewhere

Kind = tuple[str, tuple[int, int], float]  # kind, the span that shows it, confidence

_SALUTATION = pattern(
    "(?:尊敬的|亲爱的)?{genres:salutation}|尊敬的|[{han}]{0,12}{genres:addressed}(?:先生|女士|阁下|同志)?[,，、][^。]{0,60}[:：]|"
    "(?:今天|刚才|这次).{0,40}?(?:我们|我)(?!{genres:own_place})",
    han=HAN,
)
_REPORTS = re.compile(
    r"我[^。]{0,30}?向[^。]{0,24}?(?:作[^。]{0,50}?报告|报告[^。]{0,20}?工作|提出[^。]{0,50}?的报告)"
    r"|(?:^|[：:，,])我[^。]{0,24}?代表[^。]{0,24}?作[^。]{0,50}?报告"
)
_EXPLAINS = re.compile(r"^[^。]{0,30}我(?:就|对|代表)[^。]{4,80}?向[^。]{2,16}?作[^。]{0,6}?说明")
_DOCUMENT = pattern("{genres:document}(?:[(（].{0,16}[)）])?$")
_ISSUED = re.compile(
    r"印发(?:的|了|关于)?.{0,4}?《[^《》]{4,80}》$|^.{2,20}印发\s?[^《》]{4,40}(?:方案|意见|纲要|规划)$"
)
_IN_FULL = re.compile(r"(?:全文|主要内容|原文)如下|现(?:将|就).{0,60}?(?:如下|印发给你们)|特此通知")
_RESOLVED = re.compile(r"^.{0,30}(?:届|次).{0,30}会议(?:听取|审议|讨论|审查)")
_DECIDES = pattern("会议?[^。]{0,200}{genres:decides}")
_LETTER = pattern(
    "^(?:{genres:letter}|致[^。]{2,30}的{genres:letter_to})(?=$|(?!的)[^,，。、]{2,40}[:：]|值此|欣悉|在[^。]{2,60}之际)|"
    "^[^。，,:：]{2,12}(?:给|致)[^。，,]{2,50}的{genres:letter_given}$"
)
_SPOKEN_AT = re.compile(
    rf"(?:上|时)的?.{{0,8}}(?:{SPEECH})|(?:论坛|大会|会议|仪式)的?(?:{SPEECH})(?:[(（]|$)"  # not 会议召开 某人讲话
)

# columns of opinion, before the title or behind it in brackets
_OPINION = fill("评论员(?:文章|观察)?|{genres:opinion}")
_COLUMN = re.compile(rf"^[^:：，,。]{{0,10}}(?:{_OPINION})[:：](?=\S)|[(（](?:[^()（）]{{0,6}})(?:{_OPINION})[)）]$")
_MET = pattern(
    "(?:召开|举行|举办|主持)(?![^。]{0,3}以来)[^。：:]{0,40}(?:会议?|{genres:assembly})(?!精神)(?:$|[^议员])|(?:会议?|"
    "{genres:assembly})(?:在[^。]{1,12})?(?:隆重)?{genres:held}|主持(?:召开)?会议|会议?传达(?:学习)?"
)
_EVENT = pattern(
    "(?:强调|指出|要求)(?:[:：]|$|(?=[^。]{4,}))|{genres:visits}(?:时|[{han}“]{2,})|(?:{genres:came_about}|"
    "作出(?:重要)?(?:指示|批示))$|讲话$",
    han=HAN,
)
_ACTOR = pattern("{office}|[{han}]{2,3}{genres:acts}|(?:启动|成立|揭牌)$", office=OFFICE, han=HAN)
_CREDIT = re.compile(
    r"[(（【](?P<by>(?:[^()（）【】。]{0,10}?)(?:全媒体)?(?:见习|实习|特约)?(?:记者|通讯员)[^()（）【】。，]{1,80})[)）】]$"
    r"|[(（](?P<wire>(?:本报|新华社|中新社|本台)[^()（）。]{0,10}?\d{1,2}日[电讯])[)）]$"
    r"|^(?P<line>(?:[^。，()（）]{0,24}\s)?(?:本报|本网|本刊)?(?:全媒体)?(?:见习|实习|特约)?(?:记者|通讯员)[\s:：][^。，,]{2,40})$"
)
_WRITTEN = pattern(r"[(（〔\[【]\s?(?:本文)?{genres:written}(?!.{0,20}记者)[^〔〕【】]{0,120}[)）〕\]】]$")
_WIRE = pattern(
    r"^(?:{genres:wire}|[{han}]{2,8}(?:日报|晚报|网))[^。，,]{0,16}(?:[电讯]|消息)(?:[\s(（:：,，]|$)", han=HAN
)
_ATTENDED = pattern("(?:陪同{genres:accompanied}?|(?:参加|出席|列席)了?(?:会议|会见|座谈会?|{genres:attended}))[。.]?$")
_ON_SPOT = pattern(
    "(?<!答)记者(?:从[^。]{2,24}?(?:获悉|了解到)|(?:日前|近日|昨天)?(?:在[^。，]{2,16}?)?{genres:witnessed}|的(?:镜头|采访|脚步))|(?:对|"
    "向|告诉|跟)记者(?:说|介绍|表示|，|,|：|:|$)|(?:告诉|跟)记者"
)
_RECENT = pattern(
    r"^[^。]{0,24}?(?:{genres:recent}|\d{1,2}月\d{1,2}日|^\d{1,2}日)(?P<rest>[^。]{0,160})|"
    r"^(?P<early>[^。]{4,80}?(?:近日|日前|\d{1,2}月\d{1,2}日|\d{1,2}日)在[^。]{1,16}?{genres:event_held})"
)
_HAPPENED = pattern("{genres:happened}(?!的|以来|之际|后[，,])")
_STATEMENT = pattern("{genres:states}")
_LINES = 4  # before which a lead stands
_LAST = 3  # lines at the end that credit and name those present


def is_spoken(body: Sequence[Line]) -> bool:
    """Say whether a text opens as one that is spoken."""
    return _spoken_line(body) is not None


def read_kind(
    facts: Facts,
    body: Sequence[Line],
    tail: Sequence[Line],
    *,
    news: tuple[str, tuple[int, int]] | None,
    personal: bool,
) -> Kind | None:
    """Return what kind of text it is, or None if nothing states it.

    :param tail: Lines behind the body, where credits may stand.
    :param news: What a news lead has shown.
    :param personal: Whether it is in somebody's own voice: a reporter's credit is then only that of the notes to it.
    """
    return (
        _by_title(facts, body)
        or (None if personal else _by_title_of_meeting(facts))
        or _by_opening(body)
        or (None if personal else _by_end(body, tail, news))
        or ((*news, TOLD) if news else None)
        or (None if personal else _by_title_of_news(facts))
        or _by_person(facts)
        or (None if personal else _by_narration(body))
    )


def _spoken_line(body: Sequence[Line]) -> Line | None:
    return next((line for line in body[:3] if _SALUTATION.match(line.folded)), None)


def is_opinion(facts: Facts) -> bool:
    """Say whether the title names a column of opinion: what its text tells of a meeting is not news of that meeting."""
    return _COLUMN.search(fold(facts.title or "").strip()) is not None


def _title_span(facts: Facts) -> tuple[int, int]:
    return facts.origins["title"][:2] if facts.title and "title" in facts.origins else NOWHERE


def _by_title(facts: Facts, body: Sequence[Line]) -> Kind | None:
    title = fold(facts.title or "").strip()
    every = fold(" ".join([facts.title or "", *(line.text for line in facts.titles)]))
    shown = _title_span(facts)
    if _DOCUMENT.search(title):
        return "文件", shown, STATED
    if _ISSUED.search(title):
        full = next((line for line in body[:8] if _IN_FULL.search(line.folded)), None)
        return ("文件", (full.start, full.end), STATED) if full else ("新闻", shown, TOLD)
    if _COLUMN.search(title):
        return "文章", shown, STATED
    if re.search(r"工作报告|上的报告|政治报告", every):
        return "报告", shown, STATED
    spoken = _spoken_line(body)
    if spoken and (line := next((line for line in body[:3] if _REPORTS.search(line.folded[:200])), None)):
        return "报告", (line.start, line.end), TOLD
    if _SPOKEN_AT.search(every) and not STUDY.search(every):
        return "讲话", shown, STATED
    if _RESOLVED.match(title) and any(_DECIDES.search(line.folded) for line in body[:8]):
        return "文件", shown, TOLD
    return ("讲话", shown, STATED) if _LETTER.match(title) else None


def _by_opening(body: Sequence[Line]) -> Kind | None:
    """Read a salutation, a letter's name, an explanation given to a meeting, a meeting that resolves."""
    if spoken := _spoken_line(body):
        return "讲话", (spoken.start, min(spoken.end, spoken.start + 40)), TOLD
    for line in body[:2]:
        if match := _LETTER.match(line.folded):
            return "讲话", line.span(*match.span()), STATED
    if body and (match := _EXPLAINS.match(body[0].folded)):
        return "讲话", body[0].span(*match.span()), TOLD
    if body and (match := _RESOLVED.match(body[0].folded)) and len(body) <= 40:
        decided = next((line for line in body if _DECIDES.search(line.folded)), None)
        if decided is not None and not _WIRE.match(body[0].folded):
            return "文件", body[0].span(*match.span()), TOLD
    return None


def _by_end(body: Sequence[Line], tail: Sequence[Line], news: tuple[str, tuple[int, int]] | None) -> Kind | None:
    """Read a reporter's credit, a writer's, and who took part in what, at the end; a wire's name at the beginning."""
    kind = news[0] if news else "新闻"
    for line in [*body[-_LAST:], *tail[:_LAST]]:
        shift = max(0, len(line.folded) - 100)
        if match := _WRITTEN.search(line.folded, shift):
            return "文章", line.span(*match.span()), STATED
        match = _CREDIT.search(line.folded, shift) if shift else _CREDIT.search(line.folded)
        if match and "整理" not in match[0]:
            return kind, line.span(*match.span()), STATED
    for line in body[-2:]:
        if match := _ATTENDED.search(line.folded, max(0, len(line.folded) - 40)):
            return kind, line.span(*match.span()), TOLD
    for line in body[:_LINES]:
        if match := _WIRE.match(line.folded):
            return kind, line.span(*match.span()), STATED
    return None


def _by_person(facts: Facts) -> Kind | None:
    name = "speaker" if facts.speaker else "author" if facts.author else None
    if name is None:
        return None
    start, end, _ = facts.origins[name]
    return "文章", (start, end), INFERRED


def _by_title_of_meeting(facts: Facts) -> Kind | None:
    return (MEETING_NEWS, _title_span(facts), TOLD) if _MET.search(fold(facts.title or "")) else None


def _by_title_of_news(facts: Facts) -> Kind | None:
    title = fold(facts.title or "")
    if STUDY.search(title):
        return None
    if _EVENT.search(title) and _ACTOR.search(title):
        return "新闻", _title_span(facts), INFERRED
    return None


def _by_narration(body: Sequence[Line]) -> Kind | None:
    """Read what only a reporter writes: what he saw and was told, and what happened the other day."""
    for line in body[:40]:
        if match := _ON_SPOT.search(line.folded, 0, 2000):
            return "新闻", line.span(*match.span()), TOLD
    for line in body[:2]:
        if not (match := _RECENT.match(line.folded)):
            continue
        told = match["rest"] or match["early"] or ""
        happened = _HAPPENED.search(told) if match["rest"] else True
        if happened and not _STATEMENT.search(told):
            return "新闻", line.span(*match.span()), INFERRED
    return None
