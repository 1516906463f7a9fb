import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus import LibraryError
from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui import create_app
from ui.middleware import logging_json

SECRETS = ("疏港铁路", "十月底", "一号工程", "失败", "沈知远", "a1b2c3d4e5f6")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logging_json.start(stream)
    yield stream
    logging_json.log.handlers[:] = []
    logging_json.log.setLevel(logging.NOTSET)


def use(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "疏港铁路什么时候通车？"})
    client.post("/api/ask", json={"question": "地铁？"})
    client.post("/api/ask", json={"question": "失败"})
    client.get("/api/search?q=疏港铁路&speaker=沈知远")
    client.get("/speech/a1b2c3d4e5f6?span=1-5")
    client.get("/一号工程")


def test_metrics_count_requests_questions_and_stages(client: TestClient) -> None:
    use(client)
    response = client.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    text = response.text
    for line in (
        'yinzheng_requests_total{method="POST",route="/api/ask",status="200"} 2.0',
        'yinzheng_requests_total{method="POST",route="/api/ask",status="500"} 1.0',
        'yinzheng_requests_total{method="GET",route="/speech/{speech_id}",status="200"} 1.0',
        'yinzheng_requests_total{method="GET",route="none",status="404"} 1.0',
        'yinzheng_questions_total{outcome="answered"} 1.0',
        'yinzheng_questions_total{outcome="refused"} 1.0',
        'yinzheng_questions_total{outcome="failed"} 1.0',
        'yinzheng_stage_seconds_count{stage="generate"} 1.0',
        'yinzheng_stage_seconds_count{stage="whole"} 3.0',
        "yinzheng_queue 0.0",
        "yinzheng_speeches 3.0",
    ):
        assert line in text, line
    assert not [secret for secret in SECRETS if secret in text]


def test_odd_methods_and_paths_do_not_grow_the_metrics(client: TestClient) -> None:
    for number in range(30):
        client.request(f"ODD{number}", f"/nowhere/{number}")
    assert len(re.findall('route="none"', client.get("/metrics").text)) < 40


def test_logs_are_json_with_timings_and_no_contents(client: TestClient, lines: io.StringIO) -> None:
    use(client)
    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert not [secret for secret in SECRETS if secret in lines.getvalue()]
    requests = [event for event in events if event["event"] == "request"]
    assert len(requests) == 6
    assert all(event["ms"] >= 0 and event["id"] and event["route"] for event in requests)
    questions = [event for event in events if event["event"] == "question"]
    assert [question["outcome"] for question in questions] == ["answered", "refused", "failed"]
    assert questions[0]["stages"]["generate"] == 20.0


def test_contents_are_logged_only_if_asked_for(assistant: ScriptedAssistant, lines: io.StringIO) -> None:
    app = create_app(assistant, page=False, log_contents=True)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.post("/api/ask", json={"question": "疏港铁路什么时候通车？"})
    question = next(json.loads(line) for line in lines.getvalue().splitlines() if '"question",' in line)
    assert question["question"] == "疏港铁路什么时候通车？"
    assert "十月底" in question["answer"]


def test_ready_only_once_the_models_are_loaded(assistant: ScriptedAssistant) -> None:
    state: dict[str, Any] = {"generator": False, "embedding": True}
    assistant.loaded = lambda: state  # type: ignore[attr-defined]
    with TestClient(create_app(assistant, page=False), base_url="http://127.0.0.1") as client:
        assert client.get("/healthz/ready").status_code == 503
        alive = client.get("/healthz")
        assert (alive.status_code, alive.json()["status"], alive.json()["models"]) == (200, "starting", state)
        state["generator"] = True
        assert client.get("/healthz/ready").status_code == 200

        def broken() -> dict[str, Any]:
            raise LibraryError("the disk is gone")

        assistant.statistics = broken  # type: ignore[method-assign]
        assert client.get("/healthz/ready").json()["status"] == "failing"
        assert client.get("/healthz").status_code == 200
