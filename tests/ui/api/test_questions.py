import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from index import Library, SearchSettings
from rag import MAX_QUESTION
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import wait_until
from ui.api.requests import MAX_PASSAGES_TEXT
from ui.middleware.body_limits import MAX_BODY

RAILWAY = {"question": "疏港铁路什么时候通车？"}


def frames(text: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_ask_returns_the_whole_answer(client: TestClient, assistant: ScriptedAssistant) -> None:
    answer = client.post("/api/ask", json=RAILWAY).json()
    assert answer["text"] == "疏港铁路要确保十月底前建成通车。[1]顾南枝称它是全市的“一号工程”。[2]"
    assert answer["refused"] is False
    for citation in answer["citations"]:
        source = assistant.source_text(citation["speech"]["id"])
        assert source[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize("stream", [False, True])
def test_answer_says_whose_words_each_citation_is(client: TestClient, stream: bool) -> None:
    response = client.post("/api/ask", json={**RAILWAY, "stream": stream})
    answer = frames(response.text)[-1][1] if stream else response.json()
    own, told = (citation["whose"] for citation in answer["citations"])
    assert own == {"kind": "own", "speaker": "沈知远", "label": "此处为 沈知远 本人的话", "others": []}
    assert (told["kind"], told["speaker"]) == ("reported", "顾南枝")


def test_reference_says_whose_words_they_are_if_not_its_speakers(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    for speech_id, words, remark in (
        ("a1b2c3d4e5f6", "疏港铁路", ""),
        ("0f1e2d3c4b5a", "记者 林问渠", "署名行"),
        ("0f1e2d3c4b5a", "疏港铁路是全市的", "顾南枝的话，转述"),
    ):
        start = assistant.source_text(speech_id).index(words)
        span = {"speech_id": speech_id, "start": start, "end": start + len(words)}
        found = client.get("/api/reference", params=span).json()
        assert remark in found["remark"] and bool(found["remark"]) is bool(remark)
        assert found["remark"] in found["text"]


def test_streamed_answer_begins_with_evidence_and_ends_whole(client: TestClient) -> None:
    response = client.post("/api/ask", json={**RAILWAY, "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = frames(response.text)
    names = [name for name, _ in events]
    assert names[0] == "retrieved"
    assert names[-1] == "finished"
    assert set(names[1:-1]) == {"delta"}
    assert events[0][1]["hits"]
    assert "".join(data["text"] for name, data in events if name == "delta") == events[-1][1]["text"]
    assert any(data["pending"] for name, data in events if name == "delta")


def test_history_and_filters_reach_the_assistant(client: TestClient, assistant: ScriptedAssistant) -> None:
    body = {
        "question": "那什么时候通车？",
        "history": [{"role": "user", "text": "问"}, {"role": "assistant", "text": "答"}],
        "filters": {"speakers": ["沈知远"], "since": "2024"},
    }
    answer = client.post("/api/ask", json=body).json()
    assert answer["question"] == "疏港铁路什么时候通车？"
    assert {hit["speech"]["speaker"] for hit in answer["hits"]} == {"沈知远"}
    assert [turn.text for turn in assistant.histories[0]] == ["问", "答"]


def test_passages_replace_the_library(client: TestClient) -> None:
    body = {"question": "问什么？", "passages": ["甲", "乙"]}
    assert client.post("/api/ask", json=body).json()["text"] == "据所给的 2 段。"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 422, "question"),
        ({"question": ""}, 422, "question"),
        ({"question": " \n "}, 400, "empty"),
        ({"question": "问" * (MAX_QUESTION + 1)}, 422, "question"),
        ({"question": 5}, 422, "question"),
        ({"question": "问", "history": [{"role": "system", "text": "x"}]}, 422, "history.0.role"),
        ({"question": "问", "history": [{"role": "user", "text": "x"}] * 100}, 422, "history"),
        ({"question": "问", "filters": {"since": "昨天"}}, 400, "昨天"),
        ({"question": "问", "filters": {"speaker": "沈知远"}}, 422, "filters.speaker"),
        ({"question": "问", "passages": []}, 422, "passages"),
        ({"question": "问", "passages": ["字" * (MAX_PASSAGES_TEXT + 1)]}, 400, "passages"),
        ({"question": "问", "temperature": 1}, 422, "temperature"),
    ],
)
def test_bad_input_gets_one_clear_line(client: TestClient, body: dict[str, Any], status: int, words: str) -> None:
    response = client.post("/api/ask", json=body)
    assert response.status_code == status
    error = response.json()["error"]
    assert words in error["message"]
    assert "\n" not in error["message"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[1,", '{"question": "问"'.encode()])
def test_body_that_is_not_json_is_refused(client: TestClient, content: bytes) -> None:
    response = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.json()["error"]["type"] == "InputError"


def test_other_content_types_are_refused_so_that_other_sites_cannot_post(client: TestClient) -> None:
    response = client.post("/api/ask", content=json.dumps(RAILWAY), headers={"content-type": "text/plain"})
    assert response.status_code == 422


def test_oversized_body_is_refused_unread(client: TestClient, assistant: ScriptedAssistant) -> None:
    response = client.post("/api/ask", json={"question": "字" * MAX_BODY})
    assert response.status_code == 413
    assert str(MAX_BODY) in response.json()["error"]["message"]
    chunks = (b" " * 65536 for _ in range(64))  # without a content-length
    response = client.post("/api/ask", content=chunks, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert assistant.opened == 0


@pytest.mark.parametrize("stream", [False, True])
def test_failures_of_the_engine_and_bugs_are_told_apart(client: TestClient, stream: bool) -> None:
    for question, words, secret in [("失败", "use a smaller model", ""), ("内部", "internal error", "a bug")]:
        response = client.post("/api/ask", json={"question": question, "stream": stream})
        if stream:
            name, error = frames(response.text)[-1]
            assert name == "error"
        else:
            assert response.status_code == 500
            error = response.json()
        assert words in error["error"]["message"]
        assert not secret or secret not in response.text


def test_search(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "疏港铁路", "k": 1}).json()["hits"]
    assert len(found) == 1
    assert "疏港铁路" in found[0]["text"]
    found = client.get("/api/search", params={"q": "疏港铁路", "speaker": "顾南枝", "since": "2024-05"}).json()["hits"]
    assert {hit["speech"]["speaker"] for hit in found} == {"顾南枝"}
    assert client.get("/api/search", params={"q": "疏港铁路", "until": "2020"}).json()["hits"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 422), ("q=", 422), ("q=%20", 400), ("q=a&k=0", 422), ("q=a&k=1000", 422), ("q=a&since=x", 400)],
)
def test_bad_search_is_refused(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/api/search?{query}").status_code == status


def test_speeches_and_their_texts(client: TestClient, assistant: ScriptedAssistant) -> None:
    speeches = client.get("/api/speeches").json()["speeches"]
    assert len(speeches) == 3
    one = client.get(f"/api/speeches/{speeches[0]['id']}").json()
    assert one["speaker"] == "沈知远"
    assert one["text"] == assistant.source_text(one["id"])
    missing = client.get("/api/speeches/nowhere")
    assert missing.status_code == 404
    assert "nowhere" in missing.json()["error"]["message"]


def test_unknown_paths_and_methods_answer_in_json(client: TestClient) -> None:
    assert client.get("/api/nowhere").json()["error"]["message"] == "GET '/api/nowhere': Not Found"
    assert client.get("/api/ask").status_code == 405
    assert client.get("/api/ask").json()["error"]


def test_health(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert health["status"] == "ok"
    assert health["model"] == "scripted-model"
    assert health["library"]["speeches"] == 3


def test_other_host_names_are_refused(client: TestClient) -> None:
    assert client.get("/healthz", headers={"host": "evil.example:7860"}).status_code == 400
    for host in ("localhost:7860", "127.0.0.1:9", "[::1]:7860"):
        assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_headers_forbid_other_machines(client: TestClient) -> None:
    policy = client.get("/healthz").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy


def test_answers_are_written_one_at_a_time_and_the_line_is_short(address: str, assistant: ScriptedAssistant) -> None:
    assistant.hold.clear()
    answers: list[int] = []

    def ask() -> None:
        answers.append(httpx.post(f"{address}/api/ask", json=RAILWAY, timeout=30).status_code)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(lambda: httpx.get(f"{address}/healthz").json()["busy"] == 2)
    assert assistant.opened == 1
    refused = httpx.post(f"{address}/api/ask", json={**RAILWAY, "stream": True})
    assert refused.status_code == 429
    assert refused.headers["retry-after"]
    assert "try again" in refused.json()["error"]["message"]
    assistant.hold.set()
    for thread in threads:
        thread.join()
    assert answers == [200, 200]
    wait_until(lambda: httpx.get(f"{address}/healthz").json()["busy"] == 0)


def test_client_that_leaves_cancels_the_answer(address: str, assistant: ScriptedAssistant) -> None:
    assistant.hold.clear()
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{address}/api/ask", json=RAILWAY, timeout=0.5)
    wait_until(lambda: assistant.closed == 1)
    assert assistant.finished == 0


def test_client_that_leaves_a_stream_cancels_the_answer(address: str, assistant: ScriptedAssistant) -> None:
    assistant.hold.clear()
    with httpx.stream("POST", f"{address}/api/ask", json={**RAILWAY, "stream": True}) as response:
        assert next(response.iter_lines()) == "event: retrieved"
    wait_until(lambda: assistant.closed == 1)
    assert assistant.finished == 0
    assistant.hold.set()
    assert httpx.post(f"{address}/api/ask", json=RAILWAY).status_code == 200


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", {"a1b2c3d4e5f6", "0f1e2d3c4b5a", "deadbeef0001"}),
        ("speaker=沈知远", {"a1b2c3d4e5f6"}),
        ("place=临港新区", {"0f1e2d3c4b5a"}),
        ("kind=讲话&since=2024", {"a1b2c3d4e5f6"}),
        ("until=2023", {"deadbeef0001"}),
        ("id=0f1e2d3c4b5a&id=deadbeef0001", {"0f1e2d3c4b5a", "deadbeef0001"}),
        ("folder=speeches", {"a1b2c3d4e5f6", "0f1e2d3c4b5a", "deadbeef0001"}),
        ("folder=speech", set()),
    ],
)
def test_list_of_speeches_is_what_the_filters_accept(client: TestClient, query: str, ids: set[str]) -> None:
    found = client.get(f"/api/speeches?{query}").json()["speeches"]
    assert {speech["id"] for speech in found} == ids


def test_a_filter_that_is_none_is_an_error(client: TestClient) -> None:
    assert client.get("/api/speeches?since=昨天").status_code == 400


def test_search_is_narrowed_to_chosen_speeches(client: TestClient, assistant: ScriptedAssistant) -> None:
    hits = client.get("/api/search?q=疏港铁路&id=0f1e2d3c4b5a&folder=speeches").json()["hits"]
    assert hits and {hit["speech"]["id"] for hit in hits} == {"0f1e2d3c4b5a"}


def test_interactive_page_has_all_its_parts_here(client: TestClient) -> None:
    page = client.get("/api/docs").text
    assert '<html lang="en">' in page
    assert "/api/openapi.json" in page and "http://" not in page and "https://" not in page
    for name, kind in (("swagger-ui-bundle.js", "text/javascript"), ("swagger-ui.css", "text/css")):
        assert f"/api/docs/{name}" in page
        part = client.get(f"/api/docs/{name}")
        assert part.status_code == 200 and part.headers["content-type"].startswith(kind)
    assert client.get("/api/docs/__init__.py").status_code == 404


def test_what_another_server_cannot_give_is_worth_another_try(
    client: TestClient, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("pymilvus")

    def unreachable(*args: Any, **options: Any) -> Any:
        with Library.open(tmp_path, None, SearchSettings(backend="milvus", milvus_uri="http://127.0.0.1:1")) as gone:
            return gone.search_terms("茶叶", 3)

    monkeypatch.setattr(assistant, "search", unreachable)
    failed = client.get("/api/search", params={"q": "茶叶"})
    assert failed.status_code == 503 and int(failed.headers["retry-after"]) >= 1
    assert failed.json()["error"]["code"] == "search_engine_failed"


@pytest.mark.parametrize("path", ["/api/speeches", "/api/search?q=铁路"])
def test_a_filter_named_as_in_a_body_is_not_left_unread(client: TestClient, path: str) -> None:
    mark = "&" if "?" in path else "?"
    assert client.get(f"{path}{mark}speaker=沈知远").status_code == 200
    refused = client.get(f"{path}{mark}speakers=沈知远", headers={"Accept-Language": "zh"})
    assert refused.status_code == 400
    assert "地址里写 speaker" in refused.json()["error"]["message"]
