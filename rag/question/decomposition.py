"""One question that asks the same of two or three things becomes as many questions, each with evidence of its own.

    2023年澜川和溪州的产值各是多少？      the row 澜川和溪州, one kind, asked of each
        -> 2023年澜川的产值是多少？  2023年溪州的产值是多少？
    航线2023年底多少条，2024年底又多少条？   two clauses that ask, each of a year
        -> 航线2023年底多少条？  航线2024年底多少条？

A row are values of one kind, joined by 和 or a comma: times, places, people, quoted names, or words that end alike. Put
together, the passages of one value crowd out those of the other, and a small model mixes them up.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from corpus import fold
from corpus.language.annotation import Word, annotate
from corpus.language.lexicon import pattern, table, words
from corpus.language.names.persons import is_name
from corpus.language.names.places import find_place
from corpus.language.periods import NAMED_TIME
from corpus.language.segmentation import PERSON_FLAGS, content_words
from rag.datamodel import Turn
from rag.question.answer.answer_type import OF_HIM, expected
from rag.question.followup.context import SO, attribute, stem
from rag.question.followup.rewriting import complete
from rag.question.list_question import list_asked
from rag.question.question_words import ASKS

MOST = 5
"""Things that are asked of one after the other; a question about more is one question: none is left out unsaid."""

_AND = re.compile(r"[、和与跟及同]|以及")
_TIME = re.compile(rf"(?:{NAMED_TIME})[底末初中]?")
_PROVINCE = pattern("{places:province}{province_suffix}?")
_HAN = "[\u4e00-\u9fff]"
_EACH = pattern(r"[，,]?(?:[两二三四2-4][次回场届年地][，,]?)?{question_words:each!}")
_BOTH = words("question_words", "both")
_TOGETHER = words("question_words", "together")
_COUNTED = pattern(r"(?:这|那)?[两二三四2-4](?:个|位|[{level}地年次届场家人篇份]){phrases:value_noun}?")
_YEARS = pattern(r"{year}(?:[、和与跟及]{year})+(?=年|这?[两二三四]年)")  # 2024、2025两年
_OF_ALL = re.compile(r"都(?=[是有由在为])")
_SAID_FIRST = pattern(r"^(?:{question_words:compare}|请问|请|一下|问|[：:，, ])+")
_COMPARED = pattern(
    r"(?:相比|比)?[，,]?(?:(?:哪一?[个边]|哪里|谁)的?[更多高大少低快早晚][^，,]{0,6}"
    r"|(?:之间)?(?:的)?(?:有什么|有哪些|有何)(?:主要)?{phrases:differ}(?:之处)?|的?(?:异同|区别|差异)(?:是什么|在哪里?)?"
    r"|(?:相差|差)(?:了)?多少)[？?。]?$"
)
_WHOSE = pattern(r"[，,]?(?:谁|哪一?个|哪[边年{level}])的?(?P<of>[^，,；;？?是谁哪各得]{2,12}?)[更最]?[高多大少低快]$")
_FASTER = pattern(  # 哪个涨得快？各是多少
    r"[，,]?(?:谁|哪一?[个边{level}])(?P<verb>{han}{1,2})得[更最]?[高多大少低快慢好](?:[，,；;？?]各自?{han}{0,2}多少)?$",
    han=_HAN,
)
_SAME_OF_BOTH = re.compile(
    r"^(?P<first>[^和与跟]{2,20}的(?P<same>[^的和与跟]{2,20}))[和与跟同](?P<other>[^和与跟]{2,20}的(?P=same))$"
)
_ALIKE = re.compile(
    r"(?P<lead>[^和与跟及、，,？?]{2,40}?)(?P<joins>(?:[、和与跟及][^和与跟及、，,？?的]{2,24}){1,3})(?=的|[，,]|分别|各)"
)
_NAMED = ("ns", *PERSON_FLAGS)  # the tagger takes a town for a person now and then, so they are one kind
_ASKED_BY = ("number", "duration", "date", "person", "place")


class _Value(NamedTuple):
    kind: str
    start: int
    end: int


class _Row(NamedTuple):
    """Values that stand in a row: the half-open span of the whole, and the text of each."""

    start: int
    end: int
    texts: tuple[str, ...]


def parts(question: str, known: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the questions that a question is made of, two to `MOST`, or none if it is one.

    >>> parts("2023年澜川和溪州的竹农人均收入各是多少元？", ["澜川", "溪州"])
    ('2023年澜川的竹农人均收入是多少元？', '2023年溪州的竹农人均收入是多少元？')
    >>> parts("市政协和市工商联联合举办了什么活动？"), parts("澜川和溪州签了合作协议，双方各由谁签字？")
    ((), ())

    :param known: Places and people that the library knows, as they are called.
    """
    asked = _SAID_FIRST.sub("", question.strip()).rstrip("？?。 ")
    for word in words("question_words", "compare"):  # 浓度比一比，各是多少
        asked = asked.replace(f"{word}，各", "，各")
    asked = _FASTER.sub(r"各\g<verb>了多少", asked)
    what = _COMPARED.sub("", _WHOSE.sub(r"的\g<of>", asked))
    compared = what != asked or (_SAID_FIRST.match(question.strip()) is not None and not ASKS.search(asked))
    if compared:
        if both := _SAME_OF_BOTH.match(what):
            return f"{both['first']}{_asks(what)}？", f"{both['other']}{_asks(what)}？"
        asked = what if ASKS.search(what) else f"{what}{_asks(what)}"
    elif two := _two_clauses(asked, known):
        return two
    each = _EACH.search(asked) is not None
    if any(word in asked for word in _BOTH):  # 两县签约，双方各由谁签字: of one thing, that both did
        return ()
    row = _years(asked) or next(_rows(asked, known), None) or (_alike(asked) if each or compared else None)
    if row is None or len(row.texts) > MOST or not (each or compared or _asked_of_each(asked, row)):
        return ()
    behind = _COUNTED.sub("", asked[row.end :], count=1) if _COUNTED.match(asked, row.end) else asked[row.end :]
    behind = _OF_ALL.sub("", _EACH.sub("", behind, count=1), count=1)
    before = _EACH.sub("", asked[: row.start])
    return tuple(f"{before}{text}{behind}？" for text in row.texts)


def _years(text: str) -> _Row | None:
    """Return years that share one 年 as a row."""
    found = _YEARS.search(text)
    if found is None:
        return None
    end = found.end() + text.startswith("年", found.end())
    return _Row(found.start(), end, tuple(f"{year}年" for year in re.findall(r"\d+", found.group())))


def _asked_of_each(asked: str, row: _Row) -> bool:
    """Say whether what is asked of a row can only be told of each of its values: a figure, a day, a person."""
    together = any(word in asked for word in _TOGETHER)
    return expected(asked) in _ASKED_BY and not together and bool(ASKS.search(asked, row.end))


def _rows(text: str, known: Sequence[str]) -> Iterator[_Row]:
    """Yield the rows of values of one kind, and names of groups of places, in order."""
    places = table("places")
    for group in places.of("group"):
        for name in sorted(group.words, key=len, reverse=True):
            if (at := text.find(name)) >= 0:
                yield _Row(at, at + len(name), places.words("province", region=group.fields["region"]))
                break
    values = _values(text, known)
    first = 0
    while first < len(values):
        last = first
        while (
            last + 1 < len(values)
            and values[last + 1].kind == values[first].kind
            and not _apart(*(text[value.start : value.end] for value in (values[first], values[last + 1])))
            and _AND.fullmatch(text[values[last].end : values[last + 1].start])
        ):
            last += 1
        if last > first:
            yield _Row(
                values[first].start, values[last].end, tuple(text[v.start : v.end] for v in values[first : last + 1])
            )
        first = last + 1


def _apart(one: str, other: str) -> bool:
    """Say whether one of two names is surely a person's and the other a place's: 顾望舒跟甘肃合办的学校 is of both."""
    places = [_PROVINCE.fullmatch(name) is not None or find_place(fold(name)) is not None for name in (one, other)]
    return any(places) and any(
        is_name(fold(name)) for name, place in zip((one, other), places, strict=True) if not place
    )


def _values(text: str, known: Sequence[str]) -> list[_Value]:
    """Return what stands in a text of the kinds that can stand in a row; the longest where they overlap."""
    read = annotate(fold(text))
    names = (_Value("name", at.start(), at.end()) for name in known for at in re.finditer(re.escape(name), text))
    places = (_Value("name", start, end) for start, end in read.places if not _COUNTED.search(text, start, end))
    found = chain(
        (_Value("time", at.start(), at.end()) for at in _TIME.finditer(text)),
        places,
        (_Value("name", at.start(), at.end()) for at in _PROVINCE.finditer(text)),
        _names(read.words),
        (_Value("quoted", start - 1, end + 1) for start, end in chain(read.quotations, read.titles)),
        names,
    )
    kept: list[_Value] = []
    for value in sorted(found, key=lambda v: (v.start - v.end, v.start)):
        if all(value.end <= other.start or value.start >= other.end for other in kept):
            kept.append(value)
    return sorted(kept, key=lambda v: v.start)


def _names(words: Sequence[Word]) -> Iterator[_Value]:
    """Yield the names that the tagger sees, one that it cuts in two (闻人 楷) as one."""
    at = 0
    while at < len(words):
        end = at + 1
        if words[at].flag in _NAMED:
            while end < len(words) and len(words[end].text) == 1 and words[end].flag[:1] in "ng":
                end += 1
            if words[end - 1].end - words[at].start > 1:
                yield _Value("name", words[at].start, words[end - 1].end)
        at = end


def _alike(asked: str) -> _Row | None:
    """Return the first row of words that begin or end alike: 五届三次会议和五届四次会议, 竹纸产业和茶叶产业."""
    match = _ALIKE.match(asked)
    if match is None:
        return None
    others = _AND.split(match["joins"][1:])
    first = _like(match["lead"], others[0])
    return _Row(match.end("lead") - len(first), match.end(), (first, *others)) if first and all(others) else None


def _like(lead: str, other: str) -> str:
    """Return the end of `lead` that stands in a row with `other`; empty if none does."""
    # the shortest end that begins and ends as the other does
    for start in range(len(lead) - 2, -1, -1):
        if lead[start] == other[0] and lead[-1] == other[-1]:
            return lead[start:]
    if re.fullmatch(rf"{_HAN}+", lead) and len(lead) <= len(other) + 1:  # 两个名字
        return lead
    return lead[-len(other) :] if lead[-1] == other[-1] or re.fullmatch(rf"{_HAN}+", lead[-len(other) :]) else ""


def _two_clauses(asked: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the questions of two clauses that ask, each of its own time or place; the second may lack its topic."""
    clauses = re.split(r"[，,；;？?]\s*", asked)
    if len(clauses) != 2 or not ASKS.search(clauses[0]) or not (ASKS.search(clauses[1]) or clauses[1].endswith("呢")):
        return ()
    if (items := list_asked(clauses[1])) is not None and items.nth:
        return ()  # 布置了几项任务，第四条是什么: of the same list
    if OF_HIM.fullmatch(clauses[1]):
        return ()  # 由谁主持，什么身份: of the same one
    first, second = clauses[0], re.sub(rf"^(?:而|{SO})|又(?=[是有为要将在达]|打算)", "", clauses[1])
    own, other = ([v for v in _values(clause, known) if _is_of(clause, v)] for clause in (first, second))
    shared = next(((a, b) for a in own for b in other if a.kind == b.kind), None)
    if shared is None:
        whole = complete(f"{second}？", [Turn("user", f"{first}？")])
        alone = not whole.before and whole.text != f"{second}？"  # else both are answered together
        return (f"{first}？", whole.text) if alone and own else ()
    mine, theirs = shared
    if second[:1] in "比较" or (second[:1] in "跟和与同" and "比" in second[2:10]):  # 2025年亩产多少，比上年多了多少
        return f"{first}？", f"{stem(first)}{second}？"
    new = content_words(second[: theirs.start] + second[theirs.end :]) - content_words(first)
    if not new:  # the same is asked again
        return f"{first}？", f"{first[: mine.start]}{second[theirs.start : theirs.end]}{first[mine.end :]}？"
    if _says_of_what(second, theirs):
        return f"{first}？", f"{second}？"
    lead = first[: mine.start]
    names = sum(value.end - value.start for value in own if value.end <= mine.start)
    topic = lead if names < len(lead.rstrip("的")) else lead + _topic(first[mine.end :]).lstrip("的")
    return f"{first}？", f"{topic}{second}？"


def _is_of(clause: str, value: _Value) -> bool:
    """Say whether a value tells what a clause asks of: 在哪个城市 names no city."""
    return value.kind != "quoted" and not ASKS.search(clause[max(0, value.start - 2) : value.start])


def _says_of_what(clause: str, value: _Value) -> bool:
    """Say whether a clause names, beside its time or place, a thing that its verb is asked of."""
    end = _last_verb(clause)
    return any(
        word.flag[:1] in "nijl" or word.flag == "vn"
        for word in annotate(clause).words
        if word.end <= end and not value.start <= word.start < value.end
    )


def _topic(clause: str) -> str:
    """Return what a clause asks about: all before its last verb that stands before the question word."""
    return clause[: _last_verb(clause)]


def _last_verb(clause: str) -> int:
    asks = ASKS.search(clause)
    end = asks.start() if asks else len(clause)
    verbs = [word.start for word in annotate(clause).words if word.flag[:1] in "vp" and word.start < end]
    return verbs[-1] if verbs else end


def _asks(what: str) -> str:
    """Return what asks for a thing: a figure, what a text says, or what it is."""
    if what.endswith(("讲话", "报告", "文章", "发言", "致辞")):
        return "讲了什么"
    return "是多少" if attribute(what) and not what.endswith("目标") else "是什么"
