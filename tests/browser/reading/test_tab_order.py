"""Each page walked with Tab: all that can be used is reached, in reading order, and where one is can be seen.

Reading order is that of the text, and on screen: the next stop lies beside or below, or begins a column to the right.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from index import Library
from tests.browser.conftest import Serve, Visit
from tests.browser.test_looks import SETTLED
from tests.support.ui.library_client import ShelfAssistant

pytestmark = pytest.mark.browser

QUESTION = "疏港铁路什么时候通车？"
WIDTHS = (1440, 390)
DESK = (
    "",
    "/figures?measure=竹纸全产业链产值&years=2023",
    "/phrases?q=低空物流",
    "/new-phrases?until1=2023&since2=2024&sure=2",
    "/compare?left=2024&right=2025",
    "/check",
    "/digest?topic=乡村教师",
    "/watch",
)

WALK = """() => {
  const CAN = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]";
  const shown = (e) => e.checkVisibility({ checkVisibilityCSS: true }) && e.getClientRects().length > 0;
  const words = (e) => (e.getAttribute("aria-label") || e.textContent || e.name || "").trim().slice(0, 24);
  const called = (e) => `${e.tagName.toLowerCase()}#${e.id}.${e.getAttribute("class") || ""} ${words(e)}`;
  const reached = new Set();
  const faults = [];
  const ring = (e) => {
    const style = getComputedStyle(e);
    return style.outlineStyle === "auto" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
  };
  // an input that is drawn by what stands around it or after it
  const around = (e) => [e, e.nextElementSibling, e.previousElementSibling, e.closest(".drop"), e.closest(".wrap")];
  const seen = (e) => e instanceof SVGElement || e.closest("#question") || around(e).some((one) => one && ring(one));
  let last = null;
  let left = 0;  // how often the focus went to the browser's own bar
  window.walk = {
    step() {
      const e = document.activeElement;
      if (!e || e === document.body || e === document.documentElement) {
        last = null;
        return ++left < 3;
      }
      if (reached.has(e)) return last === null;
      reached.add(e);
      const tell = (what) => faults.push(`${called(e)}: ${what}`);
      const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
      const drawn = e.type === "file" ? e.closest("form, label")?.getBoundingClientRect() ?? box : box;
      if (!seen(e)) tell("nothing shows that it has the focus");
      if (drawn.width < 2 || drawn.height < 2) tell("has no size");
      const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      if (!within) tell("is out of sight");
      if (last?.isConnected) {
        const before = last.getBoundingClientRect();
        if (!(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)) tell("is not next in the text");
        const up = box.bottom <= before.top + 1 && box.left < before.right - 1;
        if (up && !e.closest("table, svg")) tell(`lies above ${called(last)}`);
      }
      last = e;
      return true;
    },
    end() {
      const usable = (e) => shown(e) && e.tabIndex >= 0 && !e.disabled && !(e.type === "radio" && !e.checked);
      const missed = [...document.querySelectorAll(CAN)].filter((e) => usable(e) && !reached.has(e));
      return { stops: reached.size, faults: [...faults, ...missed.map((e) => `${called(e)}: is never reached`)] };
    },
  };
}"""


@pytest.fixture
def address(serve: Serve, sample_copy: Path) -> Iterator[str]:
    with Library.open(sample_copy) as library:
        yield serve(ShelfAssistant(library))


@pytest.fixture
def walk() -> Callable[..., None]:
    def go(page: Page, least: int = 5) -> None:
        page.evaluate(SETTLED)
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
        page.evaluate(WALK)
        page.keyboard.press("Tab")
        while page.evaluate("walk.step()"):
            page.keyboard.press("Tab")
        found: dict[str, Any] = page.evaluate("walk.end()")
        assert not found["faults"], "\n".join([page.url, *found["faults"][:20]])
        assert found["stops"] >= least, page.url

    return go


@pytest.mark.parametrize("width", WIDTHS)
def test_the_chat_is_walked_empty_answered_and_with_its_filters(
    address: str, visit: Visit, walk: Callable[..., None], width: int
) -> None:
    page = visit(address, width=width)
    expect(page.locator("#conversations")).to_be_attached()
    walk(page, 15)
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(1)
    walk(page, 15)
    page.locator("#filters > button").click()
    expect(page.locator("#filters .filter").last).to_be_visible()
    walk(page, 25)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_other_page_is_walked(address: str, visit: Visit, walk: Callable[..., None], width: int) -> None:
    page = visit(f"{address}/healthz", width=width)
    one = page.request.get(f"{address}/api/speeches").json()["speeches"][-1]["id"]
    for path in ("/library", f"/library/{one}", f"/speech/{one}", *(f"/desk{path}" for path in DESK)):
        page.goto(address + path)
        walk(page)


def test_what_is_open_is_closed_by_escape_and_the_focus_is_back_where_it_was(address: str, visit: Visit) -> None:
    page = visit(address)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(1)

    def opens(opener: str, opened: str, *, key: str = "Enter") -> None:
        page.locator(opener).first.focus()
        page.keyboard.press(key)
        expect(page.locator(opened).first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(opened).first).to_be_hidden()
        expect(page.locator(opener).first).to_be_focused()

    menu = "#conversations details summary"
    opens(menu, "#conversations .more > div")
    opens("#chat a.act.save", "#paper")
    opens("#chat details.made summary", "#chat details.made p")
    opens("#panel .card .tools a.document", "#reader")
    for deed, dialog in (("rename", "rename"), ("file", "file"), ("link", "link"), ("delete", "delete")):
        page.locator(menu).first.focus()
        page.keyboard.press("Enter")
        page.locator(f"#conversations [data-do={deed}]").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#{dialog}-dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(f"#{dialog}-dialog")).to_be_hidden()
        expect(page.locator(menu).first).to_be_focused()

    page.set_viewport_size({"width": 390, "height": 844})
    opens("#header .menu", "#history")
    opens("#chat a.act.evidence", "#side")
