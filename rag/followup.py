"""A follow-up question made complete by what was asked before it. By rules: no model is called.

A 1.5B model asked to rewrite gave the earlier question back in most of our cases (docs/LOG.md), so what can be told
from the words is substituted, and otherwise the earlier question is put before the new one, which search and model
can both read.

    景德镇的陶瓷产值突破了多少？ + 那航空产业营收呢？ -> 景德镇的航空产业营收突破了多少？
    2023年全市产值是多少？       + 2024年呢？         -> 2024年全市产值是多少？
    谁主持了会议？（李一鸣……）   + 他提出了什么要求？ -> 李一鸣提出了什么要求？
    博物馆有多大？               + 总投资呢？         -> 博物馆的总投资有多大？
"""

import re
from collections.abc import Sequence

from corpus import fold
from rag.answer import Turn
from rag.verification import content_words, names

_NEW_TOPIC = re.compile(
    r"^(?:好的?|谢谢)?[，,。]?(?:换个话题|换个问题|另一个问题|再问一个?(?:别的)?|另外问一下|顺便问一下)[，,：:。]?"
)
_LEAD = re.compile(r"^(?:那么?|还有|另外|然后|再)(?!里|个|些|年|次|项|篇|场|份|市|县|区)[，,]?")
_TAIL = re.compile(r"呢?[？?。！!]*$")
_OPENS = re.compile(
    r"^(?:那么?(?![里])|还有|另外|其中|然后|它|他|她|这|该|此|上述|刚才|同年|同期|会上|文中|第[一二三四五六七八九十]+[个项条])"
)
_POINTS = re.compile(
    r"他们?|她们?|它们?|该[市县区省局会]|这[个些项次场份篇]|那[个些项次场份篇]|其[^他中实次]|上述|前者|后者|此[次项]"
)
_ELLIPSIS = re.compile(r"呢[？?。！!]*$")
_ASKS = re.compile(r"多少|几|什么|谁|哪|何时|何地|多大|多长|多高|多久|如何|怎么|怎样|为何|是否|吗")
_TIME = re.compile(r"(?:\d{4}|[〇零一二三四五六七八九]{4})年(?:\d{1,2}月|[上下]半年)?|去年|今年|前年|明年|[上下]半年")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:自治区|先行区|开发区|新区|省|市|县|区|镇|乡)")
_WHOLE_PLACE = re.compile(rf"{_PLACE.pattern}$")
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


def is_follow_up(question: str) -> bool:
    """Say whether a question needs what was asked before it."""
    if _NEW_TOPIC.search(question):
        return False
    if _OPENS.search(question) or _ELLIPSIS.search(question) or _POINTS.search(question):
        return True
    return len(question) <= 10 and len(content_words(fold(question))) < _TOPIC_WORDS


def complete(question: str, history: Sequence[Turn], people: Sequence[str] = ()) -> str:
    """Return the question made complete; as it is, without its lead-in, if it stands by itself.

    :param question: In Simplified characters.
    :param history: The conversation before, oldest first, in Simplified characters.
    :param people: Names that the library knows, beside those that the tagger sees.
    """
    asked = [turn.text.strip() for turn in history if turn.role == "user" and turn.text.strip()]
    stripped = _NEW_TOPIC.sub("", question)
    if not asked or not is_follow_up(question):
        return stripped or question
    before = asked[-1] if len(asked) == 1 or not is_follow_up(asked[-1]) else complete(asked[-1], history[:-1], people)
    named = _name_people(question, history, people)
    if named != question and not is_follow_up(named):
        return named
    question = named
    bare = _TAIL.sub("", _LEAD.sub("", question))
    if _ELLIPSIS.search(question) and not _ASKS.search(bare):
        swapped = _swap(bare, before, people)
        if swapped:
            return swapped
    if not (_OPENS.search(question) or _POINTS.search(question) or _ELLIPSIS.search(question)) and content_words(
        bare
    ) > content_words(before):
        return question
    return f"先问：{_TAIL.sub('', before)}？追问：{_LEAD.sub('', question)}"


def _swap(new: str, before: str, people: Sequence[str]) -> str | None:
    """Put what is new in the place of its like in the question before."""
    if _TIME.fullmatch(new):
        return _TIME.sub(new, before, count=1) if _TIME.search(before) else new + before
    person = _person(before, people)
    if person and _is_person(new, people):
        return before.replace(person, new)
    if _WHOLE_PLACE.match(new) and (place := _PLACE.search(before)):
        return before[: place.start()] + new + before[place.end() :]
    measured = _MEASURED.match(before)
    if not measured:
        return None
    scope = measured["scope"] or ""
    if not scope:
        prefix = re.match(rf"(?:{_TIME.pattern}|{_PLACE.pattern})*", measured["topic"])
        scope = prefix.group() if prefix else ""
    if not scope and measured["topic"]:
        scope = measured["topic"] + "的"
    return scope + new + measured["asked"]


def _name_people(question: str, history: Sequence[Turn], people: Sequence[str]) -> str:
    """Put the last person named for 他 or 她."""
    pronoun = re.search(r"[他她](?!们)", question)
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
