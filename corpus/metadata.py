"""Title, speaker, role, date, place, occasion, publisher and kind, where the text states them. Never guessed.

`head` reads the lines before the body; here the title, the body's first and last lines and the lines behind it
are read. Patterns are matched on folded text; values are taken from the clean text, in the document's script.
"""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from corpus.cleaning import HAN
from corpus.dates import find_date, with_year
from corpus.facts import Facts
from corpus.folding import fold
from corpus.furniture import Mark
from corpus.head import read_head
from corpus.lines import Line
from corpus.names import LAZY_NAME, NAME, OFFICE, SPACED_NAME, find_place, is_name
from corpus.speech import Document

_SPEECH = "讲话|致辞|致词|发言|演讲|讲话提纲|讲话摘要|讲话要点|讲话节选|贺词"
_MEETING = "会议|大会|座谈会|推进会|调度会|动员会|现场会|启动会|部署会|表彰会|例会|全会|论坛|峰会|会"
_SALUTATION = re.compile(r"(?:尊敬的|亲爱的)?(?:各位|同志们|女士们|先生们|朋友们|主席|乡亲们|老师们|同学们)")
_ADDRESS = re.compile(r"^[^。：:]{2,60}[：:]\s*")

_TITLE_NAME = re.compile(rf"(?P<name>{NAME})(?:同志)?\s?[:：]\s?(?=\S)")
_TITLE_NAMED = re.compile(
    rf"(?P<name>{LAZY_NAME})(?:(?P<role>{OFFICE})|同志)?(?=在.{{2,60}}(?:上|时|中)(?:的|强调|指出|要求|作|发表))"
)
_TITLE_SPOKEN = re.compile(
    rf"(?:(?P<role>[{HAN}、]{{0,40}}?{OFFICE}))??(?P<name>{NAME})?(?:{OFFICE}|同志)?在(?P<occasion>.{{2,60}}?)上"
    rf"(?:强调|指出|要求|的?.{{0,8}}?(?:{_SPEECH}|报告))"
)
_AUTHOR_NOTE = re.compile(
    rf"[(（]\s?(?:本文)?作者\s?[:：]?\s?(?P<name>(?:{LAZY_NAME})?)\s?[,，、]?\s?(?P<is>系|为|是|现为|现任|任|"
    rf"单位)?\s?[:：]?\s?"
    r"(?P<role>[^()（）]{3,60}?)?\s?[)）]$"
)
_SPOKE = (
    r"(?:(?:主持(?:召开)?(?:[^，。,]{0,16}?会议?)?|出席(?:[^，。,]{0,16}?会议?)?|到会|在(?:大会|会议?)上|"
    r"代表.{2,20}?)[，,、]?)?"
    r"(?:并?(?:作|发表)了?.{0,4}?|并)?讲话"
)
_PRESIDED = re.compile(
    rf"(?P<role>[{HAN}、“”\s]{{0,60}}?{OFFICE})\s?(?P<name>{LAZY_NAME})(?:同志)?(?={_SPOKE}|主持(?:召开)?(?:了)?会议)"
)
_HELD = re.compile(
    rf"(?P<name>[{HAN}\d“”〈〉《》()（）、·\-—]{{4,60}}?(?:{_MEETING}))(?:在[^，。,]{{2,16}}?)?(?:隆重|胜利|顺利|"
    rf"正式)?(?:召开|举行|开幕|闭幕|举办)"
)
_CONVENED = re.compile(
    rf"(?:召开|举行|举办)(?:了)?(?P<name>[{HAN}\d“”《》()（）、·\-—]{{2,50}}?(?:{_MEETING}))(?=[，,。；;])"
)
_LEAD = re.compile(r".*?(?:近日|日前|今天|昨日|昨天|上午|下午|\d日|[,，:：])")
_NEWS = re.compile(r"近日|日前|今天|昨日|昨天|\d{1,2}月\d{1,2}日|^\d{1,2}日")
_EDITOR = re.compile(r"^(?:编者)?按.{0,200}讲话.{0,8}(?:全文|摘|主要|内容|节选|部分|如下)")
_WIRE = re.compile(
    rf"(?P<who>本报|本台|新华社|[{HAN}]{{2,12}}?(?:日报|晚报|网|电视台|客户端|通讯社))(?P<where>[{HAN}]{{0,6}}?)"
    r"(?:(?P<month>\d{1,2})月(?P<day>\d{1,2})日)?(?:电|讯|消息)(?:(?=[\s(（:：,，])|(?<=日电)|(?<=日讯))"
)
_PAPER = re.compile(
    r"《\s?(?P<name>[^《》]{2,16}?)\s?》\s?[(（]\s?(?P<date>[^()（）]{8,20}?)\s{0,3}(?:第?\s?\d{1,2}\s?版)?\s?[)）]"
)
_SOURCE = re.compile(
    r"[(（【\[]?\s?(?:文章|信息|稿件)?(?:来源|稿源|原载)(?:于)?\s?[:：]\s?(?P<value>[^()（）【】\[\]]{2,40})[)）】\]]?"
)
_CREDITS = re.compile(r"\s{2,}|\s(?=记者|通讯员|作者|编辑|责编|\d{4})")
_RUN_IN = re.compile(
    rf"(?P<title>[^。]{{4,90}}?)[(（](?P<date>[^()（）]{{6,24}})[)）]\s?(?P<role>[{HAN}\s、]{{0,24}}?\s)?"
    rf"(?P<name>{SPACED_NAME})(?=尊敬的|各位|同志们|女士们|先生们|朋友们|主席先生)"
)
_SHORT_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")
_NATIONAL = (
    "人民|光明|经济|法治|法制|工人|农民|科技|中国|解放|新华|大众|南方|北方|羊城|环球|参考|青年|长江|文汇|新民|检察|"
    "健康|国际|今日|每日"
)
_DOCUMENT = re.compile(
    r"(?:通知|意见|办法|规定|条例|方案|决定|公告|决议|规划|纲要|细则|通报|批复)(?:[(（].{0,16}[)）])?$"
)


def read_metadata(document: Document, lines: Sequence[Line], marks: Sequence[Mark], facts: Facts) -> Facts:
    """Fill in what front matter (`facts`) leaves open; what stands nearest to the text wins."""
    meta = dict(document.meta)
    head = [i for i, mark in enumerate(marks) if mark is Mark.HEAD]
    body = [line for line, mark in zip(lines, marks, strict=True) if mark is Mark.BODY]
    end = body[-1].end if body else 0
    tail = [line for line in lines if line.start >= end][:12]
    read_head(lines, head, meta, facts)
    _read_title(facts)
    if body:
        _read_run_in(body[0], facts)
    spoken = any(_SALUTATION.match(line.folded) for line in body[:3])
    _read_end([*tail, *body[-2:]], facts)
    news = _read_news(body[:4], facts) if not (spoken or facts.byline or facts.kind) else None
    facts.offer("publisher", meta.get("publisher"))
    if found := find_date(fold(meta.get("date", ""))):
        facts.published = facts.published or found[0]
    if is_name(fold(meta.get("author", ""))):
        facts.offer("author", meta["author"])
    facts.offer("kind", _kind(facts, spoken=spoken, news=news))
    if facts.kind in ("文章", "讲话"):
        facts.offer("speaker", facts.author)
    facts.offer("date", facts.published)
    facts.offer("place", _place(facts, body))
    if body and not facts.title:
        first = _ADDRESS.sub("", body[0].text[:200]) or (body[1].text if len(body) > 1 else "")
        facts.offer("title", re.split(r"[。！？!?]", first)[0][:40])
    facts.offer("title", PurePosixPath(document.path.replace("\\", "/")).stem)
    return facts


def _read_title(facts: Facts) -> None:
    """Read `顾望舒:…`, `顾望舒市长在…上的讲话`, `市委书记在…上的讲话` in the title or a variant of it on the page."""
    for text in dict.fromkeys([facts.title or "", *facts.titles]):
        folded = fold(text)
        if (match := _TITLE_NAME.match(folded)) and is_name(match["name"]):
            facts.offer("speaker", text[slice(*match.span("name"))])
            if text == facts.title:
                facts.title = text[match.end() :].strip()
        if (match := _TITLE_NAMED.match(folded)) and is_name(match["name"]):
            facts.offer("speaker", text[slice(*match.span("name"))])
            if match["role"]:
                facts.offer("role", text[slice(*match.span("role"))])
        if match := _TITLE_SPOKEN.search(folded):
            if match["name"] and is_name(match["name"]) and match.start() == 0:
                facts.offer("speaker", text[slice(*match.span("name"))])
            if match["role"] and match.start() == 0 and (match["name"] or not facts.speaker):
                facts.offer("role", text[slice(*match.span("role"))])
            facts.offer("occasion", text[slice(*match.span("occasion"))])


def _read_run_in(line: Line, facts: Facts) -> None:
    """Read a head that lost its line breaks: `在…上的讲话（2020年1月1日）顾望舒同志们：…`."""
    match = _RUN_IN.match(line.folded[:240])
    if match is None:
        return
    wire = _WIRE.match(match["title"])
    facts.offer("title", line.text[wire.end() if wire else 0 : match.end("title")])
    facts.offer("speaker", re.sub(r"\s", "", line.text[slice(*match.span("name"))]))
    if match["role"]:
        facts.offer("role", line.text[slice(*match.span("role"))])
    if found := find_date(match["date"]):
        facts.offer("date", found[0])
    _read_title(facts)


def _read_news(body: Sequence[Line], facts: Facts) -> str | None:
    """Read what was held, who presided and spoke, and on which day. Return the kind of news, or None for no news."""
    kind = None
    for line in body:
        text = line.folded[:600]
        if wire := _WIRE.search(text[:60]):
            kind = kind or "新闻"
            if wire["who"] not in ("本报", "本台"):
                facts.offer("publisher", line.text[slice(*wire.span("who"))])
        held = _HELD.search(text[:200]) or _CONVENED.search(text[:200])
        spoke = next((match for match in _PRESIDED.finditer(text) if is_name(match["name"])), None)
        if not (_NEWS.search(text[:80]) or wire) or not (held or spoke):
            continue
        kind = "讲话" if _EDITOR.search(text) else "会议新闻"
        if spoke and not facts.speaker:
            facts.offer("speaker", line.text[slice(*spoke.span("name"))])
        if spoke and fold(facts.speaker or "") == spoke["name"]:
            facts.offer("role", line.text[slice(*spoke.span("role"))])
        if held and _is_balanced(held["name"]):
            facts.offer("occasion", _bare_name(line.text[slice(*held.span("name"))]))
        found = find_date(text[:120])
        if found and len(found[0]) == 10:
            facts.offer("date", found[0])
    if kind and facts.speaker and not facts.role:
        named = re.compile(rf"(?P<role>[{HAN}、]{{0,40}}?{OFFICE}){re.escape(fold(facts.speaker))}")
        if match := named.search(body[0].folded[:300]):
            facts.offer("role", _LEAD.sub("", body[0].text[slice(*match.span("role"))], count=1))
    if kind and facts.published and (day := _SHORT_DAY.search(body[0].folded[:120])):
        facts.offer("date", with_year(int(day[1]), int(day[2]), facts.published))
    return kind


def _bare_name(name: str) -> str:
    """Return a meeting's name without the words of time and place before it."""
    lead = _LEAD.match(fold(name))
    rest = name[lead.end() :] if lead else name
    return rest if len(rest) >= 4 else name


def _is_balanced(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in ("“”", "《》", "（）", "()"))


def _read_end(lines: Sequence[Line], facts: Facts) -> None:
    """Read source lines, a newspaper's imprint and the author's note at the end of the body or behind it."""
    for line in lines:
        if match := _SOURCE.fullmatch(line.folded):
            facts.offer("publisher", _CREDITS.split(line.text[slice(*match.span("value"))])[0])
        text, folded = line.text[-120:], line.folded[-120:]
        if match := _PAPER.search(folded):
            facts.offer("publisher", text[slice(*match.span("name"))])
            if found := find_date(match["date"]):
                facts.published = facts.published or found[0]
        if match := _AUTHOR_NOTE.search(folded):
            if is_name(match["name"]):
                facts.offer("speaker", text[slice(*match.span("name"))])
            if match["role"] and match["is"] not in (None, "单位"):
                facts.offer("role", text[slice(*match.span("role"))])
            facts.offer("kind", "文章")


def _kind(facts: Facts, *, spoken: bool, news: str | None) -> str | None:
    title = fold(" ".join([facts.title or "", *facts.titles]))
    if re.search(r"工作报告|上的报告|政治报告", title):
        return "报告"
    if spoken or re.search(rf"上的?.{{0,8}}(?:{_SPEECH})", title):
        return "讲话"
    if news:
        return news
    if _DOCUMENT.search(fold(facts.title or "")):
        return "文件"
    return "文章" if facts.speaker or facts.author else None


def _place(facts: Facts, body: Sequence[Line]) -> str | None:
    """Return the place that title, occasion, role or publisher name; with its province where one of them has it."""
    stated = [facts.title, facts.occasion, facts.role, facts.publisher, *facts.titles]
    places = [text[slice(*span)] for text in stated if text and (span := find_place(fold(text)))]
    if places:
        return max((place for place in places if fold(place).endswith(fold(places[0]))), key=len)
    match = re.match(rf"(?!{_NATIONAL})([{HAN}]{{2,4}})(?:日报|晚报|政协报)", fold(facts.publisher or ""))
    # 大众日报 is no place; 澜川日报 is one if its text speaks of 澜川
    text = "".join(line.folded for line in body[:20])
    if match and facts.publisher and text.count(match[1]) - text.count(match[0]) >= 2:
        return facts.publisher[: match.end(1)]
    return None
