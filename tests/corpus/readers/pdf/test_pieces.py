import pytest

from corpus.readers.pdf.pieces import tighten


@pytest.mark.parametrize(
    ("spread", "text"),
    [
        ("完成投资3 7 . 6 亿元", "完成投资37.6亿元"),
        ("加固水库1 0 8 座，", "加固水库108座，"),
        ("灌溉面积2 5 万亩", "灌溉面积25万亩"),
        ("满意度达到 9 6 . 8 % 。", "满意度达到 96.8%。"),
        ("产值1 , 2 3 5 亿元", "产值1,235亿元"),
        ("在 澜 川 市 工 作 会 议 上", "在澜川市工作会议上"),
        ("增长2 . 5 个百分点和3 . 1 个百分点", "增长2.5个百分点和3.1个百分点"),
    ],
)
def test_blanks_that_only_spread_are_left_out(spread: str, text: str) -> None:
    assert tighten(spread) == text


@pytest.mark.parametrize(
    "text",
    [
        "27 28 18 19 92",
        "1 2 3",
        "张三 李四 王五 赵六 孙七",
        "2024 年 3 月 6 日",
        "版本 1.2 3.4",
        "a 1 b 2",
        "第 3 次 5 人",
    ],
)
def test_blanks_between_words_and_numbers_stay(text: str) -> None:
    assert tighten(text) == text
