"""An empty library is filled where one would have asked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from index import Library
from rag import Assistant, Settings
from tests.browser.conftest import Serve, Visit
from tests.support.fakes import HashEncoder
from tests.support.ui.real_assistant import DOCUMENTS, Writer

pytestmark = pytest.mark.browser


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Assistant]:
    encoder, model = HashEncoder(), Writer()
    library = Library.open(tmp_path / "library", encoder)
    with Assistant(library, lambda: encoder, lambda: model, Settings(answerable_logit=0.0)) as assistant:
        yield assistant


def test_files_are_dropped_in_the_chat_and_asked_at_once(
    serve: Serve, visit: Visit, empty: Assistant, shoot: Callable[[Page, str], None]
) -> None:
    page = visit(serve(empty))
    expect(page.locator("#chat .welcome")).to_contain_text("资料库还是空的")
    expect(page.locator("#chat .welcome .drop")).to_contain_text("点击选择", use_inner_text=True)
    shoot(page, "empty-library")
    files = [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in DOCUMENTS.items()]
    broken = {"name": "坏的.pdf", "mimeType": "application/pdf", "buffer": b"not a PDF"}
    page.locator("#fill-files").set_input_files([files[0], broken])
    expect(page.locator("#chat .filled")).to_contain_text("坏的.pdf：")  # what could not be read is not passed over
    page.locator("#chat .filled a").click()
    expect(page.locator("#header .library")).to_contain_text("1 篇", use_inner_text=True)
    page.locator("#question textarea").fill("2023年全市竹纸产值达到多少？")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer .text")).to_contain_text("86亿元")
    page.locator("#chat a.cite").first.click()
    expect(page.locator("#panel mark").first).to_contain_text("86亿元")
