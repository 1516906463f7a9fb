from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from corpus import SettingsError
from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui import create_app
from ui.middleware.lockout import FREE
from ui.server import check_exposure

PASSWORD, TOKEN = "correct horse 电池", "0123456789abcdef"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PATHS = [
    "/api/ask",
    "/api/search?q=港口",
    "/api/speeches",
    "/api/speeches/a1b2c3d4e5f6",
    "/api/openapi.json",
    "/api/feedback",
    "/api/reference?speech_id=a1b2c3d4e5f6&start=0&end=1",
    "/v1/models",
    "/healthz",
    "/healthz/ready",
    "/metrics",
    "/speeches",
    "/library",
    "/speech/a1b2c3d4e5f6",
    "/page/chat/app.js",
    "/page/library/library.css",
    "/conversations/x.md",
    "/",
    "/config",
    "/gradio_api/info",
    "/gradio_api/queue/data?session_hash=x",
    "/gradio_api/startup-events",
    "/assets/index.js",
    "/theme.css",
    "/nowhere",
    "/login/../api/speeches",
    "//api/speeches",
]


@pytest.fixture(scope="module")
def locked() -> Iterator[TestClient]:
    app = create_app(ScriptedAssistant(), secrets=(PASSWORD, TOKEN))  # with the chat page
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


@pytest.fixture
def fresh() -> Iterator[TestClient]:
    app = create_app(ScriptedAssistant(), page=False, secrets=(PASSWORD, TOKEN))
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_nothing_is_served_without_the_password(locked: TestClient, path: str, method: str) -> None:
    response = locked.request(method, path)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert method == "HEAD" or response.json()["error"]["message"]


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_gradios_file_routes_are_not_even_there(locked: TestClient, method: str) -> None:
    for headers in ({}, BEARER):
        assert locked.request(method, "/gradio_api/file=README.md", headers=headers).status_code == 404


def test_gradio_routes_are_there_behind_the_door(locked: TestClient) -> None:
    # else the test above would pass without them
    for path in ("/", "/config", "/gradio_api/info"):
        assert locked.get(path, headers=BEARER).status_code == 200, path


def test_a_browser_is_led_to_the_form_and_back(fresh: TestClient) -> None:
    html = {"accept": "text/html,*/*"}
    led = fresh.get("/speech/a1b2c3d4e5f6?span=1-5", headers=html)
    assert led.status_code == 303
    form = fresh.get(led.headers["location"])
    assert unquote(led.headers["location"]) == "/login?next=/speech/a1b2c3d4e5f6?span=1-5"
    assert 'value="/speech/a1b2c3d4e5f6?span=1-5"' in form.text
    assert "default-src 'none'" in form.headers["content-security-policy"]
    entered = fresh.post("/login", data={"password": PASSWORD, "next": "/speech/a1b2c3d4e5f6?span=1-5"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/speech/a1b2c3d4e5f6?span=1-5")
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie
    assert fresh.get("/api/speeches").status_code == 200
    fresh.post("/logout")
    assert fresh.get("/api/speeches").status_code == 401


def test_programs_send_the_token_or_the_password(fresh: TestClient) -> None:
    assert fresh.get("/api/speeches", headers=BEARER).status_code == 200
    for scheme in ("bearer", "BEARER"):
        assert fresh.get("/api/speeches", headers={"Authorization": f"{scheme} {TOKEN}"}).status_code == 200
    for wrong in ("Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x"):
        assert fresh.get("/api/speeches", headers={"Authorization": wrong}).status_code == 401


@pytest.mark.parametrize(
    "cookie", ["", "1.2", "99999999999.", f"99999999999.{'0' * 64}", "٣.x", ".", "\u00e9", "a" * 5000]
)
def test_a_forged_cookie_opens_nothing(fresh: TestClient, cookie: str) -> None:
    headers = {"cookie": f"yinzheng={cookie}".encode("latin-1", "replace")}
    assert fresh.get("/api/speeches", headers=headers).status_code == 401


def test_a_session_of_another_run_is_over(fresh: TestClient) -> None:
    cookie = fresh.post("/login", data={"password": PASSWORD}).headers["set-cookie"].partition(";")[0]
    app = create_app(ScriptedAssistant(), page=False, secrets=(PASSWORD,))
    with TestClient(app, base_url="http://127.0.0.1") as other:
        assert other.get("/api/speeches", headers={"cookie": cookie}).status_code == 401


@pytest.mark.parametrize("by", ["form", "token"])
def test_guessing_locks_out_and_then_even_the_right_one_has_to_wait(fresh: TestClient, by: str) -> None:
    def guess(secret: str) -> int:
        if by == "form":
            return fresh.post("/login", data={"password": secret}).status_code
        return fresh.get("/api/speeches", headers={"Authorization": f"Bearer {secret}"}).status_code

    assert [guess(f"wrong{n}") for n in range(FREE)] == [401] * FREE
    assert guess("wrong again") == 429
    right = fresh.post("/login", data={"password": PASSWORD})
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 0
    assert fresh.get("/api/speeches", headers=BEARER).status_code == 429


def test_who_is_inside_stays_inside_while_others_guess(fresh: TestClient) -> None:
    fresh.post("/login", data={"password": PASSWORD})
    for number in range(FREE + 1):
        fresh.get("/api/speeches", headers={"Authorization": f"Bearer wrong{number}", "cookie": ""})
    assert fresh.get("/api/speeches").status_code == 200


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", ""]
)
def test_the_form_never_leads_to_another_site(fresh: TestClient, target: str) -> None:
    entered = fresh.post("/login", data={"password": PASSWORD, "next": target})
    assert entered.headers["location"] == "/"


def test_what_the_form_says_back_is_escaped(fresh: TestClient) -> None:
    form = fresh.get("/login", params={"next": '/"><script>alert(1)</script>'})
    assert "<script" not in form.text


def test_an_endless_form_is_refused(fresh: TestClient) -> None:
    assert fresh.post("/login", content=b"password=" + b"x" * 10_000).status_code == 413


def test_other_addresses_need_a_password_of_some_length() -> None:
    check_exposure("127.0.0.1", ())
    check_exposure("0.0.0.0", (PASSWORD,))
    with pytest.raises(SettingsError, match="YINZHENG_PASSWORD"):
        check_exposure("0.0.0.0", ())
    with pytest.raises(SettingsError, match="at least 8"):
        check_exposure("127.0.0.1", ("short",))
