"""Questions are answered from the figures surely, or not at all."""

from pathlib import Path

import pytest

from corpus.language.names.place_levels import same_place
from index import Library
from rag.desk.figures import Change, Kind, answer_each, cells, conflicts, figures, table
from rag.desk.figures.names import Names
from rag.question.analysis import understand, with_library
from tests.benchmarks.desk.figure_questions import score, total
from tests.support.asking import ask_figures
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import REPORT, library_of

TEXTS = {
    "lan.txt": REPORT.format(
        year=2024,
        last=2023,
        place="澜川市",
        role="市长",
        name="沈砚秋",
        past="全市地区生产总值1286.5亿元，增长6.8%。竹纸产值186.4亿元，粮食总产量87.1亿斤，城镇新增就业2.86万人。",
        coming="主要预期目标是：地区生产总值增长7%左右，城镇新增就业2.8万人，竹纸产值力争达到210亿元。",
    ),
    "xi.txt": REPORT.format(
        year=2024,
        last=2023,
        place="溪州市",
        role="市长",
        name="宇文澈",
        past="全市地区生产总值1510.3亿元，增长5.9%。竹纸产值243.8亿元，城镇新增就业超过3万人，各项事业取得新进展。",
        coming="主要预期目标是：地区生产总值增长6.5%，城镇新增就业3.1万人，各项事业要迈上新的台阶，再创新的佳绩。",
    ),
    "yun.txt": REPORT.format(
        year=2024,
        last=2023,
        place="云岭省",
        role="省长",
        name="裴长赓",
        past="全省地区生产总值28600亿元，增长6.1%。粮食总产量达到1600亿斤，各项事业取得新的进展，群众得到新的实惠。",
        coming="主要预期目标是：地区生产总值增长6%以上，粮食产量1610亿斤，各项事业要迈上新的台阶，再创新的佳绩。",
    ),
    "lan25.txt": REPORT.format(
        year=2025,
        last=2024,
        place="澜川市",
        role="市长",
        name="沈砚秋",
        past="全市地区生产总值1379.2亿元，增长7.1%。2023年城镇新增就业2.81万人，2024年城镇新增就业2.93万人。",
        coming="主要预期目标是：地区生产总值增长6.5%左右，城镇新增就业2.85万人，各项事业要迈上新的台阶，再创佳绩。",
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(TEXTS, tmp_path_factory.mktemp("figures"))


SAID = [
    ("澜川市2023年GDP是多少？", "1286.5亿元"),
    ("2023年澜川市经济总量有多少", "1286.5亿元"),
    ("澜川市2024年地区生产总值增长多少？", "7.1%"),
    ("溪州2023年竹纸产值是多少？", "243.8亿元"),
    ("澜川市2025年地区生产总值增长目标是多少？", "6.5%左右"),
    ("云岭省2023年粮食产量多少？", "1600亿斤"),
    ("云岭省2024年粮食总产量目标是多少？", "1610亿斤"),
    ("哪个市2023年地区生产总值最高？", "溪州市"),
    ("2023年GDP增速最快的市是哪个？", "澜川市"),
    ("2024年GDP增长目标最低的市是哪个？", "溪州市"),
    ("2023年竹纸产值超过200亿元的有哪些市？", "有 1 地：溪州市"),
    ("2023年地区生产总值不低于1200亿元的市有哪些？", "有 2 地"),
    ("澜川市和溪州市2023年地区生产总值相差多少？", "223.8亿元"),
    ("溪州和澜川2023年竹纸产值谁更高？", "溪州市比澜川市高57.4亿元"),
    ("澜川市2024年地区生产总值比2023年增加了多少？", "92.7亿元（7.2%）"),
    ("澜川市2023年城镇新增就业是多少？", "说法不一"),
    ("哪个市2023年城镇新增就业最多？", "溪州市3万人以上、澜川市2.86万人或2.81万人；最高的是溪州市"),  # above both
    ("澜川市和溪州市2024年GDP相差多少？", "资料库没有溪州市2024年的这项数字"),
]


@pytest.mark.parametrize(("question", "part"), SAID)
def test_a_question_is_answered_with_its_sentences(library: Library, question: str, part: str) -> None:
    answer = ask_figures(library, question)
    assert answer is not None
    assert part in answer.statements[0].text
    for statement in answer.statements:
        for support in statement.support:
            assert library.source_text(support.speech.id)[support.start : support.end] == support.quote


UNSURE = [
    "澜川市2025年地区生产总值是多少？",  # only an aim
    "溪州市2025年GDP增长多少？",
    "哪个省2023年地区生产总值最高？",  # one province
    "谁2023年地区生产总值最高？",  # cities and a province
    "澜川市青岑县2023年GDP是多少？",
    "澜川市2023年上半年GDP是多少？",
    "澜川市2023年竹纸出口产值是多少？",
    "按常住人口算澜川市2023年GDP是多少？",
    "澜川市2019年GDP是多少？",
    "澜川市为什么2023年GDP增长这么快？",
    "2023年GDP不到1500亿元的市有哪些？",
    "澜川市十四五期间地区生产总值增长多少？",
    "竹纸产业怎么样？",
    "顾望舒谈了什么？",
]


@pytest.mark.parametrize("question", UNSURE)
def test_what_is_not_sure_is_left_to_others(library: Library, question: str) -> None:
    assert ask_figures(library, question) is None


def test_no_winner_is_called_without_both_values(library: Library) -> None:
    answer = ask_figures(library, "澜川市和溪州市2024年GDP谁更高？")
    assert answer is not None
    assert "不作比较" in answer.statements[0].text


def test_a_result_is_never_given_for_an_aim(library: Library) -> None:
    aims = figures(library, measure="竹纸产值", kind=Kind.AIM)
    assert [(row.figure.place, row.figure.year, row.figure.amount) for row in aims] == [
        ("澜川市", "2024", 21_000_000_000)
    ]


def test_sources_that_differ_stand_side_by_side(library: Library) -> None:
    (cell,) = conflicts(library, measure="城镇新增就业")
    assert (cell.place, cell.year) == ("澜川市", "2023")
    assert sorted(reading.figure.amount for reading in cell.readings) == [28100, 28600]


def test_a_table_has_a_cell_for_each_place_and_year(library: Library) -> None:
    found = table(library, ["GDP"], years=["2023", "2024"], kind=Kind.RESULT)
    levels = {(cell.place, cell.year): cell.reading for cell in found if cell.change is Change.NONE}
    assert set(levels) == {("澜川市", "2023"), ("澜川市", "2024"), ("溪州市", "2023"), ("云岭省", "2023")}


def test_a_province_is_never_its_city() -> None:
    assert same_place("吉林", "吉林省")
    assert not same_place("吉林省", "吉林市")
    assert same_place("广西", "广西壮族自治区")


def test_a_changed_document_is_read_again_and_a_removed_one_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXTS["xi.txt"], encoding="utf-8")
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        library.add([file])
        assert figures(library, measure="GDP", kind=Kind.RESULT)[0].figure.amount == 151_030_000_000
        file.write_text(TEXTS["xi.txt"].replace("1510.3", "1520.4"), encoding="utf-8")
        library.add([file])
        assert figures(library, measure="GDP", kind=Kind.RESULT)[0].figure.amount == 152_040_000_000
        library.remove(library.speeches()[0].id)
        assert figures(library) == []


def test_figures_that_agree_make_one_cell(library: Library) -> None:
    assert all(len(cell.readings) == 1 for cell in cells(figures(library, measure="GDP")))


def test_a_measure_that_the_name_is_a_part_of_is_listed_as_another(sample_library: Library) -> None:
    answer = ask_figures(sample_library, "澜川市2023年的竹纸产值是多少？")
    assert answer is not None
    assert "没有名为“竹纸产值”" in answer.statements[0].text
    assert "竹纸全产业链产值：186.4亿元" in answer.statements[0].text
    exact = ask_figures(sample_library, "澜川市2023年竹纸全产业链产值是多少？")
    assert exact is not None and "没有" not in exact.statements[0].text


def test_questions_in_many_wordings_are_answered_right_and_none_wrongly(sample_library: Library) -> None:
    whole = total(score(sample_library))
    assert whole.wrong == []
    assert whole.asked >= 40 and whole.recall >= 0.95, whole.silent


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("澜川市和溪州市2023年GDP哪个涨得快？各是多少", ("6.8%", "5.9%")),
        ("澜川市2023年地区生产总值是多少，竹纸产值又是多少？", None),
        ("澜川市和云水市2023年GDP哪个涨得快？", None),
    ],
)
def test_things_asked_at_once_are_all_told_or_none(
    library: Library, question: str, said: tuple[str, str] | None
) -> None:
    read = with_library(understand(question), library, Names(library))
    answer = answer_each(library, [part.in_library.figure for part in read.parts if part.in_library])
    text = "\n".join(statement.text for statement in answer.statements) if answer else ""
    assert (answer is None) == (said is None) and all(part in text for part in said or ())
