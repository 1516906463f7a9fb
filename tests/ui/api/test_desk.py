from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.support.ui.library_client import ShelfAssistant, shelf
from ui import create_app


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[ShelfAssistant]:
    with shelf(tmp_path) as assistant:
        yield assistant


@pytest.fixture
def client(stocked: ShelfAssistant) -> Iterator[TestClient]:
    with TestClient(create_app(stocked, page=False), base_url="http://127.0.0.1") as client:
        yield client


def test_figures_are_given_with_the_characters_that_state_them(client: TestClient, stocked: ShelfAssistant) -> None:
    answer = client.get("/api/figures", params={"measure": "竹纸产值"}).json()
    assert [(one["value"], one["unit"], one["place"], one["period"]) for one in answer["figures"]] == [
        ("86", "亿元", "澜川市", "2023"),
        ("8.5", "%", "澜川市", "2023"),
    ]
    for one in answer["figures"]:
        assert stocked.library.source_text(one["speech_id"])[one["start"] : one["end"]] == one["text"]
    assert answer["total"] == 2
    assert answer["conflicts"] == []


def test_figures_are_narrowed_by_place_year_and_kind(client: TestClient) -> None:
    assert client.get("/api/figures", params={"of": "溪州市"}).json()["total"] == 0
    assert client.get("/api/figures", params={"year": "2023", "kind": "result"}).json()["total"] >= 2
    assert client.get("/api/figures", params={"kind": "aim"}).json()["total"] == 0


@pytest.mark.parametrize("params", [{"year": "23"}, {"kind": "hope"}, {"since": "yesterday"}])
def test_what_is_no_condition_is_refused_in_one_line(client: TestClient, params: dict[str, str]) -> None:
    response = client.get("/api/figures", params=params)
    assert response.status_code in (400, 422)
    assert "\n" not in response.json()["error"]["message"]


def test_two_speeches_are_compared_to_the_character(client: TestClient, stocked: ShelfAssistant) -> None:
    first, second = [speech.id for speech in stocked.library.speeches()][:2]
    answer = client.post("/api/compare", json={"sides": [{"ids": [first]}, {"ids": [second]}]}).json()
    assert answer["missing"] == []
    assert [len(side["speeches"]) for side in answer["sides"]] == [1, 1]
    for side in answer["sides"]:
        for one in side["only"]:
            assert stocked.library.source_text(one["speech_id"])[one["start"] : one["end"]] == one["text"]


def test_a_side_without_anything_is_named(client: TestClient) -> None:
    answer = client.post("/api/compare", json={"sides": [{"places": ["澜川市"]}, {"places": ["溪州市"]}]}).json()
    assert answer["missing"] == ["溪州市"]


def test_one_side_alone_is_no_comparison(client: TestClient) -> None:
    assert client.post("/api/compare", json={"sides": [{"years": ["2024"]}]}).status_code in (400, 422)


def test_an_unknown_speech_is_not_found(client: TestClient) -> None:
    response = client.post("/api/compare", json={"sides": [{"ids": ["ffffffffffff"]}, {"years": ["2024"]}]})
    assert response.status_code == 404
