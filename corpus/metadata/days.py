"""A day as a header or a signature writes it: with blanks, with its weekday, of the Republic, of the old calendar.

Ordinary dates are `corpus.language.dates`. A year of the sixty-year cycle is that of the cycle that began in 1984:
such a day is not sure.
"""

from dataclasses import dataclass

from zhdate import ZhDate

from corpus.language.dates import find_date
from corpus.language.lexicon import fill, pattern
from corpus.language.numerals import whole

_NUMBER = fill(r"[元正冬腊{tens}廿卅初\d]{1,3}")
_REPUBLIC = pattern(
    r"(?:中华)?民国\s?(?P<year>[元{tens}廿卅\d]{1,3})年(?:\s?(?P<month>[{tens}\d]{1,2})月"
    r"(?:\s?(?P<day>[{tens}廿卅\d]{1,3})日?)?)?"
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LUNAR = pattern(
    r"(?:(?:农历)?(?P<cycle>[{stems}][{branches}])年|农历(?P<of>{any_year})年|(?P<year>{any_year})年农历)\s?(?P<leap>闰)?"
    r"(?P<month>{number})月(?P<day>初?{number})(?:日)?",
    stems=_STEMS,
    branches=_BRANCHES,
    number=_NUMBER,
)
_WEEKDAY = pattern(r"\s{0,3}[(（]?(?:星期|周)[一二三四五六日天][)）]?(?:\s{0,3}{genres:half_day})?")
_FIRST = 1984  # 甲子


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a text.

    :param iso: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    :param start: Its span, a weekday behind it included.
    :param sure: Whether its year is stated.
    """

    iso: str
    start: int
    end: int
    sure: bool = True


def find_day(text: str) -> Day | None:
    """Return the first day in a short folded text, or None.

    >>> find_day("2024年03月06日 星期三")
    Day(iso='2024-03-06', start=0, end=15, sure=True)
    """
    found = _ordinary(text) or _republic(text) or _lunar(text)
    if found is not None and (weekday := _WEEKDAY.match(text, found.end)):
        return Day(found.iso, found.start, weekday.end(), found.sure)
    return found


def _ordinary(text: str) -> Day | None:
    if _LUNAR.search(text) or "民国" in text:
        return None
    found = find_date(text)
    if found and len(found[0]) == 10:
        return Day(*found)
    kept = [i for i, char in enumerate(text) if not char.isspace()]
    squeezed = find_date("".join(text[i] for i in kept))
    if squeezed and (found is None or len(squeezed[0]) > len(found[0])):
        return Day(squeezed[0], kept[squeezed[1]], kept[squeezed[2] - 1] + 1)
    return Day(*found) if found else None


def _republic(text: str) -> Day | None:
    match = _REPUBLIC.search(text)
    if match is None:
        return None
    parts = [_value(match[name]) for name in ("year", "month", "day")]
    iso = f"{1911 + parts[0]}年"
    iso += f"{parts[1]}月" if parts[1] else ""
    iso += f"{parts[2]}日" if parts[1] and parts[2] else ""
    found = find_date(iso)
    return Day(found[0], *match.span()) if found else None


def _lunar(text: str) -> Day | None:
    match = _LUNAR.search(text)
    if match is None:
        return None
    if match["cycle"]:
        stem, branch = _STEMS.index(match["cycle"][0]), _BRANCHES.index(match["cycle"][1])
        at = next((n for n in range(60) if n % 10 == stem and n % 12 == branch), None)
        if at is None:  # 甲丑 is no year
            return None
        year = _FIRST + at
    else:
        stated = find_date(f"{match['of'] or match['year']}年")
        if stated is None:
            return None
        year = int(stated[0])
    month, day = _value(match["month"]), _value(match["day"].lstrip("初"))
    try:
        solar = ZhDate(year, month, day, leap_month=bool(match["leap"])).to_datetime()
    except (TypeError, ValueError, IndexError):  # there is no such day
        return None
    return Day(solar.date().isoformat(), *match.span(), sure=match["cycle"] is None)


def _value(number: str | None) -> int:
    """Return the value of 元 正 一 … 三十一 廿六 冬 腊; 0 for nothing."""
    if not number:
        return 0
    return {"冬": 11, "腊": 12}.get(number) or whole(number) or 0
