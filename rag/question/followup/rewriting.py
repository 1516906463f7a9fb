"""A follow-up question made complete by what was asked and answered before it.

By rules: a small model that words follow-ups anew was measured and is no better (docs/LOG.md). Where no rule holds, the
earlier question is kept beside the new one (`Completed.before`).

    景德镇的陶瓷产值突破了多少？ + 那航空产业营收呢？ -> 景德镇的航空产业营收突破了多少？
    2023年全市产值是多少？       + 2024年呢？         -> 2024年全市产值是多少？
    谁主持了会议？（李一鸣……）   + 他提出了什么要求？ -> 李一鸣提出了什么要求？
    博物馆建筑面积多大？         + 它的总投资呢？     -> 博物馆的总投资有多大？
    “四大工程”有哪些？（A、B……） + 第二个怎么做？     -> B怎么做？
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.language.lexicon import pattern
from corpus.language.segmentation import content_words
from rag.datamodel import Turn
from rag.question.followup.context import SO, TAIL, TIME, Context, spoken
from rag.question.followup.coreference import answered, more, nth, one_of_two, pointed, said_by
from rag.question.followup.dependence import ELLIPSIS, NEW_TOPIC, POINTS, is_follow_up, names_again
from rag.question.followup.ellipsis import corrected, ellipsis, of_another, only_asks, shifted
from rag.question.followup.persons import put_name
from rag.question.question_words import ASKS

_ASIDE = pattern(r"^{followups:aside}[，,。]\s*")  # with a pause: what follows is a new one
_LEAD = pattern(r"^(?:{so}|(?:还有|另外|然后|再)(?![里儿边个些年次项篇场份位{level}吗呢哪]))(?!什么)[，,]?", so=SO)
_SAME_YEAR = pattern(r"^(?:那么|在)?{followups:same_year}[的里]?[，,]?(?=..)")
_RULES: tuple[Callable[[str, Context], str | None], ...] = (
    more,
    nth,
    said_by,
    answered,
    one_of_two,
    pointed,
    of_another,
    ellipsis,
    only_asks,
)


@dataclass(frozen=True, slots=True)
class Completed:
    """A question with what it needs to be understood.

    :param text: Complete by itself, or else a follow-up as it was asked, without its lead-in.
    :param before: The questions that it follows, oldest first, without end marks; empty if it is complete by itself.
    :param last: The last question and what was answered, for whoever reads a question that no rule could complete.
    :param new: Whether it said that it is about something else: 换个话题.
    """

    text: str
    before: tuple[str, ...] = ()
    last: tuple[str, str] | None = None
    new: bool = False


def complete(question: str, history: Sequence[Turn], people: Sequence[str] = ()) -> Completed:
    """Return the question made complete; as it is, without its lead-in, if it stands by itself.

    :param question: In Simplified characters.
    :param history: The conversation before, oldest first, in Simplified characters.
    :param people: Names that the library knows, beside those that the tagger sees.
    """
    at = [i for i, turn in enumerate(history) if turn.role == "user" and turn.text.strip()]
    stripped = NEW_TOPIC.sub("", question)
    if stripped != question:
        return Completed(stripped or question, new=True)
    aside = _ASIDE.sub("", question)
    if aside != question and ASKS.search(aside) and not (POINTS.search(aside) or ELLIPSIS.search(aside)):
        return Completed(aside)
    without = _LEAD.sub("", question)
    if not at:
        return Completed(question)
    last = history[at[-1]].text.strip()
    before = complete(last, history[: at[-1]], people) if len(at) > 1 else Completed(last)
    if (same := _SAME_YEAR.match(question)) and (times := [*TIME.finditer(before.text)]):
        question, last_time = question[same.end() :], times[-1]
        if not is_follow_up(question, people):
            return Completed(last_time.group() + question)
        before = replace(before, text=before.text[last_time.start() :])
    said = " ".join(turn.text for turn in history[at[-1] + 1 :] if turn.role == "assistant")
    context = Context(before.text, said, tuple(people))
    exchange = (before.text, spoken(said)) if spoken(said) else None
    for early in (corrected, shifted):
        if whole := early(question, context):
            return Completed(_ended(whole), before.before)
    aloud = without != question and not ELLIPSIS.search(question) and not is_follow_up(without, people)
    if aloud or not is_follow_up(question, people) or names_again(question, context):
        return Completed(question, last=exchange)  # 那 may begin a name (那曲)
    named = put_name(question, history, people)
    if named != question and (not _needs_more(named) or len(content_words(named)) > 1 or "还" in named):
        return Completed(_LEAD.sub("", named))
    for rule in _RULES:
        whole = rule(_LEAD.sub("", named), context)
        if whole:
            return Completed(_ended(whole), before.before)
    return Completed(_LEAD.sub("", named), (*before.before, TAIL.sub("", before.text)), exchange)


def exchange(history: Sequence[Turn]) -> str:
    """Return what was asked last and what was answered, as spoken; empty of nothing.

    >>> exchange([Turn("user", "大会由谁主持？"), Turn("assistant", "由闻人楷主持[1]。")])
    '大会由谁主持？由闻人楷主持。'
    """
    at = [i for i, turn in enumerate(history) if turn.role == "user" and turn.text.strip()]
    if not at:
        return ""
    said = " ".join(turn.text for turn in history[at[-1] + 1 :] if turn.role == "assistant")
    return history[at[-1]].text.strip() + spoken(said)


def _ended(whole: str) -> str:
    return whole if whole[-1] in "？?" else whole + "？"


def _needs_more(question: str) -> bool:
    return bool(POINTS.search(question) or ELLIPSIS.search(question))
