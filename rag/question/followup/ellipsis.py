"""What is new in a follow-up takes the place of its like in the question before: a time, a place, a person, a thing.

    景德镇的陶瓷产值突破了多少？ + 那航空产业营收呢？ -> 景德镇的航空产业营收突破了多少？
    竹编博物馆何时开工？         + 总投资多少？       -> 竹编博物馆总投资多少？

Each rule returns a complete question, or None where it does not hold.
"""

import re

from corpus.language.lexicon import any_of, pattern, words
from corpus.language.names.offices import ASKED as OFFICE_ASKED
from corpus.language.names.places import LEVELS
from corpus.language.segmentation import content_words
from rag.question.followup.context import (
    COUNTS,
    HAS,
    PLACE,
    TAIL,
    TIME,
    Context,
    attribute,
    counted,
    is_attribute,
    last_place,
    quotation,
    starts_with_attribute,
    stem,
    subject,
    unmarked,
)
from rag.question.followup.dependence import ELLIPSIS, POINTS, VERB_ASKS
from rag.question.followup.persons import is_person, person_in
from rag.question.followup.places import is_place, leading, names_place, place_spans
from rag.question.followup.time_shift import OF_FIGURE, Correction, correction, of_figure, replaced, shift
from rag.question.list_question import list_asked
from rag.question.question_words import ASKS, COUNTED, MUCH, WHEN, WHERE, WHY
from rag.question.question_words import PLACE as ASKED_PLACE

_NEXT_YEAR = pattern(r"(?P<earlier>{times:year_before})|{times:year_after}")
_BEFORE_NAME = pattern(r"[的了在对由]|(?:{upper_suffix}|县)(?!政)|年")
_WHOLE_PLACE = re.compile(rf"{PLACE.pattern}$")
_MEASURED = pattern(
    r"^(?P<scope>.*的)?(?P<topic>[^的]*?)"
    r"(?P<asked>(?:{phrases:total}|约|大约|已经?|分别)?(?:{followups:reaches}|[达是有为])?了?"
    r"(?:多少|几|什么时候|{much}).*)$",
    much=MUCH,
)
_TELLS = frozenset(words("question_words", "tells"))
_PUT = pattern("把(?P<old>.{1,12}?){followups:instead}(?P<new>.{1,12})$")
_BARE = re.compile(rf"^(?P<ask>{WHY}|{WHEN}|{WHERE}|在?(?:{ASKED_PLACE})|怎么做|怎么样|如何)(?:的|呢|会这样)?$")
_IN_PLACE = re.compile(rf"{WHEN}|{WHERE}|{WHY}|怎么|如何")
_WHICH = re.compile(r"^(?:具体|分别|都)?(?:是|有|包括)?(?:哪些|哪几[个项条]|什么)$")
_OF_ANY = frozenset(words("measures", "money", "change"))  # what one industry has as another; a floor area is not
# what is counted by a measure word, or said to be there, is a thing; 多少亿元 is none
_COUNTED = re.compile(rf"(?:有(?:多少|几|哪些)[{COUNTED}]?|(?:多少|几)[{COUNTED}])(?P<noun>[\u4e00-\u9fff]{{2,8}})$")
_ALL_OF_IT = re.compile(r"^(?:一共|总共|共)(?:有)?(?:几|多少)[个项条点步]?$")


def corrected(question: str, context: Context) -> str | None:
    """不是澜川，是溪州: the question before, put right."""
    wrong = correction(question)
    if wrong is None:
        return None
    whole = replaced(context.before, wrong) or shift(wrong.new, context.before)
    if whole is None and ASKS.search(wrong.new):  # 我是想问竹席卖了多少: of the same place and time
        anew = place_spans(wrong.new) or TIME.search(wrong.new)
        return wrong.new if anew else leading(context.before) + wrong.new
    return whole or _swap(wrong.new, context)


def shifted(question: str, context: Context) -> str | None:
    """那前一年引进了多少个; 2025年的目标呢: the question before at another time."""
    return shift(question, context.before, context.said) or of_figure(question, context.before)


def only_asks(question: str, context: Context) -> str | None:
    """为什么; 在哪里; 具体是哪些; 由谁主持: of the same thing."""
    if _named_and_asked(question)[1]:
        return None
    text = TAIL.sub("", question)
    if _ALL_OF_IT.match(text):
        return (quotation(context.before) or subject(context.before)) + text
    if _WHICH.match(text):
        return counted(context.before) + text
    if found := _BARE.match(text):
        asked = _IN_PLACE.search(context.before)
        rest = unmarked(context.before)[asked.end() :] if asked else ""
        if asked and rest:
            return context.before[: asked.start()] + found["ask"] + rest
        return stem(context.before) + text
    if not ASKS.search(text) or (ELLIPSIS.search(question) and not content_words(text)):
        return None
    return None if _swap_all(text, context) else _of_the_same(text, context, strong=bool(ELLIPSIS.search(question)))


def _of_the_same(text: str, context: Context, *, strong: bool) -> str | None:
    """Put the subject before a question that has none: 总投资多少 -> 竹编博物馆总投资多少."""
    about, place = subject(context.before), PLACE.match(text)
    counted = _COUNTED.search(unmarked(context.before))
    if counted and not place and not VERB_ASKS.match(text) and not HAS.match(text):
        about += counted["noun"]  # 多少家竹编工坊: it is of them that 从业人员 is asked
    if place:  # 临溪县有几家, of what was counted before
        rest, swapped = text[place.end() :], _swap(place.group(), context)
        return swapped if rest in context.before else None
    if not about or about in text or POINTS.search(text) or content_words(text) & content_words(about):
        return None
    there = last_place(context.texts[:1])
    begins = starts_with_attribute(text) or VERB_ASKS.match(text)
    if (begins or strong) and not (there and OFFICE_ASKED.match(text)):
        return about + text
    return there + text if there else None


def _swap_all(text: str, context: Context) -> str | None:
    """溪州市是多少; 2024年是多少; 2022年的: only a time, place or person is new."""
    new = re.sub(rf"(?:又|分别)?(?:是|有)?{any_of('followups', 'how_much')}?$|的$", "", text)
    return _swap(new, context) if new and (TIME.fullmatch(new) or _is_like(new, context)) else None


def _is_place(new: str) -> bool:
    return (_WHOLE_PLACE.fullmatch(new) is not None or is_place(new)) and not ASKS.search(new)  # 在哪个城市 asks


def _is_like(new: str, context: Context) -> bool:
    if _is_place(new) or _NEXT_YEAR.fullmatch(new):
        return True
    return is_person(new, context.people) and person_in(context.before, context.people) is not None


def of_another(question: str, context: Context) -> str | None:
    """外资呢，目标是多少: another thing of the same place and time, and what is asked of it."""
    new, rest = _named_and_asked(question)
    if not rest or ASKS.search(new) or not ASKS.search(rest):
        return None
    place, time = last_place([context.before]), TIME.search(context.before)
    if not place or last_place([new]):
        return None
    when = time.group() if time and not TIME.search(new) else ""
    return place + when + new + rest


def _named_and_asked(question: str) -> tuple[str, str]:
    """Return what a question names before a pause, and what it asks behind it; nothing of a question without one."""
    new, pause, asked = question.replace(",", "，").partition("呢，")
    return (re.sub("^那么?", "", new), asked) if pause else ("", "")


def ellipsis(question: str, context: Context) -> str | None:
    """那航空产业营收呢: what is new takes the place of its like."""
    if _named_and_asked(question)[1]:
        return None
    text = TAIL.sub("", question)
    instead = next((word for word in words("followups", "instead") if text.startswith(word)), "")
    text = text.removeprefix(instead)
    if put := _PUT.match(text):
        return replaced(context.before, Correction(put["new"], put["old"]))
    if not text or text in _TELLS:
        return None  # 换成呢, 要是没有呢
    if (items := list_asked(text)) is not None and items.nth:
        return None  # 第四条呢, of a list that is not told there
    if office := replaced(context.before, Correction(re.sub("^那么?", "", text), "")):
        return office  # 那县长呢, of the same county
    swapped = _swap_all(text, context)
    if swapped or not ELLIPSIS.search(question) or ASKS.search(text):
        return swapped
    return _owned(text, context) or _swap(text, context)


def _owned(text: str, context: Context) -> str | None:
    """溪州的竹农收入, 税收: of another owner, or of the same thing."""
    measured = _MEASURED.match(context.before)
    if not measured:
        return None
    asked = measured["asked"]
    owner = re.match(r"(?P<owner>[^的]{2,6})的(?P<what>[^的]{2,12})$", text)
    if owner and content_words(owner["what"]) & content_words(context.before) - content_words(owner["owner"]):
        time = TIME.search(context.before)
        return (time.group() if time and not TIME.search(text) else "") + text + asked
    if is_attribute(text) and (about := subject(context.before)) and about != stem(context.before):
        return about + text + (asked if not COUNTS.search(asked) else "是多少")
    return None


def _swap(new: str, context: Context) -> str | None:
    """Put what is new in the place of its like in the question before."""
    before, people = context.before, context.people
    if (step := _NEXT_YEAR.fullmatch(new)) and (year := re.search(r"\d{4}(?=年)", before)):
        other = int(year.group()) + (-1 if step["earlier"] else 1)
        return f"{before[: year.start()]}{other}{before[year.end() :]}"
    if TIME.fullmatch(new):
        return TIME.sub(new, before, count=1) if TIME.search(before) else new + before
    person = person_in(before, people)
    if person and is_person(new, people):
        return before.replace(person, new)
    if _is_place(new) and ((places := place_spans(before)) or not names_place(before)):
        start, end = next(iter(places), (0, 0))
        end += before[end : end + 1] == new[-1] and new[-1] in LEVELS  # 贵州省 for 云南 of 云南省委
        return before[:start] + new + before[end:]
    if like := _like(new, before):
        return before.replace(like, new, 1)
    measured = _MEASURED.match(before)
    if not measured:
        return None
    scope, topic = measured["scope"] or "", measured["topic"]
    own = attribute(topic)
    if scope and OF_FIGURE.match(topic):  # 固定资产投资的目标增速
        return leading(scope) + new + "的" + topic + measured["asked"]
    if own in _OF_ANY and not attribute(new) and not new.endswith(("企业", "人员")) and own != topic:
        new += own
    if not scope:
        scope = leading(measured["topic"])
    if not scope and measured["topic"]:
        scope = measured["topic"] + "的"
    # 参保多少人, and then 参保率
    counts = COUNTS.search(measured["asked"]) and (is_attribute(new) or new.endswith("率"))
    return scope + new + ("是多少" if counts else measured["asked"])


def _like(new: str, before: str) -> str | None:
    """Return what in the question before ends as the new words do: 清泉护源工程 for 竹材增值工程."""
    end, alone = new[-2:], new[-1:]
    found = re.search(rf"(?:[\u4e00-\u9fff“”])+?{re.escape(end)}", before) if len(new) > len(end) else None
    things = (
        [found.group()] if found else [text for text in (unmarked(before), subject(before)) if text.endswith(alone)]
    )
    for thing in things:  # 推进会 for 启动会: one character tells only of the thing asked about
        name = _BEFORE_NAME.split(thing)[-1]
        if len(name) > len(end):
            return name
    return None
