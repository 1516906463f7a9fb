"""The pages of the desk in Chromium, over the samples, without a model."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import docx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from index import Library
from tests.browser.conftest import Serve, Visit
from tests.browser.test_looks import SETTLED, axe, told
from tests.support.ui.library_client import ShelfAssistant

pytestmark = pytest.mark.browser

Shoot = Callable[[Page, str], None]
LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1440, "light"), (390, "dark"))
PAGES = {
    "desk": "",
    "figures": "/figures?measure=GDP",
    "places": "/figures?measure=竹纸全产业链产值&years=2023",
    "phrases": "/phrases?q=竹纸",
    "contrast": "/phrases?q=竹纸&against=低空经济",
    "new-phrases": "/new-phrases?until1=2023&since2=2024&sure=2",
    "compare": "/compare?left=2024&right=2025",
    "digest": "/digest?topic=竹纸",
    "watch": "/watch",
}
DRAFT = "2023年，全市竹纸全产业链产值达到168亿元。\n这句话是我自己写的，跟资料库一点关系也没有。"


@pytest.fixture
def assistant(sample_copy: Path) -> Iterator[ShelfAssistant]:
    with Library.open(sample_copy) as library:
        yield ShelfAssistant(library)


def test_each_page_fits_its_window_and_axe_finds_nothing_serious(
    serve: Serve, visit: Visit, assistant: ShelfAssistant, shoot: Shoot
) -> None:
    address = serve(assistant)
    page = visit(f"{address}/desk")

    def clean(name: str) -> None:
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            shoot(page, f"desk-{name}-{width}-{scheme}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} {width}"
            assert (found := axe(page)) == [], f"{name} {width} {scheme}: {told(found)}"

    for name, path in PAGES.items():
        page.goto(f"{address}/desk{path}")
        clean(name)
        for wide in page.locator(".scroll:has(> :is(svg, .uses))").all():  # `clean` has left it as a telephone is
            assert wide.evaluate("box => box.scrollWidth <= box.clientWidth + 1"), name
    page.goto(f"{address}/desk{PAGES['places']}")
    bars = page.locator(".plot svg:visible a")
    assert bars.count() == 4 and all((box := bar.bounding_box()) and box["height"] >= 40 for bar in bars.all())
    page.goto(f"{address}/desk/check")
    page.locator("textarea").fill(DRAFT)
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.locator("#report .item").first).to_be_visible()
    clean("check")
    page.get_by_role("button", name="English").click()
    for path in PAGES.values():
        page.goto(f"{address}/desk{path}")
        assert page.locator(".zh").evaluate_all("all => all.filter(e => e.offsetParent !== null).length") == 0


def test_what_narrows_has_room_for_its_words(serve: Serve, visit: Visit, assistant: ShelfAssistant) -> None:
    address = serve(assistant)
    page = visit(address)
    boxes = "all => all.filter(e => e.offsetParent).map(e => Math.round(e.getBoundingClientRect().width))"
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.locator("#filters > button").click()
        expect(page.locator("#filters .filter").last).to_be_visible()
        assert min(page.locator("#filters .filter :is(input, textarea)").evaluate_all(boxes)) >= 105, width
        page.goto(f"{address}/library")
        assert min(page.locator("#filter :is(input, select)").evaluate_all(boxes)) >= 130, width
        page.goto(f"{address}/desk/new-phrases")
        assert min(page.locator("form.ask :is(input, select)").evaluate_all(boxes)) >= 105, width


def test_what_is_typed_is_told_from_what_is_only_offered(serve: Serve, visit: Visit, assistant: ShelfAssistant) -> None:
    colour = "getComputedStyle(document.querySelector({!r}), {!r}).color"
    address = serve(assistant)
    for path, box in (("/desk/phrases?q=竹纸", "[name=q]"), ("/desk/check", "textarea"), ("/library", "#filter input")):
        page = visit(address + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLED)
            typed, offered, body = (
                page.evaluate(colour.format(at, part)) for at, part in ((box, ""), (box, "::placeholder"), ("body", ""))
            )
            assert typed == body != offered, f"{path} {scheme}"


def test_a_phrase_that_nobody_used_leads_on_to_others(serve: Serve, visit: Visit, assistant: ShelfAssistant) -> None:
    page = visit(f"{serve(assistant)}/desk/phrases?q=元宇宙")
    expect(page.locator("h2").first).to_contain_text("共 0 处")
    expect(page.locator("main")).not_to_contain_text("不画在图上")
    assert page.locator("details, figure, table").count() == 0  # no plot: nothing of one
    page.locator(".tags a").first.click()
    expect(page.locator(".kwic li").first).to_be_visible()


def test_a_figure_leads_to_its_words_and_the_table_comes_as_data(
    serve: Serve, visit: Visit, assistant: ShelfAssistant
) -> None:
    page = visit(f"{serve(assistant)}/desk/figures")
    page.get_by_label("指标").fill("GDP")
    page.keyboard.press("Enter")
    expect(page.locator("figure.plot svg").first).to_be_visible()
    cell = page.locator("table a.cited").first
    shown = cell.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").first.click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert len(rows) > 2 and book.active is not None and book.active.max_row == len(rows)
    cell.click()
    expect(page.locator(".original mark")).to_have_text(shown.strip("约超≤-"))


def test_uses_of_a_phrase_are_sorted_by_keyboard_and_lead_to_their_words(
    serve: Serve, visit: Visit, assistant: ShelfAssistant
) -> None:
    page = visit(f"{serve(assistant)}/desk/phrases?q=竹纸")
    page.get_by_role("link", name="右侧文字").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sorts [aria-current]")).to_have_text("右侧文字", use_inner_text=True)
    right = page.locator(".kwic .right").all_inner_texts()
    assert right == sorted(right) or len(set(right)) > 5
    page.locator(".plot a").first.focus()  # each mark of the plot can be reached
    page.locator(".kwic a.cited").first.click()
    expect(page.locator(".original mark")).to_have_text("竹纸")


def test_a_draft_is_dropped_in_and_comes_back_with_comments(
    serve: Serve, visit: Visit, assistant: ShelfAssistant, shoot: Shoot
) -> None:
    page = visit(f"{serve(assistant)}/desk/check")
    word = docx.Document()
    for line in DRAFT.split("\n"):
        word.add_paragraph(line)
    kept = io.BytesIO()
    word.save(kept)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.locator("#file").set_input_files({"name": "稿.docx", "mimeType": kind, "buffer": kept.getvalue()})
    expect(page.locator("#picked")).to_have_text("稿.docx")
    page.get_by_role("button", name="核对", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".item.alarm")).to_have_count(1)
    expect(page.locator(".item.alarm del")).to_have_text("168亿元")
    page.locator(".checked a.said.bad").click()
    expect(page.locator(".item.alarm:target")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载带批注的 Word").click()
    assert len(list(docx.Document(str(download.value.path())).comments)) == 2
    page.locator(".item.alarm a.cited").first.click()
    expect(page.locator(".original mark").first).to_be_visible()


def test_what_is_watched_shows_what_is_new_and_can_be_stopped(
    serve: Serve, visit: Visit, assistant: ShelfAssistant, tmp_path: Path
) -> None:
    address = serve(assistant)
    page = visit(f"{address}/desk/watch")
    page.locator("[name=text]").fill("竹纸")
    page.keyboard.press("Enter")
    expect(page.locator(".watches li")).to_have_count(1)
    expect(page.locator(".digest > li")).to_have_count(0)  # what is there already is no news
    (tmp_path / "新.txt").write_text(
        "在竹纸车间的讲话\n顾望舒\n2026年5月6日\n同志们：竹纸要走出去。\n", encoding="utf-8"
    )
    assistant.library.add([tmp_path / "新.txt"])
    assert "竹纸要走出去" in page.request.get(f"{address}/desk/watch/feed.atom").text()
    page.reload()
    expect(page.locator(".digest > li")).to_contain_text("在竹纸车间的讲话")
    page.get_by_role("button", name="不再关注 竹纸").click()
    expect(page.locator(".watches li")).to_have_count(0)


def test_a_side_that_is_missing_is_named_and_what_differs_is_marked(
    serve: Serve, visit: Visit, assistant: ShelfAssistant
) -> None:
    page = visit(f"{serve(assistant)}/desk/compare?left=2024&right=1999")
    expect(page.get_by_role("alert")).to_contain_text("1999年")
    page.get_by_label("另一方").fill("2025")
    page.keyboard.press("Enter")
    expect(page.locator(".pairs ins").first).to_be_visible()
    words = page.locator(".pairs .cited").first.inner_text()
    page.locator(".pairs .cited").first.click()
    expect(page.locator(".original mark").first).to_contain_text(words[:8])


def test_new_phrases_are_asked_for_by_keyboard_lead_to_their_words_and_come_as_data(
    serve: Serve, visit: Visit, assistant: ShelfAssistant
) -> None:
    page = visit(f"{serve(assistant)}/desk")
    page.get_by_role("link", name="新旧提法").last.click()
    page.locator("[name=until1]").fill("2023")
    page.locator("[name=since2]").fill("2024")
    page.locator("[name=sure]").select_option("2")
    page.locator("[name=since2]").press("Enter")
    row = page.locator("table tbody tr").filter(has_text="低空物流产业")
    expect(row.locator("td").nth(0)).to_have_text("0")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").first.click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert book.active is not None and book.active.max_row == len(rows) > 2
    assert ["低空物流产业", "新出现", "0"] in [line[:3] for line in rows]
    row.locator("a.cited").click()
    expect(page.locator(".original mark")).to_have_text("低空物流产业")
