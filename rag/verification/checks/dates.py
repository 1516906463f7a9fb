"""Dates of a sentence and of its evidence: 2024年, 3月18日, 去年.

A date is taken as a whole: its year and its day must be those of one date of the evidence. 今年 and 去年 are resolved
by the date of the document that says them. The document's own date supports what was said or held that day, not when
something else came about.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus import fold
from corpus.language.periods import resolve_years
from corpus.language.quantities import figures
from rag.datamodel import Evidence
from rag.verification.alignment import MARGIN, Place, most_alike
from rag.verification.checks.offices import promoted

_HELD = re.compile(
    r"召开|举行|发表|发布|刊登|刊发|讲话|报告|报道|会上|视察|考察|调研|印发|指出|强调|提出|要求|表示|[^传]说|认为|主持|出席|部署|发言|致辞|介绍|写道|接受"
)
# when it came about is not told by when somebody spoke of it
_CAME_ABOUT = re.compile(
    r"任(?!务)|当选|当上|成为|成立|出生|诞生|开工|竣工|建成|开通|投产|设立|启动|获|被评|入选|通车|落户|签约|毕业|入党|创办|创立|创建|上任|就任|接任"
)
# he took office that day: 从5月12日开始担任. That he held it that day, 5月12日，市委书记顾望舒, does not say so
_TOOK_OFFICE = re.compile(r"(?:开始|起|正式)?(?:担任|出任|就任|上任|接任|履新|当选|任(?![务何意期]))|就职|到任")
_NEAR_OFFICE = 12  # characters between a date and the verb that it dates
_FROM = re.compile(r"(?:从|自|于|在)$")
_SAME_PLACE = 1.5  # surroundings that much alike are the same
_CLAUSE_END = re.compile("[，。；！？,;!?]")


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is told.

    :param start: Half-open span in the text it was read from.
    """

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int

    @property
    def parts(self) -> tuple[int | None, int | None, int | None]:
        """Year, month and day."""
        return self.year, self.month, self.day


def days(text: str) -> list[Day]:
    """Return the dates of a text in order; 3年 is none, and 今年 is none here."""
    found: list[Day] = []
    known: dict[str, int] = {}
    start = end = -1
    for figure in figures(text):
        name = {"年": "year", "月": "month", "日": "day", "号": "day"}.get(figure.unit)
        value = int(figure.value)
        limits = {"year": (1000, 2999), "month": (1, 12), "day": (1, 31)}.get(name or "", (1, 0))
        fits = name is not None and figure.value == value and limits[0] <= value <= limits[1]
        follows = fits and figure.start == end and known and name not in known and name != "year"
        if known and not follows:
            found.append(Day(known.get("year"), known.get("month"), known.get("day"), start, end))
            known = {}
        if fits and name:
            if not known:
                start = figure.start
            known[name] = value
            end = figure.end
    if known:
        found.append(Day(known.get("year"), known.get("month"), known.get("day"), start, end))
    return found


def dates_of(item: Evidence) -> list[Day]:
    """Return the dates of an evidence sentence's words, 今年 and its like resolved; else the one it stands under."""
    found = _dates(fold(item.text), item.speech.date)
    if not found:
        under = [day for day in _dates(fold(item.lead), item.speech.date) if day.year]
        found = [replace(day, start=0, end=0) for day in under[-1:]]
    return found


def _dates(folded: str, speech_date: str | None) -> list[Day]:
    found = days(folded)
    if speech_date:
        told = {(day.start, day.end) for day in found}
        for start, end, year in resolve_years(folded, speech_date):
            if not any(a < end and start < b for a, b in told):
                found.append(Day(year, None, None, start, end))
    return sorted(found, key=lambda day: day.start)


def header_day(item: Evidence) -> Day | None:
    """Return the date of an evidence sentence's document."""
    parts = [int(part) for part in re.findall(r"\d+", item.speech.date or "")][:3]
    if not parts:
        return None
    year, month, day = (*parts, None, None, None)[:3]
    return Day(year, month, day, 0, 0)


def missing_days(sentence: str, support: Sequence[Evidence]) -> Iterator[str]:
    """Yield the dates of a folded sentence that no one of its evidence sentences supports."""
    told = [(item, fold(item.text), dates_of(item)) for item in support]
    for day in days(sentence):
        if _takes_office(sentence, day) and not any(_TOOK_OFFICE.search(text) for _, text, _ in told):
            yield sentence[day.start : day.end]
            continue
        here: Place = (sentence, (day.start, day.end))
        same: list[Place] = []
        others: list[Place] = []
        for item, text, dates in told:
            for date in dates:
                place = (text, (date.start, date.end))
                (same if _agrees(day, date, header_day(item)) else others).append(place)
        if same:
            rivals = [place for place in others if _comparable(day, place)]
            if most_alike(here, rivals) <= most_alike(here, same) + MARGIN:
                continue
        elif any(_by_header(sentence, day, item, dates) for item, _, dates in told):
            continue
        yield sentence[day.start : day.end]


def of_another_office(sentence: str, support: Sequence[Evidence]) -> Iterator[str]:
    """Yield the dates since which a folded sentence gives somebody an office that the evidence of that date has not.

    1992年4月任县委副书记；1993年任县委书记 does not say that he was 书记 in 1992.
    """
    for day in days(sentence):
        took = _TOOK_OFFICE.search(sentence, day.end)
        if took is None or took.start() - day.end > _NEAR_OFFICE:
            continue
        office = _CLAUSE_END.split(sentence[took.end() :])[0]
        header_days = [header_day(item) for item in support]
        told = [
            clause
            for item, header in zip(support, header_days, strict=True)
            for clause in re.split("[。；;]", fold(item.text))
            if any(_agrees(day, date, header) for date in _dates(clause, item.speech.date))
        ]
        if told and all(list(promoted(office, [clause])) for clause in told):
            yield sentence[day.start : day.end]


def _takes_office(sentence: str, day: Day) -> bool:
    return bool(_FROM.search(sentence[: day.start]) and _TOOK_OFFICE.match(sentence[day.end :].lstrip("，,")))


def of_another_year(sentence: str, support: Sequence[Evidence]) -> Iterator[str]:
    """Yield the figures that a folded sentence of one year has from evidence that tells another year alone."""
    dated = [day for day in days(sentence) if day.year]
    for figure in figures(sentence):
        before = [day for day in dated if day.end <= figure.start]
        if (
            figure.unit in ("年", "月", "日", "号")
            or not before
            or _HELD.search(sentence[before[-1].end : figure.start])
        ):
            continue
        year = before[-1].year
        told = [
            {date.year for date in dates_of(item)} - {None}
            for item in support
            if any(other.value == figure.value and other.unit == figure.unit for other in figures(fold(item.text)))
        ]
        if told and all(own and year not in own for own in told):
            yield sentence[figure.start : figure.end]


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


def _as_told(day: Day, date: Day) -> bool:
    """Say whether two dates tell the same parts: year, month, day."""
    return [part is None for part in day.parts] == [part is None for part in date.parts]


def _by_header(sentence: str, day: Day, item: Evidence, dates: Sequence[Day]) -> bool:
    """Say whether what is known of the document, not its words, supports a date."""
    clause_end = _CLAUSE_END.search(sentence, day.end)
    clause = sentence[: clause_end.start() if clause_end else len(sentence)]
    header = header_day(item)
    agrees = header is not None and all(
        mine is None or mine == known for mine, known in zip(day.parts, header.parts, strict=True)
    )
    following = _CLAUSE_END.search(sentence, clause_end.end()) if clause_end else None
    near = sentence[day.end : following.start() if following else len(sentence)]
    came_about = _CAME_ABOUT.search(clause[day.end :])
    if agrees and _HELD.search(near) and not came_about:
        # 2015年，集中进行专题考察 in a text of 2017: its own year stands in this place
        here: Place = (sentence, (day.start, day.end))
        told = fold(item.text)
        return most_alike(here, [(told, (date.start, date.end)) for date in dates if _as_told(day, date)]) < _SAME_PLACE
    if day.month is not None or day.day is not None or any(date.year for date in dates):
        return False
    headings = {known.year for known in days(fold(item.heading))}
    if headings - {None}:
        return day.year in headings
    named = {known.year for known in days(fold(item.speech.title))}
    leads = not sentence[: day.start].strip("在据,， ") and not came_about
    return leads and (agrees if header else day.year in named)
