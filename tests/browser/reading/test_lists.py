"""An answer that is a long list is a table: every line, sorted by any column from the keyboard too, and as a file."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from rag import Assistant
from tests.browser.conftest import Serve, Visit
from tests.support.ui.real_assistant import real

pytestmark = pytest.mark.browser

TOWNS = "青岑 溪州 澜川 竹里 云水 白浦 石门 桐溪 柳坪 枫桥 禾田 月港".split()
QUESTION = "哪些讲话提到了“以竹代塑”？"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    folder = tmp_path / "more"
    folder.mkdir()
    for number, town in enumerate(TOWNS):
        again = "要把以竹代塑抓到底。" * (number % 4)
        text = (
            f"在{town}镇竹业会议上的讲话\n（20{24 - number}年3月18日）\n\n同志们：\n{town}镇要推进以竹代塑。{again}\n"
        )
        (folder / f"{town}.txt").write_text(text, encoding="utf-8")
    with real(tmp_path) as found:
        found.add(folder)
        yield found


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#chat .rows tbody td:nth-child({number + 1})").all_inner_texts()


def test_every_line_is_in_a_table_that_is_sorted_from_the_keyboard_and_saved(
    serve: Serve, visit: Visit, assistant: Assistant, shoot: Callable[[Page, str], None]
) -> None:
    page = visit(serve(assistant))
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    rows = page.locator("#chat .rows tbody tr")
    expect(rows).to_have_count(len(TOWNS))
    expect(page.locator("#chat .text")).to_contain_text(f"其中 {len(TOWNS)} 篇提到", use_inner_text=True)
    expect(page.locator("#chat .text .lines")).to_be_hidden()  # the table says it all
    dates = column(page, 2)
    assert dates == sorted(dates)

    times = page.locator("#chat .rows th button.sort", has_text="次数")
    times.focus()
    page.keyboard.press("Enter")
    assert column(page, 3) == sorted(column(page, 3))
    page.keyboard.press("Space")
    expect(page.locator("#chat .rows th[aria-sort=descending]")).to_have_text("次数", use_inner_text=True)
    assert column(page, 3) == sorted(column(page, 3), reverse=True)
    shoot(page, "list-table")

    with page.expect_download() as saved:
        page.locator("#chat .rows button", has_text="XLSX").click()
    assert saved.value.suggested_filename.endswith(".xlsx")
    sheet = load_workbook(io.BytesIO(Path(saved.value.path()).read_bytes())).active
    assert sheet.max_row == 1 + len(TOWNS)

    rows.first.locator("a").first.click()
    expect(page.locator("#reader mark").first).to_contain_text("以竹代塑")
    page.keyboard.press("Escape")
    expect(page.locator("#conversations li")).to_have_count(1)
    page.reload()  # it was kept
    expect(rows).to_have_count(len(TOWNS))
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(page, "list-table-390")
