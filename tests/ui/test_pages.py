import pytest
from fastapi.testclient import TestClient

from tests.ui.scripted import HOSTILE, REPORT
from tests.ui.test_render import Reader
from ui.pages import parse_span, speech_page
from ui.render import speech_link

QUOTE = "打通疏港铁路“最后一公里”，确保十月底前建成通车"


def test_page_shows_the_whole_document_with_the_span_marked(client: TestClient) -> None:
    start = REPORT.index(QUOTE)
    end = start + len(QUOTE)
    link = speech_link("a1b2c3d4e5f6", start, end)
    path, fragment = link.split("#")
    response = client.get(path)
    assert response.status_code == 200
    reader = Reader(response.text)
    assert reader.mark == QUOTE
    assert REPORT in reader.text
    assert [a["id"] for tag, a in reader.tags if tag == "mark"] == [fragment]


def test_page_furniture_is_told_from_the_speech(client: TestClient) -> None:
    text = client.get("/speech/a1b2c3d4e5f6").text
    assert '<span class="outside">上一篇' in text
    assert "<mark" not in text


def test_markup_in_a_document_stays_text(client: TestClient) -> None:
    response = client.get("/speech/deadbeef0001?span=0-20")
    reader = Reader(response.text)
    assert [tag for tag, _ in reader.tags].count("script") == 1  # the page's own
    assert "img" not in {tag for tag, _ in reader.tags}
    assert reader.mark == HOSTILE[:20]
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
    from corpus import Speech

    text = "𠮷野家𠮷𠮷说：好。"
    page = speech_page(Speech("s", "p", "t", end=len(text)), text, (3, 6))
    assert Reader(page).mark == "𠮷𠮷说"


def test_static_files_are_served_from_here(client: TestClient) -> None:
    for name in ("app.css", "app.js", "source.css", "source.js", "icon.svg"):
        response = client.get(f"/page/{name}")
        assert response.status_code == 200
        assert "http://" not in response.text.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in response.text
    assert client.get("/page/../server.py").status_code == 404
