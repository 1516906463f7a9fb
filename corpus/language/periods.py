"""Years and periods as questions and speeches name them, the relative ones resolved against a given date.

Last year is the year before the speech's, never the year before today's. Knows nothing of a library.

    find_periods("近三年的报告", now="2025-01-14")          -> 2023 to 2025
    resolve_years("去年产值86.4亿元", "2024-03-18")         -> [(0, 2, 2023)]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language.lexicon import any_of
from corpus.language.normalization import fold
from corpus.language.numerals import whole

YEAR = r"(?:(?:19|20)\d{2}|[一二][〇零○九一二三四五六七八]{3})"
"""A year in figures, part of a pattern."""
NAMED_TIME = rf"(?:{YEAR}年(?:\d{{1,2}}月|[上下]半年)?|[去今前明上]年|[上下]半年)"
"""A year, a month of one, or a half-year, as questions name it; part of a pattern."""
_COUNT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_TO = r"[-—–~至到]{1,2}"
# what 去年 and its like are, and what only looks like them: 过去年均, 如今年轻人, 三年来年均, 以上年龄, 说明年报
_RELATIVE = {
    r"大前年": -3,
    r"(?<![从以之当目提五大])前年(?!均|度)": -2,
    r"(?<![过失除])去年(?!均)|(?<![以晚十])上年(?![龄轻纪青均])|(?<!以)上一年(?!级)": -1,
    r"(?<![如当])今年(?!均|轻)|(?<![日基资成])本年度?(?!级)": 0,
    r"(?<![说清文证表声透查申])明年(?![确显])|(?<![年未月天以])来年(?!均)": 1,
}
_PAST_YEAR = r"过去(?:的)?一年(?!来)"  # in a speech of winter and spring: the year before
_WORDS = re.compile(
    "|".join(f"(?P<w{i}>{pattern})" for i, pattern in enumerate(_RELATIVE)) + f"|(?P<past>{_PAST_YEAR})"
)
_OFFSETS = tuple(_RELATIVE.values())
_PERIOD = re.compile(
    rf"(?<![\d.])(?P<first>{YEAR})年?{_TO}(?P<last>{YEAR})年"
    rf"|(?<![\d.])(?P<year>{YEAR})年(?:(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月"
    rf"(?:(?P<day>\d{{1,2}})[日号])?)?(?P<onward>{any_of('times', 'onward')})?"
    rf"|{any_of('times', 'recent')}(?P<count>{_COUNT})年"
    r"|[“‘]?(?P<plan>十[一二三四五六])五[”’]?(?:时期|期间|规划)"
    rf"|(?:{'|'.join(_RELATIVE)})"
)
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
        yield match.start(), match.end(), -1 if name == "past" else _OFFSETS[int(name[1:])]


def resolve_years(text: str, speech_date: str | None) -> list[tuple[int, int, int]]:
    """Return (start, end, year) of each word for a year relative to the speech's: 去年, 上年, 过去一年, 今年, 明年.

    >>> resolve_years("去年增长8%，今年力争9%", "2024-01-16")
    [(0, 2, 2023), (8, 10, 2024)]

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
