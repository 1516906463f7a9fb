"""Answers of every kind, and what opens beside them, in both colours: axe finds nothing, a finger has forty pixels."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag import Assistant
from tests.browser.conftest import Serve, Visit
from tests.browser.test_looks import SMALL, in_both_colours, told
from tests.support.ui.real_assistant import TOWNS_QUESTION, real, write_towns

pytestmark = pytest.mark.browser

Shoot = Callable[[Page, str], None]
FIGURE, FOLLOW_UP = "顾望舒说竹纸产值达到多少？", "那青岑县呢？"
JOB, REFUSED = "把顾望舒2024年的竹纸讲话概括成三点", "溪州市的地铁什么时候开通？"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with real(tmp_path) as found:
        found.add(write_towns(tmp_path / "more"))
        found.warm()
        yield found


@pytest.mark.timeout(900)
@pytest.mark.parametrize("width", [1440, 390])
def test_every_kind_of_answer_and_what_opens_beside_it(
    serve: Serve, visit: Visit, assistant: Assistant, shoot: Shoot, width: int
) -> None:
    page = visit(serve(assistant), width=width, height=844)
    narrow = width < 860
    small: dict[str, list[str]] = {}

    def look(name: str) -> None:
        """Axe in both colours, width, and on a phone the height of what is pressed but citations within a sentence."""
        shoot(page, f"look-{name}-{width}")
        assert (found := in_both_colours(page)) == [], f"{name}: {told(found)}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        if narrow and (low := [one for one in page.evaluate(SMALL) if not one.startswith("A cite")]):
            small[name] = low

    for number, question in enumerate((TOWNS_QUESTION, FIGURE, FOLLOW_UP, JOB, REFUSED), 1):
        expect(page.locator("#question .submit-button")).to_be_visible()
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator("#chat .meta")).to_have_count(number)
        if question == TOWNS_QUESTION:
            expect(page.locator("#chat .rows tbody tr").first).to_be_visible()
            shoot(page, f"look-list-{width}")
    look("answers")
    if narrow:
        page.locator("#chat a.act.evidence").last.click()
        expect(page.locator("#panel .evidence:not([hidden]) .refusal")).to_be_visible()
        look("sheet")
        page.locator("[data-do=close-sheet]").click()
    page.locator("#chat a.act.save").first.click()
    expect(page.locator("#paper")).to_be_visible()
    look("taking-along")
    page.keyboard.press("Escape")
    page.locator("#chat .rows td a").first.click()
    expect(page.locator("#reader mark").first).to_be_visible()
    look("reader")
    page.keyboard.press("Escape")
    page.locator("#question textarea").fill("")
    page.locator("#question textarea").click()
    page.keyboard.type("@竹")
    expect(page.locator("#naming li").first).to_be_visible()
    look("chooser")
    page.keyboard.press("Enter")
    expect(page.locator("#chosen li")).to_have_count(1)
    look("chosen")
    page.locator("#filters > button").click()
    page.get_by_role("combobox", name="讲话人").click()
    expect(page.get_by_role("option", name="顾望舒")).to_be_visible()
    shoot(page, f"look-options-{width}")
    page.get_by_role("option", name="顾望舒").click()
    page.keyboard.press("Escape")
    expect(page.locator("#chosen li")).to_have_count(2)
    look("filters")
    expect(page.locator("#question .submit-button")).to_be_in_viewport()
    if narrow:
        page.locator("#filters > button").click()
        page.locator("[data-do=drawer]").click()
    page.locator("#conversations summary").first.click()
    expect(page.locator("#conversations .more a", has_text="分享").first).to_be_visible()
    look("menu-with-sharing")
    page.locator("#conversations .more button[data-do=rename]").click()
    expect(page.locator("#rename-dialog")).to_be_visible()
    look("rename")
    page.keyboard.press("Escape")
    assert small == {}
