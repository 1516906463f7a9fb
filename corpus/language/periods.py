"""Years and periods as questions and speeches name them, the relative ones resolved against a given date.

Last year is the year before the speech's, never the year before today's. Knows nothing of a library.

    find_periods("近三年的报告", now="2025-01-14")          -> 2023 to 2025
    resolve_years("去年产值86.4亿元", "2024-03-18")         -> [(0, 2, 2023)]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.lexicon import fill, pattern, table
from corpus.language.normalization import fold
from corpus.language.numerals import whole

NAMED_TIME = fill(r"(?:{any_year}年(?:\d{1,2}月|[上下]半年)?|{times:asked_year}|[上下]半年)")
"""A year, a month of one, or a half-year, as questions name it; part of a pattern."""
_TO = r"[-—–~至到]{1,2}"
_OFFSETS = ("-3", "-2", "-1", "0", "1")
_RELATIVE = tuple(table("times").guarded("from_now", offset=offset) for offset in _OFFSETS)
_WORDS = pattern(
    "{relative}|(?P<past>{times:year_past!})",
    relative="|".join(f"(?P<w{i}>{words})" for i, words in enumerate(_RELATIVE)),
)
_PERIOD = pattern(
    r"(?<![\d.])(?P<first>{any_year})年?{to}(?P<last>{any_year})年"
    r"|(?<![\d.])(?P<year>{any_year})年(?:(?P<month>\d{1,2}|十[一二]?|[{ones}])月(?:(?P<day>\d{1,2})[日号])?)?(?P<onward>{times:onward})?"
    r"|{times:recent}(?P<count>\d{1,2}|[{tens}两]{1,2})年"
    r"|[“‘]?(?P<plan>十[{plan_digit}])五[”’]?(?:时期|期间|规划)"
    r"|(?:{relative})",
    to=_TO,
    relative="|".join(_RELATIVE),
)
_REPORT = pattern(r"(?P<year>{any_year})年[^,:。]*工作报告")
_CENTURY = 50  # two digits below it are of this century
_SHORT_YEAR = pattern(
    r"(?<![\d.{digit}百千万第近了过])(?:(?P<figures>\d\d)|(?P<han>[〇零{ones}]{2}))年(?P<part>\d{1,2}月|[上下]半年|[底初末头]|全年|[{ones}]季度|的?{texts:text})?"
)
_BARE_YEAR = pattern(
    r"(?<![\d.])(?:[(（](?P<aside>{year})[)）]|(?P<year>{year}))"
    r"(?=[上下]半年|[底初末]|全年|(?![年个名人万亿多余元公米吨亩户家座条项次件台辆])[^,，。;；？?!！\d]{0,12}?{texts:asked})"
)
_BREAK = re.compile(r"(?:^|[\s,，、。；;：:？?!！（(“《在从到自和与跟比对至及])$")
_COUNTED = re.compile(r"[来里间内后以多之前就才了]")
_LATE = 6  # a speech of the second half-year that says 过去一年 may mean the running year


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a text names.

    :param since: First day, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None if it is open.
    :param until: Last day, likewise.
    :param start: Span of its words in the text.
    """

    since: str | None
    until: str | None
    start: int
    end: int

    def contains(self, date: str) -> bool:
        """Say whether a day, month or year lies in it; at the coarser of the two precisions."""
        if self.since and date[: len(self.since)] < self.since[: len(date)]:
            return False
        return not (self.until and date[: len(self.until)] > self.until[: len(date)])


def find_periods(text: str, now: str | None = None) -> list[Period]:
    """Return the periods that a text names, in order.

    :param now: The date that 今年 is meant at; without it relative ones are left out.
    """
    found = []
    for match in _PERIOD.finditer(fold(text)):
        bounds = _bounds(match, int(now[:4]) if now else None)
        if bounds:
            found.append(Period(*bounds, match.start(), match.end()))
    return found


def _bounds(match: re.Match[str], now: int | None) -> tuple[str | None, str | None] | None:
    if match["first"]:
        return str(_number(match["first"])), str(_number(match["last"]))
    if match["year"]:
        since = str(_number(match["year"]))
        if match["month"]:
            month = _number(match["month"])
            if not 1 <= month <= 12:
                return None
            since += f"-{month:02d}" + (f"-{int(match['day']):02d}" if match["day"] else "")
        return since, None if match["onward"] else since
    if match["plan"]:
        first = 2006 + 5 * (_number(match["plan"]) - 11)
        return str(first), str(first + 4)
    if now is None:
        return None
    if match["count"]:
        return str(now - _number(match["count"]) + 1), str(now)
    year = str(now + next(offset for _, _, offset in _relative(match.group())))
    return year, year


def _number(text: str) -> int:
    return whole(text) or 0


def _relative(folded: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, years from the speech's) of the words for a year in a folded text."""
    for match in _WORDS.finditer(folded):
        name = match.lastgroup or ""
        yield match.start(), match.end(), -1 if name == "past" else int(_OFFSETS[int(name[1:])])


def resolve_years(text: str, speech_date: str | None) -> list[tuple[int, int, int]]:
    """Return (start, end, year) of each word for a year relative to the speech's: 去年, 上年, 过去一年, 今年, 明年.

    >>> resolve_years("去年增长8%，今年力争9%", "2024-01-16")
    [(0, 2, 2023), (7, 9, 2024)]

    :param speech_date: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; without one nothing can be resolved.
    """
    if not speech_date or not re.match(r"\d{4}", speech_date):
        return []
    year, month, folded = int(speech_date[:4]), int(speech_date[5:7] or 0), fold(text)
    return [
        (start, end, year + offset)
        for start, end, offset in _relative(folded)
        if not (folded.startswith("过去", start) and month > _LATE)
    ]


def years_named(text: str) -> list[int]:
    """Return the single years that a text names in figures, in order, each once."""
    found = {int(p.since[:4]): None for p in find_periods(text) if p.since and p.until and p.since[:4] == p.until[:4]}
    return list(found)


@lru_cache(maxsize=65536)
def year_of_report(title: str) -> str | None:
    """Return the year that the title of a work report begins with: it was given then, and reviews the year before.

    >>> year_of_report("2004年青澜省政府工作报告"), year_of_report("2004年工作总结"), year_of_report("2035年远景目标")
    ('2004', None, None)
    """
    begins = _REPORT.match(fold(title).lstrip())
    return str(_number(begins["year"])) if begins else None


def whole_years(text: str) -> str:
    """Return a question with the years written out that it surely names, by two digits or without 年.

    Of questions only: 25年 in a report counts years more often than it names one.

    >>> whole_years("25年上半年造纸多少？"), whole_years("九三年修了几座桥"), whole_years("23年和24年谁高")
    ('2025年上半年造纸多少？', '1993年修了几座桥', '2023年和2024年谁高')
    >>> whole_years("1993报告"), whole_years("那份（1979）报告"), whole_years("2024上半年"), whole_years("2000人开会")
    ('1993年报告', '那份1979年报告', '2024年上半年', '2000人开会')
    >>> whole_years("他干了25年"), whole_years("25年来的变化"), whole_years("七八年间"), whole_years("30年规划")
    ('他干了25年', '25年来的变化', '七八年间', '30年规划')
    """
    text = _BARE_YEAR.sub(lambda match: f"{match['aside'] or match['year']}年", text)
    return _SHORT_YEAR.sub(lambda match: _whole_year(match, text), text)


def _whole_year(match: re.Match[str], text: str) -> str:
    figures, sure = match["figures"], bool(match["part"])
    if figures is None:
        figures = "".join(str(whole(one)) for one in match["han"])
        if 0 < int(figures[1]) - int(figures[0]) <= 2:  # 七八年, 三五年: so many, about
            return match.group()
    at_a_break = bool(_BREAK.search(text[: match.start()])) and not _COUNTED.match(text, match.end())
    if not (sure or figures[0] == "0" or (at_a_break and figures[1] != "0")):
        return match.group()
    century = "20" if int(figures) < _CENTURY else "19"
    return f"{century}{figures}年{match['part'] or ''}"
