import pytest

from corpus.readers.tabular.markdown import write_out_tables


def test_a_pipe_table_becomes_rows_and_the_rest_stays() -> None:
    text = "# 通报\n\n| 县区 | 产值 |\n|---|---:|\n| 青岑 | 9 |\n| 竹溪 | |\n\n尾。\n"
    assert write_out_tables(text) == "# 通报\n\n县区：青岑｜产值：9\n县区：竹溪｜产值：—\n\n尾。\n"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("县|产值\n-|-\n青岑|9", "县：青岑｜产值：9"),
        ("|县|产值|\r\n|:-|-:|\r\n|青岑|9|\r", "县：青岑｜产值：9"),
        ("|县|式|\n|-|-|\n|青岑|a\\|b|", "县：青岑｜式：a|b"),
        ("|县|单位|\n|-|-|\n|青岑|水利局<br>住建局|", "县：青岑｜单位：水利局 住建局"),
        ("|县|产值|\n|-|-|\n|青岑|", "县：青岑｜产值：—"),
    ],
)
def test_tables_in_the_ways_that_people_write_them(table: str, row: str) -> None:
    assert write_out_tables(table) == row


@pytest.mark.parametrize(
    "text",
    ["---\ntitle: 讲话\n---\n正文", "甲|乙\n\n--", "```\n|a|b|\n|-|-|\n|1|2|\n```", "|a|b|\n|-|-|-|\n", "一\n--\n二"],
)
def test_what_is_no_table_stays(text: str) -> None:
    assert write_out_tables(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("今年**修渠**三十公里，**不**停工。", "今年修渠三十公里，不停工。"),
        ("|县|备注|\n|-|-|\n|青岑|六点**以后**来|", "县：青岑｜备注：六点以后来"),
        ("顾**说，渠修好了。", "顾**说，渠修好了。"),
        ("****", "****"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("```\na **b** c\n```", "```\na **b** c\n```"),
    ],
)
def test_bold_words_lose_their_stars(text: str, plain: str) -> None:
    assert write_out_tables(text) == plain
