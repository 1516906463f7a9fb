"""Chromium on the real page. Skips, saying why, where there is no Chromium and none can be installed.

A test takes `serve` (an assistant, scripted or real -> its address) and `visit` (an address -> a page). Whatever page
it visits, the test fails if the browser asks anything of another machine.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.ui.serving import running
from ui.backend import Backend

ARTIFACTS = Path(__file__).parents[2] / "test-artifacts"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]

PATIENCE = 120_000  # ms: a slow machine is no failure
expect.set_options(timeout=PATIENCE)

Serve = Callable[..., str]
Visit = Callable[..., Page]


def find_chromium() -> str | None:
    for name in ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    return None


def install_chromium() -> str:
    """Install Debian's; return why not, or nothing."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return "no Chromium, and not root on a Debian system; install it: apt-get install chromium fonts-noto-cjk"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
    for command in (["apt-get", "update"], install):
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
        except subprocess.TimeoutExpired:
            return f"{' '.join(command)} took longer than 4 minutes"
        if done.returncode:
            return f"{' '.join(command)} failed: {done.stderr.strip().splitlines()[-1:]}"
    return ""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    problem = "" if find_chromium() else install_chromium()
    path = find_chromium()
    if path is None:
        pytest.skip(problem or "no Chromium was found after it was installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def start(assistant: Backend, **options: Any) -> str:
            address = stack.enter_context(running(assistant, page=True, **options))
            if hold := getattr(assistant, "hold", None):
                stack.callback(hold.set)  # a server cannot end while a stream is held
            return address

        yield start


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    outside: list[str] = []
    errors: list[str] = []

    def watch(url: str) -> None:
        if urlsplit(url).hostname not in ("127.0.0.1", None):  # data: and blob: have no host
            outside.append(url)

    with ExitStack() as stack:

        def open_page(
            address: str, *, width: int = 1440, height: int = 900, dark: bool = False, locale: str = "zh-CN"
        ) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
                locale=locale,
                reduced_motion="reduce",
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            context.on("request", lambda request: watch(request.url))
            context.on("weberror", lambda error: errors.append(str(error.error)))
            page = context.new_page()
            page.on("websocket", lambda socket: watch(socket.url))
            page.goto(address)
            if urlsplit(address).path in ("", "/"):
                page.wait_for_selector("#question textarea")
            return page

        yield open_page
    assert outside == [], "the browser asked another machine"
    assert errors == [], "a script failed on the page"


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Save a screenshot as `test-artifacts/NAME.png`."""

    def save(page: Page, name: str) -> None:
        ARTIFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTIFACTS / f"{name}.png")

    return save
