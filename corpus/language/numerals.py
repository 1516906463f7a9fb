"""Chinese numerals as Arabic ones, so that 三百二十亿 and 320亿 share a term, and as the small numbers of lists.

Knows nothing of what is counted.
"""

import re

_DIGITS = {**{char: value for value, char in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SPELLED = re.compile(r"[零〇一二两三四五六七八九十百千]+")


def arabic(numeral: str) -> str | None:
    """Return a numeral below 万 in Arabic digits, or None if it is not one. Digits read one by one stay so.

    >>> arabic("三百二十"), arabic("二〇二四"), arabic("十五"), arabic("十一百")
    ('320', '2024', '15', None)
    """
    if not _SPELLED.fullmatch(numeral):
        return None
    if not any(char in _TENS for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total, digit, ceiling = 0, None, 10_000
    for char in numeral:
        if char in _TENS:
            scale = _TENS[char]
            if scale >= ceiling or digit == 0 or (digit is None and (total or char != "十")):
                return None  # 十一百, 百百
            total += (1 if digit is None else digit) * scale
            digit, ceiling = None, scale
        elif digit:
            return None  # 三五十
        else:
            digit = _DIGITS[char]
    return str(total + (digit or 0))


def numeral(text: str) -> int:
    """Return the value of a numeral below 100, in Chinese or Arabic digits; 0 if it is none.

    >>> numeral("十二"), numeral("二十"), numeral("7")
    (12, 20, 7)
    """
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if any(char not in _DIGITS for char in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return 0
    if not ten:
        return _DIGITS.get(ones, 0)
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
