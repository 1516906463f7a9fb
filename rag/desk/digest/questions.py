"""Questions for a digest, asked in the chat: 概括成三点, 总结一下, 主要讲了什么, 哪些新提法. Answered with cited lines.

Which speech is meant is told by what the question names of the library's metadata; otherwise it is the best hit's.
"""

import re
from collections.abc import Sequence

from corpus import Speech, fold
from corpus.language.numerals import arabic
from index import Hit, Library
from rag.datamodel import DirectAnswer, Statement, Verdict
from rag.desk.digest.outline import MOST, Digest, outline, points
from rag.extractive.provenance import credit, evidence
from rag.question.filters.speech_selection import select

_ASKS = re.compile(
    r"(?:概括|归纳)(?!了|出了|的)|总结(?:成|为|一下|出(?!了))|提炼|摘要|概要|梳理一下|(?:主要|大概|大致|都)(?:讲|说|谈|写)了?(?:些|哪些)?(?:什么|内容|方面)"
    r"|(?:主要|核心|中心)(?:内容|意思|思想|观点|要点)(?:是|有|包括)|(?:讲话|报告|文章|全文)的?(?:提纲|大纲|要点)"
)
_COUNT = re.compile(
    r"(?:概括|归纳|总结|提炼|分|用|说)(?:成|为|出|作)?(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2})"
    r"[个条]?(?:点|方面|要点|句话|条)"
)
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．是要]|第[一二三四五六七八九十]")
_LINE = 60  # characters of a heading that is shown before its line


def asks_digest(question: str) -> bool:
    """Say whether a question wants a whole speech in brief.

    >>> asks_digest("请把这篇讲话概括成三点"), asks_digest("产值是多少")
    (True, False)
    """
    return bool(_ASKS.search(fold(question)))


def points_asked(question: str) -> int | None:
    """Return how many points a question wants; None if it names no number that can be.

    >>> points_asked("用三点概括")
    3
    """
    match = _COUNT.search(fold(question))
    if match is None:
        return None
    number = int(match["count"] if match["count"].isdigit() else arabic(match["count"]) or 0)
    return number if 1 <= number <= MOST else None


def answer_digest(library: Library, question: str, hits: Sequence[Hit] = ()) -> DirectAnswer | None:
    """Answer a question for a digest, or return None if it is none or it is not sure which speech is meant.

    :param hits: What retrieval found, best first.
    """
    if not asks_digest(question):
        return None
    speech = _meant(library, question, hits)
    if speech is None:
        return None
    count = points_asked(question)
    found = points(library, speech.id, count) if count else outline(library, speech.id, depth=1)
    return _worded(library, speech, found, count)


def _meant(library: Library, question: str, hits: Sequence[Hit]) -> Speech | None:
    """Return the one speech that the question names; of several the best hit's, of none named the best hit's."""
    every = library.speeches()
    selection = select(question, every)
    named = selection.among(library, every) if selection else []
    preferred = library.preferences(speech.id for speech in named)
    named = [speech for speech in named if preferred.get(speech.id, speech.id) == speech.id] or named
    if len(named) == 1:
        return named[0]
    ids = {speech.id for speech in named}
    best = [hit.speech for hit in hits if hit.speech.id in ids] if named else [hit.speech for hit in hits[:1]]
    if selection and not named:
        return None  # what it names the library has not
    return best[0] if best else None


def _worded(library: Library, speech: Speech, found: Digest, count: int | None) -> DirectAnswer | None:
    lines = [part for part in found.parts if part.line is not None]
    if not lines:
        return None
    statements: list[Statement] = []
    for number, part in enumerate(lines, 1):
        assert part.line is not None
        heading = " ".join(part.heading.quote.split())[:_LINE] if part.heading else ""
        whole = " ".join(part.line.quote.split())
        label = "" if _NUMBERED.match(heading) else f"{number}. "
        # a line that begins with its heading says it
        lead = f"{heading}：" if heading and not fold(whole).startswith(fold(heading)) else ""
        support = evidence(library, speech, part.line.start, part.line.end)
        also = (evidence(library, speech, part.heading.start, part.heading.end),) if part.heading and lead else ()
        statements.append(
            Statement(f"{label if lead else f'{number}. '}{lead}“{whole}”", (support, *also), Verdict.QUOTED)
        )
    how = "按原文结构" if found.how == "outline" else "按原文最集中的语句"
    short = f"，原文可摘的只有 {len(lines)} 点" if count and len(lines) < count else ""
    head = f"{credit(speech)}{how}列出 {len(lines)} 点{short}，均为原句："
    return DirectAnswer((Statement(head, (statements[0].support[0],), Verdict.SUPPORTED), *statements))
