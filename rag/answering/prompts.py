"""Every word that is put before the language model.

The passages come first and the question last, and both prompts about one question share everything up to
their last line: an engine that caches prefixes reads the passages once.
"""

import re
from collections.abc import Sequence

from corpus import fold
from corpus.language.periods import resolve_years
from rag.datamodel import Evidence, Passage
from rag.models.language_model import Message
from rag.question.analysis import Question
from rag.retrieval.prompt_sanitizer import neutral
from rag.verification.evidence_dates import dates_of

# What holds for every question stands here: this is read once, the last line of a prompt with every question.
_SYSTEM = "你是讲话资料问答助手，只依据资料回答，不使用资料以外的知识，数字、人名、提法照抄资料原文。"
_ANSWER = "请用一句完整的话直接回答问题。"
_EACH = "问题问了几件事，请逐一回答，每件事用一句完整的话。"
_LIST = "请按资料的顺序逐条列出，每条一行，照抄资料原文，不要遗漏，不要添加。"
_ONLY = "只看其中这一问："
_COPY = "请从资料中照抄最能回答这个问题的一句原文，一字不改，只写这一句。"
_IS_LIST = "以上列出的几项是否正是这个问题所问的？只回答“是”或“否”。"
_ANSWERABLE = "以上资料是否明确写出了这个问题的答案？只回答“是”或“否”。"

_WORDS = re.compile(r"[^\W\d_]+|\d+")
_CARD_LINE = 60  # characters of a card's line that a model reads
_FEW = 5  # characters that are no more than 来源 or 年月日

YES, NO = "是", "否"
"""The two replies to `answerable`, one token each."""


def _messages(passages: Sequence[Passage], question: Question, task: str) -> list[Message]:
    """Return a prompt.

    What was asked and answered before a follow-up are turns of their own: a model that reads them glued to the
    question answers the wrong one of the two (docs/LOG.md).
    """
    texts = _reference(passages, question)
    task = f"{_ONLY}{neutral(question.only)}？\n{task}" if question.only else task
    if question.last is None:
        return [Message("system", _SYSTEM), Message("user", f"{texts}【问题】{neutral(question.worded)}\n{task}")]
    asked, said = map(neutral, question.last)
    return [
        Message("system", _SYSTEM),
        Message("user", f"{texts}【问题】{asked}\n{_ANSWER}"),
        Message("assistant", said),
        Message("user", f"【问题】{neutral(question.text)}\n{task}"),
    ]


def _reference(passages: Sequence[Passage], question: Question) -> str:
    lines = ["【资料】"]
    header = heading = None
    of_time = question.mentions.of_time or question.expects == "date"
    for passage in passages:
        if passage.header != header:
            header, heading = passage.header, None
            lines.append(neutral(header))
            lines += (neutral(line.text) for line in passage.card if _tells_more(line.text, header))
        if passage.heading and passage.heading != heading:
            heading = passage.heading
            if heading not in passage.text:
                lines.append(f"〔{neutral(heading)}〕")
        lines.append("".join(neutral(_dated(item) if of_time else item.text) for item in passage.sentences))
    lines += ["", ""]
    return "\n".join(lines)


def _tells_more(line: str, header: str) -> bool:
    """Say whether a line of a card has words that its document's header has not, beside dates: a page, an office."""
    new = [run for run in _WORDS.findall(fold(line)) if run not in fold(header) and not run.isdecimal()]
    return len(line) <= _CARD_LINE and sum(map(len, new)) > _FEW


def _dated(item: Evidence) -> str:
    """Return a sentence with each year written out, 去年 -> 去年（2023年）: a small model does not reckon."""
    text = item.text
    for _, end, year in reversed(resolve_years(text, item.speech.told)):
        if str(year) not in text:
            text = f"{text[:end]}（{year}年）{text[end:]}"
    under = next((day.year for day in dates_of(item) if day.year and not day.end), None)
    return f"（{under}年）{text}" if under else text


def answerable(passages: Sequence[Passage], question: Question) -> list[Message]:
    """Ask whether the passages hold the answer; read the log-probabilities of `YES` and `NO`."""
    return _messages(passages, question, _ANSWERABLE)


def is_list(told: Sequence[str], question: Question) -> list[Message]:
    """Ask whether a list is the one that is asked for; read the log-probabilities of `YES` and `NO`.

    :param told: `rag.datamodel.Listed.told`.
    """
    lines = "\n".join(("【资料】", *map(neutral, told), "", ""))
    return [Message("system", _SYSTEM), Message("user", f"{lines}【问题】{neutral(question.worded)}\n{_IS_LIST}")]


def answer(passages: Sequence[Passage], question: Question) -> list[Message]:
    """Ask for the answer."""
    task = _LIST if question.wants_list else _EACH if question.asks > 1 else _ANSWER
    return _messages(passages, question, ("只回答追问。" if question.before and not question.last else "") + task)


def copy(passages: Sequence[Passage], question: Question) -> list[Message]:
    """Ask for the sentence of the passages that answers, word for word."""
    return _messages(passages, question, _COPY)
