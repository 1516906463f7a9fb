"""Which part of a text a question means: “工作回顾”一节, 第二部分, 报告回顾部分; the rest asks about the text."""

import re
from dataclasses import dataclass

from corpus.language.lexicon import pattern
from corpus.language.numerals import numeral

_PART = r"(?:[这那]个?)?(?:一?[节章]|部分)[里中]?"
_ASKS = r"(?=是?都?(?:怎[么样]|如何))"
_QUOTED = re.compile(rf"的?[“「\"](?P<words>[^”」\"]{{2,40}})[”」\"]的?{_PART}{_ASKS}")
_NUMBERED = pattern(rf"的?第(?P<number>[{{tens}}\d]{{1,3}})(?:个?部分|[节章]){_ASKS}")
_PLAIN = re.compile(rf"(?P<behind>[里中的]|报告|讲话|文章)(?P<words>[\u4e00-\u9fff]{{2,14}}?){_PART}{_ASKS}")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text, as a question names it.

    :param words: Of its heading, as typed; empty if it is numbered.
    :param number: Which of the main parts; None if its heading is named.
    """

    words: str = ""
    number: int | None = None


def part_of(question: str) -> tuple[Part | None, str, str]:
    """Return the part that a question means, what stands before it, which names the text, and what is asked of it.

    >>> part_of("工作报告“工作回顾”那一节怎么谈物流")
    (Part(words='工作回顾', number=None), '工作报告', '怎么谈物流')
    >>> part_of("怎么谈物流")
    (None, '怎么谈物流', '怎么谈物流')
    """
    quoted, numbered, plain = (form.search(question) for form in (_QUOTED, _NUMBERED, _PLAIN))
    found = quoted or numbered or plain
    if found is None:
        return None, question, question
    if quoted:
        part = Part(quoted["words"])
    elif numbered:
        part = Part(number=int(numeral(numbered["number"]) or 0))
    else:
        part = Part(found["words"])
    before = question[: found.start()] + (found["behind"] if found is plain and len(found["behind"]) > 1 else "")
    return part, before, question[found.end() :]
