"""Chinese numerals as numbers: 三百二十亿, 六点二五万亿, 两千三, 廿一, 二〇二四. Knows nothing of what is counted.

The one reader of numerals; dates, periods, quantities, list labels and search terms all ask it. The library cn2an was
measured against it on 64 numerals of these kinds (54 against 61 right): it takes 三三两两 for 3322 and 四五 for 45.
"""

from decimal import Decimal

from corpus.language.lexicon import pattern, shapes

DIGITS = shapes()["digit"].text
SCALES = "十百千"
_DIGITS = {"零": 0, "〇": 0, "两": 2, **{char: value for value, char in enumerate(shapes()["ones"].text, 1)}}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_NUMERAL = pattern("[{digit}十百千万亿]+(?:点[{digit}]+[万亿]*)?")
# other ways to write the same, and what is short for two characters
_SAME = str.maketrans(dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟○o元正", f"{shapes()['tens'].text}百千〇〇一一", strict=True)))
_SHORT = str.maketrans({"廿": "二十", "卅": "三十"})


def number(numeral: str) -> Decimal | None:
    """Return the value of a folded Chinese numeral; None if it is not well formed or is no one number.

    A last digit right behind 百, 千, 万 or 亿 counts in tenths of that, as it is spoken: 两千三 is 2300.

    >>> [str(number(text)) for text in ("三百二十亿", "六点二五万亿", "二〇二四", "两千三", "三三两两", "十一百")]
    ['32000000000', '6250000000000.00', '2024', '2300', 'None', 'None']
    """
    text = numeral.translate(_SAME).translate(_SHORT)
    if not _NUMERAL.fullmatch(text):
        return None
    whole, _, fraction = text.partition("点")
    scaled = fraction.rstrip("万亿")
    value = _digits(whole) if all(char in _DIGITS for char in whole) else _sum(whole)
    if value is None:
        return None
    result = Decimal(value)
    if scaled:
        result += Decimal("0." + "".join(str(_DIGITS[char]) for char in scaled))
    for char in fraction[len(scaled) :]:
        result *= _LARGE[char]
    return result


def whole(numeral: str) -> int | None:
    """Return the value of a whole number in Arabic or Chinese digits, also 元 and 正 for 一; None if it is none.

    >>> whole("十二"), whole("31"), whole("正"), whole("三五")
    (12, 31, 1, None)
    """
    if numeral.isdecimal():
        return int(numeral)
    value = number(numeral)
    return int(value) if value is not None and value == int(value) else None


def numeral(text: str) -> int:
    """Return the value of a numeral below 100, in Chinese or Arabic digits; 0 if it is none.

    >>> numeral("十二"), numeral("二十"), numeral("7")
    (12, 20, 7)
    """
    value = whole(text) or 0
    return value if value < 100 else 0


def chinese(value: int) -> str:
    """Return a number below 100 in Chinese digits.

    >>> chinese(7), chinese(12), chinese(30)
    ('七', '十二', '三十')
    """
    tens, ones = divmod(value, 10)
    digits = "零" + shapes()["ones"].text
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones or not tens else "")


def arabic(numeral: str) -> str | None:
    """Return a numeral below 万 in Arabic digits, or None if it is not one. Digits read one by one stay so.

    >>> arabic("三百二十"), arabic("二〇二四"), arabic("十五"), arabic("十一百")
    ('320', '2024', '15', None)
    """
    if numeral and all(char in _DIGITS for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    if not numeral or numeral[0] in "百千零〇" or not all(char in _DIGITS or char in _SMALL for char in numeral):
        return None
    value = number(numeral)
    return None if value is None else str(value)


def _digits(whole: str) -> int | None:
    """Read digits one by one: a single one, a year, or what has a zero; 三三两两 is no number."""
    digits = [_DIGITS[char] for char in whole]
    year = len(digits) == 4 and digits[0] in (1, 2) and "两" not in whole
    return int("".join(map(str, digits))) if len(digits) == 1 or year or 0 in digits else None


def _sum(numeral: str) -> int | None:
    """Read a whole number written with 十, 百, 千, 万, 亿."""
    total = section = 0
    digit: int | None = None
    ceiling, last = 10**9, 1  # scale that the next must stay below, and the last one read
    for at, char in enumerate(numeral):
        if char in _DIGITS:
            if digit:
                return None  # 三五十
            digit = _DIGITS[char]
            last = 1 if digit == 0 else last
        elif char in _SMALL:
            scale = _SMALL[char]
            if scale >= ceiling or digit == 0 or (digit is None and at and (char != "十" or ceiling < 10**9)):
                return None  # 十一百, 百百, 零百
            section += (1 if digit is None else digit) * scale
            digit, ceiling, last = None, scale, scale
        else:
            section += digit or 0
            if not section and not total:
                return None
            total = (total + section) * _LARGE[char] if char == "亿" else total + section * _LARGE[char]
            section, digit, ceiling, last = 0, None, 10**9, _LARGE[char]
    spoken = last // 10 if last >= 100 else 1  # 两千三; but 两千零三
    return total + section + (digit or 0) * spoken
