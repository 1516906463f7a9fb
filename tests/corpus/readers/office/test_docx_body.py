"""What of a Word document's body is its text, wherever in it that stands."""

import docx

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
