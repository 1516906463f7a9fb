"""Who is the subject of a verb of speech, in folded text: a person, a pronoun, a meeting or paper, a role.

Works on one line with offsets into it. Knows no verbs of speech; `corpus.attribution.utterances` finds those.
"""

import re
from dataclasses import dataclass

from corpus.language.cleaning import HAN
from corpus.language.lexicon import any_of, fill, pattern, words
from corpus.language.names.offices import OFFICE
from corpus.language.names.persons import LAZY_NAME, NAME, ends_in_office, is_name
from corpus.language.segmentation import PERSON_FLAGS, dictionary_flag

REACH = 160  # characters before a verb in which its subject is looked for
_CLAUSES = 4  # so many clauses back

_ROLES = any_of("offices", "doer")
_BODIES = fill("{texts:body}|(?<=[{level}党团])委|(?<=[{han}][{han}])(?:局|厅|办)|》", han=HAN)
_NARRATES = fill(
    "{narration:narrates!}|来(?=[^，,。]{2,12}{narration:visit})|和(?!{narration:narrates}|{speech_verbs:formal}|表示|认为)"
)
_ACTS = fill("{narrates}|{narration:act}|{speech_verbs:says}|说", narrates=_NARRATES)
_ADVERB = pattern(
    r"(?:{narration:adverb}|(?:{narration:degree}[{han}]{0,2})?{narration:feeling}(?:满满|万分|不已|万千)?(?:地|的)?|"
    r"{narration:manner}(?:着|地)?|[只总常还也便又是]+[{han}]{2}地|[,，]|(?:对|向|跟|和)(?:{narration:hearer}|他|她|我)|"
    r"(?:(?<=[议会告言示信话])上|会上|中)|在[{han}]{2}中|在会上)$",
    han=HAN,
)
_LEAD = pattern(
    r"(?:[{han}]{0,4}{narration:held}的|{narration:lead}|有(?=[{han}]{0,8}{offices:doer}$)|(?:\d{1,4}年)?(?:\d{1,2}月)?\d{1,2}日(?:上午|下午|晚)?)+",
    han=HAN,
)
_ADVERBIAL = pattern(r"(?:{narration:adverbial!}|\d)")
_NAMED = pattern(
    r"(?:^|{office}|{offices:doer}|[{han}][员授师民者商户工生人]|[、)》”的\s]|(?:我国|著名)[{han}]{2,4})(?P<name>{person}|[{han}]{2,4}·[{han}]{2,6})"
    r"(?:{offices:behind}|{office})?$",
    office=OFFICE,
    person=NAME,
    han=HAN,
)
_NAME_OFFICE = pattern(
    r"(?P<name>{person}|(?:^|、)[{han}]{2})(?P<office>{office}|{offices:behind})$", office=OFFICE, person=NAME, han=HAN
)
_BEFORE_KNOWN = ("家", "人", "者", "统", "相", "、", ")", "》", "”", " ", *words("offices", "doer"))
_KNOWN = range(5, 1, -1)  # characters of a name that the dictionary has: 恩格斯, 爱因斯坦
_NO_GIVEN = pattern("[委府组{level}{township}部局厅院校会总副党办团队司厂站所处科国家任大老新原位名各、]$")
_NO_NAME = pattern("[的了是在与不也要]|和(?!$)|[委府组局厅院部{level}{township}时听]$")
_MASKED = re.compile(rf"(?:^|[、\s]|{OFFICE}|(?:{_ROLES}))[{HAN}]?[*×]{{1,6}}(?:[{HAN}]|同志|{OFFICE})?$|[{HAN}]某某?$")
_PRONOUN = re.compile("(?<!其)(?:他们|她们|他|她)$")
_AUTHOR = pattern("{narration:author}$")
_BODY = re.compile(f"(?:{_BODIES})$")
_ROLE = re.compile(f"(?:{_ROLES}|{OFFICE})们?$")
_CUT = re.compile(_NARRATES)
_MENTION = re.compile(
    rf"(?:{OFFICE}|(?<=[{HAN}])[员授师民者商家])(?P<a>{LAZY_NAME})(?={_ACTS}|[，。、,；：:]|$)|(?P<b>{NAME})(?:同志|{OFFICE})"
    rf"|(?<![^。,，、;；:!?！？”\s])(?P<c>{LAZY_NAME})(?={_ACTS})|(?P<mask>{OFFICE}[{HAN}]?[*×]{{1,6}})"
)
# a person whose words or ideas are spoken of does not act
_OWNED = pattern("的|{narration:owned}|对(?![^,，。]{2,30}{narration:gives})[^,，。]{2,20}的")
_OBJECT = pattern("{narration:obeys object}[^,，。]{0,3}$")
_AT = re.compile("在(?!召开|举行|进行)")  # X在会议上强调: the meeting does not speak
_NO_SUBJECT = pattern("{narration:obeys no_subject}")


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
        if text[start - 1] in "位名":  # 一位不愿透露姓名的村民
            start = max(start, text.rfind("的", start, end) + 1)
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
    if _MASKED.search(clause):
        return Subject(floor, end, "masked", near)
    if "*" in clause or "×" in clause:
        return None
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
    if known := _known(clause):
        return Subject(end - known, end, "person", near)
    if end - start > 30 or _ADVERBIAL.match(text, start, end) or _NO_SUBJECT.match(text, start, end):
        return None
    for ends, kind in ((_BODY, "body"), (_ROLE, "role")):
        if ends.search(clause) and not (kind == "body" and _AT.search(text, start + 1, end)):
            if (cut := text.rfind("的", start, end)) >= 0 and "《" not in text[start:cut]:
                start = cut + 1
            short = 2 <= end - start <= (30 if kind == "body" else 14)
            return Subject(start, end, kind, near) if short else None
    return None


def _known(clause: str) -> int:
    """Return the length of a name that a clause ends with and the dictionary has, as of people without a surname."""
    for length in _KNOWN:
        name, before = clause[-length:], clause[:-length]
        if len(name) == length and dictionary_flag(name) in PERSON_FLAGS:
            return length if not before or before.endswith(_BEFORE_KNOWN) or ends_in_office(before) else 0
    return 0


def _is_person(name: str) -> bool:
    bare = name.lstrip("、")
    if _NO_NAME.search(bare) or _BODY.search(bare):
        return False
    return is_name(bare) if len(bare) > 2 else not _NO_GIVEN.search(bare)
