"""Hostile text in every place and on every page: nothing of it runs, nothing is asked of another machine.

YINZHENG_HOSTILE=all pytest tests/browser/test_hostile.py -s     # every payload; else a share of them, in turn
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from index import Library
from rag import Assistant, Settings
from tests.browser.conftest import Serve, Visit
from tests.support.fakes import HashEncoder
from tests.support.ui.payloads import OUTSIDE, PAYLOADS, X
from tests.support.ui.real_assistant import Writer

pytestmark = pytest.mark.browser

EVERY = os.environ.get("YINZHENG_HOSTILE") == "all"
STEP = 1 if EVERY else 9
CHOSEN = list(enumerate(PAYLOADS))[::STEP]
FIELDS = ("title", "speaker", "role", "place", "occasion", "publisher")
NAMES = "甲乙丙丁戊己庚辛壬癸"

# the canary's setter tells even if the page is left at once; what our own pages never have is told too
CANARY = """
Object.defineProperty(window, "__xss", { set() { console.error("CANARY executed"); }, get() { return undefined; } });
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => console.error("CANARY " + name);
"""
AUDIT = """
() => {
  const found = [];
  for (const one of document.querySelectorAll("*")) {
    const name = one.localName;
    const gradios = document.querySelector(".gradio-container") && !/evil/.test(one.outerHTML);  // it has these itself
    if (["iframe", "object", "embed", "marquee", "math", "mglyph", "video", "audio"].includes(name)
        || (["base", "style"].includes(name) && !gradios)
        || (name === "meta" && one.httpEquiv && /refresh/i.test(one.httpEquiv)))
      found.push(name);
    for (const { name: attribute, value } of one.attributes) {
      if (/^on/i.test(attribute)) found.push(`${name} ${attribute}`);
      if (/^(href|src|action|formaction|xlink:href|data|srcset|background|poster)$/i.test(attribute)
          && (/^\\s*(java|vb)\\s*script:/i.test(value) || /evil\\.example/.test(new URL(value, location).host)))
        found.push(`${name} ${attribute}=${value.slice(0, 60)}`);
      if (attribute === "style" && /url\\(/i.test(value)) found.push(`${name} style=${value.slice(0, 60)}`);
    }
  }
  return found;
}
"""


def number_of(index: int) -> str:
    return "".join(NAMES[int(digit)] for digit in f"{index:03d}")


def document(index: int, payload: str) -> str:
    name = number_of(index)
    return (
        f"在{name}号工程会议上的讲话{payload}\n澜川市市长 顾望舒\n（2024年3月18日）\n\n同志们：\n"
        f"{name}号工程{payload}去年完成投资{index + 100}亿元。\n要把{name}号工程建成{payload}百年工程。\n"
    )


@contextmanager
def poisoned(folder: Path) -> Iterator[Assistant]:
    """A real assistant over documents that have a payload in the text, in the file's name and in every field."""
    sources = folder / "sources"
    sources.mkdir()
    for index, payload in CHOSEN:
        safe = "".join("∕" if char in "/\0" else char for char in payload)[:60].encode()[:150].decode(errors="ignore")
        (sources / f"{index:03d}{safe}.txt").write_text(document(index, payload), encoding="utf-8")
    encoder = HashEncoder()
    library = Library.open(folder / "library", encoder)
    with Assistant(library, lambda: encoder, lambda: Writer(), Settings(answerable_logit=0.0)) as assistant:
        assistant.add(sources)
        for speech in library.speeches():
            index = int(Path(speech.path).name[:3])
            line = " ".join(PAYLOADS[index].split())[:95]
            library.correct(speech.id, dict.fromkeys(FIELDS, f"{number_of(index)}{line}"))
        yield assistant


class Watch:
    """What the browser did that it should not have done."""

    def __init__(self, context: BrowserContext) -> None:
        self.bad: list[str] = []
        self.shown: Counter[str] = Counter()  # place -> payloads that were on screen
        context.add_init_script(CANARY)
        context.on("console", lambda message: self._said(message.text))
        context.on("dialog", lambda dialog: (self.bad.append(f"dialog {dialog.message}"), dialog.dismiss()))
        context.on("request", lambda request: self._asked(request.url))

    def _said(self, text: str) -> None:
        # the policy refusing something means that markup came alive, even if it could do nothing
        if "CANARY" in text or ("Content Security Policy" in text and "evil" in text):
            self.bad.append(text[:200])

    def _asked(self, url: str) -> None:
        if urlsplit(url).hostname not in ("127.0.0.1", None):
            self.bad.append(f"asked {url}")

    def look(self, page: Page, place: str, payloads: int = 1) -> None:
        self.shown[place] += payloads
        self.bad += [f"{place}: {one}" for one in page.evaluate(AUDIT)]


@pytest.mark.timeout(3_000)
def test_nothing_that_a_text_says_runs_or_calls_out(serve: Serve, visit: Visit, tmp_path: Path) -> None:
    with poisoned(tmp_path) as assistant:
        address = serve(assistant)
        page = visit(f"{address}/healthz")
        watch = Watch(page.context)
        _plain_pages(page, address, watch, assistant)
        _errors(page, address, watch)
        _chat(page, address, watch, assistant)
    total = sum(watch.shown.values())
    print(f"\n{len(CHOSEN)} payloads, {total} times shown; executed or asked for: {len(watch.bad)}")
    for place, count in watch.shown.items():
        print(f"{count:6}  {place}")
    assert watch.bad == [], "\n".join(watch.bad[:30])
    assert total >= 12 * len(CHOSEN)


def _plain_pages(page: Page, address: str, watch: Watch, assistant: Assistant) -> None:
    speeches = assistant.speeches()
    assert len(speeches) == len(CHOSEN)
    for number in range(1, -(-len(speeches) // 60) + 1):
        page.goto(f"{address}/library?page={number}")
        watch.look(
            page,
            "library: title, speaker, role, place, occasion, publisher, choices",
            6 * page.locator(".list li, main li[id^=s-]").count(),
        )
    page.goto(f"{address}/speeches")
    watch.look(page, "list: title, speaker, role, publisher", 4 * len(speeches))
    for speech in speeches:
        text = assistant.source_text(speech.id)
        start = text.index("号工程", text.index("同志们")) - 3
        page.goto(f"{address}/speech/{speech.id}?span={start}-{text.index('。', start)}")
        original = page.locator(".original").evaluate("e => e.textContent")
        assert original == text  # shown to the letter
        assert (
            page.locator(".original mark").evaluate_all("m => m.map(e => e.textContent).join('')")
            == text[start : text.index("。", start)]
        )
        watch.look(page, "speech: text, cleaned text, quotation, title, every field", 9)
        page.goto(f"{address}/library/{speech.id}")
        assert page.locator("#f-speaker").input_value() == speech.speaker
        watch.look(page, "speech in the library: fields, sources, furniture, outline", 7)
        if EVERY or speech is speeches[0]:
            for path in (f"/api/speeches/{speech.id}", f"/api/search?q={quote(str(speech.title)[:200])}"):
                page.goto(address + path)
                watch.look(page, "JSON opened in the browser")


def _errors(page: Page, address: str, watch: Watch) -> None:
    for _, payload in CHOSEN:
        value = quote(payload, safe="")
        for place, path in (
            ("error page: speech", f"/speech/{value}"),
            ("error page: span", f"/speech/x?span={value[:20]}"),
            ("error page: library", f"/library/{value}"),
            ("error page: no route", f"/nowhere/{value}"),
            ("library: words searched", f"/library?q={value}"),
            ("library: filter values", f"/library?speaker={value}&place={value}&kind={value}"),
            ("library: a date that is none", f"/library?since={value[:20]}"),
        ):
            page.goto(address + path)
            watch.look(page, place)


def _chat(page: Page, address: str, watch: Watch, assistant: Assistant) -> None:
    page.goto(address)
    page.wait_for_selector("#question textarea")
    for asked, (index, payload) in enumerate(CHOSEN):
        name = number_of(index)
        expect(page.locator("#question .submit-button")).to_be_visible()
        page.locator("#question textarea").fill(f"{name}号工程去年完成投资多少亿元？{' '.join(payload.split())}")
        page.keyboard.press("Enter")
        expect(page.locator("#chat .answer .actions")).to_have_count(1)
        expect(page.locator("#conversations li")).to_have_count(asked + 1)
        assert payload.split()[0][:20] in page.locator("#chat .question").evaluate("e => e.textContent")
        watch.look(page, "chat: question, answer, cards, passages, conversation's name", 8)
        if page.locator("#chat a.cite").count():
            page.locator("#chat a.cite").first.hover()
            page.locator("#chat a.cite").first.click()
            card = page.locator("#panel .card.lit")
            expect(card).to_be_visible()
            watch.look(page, "chat: quotation shown, tooltip, the document in its card", 3)
            card.locator("h3 a").click()
            expect(page.locator("#reader .original")).to_be_visible()
            watch.look(page, "chat: the document in its dialog", 8)
            page.locator("#reader .close").click()
        page.locator("#new").click()
        expect(page.locator("#chat .answer")).to_have_count(0)
    _judged(page, address, watch)
    page.goto(address)  # names, filters and choices as they are kept
    page.wait_for_selector("#question textarea")
    expect(page.locator("#conversations li")).to_have_count(len(CHOSEN))
    page.locator("#filters button").first.click()
    page.locator("#filters input").first.click()
    watch.look(page, "chat: conversations' names, filter choices", 3 * len(CHOSEN))
    page.locator("#conversations li button.open").first.click()
    expect(page.locator("#chat .answer .actions")).to_have_count(1)
    watch.look(page, "chat: a kept conversation", 4)
    cookies = {str(c.get("name")): str(c.get("value")) for c in page.context.cookies()}
    key = page.locator("#conversations").get_attribute("data-current")
    for kind in ("md", "json"):
        got = httpx.get(f"{address}/conversations/{key}.{kind}", cookies=cookies)
        assert got.status_code == 200 and got.headers["content-disposition"].startswith("attachment")
        assert got.headers["x-content-type-options"] == "nosniff" and "html" not in got.headers["content-type"]


def _judged(page: Page, address: str, watch: Watch) -> None:
    # judgements are kept and exported, and never shown as markup
    for index, payload in CHOSEN:
        body = {"question": f"{number_of(index)}{payload}", "text": payload, "citations": [], "rating": "down",
                "reason": "other", "comment": payload, "expected": payload[:400], "model": payload[:60]}  # fmt: skip
        assert httpx.post(f"{address}/api/feedback", json=body).status_code == 200
        for form in ("text", "markdown"):
            paper = {"question": payload, "text": payload, "citations": [], "format": form}
            got = httpx.post(f"{address}/api/export", json=paper)
            assert got.status_code == 200 and "html" not in got.headers["content-type"]
            assert got.headers["x-content-type-options"] == "nosniff"
        watch.shown["judgement and exports: question, answer, reason"] += 5


def test_the_set_is_large_and_each_of_it_different() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60
    assert sum(X in payload or OUTSIDE in payload for payload in PAYLOADS) >= 60


TURNED = "关于\u202eexe.txt\u202c的\u2066讲\u200b话\u00ad"


def unseen_are_told(page: Page, selector: str) -> None:
    """Each character that cannot be seen stands alone with its code; what follows it goes on from left to right."""
    told = page.locator(f"{selector} bdi.unseen").evaluate_all(
        "all => all.map(e => [e.textContent, getComputedStyle(e, '::after').content, getComputedStyle(e).unicodeBidi])"
    )
    assert told, selector
    for character, content, bidi in told:
        assert content.replace('" "', "").replace('""', "").replace('" ', "").count(f"U+{ord(character):04X}") == 1
        assert bidi == "isolate"
    lefts = page.locator(selector).first.evaluate(
        """element => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode()); ) {
                const at = node.data.indexOf("exe.txt");
                if (at < 0) continue;
                return [0, 1, 2].map(i => {
                    const range = document.createRange();
                    range.setStart(node, at + i);
                    range.setEnd(node, at + i + 1);
                    return range.getBoundingClientRect().left;
                });
            }
        }"""
    )
    assert lefts and lefts == sorted(lefts) and lefts[0] < lefts[2], selector


def test_characters_that_turn_text_around_are_shown_and_quotations_stay_exact(
    serve: Serve, visit: Visit, tmp_path: Path
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    text = f"在竹纸大会上的讲话{TURNED}\n顾望舒\n（2024年3月18日）\n\n同志们：\n竹纸产值{TURNED}去年达到86亿元。\n"
    (sources / f"{TURNED}.txt").write_text(text, encoding="utf-8")
    encoder = HashEncoder()
    library = Library.open(tmp_path / "library", encoder)
    with Assistant(library, lambda: encoder, lambda: Writer(), Settings(answerable_logit=0.0)) as assistant:
        assistant.add(sources)
        [speech] = library.speeches()
        assert "\u202e" not in speech.title  # fields are cleaned when they are read, and refuse them when corrected
        address = serve(assistant)
        source = assistant.source_text(speech.id)
        start = source.index("竹纸产值")
        page = visit(f"{address}/speech/{speech.id}?span={start}-{len(source) - 1}")
        unseen_are_told(page, ".original mark")
        assert page.locator(".original").evaluate("e => e.textContent") == source
        page.goto(address)
        page.wait_for_selector("#question textarea")
        page.locator("#question textarea").fill(f"竹纸产值{TURNED}是多少？")
        page.keyboard.press("Enter")
        expect(page.locator("#chat .answer .actions")).to_have_count(1)
        unseen_are_told(page, "#chat .question")
        unseen_are_told(page, "#panel blockquote")
        unseen_are_told(page, "#conversations .open")
        assert TURNED in page.locator("#chat .question").evaluate("e => e.textContent")
        shown = page.locator("#panel blockquote").first.evaluate("e => e.textContent")
        assert TURNED in shown or source[start : start + 10] in shown


def test_letters_of_another_script_are_underlined_and_the_words_stay(
    serve: Serve, visit: Visit, tmp_path: Path
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    text = "在竹纸大会上的讲话\n顾望舒\n（2024年3月18日）\n\n同志们：\n竹纸产值去年达到8О亿元，出口pаper二千吨。\n"
    (sources / "一.txt").write_text(text, encoding="utf-8")
    encoder = HashEncoder()
    library = Library.open(tmp_path / "library", encoder)
    with Assistant(library, lambda: encoder, lambda: Writer(), Settings(answerable_logit=0.0)) as assistant:
        assistant.add(sources)
        [speech] = library.speeches()
        source = assistant.source_text(speech.id)
        page = visit(f"{serve(assistant)}/speech/{speech.id}")
        told = page.locator(".original .alike")
        assert told.evaluate_all("all => all.map(e => e.textContent)") == ["О", "а"]
        assert told.last.get_attribute("title") == "这里的字母来自另一种文字 · a letter of another script · U+0430"
        assert told.first.evaluate("e => getComputedStyle(e).textDecorationStyle") == "dotted"
        assert page.locator(".original").evaluate("e => e.textContent") == source
