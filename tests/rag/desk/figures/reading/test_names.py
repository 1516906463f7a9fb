"""Where the name of a measure ends, and what in it names no place."""

import pytest

from tests.rag.desk.figures.reading.test_reader import described, read

REVIEW = "一、2023年工作回顾\n"


@pytest.mark.parametrize("noun", ["竹林占比", "床位占比", "绿电占比", "技改投资占比", "竹纸出口占比"])
def test_a_verb_behind_the_name_of_a_share_is_not_its_last_syllable(noun: str) -> None:
    (record,) = read(f"{REVIEW}{noun}达到64%。\n")[1]
    assert record.measure == noun


@pytest.mark.parametrize("honour", ["文明村镇", "百强县", "先进集体", "双拥模范城", "道德模范"])
def test_an_honour_of_the_nation_is_none_of_its_figures(honour: str) -> None:
    _, records = read(f"{REVIEW}全国{honour}达到12个。\n")
    assert [(record.measure, record.place) for record in records] == [(f"全国{honour}", "澜川市")]


def test_a_county_of_so_much_output_is_no_place() -> None:
    _, records = read(f"{REVIEW}竹纸产值增长6%，千亿县超过3个。\n")
    assert described(records[-1]) == "千亿县=3个 澜川市 2023 result"
