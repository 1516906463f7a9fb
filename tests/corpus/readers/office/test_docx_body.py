"""What of a Word document's body is its text, wherever in it that stands."""

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from corpus.readers.office.docx import read_docx
from tests.support.document_makers import word_bytes


def test_what_is_struck_through_is_out_wherever_it_stands() -> None:
    document = docx.Document()
    document.add_paragraph("会议由县长主持。").runs[0].font.strike = True  # a whole paragraph
    split = document.add_paragraph("收入")
    for part in ("十八", "亿元"):  # one figure in two runs
        split.add_run(part).font.strike = True
    split.add_run("二十一亿元。")
    cell = document.add_table(1, 2).rows[0].cells
    cell[0].text = "目标"
    cell[1].paragraphs[0].add_run("九家").font.double_strike = True
    cell[1].paragraphs[0].add_run("十二家")
    content = read_docx(word_bytes(document))
    assert "县长" not in content.text and "十八" not in content.text and "九家" not in content.text
    assert "收入二十一亿元。" in content.text and "十二家" in content.text
    assert all(any(words in one for one in content.warnings) for words in ("会议由县长主持", "十八", "九家"))


def _with_chunk(name: str, kind: str, data: bytes) -> bytes:
    document = docx.Document()
    document.add_paragraph("在修渠会上的讲话")
    part = Part(PackURI(f"/word/{name}"), kind, data, document.part.package)
    relation = document.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    )
    chunk = OxmlElement("w:altChunk")
    chunk.set(qn("r:id"), relation)
    document.element.body.insert(1, chunk)
    document.add_paragraph("请照此办理。")
    return word_bytes(document)


@pytest.mark.parametrize(
    "kind",
    ["application/octet-stream", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"],
)
def test_a_document_within_a_document_is_read_in_its_place(kind: str) -> None:
    inner = docx.Document()
    inner.add_paragraph("北渠七月通水。")
    text = read_docx(_with_chunk("afchunk.docx", kind, word_bytes(inner))).text
    assert text.split("\n") == ["在修渠会上的讲话", "北渠七月通水。", "请照此办理。"]


def test_a_document_in_itself_without_end_is_not_followed() -> None:
    data = word_bytes(docx.Document())
    for _ in range(5):
        data = _with_chunk("afchunk.docx", "application/octet-stream", data)
    content = read_docx(data)
    assert content.text.count("在修渠会上的讲话") == 3


def test_a_saved_page_within_a_document_is_read() -> None:
    page = "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>北渠七月通水。</p>"
    assert "北渠七月通水。" in read_docx(_with_chunk("afchunk.mht", "message/rfc822", page.encode())).text


def test_a_paragraph_whose_end_was_deleted_goes_on() -> None:
    document = docx.Document()
    first = document.add_paragraph("今年修渠")
    mark = first._p.get_or_add_pPr()
    properties = OxmlElement("w:rPr")
    properties.append(OxmlElement("w:del"))
    mark.append(properties)
    document.add_paragraph("三十一公里。")
    assert read_docx(word_bytes(document)).text == "今年修渠三十一公里。"


def test_a_field_that_nobody_filled_in_is_no_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("渠长：")
    field, properties, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    properties.append(OxmlElement("w:showingPlcHdr"))
    content.append(document.add_paragraph("单击此处输入文字。").runs[0]._r)
    field.append(properties)
    field.append(content)
    paragraph._p.append(field)
    paragraph.add_run("三里。")
    read = read_docx(word_bytes(document))
    assert read.text.strip() == "渠长：三里。"
    assert any("单击此处" in warning for warning in read.warnings)


def test_raised_digits_are_written_as_such() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("面积30m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run("。")
    assert read_docx(word_bytes(document)).text == "面积30m²。"
