"""Which documents are asked: @ in the box, chips, 只问这一篇; what is offered next; a text longer than a question."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Serve, Visit
from tests.support.ui.real_assistant import real
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import wait_until

pytestmark = pytest.mark.browser

RAILWAY, NEWS = "疏港铁路什么时候通车？", "顾南枝在临港新区调研"


def ask(page: Page, question: str, number: int = 1) -> None:
    expect(page.locator("#question .submit-button")).to_be_visible()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(number)


def test_at_names_a_document_that_stays_chosen_and_is_kept_with_the_conversation(
    serve: Serve, visit: Visit, tmp_path: Path
) -> None:
    assistant = ScriptedAssistant(directory=tmp_path)
    page = visit(serve(assistant))
    page.locator("#question textarea").click()
    page.keyboard.type("@调研")
    expect(page.locator("#naming li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#chosen li")).to_contain_text(NEWS)
    expect(page.locator("#question textarea")).to_have_value("")
    assert assistant.opened == 0
    ask(page, RAILWAY)
    filters = assistant.filters[-1]
    assert filters is not None and filters.ids == ("0f1e2d3c4b5a",)
    page.reload()
    expect(page.locator("#chosen li")).to_contain_text(NEWS)
    page.locator("#chosen button").click()
    expect(page.locator("#chosen li")).to_have_count(0)
    ask(page, RAILWAY, 2)
    assert not assistant.filters[-1]


def test_what_is_typed_before_the_script_has_come_is_taken_for_what_it_is(
    serve: Serve, visit: Visit, tmp_path: Path
) -> None:
    address = serve(ScriptedAssistant(directory=tmp_path))
    page = visit(f"{address}/healthz")
    held: list[Route] = []
    page.route("**/choosing.js", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    page.locator("#question textarea").click()
    page.keyboard.type("@调研")
    expect(page.locator("#naming")).to_have_count(0)
    wait_until(lambda: page.evaluate("1") == 1 and bool(held))
    held[0].continue_()
    expect(page.locator("#naming li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#chosen li")).to_contain_text(NEWS)


def test_this_document_alone_is_asked_from_a_card_and_from_its_own_page(serve: Serve, visit: Visit) -> None:
    assistant = ScriptedAssistant()
    address = serve(assistant)
    page = visit(address)
    ask(page, RAILWAY)
    page.locator("#c1-2 [data-do=only]").click()
    expect(page.locator("#chosen li")).to_contain_text(NEWS)
    page.goto(f"{address}/speech/a1b2c3d4e5f6")
    page.get_by_role("link", name="只问这一篇").click()
    expect(page.locator("#chosen li")).to_contain_text("在澜州市港口经济工作会议上的讲话")
    assert "only" not in page.url


def test_what_is_offered_next_is_asked_by_a_click(serve: Serve, visit: Visit) -> None:
    page = visit(serve(ScriptedAssistant()))
    ask(page, RAILWAY)
    offer = page.locator("#chat .offers a.ask")
    words = offer.inner_text()
    offer.click()
    expect(page.locator("#chat .meta")).to_have_count(2)
    expect(page.locator("#chat .question").last).to_have_text(words)


def test_question_as_understood_can_be_corrected(serve: Serve, visit: Visit) -> None:
    assistant = ScriptedAssistant()
    page = visit(serve(assistant))
    ask(page, "吞吐量是多少？")
    ask(page, "那什么时候通车？", 2)
    expect(page.locator("#chat .understood")).to_contain_text(f"理解为：{RAILWAY}")
    page.locator("#chat a.correct").click()
    expect(page.locator("#question textarea")).to_have_value(RAILWAY)
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#chat .understood")).to_have_count(0)
    expect(page.locator("#chat .question")).to_have_text(["吞吐量是多少？", RAILWAY])


def test_text_longer_than_a_question_is_not_cut_and_is_checked(serve: Serve, visit: Visit, tmp_path: Path) -> None:
    draft = "2023年全市竹纸产值达到68亿元，增长8.5%。" + "这一句谁也没有说过，只是为了写长一些。" * 120
    with real(tmp_path) as assistant:
        page = visit(serve(assistant))
        box = page.locator("#question textarea")
        box.fill(draft)
        expect(page.locator("#long-note .count").first).to_have_text(f"{len(draft):,}")
        box.press("Enter")
        expect(page.locator("#chat .question")).to_have_count(0)
        expect(box).to_have_value(draft)
        page.locator("#long-note button").click()
        expect(page.locator("#checked li").first).to_contain_text("与资料库所载不符")
        expect(page.locator("#checked .difference").first).to_have_text("68亿元 → 86亿元")
        page.keyboard.press("Escape")
        box.fill("竹纸？")
        expect(page.locator("#long-note")).to_be_hidden()
