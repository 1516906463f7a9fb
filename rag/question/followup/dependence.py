"""Whether a question stands by itself, or lacks what was asked and answered before it.

Texts are Simplified. By the words alone.
"""

import re
from collections.abc import Sequence

from corpus import fold
from corpus.language.lexicon import pattern
from corpus.language.names.offices import ASKED as OFFICE_ASKED
from corpus.language.segmentation import NAME_FLAGS, content_words, tagged
from rag.question.followup.context import INTENDS, MEASURED, PLACE, TAIL, TIME, Context, starts_with_attribute, unmarked
from rag.question.intent.intents import Kind
from rag.question.intent.recognition import recognise
from rag.question.question_words import ASKS, COUNTED

NEW_TOPIC = re.compile(
    r"^(?:好的?|谢谢)?[，,。]?(?:换个话题|换个问题|另一个问题|再问一个?(?:别的)?|另外问一下|顺便问一下)[，,：:。]?"
)
_POLITE = re.compile(r"^(?:谢谢|多谢|感谢|好的?|嗯|知道了|明白了?|辛苦了|再见|你好|您好)[你您]?[了啊呀]?[，。！!]*$")
_OPENS = pattern(
    r"^(?:{followups:opens}|那么?|他(?!们)|她(?!们)|第[{tens}]+[个项条点]|"
    r"前[两二三几][个项条点]|后[两二三几][个项条点]|[一二三四五]期(?![间末货望刊待])|第[一二三四五]批)"
)
POINTS = pattern(
    r"(?<!其)他们?(?![山乡])|她们?|它们?|该[{level}局会]|[这那][个些项次场份篇座条](?!人)|其[^他中实次]|上述|前者|后者|此[次项]|"
    r"最后一[个项条]|倒数第|该(?:工程|项目|会议|平台)|{followups:there!}|此人"
)
ELLIPSIS = re.compile(r"呢(?:[？?。！!]*$|[，,])")
_APPOSED = re.compile(r"(?<=[”》」])[这那][个句篇部条项种]?")
_DEFINES = re.compile(r"^(?:请问)?(?:什么|何谓|谁)是[^，。？?]{2,}")
_NAMED = re.compile(r"《[^》]+》|[“「][^”」]{2,}[”」]")
_OF_LIBRARY = (Kind.MENTIONS, Kind.EARLIEST, Kind.LATEST, Kind.ABSENT)
_SHORT = 14  # characters of a question that may lack its subject
_WHOLE = 5  # content words that say what is meant, even if none of them is a noun
_TOPIC_WORDS = 3  # a question with as many content words stands by itself unless it points back

VERB_ASKS = re.compile(rf"^(?:还|又|都|也)?(?P<verb>[\u4e00-\u9fff]{{2}})[了过]?(?=多少|哪些|什么|几[{COUNTED}]|哪几)")


def is_follow_up(question: str, people: Sequence[str] = ()) -> bool:
    """Say whether a question needs what was asked before it."""
    if NEW_TOPIC.search(question) or _POLITE.match(question):
        return False
    if _OPENS.search(question) or ELLIPSIS.search(question) or _points_back(question):
        return True
    if (found := recognise(question)) is not None and found.kind in _OF_LIBRARY and found.phrase:
        return False  # 哪些讲话提到了竹纸, however short
    if _asks_of_nothing(question, people) or _names_nothing(question, people):
        return True
    short = len(question) <= 10 and len(content_words(fold(ASKS.sub("", question)))) < _TOPIC_WORDS
    return short and not _stands(question, people)


def _asks_of_nothing(question: str, people: Sequence[str]) -> bool:
    """Say whether a question begins with what is done, or with an office, and names nobody and no place.

    聚集了多少家整机企业, 计划哪年开放, 县长做了哪些安排; but not 改造老旧小区多少个, which says what it is about.
    """
    text = TAIL.sub("", question)
    if len(text) > _SHORT or _NAMED.search(text) or PLACE.search(text) or any(person in text for person in people):
        return False
    verb = VERB_ASKS.match(text)
    lacks = OFFICE_ASKED.match(text) or INTENDS.match(text) or MEASURED.match(text)
    if not lacks and not (verb and all(flag.startswith("v") for _, flag in tagged(verb["verb"]))):
        return False
    return not any(flag in NAME_FLAGS for _, flag in tagged(text))


def _names_nothing(question: str, people: Sequence[str]) -> bool:
    """Say whether a question names nobody, no place, no time and no thing: 实际到了几个、缺了几个, 具体是谁来解读的.

    What it asks about can only be what was spoken of before it.
    """
    text = TAIL.sub("", question)
    if not ASKS.search(text) or any(known.search(text) for known in (_NAMED, PLACE, TIME, _DEFINES)):
        return False
    words = tagged(fold(text))
    if any(person in text for person in people) or any(flag in NAME_FLAGS for _, flag in words):
        return False
    things = any(len(word) > 1 and flag[:1] == "n" for word, flag in words)
    return not things and len(content_words(fold(text))) <= _WHOLE


def names_again(question: str, context: Context) -> bool:
    """Say whether a question or remark begins with a thing that was just spoken of by this very name."""
    if ELLIPSIS.search(question) or _points_back(question) or TIME.match(question):
        return False
    first = next(((word, flag) for word, flag in tagged(fold(question)) if len(word) >= 2), ("", ""))
    return (
        first[1].startswith("n")
        and not starts_with_attribute(question)
        and any(first[0] in text for text in context.texts)
    )


def _points_back(question: str) -> bool:
    """Say whether it points to something that it does not name itself: not 《……》这篇讲话, nor 传承人……他们."""
    found = POINTS.search(_APPOSED.sub("", question))
    return found is not None and len(content_words(question[: found.start()])) < _TOPIC_WORDS


def _stands(question: str, people: Sequence[str]) -> bool:
    """Say whether a short question says of whom or what it asks something: 溪州市市长是谁."""
    if not ASKS.search(question):
        return False
    if _NAMED.search(question) or _DEFINES.match(question) or any(person in question for person in people):
        return True
    if place := PLACE.match(question):
        return bool(content_words(ASKS.sub("", unmarked(question)[place.end() :])))
    return not starts_with_attribute(question)
