"""The end of a five-year plan is its last year; what a value is compared with or rose from dates no other."""

import pytest

from tests.rag.desk.figures.reading.test_reader import read

REVIEW = "一、2023年工作回顾\n"
TASKS = "二、2024年主要目标和重点任务\n"
CASES = [
    (TASKS, "到“十五五”末，森林覆盖率达到60%。", ["2030"]),
    (TASKS, "到“十四五”末，竹纸产值突破90亿元，竹编产值达到12亿元。", ["2025", "2025"]),
    (TASKS, "“十四五”期末，竹纸产值达到90亿元。", ["2025"]),
    (TASKS, "到十五五末竹纸产值达到90亿元。", ["2030"]),
    (TASKS, "到“十五五”时期末，竹纸产值达到90亿元。", ["2030"]),
    (TASKS, "到“十四五”规划收官之年，竹纸产值达到90亿元。", ["2025"]),
    (TASKS, "截至“十五五”末期，竹纸产值达到90亿元。城镇化率达到70%。", ["2030", "2030"]),
    (TASKS, "“十五五”时期，竹纸产值年均增长6%。", ["2026–2030年均"]),
    (REVIEW, "“十四五”以来，竹纸产值年均增长6%。", ["2021–2025年均"]),
    (REVIEW, "“十三五”末，竹纸产值为12亿元。", ["2020"]),
    (REVIEW, "“十四五”开局之年，竹纸产值增长9%。", ["2021"]),
    (REVIEW, "2023年是“十四五”规划承上启下之年，竹纸产值增长8%。", ["2023"]),
    (REVIEW, "竹纸产值较“十三五”末增长36%。竹编产值增长8%。", ["2023", "2023"]),
    (REVIEW, "与“十三五”末相比，竹纸产值增长36%。竹编产值增长8%。", ["2023", "2023"]),
    (REVIEW, "与2020年相比，竹纸产值增长36%。竹编产值增长8%。", ["2023", "2023"]),
]


@pytest.mark.parametrize(("section", "body", "expected"), CASES, ids=[body[:14] for _, body, _ in CASES])
def test_the_end_of_a_plan_is_its_last_year(section: str, body: str, expected: list[str]) -> None:
    assert [record.period for record in read(f"{section}{body}\n")[1]] == expected


FROM = [
    ("森林覆盖率由2020年的55%提高到60%。", ["2020", "2023"]),
    ("森林覆盖率由“十三五”末的55%提高到60%。", ["2020", "2023"]),
    ("森林覆盖率从“十三五”末55%提高到60%，竹编产值增长8%。", ["2020", "2023", "2023"]),
    ("航线由2019年的40条增加到73条。", ["2019", "2023"]),
    ("竹纸产值从2020年底的12亿元增加到20亿元。", ["2020", "2023"]),
    ("竹纸产值从2020年的12亿元增加到2022年的20亿元，竹编产值从3亿元增加到4亿元。", ["2020", "2022", "", "2022"]),
]


@pytest.mark.parametrize(("body", "expected"), FROM, ids=[body[:14] for body, _ in FROM])
def test_the_year_that_a_value_rose_from_is_of_that_value_alone(body: str, expected: list[str]) -> None:
    assert [record.period for record in read(f"{REVIEW}{body}\n")[1]] == expected


@pytest.mark.parametrize("until", ["到2030年", "到“十五五”末", "到“十五五”期末", "到2035年", "到“十四五”末"])
def test_a_year_to_come_is_left_with_its_paragraph(until: str) -> None:
    _, records = read(f"{TASKS}{until}，竹纸产值突破90亿元。新建竹林道路40公里。\n新建校舍40间。\n")
    far, same, later = (record.period for record in records)
    assert far > "2024"
    assert same == ""  # then, or this year
    assert later == "2024"
