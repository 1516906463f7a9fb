import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.support.ui.library_client import ShelfAssistant, shelf
from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui import create_app
from ui.middleware.origin_guard import hosts_of

SECRET = "the secret outside the library"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Path, ShelfAssistant]]:
    """The whole service with its chat page, and a file outside the library that must not be served."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    with shelf(folder) as assistant:
        app = create_app(assistant)
        with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
            yield client, folder, assistant


def tricks(folder: Path) -> list[str]:
    secret = str(folder / "secret.txt")
    up = "../" * 12
    return [
        secret,
        secret.replace("/", "%2F"),
        secret.replace("/", "%252F"),
        secret.lstrip("/"),
        f"/{secret}",
        f"file://{secret}",
        f"{up}{secret}",
        f"{up.replace('..', '%2e%2e')}{secret.lstrip('/')}",
        f"..%2f..%2f..%2f{secret.lstrip('/')}",
        f"....//....//{secret}",
        f"..\\..\\{secret}",
        f"{secret}%00.css",
        f"{folder}/library/library.sqlite3",
        f"{folder}/library/feedback.sqlite3",
        "/etc/passwd",
        "/proc/self/environ",
        "http://127.0.0.1:9/secret",
        "http://169.254.169.254/latest/meta-data",
    ]


ROUTES = [
    "/page/{}",
    "/speech/{}",
    "/library/{}",
    "/api/speeches/{}",
    "/api/speeches/{}/understanding",
    "/conversations/{}",
    "/gradio_api/file={}",
    "/gradio_api/file/{}",
    "/file={}",
    "/gradio_api/stream/{}",
    "/gradio_api/proxy={}",
    "/proxy={}",
    "/static/{}",
    "/assets/{}",
    "/svelte/{}",
    "/custom_component/{}",
    "/gradio_api/custom_component/x/x/x/{}",
    "/theme/{}",
]


@pytest.mark.parametrize("route", ROUTES)
def test_no_route_serves_a_file_from_outside(page: tuple[TestClient, Path, ShelfAssistant], route: str) -> None:
    client, folder, _ = page
    for trick in tricks(folder):
        response = client.get(route.format(trick))
        assert response.status_code in (400, 403, 404, 405, 422, 307), (trick, response.status_code)
        assert SECRET not in response.text
        assert b"SQLite format" not in response.content
        assert "root:" not in response.text


def test_the_chat_page_takes_no_files(page: tuple[TestClient, Path, ShelfAssistant]) -> None:
    client, _, _ = page
    response = client.post("/gradio_api/upload", files={"files": ("a.html", b"<script>1</script>" * 200)})
    assert response.status_code >= 400


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "[::1].evil",
        "0.0.0.0",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/speeches", "/library", "/gradio_api/info", "/page/chat/app.js"])
def test_a_forged_host_is_refused_everywhere(
    page: tuple[TestClient, Path, ShelfAssistant], host: str, path: str
) -> None:
    response = page[0].get(path, headers={"host": host})
    assert response.status_code == 400
    assert "--allow-host" in response.json()["error"]["message"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:7860", "LOCALHOST:1", "[::1]:7860"])
def test_this_machines_names_are_served(page: tuple[TestClient, Path, ShelfAssistant], host: str) -> None:
    assert page[0].get("/api/speeches", headers={"host": host}).status_code == 200


def test_served_to_others_names_have_to_be_named_but_addresses_not() -> None:
    app = create_app(ScriptedAssistant(), page=False, hosts=hosts_of("0.0.0.0", ["reading.example"]))
    with TestClient(app, base_url="http://192.0.2.7:7860") as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz", headers={"host": "[2001:db8::1]:7860"}).status_code == 200
        assert client.get("/healthz", headers={"host": "Reading.example:7860"}).status_code == 200
        assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_sites_page_changes_nothing(
    page: tuple[TestClient, Path, ShelfAssistant], headers: dict[str, str]
) -> None:
    client, _, assistant = page
    before = assistant.library.speeches()
    speech_id = before[0].id
    answers = [
        client.post("/api/library/documents", files={"files": ("a.txt", b"x")}, headers=headers),
        client.delete(f"/api/speeches/{speech_id}", headers=headers),
        client.patch(f"/api/speeches/{speech_id}", json={"fields": {"speaker": "x"}}, headers=headers),
        client.post("/api/feedback", json={"question": "问", "text": "答", "rating": "up"}, headers=headers),
        client.post("/gradio_api/queue/join", json={}, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert assistant.library.speeches() == before


def test_our_own_pages_may_send(page: tuple[TestClient, Path, ShelfAssistant]) -> None:
    headers = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
    response = page[0].post("/api/ask", json={"question": "疏港铁路什么时候通车？"}, headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/", "/library", "/speeches", "/speech/a1b2c3d4e5f6", "/api/speeches", "/nowhere"])
def test_every_response_forbids_what_it_does_not_need(page: tuple[TestClient, Path, ShelfAssistant], path: str) -> None:
    headers = page[0].get(path).headers
    policy = headers["content-security-policy"]
    assert "object-src 'none'" in policy or "default-src 'none'" in policy
    assert "http" not in policy and "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-request-id"]


def test_the_page_names_no_other_machine_and_measures_nobody(page: tuple[TestClient, Path, ShelfAssistant]) -> None:
    config = json.loads(page[0].get("/config").text)
    assert config["analytics_enabled"] is False
    for key in ("space_id", "mcp_server"):
        assert not config.get(key)


def test_no_monitoring_without_asking(page: tuple[TestClient, Path, ShelfAssistant]) -> None:
    for path in ("/monitoring", "/gradio_api/monitoring/summary", "/gradio_api/monitoring"):
        assert page[0].get(path).status_code >= 400


def test_corpus_text_is_escaped_on_the_librarys_pages(page: tuple[TestClient, Path, ShelfAssistant]) -> None:
    client, _, assistant = page
    paths = ["/library", "/library?q=<script>x", *(f"/library/{speech.id}" for speech in assistant.library.speeches())]
    for path in paths:
        text = client.get(path).text
        assert "<script>window" not in text and "<img" not in text and "<script>x" not in text
