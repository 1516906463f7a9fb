"""What is asked: a follow-up made complete, and whether a list is wanted.

Knows nothing of the library. A question that stands by itself is left as it is, character for character.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import InputError, fold, simplify
from rag.answer import Turn
from rag.followup import complete

MAX_CHARACTERS = 2000

_COUNT = r"[一二三四五六七八九十两几\d]+"
_LIST = re.compile(
    rf"哪些|哪{_COUNT}(?!年|天|日|月|号|点|届)|哪“|有什么(?:任务|举措|措施|要求|内容|目标|工程)|列出|列举|逐[条项一]|全部|"
    rf"{_COUNT}(?:个|大|项|条|篇|件)[^？?]{{1,12}}(?:是什么|指什么|包括什么|具体内容)"
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    :param asked: As it was typed, outer blanks removed.
    :param text: Complete by itself, Simplified: what is searched and put to the model.
    :param wants_list: Whether several items are asked for.
    """

    asked: str
    text: str
    wants_list: bool


def read(asked: str) -> str:
    """Return the question without outer blanks.

    :raises InputError: If it is empty or longer than `MAX_CHARACTERS`.
    """
    question = asked.strip()
    if not any(char.isalnum() for char in question):
        raise InputError(f"the question is empty: {asked[:40]!r}; ask in words, such as: 全市有多少项改革任务？")
    if len(question) > MAX_CHARACTERS:
        raise InputError(f"the question has {len(question)} characters; at most {MAX_CHARACTERS} are read")
    return question


def understand(asked: str, history: Sequence[Turn] = (), people: Sequence[str] = ()) -> Question:
    """Make a follow-up complete by the conversation before it.

    :param people: Names that the library knows.
    :raises InputError: As `read`.
    """
    question = read(asked)
    before = [Turn(turn.role, simplify(turn.text)) for turn in history]
    text = complete(simplify(question), before, [simplify(person) for person in people])
    return Question(question, text, bool(_LIST.search(fold(text))))
