"""Coming in as an account: by password, token, a trusted proxy, an OpenID Connect provider; and out again."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from corpus import InputError, SettingsError
from tests.support.servers import oidc_provider
from tests.support.servers.oidc_provider import CLIENT, SECRET, Provider
from tests.support.ui.people import ADMIN, EDITOR, PASSWORD, READER, bearer, settled
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running
from ui import create_app
from ui.middleware.authentication import COOKIE
from ui.middleware.lockout import FREE
from ui.server import check_exposure
from ui.services.accounts.oidc import Oidc
from ui.services.accounts.roles import Role
from ui.services.accounts.store import Accounts

TWO = {ADMIN: Role.ADMIN, READER: Role.READER}


@pytest.fixture
def assistant(tmp_path: Path) -> ScriptedAssistant:
    return ScriptedAssistant(directory=tmp_path)


def client_of(assistant: ScriptedAssistant, **options: Any) -> TestClient:
    app = create_app(assistant, page=False, **options)
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def enter(client: httpx.Client, name: str, password: str, **sent: str) -> httpx.Response:
    return client.post("/login", data={"name": name, "password": password, **sent})


def me(client: httpx.Client, **sent: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/account", **sent).json()
    return found


def test_one_person_needs_no_login(assistant: ScriptedAssistant) -> None:
    with client_of(assistant) as client:
        assert me(client) == {"name": "本机", "role": "admin", "how": "local", "account": False}
        assert client.get("/metrics").status_code == 200
        assert client.get("/login").headers["location"] == "/" == enter(client, "x", "y").headers["location"]
        assert "没有账户" in client.get("/account").text


def test_with_the_first_account_everybody_has_to_log_in_at_once(assistant: ScriptedAssistant) -> None:
    with client_of(assistant) as client:
        refused = client.post("/api/accounts", json={"name": READER, "role": "reader", "password": PASSWORD})
        assert refused.status_code == 400 and refused.json()["error"]["code"] == "first_admin"
        made = client.post("/api/accounts", json={"name": ADMIN, "role": "admin", "password": PASSWORD})
        assert made.status_code == 200 and PASSWORD not in made.text
        assert client.get("/api/speeches").status_code == 401
        assert enter(client, ADMIN, PASSWORD).status_code == 303
        assert me(client) == {"name": ADMIN, "role": "admin", "how": "password", "account": True}


def test_a_session_ends_on_leaving_and_everywhere_with_the_password(
    assistant: ScriptedAssistant, tmp_path: Path
) -> None:
    settled(tmp_path, TWO, PASSWORD)
    with client_of(assistant) as one, client_of(assistant) as two:
        first = enter(one, READER, PASSWORD, next="/desk")
        cookie = first.headers["set-cookie"].lower()
        assert first.headers["location"] == "/desk" and "httponly" in cookie and "samesite=lax" in cookie
        held = one.cookies[COOKIE]
        one.post("/logout")
        assert one.get("/api/account", headers={"cookie": f"{COOKIE}={held}"}).status_code == 401
        for client in (one, two):
            enter(client, READER, PASSWORD)
            assert me(client)["name"] == READER
        wrong = one.post("/account/password", data={"password": "no", "new": PASSWORD + "2"})
        assert wrong.status_code == 400 and "现在的口令不对" in wrong.text and me(two)["name"] == READER
        assert one.post("/account/password", data={"password": PASSWORD, "new": PASSWORD + "2"}).status_code == 303
        for client in (one, two):
            assert client.get("/api/account").status_code == 401
            client.cookies.clear()
        assert enter(one, READER, PASSWORD).status_code == 401
        assert enter(one, READER, PASSWORD + "2").status_code == 303
        enter(two, READER, PASSWORD + "2")
        one.post("/account/logout")
        assert two.get("/api/account").status_code == 401


def test_an_account_is_locked_whatever_address_guesses(assistant: ScriptedAssistant, tmp_path: Path) -> None:
    settled(tmp_path, TWO, PASSWORD)
    with running(assistant, proxies=("127.0.0.1",)) as address, httpx.Client(base_url=address) as http:

        def guess(name: str, password: str, number: int) -> int:
            sent = {"name": name, "password": password}
            return http.post("/login", data=sent, headers={"x-forwarded-for": f"198.51.100.{number}"}).status_code

        assert [guess(READER, "wrong one", number) for number in range(10)] == [401] * 10
        assert guess(READER, PASSWORD, 99) == 429  # even the right one, from elsewhere
        assert guess(f" {READER} ", "wrong one", 98) == 429
        assert guess(ADMIN, PASSWORD, 97) == 303
        assert [guess(f"nobody{n}", "wrong one", 50) for n in range(FREE + 1)] == [401] * FREE + [429]


def test_the_services_own_password_keeps_opening_everything(assistant: ScriptedAssistant, tmp_path: Path) -> None:
    settled(tmp_path, TWO)
    with client_of(assistant, secrets=("the service's own",)) as client:
        form = client.get("/login").text
        assert 'name="name"' in form and "账户留空" in form
        assert enter(client, "", "the service's own").status_code == 303
        assert me(client) == {"name": "口令", "role": "admin", "how": "secret", "account": False}
        assert enter(client, "", "wrong").status_code == 401
        client.cookies.clear()
        assert me(client, headers=bearer("the service's own"))["how"] == "secret"


def test_an_exposed_service_stays_closed_when_the_last_account_goes(
    assistant: ScriptedAssistant, tmp_path: Path
) -> None:
    check_exposure("0.0.0.0", (), others=True)
    tokens = settled(tmp_path, {ADMIN: Role.ADMIN})
    with client_of(assistant, closed=True) as client:
        assert me(client, headers=bearer(tokens[ADMIN]))["name"] == ADMIN
        with closing(Accounts.beside(tmp_path)) as accounts:
            accounts.remove(ADMIN, emptying=True)
        assert client.get("/api/speeches").status_code == 401


# -- a trusted proxy


HEADER = "X-Forwarded-User"


@pytest.mark.parametrize("newcomers", ["", "reader"])
def test_a_trusted_proxy_says_who_it_is(assistant: ScriptedAssistant, tmp_path: Path, newcomers: str) -> None:
    settled(tmp_path, TWO)
    options = {"proxies": ("127.0.0.1",), "header": HEADER, "newcomers": newcomers}
    with running(assistant, **options) as address, httpx.Client(base_url=address) as http:
        assert me(http, headers={HEADER: ADMIN.encode()}) | {} == {
            "name": ADMIN, "role": "admin", "how": "proxy", "account": True,
        }  # fmt: skip
        assert http.get("/api/account").status_code == 401
        new = http.get("/api/account", headers={HEADER: "new@office.example"})
        if newcomers:
            assert new.json()["role"] == "reader"
            changes = http.get("/api/audit", headers={HEADER: ADMIN.encode()}).json()["changes"]
            assert [(one["action"], one["target"], one["how"]) for one in changes] == [
                ("account.add", "new@office.example", "proxy")
            ]
        else:
            assert new.status_code == 401
        assert http.get("/api/account", headers={HEADER: "a\u202eb".encode()}).status_code == 401


def test_nobody_else_says_who_it_is(assistant: ScriptedAssistant, tmp_path: Path) -> None:
    settled(tmp_path, TWO)
    options = {"proxies": ("192.0.2.1",), "header": HEADER, "newcomers": "admin"}
    with running(assistant, **options) as address:
        forged = {HEADER: ADMIN.encode(), "x-forwarded-for": b"192.0.2.1"}
        assert httpx.get(f"{address}/api/account", headers=forged).status_code == 401
    with pytest.raises(SettingsError, match="trusted-proxy"):
        create_app(assistant, page=False, header=HEADER)
    with pytest.raises(SettingsError, match="no role"):
        create_app(assistant, page=False, newcomers="god")


# -- an OpenID Connect provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    with oidc_provider.running() as provider:
        yield provider


def walk(client: httpx.Client, then: str = "/desk") -> httpx.Response:
    """Go to the provider and come back, as a browser does; return what the service says then."""
    there = client.get("/login/oidc", params={"next": then})
    assert there.status_code == 303, there.text
    back = httpx.get(there.headers["location"])
    assert back.status_code == 302, back.text
    return client.get(back.headers["location"])


def test_who_the_provider_vouches_for_comes_in(
    assistant: ScriptedAssistant, provider: Provider, tmp_path: Path
) -> None:
    oidc = Oidc(provider.issuer, CLIENT, SECRET)
    settled(tmp_path, {ADMIN: Role.ADMIN, "外单位": Role.EDITOR})
    with client_of(assistant, oidc=oidc) as client:
        assert "/login/oidc?next=%2F" in client.get("/login").text
        entered = walk(client)
        assert (entered.status_code, entered.headers["location"]) == (303, "/desk"), entered.text
        assert me(client) == {"name": "外单位", "role": "editor", "how": "oidc", "account": True}
        client.post("/logout")
        assert client.get("/api/account").status_code == 401
        # the account is this subject's from now on: another of the same name is somebody else
        provider.person["sub"] = "someone-else"
        refused = walk(client)
        assert refused.status_code == 403 and "没有账户 外单位" in refused.text
        provider.person = {"sub": "248289761001", "preferred_username": "改了名"}
        assert walk(client).status_code == 303 and me(client)["name"] == "外单位"


def test_an_account_with_a_password_is_nobody_elses(
    assistant: ScriptedAssistant, provider: Provider, tmp_path: Path
) -> None:
    settled(tmp_path, TWO, PASSWORD)
    provider.person["preferred_username"] = ADMIN
    oidc = Oidc(provider.issuer, CLIENT, SECRET)
    for newcomers in ("", "reader"):
        with client_of(assistant, oidc=oidc, newcomers=newcomers) as client:
            refused = walk(client)
            assert refused.status_code == 403 and client.get("/api/account").status_code == 401


def test_a_newcomer_gets_the_role_that_the_settings_say(
    assistant: ScriptedAssistant, provider: Provider, tmp_path: Path
) -> None:
    settled(tmp_path, TWO)
    with client_of(assistant, oidc=Oidc(provider.issuer, CLIENT, SECRET), newcomers="reader") as client:
        assert walk(client).status_code == 303
        assert me(client) == {"name": "外单位", "role": "reader", "how": "oidc", "account": True}


@pytest.mark.parametrize(
    ("wrong", "forged"),
    [
        ({"nonce": "another"}, ""),
        ({"aud": "another client"}, ""),
        ({"iss": "http://127.0.0.1:9"}, ""),
        ({"exp": 1_000_000_000}, ""),
        ({"aud": [CLIENT, "x"], "azp": "x"}, ""),
        ({"preferred_username": None}, ""),
        ({}, "another key"),
        ({}, "none"),
    ],
)
def test_a_token_that_is_not_for_us_opens_nothing(
    assistant: ScriptedAssistant, provider: Provider, wrong: dict[str, Any], forged: str
) -> None:
    provider.wrong, provider.forged = wrong, forged
    with client_of(assistant, oidc=Oidc(provider.issuer, CLIENT, SECRET), newcomers="admin") as client:
        refused = walk(client)
        assert refused.status_code == 403 and "登录服务没有证明你的身份" in refused.text
        assert provider.tokens == 1 and client.get("/api/account").status_code == 401


def test_a_way_begun_by_somebody_else_or_twice_leads_nowhere(assistant: ScriptedAssistant, provider: Provider) -> None:
    oidc = Oidc(provider.issuer, CLIENT, SECRET)
    app = create_app(assistant, page=False, oidc=oidc, newcomers="reader")
    base = {"base_url": "http://127.0.0.1", "follow_redirects": False}
    with TestClient(app, **base) as mine, TestClient(app, **base) as theirs:
        back = httpx.get(mine.get("/login/oidc").headers["location"]).headers["location"]
        assert theirs.get(back).status_code == 403  # an attacker's code in a victim's browser
        assert mine.get(back).status_code == 303
        assert mine.get(back).status_code == 403
        assert mine.get("/login/oidc/callback?error=access_denied").status_code == 403
        asked = parse_qs(urlsplit(mine.get("/login/oidc").headers["location"]).query)
        assert asked["code_challenge_method"] == ["S256"] and asked["nonce"] and asked["state"]


def test_a_provider_that_is_gone_or_none_is_said(assistant: ScriptedAssistant, provider: Provider) -> None:
    with client_of(assistant, oidc=Oidc("http://127.0.0.1:9", CLIENT, SECRET)) as client:
        gone = client.get("/login/oidc")
        assert gone.status_code == 502 and "ConnectError" in gone.text
    with pytest.raises(SettingsError, match="https"):
        Oidc("http://login.example", CLIENT, SECRET)
    liar = Oidc(provider.issuer, CLIENT, SECRET)
    provider.issuer = "https://another.example"
    with pytest.raises(InputError, match="another"):
        liar.begin("http://127.0.0.1/login/oidc/callback", "/")


def test_editors_and_readers_do_not_see_each_others_rights(assistant: ScriptedAssistant, tmp_path: Path) -> None:
    tokens = settled(tmp_path)
    with client_of(assistant) as client:
        for name, status in ((READER, 403), (EDITOR, 403), (ADMIN, 200)):
            assert client.get("/api/accounts", headers=bearer(tokens[name])).status_code == status
