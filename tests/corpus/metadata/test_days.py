import pytest

from corpus.metadata.days import find_day


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024年03月06日 星期三", "2024-03-06"),
        ("2024年3月6日(星期三)", "2024-03-06"),
        ("2024-03-06 周三", "2024-03-06"),
        ("2024 年 3 月 6 日", "2024-03-06"),
        ("2024 年  3  月  6  日", "2024-03-06"),
        ("二〇二四年 三月 六日", "2024-03-06"),
        ("二 〇 二 四 年 三 月 六 日", "2024-03-06"),
        ("2024年3月", "2024-03"),
        ("民国二十六年", "1937"),
        ("民国元年1月1日", "1912-01-01"),
        ("中华民国三十四年九月三日", "1945-09-03"),
        ("民国38年4月", "1949-04"),
        ("民国廿六年七月七日", "1937-07-07"),
        ("癸卯年九月初九", "2023-10-23"),
        ("甲辰年正月初一", "2024-02-10"),
        ("农历甲辰年八月十五", "2024-09-17"),
        ("乙巳年腊月廿三", "2026-02-10"),
        ("农历二〇二四年正月初八", "2024-02-17"),
        ("农历2024年正月初八", "2024-02-17"),
        ("二〇二四年农历正月初八", "2024-02-17"),
        ("2023年农历闰二月初一", "2023-03-22"),
        ("竹纸大会", None),
        ("甲丑年正月初一", None),
        ("癸卯年十三月初九", None),
        ("2024年13月40日", None),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, iso: str | None) -> None:
    found = find_day(text)
    assert (found and found.iso) == iso
    if found:
        assert 0 <= found.start < found.end <= len(text)


def test_a_year_of_the_cycle_is_not_sure() -> None:
    cycle, stated = find_day("癸卯年九月初九"), find_day("2023年农历九月初九")
    assert cycle and stated and cycle.iso == stated.iso
    assert (cycle.sure, stated.sure) == (False, True)
