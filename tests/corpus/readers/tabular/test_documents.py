import json

import pytest

from corpus import SettingsError
from corpus.errors import UnreadableError
from corpus.readers.sidecar import named_columns
from corpus.readers.tabular.documents import NoTextError, Row, iter_rows, read_side_file, read_table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_known_by_name(encoding: str, delimiter: str) -> None:
    lines = [
        ["编号", "标题", "讲话人", "日期", "正文"],
        ["7", "竹纸大会", "顾望舒", "2024-03-18", "各位代表：现在开会。"],
    ]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    assert list(iter_rows(data, ".csv")) == [
        Row(
            1,
            "各位代表：现在开会。",
            (("override:date", "2024-03-18"), ("override:speaker", "顾望舒"), ("override:title", "竹纸大会")),
        )
    ]


def test_cells_may_hold_lines_and_quotes_and_be_long() -> None:
    text = "第一段，“引语”。\n第二段" + "长" * 300_000
    data = f'title,text\r\na,"{text}"\r\n'.encode()
    assert next(iter_rows(data, ".csv")).text == text


def test_blank_rows_are_passed_over_and_rows_without_text_reported() -> None:
    rows = list(iter_rows("标题,正文\n,\n\n竹纸,\n航线,正文。\n".encode(), ".csv"))
    assert [(row.number, str(row.error or "")) for row in rows] == [(3, "its text is empty"), (4, "")]


def test_rows_longer_or_shorter_than_the_header_are_read() -> None:
    assert [row.text for row in iter_rows(b"text,title\na\nb,c,d,e\n", ".csv")] == ["a", "b"]


def test_json_lines() -> None:
    records = [{"text": "正文。\u2028尾", "date": 2024}, {"content": ["一", "二"]}]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    rows = list(iter_rows("\n".join([lines[0], "", "{x", "[1]"]).encode(), ".jsonl"))
    assert rows[0] == Row(1, "正文。\u2028尾", (("override:date", "2024"),))
    assert [(row.number, bool(row.error)) for row in rows[1:]] == [(3, True), (4, True)]
    assert next(iter_rows(lines[1].encode(), ".jsonl")).text == "一\n二"


def test_other_names_can_be_given() -> None:
    data = "稿件,见报日\n正文。,2024-03-18\n".encode()
    with pytest.raises(UnreadableError, match=r"no column holds the text.*'稿件', '见报日'.*--column text=稿件"):
        list(iter_rows(data, ".csv"))
    columns = {"text": "稿件", "published": "见报日"}
    assert list(iter_rows(data, ".csv", columns)) == [Row(1, "正文。", (("override:published", "2024-03-18"),))]


def test_a_side_file_describes_paths() -> None:
    data = "文件名,讲话人,地点\n.\\一\\a.txt,顾望舒,\n,无,\n".encode("gb18030")
    assert read_side_file(data) == {"一/a.txt": (("override:speaker", "顾望舒"),)}
    with pytest.raises(UnreadableError, match="no column names the files"):
        read_side_file("标题\n竹纸大会在澜川举行\n".encode())


@pytest.mark.parametrize(
    "above",
    ["汀源市讲话汇总表,,\n", "汇总表\n", "汇总表,,\n制表：办公室,,\n", ",,\n汇总表,,\n", ",,2024年3月\n"],
)
def test_a_title_above_the_header_is_no_header(above: str) -> None:
    data = (above + "标题,日期,正文\n竹纸大会,2024-03-18,现在开会。\n").encode()
    (row,) = iter_rows(data, ".csv")
    assert (row.number, row.text, dict(row.given)["override:title"]) == (1, "现在开会。", "竹纸大会")


def test_a_table_of_values_is_one_document_of_rows() -> None:
    data = "县区,产值（亿元）,增速\n青岑县,37.6,\n竹溪区,,9%\n".encode("gb18030")
    assert read_table(data, ".csv") == (
        "县区：青岑县｜产值（亿元）：37.6｜增速：—\n县区：竹溪区｜产值（亿元）：—｜增速：9%",
        "gb18030",
    )


@pytest.mark.parametrize(
    ("suffix", "text", "line"),
    [
        (".csv", "问题,答案\n几点关门,二十二点\n", "问题：几点关门｜答案：二十二点"),
        (".tsv", "问题\t答案\n几点关门\t二十二点\n", "问题：几点关门｜答案：二十二点"),
        (".jsonl", '{"instruction": "几点关门", "input": "", "output": "二十二点"}\n',
         "instruction：几点关门｜input：—｜output：二十二点"),
        (".csv", "各县情况,\n县,产值\n青岑,9\n", "各县情况"),
        (".ndjson", '{"县": "青岑"}\n{"县": "竹溪", "产值": 9}\n', "县：青岑｜产值：—"),
    ],
)  # fmt: skip
def test_questions_and_answers_stay_together(suffix: str, text: str, line: str) -> None:
    assert read_table(text.encode(), suffix)[0].split("\n")[0] == line


def test_a_table_with_a_long_column_is_refused_with_the_way_to_map_it() -> None:
    with pytest.raises(NoTextError, match="--column text=稿件"):
        read_table(f"日,稿件\n2024,{'长' * 300}\n".encode(), ".csv")


def test_what_a_nested_object_says_is_read_and_a_file_is_no_publisher() -> None:
    data = '{"page_content": "现在开会。", "metadata": {"source": "d/a.txt", "title": "竹纸大会"}}\n'.encode()
    assert list(iter_rows(data, ".jsonl")) == [Row(1, "现在开会。", (("override:title", "竹纸大会"),))]


def test_columns_are_named_on_a_command_line() -> None:
    assert named_columns(["text=稿件", "published=见报日"]) == {"text": "稿件", "published": "见报日"}
    for text in ("稿件", "text=", "正文=稿件", "path=文件"):
        with pytest.raises(SettingsError, match="write FIELD=COLUMN"):
            named_columns([text])


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("讲话标题,讲话领导,讲话时间,讲话全文", "在修渠会上的讲话,沈砚秋,2024-03-06,今年修渠。"),
        ("名称,报告人,发言日期,文稿", "在修渠会上的讲话,沈砚秋,2024-03-06,今年修渠。"),
        ("文章标题;发言者;会议时间;发言内容", "在修渠会上的讲话;沈砚秋;2024-03-06;今年修渠。"),
        ("headline,speaker,date,fulltext", "在修渠会上的讲话,沈砚秋,2024-03-06,今年修渠。"),
    ],
)
def test_columns_by_the_names_that_registers_have(head: str, row: str) -> None:
    (found,) = iter_rows(f"{head}\n{row}\n".encode(), ".csv")
    assert found.text == "今年修渠。"
    assert dict(found.given) == {
        "override:title": "在修渠会上的讲话",
        "override:speaker": "沈砚秋",
        "override:date": "2024-03-06",
    }
