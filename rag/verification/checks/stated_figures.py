"""What a figure is: a value or a change of one, reached or aimed at, as `rag.desk.figures` reads it.

evidence  产值比三年前多出24亿元        sentence  产值达到24亿元    ->  a change taken for a value
evidence  到2023年底，航线要达到40条    sentence  2023年底达到40条  ->  an aim taken for a result
"""

from collections.abc import Callable, Iterator

from corpus.language.figures.kinds import Change, Kind
from corpus.language.figures.vocabulary import either
from corpus.language.lexicon import pattern
from rag.datamodel import StatedFigure
from rag.verification.claim import CandidateClaim, Finding
from rag.verification.support import Support

_CHANGED = pattern("{measures:change}|[增涨升降减跌多少幅翻]|新建|新设")
_AIMED = pattern(f"[将要拟]|打算|预计|{{figure_questions:aims}}|{either('aim.modal', 'aim.future')}")


def taken_for_values(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the figures that a sentence gives as values and all of its evidence as changes of one."""
    if not _CHANGED.search(claim.text.folded):
        yield from _each(claim, support, "change", lambda one: one.change is Change.AMOUNT)


def taken_for_results(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the figures that a sentence gives as reached and all of its evidence as aimed at."""
    if not _AIMED.search(claim.text.folded):
        yield from _each(claim, support, "aim", lambda one: one.kind is not Kind.RESULT)


def _each(
    claim: CandidateClaim, support: Support, check: str, is_such: Callable[[StatedFigure], bool]
) -> Iterator[Finding]:
    for figure in claim.text.figures:
        stated = [one for item in support.items for one in item.figures if figure.key in one.keys]
        if stated and all(map(is_such, stated)):
            yield claim.finding(check, figure.start, figure.end)
