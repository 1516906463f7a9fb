"""Figures are read out of sentences with every field, or not at all."""

from pathlib import Path

import pytest

from corpus import Document, Speech, fold, parse
from corpus.language.figures.vocabulary import Measure, canonical, measures
from rag.desk.figures import Change, FigureRecord, Kind
from rag.desk.figures.datamodel import plain
from rag.desk.figures.reading.reader import read_figures
from tests.data.figures import CASES

REPORT = "政府工作报告\n——2024年1月16日在澜川市第五届人民代表大会第三次会议上\n澜川市市长 沈砚秋\n各位代表：\n"


def read(body: str) -> tuple[str, list[FigureRecord]]:
    text = REPORT + body
    parsed = parse(Document("report.txt", text, "utf-8", "text/plain", "0" * 64), speech_id="0" * 12)
    return text, read_figures(parsed.speech, text, parsed.chunks)


def described(record: FigureRecord) -> str:
    change = f" {record.change}" if record.change else ""
    value = f"{record.measure}{change}={plain(record.value)}{record.unit}"
    return f"{value} {record.place or '?'} {record.period or '?'} {record.kind}"


@pytest.mark.parametrize(("body", "expected"), CASES, ids=[body[:16] for body, _ in CASES])
def test_every_figure_of_a_sentence_is_read(body: str, expected: list[str]) -> None:
    assert [described(record) for record in read(body)[1]] == expected


def test_the_spans_are_those_of_the_source() -> None:
    text, records = read(
        "一、2023年工作回顾\n国(guó)内生产总值  1286.5 亿元，增长6.8%，走在全省前列，各项事业取得新的进步。\n"
    )
    for record in records:
        assert fold(text[record.start : record.end]).replace(" ", "").startswith(plain(record.value))
        assert record.start >= record.sentence_start
        assert record.end <= record.sentence_end


def test_a_record_survives_being_kept() -> None:
    _, records = read("一、2023年工作回顾\n全市地区生产总值1286.5亿元，增长6.8%，发展的质量和效益又有新的提高。\n")
    assert [FigureRecord.from_dict(record.to_dict()) for record in records] == records


@pytest.mark.parametrize("measure", measures(), ids=[measure.name for measure in measures()])
def test_the_example_of_each_measure_is_read_as_it(measure: Measure) -> None:
    _, records = read(f"一、2023年工作回顾\n{measure.example}，各项工作扎实推进，取得了新的成绩。\n")
    assert [record.measure for record in records] == [measure.name]
    assert all(canonical(name) == measure.name for name in measure.names)


def test_a_line_of_hostile_repetition_is_read_in_no_time() -> None:
    import time

    start = time.process_time()
    read("一、2023年工作回顾\n" + "比" * 110 + "5%，" + "达到" * 50 + "5%，" + "开工建设" * 28 + "5个。\n")
    assert time.process_time() - start < 5


def test_samples_are_read_in_order_and_within_their_sentences() -> None:
    folder = Path(__file__).parents[5] / "corpus" / "samples"
    text = (folder / "work_report_2024.txt").read_text(encoding="utf-8")
    parsed = parse(Document("a.txt", text, "utf-8", "text/plain", "0" * 64), speech_id="1" * 12)
    records = read_figures(parsed.speech, text, parsed.chunks)
    assert len(records) > 30
    assert [record.start for record in records] == sorted(record.start for record in records)
    aims = [record for record in records if record.kind is Kind.AIM and record.measure == "地区生产总值"]
    assert [(plain(one.value), one.change, one.year) for one in aims][-1] == ("7", Change.RATE, "2024")


def test_a_speech_without_a_date_tells_no_year() -> None:
    speech = Speech("2" * 12, "b.txt", "讲话")
    text = "去年全市地区生产总值1286.5亿元，今年要达到1400亿元。"
    parsed = parse(Document("b.txt", text, "utf-8", "text/plain", "0" * 64), speech_id="2" * 12)
    assert [record.period for record in read_figures(speech, text, parsed.chunks)] == ["", ""]


def test_a_row_that_names_its_columns_tells_aims_from_results() -> None:
    rows = (
        "指标：地区生产总值增速｜年初目标：7%左右｜实际完成：7.1%\n指标：城镇新增就业｜年初目标：2.8万人｜实际完成：—\n"
    )
    _, records = read(f"一、2023年工作回顾\n各项指标完成情况如下。\n{rows}")
    assert [described(record) for record in records] == [
        "地区生产总值 rate=7% 澜川市 2023 aim",
        "地区生产总值 rate=7.1% 澜川市 2023 result",
        "城镇新增就业=2.8万人 澜川市 2023 aim",
    ]


def test_of_a_row_that_a_place_labels_the_columns_are_the_measures() -> None:
    named = "县区：青岑县｜竹林面积（万亩）：63.5｜2022年航线：17条｜产值：3.2亿元\n"
    lines = "县区 竹林面积 竹业产值增速\n青岑县 63.5万亩 8.1%\n临溪县 58.2万亩 6.4%\n"
    expected = ["竹林面积=63.5万亩 青岑县 2023 result"]
    assert [described(one) for one in read(f"一、2023年工作回顾\n各县情况如下。\n{named}")[1]] == [
        *expected,
        "航线=17条 青岑县 2022 result",
    ]
    assert [described(one) for one in read(f"一、2023年工作回顾\n各县情况如下。\n{lines}")[1]] == [
        *expected,
        "竹业产值 rate=8.1% 青岑县 2023 result",
        "竹林面积=58.2万亩 临溪县 2023 result",
        "竹业产值 rate=6.4% 临溪县 2023 result",
    ]


def test_a_name_with_a_subscript_or_its_own_average_is_of_a_year() -> None:
    for name in ("PM_2.5浓度", "PM2.5年均浓度"):
        _, records = read(f"一、2023年工作回顾\n全市{name}26微克/立方米，群众的生活又有了新的改善和提高。\n")
        assert [described(one) for one in records] == ["PM2.5平均浓度=26微克/立方米 澜川市 2023 result"]


@pytest.mark.parametrize(
    "row",
    ["县区：青岑县｜产值：37.6亿元｜增速：—", "序号：3｜产值：37.6亿元", "竹纸｜37.6亿元", "备注：竹纸一栏｜已核"],
)
def test_a_row_of_something_else_is_no_figure_of_its_label(row: str) -> None:
    assert read(f"一、2023年工作回顾\n各县情况如下。\n{row}\n")[1] == []
