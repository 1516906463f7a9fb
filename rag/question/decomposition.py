"""One question that asks the same of two or three things becomes as many questions, each with evidence of its own.

    五届三次会议和五届四次会议各收到多少件提案？  ->  五届三次会议收到多少件提案？  五届四次会议收到多少件提案？

Put together, the passages of one crowd out those of the other, and a small model mixes them up.
"""

import re

from corpus.language.names.persons import LAZY_NAME, NAME, is_name
from corpus.language.periods import NAMED_TIME
from corpus.language.segmentation import content_words
from rag.datamodel import Turn
from rag.question.followup.context import attribute
from rag.question.followup.rewriting import complete

_HAN = "\u4e00-\u9fff"
_JOINED = re.compile(
    r"^(?P<lead>[^和与跟及、？?]{2,40}?)(?P<joins>(?:[、和与跟及][^和与跟及、，,？?]{2,24}?){1,3})"
    r"(?P<tail>的[^，,？?各]{1,24}?)?[，,]?(?:分别|各自|各)(?!位|类|项|种|级|地|县|市|区|部门|方面|界|族|乡|镇|省|国|单位|个)"
    r"(?P<asks>[^，,。；;？?]{2,40})[？?。]?$"
)
_ASKS = r"(?:多少|几(?!乎)|是谁|由谁|哪一?[年天])"
_TWO = re.compile(
    rf"^(?P<first>[^，,；;？?]{{5,60}}?{_ASKS}[^，,；;？?]{{0,8}})[，,；;？?]\s*"
    rf"(?P<second>[^，,；;？?]{{0,40}}{_ASKS}[^，,；;？?]{{0,8}})[？?]?$"
)
_TIME = re.compile(rf"{NAMED_TIME}[底末初中]?")
_SAID_FIRST = re.compile(r"^(?:比一比|请比较|比较一下|对比一下|对比|请问|请|问一下)[：:，, ]*")
_COMPARED = re.compile(
    r"^(?P<what>.{6,60}?)(?:相比)?[，,]?(?:(?:哪个|哪一个|哪边|谁)的?(?:更|多|高|大|少|低|快|早|晚)[^，,]{0,6}"
    r"|(?:之间)?(?:的)?(?:有什么|有哪些|有何)(?:主要)?(?:不同|区别|异同|差异|差别|变化)(?:之处)?|的?(?:异同|区别|差异)(?:是什么|在哪里?)?"
    r"|(?:相差|差)(?:了)?多少|谁(?:高|多|大|快)[^，,]{0,4})[？?。]?$"
)
_COMPARE_FIRST = re.compile(r"^(?:请)?(?:对比|比较)(?:一下)?(?P<what>[^，,？?]{6,60})[？?。]?$")
_TWO_YEARS = re.compile(r"^(?P<lead>.{0,16}?)(?P<first>\d{4}年)[和与跟同](?P<other>\d{4}年)(?P<rest>[^年]{2,40})$")
_BOTH = re.compile(
    r"^(?P<first>[^和与跟]{2,20}的(?P<same>[^的和与跟]{2,20}))[和与跟同](?P<other>[^和与跟]{2,20}的(?P=same))$"
)
_TWO_PEOPLE = re.compile(
    rf"^(?P<lead>.{{0,16}}?)(?P<first>{NAME})[和与跟同](?P<other>{LAZY_NAME})(?P<rest>(?:对|关于|在|就|的|讲|说|谈|提|文章).{{2,40}})$"
)
_EACH_YEAR = re.compile(
    r"^(?P<lead>[^，,？?]{0,16}?)(?P<first>\d{4}年)[和与跟、](?P<other>\d{4}年)(?:这?两[次年届场回])?(?P<rest>[^年，,？?]{2,40}?)"
    r"(?:分别|各自|各)(?P<asks>[^，,。；;？?]{2,40})[？?。]?$"
)
_YEAR = re.compile(rf"{NAMED_TIME}$")


def parts(question: str) -> tuple[str, ...]:
    """Return the questions that a question is made of, two or more, or none if it is one.

    >>> parts("2023年澜川和溪州的竹农人均收入各是多少元？")
    ('2023年澜川的竹农人均收入是多少元？', '2023年溪州的竹农人均收入是多少元？')
    >>> parts("市政协和市工商联联合举办了什么活动？")
    ()
    """
    question = question.strip()
    compared = _COMPARED.match(question) or _COMPARE_FIRST.match(question)
    if compared:
        what = _SAID_FIRST.sub("", compared["what"])
        asks = _asks(what)
        if years := _TWO_YEARS.match(what):
            rest = re.sub("^两[次篇年场份]的?", "", years["rest"])
            return tuple(f"{years['lead']}{years[which]}{rest}{asks}？" for which in ("first", "other"))
        if both := _BOTH.match(what):
            return f"{both['first']}{asks}？", f"{both['other']}{asks}？"
        people = _TWO_PEOPLE.match(what)
        if people and is_name(people["first"]) and is_name(people["other"]):
            return tuple(f"{people['lead']}{people[who]}{people['rest']}{asks}？" for who in ("first", "other"))
        split = _JOINED.match(f"{what}分别{asks}？")
        if split is None or not split["tail"]:
            return ()
        question = f"{what}分别{asks}？"
    question = _SAID_FIRST.sub("", question)
    two = _TWO.match(question)
    if two:  # 2023年底是多少条，2024年底又是多少条？
        first = f"{two['first']}？"
        asked = f"{two['second'].replace('又', '', 1)}？"
        second = complete(asked, [Turn("user", first)])
        time = _TIME.match(asked) if _TIME.search(first) else None
        if second == asked and time and not content_words(asked[time.end() :]) - content_words(first):
            second = _TIME.sub(time.group(), first, count=1)
        # leaning on the first, or both of one thing: answered together, from the same passages
        return (first, second) if second != asked else ()
    if years := _EACH_YEAR.match(question):
        return tuple(f"{years['lead']}{years[which]}{years['rest']}{years['asks']}？" for which in ("first", "other"))
    match = _JOINED.match(question)
    if not match:
        return ()
    others = re.split("[、和与跟及]", match["joins"][1:])
    if not all(others):
        return ()
    first = _alike(match["lead"], others[0])
    if not first:
        return ()
    before = match["lead"][: len(match["lead"]) - len(first)]
    after = f"{match['tail'] or ''}{match['asks']}？"
    return tuple(f"{before}{one}{after}" for one in (first, *others))


def _asks(what: str) -> str:
    """Return what asks for a thing: a figure, what a text says, or what it is."""
    if what.endswith(("讲话", "报告", "文章", "发言", "致辞")):
        return "讲了什么"
    return "是多少" if attribute(what) and not what.endswith("目标") else "是什么"


def _alike(lead: str, other: str) -> str:
    """Return the end of `lead` that stands in a row with `other`; empty if none does."""
    if _YEAR.search(other):
        found = _YEAR.search(lead)
        return found.group() if found else ""
    # 市政协五届三次会议和五届四次会议: the shortest end that begins and ends as the other does
    for start in range(len(lead) - 2, -1, -1):
        end = lead[start:]
        if end[0] == other[0] and end[-1] == other[-1]:
            return end
    quoted = re.search(r"[“《][^”》]+[”》]$", lead)
    if quoted:
        return quoted.group()
    if re.fullmatch(rf"[{_HAN}]+", lead) and len(lead) <= len(other) + 1:  # 景德镇 and 株洲
        return lead
    shared = next((n for n in range(min(len(lead), len(other)), 0, -1) if lead.endswith(other[-n:])), 0)
    if shared:  # 竹纸产业和茶叶产业
        return lead[-len(other) :]
    return lead[-len(other) :] if len(lead) >= len(other) and re.fullmatch(rf"[{_HAN}]+", lead[-len(other) :]) else ""
