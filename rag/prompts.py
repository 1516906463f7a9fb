"""Every word that is put before the language model.

The passages come first and the question last, and both prompts about one question share everything up to
their last line: an engine that caches prefixes reads the passages once.
"""

from collections.abc import Sequence

from rag.evidence import Passage
from rag.generation import Message

_SYSTEM = "你是讲话资料问答助手，只依据资料回答，不使用资料以外的知识。"
_ANSWER = "请用一句话直接回答问题，写成完整的句子，数字、人名、提法照抄资料原文。"
_LIST = "请按资料的顺序逐条列出，每条一行，照抄资料原文，不要遗漏，不要添加。"
_ANSWERABLE = "以上资料是否明确写出了这个问题的答案？只回答“是”或“否”。"

YES, NO = "是", "否"
"""The two replies to `answerable`, one token each."""


def _reference(passages: Sequence[Passage], question: str) -> str:
    lines = ["【资料】"]
    header = heading = None
    for passage in passages:
        if passage.header != header:
            header, heading = passage.header, None
            lines.append(header)
        if passage.heading and passage.heading != heading:
            heading = passage.heading
            if heading not in passage.text:
                lines.append(f"〔{heading}〕")
        lines.append(passage.text)
    lines += ["", f"【问题】{question}", ""]
    return "\n".join(lines)


def answerable(passages: Sequence[Passage], question: str) -> list[Message]:
    """Ask whether the passages hold the answer; read the log-probabilities of `YES` and `NO`."""
    return [Message("system", _SYSTEM), Message("user", _reference(passages, question) + _ANSWERABLE)]


def answer(passages: Sequence[Passage], question: str, *, as_list: bool = False) -> list[Message]:
    """Ask for the answer."""
    task = ("只回答追问。" if "追问：" in question else "") + (_LIST if as_list else _ANSWER)
    return [Message("system", _SYSTEM), Message("user", _reference(passages, question) + task)]
