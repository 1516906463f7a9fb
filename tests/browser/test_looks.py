"""The switches of language and colours, remembered; and axe-core's findings on every page."""

import importlib.util
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve, Visit
from tests.support.ui.library_client import FESTIVAL, shelf
from tests.support.ui.scripted_assistant import ScriptedAssistant

pytestmark = pytest.mark.browser

RAILWAY = "疏港铁路什么时候通车？"
Shoot = Callable[[Page, str], None]
# brought to their ends, not waited for: that of an element that is drawn no more never comes
SETTLED = """async () => {
  for (let turn = 0; turn < 9; turn++) {
    await new Promise(then => setTimeout(then, 25));  // the page hears of a change a moment later
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  }
}"""


@pytest.fixture
def assistant(tmp_path: Path) -> ScriptedAssistant:
    return ScriptedAssistant(directory=tmp_path)


def ask(page: Page, question: str, number: int = 1) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer .actions")).to_have_count(number)


def lightness(page: Page) -> int:
    return int(page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)[0]"))


def test_english_is_a_click_away_and_remembered(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    address = serve(assistant)
    page = visit(address)
    ask(page, RAILWAY)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for words in ("Ask in Chinese; Enter sends",):
        expect(page.locator("#question textarea")).to_have_attribute("placeholder", words)
    expect(page.locator("#question .submit-button")).to_have_text("Send")
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    expect(page.locator("#panel h2")).to_have_text("Cited passages 2", use_inner_text=True)
    expect(page.locator("#chat .verdict").first).to_have_text("agrees with the source", use_inner_text=True)
    shoot(page, "english")
    for number, question in enumerate(("澜州市的地铁什么时候开通？港口呢？", "内部"), 2):
        ask(page, question, number)
    searched = "3 texts (2023-11-02 to 2024-05-09) were searched"
    refused = f"The library has no answer to this: {searched}; the passages found do not answer the question."
    expect(page.locator("#chat .answer .text").nth(1)).to_have_text(refused, use_inner_text=True)
    expect(page.locator("#chat .error")).to_have_text("internal error; see the server's log", use_inner_text=True)
    page.locator("#chat a.act.evidence").nth(1).dispatch_event("click")
    expect(page.locator("#e2 .refusal")).to_contain_text("the passages found do not answer", use_inner_text=True)
    shoot(page, "english-refusal")
    chinese = page.locator(".zh").evaluate_all("all => all.filter(e => e.offsetParent !== null).length")
    assert chinese == 0
    page.reload()
    expect(page.locator("#question .submit-button")).to_have_text("Send")
    page.goto(f"{address}/speech/none")
    expect(page.locator("main")).to_contain_text("no speech 'none'", use_inner_text=True)
    page.goto(f"{address}/speech/a1b2c3d4e5f6")
    expect(page.get_by_role("button", name="Side by side")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="对照")).to_be_visible()
    page.goto(address)
    expect(page.locator("#question .submit-button")).to_have_text("发送")
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", "输入问题，回车发送")


def test_the_head_of_the_page_is_one_line(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    address = serve(assistant)
    for width, locale in ((1440, "en-GB"), (1024, "en-GB"), (1024, "zh-CN"), (390, "en-GB"), (390, "zh-CN")):
        page = visit(address, width=width, height=800, locale=locale)
        name, last = page.locator("#header h1").bounding_box(), page.locator("#header select").bounding_box()
        assert name and last
        assert abs(name["y"] + name["height"] / 2 - last["y"] - last["height"] / 2) < 12, f"{width} {locale}"


def test_the_language_is_the_browsers_until_a_reader_chooses(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    address = serve(assistant)
    page = visit(address, locale="en-GB")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", "Ask in Chinese; Enter sends")
    shoot(page, "english-first-screen")
    page.get_by_role("button", name="中文").click()
    page.goto(address + "/library")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")  # chosen, and kept
    for locale, language in (("fr-FR", "en"), ("zh-TW", "zh-CN")):
        expect(visit(address + "/library", locale=locale).locator("html")).to_have_attribute("lang", language)


SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary")].filter(e => {
    const box = e.getBoundingClientRect();
    const shown = e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const pressed = e.matches("input[type=checkbox], input[type=radio]") && e.closest("label");
    const high = (pressed ? pressed.getBoundingClientRect() : box).height;
    return shown && box.width && box.right > 0 && high < 39.5 && !e.matches(".hidden, [type=file]");
  }).map(e => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 20)}`)"""


def test_a_finger_has_forty_pixels_on_every_page(serve: Serve, visit: Visit, tmp_path: Path, shoot: Shoot) -> None:
    with shelf(tmp_path) as stocked:
        address = serve(stocked)
        page = visit(address, width=390, height=844)
        speech = stocked.library.speeches()[0].id
        small = {"/": page.evaluate(SMALL)}
        for path in (
            "/library",
            f"/library/{speech}",
            f"/speech/{speech}",
            "/desk",
            "/speeches",
            "/desk/figures?measure=竹纸产值",
            "/desk/phrases?q=竹纸",
            "/desk/digest?topic=竹纸",
            "/desk/watch",
        ):
            page.goto(address + path)
            # a quotation and its source stand within a sentence
            small[path] = [one for one in page.evaluate(SMALL) if not one.startswith(("A cited", "A  《"))]
            shoot(page, f"finger-{path.partition('?')[0].strip('/').replace('/', '-')}")
        assert {path: found for path, found in small.items() if found} == {}


@pytest.mark.parametrize("system", [False, True], ids=["light", "dark"])
def test_colours_follow_the_system_until_a_reader_chooses(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, system: bool
) -> None:
    address = serve(assistant)
    page = visit(address, dark=system)
    assert (lightness(page) < 60) is system
    page.get_by_label("明暗").select_option("light" if system else "dark")
    for path in ("/", "/speech/a1b2c3d4e5f6", "/speeches"):
        page.goto(address + path)
        expect(page.get_by_label("明暗")).to_have_value("light" if system else "dark")
        assert (lightness(page) < 60) is not system
    page.get_by_label("明暗").select_option("system")
    assert (lightness(page) < 60) is system
    page.emulate_media(color_scheme="light" if system else "dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "light" if system else "dark")


def axe_core() -> str:
    """The script that npm publishes: the file that AXE_CORE names, or the one within the package of our lock file."""
    if named := os.environ.get("AXE_CORE"):
        return Path(named).read_text(encoding="utf-8")
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("no axe-core: pip install axe-playwright-python, or AXE_CORE=axe.min.js of `npm pack axe-core`")
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def axe(page: Page, passes: int = 10) -> list[dict[str, Any]]:
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(axe_core())
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(result["passes"]) > passes, "axe did not look at the page"
    return [v for v in result["violations"] if v["impact"] in ("serious", "critical")]


def in_both_colours(page: Page, passes: int = 10) -> list[dict[str, Any]]:
    """What axe finds on the page as it is now, in light colours and then in dark ones."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        if page.locator("html[data-theme]").count():  # the door has no choice of colours
            expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        page.evaluate(SETTLED)
        found += axe(page, passes)
    return found


def told(violations: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{v['impact']} {v['id']}: {v['help']} — {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for v in violations
        for node in v["nodes"][:4]
    )


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious(serve: Serve, visit: Visit, assistant: ScriptedAssistant, width: int) -> None:
    address = serve(assistant)
    page = visit(address, width=width, height=844)
    assert (found := in_both_colours(page)) == [], f"start: {told(found)}"
    for number, question in enumerate((RAILWAY, "吞吐量是多少？", "澜州市的地铁呢？港口呢？", "失败"), 1):
        ask(page, question, number)
    page.locator("#chat a.act.edit").first.focus()
    assert (found := in_both_colours(page)) == [], f"chat: {told(found)}"
    page.locator("#chat a.cite").first.click()
    expect(page.locator("#c1-1")).to_be_focused()
    if width > 860:
        expect(page.locator("#c1-1 .whole")).to_be_visible()
    assert (found := in_both_colours(page)) == [], f"evidence: {told(found)}"
    page.locator("#c1-1 a.document").click()
    expect(page.locator("#reader .columns")).to_be_visible()
    assert (found := in_both_colours(page)) == [], f"reader: {told(found)}"
    for path in ("/speech/a1b2c3d4e5f6#60-80", "/speeches", "/speech/none"):
        page.goto(address + path)
        page.wait_for_load_state()
        assert (found := in_both_colours(page)) == [], f"{path}: {told(found)}"


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious_in_the_library_and_at_the_door(
    serve: Serve, visit: Visit, tmp_path: Path, width: int
) -> None:
    with shelf(tmp_path) as stocked:
        locked = serve(stocked, secrets=("correct horse",))
        page = visit(locked + "/library", width=width, height=844)
        assert (found := in_both_colours(page, passes=5)) == [], f"login: {told(found)}"
        page.get_by_label("口令").fill("wrong guess")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        assert (found := in_both_colours(page, passes=5)) == [], f"wrong password: {told(found)}"
        page.get_by_label("口令").fill("correct horse")
        page.keyboard.press("Enter")
        expect(page.locator("#upload")).to_be_visible()
        assert (found := in_both_colours(page)) == [], f"library: {told(found)}"
        (tmp_path / "茶叶.txt").write_text(FESTIVAL.replace("竹纸", "茶叶"), encoding="utf-8")
        (tmp_path / "表.xlsx").write_bytes(b"PK")
        page.locator("#files").set_input_files([tmp_path / "茶叶.txt", tmp_path / "表.xlsx"])
        expect(page.locator("#results .sum")).to_be_visible()
        assert (found := in_both_colours(page)) == [], f"uploaded: {told(found)}"
        page.locator("[data-remove]").first.click()
        expect(page.locator("#sure")).to_be_visible()
        assert (found := in_both_colours(page)) == [], f"removal: {told(found)}"
        for speech in stocked.library.speeches():
            page.goto(f"{locked}/library/{speech.id}")
            assert (found := in_both_colours(page)) == [], f"{speech.title}: {told(found)}"


def test_library_is_all_english_too(serve: Serve, visit: Visit, tmp_path: Path, shoot: Shoot) -> None:
    with shelf(tmp_path) as stocked:
        address = serve(stocked)
        page = visit(address + "/library")
        page.get_by_role("button", name="English").click()
        for path in ("/library", f"/library/{stocked.library.speeches()[0].id}"):
            page.goto(address + path)
            shoot(page, f"english-library-{path.count('/')}")
            chinese = page.locator(".zh").evaluate_all("all => all.filter(e => e.offsetParent !== null).length")
            assert chinese == 0
            labels = "h1 .en, h2, label > .en, button, thead th, figcaption, .about .tools, [role=status], .drop"
            shown = page.locator(f":is({labels}):visible").all_inner_texts()
            assert len(shown) > 8
            wrong = [text for text in shown if re.search(r"[\u4e00-\u9fff]", text.replace("中文", ""))]
            assert wrong == []
        page.goto(address + "/library")
        page.locator("#files").set_input_files({"name": "x.xlsx", "mimeType": "a/b", "buffer": b"PK"})
        expect(page.locator("#results .sum")).to_contain_text("Done")


def test_whole_chat_works_by_keyboard(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    page.keyboard.type(RAILWAY)  # the box has the focus
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer .actions")).to_have_count(1)
    page.locator("body").evaluate("() => document.activeElement.blur()")
    reached = set()
    for _ in range(64):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                """() => { const e = document.activeElement;
                return e.matches('#chat a.cite') ? 'cite' : e.matches('#chat a.act.again') ? 'again'
                : e.matches('#chat a.act.edit') ? 'edit' : e.matches('#new') ? 'new'
                : e.matches('#history-search') ? 'search' : e.matches('#conversations .open') ? 'open'
                : e.matches('#conversations summary') ? 'menu' : e.matches('#panel a.document') ? 'document'
                : e.matches('#question textarea') ? 'box' : e.matches('[data-do=language]') ? 'language'
                : e.matches('select') ? 'theme' : e.matches('a.skip') ? 'skip' : 'other'; }"""
            )
        )
    assert reached >= {"cite", "again", "edit", "new", "search", "open", "menu", "document", "box", "language", "skip"}
