"""Behind a reverse proxy: whose guesses lock out whom, and who is believed."""

import httpx
import pytest

from corpus import SettingsError
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running
from ui import create_app
from ui.middleware.authentication import COOKIE
from ui.middleware.lockout import FREE
from ui.server import configuration

PASSWORD, TOKEN = "correct horse", "0123456789abcdef"
GUESSER, READER = "198.51.100.6", "198.51.100.7"


def login(address: str, password: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(f"{address}/login", data={"password": password}, headers=named)


def test_a_strangers_guesses_lock_out_the_stranger_alone(assistant: ScriptedAssistant) -> None:
    with running(assistant, secrets=(PASSWORD, TOKEN), proxies=("127.0.0.0/8",)) as address:
        for _ in range(FREE):
            assert login(address, "wrong guess", x_forwarded_for=GUESSER).status_code == 401
        assert login(address, PASSWORD, x_forwarded_for=GUESSER).status_code == 429
        assert login(address, PASSWORD, x_forwarded_for=READER).status_code == 303
        bearer = {"authorization": f"Bearer {TOKEN}", "x-forwarded-for": READER}
        assert httpx.get(f"{address}/api/speeches", headers=bearer).status_code == 200
        # what the stranger writes stands before what the proxy adds, and is not looked at
        forged = f"{READER}, {GUESSER}"
        assert login(address, PASSWORD, x_forwarded_for=forged).status_code == 429


@pytest.mark.parametrize("proxies", [(), ("192.0.2.1",)])
def test_nobody_else_is_believed(assistant: ScriptedAssistant, proxies: tuple[str, ...]) -> None:
    with running(assistant, secrets=(PASSWORD,), proxies=proxies) as address:
        for number in range(FREE):
            assert login(address, "wrong guess", x_forwarded_for=f"198.51.100.{number}").status_code == 401
        assert login(address, PASSWORD, x_forwarded_for="198.51.100.99").status_code == 429


def test_a_cookie_that_came_by_tls_goes_back_by_tls_only(assistant: ScriptedAssistant) -> None:
    with running(assistant, secrets=(PASSWORD,), proxies=("127.0.0.1",)) as address:
        for scheme, secure in (("https", True), ("http", False)):
            cookie = login(address, PASSWORD, x_forwarded_proto=scheme).headers["set-cookie"]
            assert cookie.startswith(COOKIE) and ("Secure" in cookie) is secure


@pytest.mark.parametrize("proxy", ["*", "proxy.example", "10.0.0.1/8", ""])
def test_a_proxy_is_named_by_its_address(proxy: str) -> None:
    with pytest.raises(SettingsError, match="--trusted-proxy"):
        configuration(create_app(ScriptedAssistant(), page=False), proxies=(proxy,))
