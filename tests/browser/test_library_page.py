"""The library page, filters, exports, feedback and the door, in Chromium."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from index import Library
from rag import Assistant, Settings
from tests.browser.conftest import Serve, Visit
from tests.support.fakes import HashEncoder
from tests.support.ui.library_client import FESTIVAL, ShelfAssistant, shelf
from tests.support.ui.real_assistant import DOCUMENTS, Writer

pytestmark = pytest.mark.browser

Shoot = Callable[[Page, str], None]
RAILWAY = "疏港铁路什么时候通车？"


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[ShelfAssistant]:
    with shelf(tmp_path) as assistant:
        yield assistant
        assistant.hold.set()


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(1)


def id_of(stocked: ShelfAssistant, title: str) -> str:
    return next(speech.id for speech in stocked.library.speeches() if speech.title == title)


def test_upload_shows_each_files_outcome(
    serve: Serve, visit: Visit, stocked: ShelfAssistant, tmp_path: Path, shoot: Shoot
) -> None:
    page = visit(serve(stocked) + "/library")
    good, same, bad = tmp_path / "茶叶.txt", tmp_path / "同.txt", tmp_path / "图.dwg"
    good.write_text(FESTIVAL.replace("竹纸", "茶叶"), encoding="gb18030")
    same.write_text(FESTIVAL, encoding="utf-8")
    bad.write_bytes(b"PK")
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as archive:
        archive.writestr("蚕桑.txt", FESTIVAL.replace("竹纸", "蚕桑"))
    page.locator("#files").set_input_files([good, same, bad, tmp_path / "包.zip"])
    expect(page.locator("#results .sum")).to_contain_text("新增 2")
    expect(page.locator("#results .added")).to_have_count(2)
    expect(page.locator("#results .unchanged")).to_contain_text("同.txt")
    expect(page.locator("#results .failed")).to_contain_text("图.dwg：不支持 .dwg")
    expect(page.locator("#sending")).to_be_hidden()
    shoot(page, "library-uploaded")
    expect(page.locator(".list")).to_contain_text("在全市茶叶产业大会上的讲话")  # the list is brought up to date
    expect(page.locator("main > header .count")).to_have_text("8")
    expect(page.locator("#results .added")).to_have_count(2)
    page.get_by_role("link", name="问答").click()  # the chat's page was made before
    expect(page.locator("#header .library")).to_contain_text("8 篇")


def test_what_cannot_be_seen_in_a_files_name_is_named(serve: Serve, visit: Visit, stocked: ShelfAssistant) -> None:
    page = visit(serve(stocked) + "/library")
    page.locator("#files").set_input_files({"name": "总结\u202etxt.exe", "mimeType": "text/plain", "buffer": b"x"})
    expect(page.locator("#results .failed")).to_contain_text("总结[U+202E]txt.exe")


def test_correction_is_kept_and_can_be_taken_back(
    serve: Serve, visit: Visit, stocked: ShelfAssistant, shoot: Shoot
) -> None:
    address = serve(stocked)
    page = visit(f"{address}/library/{id_of(stocked, '陆知行在青岑县调研')}")
    page.locator("#f-date").fill("昨天")
    page.locator("#correct button[type=submit]").click()
    expect(page.locator("#said")).to_have_text("“昨天”不是日期；写成 2024、2024-05 或 2024-05-31")
    page.locator("#f-date").fill("2023年5月7日")
    page.locator("#f-speaker").fill("陆知行")
    page.locator("#f-kind").select_option("报告")
    page.locator("#correct button[type=submit]").click()
    expect(page.locator("#f-date")).to_have_value("2023-05-07")
    expect(page.locator("[data-forget]")).to_have_count(3)
    shoot(page, "library-corrected")
    page.locator('[data-forget="date"]').click()
    expect(page.locator("#f-date")).to_have_value("2023-05-08")
    expect(page.locator("#f-speaker")).to_have_value("陆知行")


def test_words_that_a_field_was_read_from_open_in_the_document(
    serve: Serve, visit: Visit, stocked: ShelfAssistant, shoot: Shoot
) -> None:
    page = visit(f"{serve(stocked)}/library/{id_of(stocked, '在全市竹纸产业大会上的讲话')}")
    expect(page.locator(".furniture")).to_contain_text("责任编辑：钟离澍")
    expect(page.locator(".outline")).to_contain_text("一、去年的成绩")
    shoot(page, "library-understood")
    with page.expect_navigation():
        page.locator(".fields a", has_text="2024年3月18日").click()
    expect(page.locator("mark").first).to_have_text("2024年3月18日")


def test_removal_asks_first(serve: Serve, visit: Visit, stocked: ShelfAssistant) -> None:
    page = visit(serve(stocked) + "/library")
    row = page.locator(f"#s-{id_of(stocked, '在全市竹纸产业大会上的讲话')}")
    row.locator("[data-remove]").click()
    expect(page.locator("dialog b").first).to_have_text("在全市竹纸产业大会上的讲话")
    page.locator("#no").click()
    expect(row).to_be_visible()
    assert len(stocked.library.speeches()) == 3
    row.locator("[data-remove]").click()
    page.locator("#yes").click()
    expect(row).to_have_count(0)
    assert len(stocked.library.speeches()) == 2


def test_list_is_filtered_by_form_and_by_chart(serve: Serve, visit: Visit, stocked: ShelfAssistant) -> None:
    page = visit(serve(stocked) + "/library")
    page.locator('#filter [name="place"]').select_option("青岑县")
    page.locator("#filter button").click()
    expect(page.locator(".list li")).to_have_count(1)
    page.get_by_role("link", name="清除").click()
    page.locator(".rank a", has_text="顾望舒").click()
    expect(page.locator(".list li")).to_have_count(1)
    expect(page.locator('#filter [name="speaker"]')).to_have_value("顾望舒")


def test_library_fits_its_window(serve: Serve, visit: Visit, stocked: ShelfAssistant, shoot: Shoot) -> None:
    address = serve(stocked)
    page = visit(address + "/library")
    for name in ("library", "library-speech"):
        if name == "library-speech":
            page.goto(f"{address}/library/{id_of(stocked, '在全市竹纸产业大会上的讲话')}")
        for width, dark in ((1440, False), (1440, True), (390, False), (390, True)):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if dark else "light")
            look = f"{name}-{width}-{'dark' if dark else 'light'}"
            shoot(page, look)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), look


def test_markup_of_a_document_is_shown_and_not_run(serve: Serve, visit: Visit, stocked: ShelfAssistant) -> None:
    address = serve(stocked)
    page = visit(address + "/library?q=<script>window.pwned=true</script>")
    for speech in stocked.library.speeches():
        page.goto(f"{address}/library/{speech.id}")
        assert page.evaluate("window.pwned") is None
        assert page.locator("main img, main script").count() == 0


def test_filters_reach_the_search_and_say_how_many_match(
    serve: Serve, visit: Visit, stocked: ShelfAssistant, shoot: Shoot
) -> None:
    page = visit(serve(stocked))
    page.locator("#filters > button").click()
    page.get_by_label("自", exact=True).fill("2024-05")
    expect(page.locator("#filters-said")).to_contain_text("1 篇符合")
    shoot(page, "filters-open")
    ask(page, RAILWAY)
    assert stocked.filters[-1] is not None
    assert stocked.filters[-1].since == "2024-05"
    page.get_by_label("自", exact=True).fill("昨天")
    expect(page.locator("#filters-said .bad")).to_contain_text("日期写成")
    page.locator("#filters-clear").click()
    expect(page.locator("#filters-said p")).to_have_count(0)


def test_answer_is_exported_and_judged(serve: Serve, visit: Visit, stocked: ShelfAssistant, shoot: Shoot) -> None:
    address = serve(stocked)
    page = visit(address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, RAILWAY)
    page.locator("#chat a.act.save").click()
    expect(page.locator("#paper")).to_be_visible()
    shoot(page, "answer-export")
    page.get_by_role("button", name="复制带出处的文本").click()
    expect(page.locator("#paper .choices button").first).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[1] 沈知远：《在澜州市港口经济工作会议上的讲话》，2024年3月18日，全市港口经济工作会议" in copied
    for label, ending in (("Markdown 文件", ".md"), ("Word 文件", ".docx")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename.startswith("疏港铁路什么时候通车 ")  # and the day
        assert download.value.suggested_filename.endswith(ending)
        assert Path(download.value.path()).stat().st_size > 300
    page.locator("#paper .close").click()
    page.locator("#chat a.act.down").click()
    page.get_by_label("答错了").check()
    page.get_by_label("正确的答案").fill("十月底前")
    shoot(page, "answer-judged")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("#paper .said")).to_contain_text("谢谢")
    kept = json.loads(page.request.get(f"{address}/api/feedback").text())
    assert (kept["question"], kept["answers"]) == (RAILWAY, [["十月底前"]])


def test_password_opens_the_page_and_a_wrong_one_does_not(
    serve: Serve, visit: Visit, stocked: ShelfAssistant, shoot: Shoot
) -> None:
    address = serve(stocked, secrets=("correct horse",))
    page = visit(address + "/library")
    expect(page.locator("h1")).to_have_text("引证")
    page.get_by_label("口令").fill("wrong guess")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("口令不对")
    shoot(page, "login")
    page.get_by_label("口令").fill("correct horse")
    page.keyboard.press("Enter")
    expect(page.locator("#upload")).to_be_visible()
    page.goto(address)
    ask(page, RAILWAY)
    expect(page.locator("#chat .answer")).to_contain_text("十月底前建成通车")


def test_texts_are_tagged_chosen_by_their_tag_and_untagged(
    serve: Serve, visit: Visit, stocked: ShelfAssistant, shoot: Shoot
) -> None:
    page = visit(serve(stocked) + "/library")
    page.locator("#tagging input[name=tag]").fill("第一批")
    page.locator("#tagging button").first.click()  # nothing is chosen
    expect(page.locator("#tagged")).to_contain_text("先选中几篇")
    for title in ("在全市竹纸产业大会上的讲话", "陆知行在青岑县调研"):
        page.locator(".list li", has_text=title).locator(".choose").check()
    page.locator("#tagging button").first.click()
    tagged = page.locator(".list li", has_text="第一批")
    expect(tagged).to_have_count(2)
    shoot(page, "library-tags")
    page.locator("#filter [name=tag]").select_option("第一批")
    page.locator("#filter button").first.click()
    expect(page.locator(".list li")).to_have_count(2)
    page.locator("#tag-all").check()
    page.locator("#tagging input[name=tag]").fill("第一批")
    page.locator("#tagging button[value=remove]").click()
    expect(page.locator(".list li")).to_have_count(0)
    assert stocked.library.tags() == {}


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
    text: FilePayload = {"name": "竹纸.txt", "mimeType": "text/plain", "buffer": DOCUMENTS["竹纸.txt"].encode()}
    broken: FilePayload = {"name": "坏的.pdf", "mimeType": "application/pdf", "buffer": b"not a PDF"}
    page.locator("#fill-files").set_input_files([text, broken])
    expect(page.locator("#chat .filled")).to_contain_text("坏的.pdf：")  # what could not be read is not passed over
    page.locator("#chat .filled a").click()
    expect(page.locator("#header .library")).to_contain_text("1 篇", use_inner_text=True)
    page.locator("#question textarea").fill("2023年全市竹纸产值达到多少？")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer .text")).to_contain_text("86亿元")
    page.locator("#chat a.cite").first.click()
    expect(page.locator("#panel mark").first).to_contain_text("86亿元")
