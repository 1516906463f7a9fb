import pytest

from corpus.readers.tabular.tabbed import write_out_tabbed


def test_a_table_of_tabs_becomes_rows_and_the_rest_stays() -> None:
    text = "通报\n县区\t优良天数\tPM2.5\r\n青岑县\t331\t24\r\n竹溪县\t\t21\r\n以省站为准。\n"
    assert write_out_tabbed(text) == (
        "通报\n县区：青岑县｜优良天数：331｜PM2.5：24\n县区：竹溪县｜优良天数：—｜PM2.5：21\n以省站为准。\n"
    )


def test_a_row_may_lack_its_last_cells() -> None:
    assert write_out_tabbed("县区\t天数\t臭氧\n青岑县\t331\t24\n竹溪县\t326").endswith("竹溪县｜天数：326｜臭氧：—")


@pytest.mark.parametrize(
    "text",
    [
        "现在开会。",
        "\t现在开会。\n\t第一项。\n\t第二项。",
        "职务\t姓名\n县长\t闻人楷\n局长\t沈砚秋",
        "出席\t闻人楷\t沈砚秋\n列席\t顾望舒\t\n记录\t柳某\t阮竹西",
        "青岑县\t331\t24\n竹溪县\t\t21\n澜口县\t318\t17",
        "县区\t天数\t臭氧\n青岑县\t331\n竹溪县\t326",
        "同志们：\t\t\n今年\t3\t5\n明年\t4\t6",
    ],
)
def test_what_is_no_table_stays(text: str) -> None:
    assert write_out_tabbed(text) == text
