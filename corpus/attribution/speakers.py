"""Who is the subject of a verb of speech, in folded text: a person, a pronoun, a meeting or paper, a role.

Works on one line with offsets into it. Knows no verbs of speech; `corpus.attribution.utterances` finds those.
"""

import re
from dataclasses import dataclass

from corpus.language.cleaning import HAN
from corpus.language.lexicon import any_of
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import LAZY_NAME, NAME, is_name

REACH = 160  # characters before a verb in which its subject is looked for
_CLAUSES = 4  # so many clauses back

_ROLES = any_of("offices", "doer")
_BODIES = rf"{any_of('texts', 'body')}|(?<=[市省县区党州团])委|(?<=[{HAN}][{HAN}])(?:局|厅|办)|》"
_NARRATES = (
    "在|就|对|针对|围绕|向|用|以|来(?=[^，,。]{2,12}(?:调研|考察|视察|检查|指导|看望))|结合|(?<!人大)(?<!党)代表|面对|谈|来到|接受|边|一边|指着|看着|拿着|望着|握着|捧着|听取|主持|参加|"
    "出席|总结|分析|考察|调研|传达|作|做|发|率|带|深入|走进|前往|赴|从|为|与|和(?!(?:在|就|对|向|主持|出席|参加|来到|针对|围绕|从|听取|到|率|赴|一行|深入|走进|强调|指出|表示|要求|认为))|布置|宣布|宣读|充分|首先|介绍|到|"
    "详细|认真|亲自|专程|曾|在|仔细|对着|向|视察|检查|会见|给|致信|致辞|讲话|并|看望|慰问|走访|当选|担任|是|简要|实地|主动|随后|一同|还|也|一行|同"
)
_ACTS = f"{_NARRATES}|感谢|欢迎|祝贺|回顾|肯定|强调|指出|说|表示|关心|询问|叮嘱|要求|认为|希望|察看|查看|了解|告诉"
_ADVERB = re.compile(
    rf"(?:特别|评价|补充|介绍|还|仍然|仍|也|并且|并|又|再次|反复|多次|曾经|曾|深刻|郑重|同时|进一步|一再|最后|首先|接着|随后|专门|重点|着重|就|"
    rf"所|这样|如此|如是|常常|经常|常|时常|总|一直|始终|明确|语重心长|开门见山|深情|由衷|纷纷|一致|普遍|均|都|则|"
    rf"(?:不无|十分|非常|满怀|充满|颇为)?[{HAN}]{{0,2}}(?:感慨|自豪|激动|高兴|兴奋|骄傲|欣慰|信心|动情|坚定|开心|感激|无奈)"
    rf"(?:满满|万分|不已|万千)?(?:地|的)?|"
    rf"(?:笑呵呵|乐呵呵|笑眯眯|笑|哭|感叹|高声|大声|轻声|认真|坦率|坦诚|严肃|幽默|风趣|热情|自信|爽朗)(?:着|地)?|"
    rf"[,，]|现在|当时|后来|曾在|在讲话中|在致辞中|在批示中|在发言中|在会上|在报告中|(?:对|向|跟|和)(?:记者|我们|大家|笔者|他|她|我)|"
    rf"(?<=[议会告言示信话])(?:上|中)|会上|中)$"
)
_LEAD = re.compile(
    rf"(?:[{HAN}]{{0,4}}(?:召开|举行|发布|印发|出台|公布)的|"
    r"按照|遵照|根据|近日|日前|昨日|今天|当天|同时|其中|对此|为此|因此|所以|正如|正像|诚如|据|而且|而|但是|但|当时|当年|后来|之后|"
    r"最近|与会|会后|会上|(?:\d{1,4}年)?(?:\d{1,2}月)?\d{1,2}日(?:上午|下午|晚)?|最后|首先|随后|不少|许多|很多|多位|几位|这位|那位)+"
)
_ADVERBIAL = re.compile(
    r"(?:在|就|对|针对|围绕|从|当|随着|结合|谈|经|按|根据|听|并|同时|还|也|又|据|近日|日前|会上|会后|为了|关于|面对|站|看|"
    r"指着|说起|提起|回忆|展望|总结|分析|座谈|调研|考察|随后|最后|首先|一|边|\d)"
)
_NAMED = re.compile(
    rf"(?:^|{OFFICE}|(?:{_ROLES})|[、)》”的\s]|(?:我国|著名)[{HAN}]{{2,4}})(?P<name>{NAME}|[{HAN}]{{2,4}}·[{HAN}]{{2,6}})"
    rf"(?:同志|先生|女士|老人|老师|{OFFICE})?$"
)
_NAME_OFFICE = re.compile(rf"(?P<name>{NAME}|(?:^|、)[{HAN}]{{2}})(?P<office>{OFFICE}|同志|先生|女士|老人|老师)$")
_NO_GIVEN = re.compile("[委府组市县省区乡镇村部局厅院校会总副党办团队司厂站所处科州国家任大老新原位名各、]$")
_NO_NAME = re.compile(
    "[的了是在与不也要]|和(?!$)|[委府组局厅院部市县区镇村时听]$|车辆|宣讲|常言|俗话|古语|严格|严肃|安排|时代|全面|全体|从而"
)
_MASKED = re.compile(
    rf"(?:^|[、\s]|{OFFICE}|(?:{_ROLES}))[{HAN}]?[*×]{{1,6}}(?:[{HAN}]|同志|{OFFICE})?$|^[{HAN}]某某?$"
)
_PRONOUN = re.compile("(?<!其)(?:他们|她们|他|她)$")
_AUTHOR = re.compile(
    "(?:我们|我|咱们|咱|本人|笔者|本报|大家|人们|你们|你|您|自己|谁|什么|这|那|它|其|俗话|古人|古语|常言)$"
)
_BODY = re.compile(f"(?:{_BODIES})$")
_ROLE = re.compile(f"(?:{_ROLES}|{OFFICE})们?$")
_CUT = re.compile(_NARRATES)
_MENTION = re.compile(
    rf"(?:{OFFICE}|(?<=[{HAN}])[员授师民者商家])(?P<a>{LAZY_NAME})(?={_ACTS}|[，。、,；：:]|$)|(?P<b>{NAME})(?:同志|{OFFICE})"
    rf"|(?<![^。,，、;；:!?！？”\s])(?P<c>{LAZY_NAME})(?={_ACTS})|(?P<mask>{OFFICE}[{HAN}]?[*×]{{1,6}})"
)
# a person whose words or ideas are spoken of does not act
_OWNED = re.compile(
    "的|重要|关于|新时代|系列|指示|讲话|对(?![^,，。]{2,30}(?:给予|表示|予以|提出|进行))[^,，。]{2,20}的|考察|视察|思想|精神|批示|嘱托|作出"
)
_OBJECT = re.compile("(?:贯彻|落实|学习|按照|根据|牢记|感恩|以|对|把|向|遵循|领会|传达|回应|听取)[^,，。]{0,3}$")
_AT = re.compile("在(?!召开|举行|进行)")  # X在会议上强调: the meeting does not speak
_NO_SUBJECT = re.compile(
    "按照|按|根据|落实|贯彻|听取|学习|召开|把|要|全面|认真|深入|坚持|对|对照|响应|符合|达到|以|为|在|将|从|加强|推动|推进|遵守|"
    "严格|提出|制定|出台|印发|不|有|无|是|成为|给|让|使"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, as a span of the line.

    :param kind: `person`, `pronoun`, `body` (a meeting, a paper, an authority), `role`, `masked`, or `author`
        (I, we, you: nobody that the text gives words to).
    :param near: Whether it stands in the verb's own clause.
    """

    start: int
    end: int
    kind: str
    near: bool = True


def find_subject(text: str, start: int, end: int) -> Subject | None:
    """Return the subject of a verb at `end`; `start` is where the verb's sentence begins. None if there is none."""
    start = max(start, end - REACH)
    near = True
    for _ in range(_CLAUSES):
        left = _clause(text, start, end)
        right = _strip(text, left, end)
        if right > left:
            subject = _subject(text, left, right, near=near)
            if subject is not None:
                return subject
            if near and not _ADVERBIAL.match(text, left, right):
                return None
        if left <= start:
            return None
        end = left - 1
        near = False
    return None


def _clause(text: str, start: int, end: int) -> int:
    """Return where the clause that ends at `end` begins. A quoted name inside it does not part it."""
    left = end
    while True:
        left = max(text.rfind(mark, start, left) for mark in "。,;:!?…”")
        if left < 0:
            return start
        if text[left] != "”" or left == 0 or text[left - 1] in "。,;!?…":
            return left + 1
        if (opening := text.rfind("“", start, left)) < 0:
            return left + 1
        left = opening


def find_mention(text: str, start: int, end: int) -> Subject | None:
    """Return the first person named in `text[start:end]`: the one that a following 他 most likely means."""
    while match := _MENTION.search(text, start, end):
        if match["mask"]:
            return Subject(match.start("mask"), match.end("mask"), "masked")
        group = "a" if match["a"] else "b" if match["b"] else "c"
        if (
            _is_person(match[group])
            and (group != "b" or match["b"][-1] != "和")
            and is_name(match[group])
            and not _OWNED.match(text, match.end())
            and not _OBJECT.search(text, max(start, match.start() - 8), match.start(group))
        ):
            return Subject(match.start(group), match.end(group), "person")
        start = match.start() + 1
    return None


def _strip(text: str, start: int, end: int) -> int:
    """Return where the clause ends without its last adverbs."""
    while end > start and (match := _ADVERB.search(text, max(start, end - 12), end)) and match.start() >= start:
        end = match.start()
    while end > start and text[end - 1] == " ":
        end -= 1
    return end


def _subject(text: str, start: int, end: int, *, near: bool) -> Subject | None:
    if lead := _LEAD.match(text, start, end):
        start = lead.end()
    while start < end and text[start] in " 、":
        start += 1
    if start >= end:
        return None
    if (subject := _ending(text, start, end, near=near)) is not None:
        return subject
    for cut in _CUT.finditer(text, start + 1, end):
        right = _strip(text, start, cut.start())
        if right > start and (subject := _ending(text, start, right, near=near, strict=True)) is not None:
            return subject
    return None


def _ending(text: str, start: int, end: int, *, near: bool, strict: bool = False) -> Subject | None:
    """Return the subject that a clause ends with.

    :param strict: Whether only what cannot be an object is taken: words follow that are not part of a verb of speech.
    """
    if _AUTHOR.search(text, max(start, end - 3), end):
        return Subject(start, end, "author", near)
    if match := _PRONOUN.search(text, max(start, end - 3), end):
        return Subject(match.start(), end, "pronoun", near) if not strict or match.start() == start else None
    floor = max(start, end - 40)
    clause = text[floor:end]
    if "*" in clause or "×" in clause or "某" in clause:
        return Subject(floor, end, "masked", near) if _MASKED.search(clause) else None
    if (
        (match := _NAME_OFFICE.search(clause))
        and match["name"][-1] != "和"
        and _is_person(match["name"])
        and not _LEAD.match(match["name"])
    ):
        begin = floor + match.start("name") + (match["name"][0] == "、")
        return Subject(begin, floor + match.end("name"), "person", near)
    if (match := _NAMED.search(clause)) and is_name(match["name"]) and not _NO_NAME.search(match["name"]):
        return Subject(floor + match.start("name"), floor + match.end("name"), "person", near)
    if end - start > 30 or _ADVERBIAL.match(text, start, end) or _NO_SUBJECT.match(text, start, end):
        return None
    for pattern, kind in ((_BODY, "body"), (_ROLE, "role")):
        if pattern.search(clause) and not (kind == "body" and _AT.search(text, start + 1, end)):
            if (cut := text.rfind("的", start, end)) >= 0 and "《" not in text[start:cut]:
                start = cut + 1
            short = 2 <= end - start <= (30 if kind == "body" else 14)
            return Subject(start, end, kind, near) if short else None
    return None


def _is_person(name: str) -> bool:
    bare = name.lstrip("、")
    if _NO_NAME.search(bare) or _BODY.search(bare):
        return False
    return is_name(bare) if len(bare) > 2 else not _NO_GIVEN.search(bare)
