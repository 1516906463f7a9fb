import pytest

from corpus.language.dates import find_date, with_year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(2024年12月26日)", "2024-12-26"),
        ("2023/10/23 10:04:01澜川政协报", "2023-10-23"),
        ("发布时间:2022-3-1", "2022-03-01"),
        ("二〇二六年一月二十七日在", "2026-01-27"),
        ("二○二三年十月九日", "2023-10-09"),
        ("一九五七年十二月三十一日", "1957-12-31"),
        ("2024年5月全市", "2024-05"),
        ("2024年，全市", "2024"),
        ("2024.01.16", "2024-01-16"),
    ],
)
def test_dates_are_read(text: str, expected: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found[0] == expected


@pytest.mark.parametrize("text", ["", "5月21日", "产值2024.5亿元", "13982024年", "2024年13月1日", "编号2024-99"])
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert find_date(text) is None


def test_a_day_takes_the_year_of_its_publication() -> None:
    assert with_year(5, 21, "2024-05-23") == "2024-05-21"
    assert with_year(12, 30, "2024-01-02") == "2023-12-30"
    assert with_year(2, 30, "2024-03-01") is None
