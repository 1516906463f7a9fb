import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.language.sentences import MAX_SENTENCE
from corpus.readers.tabular.grid import Cell, plain_rows, table_lines


def lines(*rows: list[str]) -> list[str]:
    return table_lines(plain_rows(rows))


def test_a_value_stands_under_its_own_column() -> None:
    assert lines(["县区", "产值（亿元）", "增速"], ["青岑县", "37.6", ""], ["竹溪区", "", "9%"]) == [
        "县区：青岑县｜产值（亿元）：37.6｜增速：—",
        "县区：竹溪区｜产值（亿元）：—｜增速：9%",
    ]


def test_rows_and_columns_without_a_word_are_left_out() -> None:
    assert lines(["县区", "", "增速"], ["", "", ""], ["青岑县", "", "9%"]) == ["县区：青岑县｜增速：9%"]


def test_a_short_row_is_filled_with_dashes_and_a_long_one_keeps_what_has_no_name() -> None:
    assert lines(["县区", "增速"], ["青岑县"], ["竹溪区", "9%", "含新区"]) == [
        "县区：青岑县｜增速：—",
        "县区：竹溪区｜增速：9%｜含新区",
    ]


def test_a_cell_that_reaches_down_stands_in_each_row() -> None:
    rows = [
        [Cell("类别"), Cell("项目"), Cell("投资")],
        [Cell("交通", rows=2), Cell("大桥"), Cell("6.2")],
        [Cell("环路"), Cell("")],
        [Cell("水利"), Cell("水库"), Cell("9.8")],
    ]
    assert table_lines(rows) == [
        "类别：交通｜项目：大桥｜投资：6.2",
        "类别：交通｜项目：环路｜投资：—",
        "类别：水利｜项目：水库｜投资：9.8",
    ]


def test_a_cell_that_reaches_across_has_the_names_of_its_columns() -> None:
    rows = [[Cell("县"), Cell("计划"), Cell("完成")], [Cell("青岑"), Cell("合并统计", columns=2)]]
    assert table_lines(rows) == ["县：青岑｜计划、完成：合并统计"]


def test_a_header_of_two_rows_gives_each_column_both_names() -> None:
    rows = [
        [Cell("县", rows=2), Cell("投资", columns=2), Cell("备注", rows=2)],
        [Cell("计划"), Cell("完成")],
        [Cell("青岑"), Cell("3"), Cell("4"), Cell("")],
    ]
    assert table_lines(rows) == ["县：青岑｜投资·计划：3｜投资·完成：4｜备注：—"]


def test_a_header_that_reaches_across_without_one_that_reaches_down() -> None:
    rows = [
        [Cell(""), Cell("投资", columns=2)],
        [Cell("县"), Cell("计划"), Cell("完成")],
        [Cell("青岑"), Cell("3"), Cell("4")],
    ]
    assert table_lines(rows) == ["县：青岑｜投资·计划：3｜投资·完成：4"]


def test_a_caption_and_a_row_over_all_columns_are_lines_of_their_own() -> None:
    rows = [
        [Cell("表一　各县情况", columns=2)],
        [Cell("县"), Cell("产值")],
        [Cell("一、北片", columns=2)],
        [Cell("青岑"), Cell("9")],
    ]
    assert table_lines(rows) == ["表一 各县情况", "一、北片", "县：青岑｜产值：9"]


def test_a_title_row_that_is_not_merged_is_no_header() -> None:
    assert lines(["各县情况", "", ""], ["", "", "单位：亿元"], ["县", "计划", "完成"], ["青岑", "3", "4"]) == [
        "各县情况",
        "单位：亿元",
        "县：青岑｜计划：3｜完成：4",
    ]


def test_years_name_columns_and_figures_do_not() -> None:
    assert lines(["县", "2022年", "2023年"], ["青岑", "1", "2"]) == ["县：青岑｜2022年：1｜2023年：2"]
    assert lines(["青岑", "1", "2"], ["竹溪", "3", "4"]) == ["青岑｜1｜2", "竹溪｜3｜4"]


def test_names_and_values_without_a_header_are_pairs() -> None:
    assert lines(["产值：", "180亿元"], ["增速", "9%"]) == ["产值：180亿元", "增速：9%"]


def test_a_cell_of_two_paragraphs_stays_one_value() -> None:
    assert lines(["任务", "领导", "单位"], ["建水厂", "龚自如", "水利局\n住建局"]) == [
        "任务：建水厂｜领导：龚自如｜单位：水利局 住建局"
    ]


def test_a_layout_gives_its_paragraphs() -> None:
    assert lines(["第一段。\n第二段。", "图"]) == ["第一段。", "第二段。", "图"]
    assert lines(["长" * 400, "注"], ["甲", "乙"]) == ["长" * 400, "注", "甲", "乙"]
    assert lines(["甲"], ["乙"]) == ["甲", "乙"]


def test_a_table_of_names_alone_is_kept() -> None:
    assert table_lines([[Cell("县", header=True), Cell("产值", header=True)]]) == ["县｜产值"]


def test_a_row_too_long_for_a_sentence_becomes_lines_that_name_the_row() -> None:
    names = ["序号", "县区", *(f"指标第{number}项（亿元）" for number in range(14))]
    found = lines(names, ["1", "青岑县", *(f"{number}.5" for number in range(14))])
    assert len(found) > 1
    assert all(line.startswith("序号：1｜县区：青岑县｜") and len(line) <= MAX_SENTENCE for line in found)
    assert [part for line in found for part in line.split("｜")[2:]] == [
        f"指标第{number}项（亿元）：{number}.5" for number in range(14)
    ]


CELLS = st.builds(
    Cell,
    st.text("县乡产值增速一二3.5%\n 。：", max_size=12),
    rows=st.sampled_from([1, 2, 3, 2000]),
    columns=st.sampled_from([1, 2, 3, 2000]),
    header=st.booleans(),
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_nothing_that_a_cell_holds_is_lost(rows: list[list[Cell]]) -> None:
    text = "\n".join(table_lines(rows))
    for row in rows:
        for cell in row:
            for word in cell.text.split():
                assert word.rstrip("：:") in text
    assert all(line.strip() for line in text.split("\n") if text)


@pytest.mark.parametrize("size", [1000, 2000])
def test_spans_that_nobody_drew_cost_no_memory(size: int) -> None:
    rows = [[Cell("县", rows=size, columns=size) for _ in range(20)] for _ in range(400)]
    assert set("".join(table_lines(rows))) <= set("县｜：、—")


@pytest.mark.parametrize(
    "names", [["1月", "2月"], ["一季度", "2季度"], ["3月6日", "3月7日"], ["1月份", "2月上旬"], ["1期", "2期"]]
)
def test_months_and_days_are_names_of_columns(names: list[str]) -> None:
    assert lines(["乡镇", *names], ["石门乡", "7.5", ""]) == [f"乡镇：石门乡｜{names[0]}：7.5｜{names[1]}：—"]


def test_names_and_values_in_two_columns_are_pairs() -> None:
    assert lines(["开工时间", "2024年3月6日"], ["完工时间", ""], ["造价", "三百万元"]) == [
        "开工时间：2024年3月6日",
        "完工时间：—",
        "造价：三百万元",
    ]
    assert lines(["项目", "北渠"], ["长度", "7.5公里"], ["负责人", "阮竹西"]) == [
        "项目：北渠",
        "长度：7.5公里",
        "负责人：阮竹西",
    ]
    assert lines(["姓名", "职务"], ["阮竹西", "局长"], ["云中锦", "副局长"])[0] == "姓名：阮竹西｜职务：局长"
    assert lines(["乡镇", "公里"], ["石门乡", "7.5"], ["云溪乡", ""])[0] == "乡镇：石门乡｜公里：7.5"


def test_rows_whose_first_cells_are_marked_as_names_are_pairs() -> None:
    rows = [[Cell("项目", header=True), Cell("北渠")], [Cell("负责人", header=True), Cell("阮竹西")]]
    assert table_lines(rows) == ["项目：北渠", "负责人：阮竹西"]
    rows = [[Cell("姓名", header=True), Cell("职务", header=True)], [Cell("阮竹西"), Cell("局长")]]
    assert table_lines(rows) == ["姓名：阮竹西｜职务：局长"]


def test_a_form_has_each_name_beside_its_value() -> None:
    assert lines(["项目：", "北渠", "负责人：", "阮竹西"], ["长度：", "7.5公里", "造价：", ""]) == [
        "项目：北渠",
        "负责人：阮竹西",
        "长度：7.5公里",
        "造价：—",
    ]


def test_tables_side_by_side_under_one_header_are_two() -> None:
    rows = [["乡镇", "公里"] * 2, ["石门乡", "7.5", "云溪乡", ""], ["竹山镇", "2", "", ""]]
    assert lines(*rows) == ["乡镇：石门乡｜公里：7.5", "乡镇：竹山镇｜公里：2", "乡镇：云溪乡｜公里：—"]
    note = [[Cell(text) for text in row] for row in rows] + [[Cell("注：公里数为上报数", columns=4)]]
    assert table_lines(note).count("注：公里数为上报数") == 1


def test_names_of_columns_may_be_alike_over_figures() -> None:
    assert lines(["乡镇", "完成", "占比", "完成", "占比"], ["石门乡", "1", "2%", "3", "4%"]) == [
        "乡镇：石门乡｜完成：1｜占比：2%｜完成：3｜占比：4%"
    ]
