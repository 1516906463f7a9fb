"""What stands behind the name of a place and a colon, or under it, is of that place, until another is named."""

import pytest

from tests.rag.desk.figures.reading.test_reader import described, read

REVIEW = "一、2023年工作回顾\n"
CASES = [
    ("青岑县：工业增加值增长6%，固定资产投资增长8%。", ["青岑县 6%", "青岑县 8%"]),
    ("云水区：竹纸产值8亿元，增长9%。全市竹纸产值32亿元。", ["云水区 8亿元", "云水区 9%", "澜川市 32亿元"]),
    ("青岑县：产业稳步发展。竹编产值增长6%；竹纸产值增长7%。", ["青岑县 6%", "青岑县 7%"]),
    ("各县区情况：青岑县：竹纸产值增长6%；云水区：竹纸产值增长7%。", ["青岑县 6%", "云水区 7%"]),
    (
        "——青岑县：竹纸产值增长6%。\n——云水区：竹纸产值增长7%。\n竹编产值增长8%。",
        ["青岑县 6%", "云水区 7%", "澜川市 8%"],
    ),
    (
        "1.青岑县：竹纸产值增长6%；\n2.云水区：竹纸产值增长7%；\n全市合计：竹纸产值增长8%。",
        ["青岑县 6%", "云水区 7%", "澜川市 8%"],
    ),
    ("青岑县方面：竹纸产值增长6%。全市情况：竹纸产值增长8%。", ["青岑县 6%", "澜川市 8%"]),
    (
        "（一）青岑县\n竹纸产值增长6%，竹编产值增长7%，各项工作扎实推进。\n（二）云水区\n竹纸产值增长8%。",
        ["青岑县 6%", "青岑县 7%", "云水区 8%"],
    ),
    ("（一）青岑县。竹纸产值增长6%。\n固定资产投资增长8%。", ["青岑县 6%", "青岑县 8%"]),
    ("青岑县：\n竹纸产值增长6%。\n竹编产值增长7%。", ["青岑县 6%", "青岑县 7%"]),
    ("青岑县的竹纸产值增长6%，云水区的增长7%。", ["青岑县 6%", "云水区 7%"]),
    ("青岑县：全国竹纸产值增长5%，溪州市竹纸产值增长6%。", ["全国 5%", "溪州市 6%"]),
    ("青岑县、云水区：竹纸产值增长6%。", []),  # of which of them?
    ("青岑县和云水区：竹纸产值增长6%，溪州市竹纸产值增长7%。", ["溪州市 7%"]),
    ("青岑县、云水区等：竹纸产值增长6%。", []),
    ("竹产业：竹纸产值增长6%，竹编产值增长7%。", ["澜川市 6%", "澜川市 7%"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), CASES, ids=[body[:14] for body, _ in CASES])
def test_figures_behind_a_place_and_a_colon_are_of_it(body: str, expected: list[str]) -> None:
    text, records = read(f"{REVIEW}{body}\n")
    assert [f"{record.place} {text[record.start : record.end]}" for record in records] == expected


OF_A_PART = [
    ("工业增加值增长6%，其中青岑县增长8%、云水区增长7%。", ["工业增加值 rate=8% 青岑县", "工业增加值 rate=7% 云水区"]),
    ("竹纸产值120亿元，其中青岑县50亿元、增长7%。", ["竹纸产值=50亿元 青岑县", "竹纸产值 rate=7% 青岑县"]),
    ("城镇新增就业2.8万人，其中云水区1.1万人。", ["城镇新增就业=1.1万人 云水区"]),
    ("竹编产值增长5%，青岑县、云水区分别增长6%、7%。", ["竹编产值 rate=6% 青岑县", "竹编产值 rate=7% 云水区"]),
    ("森林覆盖率60%，青岑县达到72%。", ["森林覆盖率=72% 青岑县"]),
    ("竹纸产值增长6%，其中江苏增长9%。", ["竹纸产值 rate=9% 江苏"]),
    ("竹纸产值增长6%，青岑县60%的学校完成改造。", []),
    ("各县竹纸产值增速：青岑县6%，云水区7%。", []),
]


@pytest.mark.parametrize(("body", "expected"), OF_A_PART, ids=[body[:14] for body, _ in OF_A_PART])
def test_a_place_is_no_measure_but_where_the_one_before_is_of(body: str, expected: list[str]) -> None:
    _, records = read(f"{REVIEW}{body}\n")
    assert not {record.measure for record in records} & {"青岑县", "云水区", "江苏"}
    assert [
        described(record).removesuffix(" 2023 result") for record in records if record.place != "澜川市"
    ] == expected
