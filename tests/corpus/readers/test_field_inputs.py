"""Small inputs after public reports of people who do this job with other tools: what is right of each."""

from pathlib import Path

import pytest

from corpus import Document, iter_documents, parse
from corpus.language.normalization import fold

FIELD = {file.name: file for file in (Path(__file__).parents[2] / "data" / "field").rglob("*.*")}


def text_of(name: str) -> str:
    (document,) = iter_documents([FIELD[name]])
    assert isinstance(document, Document), document
    return document.text


RIGHT = [
    ("tb1_empty_cell.docx", "乡镇：白鹭乡｜粮食产量（万吨）：—｜茶叶产值（亿元）：2.8｜接待游客（万人次）：17.2"),
    ("tb3_two_paragraphs.docx", "任务：新建水厂｜牵头领导：龚自珩｜责任单位：县水利局 县住建局"),
    ("h6_table.html", "类别：交通｜项目：环城东路｜总投资（亿元）：—｜年度计划（亿元）：1.1｜责任人：费孝安"),
    ("p4_table.pdf", "县区：望江县｜水库（座）：22｜投资（亿元）：7.1｜巡河（次）：—｜备注：合并统计"),
    ("n1_restart.docx", "二、抓好乡村建设\n1. 改造农厕一千二百座。"),
    ("n3_heavenly.docx", "乙、南片由分管副县长牵头，引资目标七亿元。\n壹、合同签订后三十日内动工。"),
    ("k1_strike.docx", "全年收入目标定为二十一亿三千万元，增长百分之六。"),
    ("a1_altchunk.docx", "同志们：今年全县要建成三条精品旅游线路，接待游客突破六百万人次。"),
    (
        "p5_vertical.pdf",
        "年内完成清江引水主干渠八十四公里，新增供水人口十六万人，力争汛前见效。",
    ),
    ("p7_footnote.pdf", "加固病险水库一百零八座，改善灌溉面积二十五万亩，群众满意。\n① 水利投资含中央资金十一亿元。"),
    ("s2_spaced.pdf", "加固病险水库108座，改善灌溉面积25万亩，群众满意度达到"),
    ("w1_diagonal.pdf", "加固病险水库一百零八座，改善灌溉面积二十五万亩，群众满意。"),
    (
        "w3_steep.pdf",
        "回顾去年成绩，安排今年工作，请各县区认真贯彻，抓好落实，不打折扣。",
    ),
    ("p1_watermark.pdf", "加固病险水库一百零八座，改善灌溉面积二十五万亩，群众满意。"),
    ("e1_gbk_with_bom.txt", "夜间开放到二十二点。"),
    ("e3_mixed.txt", "市级传承人补助提高到每年八千元"),
    ("c6_qa.csv", "问题：传承人补助多少｜答案：市级传承人补助每年八千元"),
    ("j1_instruction.jsonl", "output：市级传承人补助每年八千元。"),
    ("j3_page_content.jsonl", "今年新建城市书房十七座，夜间开放到二十二点。"),
]


@pytest.mark.parametrize(("name", "words"), RIGHT)
def test_what_a_reader_sees_is_read(name: str, words: str) -> None:
    assert words in text_of(name)


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("w1_diagonal.pdf", "内部资料"),
        ("w3_steep.pdf", "送审稿"),
        ("p1_watermark.pdf", "严禁"),
        ("k1_strike.docx", "十八亿"),
    ],
)
def test_what_is_no_text_is_out_and_said(name: str, mark: str) -> None:
    (document,) = iter_documents([FIELD[name]])
    assert isinstance(document, Document)
    assert mark not in document.text
    assert any(mark in warning for warning in document.warnings)


def test_a_number_whose_digits_are_spread_is_one_number() -> None:
    assert "完成水利投资37.6亿元" in text_of("s2_spaced.pdf")
    assert "96.8%" in text_of("s2_spaced.pdf")


def test_a_title_above_the_header_of_a_table_is_no_header() -> None:
    documents = list(iter_documents([FIELD["c2_title_row.csv"]]))
    assert [dict(one.meta)["override:speaker"] for one in documents if isinstance(one, Document)] == [
        "陆怀瑾",
        "卞之行",
    ]


def test_radicals_are_found_as_the_characters_they_stand_for() -> None:
    assert "把民生实事办好,今年新建门诊部六个,更换公交车三十辆,治理风沙两万亩,扶持鱼塘四百口" in fold(text_of("kx.txt"))


def test_a_sentence_spans_the_lines_that_a_program_broke() -> None:
    (document,) = iter_documents([FIELD["r1_hard.txt"]])
    assert isinstance(document, Document)
    sentences = [one for chunk in parse(document, speech_id="x" * 12).chunks for one in chunk.sentences]
    (found,) = [one for one in sentences if one.text.startswith("过去一年")]
    assert found.text.endswith("改善灌溉面积二十五万亩，群众满意。")
    assert document.text[found.start : found.end] == (
        "过去一年，全市完成水利投资三十七亿六千万元，加固病\n险水库一百零八座，改善灌溉面积二十五万亩，群众满意\n。"
    )
