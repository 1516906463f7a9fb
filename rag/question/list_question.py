"""Whether a question asks for the items of a list, how many it counts, and whether it wants one of them alone.

By its wording; which list is meant is told by retrieval (`rag.retrieval.outline_nodes`).
"""

import re
from dataclasses import dataclass

from corpus import fold
from corpus.language.lexicon import fill, pattern
from corpus.language.numerals import numeral
from corpus.language.segmentation import content_words, find, tagged
from corpus.structure.list_names import ListName
from rag.question.answer.answer_type import wants_list
from rag.question.answer.word_length import without_letters
from rag.question.question_words import ASKS

_COUNTERS = "个大项点条种类块部方句步件要学度层维"
_COUNTED = pattern(
    r"(?<![第\d.{tens}百千年])(?P<number>{items})(?:个?方面|(?:[{counter}](?![万亿千百])“?|“)(?P<noun>[\u4e00-\u9fff]{0,4}))(?!月|年)",
    counter=_COUNTERS,
)
_WHICH = pattern(r"哪“?(?P<number>{items})(?![月年日天次届])")
_ORDINAL = fill(r"第[(（]?(?:[{tens}]{1,2}|\d{1,2})[)）]?")
_NTH = pattern(
    r"(?P<back>倒数)?(?P<numbers>{ordinal}(?:[、和与跟及]{ordinal})*)"
    r"(?:个?(?:大?(?P<part>{phrases:part})|大?方面|[点条项件层要块])|个(?![^，。？]*(?:年|月|届))|的?各是)|"
    r"排(?:在|名)?(?P<place>{ordinal})(?=[的是，。？?]|$)|"
    r"(?:最[后末]|(?<![年月周期季岁始本])末[尾了]?)那?一?"
    r"(?:个?(?:大?(?P<last>{phrases:part})|大?方面)|[点条项]|个(?=[是叫讲说谈，。？?]|$))",
    ordinal=_ORDINAL,
)
_NAMED = r"(?:“(?P<quoted>[^”]{2,24})”|(?P<item>[^，,；;。？?里中“”]{2,16}?))"
_NEXT = pattern(
    r"{named}(?:这一?[条点项个])?(?:(?<=”)|之后|后面|之前|前面|(?<=[条点项个])[后前])的?"
    r"(?P<step>[下后上前])一?(?:个?(?:大?{phrases:part}|大?方面)|个?大?[点条项]|个(?=[是叫讲说谈，。？?]|$))",
    named=_NAMED,
)
_NUMBER = pattern(
    r"{named}(?:这一?[条点项个])?(?:是|算|排在?|属于|在)[^，,；;。？?]{0,12}?第几个?(?:{phrases:part}|[点条项层块]|方面)",
    named=_NAMED,
)
_POINTS = pattern(
    r"几(?:点|条|方面|大?部分|(?:大|(?<=[分成]几))块|层|步|度)|多少(?:点|个?方面|个?大?部分)|哪几?(?:点|条|大?部分|大?块|层|步|度)|哪几方面|"
    r"[几哪]几?个(?:{phrases:point}|“)|要点|提纲|大纲|[逐分][条项]|罗列|列[出全举一]|写全|说全"
)
_WHOLE = pattern("{phrases:whole_text!}")
_MANY = frozenset(fill("几{tens}两"))
_SHORT = 6  # characters of quoted words that items may share
_NO_THING = frozenset("是有在指要叫啊呢呀吗")
_APART = "，,；;。？?里中"
_LAST = -1
_KIND = pattern(
    r"(?:哪些|哪?[几{tens}两]+(?:[{counter}样对家座位支批项名]|次(?!会))|哪?几(?![{counter}样对]))(?:的|大)?“?(?=[\u4e00-\u9fff])",
    counter=_COUNTERS,
)
_KINDS = 8  # characters behind what counts or asks in which the things stand
_MADE = pattern("[成用]{items}[点条段句]")  # 概括成三点: new words are asked for
_SEVERAL = re.compile(r"哪几[个大类种件句项步要者学位]|分别|都[有是讲说谈](?:了)?(?:些)?(?:什么|啥|哪)|哪些")
_ASKING = (
    _COUNTED,
    _WHICH,
    _NTH,
    _POINTS,
    _SEVERAL,
    pattern("{question_words:request}|{phrases:heading}|[写列说]给?我?"),
)


@dataclass(frozen=True, slots=True)
class ListAsked:
    """What of a list is asked for.

    :param counted: How many items the question counts; None if it counts none.
    :param nth: Which items alone are wanted, from 1, -1 for the last; none if all are. 0 is none: 第三五项.
    :param points: Whether they are asked for as points or parts of a text: 几点, 哪几条, 要点, 分几部分; with `nth`:
        whether it is asked how many there are, besides.
    :param noun: What it counts, as far as it says: the characters behind 三条.
    :param about: Its content words but those that ask for a list.
    :param whole: Whether it asks what a whole text is made of: 分几部分, 框架.
    :param beside: An item by its words, where what is asked for is that one's number or the one beside it; else empty.
    :param step: Which it is, from that one: 1 the next, -1 the one before, 0 itself.
    :param things: Words that the items may share or be named by: 精神 of 哪几种精神, and what is quoted.
    :param shared: Quoted words that are counted, so that each item has them: 三个“更加”.
    """

    counted: int | None = None
    nth: tuple[int, ...] = ()
    points: bool = False
    noun: str = ""
    about: frozenset[str] = frozenset()
    whole: bool = False
    beside: str = ""
    step: int = 0
    things: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def loose(self) -> bool:
        """Whether it asks neither for points or parts, nor counts items, nor numbers one: 哪些, 分别."""
        return not (self.points or self.counted or self.nth)


def list_asked(question: str) -> ListAsked | None:
    """Return what of a list a question asks for; None if it asks for none.

    >>> five, third = list_asked("座谈会上提了哪五点希望？"), list_asked("报告的第三部分讲什么？")
    >>> (five.counted, five.noun), third.nth
    ((5, '希望'), (3,))
    >>> after, where = list_asked("“建竹园”之后的下一条是什么？"), list_asked("十条经验里“修渠引水”是第几条？")
    >>> (after.beside, after.step), (where.beside, where.step)
    (('建竹园', 1), ('修渠引水', 0))
    """
    folded = without_letters(fold(question))
    rest = folded
    for words in _ASKING:
        rest = words.sub(" ", rest)
    about = content_words(rest)
    if (by := _NEXT.search(folded) or _NUMBER.search(folded)) is not None:
        step = {"下": 1, "后": 1, "上": -1, "前": -1}[by["step"]] if by.re is _NEXT else 0
        named = by["quoted"] or by["item"]
        return ListAsked(about=about - content_words(named), beside=named, step=step)
    found = list(_COUNTED.finditer(folded))
    numbers = [match["number"] for match in (*found, *_WHICH.finditer(folded))]
    counts = {numeral(number.replace("两", "二")) for number in numbers} - {0, 1}
    counted = counts.pop() if len(counts) == 1 else None
    points = bool(_POINTS.search(folded))
    several = points or wants_list(question) or bool(_SEVERAL.search(folded))
    things, shared = _things(folded)
    ordinals = list(_NTH.finditer(folded))
    if not ordinals and _asks_last(folded, things):
        return ListAsked(counted, (_LAST,), points, about=about, things=things, shared=shared)
    things = things or tuple(sorted(about))
    nth = [number for match in ordinals for number in _numbers(match)]
    first = ordinals[0] if ordinals else None
    if first and not _WHICH.search(folded, first.end()):  # 第二部分讲了哪六个方面 asks for six
        lists = [*_POINTS.finditer(folded, 0, first.start()), *_SEVERAL.finditer(folded, 0, first.start())]
        lists += [match for match in _POINTS.finditer(folded, first.end()) if not _of_one(match.group())]
        if all(_how_many(folded, match, first) for match in lists):  # 提了几条，最后一条是什么
            parts = any(match["part"] or match["last"] for match in ordinals)
            return ListAsked(
                counted,
                tuple(dict.fromkeys(nth)),
                points,
                about=about,
                whole=parts,
                things=things,
                shared=shared,
            )
    told = not ASKS.search(folded) and not _MADE.search(folded)  # 四个“一”，写全
    if several or (counted and (re.search("什么|哪|啥", folded) or told)):
        noun = next((match["noun"] or "" for match in found), "") if counted else ""
        whole = _WHOLE.search(_NTH.sub(" ", folded)) is not None
        return ListAsked(counted, (), points, noun, about, whole, things=things, shared=shared)
    return None


def _things(folded: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that the items of a list may share or be named by, and those that all surely share.

    >>> [_things(text) for text in ("要弘扬哪几种精神", "要破的几个“唯”都是啥", "“四个不丢”指什么")]
    [(('精神',), ()), (('唯',), ('唯',)), (('不丢',), ())]
    """
    found, shared, plain = list[str](), list[str](), ""
    for part in folded.split("“"):
        words, mark, rest = part.partition("”")
        if mark and 0 < len(words) <= _SHORT:
            found.append(name.noun if (name := ListName.read(words)) else words)
            if plain[-1:] in _COUNTERS and plain[-2:-1] in _MANY:
                shared.append(words)
        plain += f"“”{rest}" if mark else part
    for match in _KIND.finditer(plain):
        kinds = tagged(plain[match.end() : match.end() + _KINDS])
        found += [kinds[0][0]] if kinds else []
        if len(kinds) > 1 and kinds[0][1][:1] in "nav" and kinds[1][1][:1] == "n":
            found.append(kinds[0][0] + kinds[1][0])
    found = [word for word in found if word not in _NO_THING and all("\u4e00" <= char <= "\u9fff" for char in word)]
    return tuple(dict.fromkeys(found)), tuple(shared)


def _asks_last(folded: str, things: tuple[str, ...]) -> bool:
    """Say whether the last of what is counted is asked for: 最后一个“不丢”."""
    things = tuple(f"{quote}{word}" for word in things for quote in ("", "“"))
    for last in ("最后", "最末"):
        for at in find(folded, last):
            rest = folded[at + 2 :].removeprefix("那").removeprefix("一")
            if rest.startswith(things) or rest[1:].startswith(things):
                return True
    return False


def _numbers(ordinal: re.Match[str]) -> list[int]:
    """Return which items an ordinal means, from 1; counted from the end, -1 is the last."""
    named = ordinal["numbers"] or ordinal["place"]
    if named is None:
        return [_LAST]
    sign = -1 if ordinal["back"] else 1
    return [sign * numeral(one.strip("、和与跟及()（）")) for one in named.split("第") if one]


def _of_one(asked: str) -> bool:
    """Say whether words ask for one thing: 第五项是哪块工作."""
    return asked[:1] == "哪" and asked[1:2] not in ("几", "个")


def _how_many(folded: str, asked: re.Match[str], nth: re.Match[str]) -> bool:
    """Say whether 几条 asks how many there are, in a clause before that which asks for the n-th."""
    between = folded[asked.end() : nth.start()]
    number = asked.group().startswith("几") and not folded.startswith("哪", max(0, asked.start() - 1))
    return number and any(mark in between for mark in _APART)
