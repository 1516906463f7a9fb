"""Figures of a sentence: found in the evidence with their unit, in a clause of the same words and in its same place.

A figure that the evidence gives as an aim (力争达到210亿元) does not support that it was reached (已达到210亿元).
"""

import re
from collections.abc import Iterator, Sequence

from corpus.language.quantities import Figure, figures
from corpus.language.segmentation import CLAUSE, about
from rag.verification.alignment import MARGIN, Place, most_alike
from rag.verification.checks.dates import days

_AIM = re.compile(
    "力争|目标|计划|预计|预期|争取|确保|有望|[要将]达到|[要将]突破|到20\\d\\d年|拟|规划|希望|努力|任务|"
    "[把将][^，。；,;]{1,16}(?:降到|降至|提高到|扩大到|增加到|控制在)"
)
_REACHED = re.compile(
    "已经?(?:达到?|突破|实现|完成|超过|有|建成|增|是|累计)|(?:达到|突破|实现|完成|超过|建成|增长|新增)了"
    "|目前|现在|当前|现有"
)
_BEFORE = 40  # characters before a figure in which its aim is told


def missing_figures(claim: str, texts: Sequence[str], headers: str) -> Iterator[str]:
    """Yield the figures of a folded sentence that its evidence does not support; dates have a check of their own.

    :param texts: Of its evidence, folded.
    :param headers: What is known of their documents.
    """
    found = figures(claim)
    if not found:
        return
    dates = days(claim)
    known = [(text, figure) for text in texts for figure in figures(text)]
    for figure in found:
        if any(day.start <= figure.start < day.end for day in dates):
            continue
        same = [(text, other) for text, other in known if same_figure(figure, other)]
        words = _around(claim, figure)
        # 500亿元 of another industry in the evidence does not support 500亿元 of this one
        places = [(text, (other.start, other.end)) for text, other in same if _shares(words, _around(text, other))]
        if places:
            here: Place = (claim, (figure.start, figure.end))
            rivals = [
                (text, (other.start, other.end))
                for text, other in known
                if other.unit == figure.unit and not same_figure(figure, other)
            ]
            if most_alike(here, rivals) <= most_alike(here, places) + MARGIN and not _overstated(claim, figure, same):
                continue
        elif not same and claim[figure.start : figure.end + 1] in headers:  # 五届三次会议
            continue
        yield claim[figure.start : figure.end]


def same_figure(one: Figure, other: Figure) -> bool:
    """Say whether two are one; a unit read on one side only (254项 / 254 of them) still names the same figure."""
    return one.value == other.value and (one.unit == other.unit or not one.unit or not other.unit)


def _shares(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or bool(one & other)


def _around(text: str, figure: Figure) -> frozenset[str]:
    """Return the content words of a figure's clause and, if it has none, of the clause before."""
    clauses = list(CLAUSE.finditer(text))
    at = next((i for i, clause in enumerate(clauses) if figure.start < clause.end()), len(clauses) - 1)
    for i in range(at, -1, -1):
        words = about(clauses[i].group())
        if words or i == at - 1 or text[clauses[i].start() - 1 : clauses[i].start()] in "。！？\n":
            return words
    return frozenset()


def _overstated(claim: str, figure: Figure, same: Sequence[tuple[str, Figure]]) -> bool:
    """Say whether a sentence gives as reached what the evidence only aims at."""
    clause = claim[max(0, figure.start - _BEFORE) : figure.start]
    if not _REACHED.search(clause) or _AIM.search(clause):
        return False
    return all(_AIM.search(_sentence_before(text, other)) for text, other in same)


def _sentence_before(text: str, figure: Figure) -> str:
    start = max(text.rfind(mark, 0, figure.start) for mark in "。；;！？") + 1
    return text[max(start, figure.start - _BEFORE) : figure.start]
