"""What words such as 第二个, 这个数字, 该市, 其中 and 它 stand for in a conversation.

Each rule returns a complete question, or None where it does not hold.
"""

import re
from collections.abc import Sequence

from corpus.language.lexicon import any_of, pattern, words
from corpus.language.segmentation import DEEDS_AS_NOUNS, content_words, tagged
from rag.question.followup.context import (
    TAIL,
    TIME,
    Context,
    counted,
    first_figure,
    items,
    last_called,
    last_place,
    ordinal,
    quotation,
    stem,
    subject,
    told,
    unmarked,
)
from rag.question.question_words import ASKS, COUNTED

_DETAIL = re.compile(
    r"^(?:请|能否?|可以)?(?:再)?(?:继续|展开|详细|具体)(?:一?点|说说|讲讲|说一?下|讲一?下|介绍一?下?|些)*(?:呢|吗|吧)?$"
)
_MORE = re.compile(r"^(?:还有|除此之外|其他的?|别的)(?:别的|其他的?|什么|哪些|没有)?(?:吗|呢|么)?$")
_SAID_BY = pattern(r"^是?由?谁{speech_verbs:quotable terse}的?话?$")
_POINTER = pattern(r"[这那]一?[个项次场座条家篇位届]|[该此](?![{level}{township}])|上述")
_THIS_PLACE = pattern(r"(?:该|这个|那个|此)(?P<suffix>[{level}{township}])|{followups:there!}")
_THIS_FIGURE = pattern(r"[这那](?:个|一|项)?(?P<noun>{followups:figure})")
_THIS_QUOTE = re.compile(r"[这那](?:句话|一?提法|个说法|种说法)")
_MEETING = re.compile(r"^(?:在)?会(?:议)?上")
_IT = re.compile(r"^(?:它们?|(?:这个?|那个)(?=[是有由在的]))")
_THEY = re.compile(r"^(?:[他她][们俩]|人家)(?![山乡])")
_INTENDING = frozenset(words("followups", "generic"))
_OCCASIONS = frozenset(words("followups", "occasion"))  # one of these is named, or is not meant
_JOINS = "，,、的里中是"
_COUNTED = pattern(r"[了过有]?(?:哪|几|哪几|多少)[{counted}大点些]", counted=COUNTED)
_OF_TWO, _AND, _EACH = ("前者", "后者"), ("和", "与", "跟", "及", "、"), "各分别都有"
_IS = ("是", "有", "为", "达")
_THINGS = "njsz"  # first letters of the tagger's flags: what may be set side by side; 出口 is a `vn`
_SEVERAL = re.compile(r"(?P<from>前|后|最后)(?P<number>[两二三四])[个项条点步](?:分别|都|各)?")


def more(question: str, context: Context) -> str | None:
    """展开说说; 还有吗: the same question, with what is wanted of it."""
    text = TAIL.sub("", question)
    if _DETAIL.match(text):
        return f"{unmarked(context.before)}？具体内容是什么？"
    return f"{unmarked(context.before)}？还有哪些？" if _MORE.match(text) or text in ("还有", "继续") else None


def nth(question: str, context: Context) -> str | None:
    """第二个呢, 前两个分别讲什么: the second, or the first two, of what was answered."""
    if several := _SEVERAL.match(question):
        every, number = items(context.said), "零一二三四".find(several["number"].replace("两", "二"))
        chosen = every[:number] if several["from"] == "前" else every[-number:]
        rest = TAIL.sub("", question[several.end() :])
        asked = rest if ASKS.search(rest) else "的具体内容是什么"
        return "和".join(chosen) + "分别" + asked.removeprefix("分别") if len(every) > number else None
    found = ordinal(question)
    listed = items(context.said) if found else []
    if not found or not -len(listed) <= found[0] < len(listed):
        return _of_its_list(TAIL.sub("", question), context.before) if found else None
    index, start, end = found
    item, rest = listed[index], TAIL.sub("", question[end:])
    rest = re.sub(rf"^{any_of('followups', 'item')}", "", rest)
    return question[:start] + item + (rest if rest and rest not in ("是", "是什么") else "的具体内容是什么")


def _of_its_list(item: str, before: str) -> str | None:
    """第五条呢, where the answer has no such item: of the list that was asked about, by number or by an item."""
    whole = unmarked(before)
    if earlier := ordinal(whole):
        whole = whole[: earlier[1]]
    elif (counted := _COUNTED.sub("的", whole)) != whole:
        whole = counted
    else:
        return None
    whole = whole.rstrip(_JOINS)
    return f"{whole}，{item}{'' if ASKS.search(item) else '是什么'}" if whole else None


def said_by(question: str, context: Context) -> str | None:
    """谁说的: the quotation asked about; or what was answered, word for word or in the answer's own words."""
    text = TAIL.sub("", question)
    if not _SAID_BY.match(text):
        return None
    verb = text if text.startswith("是") else "是" + text.removeprefix("由")
    quoted = quotation(context.before)
    if quoted is None and (said := told(context.said)):
        return said + verb
    about = quoted if quoted and not stem(context.before).endswith(quoted) else stem(context.before)
    return about + verb


def answered(question: str, context: Context) -> str | None:
    """这个数字, 这句话: what was answered."""
    if found := _THIS_FIGURE.search(question):
        figure = first_figure(context.said)
        if figure:
            return (
                question[: found.start()]
                + stem(context.before)
                + figure
                + "这个"
                + found["noun"]
                + question[found.end() :]
            )
    if found := _THIS_QUOTE.search(question):
        quoted = quotation(context.before, context.said)
        return question[: found.start()] + quoted + question[found.end() :] if quoted else None
    return None


def one_of_two(question: str, context: Context) -> str | None:
    """前者, 后者: the first or the second of two things that were asked about together."""
    found = [(question.find(word), side) for side, word in enumerate(_OF_TWO) if word in question]
    read = tagged(context.before)
    pairs = [two for at, (word, _) in enumerate(read) if word in _AND and (two := _two_things(read, at)) is not None]
    if len(found) != 1 or len(pairs) != 1:
        return None
    (place, side), (first, second) = found[0], pairs[0]
    left_out = (second, first)[side]
    kept = [word for at, (word, _) in enumerate(read) if at not in left_out and at != first.stop]
    about = re.split(ASKS.pattern, "".join(kept), maxsplit=1)[0].rstrip(_JOINS + _EACH)
    return question[:place] + about + question[place + 2 :] if about else None


def _two_things(read: Sequence[tuple[str, str]], joint: int) -> tuple[range, range] | None:
    """Return the words of two things side by side, 竹业大会和纸业大会; None if it is not sure which they are.

    What only one of them has, before the first or behind the second, is of both: 溪州市竹纸和竹编, 竹纸和竹编产值.
    """
    begin = end = joint
    while begin and _is_thing(read[begin - 1][1]):
        begin -= 1
    while end + 1 < len(read) and _is_thing(read[end + 1][1]):
        end += 1
    left, right = joint - begin, end - joint
    broken = begin and read[begin - 1][1][:1] == "v" and len(read[begin - 1][0]) == 1  # 可支配收入
    goes_on = end + 1 < len(read) and read[end + 1][1] == "v" and read[end + 1][0] not in _IS  # 人均消费支出
    if not left or not right or broken or goes_on:
        return None
    if left > 1 < right and (left != right or read[begin][1] != read[joint + 1][1]):
        if read[joint - 1][0][-1] != read[end][0][-1]:
            return None
        left = right = min(left, right)
    words = min(left, right)
    return range(joint - words, joint), range(joint + 1, joint + 1 + words)


def _is_thing(flag: str) -> bool:
    return flag[:1] in _THINGS or flag in DEEDS_AS_NOUNS


def _noun(text: str) -> str:
    """Return the common noun that a text begins with, as 工程 in 工程投资多少; empty if it begins with none."""
    word, flag = next(iter(tagged(text)), ("", ""))
    return word if len(word) >= 2 and flag in ("n", "vn", "nz") else ""


def pointed(question: str, context: Context) -> str | None:
    """该市, 这项工程, 会上, 其中, 它: what these words stand for."""
    if found := _THIS_PLACE.search(question):
        there = found.group().startswith("那")
        texts = context.texts[::-1] if there else context.texts
        place = last_place(texts, found["suffix"] or "")
        return question[: found.start()] + place + question[found.end() :] if place else None
    found = _POINTER.search(question)
    named = found and tagged(question[: found.start()])[-1:]  # 竹席厂那个服务队 says which
    if found and not (named and named[0][1][:1] in _THINGS) and (head := _noun(question[found.end() :])):
        thing = last_called(context.texts, head)
        if thing is None and head not in _OCCASIONS:
            thing = subject(context.before)
        return question[: found.start()] + thing + question[found.end() + len(head) :] if thing else None
    if found := _MEETING.match(question):
        meeting = last_called(context.texts, "会议")
        return meeting + "上" + question[found.end() :] if meeting else None
    if question.startswith("其中"):
        return counted(context.before).replace("的", "", 1) + "中" + question[2:].lstrip("，,")
    if found := _THEY.match(question):
        rest = TAIL.sub("", question[found.end() :])
        new = content_words(ASKS.sub("", TIME.sub("", rest))) - content_words(context.before) - _INTENDING
        about = last_place(context.texts) if new else TIME.sub("", stem(context.before))
        return about + rest if about else None
    if (found := _IT.match(question)) and ASKS.search(unmarked(question)):
        return subject(context.before) + question[found.end() :]
    return None
