import re
from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Serve, Visit
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import wait_until

pytestmark = pytest.mark.browser

RAILWAY = "疏港铁路什么时候通车？"
QUOTE = "打通疏港铁路“最后一公里”，确保十月底前建成通车"
Shoot = Callable[[Page, str], None]


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


def ask(page: Page, question: str) -> None:
    expect(page.locator("#question .submit-button")).to_be_visible()  # while it answers nothing can be sent
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")


def answered(page: Page, number: int = 1) -> None:
    expect(page.locator("#chat .meta")).to_have_count(number)


def test_from_question_to_marked_source(serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot) -> None:
    page = visit(serve(assistant))
    shoot(page, "page-start")
    assistant.hold.clear()
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type(RAILWAY)
    page.keyboard.press("Enter")

    # evidence is on screen before a word of the answer
    expect(page.locator("#panel h2")).to_contain_text("检索到的原文")
    expect(page.locator("#panel .card").first).to_be_visible()
    expect(page.locator("#chat .stage.running")).to_contain_text("核对过才显示")
    assert page.locator("#chat .text").count() == 0
    shoot(page, "page-evidence-first")
    assistant.hold.set()
    answered(page)
    expect(page.locator("#panel h2")).to_contain_text("引用的原文")
    shoot(page, "page-answered")

    cite = page.locator("#chat a.cite").first
    expect(cite).to_have_text("[1]")
    cite.hover()
    expect(page.locator("#tip q")).to_have_text(QUOTE)
    cite.click()
    card = page.locator("#c1-1")
    expect(card).to_have_class("card cited lit")
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()
    assert card.locator("mark").evaluate("mark => mark.textContent") == QUOTE
    shoot(page, "page-citation")

    with page.context.expect_page() as popup:
        card.locator("h3 a").click(modifiers=["ControlOrMeta"])
    source = popup.value
    source.wait_for_load_state()
    mark = source.locator(".original mark")
    assert mark.evaluate("mark => mark.textContent") == QUOTE
    expect(mark).to_be_in_viewport()
    shoot(source, "page-source")


def test_link_with_the_span_in_its_fragment_alone(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    start = assistant.source_text("a1b2c3d4e5f6").index(QUOTE)
    page = visit(f"{serve(assistant)}/speech/a1b2c3d4e5f6#{start}-{start + len(QUOTE)}")
    mark = page.locator(".original mark")
    expect(mark).to_have_text(QUOTE)
    expect(mark).to_be_in_viewport()


def test_citations_work_by_keyboard_there_and_back(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    ask(page, RAILWAY)
    answered(page)
    cite = page.locator("#chat a.cite").nth(1)
    cite.focus()
    expect(page.locator("#tip")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#c1-2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#c1-2 a.number")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cite).to_be_focused()


def test_enter_that_ends_a_composition_does_not_send(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    box = page.locator("#question textarea")
    box.focus()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "shu gang", "selectionStart": 8, "selectionEnd": 8})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "text": "\r"}
    devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", **enter})
    devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    devtools.send("Input.insertText", {"text": RAILWAY})
    # other browsers: Enter still composing, and Enter right behind the end of the composition
    box.evaluate(
        """box => {
            const enter = { key: "Enter", keyCode: 13, bubbles: true, cancelable: true };
            box.dispatchEvent(new KeyboardEvent("keypress", { ...enter, isComposing: true }));
            box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "x" }));
            box.dispatchEvent(new KeyboardEvent("keypress", enter));
        }"""
    )
    page.wait_for_timeout(300)
    assert assistant.opened == 0
    expect(box).to_have_value(RAILWAY)
    page.keyboard.press("Enter")
    answered(page)
    assert assistant.opened == 1


def test_markup_is_shown_and_not_run(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    address = serve(assistant)
    page = visit(address)
    question = "灯塔<img src=x onerror='window.pwned = true'> **粗** [1] $$x$$ ${1+1} {{x}} "
    question += "<script>window.pwned = true</script>"
    ask(page, question)
    answered(page)
    assert page.locator("#chat .question").evaluate("e => e.textContent") == question
    quote = page.locator("#c1-1 mark").evaluate("mark => mark.textContent")
    assert quote == '首批资助<img src=x onerror="window.pwned = true">青年科研人员一百二十名'
    page.locator("#chat a.cite").last.hover()
    expect(page.locator("#tip q")).to_have_text(quote)
    for path in ("/", "/speech/deadbeef0001", "/speeches"):
        if path != "/":
            page.goto(address + path)
        assert page.locator("#chat img, #panel img, main img, #tip img, article script").count() == 0
        assert page.evaluate("window.pwned") is None


def test_stop_keeps_the_page_usable(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    assistant.hold.clear()
    ask(page, RAILWAY)
    expect(page.locator("#panel .card").first).to_be_visible()
    page.locator("#question .stop-button").click()
    expect(page.locator("#chat .stage.stopped")).to_contain_text("已停止")
    wait_until(lambda: assistant.closed == 1)
    assert assistant.finished == 0
    assistant.hold.set()
    expect(page.locator("#question .submit-button")).to_be_visible()
    expect(page.locator("#chat .stage.running")).to_have_count(0)
    page.wait_for_timeout(1_000)  # what a stopped answer leaves is put away in the background
    ask(page, RAILWAY)
    answered(page)


def test_answer_goes_on_when_its_page_is_reloaded_and_is_there_again(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = visit(serve(assistant))
    assistant.hold.clear()
    ask(page, RAILWAY)
    expect(page.locator("#panel .card").first).to_be_visible()
    page.reload()
    expect(page.locator("#chat .stage.running")).to_be_visible()
    expect(page.locator("#question .stop-button")).to_be_visible()
    assistant.hold.set()
    answered(page)
    expect(page.locator("#chat a.cite")).to_have_count(2)
    expect(page.locator("#question .submit-button")).to_be_visible()
    assert assistant.opened == 1


def test_answer_goes_on_when_its_page_is_closed_and_while_another_conversation_is_open(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = visit(serve(assistant))
    assistant.hold.clear()
    ask(page, RAILWAY)
    expect(page.locator("#panel .card").first).to_be_visible()
    page.locator("#new").click()
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator("#question .submit-button")).to_be_visible()
    page.locator("#conversations button.open").click()
    expect(page.locator("#chat .stage.running")).to_be_visible()
    expect(page).to_have_url(re.compile("c="))
    address, context = page.url, page.context
    page.close()
    assistant.hold.set()
    wait_until(lambda: assistant.finished == 1)
    page = context.new_page()
    page.goto(address)
    answered(page)
    expect(page.locator("#chat a.cite")).to_have_count(2)


def test_what_was_resumed_can_be_stopped(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    assistant.hold.clear()
    ask(page, RAILWAY)
    expect(page.locator("#panel .card").first).to_be_visible()
    page.reload()
    page.locator("#question .stop-button").click()
    expect(page.locator("#chat .stage.stopped")).to_contain_text("已停止")
    wait_until(lambda: assistant.closed == 1)
    assert assistant.finished == 0


def test_follow_up_knows_what_was_said_and_old_evidence_comes_back(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = visit(serve(assistant))
    ask(page, "吞吐量是多少？")
    answered(page)
    ask(page, "那什么时候通车？")
    answered(page, 2)
    assert [turn.role for turn in assistant.histories[1]] == ["user", "assistant"]
    assert "[1]" not in assistant.histories[1][1].text
    expect(page.locator("#c2-1")).to_be_visible()
    expect(page.locator("#c1-1")).to_be_hidden()
    page.locator('#chat a.cite[href="#c1-2"]').click()
    expect(page.locator("#c1-2")).to_be_in_viewport()
    expect(page.locator("#c2-1")).to_be_hidden()


def test_question_sent_the_moment_the_button_is_back_is_asked(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = visit(serve(assistant))
    ask(page, RAILWAY)
    page.evaluate(
        """question => {
            const box = () => document.querySelector("#question textarea");
            const enter = { key: "Enter", keyCode: 13, bubbles: true, cancelable: true };
            let answering = false;
            const watch = setInterval(() => {
                answering ||= Boolean(document.querySelector("#question .stop-button"));
                if (!answering || !document.querySelector("#question .submit-button")) return;
                clearInterval(watch);
                box().value = question;
                box().dispatchEvent(new InputEvent("input", { bubbles: true }));
                setTimeout(() => box().dispatchEvent(new KeyboardEvent("keypress", enter)));
            });
        }""",
        "吞吐量是多少？",
    )
    answered(page, 2)
    assert assistant.opened == 2


def test_enter_while_an_answer_is_under_way_keeps_the_words(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = visit(serve(assistant))
    assistant.hold.clear()
    ask(page, RAILWAY)
    expect(page.locator("#question .stop-button")).to_be_visible()
    box = page.locator("#question textarea")
    box.fill("吞吐量是多少？")
    box.press("Enter")
    expect(box).to_have_value("吞吐量是多少？")
    assistant.hold.set()
    answered(page)
    expect(page.locator("#question .submit-button")).to_be_visible()
    box.press("Enter")
    answered(page, 2)
    assert assistant.opened == 2


def test_refusal_shows_the_nearest_passages_as_such(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    page = visit(serve(assistant))
    ask(page, "澜州市的地铁什么时候开通？港口呢？")
    expect(page.locator("#chat .stage.refused")).to_contain_text("没有找到依据")
    expect(page.locator("#panel")).to_contain_text("最接近但不回答问题的段落")
    expect(page.locator("#panel .refusal")).to_contain_text("全库 3 篇")
    shoot(page, "page-refusal")


def test_failure_is_shown_and_the_next_question_works(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    ask(page, "失败")
    expect(page.locator("#chat .stage.failed")).to_contain_text("出错")
    expect(page.locator("#chat .error")).to_contain_text("out of memory")
    ask(page, RAILWAY)
    answered(page)


def test_second_reader_is_told_to_wait(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    address = serve(assistant, waiting=1)
    pages = [visit(address) for _ in range(3)]
    assistant.hold.clear()
    ask(pages[0], RAILWAY)
    expect(pages[0].locator("#panel .card").first).to_be_visible()
    ask(pages[1], RAILWAY)
    expect(pages[1].locator("#chat .stage.running")).to_contain_text("排队中")
    ask(pages[2], RAILWAY)
    expect(pages[2].locator("#chat .error")).to_contain_text("请稍后再试")
    assistant.hold.set()
    answered(pages[0])
    answered(pages[1])


def test_example_question_is_asked_by_a_click_and_a_new_conversation_starts_over(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = visit(serve(assistant))
    example = page.locator("#examples button").first
    expect(example).to_have_text(assistant.example_questions()[0])
    example.click()
    answered(page)
    expect(example).to_be_hidden()
    page.locator("#new").click()
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(example).to_be_visible()
    expect(page.locator("#panel .card")).to_have_count(0)
    ask(page, "那什么时候通车？")
    expect(page.locator("#chat .meta")).to_have_count(1)
    assert assistant.histories[-1] == []


def test_examples_are_those_of_the_library_as_it_is_when_the_page_is_opened(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = assistant.example_questions()
    with monkeypatch.context() as empty:
        empty.setattr(assistant, "example_questions", list)
        page = visit(serve(assistant))
        expect(page.locator("#examples button:visible")).to_have_count(0)
    page.reload()
    expect(page.locator("#examples button:visible")).to_have_text(questions)
    page.locator("#examples button").last.click()
    answered(page)
    expect(page.locator("#chat .question")).to_have_text(questions[-1])


def test_page_fits_its_window(serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot) -> None:
    page = visit(serve(assistant), height=844)
    ask(page, RAILWAY)
    answered(page)
    for width, scheme in product((1440, 1024, 390), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 844})
        if scheme == "light":
            page.locator("#chat a.cite").first.click()
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        expect(page.locator("#c1-1")).to_be_in_viewport()
        shoot(page, f"page-{width}-{scheme}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        lightness = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)[0]")
        assert (lightness < 60) is (scheme == "dark")


def test_screen_readers_hear_words_and_not_markup(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    ask(page, RAILWAY)
    answered(page)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("#question textarea")).to_have_accessible_name(re.compile("^问题"))
    labels = page.locator("#chat [aria-label]").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert not [label for label in labels if "<" in label]


def test_enter_at_an_answer_that_is_all_there_is_not_lost(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = visit(serve(assistant))
    ask(page, RAILWAY)
    answered(page)
    held = "document.querySelector('#question').insertAdjacentHTML('beforeend', '<i class=stop-button id=held></i>')"
    expect(page.locator("#question .submit-button")).to_be_visible()
    page.evaluate(held)  # as in the moment in which Gradio has not ended what asked
    ask(page, "吞吐量是多少？")
    page.wait_for_timeout(300)
    assert assistant.opened == 1
    page.evaluate("document.querySelector('#held').remove()")
    expect(page.locator("#chat .answer .actions")).to_have_count(2)
    assert assistant.opened == 2
