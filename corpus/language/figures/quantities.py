"""Numbers as Chinese texts write them, in one comparable form.

    三百二十亿元 = 320亿元 = 32000000000元        百分之七点五 = 7.5%        两千零二十四年 = 二〇二四年 = 2024年

A `Figure` knows its value, its unit and its span; it does not know what is counted or whether it is a
target. Texts are folded first, so full-width digits and Traditional numerals are no matter.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from corpus.language.lexicon import any_of, words
from corpus.language.normalization import fold
from corpus.language.numerals import DIGITS, SCALES, number

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_HAN = DIGITS + SCALES + "廿卅"
_NUMBER = re.compile(
    rf"(?P<percent>百分之)?(?P<arabic>\d[\d,]*(?:\.\d+)?)(?P<scale>[十百千]?[万亿]?亿?)|(?P<percent2>百分之)?(?P<han>[{_HAN}][{_HAN}万亿]*(?:点[{_HAN}]+[万亿]*)?)"
)
# A unit is what follows: a known measure word, or nothing. Only these are compared; an unknown word is no unit.
_UNIT = re.compile(any_of("units"))
_COUNTERS = frozenset(words("units", "counter"))
_PERSON = frozenset(words("units", "person"))
_NAMING = frozenset(["", *words("units", "naming")])  # 九江市, 三里屯: in a name a single numeral counts nothing
# 五届三次会议; but 办了三次 counts
_ORDINAL = re.compile(
    rf"(?:第|(?<=届))(?P<nth>\d+|[{_HAN}]+)(?P<of>{any_of('units', 'ordinal')})|"
    rf"(?<![哪这那每上下前后{_HAN}])(?P<nth2>\d+|[{_HAN}]+)(?P<of2>{any_of('units', 'edition')})(?!间)"
)
_SEVERAL = frozenset("二两三四五六七八九")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    :param value: Its value, scale words (万, 亿) multiplied in; a percentage is its number, not a share.
    :param unit: The measure word after it, or the empty string.
    :param start: Span in the text it was read from, unit included.
    :param end: Likewise.
    :param nth: Whether it is a place in an order, 第34名.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    nth: bool = False

    @property
    def key(self) -> tuple[Decimal, str]:
        """What equal figures share: 34名 is 34人, but 第34名 is not."""
        return self.value.normalize(), "人" if self.unit in _PERSON and not self.nth else self.unit


def figures(text: str) -> list[Figure]:
    """Find the numbers of a text, in order.

    A Chinese numeral counts if it has a unit or at least two characters, so that 一 in 一起 does not; an Arabic one
    counts always.
    """
    folded = fold(text).replace("○", "〇")  # 二○三五年, with a circle for the numeral
    found = []
    for match in _NUMBER.finditer(folded):
        value = _value(match)
        if value is None:
            continue
        end = match.end()
        about = 1 if folded[end : end + 1] in tuple("多余几来") else 0  # 170多个, 三十余家
        unit_match = _UNIT.match(folded, end + about)
        unit = unit_match.group() if unit_match else ""
        if match["percent"] or match["percent2"]:
            unit = "%"
        elif unit_match:
            end = unit_match.end()
        if match["han"] and not _counts(match["han"], unit):
            continue
        nth = folded[: match.start()].endswith("第")
        found.append(Figure(value, unit, match.start(), end, nth))
    return found


def _counts(numeral: str, unit: str) -> bool:
    """Say whether a Chinese numeral is a figure and not a part of a word such as 一起, 千方百计, 十分."""
    if not unit and all(char in DIGITS for char in numeral):
        return len(numeral) > 1 and ("〇" in numeral or "零" in numeral)  # not 零售
    if unit in _COUNTERS:  # 五个, 三大; not 一个, 十大
        return numeral in _SEVERAL or (
            len(numeral) >= 2 and any(char in DIGITS for char in numeral) and not _is_run(numeral)
        )
    if unit in _NAMING:
        return len(numeral) >= 2 and any(char in DIGITS for char in numeral) and not _is_run(numeral)
    return not (unit in ("天", "日", "号", "年", "月") and numeral in ("一", "千", "百", "万"))


def _is_run(numeral: str) -> bool:
    """Say whether it is, like 三三两两 or 千百, several numerals beside each other rather than one number."""
    return number(numeral) is None


def _value(match: re.Match[str]) -> Decimal | None:
    if not match["arabic"]:
        return number(match["han"])
    try:
        value = Decimal(match["arabic"].replace(",", ""))
    except InvalidOperation:
        return None
    for char in match["scale"]:
        value *= _SCALES[char]
    return value


def ordinals(text: str) -> frozenset[tuple[int, str]]:
    """Return which of several a folded text names, as number and unit.

    >>> sorted(ordinals("第二届文化节、产业园一期、五届三次会议；办了三次，是哪一届"))
    [(1, '期'), (2, '届'), (3, '次'), (5, '届')]
    """
    found = set()
    for match in _ORDINAL.finditer(text):
        told = match["nth"] or match["nth2"]
        value = int(told) if told.isdecimal() else number(told)
        if value is not None:
            found.add((int(value), match["of"] or match["of2"]))
    return frozenset(found)
