"""A follow-up question made complete by what was asked and answered before it. By rules: no model is called.

A 1.5B model asked to rewrite gave the earlier question back in most of our cases (docs/LOG.md), so what can be told
from the words is substituted, and otherwise the earlier question is put before the new one, which search and model
can both read.

    景德镇的陶瓷产值突破了多少？ + 那航空产业营收呢？ -> 景德镇的航空产业营收突破了多少？
    2023年全市产值是多少？       + 2024年呢？         -> 2024年全市产值是多少？
    谁主持了会议？（李一鸣……）   + 他提出了什么要求？ -> 李一鸣提出了什么要求？
    博物馆建筑面积多大？         + 它的总投资呢？     -> 博物馆的总投资有多大？
    “四大工程”有哪些？（A、B……） + 第二个怎么做？     -> B怎么做？
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus import fold
from rag import carried
from rag.answer import Turn
from rag.carried import ASKS, PLACE, TIME, bare, stem, subject
from rag.offices import ASKED as OFFICE_ASKED
from rag.verification import content_words, names

_NEW_TOPIC = re.compile(
    r"^(?:好的?|谢谢)?[，,。]?(?:换个话题|换个问题|另一个问题|再问一个?(?:别的)?|另外问一下|顺便问一下)[，,：:。]?"
)
_ASIDE = re.compile(r"^(?:好的?|谢谢|对了|另外|此外|还有|顺便)[，,。]\s*")  # with a pause: what follows is a new one
_POLITE = re.compile(r"^(?:谢谢|多谢|感谢|好的?|嗯|知道了|明白了?|辛苦了|再见|你好|您好)[你您]?[了啊呀]?[，。！!]*$")
_LEAD = re.compile(r"^(?:那么?|还有|另外|然后|再)(?!里|个|些|年|次|项|篇|场|份|市|县|区|吗|呢|什么|哪)[，,]?")
_TAIL = re.compile(r"呢?[？?。！!]*$")
_OPENS = re.compile(
    r"^(?:那么?(?![里])|还有|另外|其中|然后|它|他(?!们)|她(?!们)|这|该|此|上述|刚才|同年|同期|会上|会议上|文中|当地|第[一二三四五六七八九十]+[个项条点])"
)
_POINTS = re.compile(
    r"(?<!其)他们?(?![山乡])|她们?|它们?|该[市县区省局会]|[这那][个些项次场份篇座条](?!人)|其[^他中实次]|上述|前者|后者|此[次项]|"
    r"最后一[个项条]|该(?:工程|项目|会议|平台)|当地"
)
_ELLIPSIS = re.compile(r"呢[？?。！!]*$")
_NEXT_YEAR = re.compile(r"(?P<earlier>前一年|上一年|上年)|后一年|次年|第二年|下一年")
_WHOLE_PLACE = re.compile(rf"{PLACE.pattern}$")
_APPOSED = re.compile(r"(?<=[”》」])[这那][个句篇部条项种]?")
_DEFINES = re.compile(r"^(?:请问)?(?:什么|何谓|谁)是[^，。？?]{2,}")
_NAMED = re.compile(r"《[^》]+》|[“「][^”」]{2,}[”」]")
_MEASURED = re.compile(
    r"^(?P<scope>.*的)?(?P<topic>[^的]*?)"
    r"(?P<asked>(?:一共|总共|共|约|大约|已经?|分别)?(?:突破|达到?|增长|提高|下降|减少|是|有|为|完成|实现|超过|建成|新增)?了?"
    r"(?:多少|几|什么时候|多大|多长|多高).*)$"
)
_PEOPLE = ("nr", "nrt", "nrfg")  # the tagger's flags for people
_COMPOUND = frozenset(
    """欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 司徒 闻人 钟离 端木 南宫 夏侯 轩辕 百里 东郭""".split()
)
_TOPIC_WORDS = 3  # a question with as many content words stands by itself unless it points back

_DETAIL = re.compile(
    r"^(?:请|能否?|可以)?(?:再)?(?:继续|展开|详细|具体)(?:一?点|说说|讲讲|说一?下|讲一?下|介绍一?下?|些)*(?:呢|吗|吧)?$"
)
_MORE = re.compile(r"^(?:还有|除此之外|其他的?|别的)(?:别的|其他的?|什么|哪些|没有)?(?:吗|呢|么)?$")
_BARE = re.compile(
    r"^(?P<ask>为什么|为何|什么时候|何时|哪一?[年天]|在?哪里|在哪儿?|怎么做|怎么样|如何)(?:的|呢|会这样)?$"
)
_IN_PLACE = re.compile(r"什么时候|何时|哪一?[年天]|在?哪里|为什么|为何|怎么|如何")
_SAID_BY = re.compile(r"^(?:是)?(?:由)?谁(?:说|讲|提出|提|写|指出)的?(?:话)?$")
_WHICH = re.compile(r"^(?:具体|分别|都)?(?:是|有|包括)?(?:哪些|哪几[个项条]|什么)$")
_POINTER = re.compile(
    r"(?:[这那该此](?:一?[个项次场座条家篇位届])?|上述)(?P<head>工程|项目|会议|大会|讲话|报告|文章|企业|园区|平台|博物馆|试点|航线|产业|规划)"
)
_THIS_PLACE = re.compile(r"(?:该|这个|那个|此)(?P<suffix>[省市县区镇乡])|当地|那里|那边|该地")
_THIS_FIGURE = re.compile(r"[这那](?:个|一|项)?(?P<noun>数字|数据|目标|比例|指标|数)")
_THIS_QUOTE = re.compile(r"[这那](?:句话|一?提法|个说法|种说法)")
_MEETING = re.compile(r"^(?:在)?会(?:议)?上")
_IT = re.compile(r"^(?:它|(?:这个?|那个)(?=[是有由在的]))")


@dataclass(frozen=True, slots=True)
class _Context:
    """A conversation as its next question sees it.

    :param before: The last question, complete.
    :param said: The last answer; empty if there is none.
    """

    before: str
    said: str
    people: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        return [self.before, self.said]


def is_follow_up(question: str, people: Sequence[str] = ()) -> bool:
    """Say whether a question needs what was asked before it."""
    if _NEW_TOPIC.search(question) or _POLITE.match(question):
        return False
    if _OPENS.search(question) or _ELLIPSIS.search(question) or _points_back(question):
        return True
    short = len(question) <= 10 and len(content_words(fold(ASKS.sub("", question)))) < _TOPIC_WORDS
    return short and not _stands(question, people)


def _points_back(question: str) -> bool:
    """Say whether it points to something that it does not name itself: not 《……》这篇讲话, nor 传承人……他们."""
    found = _POINTS.search(_APPOSED.sub("", question))
    return found is not None and len(content_words(question[: found.start()])) < _TOPIC_WORDS


def _stands(question: str, people: Sequence[str]) -> bool:
    """Say whether a short question says of whom or what it asks something: 溪州市市长是谁."""
    if not ASKS.search(question):
        return False
    if _NAMED.search(question) or _DEFINES.match(question) or any(person in question for person in people):
        return True
    if place := PLACE.match(question):
        return bool(content_words(ASKS.sub("", bare(question)[place.end() :])))
    return not carried.starts_with_attribute(question)


def complete(question: str, history: Sequence[Turn], people: Sequence[str] = ()) -> str:
    """Return the question made complete; as it is, without its lead-in, if it stands by itself.

    :param question: In Simplified characters.
    :param history: The conversation before, oldest first, in Simplified characters.
    :param people: Names that the library knows, beside those that the tagger sees.
    """
    at = [i for i, turn in enumerate(history) if turn.role == "user" and turn.text.strip()]
    stripped = _NEW_TOPIC.sub("", question)
    if stripped != question:
        return stripped or question
    aside = _ASIDE.sub("", question)
    if aside != question and ASKS.search(aside) and not (_POINTS.search(aside) or _ELLIPSIS.search(aside)):
        return aside
    without = _LEAD.sub("", question)
    aloud = without != question and not _ELLIPSIS.search(question) and not is_follow_up(without, people)
    if not at or aloud or not is_follow_up(question, people):
        return question  # 那 may begin a name (那曲)
    last = history[at[-1]].text.strip()
    before = complete(last, history[: at[-1]], people) if len(at) > 1 else last
    said = " ".join(turn.text for turn in history[at[-1] + 1 :] if turn.role == "assistant")
    context = _Context(before, said, tuple(people))
    named = _name_people(question, history, people)
    if named != question and (not _needs_more(named) or len(content_words(named)) > 1 or "还" in named):
        return _LEAD.sub("", named)
    for rule in _RULES:
        whole = rule(_LEAD.sub("", named), context)
        if whole:
            return whole if whole[-1] in "？?" else whole + "？"
    return f"先问：{_TAIL.sub('', before)}？追问：{_LEAD.sub('', named)}"


def _needs_more(question: str) -> bool:
    return bool(_POINTS.search(question) or _ELLIPSIS.search(question))


# -- the rules, each a complete question or None


def _more(question: str, context: _Context) -> str | None:
    """展开说说; 还有吗: the same question, with what is wanted of it."""
    text = _TAIL.sub("", question)
    if _DETAIL.match(text):
        return f"{bare(context.before)}？具体内容是什么？"
    return f"{bare(context.before)}？还有哪些？" if _MORE.match(text) or text in ("还有", "继续") else None


def _nth(question: str, context: _Context) -> str | None:
    """第二个呢: the second of what was answered."""
    found = carried.ordinal(question)
    listed = carried.items(context.said) if found else []
    if not found or not -len(listed) <= found[0] < len(listed):
        return None
    index, start, end = found
    item, rest = listed[index], _TAIL.sub("", question[end:])
    rest = re.sub(r"^(?:工程|任务|方面|内容|要求|项目|措施|目标|平台|坚持)", "", rest)
    return question[:start] + item + (rest if rest and rest not in ("是", "是什么") else "的具体内容是什么")


def _said_by(question: str, context: _Context) -> str | None:
    """谁说的: the quotation asked about or answered."""
    text = _TAIL.sub("", question)
    if not _SAID_BY.match(text):
        return None
    verb = text if text.startswith("是") else "是" + text.removeprefix("由")
    quoted = carried.quotation(context.before)
    about = quoted if quoted and not stem(context.before).endswith(quoted) else stem(context.before)
    return about + verb


def _answered(question: str, context: _Context) -> str | None:
    """这个数字, 这句话: what was answered."""
    if found := _THIS_FIGURE.search(question):
        figure = carried.first_figure(context.said)
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
        quoted = carried.quotation(context.before, context.said)
        return question[: found.start()] + quoted + question[found.end() :] if quoted else None
    return None


def _pointed(question: str, context: _Context) -> str | None:
    """该市, 这项工程, 会上, 其中, 它: what these words stand for."""
    if found := _THIS_PLACE.search(question):
        place = carried.last_place(context.texts, found["suffix"] or "")
        return question[: found.start()] + place + question[found.end() :] if place else None
    if found := _POINTER.search(question):
        thing = carried.last_called(context.texts, found["head"])
        if thing is None and found["head"] in ("项目", "工程", "试点", "平台", "规划", "产业"):
            thing = subject(context.before)
        return question[: found.start()] + thing + question[found.end() :] if thing else None
    if found := _MEETING.match(question):
        meeting = carried.last_called(context.texts, "会议")
        return meeting + "上" + question[found.end() :] if meeting else None
    if question.startswith("其中"):
        return carried.counted(context.before).replace("的", "", 1) + "中" + question[2:].lstrip("，,")
    if (found := _IT.match(question)) and ASKS.search(bare(question)):
        return subject(context.before) + question[found.end() :]
    return None


def _only_asks(question: str, context: _Context) -> str | None:
    """为什么; 在哪里; 具体是哪些; 由谁主持: of the same thing."""
    text = _TAIL.sub("", question)
    if _WHICH.match(text):
        return carried.counted(context.before) + text
    if found := _BARE.match(text):
        asked = _IN_PLACE.search(context.before)
        rest = bare(context.before)[asked.end() :] if asked else ""
        if asked and rest:
            return context.before[: asked.start()] + found["ask"] + rest
        return stem(context.before) + text
    if not ASKS.search(text) or (_ELLIPSIS.search(question) and not content_words(text)):
        return None
    return None if _swap_all(text, context) else _of_the_same(text, context, strong=bool(_ELLIPSIS.search(question)))


def _of_the_same(text: str, context: _Context, *, strong: bool) -> str | None:
    """Put the subject before a question that has none: 总投资多少 -> 竹编博物馆总投资多少."""
    about, place = subject(context.before), PLACE.match(text)
    if place:  # 临溪县有几家, of what was counted before
        rest, swapped = text[place.end() :], _swap(place.group(), context)
        return swapped if rest in context.before else None
    if not about or about in text or _POINTS.search(text) or content_words(text) & content_words(about):
        return None
    there = PLACE.search(context.before)
    if (carried.starts_with_attribute(text) or strong) and not (there and OFFICE_ASKED.match(text)):
        return about + text
    return there.group() + text if there else None


def _swap_all(text: str, context: _Context) -> str | None:
    """溪州市是多少; 2024年是多少; 2022年的: only a time, place or person is new."""
    new = re.sub(r"(?:又|分别)?(?:是|有)?(?:多少|什么|怎样|怎么样|如何)?$|的$", "", text)
    return _swap(new, context) if new and (TIME.fullmatch(new) or _is_like(new, context)) else None


def _is_like(new: str, context: _Context) -> bool:
    if _WHOLE_PLACE.fullmatch(new) or _NEXT_YEAR.fullmatch(new):
        return True
    return _is_person(new, context.people) and _person(context.before, context.people) is not None


def _ellipsis(question: str, context: _Context) -> str | None:
    """那航空产业营收呢: what is new takes the place of its like."""
    text = _TAIL.sub("", question)
    swapped = _swap_all(text, context)
    if swapped or not _ELLIPSIS.search(question) or ASKS.search(text):
        return swapped
    return _swap(text, context)


def _swap(new: str, context: _Context) -> str | None:
    """Put what is new in the place of its like in the question before."""
    before, people = context.before, context.people
    if (step := _NEXT_YEAR.fullmatch(new)) and (year := re.search(r"\d{4}(?=年)", before)):
        other = int(year.group()) + (-1 if step["earlier"] else 1)
        return f"{before[: year.start()]}{other}{before[year.end() :]}"
    if TIME.fullmatch(new):
        return TIME.sub(new, before, count=1) if TIME.search(before) else new + before
    person = _person(before, people)
    if person and _is_person(new, people):
        return before.replace(person, new)
    if _WHOLE_PLACE.fullmatch(new) and (place := PLACE.search(before)):
        return before[: place.start()] + new + before[place.end() :]
    if like := _like(new, before):
        return before.replace(like, new, 1)
    measured = _MEASURED.match(before)
    if not measured:
        return None
    scope = measured["scope"] or ""
    if not scope:
        prefix = re.match(rf"(?:{TIME.pattern}|{PLACE.pattern})*", measured["topic"])
        scope = prefix.group() if prefix else ""
    if not scope and measured["topic"]:
        scope = measured["topic"] + "的"
    return scope + new + measured["asked"]


def _like(new: str, before: str) -> str | None:
    """Return what in the question before ends as the new words do: 清泉护源工程 for 竹材增值工程."""
    ends = [new[-2:], new[-1:]] if new[-1:] in "会馆园桥路厂校院" else [new[-2:]]
    for end in ends:
        found = re.search(rf"(?:[\u4e00-\u9fff“”])+?{re.escape(end)}", before) if len(new) > len(end) else None
        if found:
            name = re.split(r"的|了|在|对|由|[省市县](?!政)|年", found.group())[-1]
            return name if len(name) > len(end) else None
    return None


_RULES: tuple[Callable[[str, _Context], str | None], ...] = (
    _more,
    _nth,
    _said_by,
    _answered,
    _pointed,
    _ellipsis,
    _only_asks,
)


# -- people


def _name_people(question: str, history: Sequence[Turn], people: Sequence[str]) -> str:
    """Put the last person named for 他 or 她."""
    pronoun = re.search(r"(?<!其)[他她](?!们|山|乡)", question)
    if not pronoun:
        return question
    for turn in reversed(history):
        person = _person(turn.text, people)
        if person:
            return question[: pronoun.start()] + person + question[pronoun.end() :]
    return question


def _person(text: str, people: Sequence[str]) -> str | None:
    known = [person for person in people if person in text]
    if known:
        return max(known, key=text.rfind)
    found = next(iter(names(text, _PEOPLE)), None)
    if found in _COMPOUND:  # the tagger knows the surname, not the name
        return str(re.findall(rf"{found}[\u4e00-\u9fff]{{1,2}}?(?=[是在说任主强指提作担当，。、,]|$)|{found}", text)[0])
    return found


def _is_person(text: str, people: Sequence[str]) -> bool:
    return text in people or names(text, _PEOPLE) == [text]
