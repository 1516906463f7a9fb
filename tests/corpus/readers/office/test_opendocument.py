import io

import pytest
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import H, Note, NoteBody, NoteCitation, P, S

from corpus.errors import UnreadableError
from corpus.readers.office.opendocument import read_opendocument


def read(document: OpenDocumentText) -> str:
    stream = io.BytesIO()
    document.write(stream)
    return read_opendocument(stream.getvalue()).text


def table(*rows: list[object]) -> Table:
    whole = Table(name="表")
    for cells in rows:
        row = TableRow()
        for cell in cells:
            element = cell
            if isinstance(cell, str):
                element = TableCell()
                for line in cell.split("\n"):
                    element.addElement(P(text=line))
            row.addElement(element)
        whole.addElement(row)
    return whole


def test_paragraphs_headings_blanks_and_notes() -> None:
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text="一、总体要求"))
    paragraph = P(text="产值")
    paragraph.addElement(S(c=2))
    paragraph.addText("九亿元")
    note = Note(noteclass="footnote", id="n1")
    note.addElement(NoteCitation(text="1"))
    body = NoteBody()
    body.addElement(P(text="按当年价格。"))
    note.addElement(body)
    paragraph.addElement(note)
    paragraph.addText("。")
    document.text.addElement(paragraph)
    assert read(document).split("\n") == ["一、总体要求", "产值  九亿元。", "按当年价格。"]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([["县", "产值", "增速"], ["青岑", "9", ""]], ["县：青岑｜产值：9｜增速：—"]),
        ([["县", "产值", "增速"], ["青岑", "", "9%"]], ["县：青岑｜产值：—｜增速：9%"]),
        ([["县", "单位"], ["青岑", "水利局\n住建局"]], ["县：青岑｜单位：水利局 住建局"]),
        ([["县", "计划", "完成"], ["青岑", TableCell(numbercolumnsspanned=2, stringvalue="x"), CoveredTableCell()]],
         ["县：青岑｜计划、完成：—"]),
        ([["类别", "县"], [TableCell(numberrowsspanned=2), "青岑"], [CoveredTableCell(), "竹溪"]],
         ["类别：—｜县：青岑", "类别：—｜县：竹溪"]),
    ],
)  # fmt: skip
def test_a_value_stands_under_its_own_column(rows: list[list[object]], lines: list[str]) -> None:
    document = OpenDocumentText()
    document.text.addElement(table(*rows))
    assert read(document).split("\n") == lines


def test_cells_that_are_repeated_to_the_edge_of_a_sheet_cost_nothing() -> None:
    document = OpenDocumentSpreadsheet()
    edge = TableCell(numbercolumnsrepeated=16000)
    document.spreadsheet.addElement(table(["县", "产值", edge], ["青岑", "9"]))
    stream = io.BytesIO()
    document.write(stream)
    assert read_opendocument(stream.getvalue()).text == "县：青岑｜产值：9"


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\x00" * 99])
def test_damage_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="damaged"):
        read_opendocument(data)
