import pytest

from corpus.language.periods import find_periods, resolve_years, whole_years, year_of_report, years_named


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2023年的讲话", [("2023", "2023")]),
        ("2023年3月青岑县的会议", [("2023-03", "2023-03")]),
        ("二〇二三年三月的讲话", [("2023-03", "2023-03")]),
        ("2024年3月18日讲了什么", [("2024-03-18", "2024-03-18")]),
        ("2021年以来的报告", [("2021", None)]),
        ("2019—2022年的报告", [("2019", "2022")]),
        ("2019年到2022年", [("2019", "2022")]),
        ("“十三五”期间", [("2016", "2020")]),
        ("十四五时期", [("2021", "2025")]),
        ("2022年和2023年的产值", [("2022", "2022"), ("2023", "2023")]),
        ("近三年的报告", [("2023", "2025")]),
        ("今年的政协报告", [("2025", "2025")]),
        ("去年的讲话", [("2024", "2024")]),
        ("前年和大前年", [("2023", "2023"), ("2022", "2022")]),
        ("2023年13月", []),
        ("编号12023年", []),
        ("产值是多少", []),
    ],
)
def test_periods_are_found(text: str, bounds: list[tuple[str | None, str | None]]) -> None:
    periods = find_periods(text, now="2025-01-14")
    assert [(period.since, period.until) for period in periods] == bounds
    assert all(text[period.start : period.end] for period in periods)


def test_relative_period_without_a_date_is_unknown() -> None:
    assert find_periods("今年和近三年") == []


@pytest.mark.parametrize(
    ("date", "inside"),
    [("2023", True), ("2023-03", True), ("2023-03-31", True), ("2023-04-01", False), ("2022-12", False)],
)
def test_month_contains_its_days_and_meets_its_year(date: str, inside: bool) -> None:
    [period] = find_periods("2023年3月")
    assert period.contains(date) is inside


@pytest.mark.parametrize(
    ("text", "date", "years"),
    [
        ("去年，全市竹纸产业实现产值86.4亿元", "2024-03-18", [("去年", 2023)]),
        ("去年底开工，今年9月建成，明年投用", "2024", [("去年", 2023), ("今年", 2024), ("明年", 2025)]),
        ("過去一年，我們攻堅克難", "2025-01-14", [("過去一年", 2024)]),
        ("过去一年，我们攻坚克难", "2024-12-28", []),
        ("前年立项，上年获批", "2024-05", [("前年", 2022), ("上年", 2023)]),
        ("比上一年多12个，来年再增", "2023-06-08", [("上一年", 2022), ("来年", 2024)]),
        ("截至今年底", "2024-05", [("今年", 2024)]),
    ],
)
def test_relative_years_are_those_of_the_speech(text: str, date: str, years: list[tuple[str, int]]) -> None:
    assert [(text[start:end], year) for start, end, year in resolve_years(text, date)] == years


@pytest.mark.parametrize(
    "text",
    [
        "过去年均增长5%",
        "如今年轻人多了",
        "三年来年均增长",
        "十八岁以上年龄",
        "五年前年均",
        "小学上一年级",
        "未来年产百万",
        "以前年度结余",
        "本年级",
    ],
)
def test_words_that_only_look_like_a_year_are_left(text: str) -> None:
    assert resolve_years(text, "2024-03-18") == []


@pytest.mark.parametrize("date", [None, "", "不详"])
def test_undated_speech_resolves_nothing(date: str | None) -> None:
    assert resolve_years("去年产值", date) == []


def test_years_named() -> None:
    assert years_named("2022年和2023年3月比2022年") == [2022, 2023]
    assert years_named("2019—2022年") == []


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("25年上半年造纸多少？", "2025年上半年造纸多少？"),
        ("澜川23年3月开的会", "澜川2023年3月开的会"),
        ("08年那座渡口", "2008年那座渡口"),
        ("九三年修了几座桥", "1993年修了几座桥"),
        ("78年和23年比", "1978年和2023年比"),
        ("他干了25年", "他干了25年"),
        ("25年来的变化", "25年来的变化"),
        ("澜川24年报告的第四部分", "澜川2024年报告的第四部分"),
        ("1993报告倒数第二部分", "1993年报告倒数第二部分"),
        ("市政协那份（1979）报告", "市政协那份1979年报告"),
        ("2020渡工座谈会讲话", "2020年渡工座谈会讲话"),
        ("2024上半年修了几座桥", "2024年上半年修了几座桥"),
        ("2000人来听报告", "2000人来听报告"),
        ("2024-2025的报告", "2024-2025年的报告"),
        ("30年规划", "30年规划"),
        ("建成七八年的桥", "建成七八年的桥"),
        ("2025年和二〇二四年", "2025年和二〇二四年"),
    ],
)
def test_years_typed_by_two_digits_are_written_out(typed: str, whole: str) -> None:
    assert whole_years(typed) == whole
    assert whole_years(whole) == whole


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2004年青澜省政府工作报告", "2004"),
        ("二〇〇四年政府工作报告（摘要）", "2004"),
        ("2004年工作总结", None),
        ("关于2004年预算的报告", None),
        ("在2004年政府工作报告座谈会上的讲话", None),
    ],
)
def test_a_work_report_is_of_the_year_its_title_begins_with(title: str, year: str | None) -> None:
    assert year_of_report(title) == year
