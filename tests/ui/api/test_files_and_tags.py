"""The files of speeches and their pages, and what speeches are filed under, over HTTP."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.support.document_makers import pdf_file
from tests.support.ui.library_client import ShelfAssistant, shelf
from tests.support.ui.real_assistant import real
from tests.ui.api.test_library import SPEECH, send
from ui import create_app
from ui.services.uploads import FOLDER


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[ShelfAssistant]:
    with shelf(tmp_path) as assistant:
        yield assistant


@pytest.fixture
def client(stocked: ShelfAssistant) -> Iterator[TestClient]:
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        yield client


def test_an_uploaded_file_is_kept_and_its_pages_are_drawn(client: TestClient, stocked: ShelfAssistant) -> None:
    data = pdf_file()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("蚕桑.txt", SPEECH)
    results, _ = send(client, ("推进会.pdf", data), ("包.zip", packed.getvalue()))
    speech = results["推进会.pdf"]["speech"]["id"]
    response = client.get(f"/speech/{speech}/file")
    assert response.content == data
    assert response.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote('推进会.pdf')}"
    assert client.get(f"/speech/{results['包.zip!/蚕桑.txt']['speech']['id']}/file").content == SPEECH.encode()
    first = client.get(f"/speech/{speech}/page/1")
    assert first.headers["content-type"] == "image/webp"
    assert first.content[8:12] == b"WEBP"
    tag = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"/speech/{speech}/page/1", headers=tag).status_code == 304
    text = stocked.source_text(speech)
    span = f"{text.index('产值达到')}-{text.index('产值达到') + 8}"
    found = client.get(f"/speech/{speech}/boxes", params={"span": span}).json()["pages"]
    assert [one["page"] for one in found] == [1]
    (left, top, right, bottom), *_ = found[0]["boxes"]
    assert 0 < left < right < 1 and 0 < top < bottom < 1
    for address in (f"{speech}/page/3", f"{speech}/page/0", "nowhere/page/1", f"{speech}/boxes?span=9-3"):
        assert client.get(f"/speech/{address}").status_code in (404, 422), address
    assert not list((stocked.library.directory / FOLDER).glob("*"))
    client.delete(f"/api/speeches/{speech}")
    assert client.get(f"/speech/{speech}/page/1").status_code == 404


def test_speeches_are_filed_under_tags_and_chosen_by_them(client: TestClient, stocked: ShelfAssistant) -> None:
    one, other, *_ = [speech.id for speech in stocked.library.speeches()]
    said = client.post("/api/speeches/tags", json={"ids": [one, other], "add": ["第一批", "党代会"]})
    assert said.json() == {"tags": {"党代会": 2, "第一批": 2}}
    said = client.post("/api/speeches/tags", json={"ids": [other], "remove": ["第一批"]})
    assert said.json() == client.get("/api/tags").json() == {"tags": {"党代会": 2, "第一批": 1}}
    found = client.get("/api/speeches", params={"tag": "第一批"}).json()["speeches"]
    assert [(speech["id"], speech["tags"]) for speech in found] == [(one, ["党代会", "第一批"])]
    assert client.get("/api/speeches", params={"tag": "没有的"}).json() == {"speeches": []}
    page = client.get("/library", params={"tag": "第一批"}).text
    assert f'id="s-{one}"' in page and f'id="s-{other}"' not in page
    assert client.post("/api/speeches/tags", json={"ids": [one], "add": ["甲，乙"]}).status_code == 400
    assert client.post("/api/speeches/tags", json={"ids": ["nowhere"], "add": ["甲"]}).status_code == 404
    assert client.post("/api/speeches/tags", json={"ids": [], "add": ["甲"]}).status_code == 422


def test_a_text_without_pages_has_none_to_be_seen(client: TestClient, stocked: ShelfAssistant) -> None:
    speech = stocked.library.speeches()[0].id
    response = client.get(f"/speech/{speech}/page/1")
    assert response.status_code == 404
    assert client.get(f"/speech/{speech}/boxes", params={"span": "0-4"}).json() == {"pages": []}


def test_a_question_is_asked_of_what_is_filed_under_a_tag(tmp_path: Path) -> None:
    with real(tmp_path) as assistant, TestClient(create_app(assistant, page=False)) as client:
        client.headers["host"] = "127.0.0.1"
        county = next(speech for speech in assistant.speeches() if speech.place == "青岑县")
        assistant.library.tag([county.id], ["县里"])
        body = {"question": "竹纸产值是多少亿元？", "filters": {"tags": ["县里"]}}
        answer = client.post("/api/ask", json=body).json()
        assert {hit["speech"]["id"] for hit in answer["hits"]} == {county.id}
        assert {one["speech"]["id"] for one in answer["citations"]} == {county.id}
        found = client.get("/api/search", params={"q": "竹纸产值", "tag": "县里"}).json()["hits"]
        assert {hit["speech"]["id"] for hit in found} == {county.id}
        nothing = client.post("/api/ask", json=body | {"filters": {"tags": ["没有的"]}}).json()
        assert nothing["refused"] and nothing["hits"] == []
