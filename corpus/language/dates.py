"""Dates as Chinese documents write them: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, and days as far as a text tells them."""

import datetime
from dataclasses import dataclass

from corpus.language.figures.quantities import figures
from corpus.language.lexicon import pattern
from corpus.language.numerals import whole

_WRITTEN = pattern(r"(?<![\d.])({year})([-/.])(\d{1,2})\2(\d{1,2})(?![\d.])")
_DATE = pattern(
    r"(?<!\d)(?:(?P<year>{year})\s?(?:年\s?(?:(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日?)?)?"
    r"|(?P<sep>[-/.])(?P<month2>\d{1,2})(?P=sep)(?P<day2>\d{1,2})(?!\d)|-(?P<month3>\d{2})(?![-\d]))"
    r"|(?P<cyear>{chinese_year})年(?:(?P<cmonth>[{tens}元正]{1,2})月(?:(?P<cday>[{tens}]{1,3})日)?)?)"
)


def find_date(text: str, start: int = 0) -> tuple[str, int, int] | None:
    """Return (ISO date, start, end) of the first possible date with a year in folded text, or None.

    >>> find_date("二〇二三年五月九日在澜川")
    ('2023-05-09', 0, 9)
    """
    for match in _DATE.finditer(text, start):
        if match["cyear"]:
            year = str(whole(match["cyear"]))
            month, day = (whole(match[part] or "零") or 0 for part in ("cmonth", "cday"))
        else:
            year = match["year"]
            month = int(match["month"] or match["month2"] or match["month3"] or 0)
            day = int(match["day"] or match["day2"] or 0)
        if (iso := _iso(int(year), month, day)) is not None:
            return iso, match.start(), match.end()
    return None


def with_year(month: int, day: int, published: str) -> str | None:
    """Return the date of a `10月22日` in a text published on a date: that year, or the one before."""
    year = int(published[:4])
    iso = _iso(year, month, day)
    if iso is not None and len(published) == 10 and iso > published:
        iso = _iso(year - 1, month, day)
    return iso


def _iso(year: int, month: int, day: int) -> str | None:
    if not 1900 <= year <= 2099:
        return None
    if not month:
        return f"{year:04d}"
    try:
        datetime.date(year, month, day or 1)
    except ValueError:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"


def in_words(date: str) -> str:
    """Return an ISO date, or the beginning of one, as Chinese writes it.

    >>> in_words("2024-05")
    '2024年5月'
    """
    return "".join(f"{int(part)}{unit}" for part, unit in zip(date.split("-"), "年月日", strict=False))


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
    """Return the dates of a text in order; 3年 is none, and 今年 is none here.

    >>> [day.parts for day in days("2024年3月18日，历时3年；4月；2025-05-12")]
    [(2024, 3, 18), (None, 4, None), (2025, 5, 12)]
    """
    written = [
        Day(int(year), int(month), int(day), *match.span())
        for match in _WRITTEN.finditer(text)
        for year, month, day in [match.group(1, 3, 4)]
        if _iso(int(year), int(month), int(day))
    ]
    found: list[Day] = []
    known: dict[str, int] = {}
    start = end = -1
    for figure in figures(text):
        if any(day.start <= figure.start < day.end for day in written):
            continue
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
    return sorted((*found, *written), key=lambda day: day.start)
