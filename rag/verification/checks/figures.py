"""Figures of a sentence: found in the evidence with their unit, in a clause of the same words and in its same place.

A figure that the evidence gives as an aim (力争达到210亿元) does not support that it was reached (已达到210亿元).
"""

from collections.abc import Iterator, Sequence

from corpus.language.annotation import Annotated
from corpus.language.figures.quantities import Figure
from corpus.language.lexicon import pattern
from rag.verification.alignment import MARGIN, Place, most_alike
from rag.verification.claim import CandidateClaim, Finding
from rag.verification.support import Support

_AIM = pattern(
    r"{measures:aim}|[要将]达到|[要将]突破|到20\d\d年|[把将][^，。；,;]{1,16}(?:降到|降至|(?:提高|扩大|增加)到|控制在)"
)
_REACHED = pattern("已经?(?:{measures:result}|[达有增是])|(?:{measures:result}|增长)了|{measures:now}")
_BEFORE = 40  # characters before a figure in which its aim is told

_Told = tuple[Annotated, Figure]


def missing_figures(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the figures that the evidence does not support; dates have a check of their own."""
    text = claim.text
    if not text.figures:
        return
    known = [(told, figure) for told in support.annotated for figure in told.figures]
    for figure in text.figures:
        if any(day.start <= figure.start < day.end for day in text.dates):
            continue
        same = [(told, other) for told, other in known if same_figure(figure, other)]
        if same:
            if _in_its_place(text, figure, same, known) and not _overstated(text, figure, same):
                continue
        elif text.folded[figure.start : figure.end + 1] in support.headers:  # 五届三次会议
            continue
        yield claim.finding("figures", figure.start, figure.end)


def same_figure(one: Figure, other: Figure) -> bool:
    """Say whether two are one; a unit read on one side only (254项 / 254 of them) still names the same figure."""
    return one.value == other.value and (one.unit == other.unit or not one.unit or not other.unit)


def _in_its_place(text: Annotated, figure: Figure, same: Sequence[_Told], known: Sequence[_Told]) -> bool:
    """Say whether a figure stands where the evidence has it, among the same words: not 500亿元 of another industry."""
    words = _around(text, figure)
    places = [_place(told, other) for told, other in same if _shares(words, _around(told, other))]
    if not places:
        return False
    rivals = [
        _place(told, other) for told, other in known if other.unit == figure.unit and not same_figure(figure, other)
    ]
    here = _place(text, figure)
    return not rivals or most_alike(here, rivals) <= most_alike(here, places) + MARGIN


def _place(text: Annotated, figure: Figure) -> Place:
    return text.folded, (figure.start, figure.end)


def _shares(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or bool(one & other)


def _around(text: Annotated, figure: Figure) -> frozenset[str]:
    """Return the content words of a figure's clause and, if it has none, of the clause before."""
    clauses = text.clauses
    at = next((i for i, clause in enumerate(clauses) if figure.start < clause.end), len(clauses) - 1)
    for i in range(at, -1, -1):
        words = clauses[i].about
        if words or i == at - 1 or text.folded[clauses[i].start - 1 : clauses[i].start] in "。！？\n":
            return words
    return frozenset()


def _overstated(text: Annotated, figure: Figure, same: Sequence[_Told]) -> bool:
    """Say whether a sentence gives as reached what the evidence only aims at."""
    before = text.folded[max(0, figure.start - _BEFORE) : figure.start]
    if not _REACHED.search(before) or _AIM.search(before):
        return False
    return all(_AIM.search(_sentence_before(told.folded, other)) for told, other in same)


def _sentence_before(text: str, figure: Figure) -> str:
    start = max(text.rfind(mark, 0, figure.start) for mark in "。；;！？") + 1
    return text[max(start, figure.start - _BEFORE) : figure.start]
