"""A figure that its sentence does not date, where another sentence dates another figure of the same measure.

    evidence  全市地区生产总值增长4.8%。 … 今年主要预期目标是：地区生产总值增长4.5%（2026年的报告）
    sentence  2026年地区生产总值增长4.8%   ->  4.8%: of 2026 the text tells 4.5%

What a document's date would lend to a sentence without one, a sentence of that year takes away again.
"""

from collections.abc import Iterator

from rag.datamodel import Evidence
from rag.verification.checks.figures import same_figure
from rag.verification.checks.measures import Measured, measured_in, same_measure
from rag.verification.claim import OF_ANOTHER_YEAR, CandidateClaim, Finding
from rag.verification.evidence_dates import dates_of
from rag.verification.support import Support, beside


def undated_figures(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the dated figures whose sentence is of no year, where the same text gives another one for that year."""
    for one, _ in _rivals(claim, support):
        yield claim.finding(OF_ANOTHER_YEAR, one.figure.start, one.figure.end)


def told_for_the_year(sentence: str, support: Support) -> tuple[Evidence, ...]:
    """Return the sentences that give another figure for the year of one that a sentence gives, each once."""
    found = (others for _, others in _rivals(CandidateClaim.read(sentence), support))
    return tuple(dict.fromkeys(other for others in found for other in others))


def _rivals(claim: CandidateClaim, support: Support) -> Iterator[tuple[Measured, tuple[Evidence, ...]]]:
    dated = [day for day in claim.text.dates if day.year]
    for one in claim.text.derive(measured_in) if dated else ():
        before = [day for day in dated if day.end <= one.figure.start]
        if not before or not one.keys:
            continue
        year = before[-1].year
        holders = [
            item for item in support.items if any(_same(one, other) for other in item.annotated.derive(measured_in))
        ]
        if not holders or any(any(day.year for day in dates_of(item)) for item in holders):
            continue
        every = (other for item in holders for other in _of_its_text(item, support))
        if others := tuple(other for other in every if _gives_another(one, other, year)):
            yield one, others


def _of_its_text(item: Evidence, support: Support) -> Iterator[Evidence]:
    """Yield what else was read of an evidence sentence's document, but what stands beside it."""
    for other in (*support.items, *support.others):
        if other.speech.id == item.speech.id and not beside(item, other):
            yield other


def _gives_another(one: Measured, item: Evidence, year: int | None) -> bool:
    """Say whether a sentence of a year gives the same measure another value, and not this one."""
    if not any(day.year == year for day in dates_of(item)):
        return False
    alike = [other for other in _measured(item) if same_measure(one, other)]
    return bool(alike) and not any(_same(one, other) for other in alike)


def _measured(item: Evidence) -> tuple[Measured, ...]:
    return item.annotated.derive(measured_in)


def _same(one: Measured, other: Measured) -> bool:
    return same_figure(one.figure, other.figure)
