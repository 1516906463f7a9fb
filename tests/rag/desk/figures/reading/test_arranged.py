"""What a text sets (按3%安排) or strives for (力争突破) is an aim, with the bound that is said and no other."""

import pytest

from corpus.language.figures.kinds import Bound
from rag.desk.figures import Kind
from tests.rag.desk.figures.reading.test_reader import described, read

TASKS = "二、2024年主要目标和重点任务\n"
SET = [
    ("赤字率拟按3%左右安排。", "赤字率=3%", Bound.ABOUT),
    ("竹乡专项债券拟按45亿元安排。", "竹乡专项债券=45亿元", Bound.EXACT),
    ("城镇登记失业率按4.5%以内控制。", "城镇登记失业率=4.5%", Bound.UNDER),
    ("居民消费价格涨幅按照2%左右把握。", "居民消费价格涨幅=2%", Bound.ABOUT),
    ("财政支出强度按不低于8%确定。", "财政支出强度=8%", Bound.OVER),
    ("地区生产总值按5%左右的增速安排。", "地区生产总值 rate=5%", Bound.ABOUT),
    ("赤字率拟为3%左右。", "赤字率=3%", Bound.ABOUT),
    ("赤字率拟控制在3%以内。", "赤字率=3%", Bound.UNDER),
    ("竹乡低保标准设定为450元。", "竹乡低保标准=450元", Bound.EXACT),
    ("竹乡低保标准拟确定为450元以上。", "竹乡低保标准=450元", Bound.OVER),
    ("竹林砍伐率定为3%。", "竹林砍伐率=3%", Bound.EXACT),
    ("一般公共预算收入按增长3%编制。", "一般公共预算收入 rate=3%", Bound.EXACT),
]


@pytest.mark.parametrize(("body", "expected", "bound"), SET, ids=[body[:14] for body, _, _ in SET])
def test_what_is_set_at_a_figure_is_an_aim(body: str, expected: str, bound: Bound) -> None:
    (record,) = read(f"{TASKS}{body}\n")[1]
    assert (described(record), record.bound) == (f"{expected} 澜川市 2024 aim", bound)


def test_a_rate_by_which_something_is_levied_is_no_measure_of_it() -> None:
    assert read(f"{TASKS}竹材经营所得按20%征收。\n")[1] == []


def test_what_was_set_last_year_is_a_result_and_without_a_section_an_aim() -> None:
    (review,) = read("一、2023年工作回顾\n赤字率按3%安排。\n")[1]
    (untold,) = read("今年，赤字率按3%安排。\n")[1]
    assert (review.kind, untold.kind) == (Kind.RESULT, Kind.AIM)


STRIVEN = [
    ("竹纸产值力争突破90亿元。", Bound.OVER),
    ("力争竹纸产值超过90亿元。", Bound.OVER),
    ("竹纸产值力争站稳90亿元。", Bound.OVER),
    ("竹纸产值力争达到90亿元以上。", Bound.OVER),
    ("竹纸产值确保不低于90亿元。", Bound.OVER),
    ("竹纸产值力争达到90亿元。", Bound.EXACT),
    ("竹纸产值争取达到90亿元。", Bound.EXACT),
    ("竹纸产值努力达到90亿元。", Bound.EXACT),
    ("力争竹纸产值冲刺90亿元。", Bound.EXACT),
]


@pytest.mark.parametrize(("body", "bound"), STRIVEN, ids=[body[:14] for body, _ in STRIVEN])
def test_what_is_striven_for_has_the_bound_that_is_said(body: str, bound: Bound) -> None:
    (record,) = read(f"{TASKS}{body}\n")[1]
    assert (described(record), record.bound) == ("竹纸产值=90亿元 澜川市 2024 aim", bound)
