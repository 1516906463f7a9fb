import datetime
import html
import io
import re
import zipfile
from dataclasses import replace
from urllib.parse import quote

import lxml.etree
import pytest
from docx import Document as Word
from docx.oxml.ns import qn
from fastapi.testclient import TestClient

from corpus import InputError, Speech
from rag.answering.events import Finished
from rag.datamodel import Citation, Row
from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui.rendering import export, word_paper
from ui.rendering.references import Paper, day, passage, reference

SPEECH = Speech(
    "1", "a.txt", "在全市竹纸产业大会上的讲话", "顾望舒", "市长", "2024-03-08", "澜川市", "全市竹纸产业大会", "澜川日报"
)


@pytest.fixture
def paper(assistant: ScriptedAssistant) -> dict[str, object]:
    question = "疏港铁路什么时候通车？"
    answer = next(e.answer for e in assistant.stream(question) if isinstance(e, Finished))
    spans = [{"number": c.number, "speech_id": c.speech.id, "start": c.start, "end": c.end} for c in answer.citations]
    return {"question": question, "text": answer.text, "citations": spans}


def test_reference_is_as_offices_write_it() -> None:
    assert reference(SPEECH) == "顾望舒：《在全市竹纸产业大会上的讲话》，2024年3月8日，全市竹纸产业大会，澜川日报"


def test_what_is_not_known_is_left_out_of_a_reference() -> None:
    assert reference(Speech("1", "a.txt", "题名")) == "《题名》"
    assert reference(Speech("1", "a.txt", "题名", place="青岑县", date="2024-03")) == "《题名》，2024年3月，青岑县"


def test_a_reference_to_a_file_with_pages_names_the_page() -> None:
    citation = Citation(1, Speech("1", "a.pdf", "题名"), 0, 1, "甲", page=3)
    assert passage(citation) == "“甲”（《题名》，第3页）"


@pytest.mark.parametrize(
    ("iso", "said"), [("2024-03-08", "2024年3月8日"), ("2024-03", "2024年3月"), ("2024", "2024年"), (None, "")]
)
def test_days_are_written_out(iso: str | None, said: str) -> None:
    assert day(iso) == said


def test_text_quotes_every_citation_with_its_reference(client: TestClient, paper: dict[str, object]) -> None:
    text = client.post("/api/export", json={**paper, "format": "text"}).text
    assert text.startswith("疏港铁路要确保十月底前建成通车。[1]")
    assert (
        "[1] 沈知远：《在澜州市港口经济工作会议上的讲话》，2024年3月18日，全市港口经济工作会议，澜州市人民政府网。"
        "原文：“打通疏港铁路“最后一公里”，确保十月底前建成通车”" in text
    )
    assert "[2] 顾南枝：《顾南枝在临港新区调研》，2024年5月9日，澜州市临港新区，澜州日报（顾南枝的话，转述）。" in text


def test_markdown_has_footnotes(client: TestClient, paper: dict[str, object]) -> None:
    response = client.post("/api/export", json=paper)
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    assert re.findall(r"\[\^(\d)\]", response.text) == ["1", "2", "1", "2"]
    assert response.text.startswith("# 疏港铁路什么时候通车？\n")


def footnotes(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = lxml.etree.fromstring(packed.read("word/footnotes.xml"))
    found = root.findall(qn("w:footnote"))
    return ["".join(note.itertext()).strip() for note in found if note.get(qn("w:type")) is None]


def test_word_document_has_true_footnotes_where_the_markers_were(client: TestClient, paper: dict[str, object]) -> None:
    response = client.post("/api/export", json={**paper, "format": "docx"})
    word = Word(io.BytesIO(response.content))
    references = [run for p in word.paragraphs for run in p.runs if run._r.findall(qn("w:footnoteReference"))]
    assert [run._r.find(qn("w:footnoteReference")).get(qn("w:id")) for run in references] == ["1", "2"]
    assert [paragraph.text for paragraph in word.paragraphs] == [
        "疏港铁路什么时候通车？",
        "疏港铁路要确保十月底前建成通车。顾南枝称它是全市的“一号工程”。",
    ]
    notes = footnotes(response.content)
    assert notes[0].startswith("沈知远：《在澜州市港口经济工作会议上的讲话》，2024年3月18日")
    assert notes[0].endswith("原文：“打通疏港铁路“最后一公里”，确保十月底前建成通车”")
    assert notes[1].startswith("顾南枝：《顾南枝在临港新区调研》")


def test_word_document_has_the_shape_of_official_documents(client: TestClient, paper: dict[str, object]) -> None:
    word = Word(io.BytesIO(client.post("/api/export", json={**paper, "format": "docx"}).content))
    section = word.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert (section.top_margin.mm, section.left_margin.mm) == pytest.approx((37, 28), abs=0.1)
    fonts = {n: word.styles[n].element.rPr.rFonts.get(qn("w:eastAsia")) for n in ("Title", "Normal", "Heading 1")}
    assert fonts == {"Title": "方正小标宋简体", "Normal": "仿宋", "Heading 1": "黑体"}
    assert word.styles["Normal"].font.size.pt == 16
    assert "PAGE" in section.footer._element.xml


def test_a_document_cited_before_is_called_by_its_first_note() -> None:
    two = (Citation(1, SPEECH, 0, 1, "甲"), Citation(2, SPEECH, 1, 2, "乙"))
    notes = footnotes(word_paper.document([Paper("问", "一。[1]二。[2]三。[1]", two)], "问"))
    assert notes[1:] == ["同注 1。原文：“乙”", "同注 1。原文：“甲”"]


def test_plain_text_has_no_markers_and_html_has_raised_ones() -> None:
    paper = Paper("问", "产值<86亿元。[1]见[7]。", (Citation(1, SPEECH, 0, 3, "<甲>"),))
    assert export.as_plain(paper) == "产值<86亿元。见[7]。\n"
    rich = export.as_html(paper)
    assert "产值&lt;86亿元。<sup>[1]</sup>见[7]。" in rich and "“&lt;甲&gt;”" in rich


def test_file_is_named_by_question_and_day(client: TestClient, paper: dict[str, object]) -> None:
    assert export.file_name("a/b: “产值”？", "docx", datetime.date(2026, 3, 8)) == "a b “产值” 20260308.docx"
    assert export.file_name("？", "text", datetime.date(2026, 3, 8)) == "引证 20260308.txt"
    header = client.post("/api/export", json=paper).headers["content-disposition"]
    assert quote("疏港铁路什么时候通车") in header and header.endswith(".md")


def test_markup_and_control_characters_of_a_source_do_no_harm() -> None:
    nasty = "a\x00b\x0b<b>*x*</b> [1] `c` $d$ |"
    speech = Speech("1", "a.txt", nasty, speaker="<i>")
    paper = Paper(nasty, f"{nasty}[1]", (Citation(1, speech, 0, len(nasty), nasty),))
    markdown = export.as_markdown(paper)
    assert r"\<b\>\*x\*\</b\>" in markdown
    word = Word(io.BytesIO(export.as_docx(paper)))
    assert "a\ufffdb <b>" in word.paragraphs[0].text


def test_a_marker_in_the_sources_own_words_is_no_footnote() -> None:
    paper = Paper("问", "见[7]。[1]", (Citation(1, SPEECH, 0, 1, "见"),))
    assert "见\\[7\\]。[^1]" in export.as_markdown(paper)


def listed(length: int) -> Paper:
    """A list as an answer has it: two lines of it in words, every line as rows."""
    speeches = [replace(SPEECH, id=str(n), title=f"第{n}次讲话", date=f"20{n:02}-03-08") for n in range(1, length + 1)]
    quotes = [f"第{n}回<说>" for n in range(1, length + 1)]
    rows = [Row(s, 0, len(q), q, (("times", 2),)) for s, q in zip(speeches, quotes, strict=True)]
    cited = tuple(Citation(n, row.speech, 0, row.end, row.quote) for n, row in enumerate(rows[:2], 1))
    text = f"{length} 篇提到，列出前 2 篇，全部见清单[1][2]。\n1. 《第1次讲话》。[1]\n2. 《第2次讲话》。[2]"
    return Paper("谁说过？", text, cited, rows=tuple(rows))


def test_every_line_of_a_list_is_in_whatever_it_is_exported_as() -> None:
    paper = listed(30)
    for form in ("plain", "text", "markdown", "html"):
        text = html.unescape(export.render(paper, form)[0].decode()).replace("\\", "")
        lines = [line for line in re.split(r"\n|</tr>", text) if "回<说>" in line]
        assert len(lines) == 30, form
        assert "第30次讲话" in lines[-1] and "2030-03-08" in lines[-1] and "顾望舒" in lines[-1], form
        assert text.count("《第1次讲话》") == 0, form  # what the table says is not said twice
    table = Word(io.BytesIO(export.render(paper, "docx")[0])).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "讲话", "日期", "讲话人", "次数", "原文"]
    assert [cell.text for cell in table.columns[0].cells][1:] == [str(n) for n in range(1, 31)]
    assert table.rows[30].cells[5].text == "第30回<说>"
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None  # it stands on each page


def test_a_list_of_one_speech_names_it_once() -> None:
    rows = tuple(replace(row, speech=SPEECH) for row in listed(8).rows)
    text = export.render(Paper("问", "八个坚持：", rows=rows), "plain")[0].decode()
    assert text.startswith("八个坚持：\n出处：顾望舒：《在全市竹纸产业大会上的讲话》，2024年3月8日")


def test_a_file_is_saved_as_its_name_ends() -> None:
    assert [export.form_of(f"回答.{ending}") for ending in ("docx", "TXT", "md")] == ["docx", "text", "markdown"]
    with pytest.raises(InputError, match=r"'a\.pdf'; let the name end in \.html"):
        export.form_of("a.pdf")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"citations": [{"number": 1, "speech_id": "nowhere", "start": 0, "end": 1}]}, 404),
        ({"citations": [{"number": 1, "speech_id": "a1b2c3d4e5f6", "start": 5, "end": 5}]}, 400),
        ({"citations": [{"number": 1, "speech_id": "a1b2c3d4e5f6", "start": 0, "end": 99999}]}, 400),
        ({"citations": [{"number": 1, "speech_id": "a1b2c3d4e5f6", "start": 0, "end": 2}] * 2}, 400),
        ({"question": "  "}, 400),
        ({"format": "pdf"}, 422),
        ({"text": "字" * 20_001}, 422),
    ],
)
def test_what_the_library_does_not_say_is_not_exported(
    client: TestClient, paper: dict[str, object], change: dict[str, object], status: int
) -> None:
    response = client.post("/api/export", json={**paper, **change})
    assert response.status_code == status
    assert response.json()["error"]["message"]


def test_one_passage_to_paste(client: TestClient, assistant: ScriptedAssistant) -> None:
    start = assistant.source_text("a1b2c3d4e5f6").index("集装箱吞吐量")
    found = client.get(f"/api/reference?speech_id=a1b2c3d4e5f6&start={start}&end={start + 6}").json()
    assert found["quote"] == "集装箱吞吐量"
    assert found["text"] == (
        "“集装箱吞吐量”（沈知远：《在澜州市港口经济工作会议上的讲话》，2024年3月18日，全市港口经济工作会议，"
        "澜州市人民政府网）"
    )
