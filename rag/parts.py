"""One question that asks the same of two or three things becomes as many questions, each with evidence of its own.

    五届三次会议和五届四次会议各收到多少件提案？  ->  五届三次会议收到多少件提案？  五届四次会议收到多少件提案？

Put together, the passages of one crowd out those of the other, and a small model mixes them up.
"""

import re

from rag.answer import Turn
from rag.followup import complete
from rag.words import content_words

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
_TIME = re.compile(r"(?:\d{4}|[〇零一二三四五六七八九]{4})年(?:\d{1,2}月)?[底初末中]?|[去今前上]年[底初末]?")
_WHOLE = 5  # content words of a question that stands by itself
_SAID_FIRST = re.compile(r"^(?:比一比|请比较|比较一下|对比|请问|请|问一下)[：:，, ]*")
_YEAR = re.compile(r"(?:\d{4}|[〇零一二三四五六七八九]{4})年(?:\d{1,2}月)?$|[去今前上]年$")


def parts(question: str) -> tuple[str, ...]:
    """Return the questions that a question is made of, two or more, or none if it is one.

    >>> parts("2023年澜川和溪州的竹农人均收入各是多少元？")
    ('2023年澜川的竹农人均收入是多少元？', '2023年溪州的竹农人均收入是多少元？')
    >>> parts("市政协和市工商联联合举办了什么活动？")
    ()
    """
    question = _SAID_FIRST.sub("", question.strip())
    two = _TWO.match(question)
    if two:  # 2023年底是多少条，2024年底又是多少条？
        first = f"{two['first']}？"
        asked = f"{two['second'].replace('又', '', 1)}？"
        second = complete(asked, [Turn("user", first)])
        time = _TIME.match(asked) if _TIME.search(first) else None
        if second == asked and time and not content_words(asked[time.end() :]) - content_words(first):
            second = _TIME.sub(time.group(), first, count=1)
        if second == asked and len(content_words(asked)) < _WHOLE:
            second = f"先问：{first}追问：{asked}"
        return first, second
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
    shared = next((n for n in range(min(len(lead), len(other)), 0, -1) if lead.endswith(other[-n:])), 0)
    if shared:  # 竹纸产业和茶叶产业
        return lead[-len(other) :]
    return lead[-len(other) :] if len(lead) >= len(other) and re.fullmatch(rf"[{_HAN}]+", lead[-len(other) :]) else ""
