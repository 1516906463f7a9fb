import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.numerals import arabic

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
        ("一百五", "105"),
        ("〇", "0"),
    ],
)
def test_numerals(text: str, expected: str) -> None:
    assert arabic(text) == expected


@pytest.mark.parametrize("text", ["十一百", "百百", "百", "二十三十", "三五十", "十百", "", "万", "3百", "零百"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    assert arabic(text) is None
