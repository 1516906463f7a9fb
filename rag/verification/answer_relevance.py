"""Does it concern what was asked? A true sentence about another city or another year is no answer.

Knows nothing of whether a sentence is true; `rag.verification.verifier` does.
"""

import re
from collections.abc import Iterable, Sequence, Set
from typing import Protocol

from corpus.language import lexicon
from corpus.language.annotation import Annotated, annotate
from corpus.language.figures.kinds import Kind
from corpus.language.figures.quantities import ordinals
from rag.datamodel import Evidence
from rag.verification.evidence_dates import dates_of, header_day

_ENOUGH = 2  # words of a question that say what it is about
_LEVELS = {
    suffix: rank
    for rank, level in enumerate(("省", "市", "县"))
    for suffix in lexicon.words("places", "administrative", level=level)
    if len(suffix) == 1
}


class Asked(Protocol):
    """What a question names, folded; `rag.question.mentions` reads it."""

    @property
    def topics(self) -> Set[str]:
        """Content words that are neither places nor figures."""

    @property
    def names(self) -> Sequence[str]:
        """Proper names that the tagger sees."""

    @property
    def people(self) -> Sequence[str]:
        """Those of people."""

    @property
    def quoted(self) -> Sequence[str]:
        """Words in quotation marks."""

    @property
    def places(self) -> Sequence[str]:
        """Places with an administrative suffix."""

    @property
    def years(self) -> Set[int]:
        """Years of the days, months and years named."""

    @property
    def ordinals(self) -> Set[tuple[int, str]]:
        """Which of several it names: 第二届, 一期."""

    @property
    def deeds(self) -> Set[str]:
        """What one person does and another beside him does not: 主持, 宣读."""

    @property
    def of_today(self) -> bool:
        """Whether it asks how things stand."""

    @property
    def of_aims(self) -> bool:
        """Whether it asks what is aimed at."""

    @property
    def of_a_speech(self) -> bool:
        """Whether it asks what was said, so that a year may be that of the speech."""


def off_topic(asked: Asked, claim: str, support: Sequence[Evidence]) -> bool:
    """Say whether neither a claim nor its evidence has anything of what is asked, beyond what names the document.

    A small model may copy a true sentence of the right document that answers something else.
    """
    headers = "\n".join(annotate(item.about).folded for item in support)
    words = [word for word in asked.topics if word not in headers]
    said = "\n".join((annotate(claim).folded, *(item.annotated.folded for item in support)))
    return len(words) >= _ENOUGH and not any(word in said for word in words)


def tells_deed(asked: Asked, item: Evidence) -> bool:
    """Say whether an evidence sentence tells a deed that is asked about: who spoke did not preside."""
    return not asked.deeds or any(deed in item.annotated.folded for deed in asked.deeds)


def of_the_other_kind(asked: Asked, item: Evidence) -> bool:
    """Say whether how things stand is asked for, and all figures of an evidence sentence are aims; or the other way."""
    reached = [figure.kind is Kind.RESULT for figure in item.figures]
    return bool(reached) and ((asked.of_today and not any(reached)) or (asked.of_aims and all(reached)))


def of_another_period(asked: Asked, item: Evidence) -> bool:
    """Say whether all that is known of the figures of an evidence sentence is of other years than are asked for."""
    periods = [figure.period for figure in item.figures if figure.period]
    if not periods or not asked.years or asked.of_a_speech:
        return False
    return not any(since <= year <= until for since, until in periods for year in asked.years)


def concerns(asked: Asked, sentence: str, support: Sequence[Evidence]) -> bool:
    """Say whether a sentence, by its words or its evidence, is of the place, year and edition that the question names.

    A question that names none is concerned by everything; so is one about a place, by what names no other of its level.
    """
    told = annotate(sentence)
    return _of_place(asked, told, support) and _of_year(asked, told, support) and _of_edition(asked, support)


def contradicts(asked: Asked, item: Evidence) -> bool:
    """Say whether an evidence sentence is surely of another place or year than a question names.

    It is of another year if its own words name years and none of them is asked for, nor any that its document's date
    makes of 今年 and 去年; what these alone are of is left to `concerns`.
    """
    own = _years(day.year for day in item.annotated.dates)
    elsewhere = not _of_place(asked, item.annotated, [item]) or not _of_edition(asked, [item])
    if elsewhere or not asked.years or not own:
        return elsewhere
    told = own | _years(day.year for day in dates_of(item))
    if asked.of_a_speech and (header := header_day(item)):
        told.add(header.year)  # 98年的报告里说: the year is that of the report
    return not asked.years & told


def _of_place(asked: Asked, told: Annotated, support: Sequence[Evidence]) -> bool:
    wanted = asked.places
    known = "\n".join((told.folded, *(item.searchable for item in support)))
    if not wanted or any(_is_named(name, known) for name in wanted):
        return True
    # a county of the city asked for may be meant, another city or the province around it is not
    smallest = max(_LEVELS.get(name[-1], 0) for name in wanted)
    texts = told, *(annotate(item.searchable) for item in support)
    ends = (text.folded[end - 1] for text in texts for _, end in text.places)
    return not any(_LEVELS.get(end, 9) <= smallest for end in ends)


def _is_named(place: str, known: str) -> bool:
    """Say whether a text names a place, with its level or without, the level of what is around it included."""
    stem = place[:-1] if len(place) > 2 else place  # 澜川青石区 is 澜川市青石区
    return stem in known or (len(stem) > 2 and re.search(".?".join(map(re.escape, stem)), known) is not None)


def _of_year(asked: Asked, told: Annotated, support: Sequence[Evidence]) -> bool:
    wanted = asked.years
    if not wanted:
        return True
    periods = [period for item in support for figure in item.stated(told) if (period := figure.period)]
    if periods and not asked.of_a_speech:
        return any(since <= year <= until for since, until in periods for year in wanted)
    own = _years(day.year for day in told.dates)
    own = own or _years(date.year for item in support for date in dates_of(item))
    # what stands under 2024年目标完成情况 in a report of 2025 is of 2024
    own = own or _years(day.year for item in support for day in annotate(item.heading).dates)
    if own and not asked.of_a_speech:
        return bool(wanted & own)  # its document's year is when that was told
    known = own | _years(header.year for item in support if (header := header_day(item)))
    known |= _years(day.year for item in support for day in annotate(f"{item.heading}\n{item.speech.title}").dates)
    return not known or bool(wanted & known)


def _of_edition(asked: Asked, support: Sequence[Evidence]) -> bool:
    """Say whether what is told may be of the one of several that is asked for: of 第二届 is nothing of 第三届 alone."""
    known = ordinals("\n".join(item.searchable for item in support))
    return all(
        (number, unit) in known or not any(other == unit for _, other in known) for number, unit in asked.ordinals
    )


def _years(years: Iterable[int | None]) -> set[int | None]:
    return {year for year in years if year is not None}
