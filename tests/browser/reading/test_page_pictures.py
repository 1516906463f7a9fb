"""The page of the file beside its text, with the quoted words boxed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from corpus.readers.office import laid_out
from rag import Assistant
from tests.browser.conftest import Serve, Visit
from tests.support.document_makers import PARAGRAPHS, pdf_file, word_file
from tests.support.ui.real_assistant import real

pytestmark = pytest.mark.browser

Shoot = Callable[[Page, str], None]
QUOTE = "全市竹纸产业产值达到180亿元，同比增长12.5%，带动就业3.2万人"
QUESTION = "全市竹纸产业带动就业多少人？"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with real(tmp_path) as found:
        file = tmp_path / "推进会.pdf"
        file.write_bytes(pdf_file())
        found.add(file)
        yield found


def place(assistant: Assistant) -> tuple[str, str]:
    """Return the id of the PDF file's speech, and the second place that says the quotation as a span."""
    speech = next(one for one in assistant.speeches() if one.path.endswith(".pdf"))
    text = assistant.source_text(speech.id)
    start = text.index(QUOTE, text.index(QUOTE) + 1)
    return speech.id, f"{start}-{start + len(QUOTE)}"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_stands_beside_its_text_with_the_words_boxed(
    serve: Serve, visit: Visit, assistant: Assistant, shoot: Shoot, width: int, dark: bool
) -> None:
    speech, span = place(assistant)
    page = visit(f"{serve(assistant)}/speech/{speech}?span={span}", width=width, height=900, dark=dark)
    if width < 860:
        expect(page.locator(".sheets")).to_be_hidden()
        page.get_by_role("button", name="原页").click()
    boxes = page.locator(".sheets .box")
    expect(boxes.first).to_be_in_viewport()
    picture = page.locator(".sheets img")
    assert picture.evaluate("e => e.complete && e.naturalWidth") == 1_000
    outer, inner = picture.bounding_box(), boxes.first.bounding_box()
    assert outer and inner
    assert outer["x"] <= inner["x"] and inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
    assert inner["y"] > outer["y"] + outer["height"] / 3  # the second place, not the first
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(page, f"page-picture-{width}-{'dark' if dark else 'light'}")


def test_pages_are_turned_and_the_words_are_boxed_where_they_are(
    serve: Serve, visit: Visit, assistant: Assistant
) -> None:
    speech, span = place(assistant)
    page = visit(f"{serve(assistant)}/speech/{speech}?span={span}")
    expect(page.locator(".sheets .box").first).to_be_visible()
    expect(page.locator(".turn [role=status]")).to_have_text("第 1 页，共 2 页", use_inner_text=True)
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".turn [role=status]")).to_have_text("第 2 页，共 2 页", use_inner_text=True)
    expect(page.locator(".sheets .box")).to_have_count(0)
    expect(page.get_by_role("button", name="下一页")).to_be_disabled()
    page.get_by_role("button", name="上一页").click()
    expect(page.locator(".sheets .box").first).to_be_visible()


def test_a_citation_says_its_page_and_leads_to_it(
    serve: Serve, visit: Visit, assistant: Assistant, shoot: Shoot
) -> None:
    page = visit(serve(assistant))
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(1)
    card = page.locator("#panel .card.cited").first
    expect(card.locator(".byline").first).to_contain_text("第 1 页", use_inner_text=True)
    card.locator("a.document").click()
    expect(page.locator("#reader .sheets .box").first).to_be_in_viewport()
    shoot(page, "page-picture-reader")


@pytest.mark.skipif(laid_out.program() is None, reason="no LibreOffice: install libreoffice-writer")
def test_a_word_file_stands_beside_its_text_as_it_is_printed(
    serve: Serve, visit: Visit, assistant: Assistant, shoot: Shoot, tmp_path: Path
) -> None:
    file = tmp_path / "通知.docx"
    file.write_bytes(word_file([*PARAGRAPHS] * 20 + ["各地要在年底前把云水渡口建成。"]))
    [speech] = assistant.add(file).added
    start = assistant.source_text(speech.id).index("云水渡口")
    page = visit(f"{serve(assistant)}/speech/{speech.id}?span={start}-{start + 4}")
    expect(page.locator(".sheets .box").first).to_be_in_viewport()
    assert int(page.locator(".sheets").get_attribute("data-page") or 0) > 1
    assert page.locator(".sheets img").evaluate("e => e.complete && e.naturalWidth") == 1_000
    assert page.locator(".laying").count() == 0
    shoot(page, "word-page")


def test_without_libreoffice_one_line_says_how_to_get_it(
    serve: Serve, visit: Visit, assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laid_out, "program", lambda: None)
    file = tmp_path / "通知.docx"
    file.write_bytes(word_file())
    [speech] = assistant.add(file).added
    page = visit(f"{serve(assistant)}/speech/{speech.id}")
    expect(page.locator(".needs")).to_contain_text(laid_out.command())
    expect(page.locator(".sheets")).to_have_count(0)


def test_where_the_file_is_gone_the_text_stands_alone(serve: Serve, visit: Visit, assistant: Assistant) -> None:
    speech, span = place(assistant)
    Path(assistant.speech(speech).path).unlink()
    page = visit(f"{serve(assistant)}/speech/{speech}?span={span}")
    expect(page.locator(".original mark")).to_have_text(QUOTE)
    expect(page.locator(".sheets")).to_have_count(0)
