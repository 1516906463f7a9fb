import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from fastapi.testclient import TestClient

from tests.support.ui.library_client import shelf
from ui import create_app


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        shelf(tmp_path) as assistant,
        TestClient(create_app(assistant, page=False), base_url="http://127.0.0.1") as client,
    ):
        yield client


def festival(client: TestClient) -> str:
    found = client.get("/api/phrases", params={"q": "百年产业"}).json()
    return str(found["lines"][0]["speech"]["id"])


def test_a_phrase_is_counted_over_all_speeches(client: TestClient) -> None:
    found = client.get("/api/phrases", params={"q": "竹纸", "limit": 1, "more": ["neighbours", "changes"]}).json()
    assert (
        found["uses"] >= 3 and len(found["lines"]) == 1 and any(group["per_million"] > 0 for group in found["groups"])
    )
    assert found["first"]["speech"]["date"] == "2024-03-18" and "neighbours" in found and "changes" in found


def test_two_phrases_stand_side_by_side(client: TestClient) -> None:
    found = client.get("/api/phrases", params={"q": "竹纸", "against": "水库"}).json()
    assert found["only_one"]["speeches"] >= 1 and found["only_other"]["speeches"] >= 1


def test_what_is_no_phrase_is_a_bad_request(client: TestClient) -> None:
    response = client.get("/api/phrases", params={"q": "。。"})
    assert response.status_code == 400 and "phrase" in response.json()["error"]["message"]


def test_a_draft_is_checked(client: TestClient) -> None:
    found = client.post("/api/check", json={"text": "2023年全市竹纸产值达到68亿元，增长8.5%。"}).json()
    (item,) = found["items"]
    assert item["finding"] == "differs"
    assert [(d["draft"], d["source"]) for d in item["differences"]] == [("68亿元", "86亿元")]


def test_a_checked_draft_comes_as_word_with_comments(client: TestClient) -> None:
    response = client.post("/api/check", json={"text": "2023年全市竹纸产值达到68亿元，增长8.5%。", "format": "docx"})
    assert len(list(docx.Document(io.BytesIO(response.content)).comments)) == 1


def test_a_speech_is_given_as_cited_lines(client: TestClient) -> None:
    speech_id = festival(client)
    source = client.get(f"/api/speeches/{speech_id}").json()["text"]
    for what in ("outline", "points"):
        found = client.get(f"/api/digest/{speech_id}", params={"what": what}).json()
        lines = [part["line"] for part in found["parts"] if part["line"]]
        assert lines and all(source[line["start"] : line["end"]] == line["quote"] for line in lines)
    said = client.get(f"/api/digest/{speech_id}", params={"what": "who"}).json()["said"]
    assert any("百年产业" in line["quote"] for item in said for line in item["lines"])


def test_a_speech_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/api/digest/ffffffffffff").status_code == 404
