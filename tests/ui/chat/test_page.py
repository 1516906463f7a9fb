import os
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui import create_app
from ui.chat.page import welcome
from ui.pages.library_page import Shelved, Wanted, list_body


@pytest.fixture(scope="module")
def page() -> Iterator[TestClient]:
    with TestClient(create_app(ScriptedAssistant()), base_url="http://127.0.0.1") as client:
        yield client


def test_page_loads_its_own_files_only(page: TestClient) -> None:
    text = page.get("/").text + page.get("/config").json()["head"]
    assert '<link rel="stylesheet" href="/page/chat/app.css">' in text
    assert '<script src="/page/chat/app.js" defer></script>' in text
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=[\"']?([^\"' >]+)", text)
    assert loaded
    assert not [address for address in loaded if "//" in address]


def test_an_empty_library_says_where_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = ScriptedAssistant()
    assert "向资料库提问" in welcome(assistant)
    monkeypatch.setattr(assistant, "statistics", lambda: {"speeches": 0})
    assert 'href="/library"' in welcome(assistant)
    body = list_body([], [], Wanted(), 1, Shelved())
    assert "还没有讲话" in body
    assert 'id="upload"' in body
    assert 'id="filter"' not in body
    assert "没有符合条件的讲话" in list_body(assistant.speeches(), [], Wanted(q="无"), 1, Shelved())


def test_telemetry_and_hub_are_off(page: TestClient) -> None:
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    config = page.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []


def test_monitoring_page_is_closed(page: TestClient) -> None:
    assert page.get("/monitoring").status_code in (403, 404)
    assert page.get("/monitoring/summary").status_code in (403, 404)


def test_service_and_page_share_one_address(page: TestClient) -> None:
    assert page.get("/healthz").json()["status"] == "ok"
    assert page.get("/speeches").text.startswith("<!doctype html>")
    assert page.post("/api/ask", json={"question": "吞吐量？"}).json()["citations"]


def test_head_tells_what_the_library_holds(page: TestClient) -> None:
    components = page.get("/config").json()["components"]
    heads = [c["props"]["value"] for c in components if c["props"].get("elem_id") == "header"]
    assert "3 篇" in heads[0]
    assert "2023-11-02 — 2024-05-09" in heads[0]


def test_example_questions_are_the_librarys(page: TestClient) -> None:
    components = page.get("/config").json()["components"]
    buttons = [c["props"] for c in components if "example" in (c["props"].get("elem_classes") or [])]
    labels = [button["value"] for button in buttons if button["visible"]]
    assert labels == ScriptedAssistant().example_questions()
