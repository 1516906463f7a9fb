import datetime as dt
import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from corpus.datamodel import Content
from corpus.errors import UnreadableError
from corpus.readers.office.spreadsheet import read_xls, read_xlsx


def book(*rows: list[object], merge: tuple[str, ...] = (), forms: dict[str, str] | None = None) -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    for cell, form in (forms or {}).items():
        sheet[cell].number_format = form
    return workbook


def read(workbook: openpyxl.Workbook) -> Content:
    stream = io.BytesIO()
    workbook.save(stream)
    return read_xlsx(stream.getvalue())


HEAD: list[object] = ["县区", "产值（亿元）", "增速"]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([HEAD, ["青岑县", 37.6, None]], "县区：青岑县｜产值（亿元）：37.6｜增速：—"),
        ([HEAD, ["青岑县", None, "9%"]], "县区：青岑县｜产值（亿元）：—｜增速：9%"),
        ([HEAD, ["青岑县", 1234567, 3]], "县区：青岑县｜产值（亿元）：1234567｜增速：3"),
        ([HEAD, ["青岑县\n（含新区）", 9, 3]], "县区：青岑县 （含新区）｜产值（亿元）：9｜增速：3"),
        ([[None, *HEAD], [None, "青岑县", 9, 3]], "县区：青岑县｜产值（亿元）：9｜增速：3"),
    ],
)
def test_a_value_stands_under_its_own_column(rows: list[list[object]], line: str) -> None:
    assert read(book(*rows)).text == line


def test_merged_cells_and_a_title_row() -> None:
    rows = [
        ["各县情况", None, None],
        ["类别", "县", "产值"],
        ["北片", "青岑", 9],
        [None, "竹溪", 7],
        ["南片", "澜口", 5],
    ]
    assert read(book(*rows, merge=("A1:C1", "A3:A4"))).text.split("\n") == [
        "各县情况", "类别：北片｜县：青岑｜产值：9", "类别：北片｜县：竹溪｜产值：7", "类别：南片｜县：澜口｜产值：5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.052, "0.0%", "5.2%"),
        (0.1, "0%", "10%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (12.0, "General", "12"),
        (12, "0.00", "12.00"),
        (56000, "#,##0", "56,000"),
        (79333, "#,##0.0", "79,333.0"),
        (dt.date(2024, 3, 18), "yyyy-mm-dd", "2024-03-18"),
        (dt.date(2024, 3, 18), 'yyyy"年"m"月"d"日"', "2024年3月18日"),
        (dt.date(2024, 3, 18), 'yyyy"年"m"月"', "2024年3月"),
        (True, "General", "是"),
    ],
)
def test_values_are_shown_as_their_cells_show_them(value: object, form: str, shown: str) -> None:
    assert read(book(["县", "值"], ["青岑", value], forms={"B2": form})).text == f"县：青岑｜值：{shown}"


def test_what_is_hidden_is_left_out_and_said() -> None:
    workbook = book(HEAD, ["青岑县", 9, 3], ["藏县", 1, 1])
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.row_dimensions[3].hidden = True
    workbook.create_sheet("藏").append(["藏"])
    workbook["藏"].sheet_state = "hidden"
    content = read(workbook)
    assert content.text == "县区：青岑县｜产值（亿元）：9｜增速：3"
    assert content.warnings == ("hidden sheets, not read: 藏", "hidden rows, not read: 1")


def test_sheets_have_their_names_and_blank_rows_part_tables() -> None:
    workbook = book(["县", "产值"], ["青岑", 9], [], ["镇", "人口"], ["石塘", 3])
    workbook.create_sheet("二").append(["另页"])
    assert read(workbook).text.split("\n") == ["Sheet", "县：青岑｜产值：9", "镇：石塘｜人口：3", "二", "另页"]


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\x00" * 99, b"PK\x05\x06" + b"\x00" * 18])
def test_damage_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        read_xlsx(data)
    with pytest.raises(UnreadableError, match="damaged"):
        read_xls(data)


def test_a_password_is_reported() -> None:
    with pytest.raises(UnreadableError, match="password"):
        read_xlsx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)


def test_a_newer_workbook_by_an_older_name_is_read() -> None:
    stream = io.BytesIO()
    book(HEAD, ["青岑县", 9, 3]).save(stream)
    assert read_xls(stream.getvalue()).text == "县区：青岑县｜产值（亿元）：9｜增速：3"
