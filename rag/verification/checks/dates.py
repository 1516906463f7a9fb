"""Dates of a sentence and of its evidence: 2024年, 3月18日, 去年.

A date is taken as a whole: its year and its day must be those of one date of the evidence. 今年 and 去年 are resolved
by the date of the document that says them. The document's own date supports what was said or held that day, not when
something else came about.
"""

import re
from collections.abc import Iterator

from corpus.language.annotation import Annotated, annotate
from corpus.language.dates import Day
from corpus.language.figures.quantities import Figure
from corpus.language.lexicon import pattern
from rag.datamodel import Evidence
from rag.verification.alignment import MARGIN, Place, most_alike
from rag.verification.claim import OF_ANOTHER_YEAR, CandidateClaim, Finding
from rag.verification.evidence_dates import compared_with
from rag.verification.support import Support

_HELD = pattern(
    "{narration:held}|发表|刊登|刊发|{texts:spoken}|报告|报道|会上|{deeds:meeting}|{speech_verbs:says}|[^传]说|部署|接受"
)
# when it came about is not told by when somebody spoke of it
_CAME_ABOUT = pattern("{deeds:career event!}")
_CLAUSE_END = re.compile("[，。；！？,;!?]")


def missing_days(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the dates that no one of the evidence sentences supports."""
    text = claim.text
    for day in text.dates:
        here: Place = (text.folded, (day.start, day.end))
        same: list[Place] = []
        others: list[Place] = []
        for told, dates, header in zip(support.texts, support.dates, support.header_days, strict=True):
            for date in dates:
                (same if _agrees(day, date, header) else others).append((told, (date.start, date.end)))
        if same:
            rivals = [place for place in others if _comparable(day, place)]
            if not rivals or most_alike(here, rivals) <= most_alike(here, same) + MARGIN:
                continue
        elif claim.words and any(_by_header(text, day, support, at) for at in range(len(support.items))):
            continue
        yield claim.finding("dates", day.start, day.end)


def figures_of_another_year(claim: CandidateClaim, support: Support) -> Iterator[Finding]:
    """Yield the figures that a sentence of one year has from evidence that tells another year alone."""
    text = claim.text
    dated = [day for day in text.dates if day.year]
    for figure in text.figures if dated else ():
        before = [day for day in dated if day.end <= figure.start]
        if (
            figure.unit in ("年", "月", "日", "号")
            or not before
            or _HELD.search(text.folded[before[-1].end : figure.start])
        ):
            continue
        year = before[-1].year
        years = [
            _periods(figure, item) or {date.year for date in dates if not compared_with(told, date)} - {None}
            for item, told, dates in zip(support.items, support.texts, support.dates, strict=True)
            if any(other.key == figure.key for other in item.annotated.figures)
        ]
        if years and all(own and year not in own for own in years):
            yield claim.finding(OF_ANOTHER_YEAR, figure.start, figure.end)


def _periods(figure: Figure, item: Evidence) -> set[int | None]:
    """Return the years of a figure by what is known of the figures of an evidence sentence; none if that is nothing."""
    periods = [stated.period for stated in item.figures if figure.key in stated.keys]
    return {year for period in periods if period for year in range(period[0], period[1] + 1)}


def _agrees(day: Day, date: Day, header: Day | None) -> bool:
    """Say whether a date of the text is the one; what it leaves out before its first part, the header may add."""
    added = True
    for mine, theirs, known in zip(day.parts, date.parts, header.parts if header else (None,) * 3, strict=True):
        if theirs is not None:
            added = False
        if mine is None or mine == theirs:
            continue
        if theirs is None and added and mine == known:
            continue
        return False
    return True


def _comparable(day: Day, place: Place) -> bool:
    text, (start, end) = place
    return ("年" in text[start:end]) == (day.year is not None)


def _by_header(text: Annotated, day: Day, support: Support, at: int) -> bool:
    """Say whether what is known of an evidence sentence's document, not its words, supports a date.

    :param at: Which of the evidence sentences.
    """
    item, dates, header, sentence = support.items[at], support.dates[at], support.header_days[at], text.folded
    clause_end = _CLAUSE_END.search(sentence, day.end)
    clause = sentence[: clause_end.start() if clause_end else len(sentence)]
    agrees = header is not None and all(
        mine is None or mine == known for mine, known in zip(day.parts, header.parts, strict=True)
    )
    following = _CLAUSE_END.search(sentence, clause_end.end()) if clause_end else None
    near = sentence[day.end : following.start() if following else len(sentence)]
    came_about = _CAME_ABOUT.search(clause[day.end :])
    if agrees and _HELD.search(near) and not came_about:
        return True
    told = any(date.year and not compared_with(support.texts[at], date) for date in dates)
    if day.month is not None or day.day is not None or told:
        return False
    headings = {known.year for known in annotate(item.heading).dates}
    if headings - {None}:
        return day.year in headings
    named = {known.year for known in annotate(item.speech.title).dates}
    leads = not sentence[: day.start].strip("在据,， ") and not came_about
    return leads and (agrees if header else day.year in named)
