"""When evidence says that something happened: 去年 by its document's date, or the time that it stands under."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.language.annotation import annotate
from corpus.language.dates import Day
from corpus.language.periods import resolve_years
from rag.datamodel import Evidence


def dates_of(item: Evidence) -> tuple[Day, ...]:
    """Return the dates of an evidence sentence's words, 今年 and its like resolved; else the one it stands under.

    The spans are of the sentence's text; that of a date that it stands under is empty.
    """
    found = dates_in(item.text, item.speech.told)
    if not found:
        under = [day for day in dates_in(item.lead, item.speech.told) if day.year]
        found = tuple(replace(day, start=0, end=0) for day in under[-1:])
    return found


@lru_cache(maxsize=2048)
def dates_in(text: str, speech_date: str | None) -> tuple[Day, ...]:
    """Return the dates of a text in order, relative ones resolved.

    :param speech_date: `YYYY-MM-DD` or less of it; without one 去年 is no date.
    """
    annotated = annotate(text)
    found: Sequence[Day] = annotated.dates
    if speech_date:
        relative = [
            Day(year, None, None, start, end)
            for start, end, year in resolve_years(annotated.folded, speech_date)
            if not any(day.start < end and start < day.end for day in found)
        ]
        found = [*found, *relative]
    return tuple(sorted(found, key=lambda day: day.start))


def compared_with(folded: str, day: Day) -> bool:
    """Say whether a date is what another is compared with, and when nothing told came about: 比去年多, 仅次于去年."""
    return folded[: day.start].endswith(("比", "较", "于")) or folded.startswith(
        ("相比", "比", "持平", "同期"), day.end
    )


def header_day(item: Evidence) -> Day | None:
    """Return the date of an evidence sentence's document; its span is empty."""
    return _day(item.speech.told or "")


@lru_cache(maxsize=256)
def _day(date: str) -> Day | None:
    parts = [int(part) for part in re.findall(r"\d+", date)][:3]
    if not parts:
        return None
    year, month, day = (*parts, None, None, None)[:3]
    return Day(year, month, day, 0, 0)
