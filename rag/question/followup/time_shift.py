"""A follow-up that moves a question in time, or puts right what it asked.

    2024年引进项目多少个？   + 那前一年引进了多少个？       -> 2023年引进项目多少个？
    2024年产值是多少？       + 2025年的目标呢？             -> 2025年产值的目标是多少？
    澜川市有多少家企业？     + 不是澜川，是溪州。           -> 溪州市有多少家企业？

Texts are Simplified. By the words alone: nothing is carried over that the question before does not say.
"""

import re
from dataclasses import dataclass

from corpus import fold
from corpus.language.lexicon import any_of, pattern, words
from corpus.language.names.offices import ASKED as OFFICE_ASKED
from corpus.language.names.places import LEVELS
from corpus.language.segmentation import content_words
from rag.question.answer.answer_type import asks, expected
from rag.question.followup.context import PLACE, TAIL, TIME, stem
from rag.question.question_words import ASKS

_STEP = rf"(?P<earlier>{any_of('times', 'year_before')}度?)|(?P<later>{any_of('times', 'year_after')}度?)"
_SHIFT = re.compile(
    rf"^(?:那么?|而|再)?[，,]?(?P<by>到|截至|截止到?)?(?P<time>{_STEP}|{TIME.pattern})(?P<end>[底末初])?"
    r"(?:同期|全年|当年)?[的度又则呢]*(?P<rest>.*)$"
)
# what is asked of a figure, not instead of it
_OF_FIGURE = (
    rf"{any_of('followups', 'planned')}?"
    rf"{any_of('followups', 'of_figure')}"
)
OF_FIGURE = re.compile(rf"^{_OF_FIGURE}$")
"""A word for something that a figure itself has."""
_ASKED_OF_FIGURE = re.compile(
    rf"^(?P<of>{_OF_FIGURE})"
    rf"(?P<asked>(?:又)?(?:是|为|有|定)?(?:的是)?(?:多少|什么|几.*|怎样|如何)?)$"
)
_GROWS = pattern(r"^(?:同比|环比|比上年)?{followups:grows}了?(?:多少|百分之几|几)[^，,]{0,4}$")
_ONLY_ASKS = pattern(
    r"(?:又|分别|一共|总共)?(?:{followups:is}|[是有达为])?了?(?:得)?(?:{followups:how_much}|几)?[个项家件条万亿元人]{0,2}"
)
_GENERIC = frozenset(words("followups", "generic"))

_WRONG = r"(?:(?:不对|不是的?|错了|(?:我)?(?:说|问|搞|打)错了|口误)[，,。！! ]*)"
_I_MEAN = rf"(?:我(?:其实)?(?:是|想|要)?{any_of('followups', 'mean')}的?(?:其实)?是?|应该是|是)"
_MEANT = pattern(
    r"^(?:{wrong}+{i_mean}?|我(?:其实)?{followups:mean}的(?:其实)?是|我(?:其实)?是(?:问|说|指|想问))"
    r"(?P<new>[^，,。？?]{2,16}?)(?:[，,]\s*(?:而)?不是(?P<old>[^，,。？?]{1,12}))?[。！!？?]*$",
    wrong=_WRONG,
    i_mean=_I_MEAN,
)
_NOT_BUT = re.compile(
    rf"^(?:{_WRONG})?(?:我(?:问|说|指)的)?不是(?P<old>[^，,。？?]{{1,12}}?)[，,]\s*(?:而是|{_I_MEAN})"
    r"(?P<new>[^，,。？?]{1,16}?)[。！!？?呢]*$"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What was meant, and instead of what.

    :param old: Empty if the follow-up does not say it.
    """

    new: str
    old: str


def correction(question: str) -> Correction | None:
    """Return what a follow-up puts right, or None: 不是澜川，是溪州."""
    found = _NOT_BUT.match(question) or _MEANT.match(question)
    if not found:
        return None
    return Correction(re.sub(r"[的呢]+$", "", found["new"]), found["old"] or "")


def replaced(before: str, wrong: Correction) -> str | None:
    """Return the question before with what was wrong in it put right; None if it does not say that."""
    old, new = wrong.old, wrong.new
    if not old:  # an office is known by being one
        asked = OFFICE_ASKED.search(before) if OFFICE_ASKED.fullmatch(new) else None
        return before[: asked.start()] + new + before[asked.end() :] if asked else None
    at = before.find(old)
    if at < 0:
        return None
    start, end = at, at + len(old)
    if OFFICE_ASKED.fullmatch(new):  # 县委书记 for 书记
        start, end = next(
            ((m.start(), m.end()) for m in OFFICE_ASKED.finditer(before) if m.start() <= at < m.end()), (at, end)
        )
    rest = before[end:]
    if new[-1:] == rest[:1] and new[-1:] in LEVELS:
        rest = rest[1:]
    return before[:start] + new + rest


def shift(question: str, before: str, said: str = "") -> str | None:
    """Return the question before, moved to the time that a follow-up names; None if this asks something else.

    :param said: The answer, whose year counts where the question names none.
    """
    found = _SHIFT.match(TAIL.sub("", question))
    if not found:
        return None
    time = _time(found, before, said)
    if time is None:
        return None
    rest = found["rest"].strip("，, ")
    whole = moved(before, (found["by"] or "") + time + (found["end"] or ""))
    if not rest or _ONLY_ASKS.fullmatch(rest):
        return whole
    if asked := _ASKED_OF_FIGURE.match(rest):
        return f"{stem(whole)}的{asked['of']}{asked['asked'] or '是多少'}"
    if OFFICE_ASKED.match(rest):
        return None
    new = content_words(ASKS.sub("", rest)) - content_words(fold(before)) - _GENERIC
    alike = expected(rest) in ("text", expected(before)) and asks(rest) == 1  # 2021年啥时候完的工 asks no place
    return whole if ASKS.search(rest) and alike and not new and not PLACE.search(rest) else None


def of_figure(question: str, before: str) -> str | None:
    """Return what is asked of the figure asked for before: 增速呢, 同比增长多少."""
    text = TAIL.sub("", question)
    text = re.sub(r"^(?:那么?)", "", text)
    about = stem(before)
    if not about or about == before:
        return None
    if found := _ASKED_OF_FIGURE.match(text):
        of = found["of"]
        joint = "的" if of.endswith(("目标", "任务", "情况", "排名", "位次")) else ""
        return f"{about}{joint}{of}{found['asked'] or '是多少'}"
    return about + text if _GROWS.match(text) else None


def moved(before: str, time: str) -> str:
    """Return a question with another time: in the place of its own, or in front of what it asks."""
    own = re.search(rf"(?:到|截至)?(?:{TIME.pattern})[底末初]?", before)
    if own:
        return before[: own.start()] + time + before[own.end() :]
    return time + before


def _time(found: re.Match[str], before: str, said: str) -> str | None:
    if not (found["earlier"] or found["later"]):
        return found["time"]
    years = re.findall(r"(\d{4})年", before) or re.findall(r"(\d{4})年", said)
    return f"{int(years[0]) + (-1 if found['earlier'] else 1)}年" if years else None
