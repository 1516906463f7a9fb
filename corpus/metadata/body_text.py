"""What the running text states of itself: heads that lost their line breaks, news leads, signatures, closing notes.

Patterns are matched on folded text, in the first and last lines of a body only; values are taken from the clean text.
"""

import re
from collections.abc import Sequence

from corpus.datamodel import MEETING_NEWS
from corpus.language.cleaning import HAN
from corpus.language.dates import find_date, with_year
from corpus.language.lexicon import any_of, fill, pattern
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import LAZY_NAME, SPACED_NAME, is_name
from corpus.language.names.places import find_place
from corpus.language.normalization import fold
from corpus.metadata.days import find_day
from corpus.metadata.fields import INFERRED, LABELLED, STATED, TOLD, Facts
from corpus.metadata.header import read_bracketed_place
from corpus.metadata.titles import issue
from corpus.structure.furniture_lines import is_sentence
from corpus.structure.lines import Line

_MEETING = fill("{genres:meeting}")
_SPEECH = fill("{genres:speech}")
_AUTHOR_NOTE = pattern(
    r"[(（]\s?(?:(?:本文)?作者|(?P<speaks>讲话人|发言人))\s?[:：]?\s?(?P<name>(?:{lazy_name}(?=\s?[,，、]|\s?[系为是现任单]|"
    r"\s?[)）]))?)\s?[,，、]?\s?(?P<is>{genres:is})?\s?[:：]?\s?(?P<role>[^()（）]{3,60}?)?\s?[)）]$",
    lazy_name=LAZY_NAME,
)
_SPOKE = (
    r"(?:(?:主持(?:召开)?(?:[^，。,]{0,16}?会议?)?|出席(?:[^，。,]{0,16}?会议?)?|到会|在(?:大会|会议?)上|"
    r"代表.{2,20}?)[，,、]?)?"
    r"(?:并?(?:作|发表)了?.{0,4}?|并)?讲话"
)
_EDGE = rf"(?<![{HAN}、）)])"  # an office that begins inside a word is another's
# two who "attend and speak": which of them spoke is not stated
_JOINT = re.compile(rf"{OFFICE}{LAZY_NAME}[，,、]$")
_PRESIDED = re.compile(
    rf"{_EDGE}(?P<role>[{HAN}、“”\s]{{0,60}}?{OFFICE})\s?(?P<name>{LAZY_NAME})(?:同志)?(?={_SPOKE}|主持(?:召开)?(?:了)?会议)"
)
# a letter, an instruction, a message: no meeting, but one who speaks
_SAYS = any_of("speech_verbs", "dated")
_ACTED = pattern(
    r"{edge}(?P<role>[{han}、]{0,60}?{office})(?P<name>{lazy_name})(?:同志)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?=(?:近日|"
    "日前|今天)?{genres:to}[^。]{0,60}?{genres:letter_act})",
    edge=_EDGE,
    han=HAN,
    office=OFFICE,
    lazy_name=LAZY_NAME,
)
_VISIT = fill("(?:首先|先后|一行|专程)?{genres:arrives}")
_VISITOR = pattern(
    r"(?:\d{1,2}日|{genres:day})[，,]?(?P<role>[{han}、]{0,40}?{office})??(?P<name>{lazy_name})(?={visit})",
    han=HAN,
    office=OFFICE,
    lazy_name=LAZY_NAME,
    visit=_VISIT,
)
_VISITED = re.compile(rf"{_VISIT}(?P<place>[{HAN}]{{2,20}})(?!、)")  # several are no place
_HELD = pattern(
    r"(?P<name>[{han}\d“”〈〉《》()（）、·\-—]{4,60}?(?:{meeting}))(?:在(?P<where>[^，。,]{2,16}?))?(?:隆重|胜利|顺利|"
    "正式)?{genres:held}(?!在即|以来)",
    han=HAN,
    meeting=_MEETING,
)
_CONVENED = re.compile(
    rf"(?<!将)(?:召开|举行|举办)(?:了)?(?P<name>[{HAN}\d“”《》()（）、·\-—]{{2,50}}?(?:{_MEETING}))(?=[，,。；;])"
)
_UNNAMED = re.compile("[这该本此各几数两]|多[场次个]|系列|一[场次系些]")  # 这场研讨会 has no name
_INSIDE = re.compile(rf"[{HAN}\d“”〈〉《》()（）、·\-—]")
_ATTENDS = re.compile(
    r".{0,40}?(?:出席|主持召开|热烈祝贺|[主举承协]办的|参加的|瞩目的|表决通过了?关于|在(?=[^在]{4}))|.{2,10}?向(?=\d)|的"
)
_BODIES = pattern("(?:委员|协|学|(?<![协磋会])商|{genres:acting_body})会$")  # these act; they are not held
_LEAD = pattern(r".*?(?:日[电讯]|{genres:day_all}|\d日|[，,:：])")
_NEWS = pattern(r"{genres:recent}|\d{1,2}月\d{1,2}日|^\d{1,2}日")
_EDITOR = pattern("^(?:编者)?按.{0,200}讲话.{0,8}{genres:of_text}")
WIRE = pattern(
    "(?P<who>本报|本台|新华社|"
    r"[{han}]{2,12}?{genres:paper})(?P<where>[{han}]{0,6}?)(?:(?P<month>\d{1,2})月(?P<day>\d{1,2})日)?(?:电|讯|"
    r"消息)(?:(?=[\s(（:：,，])|(?<=日电)|(?<=日讯))",
    han=HAN,
)
_PAPER = re.compile(
    r"《\s?(?P<name>[^《》]{2,16}?)\s?》\s?[(（]\s?(?P<date>[^()（）]{8,20}?)\s{0,3}(?:第?\s?\d{1,2}\s?版)?\s?[)）]"
)
_SOURCE = re.compile(
    r"[(（【\[]?\s?(?:文章|信息|稿件)?(?:来源|稿源|原载)(?:于)?\s?[:：]\s?(?P<value>[^()（）【】\[\]]{2,40})[)）】\]]?"
)
_CREDITS = pattern(r"\s{2,}|\s(?={genres:credited}|\d{4})")

# where a name run into the text ends is known by what may follow it: a salutation, a sentence's first word
_SALUTED = fill("{genres:saluted}")
_BEGINS = r"[一今当我同这在党各全尊为过去近自从新面对首刚年目本首今]|\d"
_RUN_IN_NAME = rf"(?:{SPACED_NAME}(?=\s?(?:{_SALUTED}))|{LAZY_NAME}(?=\s?(?:{_BEGINS}))|{SPACED_NAME})"
_RUN_IN = re.compile(
    rf"(?P<title>[^。]{{4,90}}?)[(（](?P<date>[^()（）]{{6,24}})[)）]\s?(?P<role>[{HAN}、]{{0,24}}?{OFFICE})?\s?(?P<name>{_RUN_IN_NAME})"
)
_STARRED = re.compile(rf"(?P<title>[^。※*]{{6,90}}?)\s?[※*]\s?(?P<name>{_RUN_IN_NAME})")
_SIGNED = re.compile(
    rf"[。！!]\s{{0,4}}(?P<role>[{HAN}]{{0,16}}{OFFICE})?\s?(?P<name>{SPACED_NAME})\s{{0,4}}(?P<date>\d{{4}}年\d{{1,2}}月\d{{1,2}}日)"
    r"(?=\s{0,4}(?:[(（]|$))"
)
_ORIGIN = re.compile(
    rf"(?:这|本文|此文)是(?P<name>{LAZY_NAME})(?P<role>{OFFICE})?(?:同志)?(?P<date>\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?)"
    rf"在(?P<occasion>[^。]{{4,60}}?)(?:上|时|中)?(?:的|所作的).{{0,12}}?(?P<what>{_SPEECH}|报告)"
)
_BROKEN_SIGN = pattern(
    r"(?P<role>[{han}、]{0,40}(?:{office}|{offices:doer}))?\s{0,4}(?P<name>{name})",
    han=HAN,
    office=OFFICE,
    name=SPACED_NAME,
)
_SHORT_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")

_BEHIND = 6  # lines behind a signature: （此件公开发布）, who gets a copy
_OPENING = 240  # characters that a head may be run into
_LETTER = 1500  # characters of a line that a signature is looked for in


def read_run_in(line: Line, facts: Facts) -> bool:
    """Read a head that lost its line breaks: `在…上的讲话（2020年1月1日）顾望舒同志们：…`, `题目※顾望舒今年…`."""
    opening = line.folded[:_OPENING]
    match = _RUN_IN.match(opening)
    dated = match is not None and find_date(match["date"]) is not None
    if match is None or not dated or not is_name(match["name"]):
        match = _STARRED.match(opening)
    if match is None or not is_name(match["name"]):
        return False
    wire = WIRE.match(match["title"])
    if title := line.part(wire.end() if wire else 0, match.end("title")):
        facts.heading = facts.heading or title
        facts.read("title", title, (0, len(title.text)), STATED)
    facts.read("speaker", line, match.span("name"), STATED)
    groups = match.groupdict()
    if groups.get("role"):
        facts.read("role", line, match.span("role"), STATED)
    if groups.get("date"):
        facts.read_date("date", line, find_date(opening[: match.end("date")], match.start("date")), LABELLED)
        read_bracketed_place(line, facts, match.end("date") + 1)
    return True


def read_signature(body: Sequence[Line], facts: Facts) -> bool:
    """Read `…之花。国家主席 顾望舒 2020年5月17日` under a letter, in one line or as the last lines of the text."""
    for line in body[:40]:
        if (match := _SIGNED.search(line.folded, 0, _LETTER)) and is_name(match["name"]):
            facts.read("speaker", line, match.span("name"), STATED)
            if match["role"] and fold(facts.speaker or "") == match["name"]:
                facts.read("role", line, match.span("role"), STATED)
            facts.read_date("date", line, find_date(line.folded[: match.end("date")], match.start("date")), STATED)
            return True
    last = body[-1]
    found = find_date(last.folded) if len(body) > 2 and len(last.folded) <= 16 else None
    if found is None or found[2] - found[1] < len(last.folded) - 2:
        return False
    above = body[-2]
    match = _BROKEN_SIGN.fullmatch(above.folded)
    if match is None or not is_name(match["name"]) or len(found[0]) < 10:
        return False
    facts.read("speaker", above, match.span("name"), STATED)
    if match["role"] and fold(facts.speaker or "") == re.sub(r"\s", "", match["name"]):
        facts.read("role", above, match.span("role"), STATED)
    facts.read_date("date", last, found, STATED)
    return True


def read_issuer(body: Sequence[Line], facts: Facts) -> None:
    """Read `溪州市水务局　2024年3月6日` under a document, in one line or two; no sentence stands behind it."""
    for at in range(len(body) - 1, max(0, len(body) - 1 - _BEHIND), -1):
        line, day = body[at], find_day(body[at].folded)
        if day and day.sure and len(day.iso) == 10 and len(line.folded) - day.end <= 1:
            office = line.part(0, day.start) or body[at - 1]
            if issue(office.folded) and (at > 1 or day.start):
                _sign(office, facts)
                facts.read_date("published", line, (day.iso, day.start, day.end), STATED)
                return
        if is_sentence(line.folded):
            return


def _sign(office: Line, facts: Facts) -> None:
    """Take who signs for the publisher; over a shorter name of the same: 市水务局 above, 溪州市水务局 below."""
    known = fold(facts.publisher or "")
    if known and known != office.folded and office.folded.endswith(known):
        facts.publisher = None
    facts.read("publisher", office, (0, len(office.text)), STATED)


def read_origin(lines: Sequence[Line], facts: Facts) -> bool:
    """Read `※这是顾望舒书记2020年6月2日在…座谈会上的讲话。` in a note."""
    for line in lines:
        shift = max(0, len(line.folded) - 200)
        match = _ORIGIN.search(line.folded, shift)
        if match is None or not is_name(match["name"]):
            continue
        facts.read("speaker", line, match.span("name"), STATED)
        if match["role"] and fold(facts.speaker or "") == match["name"]:
            facts.read("role", line, match.span("role"), STATED)
        facts.read_date("date", line, find_date(line.folded[: match.end("date")], match.start("date")), LABELLED)
        facts.read("occasion", line, match.span("occasion"), STATED)
        if match["what"] != "报告":
            facts.offer("kind", "讲话", line.span(*match.span("what")), STATED)
        return True
    return False


def read_wire(lines: Sequence[Line], facts: Facts) -> tuple[str, tuple[int, int]] | None:
    """Read the agency or paper that a line begins with: `新华社澜川11月10日电`. Return what a news lead would show."""
    for line in lines:
        if wire := WIRE.match(line.folded, 0, 60):
            if wire["who"] not in ("本报", "本台"):
                facts.read("publisher", line, wire.span("who"), TOLD)
            return "新闻", line.span(*wire.span())
    return None


def read_news(body: Sequence[Line], facts: Facts) -> tuple[str, tuple[int, int]] | None:
    """Read what was held, who presided and spoke, and on which day.

    :returns: The kind of news and the span that shows it, or None for no news.
    """
    kind: tuple[str, tuple[int, int]] | None = None
    for line in body:
        text = line.folded[:600]
        if wire := WIRE.search(text[:60]):
            kind = kind or ("新闻", line.span(*wire.span()))
            if wire["who"] not in ("本报", "本台"):
                facts.read("publisher", line, wire.span("who"), TOLD)
        held = _HELD.search(text[:200]) or _CONVENED.search(text[:200])
        spoke = _read_chair(text)
        dated = _NEWS.search(text[:80])
        if not (dated or wire) or not (held or spoke):
            if dated or wire:
                kind = _read_actor(line, text, facts) or kind
            continue
        kind = _read_meeting(line, text, held, spoke, facts)
    if kind and facts.speaker and not facts.role:
        named = re.compile(rf"(?P<role>[{HAN}、]{{0,40}}?{OFFICE}){re.escape(fold(facts.speaker))}")
        if match := named.search(body[0].folded, 0, 300):
            facts.read("role", body[0], _without_lead(body[0].folded, match.span("role")), TOLD)
    if kind and facts.published:
        _read_short_day(body[0], facts)
    return kind


def _read_meeting(
    line: Line, text: str, held: re.Match[str] | None, spoke: re.Match[str] | None, facts: Facts
) -> tuple[str, tuple[int, int]]:
    shown = spoke or held
    assert shown is not None
    if spoke and not facts.speaker:
        facts.read("speaker", line, spoke.span("name"), TOLD)
    if spoke and fold(facts.speaker or "") == spoke["name"]:
        facts.read("role", line, _without_lead(text, spoke.span("role")), TOLD)
    if held and (occasion := _occasion(text, held)):
        facts.read("occasion", line, occasion, TOLD)
    found = find_date(text[:120])
    if found and len(found[0]) == 10 and not re.search("[将定]于?$", text[: found[1]]):
        facts.read_date("date", line, found, TOLD)
    return "讲话" if _EDITOR.search(text) else MEETING_NEWS, line.span(*shown.span())


def _read_chair(text: str) -> re.Match[str] | None:
    """Return who presides or speaks in a news text, unless two share the sentence."""
    for match in _PRESIDED.finditer(text):
        if is_name(match["name"]):
            before = text[max(0, match.start() - 40) : match.start()]
            return None if _JOINT.search(before) else match
    return None


def read_end(lines: Sequence[Line], facts: Facts) -> None:
    """Read source lines, a newspaper's imprint and the author's note at the end of the body or behind it."""
    for line in lines:
        if match := _SOURCE.fullmatch(line.folded):
            start, end = match.span("value")
            cut = _CREDITS.search(line.folded, start, end)
            facts.read("publisher", line, (start, cut.start() if cut else end), LABELLED)
        shift = max(0, len(line.folded) - 120)
        if match := _PAPER.search(line.folded, shift):
            facts.read("publisher", line, match.span("name"), LABELLED)
            found = find_date(line.folded[: match.end("date")], match.start("date"))
            facts.read_date("published", line, found, LABELLED)
        if match := _AUTHOR_NOTE.search(line.folded, shift):
            if is_name(match["name"]):
                facts.read("speaker", line, match.span("name"), STATED)
            if match["role"] and match["is"] not in (None, "单位"):
                start, end = match.span("role")
                another = line.folded.find(";", start, end)  # the next author
                facts.read("role", line, (start, another if another > start else end), STATED)
            if not match["speaks"]:
                facts.offer("kind", "文章", line.span(*match.span()), STATED)


def _read_actor(line: Line, text: str, facts: Facts) -> tuple[str, tuple[int, int]] | None:
    """Read who wrote, instructed or visited, in news of no meeting; and the place of a visit."""
    acted = next((match for match in _ACTED.finditer(text[:200]) if is_name(match["name"])), None)
    visitor = next((match for match in _VISITOR.finditer(text[:200]) if is_name(match["name"])), None)
    match = acted or visitor
    if match is None:
        return None
    speaks = acted or re.search(rf"(?:他|她|{match['name']}){_SAYS}", line.folded)
    if speaks:
        facts.read("speaker", line, match.span("name"), TOLD)
    if match["role"] and fold(facts.speaker or "") == match["name"]:
        facts.read("role", line, _without_lead(text, match.span("role")), TOLD)
    if visitor and (visited := _VISITED.match(text, visitor.end())):
        start, end = visited.span("place")
        if place := find_place(text[start:end]):
            facts.read("place", line, (start + place[0], start + place[1]), INFERRED)
    return "新闻", line.span(*match.span())


def _read_short_day(line: Line, facts: Facts) -> None:
    """Read `3月18日` in a lead: the day that stands behind the wire's own, with the year of publication."""
    wire = WIRE.search(line.folded, 0, 60)
    day = (_SHORT_DAY.search(line.folded, wire.end(), 160) if wire else None) or _SHORT_DAY.search(line.folded, 0, 120)
    if day and facts.published:
        facts.offer("date", with_year(int(day[1]), int(day[2]), facts.published), line.span(*day.span()), TOLD)


def _without_lead(text: str, span: tuple[int, int], least: int = 1) -> tuple[int, int]:
    """Return a span without the words of time and place before an office's or a meeting's name."""
    lead = _LEAD.match(text, *span)
    if lead and span[1] - lead.end() >= least:
        return lead.end(), span[1]
    return span


def _occasion(text: str, held: re.Match[str]) -> tuple[int, int] | None:
    """Return the span of what was held, without who held or attended it; None if it has no name of its own."""
    start, end = _without_lead(text, held.span("name"), least=4)
    if held.re is _HELD and start == held.start("name") and start and _INSIDE.match(text, start - 1):
        return None  # longer than any name: it begins somewhere inside
    while cut := _ATTENDS.match(text, start, end):
        if not _is_balanced(text[start : cut.end()]) or "会见" in cut[0]:
            break
        start = cut.end()
    name = text[start:end]
    named = end - start >= 3 and _is_balanced(name) and not _UNNAMED.match(name) and not _BODIES.search(name)
    return (start, end) if named and "会见" not in name else None


def _is_balanced(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in ("“”", "《》", "（）", "()"))
