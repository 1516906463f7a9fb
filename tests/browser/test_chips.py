"""What a question implies, as chips that can be taken away: the real assistant narrows, and answers again without."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag import Assistant
from tests.browser.conftest import Serve, Visit
from tests.support.ui.real_assistant import real

pytestmark = pytest.mark.browser

Shoot = Callable[[Page, str], None]


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with real(tmp_path) as assistant:
        assistant.warm()
        yield assistant


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(1)


def found(page: Page) -> set[str]:
    """The documents that the newest answer's passages come from."""
    return set(page.locator("#panel .evidence:not([hidden]) .card :is(h3, summary b)").all_text_contents())


def test_what_the_question_implied_is_removed_and_brought_back(
    serve: Serve, visit: Visit, assistant: Assistant, shoot: Shoot
) -> None:
    page = visit(serve(assistant))
    ask(page, "顾望舒说竹纸产值达到多少？")
    chips = page.locator("#panel .implied li")
    expect(chips).to_have_count(1)
    expect(chips).to_contain_text("讲话人：顾望舒")
    assert found(page) == {"在全市竹纸产业大会上的讲话"}
    shoot(page, "chips")
    chips.get_by_role("button").click()
    expect(page.locator("#panel .implied li.off")).to_contain_text("不按讲话人筛选")
    expect(page.locator("#chat .meta")).to_have_count(1)
    assert "在青岑县水利工作会议上的讲话" in found(page)
    expect(page.locator("#chat .asked")).to_have_count(1)  # answered in the same place
    shoot(page, "chips-without")
    page.reload()  # what was left out is remembered with the conversation
    expect(page.locator("#panel .implied li.off")).to_have_count(1)
    page.locator("#panel .implied button").click()
    expect(chips).to_contain_text("讲话人：顾望舒")
    expect(page.locator("#chat .meta")).to_have_count(1)
    assert found(page) == {"在全市竹纸产业大会上的讲话"}


def test_answering_again_keeps_what_was_left_out_and_a_new_question_does_not(
    serve: Serve, visit: Visit, assistant: Assistant
) -> None:
    page = visit(serve(assistant))
    ask(page, "溪州市开通了多少条航线？")
    expect(page.locator("#panel .implied li")).to_contain_text("地点：溪州市")
    page.locator("#panel .implied button").click()
    expect(page.locator("#panel .implied li.off")).to_have_count(1)
    expect(page.locator("#chat .meta")).to_have_count(1)
    page.locator("#chat .meta").evaluate("meta => { meta.dataset.old = ''; }")
    page.locator("#chat a.act.again").click()
    expect(page.locator("#chat .meta:not([data-old])")).to_have_count(1)
    expect(page.locator("#panel .implied li.off")).to_have_count(1)
    expect(page.locator("#question .submit-button")).to_be_visible()
    page.locator("#question textarea").fill("青岑县的竹纸产值是多少？")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(2)
    expect(page.locator("#panel .evidence:not([hidden]) .implied li")).to_contain_text("地点：青岑县")
    expect(page.locator("#panel .evidence:not([hidden]) .implied .off")).to_have_count(0)


def test_what_a_reader_chose_wins_and_leaves_no_chip(serve: Serve, visit: Visit, assistant: Assistant) -> None:
    page = visit(serve(assistant))
    page.locator("#filters > button").click()
    page.get_by_label("讲话人").click()
    page.get_by_role("option", name="陆知行").click()
    expect(page.locator("#filters-said")).to_contain_text("1 篇符合")
    ask(page, "顾望舒说竹纸产值达到多少？")
    assert found(page) == {"在青岑县水利工作会议上的讲话"}
    expect(page.locator("#panel .implied")).to_have_count(0)


def test_filters_and_chips_speak_english_too(serve: Serve, visit: Visit, assistant: Assistant) -> None:
    page = visit(serve(assistant))
    page.get_by_role("button", name="English").click()
    expect(page.locator("#filters > button")).to_contain_text("Filter: search these speeches only")
    page.locator("#filters > button").click()
    for label in ("Speaker", "Place", "Kind", "From", "To"):
        expect(page.get_by_label(label, exact=True).first).to_be_visible()
    page.get_by_label("From", exact=True).fill("2024-05")
    expect(page.locator("#filters-said")).to_have_text("1 match", use_inner_text=True)
    expect(page.locator("#filters > button")).to_contain_text("Filter: 2024-05")
    assert re.search("[\u4e00-\u9fff]", page.locator("#filters").inner_text()) is None
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#filters-said p")).to_have_count(0)
    ask(page, "溪州市开通了多少条航线？")
    expect(page.locator("#panel .implied")).to_contain_text("Place: 溪州市", use_inner_text=True)
    page.locator("#panel .implied button").click()
    expect(page.locator("#panel .implied .off")).to_contain_text("Not by place", use_inner_text=True)
