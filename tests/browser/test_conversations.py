"""Several conversations: kept, named, searched, renamed, exported, deleted; questions asked again and changed."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Serve, Visit
from tests.browser.test_looks import in_both_colours, told
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running, wait_until

pytestmark = pytest.mark.browser

RAILWAY, PORT = "疏港铁路什么时候通车？", "2023年吞吐量是多少？"
Shoot = Callable[[Page, str], None]


@pytest.fixture
def assistant(tmp_path: Path) -> ScriptedAssistant:
    return ScriptedAssistant(directory=tmp_path)


def ask(page: Page, question: str, number: int = 1) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer .actions")).to_have_count(number)
    expect(page.locator("#question .submit-button")).to_be_visible()


def names(page: Page) -> list[str]:
    rows = page.locator("#conversations li")
    return [str(rows.nth(i).get_attribute("data-name")) for i in range(rows.count())]


def menu(page: Page, name: str, entry: str) -> None:
    row = page.locator(f'#conversations li[data-name="{name}"]')
    row.locator("summary").click()
    row.locator(".more").get_by_text(entry, exact=True).click()


def test_conversation_survives_a_reload_and_a_restart(visit: Visit, assistant: ScriptedAssistant) -> None:
    with running(assistant, page=True) as address:
        page = visit(address)
        ask(page, RAILWAY)
        expect(page.locator("#conversations")).to_have_attribute("data-current", re.compile("."))  # it is kept by then
        expect(page).to_have_url(f"{address}/?c={page.locator('#conversations').get_attribute('data-current')}")
        text = page.locator("#chat .answer .text").inner_text()
        page.reload()
        expect(page.locator("#chat .answer .text")).to_have_text(text, use_inner_text=True)
        page.locator("#chat a.cite").first.click()
        expect(page.locator("#c1-1")).to_be_focused()
        cookies = page.context.cookies()
        path = page.url.removeprefix(address)
    restarted = ScriptedAssistant(directory=assistant.library.directory)
    with running(restarted, page=True) as address:
        page = visit(f"{address}/healthz")
        page.context.add_cookies([{"name": c["name"], "value": c["value"], "url": address} for c in cookies])
        page.goto(address + path)
        expect(page.locator("#chat .answer .text")).to_have_text(text, use_inner_text=True)
        ask(page, "那什么时候通车？", 2)
        assert [turn.role for turn in restarted.histories[-1]] == ["user", "assistant"]


def test_conversations_are_listed_opened_searched_renamed_and_deleted(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    page = visit(serve(assistant))
    ask(page, RAILWAY)
    page.locator("#new").click()
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator("#question textarea")).to_be_focused()
    ask(page, PORT)
    assert names(page) == [PORT, RAILWAY]
    page.get_by_role("button", name=RAILWAY).first.click()
    expect(page.locator("#chat .question")).to_have_text(RAILWAY)
    expect(page.locator("#c1-1")).to_be_visible()

    page.locator("#history-search").fill("标箱")
    expect(page.locator("#conversations li")).to_have_count(1)
    assert names(page) == [PORT]
    expect(page.locator("#chat .question")).to_have_text(RAILWAY)  # the search leaves what is on screen alone
    page.locator("#history-search").fill("没有的词")
    expect(page.locator("#conversations .empty")).to_contain_text("没有匹配的对话")
    page.locator("#history-search").fill("")
    expect(page.locator("#conversations li")).to_have_count(2)

    menu(page, RAILWAY, "改名")
    field = page.locator("#rename-dialog input")
    expect(field).to_have_value(RAILWAY)
    expect(field).to_be_focused()
    field.fill("<b>铁路</b>进度")
    page.keyboard.press("Enter")
    expect(page.locator("#conversations li").nth(1)).to_have_attribute("data-name", "<b>铁路</b>进度")

    menu(page, PORT, "删除")
    expect(page.locator("#delete-dialog .name")).to_have_text(PORT)
    shoot(page, "conversations-delete")
    page.keyboard.press("Escape")
    expect(page.locator("#conversations li")).to_have_count(2)
    menu(page, PORT, "删除")
    page.locator("#delete-dialog .primary").click()
    expect(page.locator("#conversations li")).to_have_count(1)
    expect(page.locator("#chat .question")).to_have_text(RAILWAY)
    menu(page, "<b>铁路</b>进度", "删除")
    page.locator("#delete-dialog .primary").click()
    expect(page.locator("#conversations .empty")).to_contain_text("还没有对话")
    expect(page.locator("#chat .answer")).to_have_count(0)
    assert "?c=" not in page.url


def test_conversation_is_put_into_a_folder_and_out_again(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = visit(serve(assistant))
    ask(page, RAILWAY)
    for name in ("防汛材料", ""):
        menu(page, RAILWAY, "归入文件夹")
        page.locator("#file-dialog input").fill(name)
        page.keyboard.press("Enter")
        head = page.locator("#conversations h2")
        expect(head).to_have_text(name or "今天", use_inner_text=True)


def test_conversation_is_exported(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    ask(page, RAILWAY)
    for entry, read in (("导出 Markdown", str), ("导出 JSON", json.loads)):
        with page.expect_download() as download:
            menu(page, RAILWAY, entry)
        content = read(Path(download.value.path()).read_text(encoding="utf-8"))
        assert content
        assert download.value.suggested_filename.startswith("疏港铁路")
        if entry.endswith("Markdown"):
            assert "沈知远：《在澜州市港口经济工作会议上的讲话》，2024年3月18日" in content


def test_other_browsers_see_other_conversations(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    address = serve(assistant)
    page = visit(address)
    ask(page, RAILWAY)
    other = visit(address)
    other.goto(page.url)
    expect(other.locator("#conversations .empty")).to_be_visible()
    expect(other.locator("#chat .answer")).to_have_count(0)


def test_question_is_changed_and_what_followed_is_replaced(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    page = visit(serve(assistant))
    ask(page, RAILWAY)
    ask(page, "灯塔计划资助多少人？", 2)
    box = page.locator("#question textarea")
    page.locator("#chat a.act.edit").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#edit-note")).to_contain_text("正在修改问题")
    expect(box).to_have_value(RAILWAY)
    expect(box).to_be_focused()
    shoot(page, "chat-editing")
    page.locator("#edit-note button").click()
    expect(page.locator("#edit-note")).to_be_hidden()
    expect(box).to_have_value("")
    page.locator("#chat a.act.edit").first.focus()
    page.keyboard.press("Enter")
    expect(box).to_have_value(RAILWAY)
    box.fill(PORT)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .question")).to_have_text([PORT])
    expect(page.locator("#chat .answer .actions")).to_have_count(1)
    assert assistant.histories[-1] == []
    page.reload()
    expect(page.locator("#chat .question")).to_have_text([PORT])


def test_answer_is_given_again(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    ask(page, RAILWAY)
    ask(page, PORT, 2)
    expect(page.locator("#chat a.act.again")).to_have_count(1)
    page.locator("#chat a.act.again").click()
    wait_until(lambda: assistant.finished == 3)
    expect(page.locator("#chat .question")).to_have_text([RAILWAY, PORT])
    expect(page.locator("#chat .answer .actions")).to_have_count(2)
    assert len(assistant.histories[-1]) == 2


def test_failure_says_so_in_one_line_and_is_tried_again(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    page = visit(serve(assistant))
    ask(page, "失败")
    expect(page.locator("#chat .stage.failed")).to_contain_text("出错了")
    expect(page.locator("#chat .error .zh")).to_have_text("the engine stopped: 'out of memory'; use a smaller model")
    shoot(page, "chat-failed")
    page.locator("#chat a.act.again").get_by_text("重试").click()
    wait_until(lambda: assistant.closed == 2)
    expect(page.locator("#chat .stage.failed")).to_have_count(1)


def test_stopped_answer_is_kept_as_stopped(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    assistant.hold.clear()
    page.locator("#question textarea").fill(RAILWAY)
    page.keyboard.press("Enter")
    expect(page.locator("#panel .card").first).to_be_visible()
    page.locator("#question textarea").press("Escape")
    expect(page.locator("#chat .stage.stopped")).to_contain_text("已停止")
    assistant.hold.set()
    page.reload()
    expect(page.locator("#chat .stage.stopped")).to_contain_text("已停止")
    page.locator("#chat a.act.again").click()
    expect(page.locator("#chat .answer .meta")).to_have_count(1)


def test_a_question_asked_before_the_page_is_all_there_is_not_undone(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    address = serve(assistant)
    page = visit(f"{address}/healthz")
    held: list[Route] = []

    def hold(route: Route) -> None:  # what the page is opened with
        held.append(route) if route.request.method == "POST" else route.continue_()

    page.route("**/run/predict*", hold)
    page.goto(address)
    page.locator("#question textarea").fill(RAILWAY)
    page.wait_for_function("!!window.yinzhengAgain")  # the page's own script is there
    page.keyboard.press("Enter")
    assert held and assistant.opened == 0
    for route in held:
        route.continue_()
    page.unroute("**/run/predict*")
    expect(page.locator("#chat .answer .actions")).to_have_count(1)
    expect(page).to_have_url(f"{address}/?c={page.locator('#conversations').get_attribute('data-current')}")
    page.reload()
    expect(page.locator("#chat .question")).to_have_text([RAILWAY])


def test_opening_another_conversation_lets_the_answer_go_on_and_loses_nothing(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant
) -> None:
    page = visit(serve(assistant))
    ask(page, PORT)
    page.locator("#new").click()
    page.locator("#question textarea").fill(RAILWAY)  # at once: what is typed is not lost when the page has changed
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value(RAILWAY)
    assistant.hold.clear()
    page.keyboard.press("Enter")
    expect(page.locator("#panel .card").first).to_be_visible()
    page.get_by_role("button", name=PORT).first.click()
    expect(page.locator("#chat .question")).to_have_text([PORT])
    expect(page.locator("#question .submit-button")).to_be_visible()
    assistant.hold.set()
    wait_until(lambda: assistant.finished == 2)
    page.get_by_role("button", name=RAILWAY).first.click()
    expect(page.locator("#chat a.cite")).to_have_count(2)
    expect(page.locator("#chat .stage")).to_have_count(0)


def test_shift_enter_breaks_the_line(serve: Serve, visit: Visit, assistant: ScriptedAssistant) -> None:
    page = visit(serve(assistant))
    box = page.locator("#question textarea")
    box.focus()
    for line in "一二三":
        page.keyboard.type(line)
        page.keyboard.press("Shift+Enter")
    expect(box).to_have_value("一\n二\n三\n")
    assert assistant.opened == 0


def test_words_are_shown_only_once_they_are_checked(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    assistant.pace = 0.8
    page = visit(serve(assistant))
    page.evaluate(
        """() => {
            window.shown = new Set();
            const note = () => window.shown.add(document.querySelector("#chat .answer .text")?.textContent ?? "");
            new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
        }"""
    )
    page.locator("#question textarea").fill(RAILWAY)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .preview")).to_contain_text("最接近的原文")
    expect(page.locator("#chat .stage .clock")).to_contain_text("秒")
    expect(page.locator("#chat .stage .usual")).to_contain_text("通常约")
    shoot(page, "chat-streaming")
    expect(page.locator("#chat .verdict.supported")).to_have_count(2)
    expect(page.locator("#chat :is(.preview, .stage.running)")).to_have_count(0)
    final = page.locator("#chat .answer .text").evaluate("text => text.textContent")
    assert len(page.evaluate("[...window.shown]")) >= 2
    assert not [text for text in page.evaluate("[...window.shown]") if not final.startswith(text)]


def test_a_read_only_link_is_made_opened_and_taken_back(
    serve: Serve, visit: Visit, assistant: ScriptedAssistant, shoot: Shoot
) -> None:
    address = serve(assistant)
    page = visit(address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, RAILWAY)
    menu(page, RAILWAY, "只读链接")
    dialog = page.locator("#link-dialog")
    expect(dialog.locator(".about")).to_contain_text("不能提问", use_inner_text=True)
    expect(dialog.get_by_role("button", name="收回链接")).to_be_hidden()
    dialog.get_by_label("几天后失效").select_option("30")
    dialog.get_by_role("button", name="生成链接").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("链接", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="复制").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}/shared/") and link == dialog.get_by_label("链接", exact=True).input_value()
    shoot(page, "link-dialog")
    assert (found := in_both_colours(page)) == [], told(found)
    page.set_viewport_size({"width": 390, "height": 844})
    low = [
        box["height"] for one in dialog.locator("button:visible, select, input").all() if (box := one.bounding_box())
    ]
    assert len(low) == 6 and min(low) >= 40
    shoot(page, "link-dialog-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.keyboard.press("Escape")
    expect(page.locator("#conversations summary").first).to_be_focused()

    other = visit(link, width=390, height=844)
    expect(other.locator("h1")).to_have_text(RAILWAY)
    expect(other.locator("mark").first).to_be_visible()
    expect(other.locator("pre").first).not_to_contain_text("同志们")  # the passage, not the whole source
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (found := in_both_colours(other, passes=5)) == [], told(found)
    shoot(other, "link-opened")

    menu(page, RAILWAY, "只读链接")
    expect(dialog.locator(".until")).to_contain_text("已有一个链接")  # what it was is not shown again
    expect(dialog.get_by_label("链接", exact=True)).to_be_hidden()
    dialog.get_by_role("button", name="收回链接").click()
    expect(dialog.locator(".until")).to_contain_text("已收回")
    answer = other.goto(link)
    assert answer is not None and answer.status == 404
