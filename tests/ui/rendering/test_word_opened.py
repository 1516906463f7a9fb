"""An exported Word document as LibreOffice shows it. Skips, saying why, where there is no LibreOffice."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from corpus import Speech
from corpus.readers.pdf.glyphs import Glyph, read_glyphs
from rag import Citation, Row
from ui.rendering import export
from ui.rendering.references import Paper
from ui.rendering.word_paper import balanced

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
SPEECH = Speech("1", "a.txt", "在全市竹纸产业大会上的讲话", "顾望舒", "市长", "2024-03-08", "澜川市", publisher="日报")
SAID = "2023年全市竹纸产值达到86亿元，增长8.5%。"


def shown(document: bytes, folder: Path) -> list[Glyph]:
    """Return the characters of the first page of a Word document."""
    assert OFFICE
    file = folder / "a.docx"
    file.write_bytes(document)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    page = pdfium.PdfDocument((folder / "a.pdf").read_bytes())[0]
    return [glyph for glyph in read_glyphs(page.get_textpage(), raw) if not glyph.generated]


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice; install it: apt-get install libreoffice-writer-nogui")
def test_libreoffice_shows_the_answer_with_its_notes_at_the_foot(tmp_path: Path) -> None:
    citation = Citation(1, SPEECH, 0, len(SAID), SAID, 3)
    paper = Paper("竹纸产值多少？", "2023年全市竹纸产值达到86亿元[1]。", (citation,))
    glyphs = shown(export.render(paper, "docx")[0], tmp_path)
    text = "".join(glyph.text for glyph in glyphs if not glyph.text.isspace())
    answer, note_said = "2023年全市竹纸产值达到86亿元1。", "1顾望舒：《在全市竹纸产业大会上的讲话》"
    for words in ("竹纸产值多少？", answer, note_said, "第3页", "—1—"):
        assert words in text
    body = next(glyph for glyph in glyphs if glyph.text == "达")
    note = next(glyph for glyph in glyphs if glyph.text == "顾")
    number = glyphs[[glyph is note for glyph in glyphs].index(True) - 1]
    number = number if number.text == "1" else glyphs[[glyph is note for glyph in glyphs].index(True) - 2]
    assert body.box[2] > note.box[3]
    assert number.text == "1" and number.size <= note.size + 1
    stop = next(glyph for glyph in glyphs if glyph.text == "。")
    assert stop.box[2] < body.box[3]


def test_a_title_of_two_lines_is_parted_where_it_may_be() -> None:
    assert balanced("竹纸产值多少？") == "竹纸产值多少？"
    assert balanced("澜川市2023年竹纸产值多少？有哪三个坚持？") == "澜川市2023年竹纸产值多少？\n有哪三个坚持？"
    long = "澜川市推动竹纸产业高质量发展2023年实现的总产值达86亿元的经过"
    first, second = balanced(long).split("\n")
    assert first + second == long
    assert abs(len(first) - len(second)) <= 6
    assert not (first[-1].isdigit() and second[0].isdigit())


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice; install it: apt-get install libreoffice-writer-nogui")
def test_libreoffice_keeps_neighbouring_notes_apart_and_gives_columns_their_room(tmp_path: Path) -> None:
    citations = tuple(Citation(number, SPEECH, 0, len(SAID), SAID) for number in (1, 2))
    title = "在全市竹纸产业高质量发展大会上的讲话"
    told = [Speech(str(at), "a.txt", title, "顾望舒", date="2024-03-08") for at in range(8)]
    rows = tuple(Row(one, 0, len(SAID), SAID, (("times", 3),)) for one in told)
    text = "竹纸产值达到86亿元。[1][2]"
    notes = shown(export.render(Paper("产值？", text, citations), "docx")[0], tmp_path)
    assert "竹纸产值达到86亿元。1,2" in "".join(glyph.text for glyph in notes if not glyph.text.isspace())
    listed = shown(export.render(Paper("产值？", text, citations, rows=rows), "docx")[0], tmp_path)
    words = "".join(glyph.text for glyph in listed)
    number, speech, date = (listed[words.index(head)].box[0] for head in ("序号", "讲话日期", "日期讲话人"))
    assert date - speech > 2 * (speech - number)
