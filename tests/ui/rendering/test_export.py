import io
import re

import pytest
from docx import Document as Word
from fastapi.testclient import TestClient

from corpus import Speech
from rag.answering.events import Finished
from rag.datamodel import Citation
from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui.rendering import export
from ui.rendering.export import Paper, day, reference

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
    assert export.passage(citation) == "“甲”（《题名》，第3页）"


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
    assert "[2] 顾南枝：《顾南枝在临港新区调研》，2024年5月9日，澜州市临港新区，澜州日报。" in text


def test_markdown_has_footnotes(client: TestClient, paper: dict[str, object]) -> None:
    response = client.post("/api/export", json=paper)
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    assert re.findall(r"\[\^(\d)\]", response.text) == ["1", "2", "1", "2"]
    assert response.text.startswith("# 疏港铁路什么时候通车？\n")


def test_word_document_opens_with_raised_numbers_and_references(client: TestClient, paper: dict[str, object]) -> None:
    response = client.post("/api/export", json={**paper, "format": "docx"})
    word = Word(io.BytesIO(response.content))
    runs = [run for paragraph in word.paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.superscript] == ["[1]", "[2]"]
    lines = [paragraph.text for paragraph in word.paragraphs]
    assert lines[0] == "疏港铁路什么时候通车？"
    assert lines[-1].startswith("[2] 顾南枝：《顾南枝在临港新区调研》")


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
