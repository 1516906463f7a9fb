"""An answer that is a long list is a table: every line, sorted by any column from the keyboard too, and as a file."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document as Word
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from rag import Assistant
from tests.browser.conftest import Serve, Visit
from tests.support.ui.real_assistant import TOWNS, TOWNS_QUESTION, real, write_towns

pytestmark = pytest.mark.browser


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with real(tmp_path) as found:
        found.add(write_towns(tmp_path / "more"))
        yield found


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#chat .rows tbody td:nth-child({number + 1})").all_inner_texts()


def test_every_line_is_in_a_table_that_is_sorted_from_the_keyboard_and_saved(
    serve: Serve, visit: Visit, assistant: Assistant, shoot: Callable[[Page, str], None]
) -> None:
    page = visit(serve(assistant))
    page.locator("#question textarea").fill(TOWNS_QUESTION)
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

    page.locator("#chat a.act.save").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Word 文件").click()
    table = Word(saved.value.path()).tables[0]
    assert len(table.rows) == 1 + len(TOWNS) and {cell.text for cell in table.columns[2].cells[1:]} == set(dates)
    page.keyboard.press("Escape")

    rows.first.locator("a").first.click()
    expect(page.locator("#reader mark").first).to_contain_text("以竹代塑")
    page.keyboard.press("Escape")
    expect(page.locator("#conversations li")).to_have_count(1)
    page.reload()  # it was kept
    expect(rows).to_have_count(len(TOWNS))
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # ten markers behind a sentence: none is cut off, and no line has less than its room for them
    edge = page.locator("#chat .text").bounding_box()
    marks = [one.bounding_box() for one in page.locator("#chat .text > a.cite, #chat .text > .tail > a.cite").all()]
    assert edge and len(marks) == 10
    assert all(one and one["x"] + one["width"] <= edge["x"] + edge["width"] for one in marks)
    shoot(page, "list-table-390")


def test_a_long_answer_is_shown_from_its_question_on(serve: Serve, visit: Visit, assistant: Assistant) -> None:
    page = visit(serve(assistant), width=1440, height=900)
    page.locator("#question textarea").fill(TOWNS_QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .rows tbody tr")).to_have_count(len(TOWNS))
    expect(page.locator("#chat .question")).to_be_in_viewport(ratio=1)
