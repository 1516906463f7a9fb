"""The desk's pages as HTML: nothing of a document is markup, every quoted span leads to its words."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from index import Library
from tests.support.ui.library_client import ShelfAssistant, shelf
from ui import create_app
from ui.pages.desk import plots
from ui.rendering.spreadsheet import csv_text, workbook

LINK = re.compile(r'class="cited" href="/speech/(\w+)\?span=(\d+)-(\d+)#\2-\3">(.*?)</a>', re.S)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        shelf(tmp_path) as assistant,
        TestClient(create_app(assistant, page=False), base_url="http://127.0.0.1") as client,
    ):
        yield client


PATHS = (
    "/desk/figures?measure=竹纸产值",
    "/desk/phrases?q=云水",
    "/desk/phrases?q=竹纸&against=水库",
    "/desk/compare?left=顾望舒&right=令狐月白",
    "/desk/digest?topic=云水先行区",
    "/desk/digest?speech=关于",
    "/desk/digest?speech=竹纸&what=who",
)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_a_document_is_markup_and_quoted_words_lead_to_themselves(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "<script>window" not in response.text and 'onerror="window' not in response.text
    found = LINK.findall(response.text)
    assert found
    for speech_id, start, end, shown in found:
        text = client.get(f"/api/speeches/{speech_id}").json()["text"]
        words = re.sub(r"<[^>]+>", "", shown)
        if "<small>" not in shown and "&" not in words:
            assert "".join(words.split()).lstrip("约超≤-") in "".join(text[int(start) : int(end)].split())


def test_what_is_typed_is_shown_and_not_run(client: TestClient) -> None:
    for name in ("figures?measure", "phrases?q", "new-phrases?place1", "compare?left", "digest?topic", "digest?speech"):
        text = client.get(f'/desk/{name}="><script>alert(1)</script>').text
        assert "<script>alert" not in text


def test_what_cannot_be_asked_is_said_in_both_languages(client: TestClient) -> None:
    response = client.get("/desk/phrases?q=。")
    assert response.status_code == 400
    assert "不是提法" in response.text and "is no phrase" in response.text
    assert client.get("/desk/phrases?q=竹纸&since=昨天").status_code == 400
    assert client.post("/desk/check", data={"text": " "}).status_code == 400
    assert client.get("/desk/new-phrases?since1=2090").status_code == 400
    assert "填两组" in client.get("/desk/new-phrases").text
    assert client.get("/desk/compare?left=《没有》&right=2024").status_code == 400


def test_a_draft_is_reported_without_a_script_too(client: TestClient) -> None:
    text = client.post("/desk/check", data={"text": "2023年全市竹纸产值达到68亿元，增长8.5%。<b>自己写的话</b>"}).text
    assert "68亿元</del>" in text and "86亿元</ins>" in text and "<b>自己" not in text
    report = client.post("/desk/check", data={"text": "2023年全市竹纸产值达到68亿元。", "format": "json"}).json()
    assert report["items"][0]["finding"] == "differs"


def test_progress_of_a_check_comes_before_its_report(client: TestClient) -> None:
    sent = {"text": "第一句是自己写的话。第二句也是自己写的话。"}
    events = client.post("/desk/check", data=sent, headers={"Accept": "text/event-stream"}).text
    assert re.findall(r"^event: (\w+)$", events, re.M) == ["progress", "progress", "report"]
    empty = client.post("/desk/check", data={"text": ""}, headers={"Accept": "text/event-stream"}).text
    assert empty.startswith("event: error")


def test_another_sites_page_may_not_add_to_what_is_watched(client: TestClient) -> None:
    refused = client.post("/desk/watch", data={"text": "竹纸"}, headers={"Origin": "http://elsewhere.example"})
    assert refused.status_code == 403
    assert "竹纸" in client.post("/desk/watch", data={"text": "竹纸"}).text


def test_a_text_that_begins_like_a_formula_is_none() -> None:
    rows = [["=1+1", -3.5, "-3.5%", "@x", None]]
    assert csv_text(["=a"], rows).splitlines()[1] == "'=1+1,-3.5,-3.5%,'@x,"
    sheet = openpyxl.load_workbook(io.BytesIO(workbook("表", ["名"], rows))).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet[2]][:2] == [("=1+1", "s"), (-3.5, "n")]


def test_axes_begin_at_nought_and_gaps_are_shown() -> None:
    assert plots.ticks(80, 86)[0] == 0
    assert plots.ticks(-3, 5)[0] <= -3 and 0 in plots.ticks(-3, 5)
    series = plots.Series("甲", {2020: (plots.Point(1.0, "1"),), 2023: (plots.Point(2.0, "2", exact=False),)})
    drawn = plots.by_year(("图", "plot"), ("亿元", "亿元"), [series])
    assert drawn.count('class="gap"') == 2 and "hollow" in drawn


def test_figures_in_words_of_the_drafts_own_are_shown_beside_the_library_s(client: TestClient) -> None:
    draft = "盘点下来，2023年竹纸产值达68亿元，不容易。说实在的，2023年竹纸产值是86亿元，很不容易。"
    text = client.post("/desk/check", data={"text": draft}).text
    assert "68亿元</del>" in text and "资料库一致" in text


def test_the_box_names_a_speech_by_its_title_where_a_link_gave_its_id(client: TestClient) -> None:
    page = client.get("/desk/digest", params={"speech": "在青岑县调研"}).text
    name = re.search(r'href="/speech/(\w+)"', page)
    assert name
    linked = client.get("/desk/digest", params={"speech": name[1]}).text
    assert 'name="speech" value="陆知行在青岑县调研"' in linked


def test_a_page_that_was_asked_nothing_offers_what_can_be_asked(sample_library: Library) -> None:
    with TestClient(create_app(ShelfAssistant(sample_library), page=False), base_url="http://127.0.0.1") as client:
        compare = client.get("/desk/compare").text
        assert "2024 — 2025" in compare and "顾望舒：" in compare
        left, right = re.findall(r'href="/desk/compare\?left=(\w+)&amp;right=(\w+)"', compare)[1]
        assert client.get("/desk/compare", params={"left": left, "right": right}).status_code == 200
        phrases = client.get("/desk/phrases").text
        assert ">四大工程</a>" in phrases or ">五个坚持</a>" in phrases


def test_a_digest_says_of_how_many_parts_it_shows_some(sample_library: Library) -> None:
    with TestClient(create_app(ShelfAssistant(sample_library), page=False), base_url="http://127.0.0.1") as client:
        asked = {"speech": "在市政协五届三次会议闭幕会上的讲话", "what": "points", "count": 3}
        text = client.get("/desk/digest", params=asked).text
        assert "原文共 4 个部分，这里是篇幅最长的几个" in text
        assert "原文共 4 个部分，长的不止一句" in client.get("/desk/digest", params=asked | {"count": 6}).text
        said = client.get("/desk/digest", params={"speech": "宇文澈在全市竹纸产业提质增效大会上强调"}).text
        assert "按会上各段讲话" in said and 'class="source"><a' not in said


def test_a_plot_of_few_years_is_narrow_and_its_marks_can_be_hit() -> None:
    point = plots.Point(1.0, "1", href="/x")
    two = [plots.Series(name, {2023: (point,), 2024: (point,)}) for name in "甲乙"]
    drawn = plots.by_year(("图", "plot"), ("亿元", "亿元"), two)
    assert 'class="few"' in drawn and 'x2="406"' in drawn and drawn.count('class="hit"') == 4
    long = plots.by_year(("图", "plot"), ("亿元", "亿元"), [plots.Series("甲", {2010: (point,), 2024: (point,)})])
    assert 'class="few"' not in long and 'x2="746"' in long
    # on a telephone, which the style sheet shows the other one of two pictures, nothing is beyond the edge
    wide, slim = (one for one in long.split("<svg ")[1:])
    assert 'class="many"' in wide and 'class="slim"' in slim and 'x2="406"' in slim
    assert slim.count("<a ") == wide.count("<a ") == 2 and slim.count('class="gap"') == 13


def test_bars_by_place_are_drawn_for_a_telephone_too() -> None:
    rows = [
        ("甲市竹里产业园管理委员会", plots.Point(3.0, "3亿元", href="/a")),
        ("乙市", plots.Point(-1.0, "-1亿元", href="/b")),
    ]
    wide, slim = plots.in_order(("图", "plot"), ("亿元", "亿元"), rows).split("<svg ")[1:]
    assert 'class="many"' in wide and 'viewBox="0 0 760 ' in wide
    assert 'class="slim"' in slim and 'viewBox="0 0 420 ' in slim
    assert "甲市竹里产业园管理委员会" in slim  # above its bar there is room for all of a name
    assert [one.count("<a ") for one in (wide, slim)] == [2, 2]
