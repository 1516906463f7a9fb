"""Numbers as Chinese texts write them, in one comparable form.

    三百二十亿元 = 320亿元 = 32000000000元        百分之七点五 = 7.5%        两千零二十四年 = 二〇二四年 = 2024年

A `Figure` knows its value, its unit and its span; it does not know what is counted or whether it is a
target. Texts are folded first, so full-width digits and Traditional numerals are no matter.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from corpus.language.normalization import fold

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

_HAN = "零〇一二两三四五六七八九十百千"
_NUMBER = re.compile(
    rf"(?P<percent>百分之)?(?P<arabic>\d[\d,]*(?:\.\d+)?)(?P<scale>[十百千]?[万亿]?亿?)|(?P<percent2>百分之)?(?P<han>[{_HAN}][{_HAN}万亿]*(?:点[{_HAN}]+[万亿]*)?)"
)
# A unit is what follows: a known measure word, or nothing. Only these are compared; an unknown word is no unit.
_UNITS = sorted(
    """年 月 日 号 元 美元 人民币 % 个百分点 倍 项 个 家 人 人次 名 位
    户 件 次 场 所 座 处 条 公里 千米 米 平方米 平方公里 
    亩 公顷 吨 万吨 公斤 千克 度 千瓦 千瓦时 届
    级 岁 天 小时 分钟 周年 周 期 批 类 种 部 台 套 只 艘 架 辆 篇 层 里 村 镇
    县 区 省 市 成 大 根 张 颗 株 本 架次 斤""".split(),
    key=len,
    reverse=True,
)
_UNIT = re.compile("|".join(map(re.escape, _UNITS)))
_COUNTERS = frozenset("个 条 次 位 场 种 类 大 项 成 张 根 本".split())
_NAMING = frozenset(["", *"里度层级部期市区省县村镇周"])  # 九江市, 三里屯: in a name a single numeral counts nothing
_SEVERAL = frozenset("二两三四五六七八九")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    :param value: Its value, scale words (万, 亿) multiplied in; a percentage is its number, not a share.
    :param unit: The measure word after it, or the empty string.
    :param start: Span in the text it was read from, unit included.
    :param end: Likewise.
    """

    value: Decimal
    unit: str
    start: int
    end: int

    @property
    def key(self) -> tuple[Decimal, str]:
        """What equal figures share."""
        return self.value.normalize(), self.unit


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
        found.append(Figure(value, unit, match.start(), end))
    return found


def _counts(numeral: str, unit: str) -> bool:
    """Say whether a Chinese numeral is a figure and not a part of a word such as 一起, 千方百计, 十分."""
    if not unit and all(char in _DIGITS for char in numeral):
        return "〇" in numeral or "零" in numeral
    if unit in _COUNTERS:  # 五个, 三大; not 一个, 十大
        return numeral in _SEVERAL or (
            len(numeral) >= 2 and any(c in _DIGITS for c in numeral) and not _is_run(numeral)
        )
    if unit in _NAMING:
        return len(numeral) >= 2 and any(c in _DIGITS for c in numeral) and not _is_run(numeral)
    return not (unit in ("天", "日", "号", "年", "月") and numeral in ("一", "千", "百", "万"))


def _is_run(numeral: str) -> bool:
    """Say whether it is, like 三三两两 or 千百, several numerals beside each other rather than one number."""
    return _han_value(numeral) is None


def _value(match: re.Match[str]) -> Decimal | None:
    if match["arabic"]:
        try:
            value = Decimal(match["arabic"].replace(",", ""))
        except InvalidOperation:
            return None
        for char in match["scale"]:
            value *= _SMALL.get(char) or _LARGE[char]
        return value
    return _han_value(match["han"])


def _han_value(numeral: str) -> Decimal | None:
    """Read a Chinese numeral; None if it is not well formed.

    >>> _han_value("三百二十亿")
    Decimal('32000000000')
    >>> _han_value("二〇二四")
    Decimal('2024')
    """
    whole, _, fraction = numeral.partition("点")
    if fraction and fraction[-1] in _LARGE:  # 六点二五万亿: the scale is of the whole number
        number = _han_value(numeral.rstrip("万亿"))
        for char in numeral[len(numeral.rstrip("万亿")) :]:
            number = number and number * _LARGE[char]
        return number
    tail = Decimal(0)
    if fraction:
        if any(char not in _DIGITS for char in fraction):
            return None
        tail = Decimal("0." + "".join(str(_DIGITS[char]) for char in fraction))
    if len(whole) > 1 and all(char in _DIGITS for char in whole):
        if len(whole) != 4 and not set(whole) & set("零〇"):
            return None  # 三三两两; a year has four
        return Decimal("".join(str(_DIGITS[char]) for char in whole)) + tail
    number = _sum_up(whole)
    return None if number is None else number + tail


def _sum_up(numeral: str) -> Decimal | None:
    """Read a whole number written with 十, 百, 千, 万, 亿."""
    total = section = digit = 0
    last = 10**9
    for char in numeral:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif char in _SMALL:
            if _SMALL[char] >= last:
                return None
            last = _SMALL[char]
            section += (digit or 1) * last
            digit = 0
        else:
            section += digit
            if not section and not total:
                return None
            total = (total + section) * _LARGE[char] if char == "亿" else total + section * _LARGE[char]
            section, digit, last = 0, 0, 10**9
    return Decimal(total + section + digit)
