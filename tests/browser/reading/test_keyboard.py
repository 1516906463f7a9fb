"""With the keyboard alone: ask, open a citation, the next one, back, export to Word; where one is can be seen."""

from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve, Visit
from tests.support.ui.scripted_assistant import ScriptedAssistant

pytestmark = pytest.mark.browser

SEEN = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const frame = element.closest("#question");  // a box that is written in shows it by its frame
  return box.width > 0 && box.bottom > 0 && box.top < innerHeight && (ring || Boolean(frame));
}"""


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(60):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            assert page.evaluate(SEEN), f"the focus on {selector} cannot be seen"
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} cannot be reached")


def test_from_the_question_to_the_word_file_and_back(serve: Serve, visit: Visit) -> None:
    page = visit(serve(ScriptedAssistant()))
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type("疏港铁路什么时候通车？")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(1)

    tab_to(page, "#chat a.cite", "Shift+Tab")
    tab_to(page, '#chat a.cite[href="#c1-1"]', "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#c1-1")).to_be_focused()
    assert page.evaluate(SEEN)
    expect(page.locator("#panel .keys")).to_be_visible()  # how to go on is said
    page.keyboard.press("n")
    expect(page.locator("#c1-1")).not_to_be_focused()
    second = page.locator("#panel .card.cited:focus")
    expect(second).to_have_count(1)
    assert page.evaluate(SEEN)
    page.keyboard.press("p")
    expect(page.locator("#c1-1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator('#chat a.cite[href="#c1-1"]')).to_be_focused()
    expect(page.locator("#panel .keys")).to_be_hidden()

    tab_to(page, "#chat a.act.save")
    page.keyboard.press("Enter")
    expect(page.locator("#paper")).to_be_visible()
    tab_to(page, "#paper .choices button:nth-child(4)")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert any("疏港铁路" in line.text for line in Document(str(Path(saved.value.path()))).paragraphs)
    page.keyboard.press("Escape")
    expect(page.locator("#chat a.act.save")).to_be_focused()
    tab_to(page, "#question textarea")


def test_the_quotation_is_copied_and_the_source_opened_and_closed_from_the_card(serve: Serve, visit: Visit) -> None:
    page = visit(serve(ScriptedAssistant()))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.type("疏港铁路什么时候通车？")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(1)
    tab_to(page, '#chat a.cite[href="#c1-1"]', "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#c1-1")).to_be_focused()
    tab_to(page, '#c1-1 [data-do="copy-quote"]')
    page.keyboard.press("Enter")
    expect(page.locator("#c1-1 [data-do=copy-quote]")).to_have_text("已复制")
    assert "确保十月底前建成通车" in page.evaluate("navigator.clipboard.readText()")
    tab_to(page, "#c1-1 .tools a.document", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#reader mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#c1-1 .tools a.document")).to_be_focused()
