from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.numerals import arabic, number, whole

DIGITS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """Spell 1..9999 as it is written, by an independent rule."""
    parts, zero = [], False
    for scale, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            parts.append(("零" if zero else "") + DIGITS[digit] + unit)
        zero = bool(parts) and not digit
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


@given(st.integers(1, 9999))
def test_every_spelled_number_is_read(number: int) -> None:
    assert arabic(spelled(number)) == str(number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三百二十", "320"),
        ("二〇二四", "2024"),
        ("二零二四", "2024"),
        ("两千零五", "2005"),
        ("十", "10"),
        ("一百五", "150"),
        ("两千三", "2300"),
        ("两千零三", "2003"),
        ("〇", "0"),
    ],
)
def test_numerals(text: str, expected: str) -> None:
    assert arabic(text) == expected


@pytest.mark.parametrize("text", ["十一百", "百百", "百", "二十三十", "三五十", "十百", "", "万", "3百", "零百"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    assert arabic(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三百二十亿", 32_000_000_000),
        ("六点二五万亿", 6_250_000_000_000),
        ("三亿二千万", 320_000_000),
        ("两万五", 25_000),
        ("两万五千", 25_000),
        ("三万零八", 30_008),
        ("廿一", 21),
        ("卅六", 36),
        ("壹佰贰拾", 120),
        ("二○三五", 2035),
        ("三点五", Decimal("3.5")),
    ],
)
def test_numbers_are_read_in_every_way_they_are_written(text: str, value: Decimal | int) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["三三两两", "千百", "四五", "七八十", "三四千", "一二三", "十几", "三十余", "点五", ""]
)
def test_what_is_no_one_number_has_no_value(text: str) -> None:
    assert number(text) is None


def test_labels_and_months_are_whole_numbers() -> None:
    assert [whole(text) for text in ("二十一", "7", "正", "元", "三点五")] == [21, 7, 1, 1, None]
