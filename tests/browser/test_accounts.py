"""People of three roles log in, see what they may do and nothing else, and go out again; axe finds nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve, Visit
from tests.browser.test_looks import SETTLED, axe, told
from tests.support.ui.library_client import shelf
from tests.support.ui.people import ADMIN, EDITOR, PASSWORD, READER, settled

pytestmark = pytest.mark.browser

Shoot = Callable[[Page, str], None]
LOOKS = [(1440, False), (390, True)]


def enter(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("账户").fill(name)
    page.get_by_label("口令").fill(password)
    page.keyboard.press("Enter")


@pytest.mark.timeout(600)
def test_each_role_logs_in_and_sees_what_it_may(serve: Serve, visit: Visit, shoot: Shoot, tmp_path: Path) -> None:
    settled(tmp_path / "library", password=PASSWORD)
    with shelf(tmp_path) as stocked:
        address = serve(stocked)
        page = visit(f"{address}/library", height=844)

        def clean(name: str) -> None:
            for width, dark in LOOKS:
                look = f"{width}-{'dark' if dark else 'light'}"
                page.set_viewport_size({"width": width, "height": 844})
                page.emulate_media(color_scheme="dark" if dark else "light")
                page.evaluate(SETTLED)
                shoot(page, f"{name.replace(' ', '-')}-{look}")
                assert (found := axe(page, passes=5)) == [], f"{name} {look}: {told(found)}"
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, f"{name} {look} is {wide} too wide"

        expect(page.get_by_label("账户")).to_be_focused()
        clean("login")
        enter(page, READER, "wrong guess")
        expect(page.get_by_role("alert")).to_contain_text("账户或口令不对")
        for name in (READER, EDITOR, ADMIN):
            enter(page, name)
            expect(page.locator("h1 .count")).to_be_visible()
            expect(page.locator("#upload")).to_have_count(0 if name == READER else 1)
            expect(page.locator("[data-remove]")).to_have_count(0 if name == READER else 6)
            expect(page.locator("nav a.account")).to_contain_text(name)
            clean(f"library of {name}")
            page.goto(f"{address}/")
            page.wait_for_selector("#question textarea")
            expect(page.locator("#header a.account")).to_contain_text(name)
            if name == READER:
                clean("chat")
            page.goto(f"{address}/account")
            clean(f"account of {name}")
            expect(page.locator(".tabs")).to_have_count(1 if name == ADMIN else 0)
            if name == ADMIN:
                _administer(page, address, clean)
                page.goto(f"{address}/account")
            page.get_by_role("button", name="退出", exact=True).click()
            expect(page.get_by_label("账户")).to_be_visible()
            page.goto(f"{address}/library")  # is led to the form


def _administer(page: Page, address: str, clean: Callable[[str], None]) -> None:
    page.get_by_role("link", name="全部账户").click()
    form = page.locator("form[action='/accounts']")
    form.get_by_label("账户").fill("新来的")
    form.get_by_label("口令").fill("一个新的口令 long")
    form.get_by_role("button", name="添加").click()
    expect(page.get_by_role("rowheader", name="新来的")).to_be_visible()
    row = page.locator("tr", has_text="新来的")
    row.get_by_label("新来的 的角色").select_option("editor")
    row.get_by_role("button", name="保存").first.click()
    expect(page.get_by_label("新来的 的角色")).to_have_value("editor")
    clean("accounts")
    page.get_by_label("移除账户 新来的").click()
    expect(page.locator("main")).to_contain_text("移除账户“新来的”（编辑）？")
    clean("removal")
    page.get_by_role("link", name="取消").click()  # nothing has come of it
    expect(page.get_by_role("rowheader", name="新来的")).to_be_visible()
    page.get_by_label("移除账户 新来的").click()
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_role("rowheader", name="新来的")).to_have_count(0)
    page.get_by_label(f"移除账户 {ADMIN}").click()
    expect(page.get_by_role("alert")).to_contain_text("最后一个管理员")
    page.goto(f"{address}/audit")
    expect(page.locator("tbody tr")).to_have_count(3)
    clean("audit")
