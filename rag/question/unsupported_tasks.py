"""What is asked for that nobody here makes: a translation, a new text, a forecast; or asked in another language.

Knows nothing of what is offered.

A task stands at the beginning of what is asked, or behind 请 and 帮我: 谁负责起草 asks for a fact.
"""

import re

from corpus import fold
from corpus.language.lexicon import any_of

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]{2,}")  # of letters
_FEW = 3  # words of another script: fewer are a name or an abbreviation, GDP 2024
_OBJECT = "[^，。；！？,;!?谁由《“‘]{0,20}?"
_TASK = re.compile(
    rf"(?:^|[，。；！？,;!?\s])"
    rf"(?:{any_of('question_words', 'request')}+{_OBJECT}|{any_of('question_words', 'object')}{_OBJECT})?"
    rf"(?P<task>{any_of('question_words', 'task')})"
)


def task_asked(question: str) -> str | None:
    """Return the words of a question that ask for a task nobody here does; None if there are none.

    >>> task_asked("请把这段话翻译成英文"), task_asked("谁负责起草一份报告？"), task_asked("产值是多少？")
    ('翻译', None, None)
    """
    match = _TASK.search(fold(question))
    return match["task"] if match else None


def is_foreign(question: str) -> bool:
    """Return whether a question is in another language than Chinese: several words, and no Chinese character.

    >>> is_foreign("What was the GDP target of 2024?"), is_foreign("GDP 2024?"), is_foreign("GDP target是多少？")
    (True, False, False)
    """
    return not _HAN.search(question) and len(_WORD.findall(question)) >= _FEW
