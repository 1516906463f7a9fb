from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from corpus import Speech
from tests.support.ui.scripted_assistant import HOSTILE, NEWS, REPORT, ScriptedAssistant
from tests.ui.rendering.test_answer_html import Reader
from ui.pages.document_page import parse_span, speech_page
from ui.pages.document_view import rows
from ui.rendering.answer_html import speech_link


class Column(Reader):
    """One column of a document."""

    def __init__(self, markup: str, name: str) -> None:
        start = markup.index(f'<article class="{name}"')
        super().__init__(markup[markup.index(">", start) + 1 : markup.index("</article>", start)])


def columns(markup: str) -> tuple[Column, Column]:
    return Column(markup, "original"), Column(markup, "cleaned")


QUOTE = "打通疏港铁路“最后一公里”，确保十月底前建成通车"


def test_page_shows_the_whole_document_with_the_span_marked(client: TestClient) -> None:
    start = REPORT.index(QUOTE)
    end = start + len(QUOTE)
    link = speech_link("a1b2c3d4e5f6", start, end)
    path, fragment = link.split("#")
    response = client.get(path)
    assert response.status_code == 200
    original, cleaned = columns(response.text)
    assert original.text == REPORT
    assert original.mark == cleaned.mark == QUOTE
    assert [a.get("id") for tag, a in Reader(response.text).tags if tag == "mark"] == [fragment, None]
    assert "上一篇" not in cleaned.text


def test_the_cleaned_text_stands_beside_it_only_where_cleaning_changed_something() -> None:
    text = "首页\n青岑县(qīng cén xiàn)的竹纸产值是86亿元。\n上一篇：会议"
    speech = Speech("s", "p", "t", start=text.index("青岑"), end=text.index("\n上一篇"))
    assert columns(speech_page(speech, text, None))[1].text.strip() == "青岑县的竹纸产值是86亿元。"
    plain = text.replace("(qīng cén xiàn)", "　　")
    page = speech_page(replace(speech, end=plain.index("\n上一篇")), plain, None)
    assert Column(page, "original").text == plain
    assert "对照" not in page and "整理后" not in page


def test_page_furniture_is_told_from_the_speech(client: TestClient) -> None:
    text = client.get("/speech/a1b2c3d4e5f6").text
    assert '<span class="outside">上一篇' in text
    assert "<mark" not in text


def test_markup_in_a_document_stays_text(client: TestClient) -> None:
    response = client.get("/speech/deadbeef0001?span=0-20")
    reader = Reader(response.text)
    assert [a["src"] for tag, a in reader.tags if tag == "script"] == ["/page/early.js", "/page/source.js"]
    assert "img" not in {tag for tag, _ in reader.tags}
    original = Column(response.text, "original")
    assert original.mark == HOSTILE[:20]
    assert original.text == HOSTILE
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]


@pytest.mark.parametrize("span", ["x", "5-5", "9-3", "0-999999", "-1-5", "1-2-3", "٣-٤٤"])
def test_span_that_is_none_is_not_found(client: TestClient, span: str) -> None:
    response = client.get("/speech/a1b2c3d4e5f6", params={"span": span})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


def test_unknown_speech_is_a_page_that_says_so(client: TestClient) -> None:
    response = client.get("/speech/<script>")
    assert response.status_code == 404
    assert "&lt;script&gt;" in response.text or "%3Cscript%3E" in response.text
    assert "找不到" in response.text


def test_list_of_speeches_is_newest_first(client: TestClient) -> None:
    text = client.get("/speeches").text
    assert text.index("顾南枝在临港新区调研") < text.index("在澜州市港口经济工作会议上的讲话")
    assert "<b>灯塔</b>" not in text


def test_span_is_read_strictly() -> None:
    assert parse_span("3-7", 7) == (3, 7)


def test_characters_beyond_the_basic_plane_count_once(client: TestClient) -> None:
    text = "𠮷野(yě)家𠮷𠮷说：好。"
    start = text.index("𠮷𠮷")
    page = speech_page(Speech("s", "p", "t", end=len(text)), text, (start, start + 3))
    assert [column.mark for column in columns(page)] == ["𠮷𠮷说", "𠮷𠮷说"]


def test_cleaned_text_stands_beside_its_paragraph_and_marks_what_is_left_of_the_span() -> None:
    text = "导航\n\n　　青岑县(xiàn)今年  要办\n三件事。\r\n"
    start, end = text.index("县"), text.index("要办")
    found = rows(text, (text.index("　　"), len(text)), (start, end))
    assert [Reader(row.original).text for row in found] == ["导航\n\n", "　　青岑县(xiàn)今年  要办\n", "三件事。\r\n"]
    assert [Reader(row.cleaned).text for row in found] == ["", "青岑县今年 要办", "三件事。"]
    assert Reader(found[1].original).mark == text[start:end]
    assert Reader(found[1].cleaned).mark == "县今年 "


@given(st.text(alphabet="甲乙 \u3000\n\r\u2028。", max_size=60), st.data())
def test_both_columns_have_every_paragraph_and_the_originals_are_the_text(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    span = (edges[1], edges[2]) if edges[1] < edges[2] else None
    found = rows(text, (edges[0], edges[3]), span)
    assert Reader("".join(row.original for row in found)).text == text
    assert Reader("".join(row.original for row in found)).mark == (text[span[0] : span[1]] if span else "")


def test_ten_million_characters_on_one_line_are_one_row() -> None:
    text = "字" * 10_000_000
    (row,) = rows(text, (0, len(text)), (5_000_000, 5_000_010))
    assert Reader(row.cleaned[4_999_990 : 4_999_990 + 80]).mark == "字" * 10


def test_whose_words_the_span_is_is_said(client: TestClient) -> None:
    start = NEWS.index("疏港铁路是全市")
    text = client.get(f"/speech/0f1e2d3c4b5a?span={start}-{start + 12}").text
    assert "此句为 顾南枝 的话（转述），引自《顾南枝在临港新区调研》" in text
    assert "此处为报道的叙述" in client.get("/speech/0f1e2d3c4b5a?span=0-6").text
    assert "此处为 沈知远 本人的话" in client.get("/speech/a1b2c3d4e5f6?span=60-70").text


def test_static_files_are_served_from_here(client: TestClient) -> None:
    for name in (
        "chat/app.css",
        "chat/app.js",
        "document.css",
        "early.js",
        "chat/evidence.js",
        "source.css",
        "source.js",
        "theme.css",
        "icon.svg",
    ):
        response = client.get(f"/page/{name}")
        assert response.status_code == 200
        assert "http://" not in response.text.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in response.text
    assert client.get("/page/../server.py").status_code == 404


def test_where_a_file_lies_is_not_shown(client: TestClient) -> None:
    text = client.get("/speech/a1b2c3d4e5f6").text
    assert "port.txt" in text and "speeches/port.txt" not in text


def test_original_file_is_given_where_it_still_lies(
    client: TestClient, assistant: ScriptedAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/speech/a1b2c3d4e5f6/file").status_code == 404
    assert client.get("/speech/nowhere/file").status_code == 404
    file = tmp_path / "讲话.txt"
    file.write_bytes("同志们".encode("gb18030"))
    (tmp_path / "链接.txt").symlink_to(file)
    (tmp_path / "secret.key").write_text("x", encoding="utf-8")
    for path, status in ((file, 200), (tmp_path / "链接.txt", 404), (tmp_path / "secret.key", 404), (tmp_path, 404)):
        found = replace(assistant.speech("a1b2c3d4e5f6"), path=str(path))
        with monkeypatch.context() as moved:
            moved.setattr(assistant, "speech", lambda speech_id, found=found: found)
            response = client.get("/speech/a1b2c3d4e5f6/file")
        assert response.status_code == status
        if status == 200:
            assert response.content == file.read_bytes()
            assert response.headers["content-disposition"].startswith("attachment")
