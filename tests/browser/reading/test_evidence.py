"""From a sentence to its passage in the whole document, whose words they are, and links that last."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve, Visit
from tests.support.ui.scripted_assistant import REPORT, ScriptedAssistant

pytestmark = pytest.mark.browser

RAILWAY = "疏港铁路什么时候通车？"
QUOTE = "打通疏港铁路“最后一公里”，确保十月底前建成通车"
SPEECH = "a1b2c3d4e5f6"
Shoot = Callable[[Page, str], None]


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


def answered(page: Page) -> Page:
    page.locator("#question textarea").fill(RAILWAY)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(1)
    return page


def permalink() -> str:
    start = REPORT.index(QUOTE)
    return f"/speech/{SPEECH}#{start}-{start + len(QUOTE)}"


def test_click_opens_the_document_at_that_place_within_the_card(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    page = answered(visit(serve(assistant)))
    page.locator("#chat a.cite").first.click()
    whole = page.locator("#c1-1 blockquote.whole")
    expect(whole).to_be_visible()
    assert whole.evaluate("e => e.textContent") == REPORT
    expect(whole.locator("mark")).to_have_text(QUOTE)
    expect(whole.locator("mark")).to_be_in_viewport()
    shoot(page, "evidence-whole")


def test_tooltip_can_be_hovered_and_dismissed(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = answered(visit(serve(assistant)))
    cite = page.locator("#chat a.cite").nth(1)
    cite.hover()
    tip = page.locator("#tip")
    expect(tip.locator("q")).to_have_text("疏港铁路是全市的“一号工程”")
    expect(tip).to_contain_text("此句为 顾南枝 的话（转述），引自《顾南枝在临港新区调研》")
    expect(cite).to_have_attribute("aria-describedby", "tip")
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_card_says_whose_words_they_are(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = answered(visit(serve(assistant)))
    expect(page.locator("#c1-1 .whose")).to_contain_text("此处为 沈知远 本人的话")
    expect(page.locator("#c1-2 .whose")).to_contain_text("此句为 顾南枝 的话（转述）")


def test_dialog_shows_both_texts_and_gives_the_focus_back(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    page = answered(visit(serve(assistant)))
    link = page.locator("#c1-1 a.document")
    link.focus()
    page.keyboard.press("Enter")
    reader = page.locator("#reader")
    for column in ("original", "cleaned"):
        expect(reader.locator(f".{column} mark")).to_have_text(QUOTE)
    expect(reader.locator(".original mark")).to_be_in_viewport()
    left, right = (reader.locator(f".{column} mark").bounding_box() for column in ("original", "cleaned"))
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 2  # side by side
    shoot(page, "evidence-side-by-side")
    # the title stays at the edge: nothing that scrolls is seen above it
    body, title = reader.locator(".body").bounding_box(), reader.locator("h1").bounding_box()
    assert body and title and title["y"] - body["y"] < 1
    reader.get_by_role("button", name="整理后").click()
    expect(reader.locator(".original")).to_be_hidden()
    expect(reader.locator(".cleaned mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    expect(link).to_be_focused()


def test_permalink_is_copied_and_opens_without_the_chat(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    address = serve(assistant)
    page = answered(visit(address))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#c1-1 [data-do=copy-link]").click()
    expect(page.locator("#c1-1 [data-do=copy-link]")).to_have_text("已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == address + permalink()
    other = visit(link)
    mark = other.locator(".original mark")
    expect(mark).to_have_text(QUOTE)
    expect(mark).to_be_in_viewport()
    expect(other).to_have_url(link)
    other.reload()
    expect(mark).to_be_in_viewport()
    facts = other.locator(".facts")
    for words in ("沈知远", "市长", "2024-03-18", "全市港口经济工作会议", "澜州市人民政府网"):
        expect(facts).to_contain_text(words)
    other.evaluate("location.hash = '0-4'")
    expect(mark).to_have_text(REPORT[:4])
    shoot(other, "document")


def test_document_fits_its_window(serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot) -> None:
    address = serve(assistant)
    for width in (1440, 1024, 390):
        page = visit(address + permalink(), width=width, height=844)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.reload()
            expect(page.locator(".original mark")).to_be_in_viewport()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.locator(".cleaned").is_visible() is (width > 860)
            if width < 860:
                page.get_by_role("button", name="整理后").click()
                expect(page.locator(".cleaned mark")).to_be_in_viewport()
                page.get_by_role("button", name="对照").click()
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            shoot(page, f"document-{width}-{scheme}")


def test_lines_are_no_longer_than_forty_characters(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant) + permalink(), width=1920)
    page.get_by_role("button", name="原文", exact=True).click()
    width = "e => e.getBoundingClientRect().width / parseFloat(getComputedStyle(e).fontSize)"
    assert page.locator(".original > div").first.evaluate(width) <= 40
    page = answered(visit(serve(assistant), width=1920))
    assert page.locator("#chat .text").evaluate(width) <= 40


def test_copied_answer_has_its_quotations_and_no_labels(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = answered(visit(serve(assistant)))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#chat a.act.copy").click()
    expect(page.locator("#chat a.act.copy")).to_have_text("已复制")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("疏港铁路要确保十月底前建成通车。[1]顾南枝称它是全市的“一号工程”。[2]\n")
    assert "[1] 沈知远：《在澜州市港口经济工作会议上的讲话》，2024年3月18日" in text
    assert f"“{QUOTE}”" in text
    assert "与原文一致" not in text
    page.locator("#c1-2 [data-do=copy-quote]").click()
    expect(page.locator("#c1-2 [data-do=copy-quote]")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()").startswith("“疏港铁路是全市的“一号工程””")


def test_evidence_is_a_sheet_on_a_phone(serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot) -> None:
    page = answered(visit(serve(assistant), width=390, height=844))
    side = page.locator("#side")
    expect(side).to_be_hidden()
    cite = page.locator("#chat a.cite").first
    cite.click()
    expect(page.locator("#c1-1")).to_be_in_viewport()
    expect(page.locator("#c1-1")).to_be_focused()
    shoot(page, "phone-sheet")
    page.keyboard.press("Escape")
    expect(side).to_be_hidden()
    expect(cite).to_be_focused()
    page.locator("#chat a.act.evidence").click()
    expect(side).to_be_visible()
    page.locator("#sheet-head").get_by_role("button", name="关闭").click()
    expect(side).to_be_hidden()
    page.get_by_role("button", name="历次对话").click()
    expect(page.locator("#new")).to_be_focused()
    shoot(page, "phone-drawer")
    page.keyboard.press("Escape")
    expect(page.locator("#history")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
