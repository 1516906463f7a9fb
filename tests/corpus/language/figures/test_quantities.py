from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language.figures.quantities import figures


def keys(text: str) -> list[tuple[str, str]]:
    return [(f"{figure.value.normalize():f}", figure.unit) for figure in figures(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三百二十亿元", "320亿元"),
        ("３２０亿元", "320億元"),
        ("百分之七点五", "7.5%"),
        ("二〇二四年", "2024年"),
        ("两千零二十四年", "2024年"),
        ("十二月二十六日", "12月26日"),
        ("一百二十万吨", "120万吨"),
        ("1,234户", "一千二百三十四户"),
        ("六点二五万亿元", "62500亿元"),
        ("三十余家", "30多家"),
    ],
)
def test_ways_to_write_one_number_are_equal(one: str, other: str) -> None:
    assert keys(one) == keys(other) != []


@pytest.mark.parametrize(
    "text",
    [
        "千方百计",
        "零售总额",
        "零距离",
        "一起努力",
        "十分重要",
        "三三两两",
        "一是加强",
        "万人空巷",
        "一心一意",
        "十四五规划",
    ],
)
def test_words_made_of_numerals_are_no_figures(text: str) -> None:
    assert keys(text) == []


def test_units_tell_figures_apart() -> None:
    assert keys("产值500亿元，增长5%，项目5个") == [("50000000000", "元"), ("5", "%"), ("5", "个")]


def test_span_covers_number_and_unit() -> None:
    text = "陶器产值突破１２３亿元大关"
    (figure,) = figures(text)
    assert text[figure.start : figure.end] == "１２３亿元"


@given(st.integers(1, 99_999_999))
def test_chinese_numeral_equals_arabic(number: int) -> None:
    assert figures(spell(number) + "元")[0].value == Decimal(number)


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    for figure in figures(text):
        assert 0 <= figure.start < figure.end <= len(text)


def spell(number: int) -> str:
    """Write a number below 10^8 in Chinese: independent of the code under test."""
    digits = "零一二三四五六七八九"

    def below(n: int) -> str:
        words, zero = "", False
        for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, n = divmod(n, size)
            if digit:
                words += ("零" if zero and words else "") + digits[digit] + unit
                zero = False
            else:
                zero = True
        return words

    high, low = divmod(number, 10_000)
    if not high:
        return below(low)
    gap = "零" if low and low < 1000 else ""
    return below(high) + "万" + gap + (below(low) if low else "")


def test_people_are_counted_alike_but_a_place_in_an_order_is_no_number_of_them() -> None:
    assert figures("学员34名")[0].key == figures("学员34人")[0].key == figures("34位学员")[0].key
    assert figures("列第34名")[0].key != figures("学员34人")[0].key
