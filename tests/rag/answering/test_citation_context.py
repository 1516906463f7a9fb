"""A claim cites what states its year and its speaker too, not its figure alone. City and people are fictional."""

from dataclasses import replace

import pytest

from corpus import Speech
from rag.answering.citation_context import grounded
from rag.datamodel import Evidence

SOURCE = """政府工作报告（摘要）
澜川市市长　沈砚秋
（2024年1月16日）
一、工作回顾
过去一年，全市顶住压力、稳住阵脚。竹纸企业1043家，其中规模以上企业71家。
2022年，产值86亿元；竹编企业12家；规模以上3家。
2021年主要指标
青瓷窑口9座。
本报讯　5月12日，市委书记顾望舒深入青岑县调研。
"""
SPEECH = Speech("s", "s.txt", "政府工作报告（摘要）", "沈砚秋", "澜川市市长", "2024-01-16", "澜川市", kind="报告")


def source_text(_: str) -> str:
    return SOURCE


def item(quote: str) -> Evidence:
    start = SOURCE.index(quote)
    return Evidence(SPEECH, start, start + len(quote), quote, quote)


def quotes(claim: str, *support: str) -> list[str]:
    found = grounded(claim, [item(quote) for quote in support], source_text)
    assert all(SOURCE[one.start : one.end] == one.quote for one in found)
    return [one.quote for one in found]


def test_year_of_an_earlier_sentence_is_cited_too() -> None:
    figure = "竹纸企业1043家，其中规模以上企业71家。"
    assert quotes("2023年竹纸企业1043家。", figure) == [figure, "过去一年，全市顶住压力、稳住阵脚。"] or quotes(
        "2023年竹纸企业1043家。", figure
    ) == ["过去一年，全市顶住压力、稳住阵脚。" + figure]


def test_year_right_before_the_figure_makes_one_citation() -> None:
    assert quotes("2022年，竹编企业12家。", "竹编企业12家；") == ["2022年，产值86亿元；竹编企业12家；"]


def test_a_clause_between_keeps_them_apart() -> None:
    assert quotes("2022年规模以上3家。", "规模以上3家。") == ["规模以上3家。", "2022年，产值86亿元；"]


def test_heading_that_tells_the_year_is_cited() -> None:
    assert quotes("2021年青瓷窑口9座。", "青瓷窑口9座。") == ["青瓷窑口9座。", "2021年主要指标"]


def test_what_only_a_heading_says_is_cited_where_it_says_it() -> None:
    under = replace(item("青瓷窑口9座。"), heading="一、工作回顾，2021年主要指标")
    found = grounded("2021年主要指标，青瓷窑口9座。", [under], source_text)
    assert [one.quote for one in found] == ["青瓷窑口9座。", "2021年主要指标"]
    known = replace(under, heading="工作的全面回顾")  # a heading that the text has in other words
    assert grounded("工作的全面回顾，青瓷窑口9座。", [known], source_text) == (known,)


def test_a_claim_that_is_a_heading_cites_the_heading_and_nothing_else() -> None:
    under = replace(item("青瓷窑口9座。"), heading="2021年主要指标")
    assert [one.quote for one in grounded("2021年主要指标。", [under], source_text)] == ["2021年主要指标"]
    assert quotes("产值86，12家", "2022年，产值86亿元；", "竹编企业12家；") == [
        "2022年，产值86亿元；",
        "竹编企业12家；",
    ]


@pytest.mark.parametrize(
    "claim, quote",
    [
        ("竹编企业12家。", "竹编企业12家；"),  # no year
        ("2022年产值86亿元。", "2022年，产值86亿元；"),  # told in the sentence
        ("2023年全市顶住压力。", "过去一年，全市顶住压力、稳住阵脚。"),  # told by 过去一年
        ("2024年竹编企业12家。", "竹编企业12家；"),  # the reference shows it
        ("1999年竹编企业12家。", "竹编企业12家；"),  # nobody tells it
    ],
)
def test_nothing_is_added_without_need(claim: str, quote: str) -> None:
    assert quotes(claim, quote) == [quote]


def test_page_furniture_before_the_body_is_no_ground() -> None:
    speech = Speech("s", "s.txt", "产值", start=SOURCE.index("竹编企业"))
    start = SOURCE.index("规模以上3家")
    one = Evidence(speech, start, start + 6, "规模以上3家", "规模以上3家")
    assert grounded("2022年规模以上3家。", [one], source_text) == (one,)
