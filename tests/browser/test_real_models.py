"""A person asks on the page and gets a right, cited answer: real models, real documents, real browser."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from rag import Assistant
from tests.browser.conftest import Serve, Visit

pytestmark = [pytest.mark.browser, pytest.mark.models]


def ask(page: Page, question: str, number: int) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .meta")).to_have_count(number)


def open_citation(page: Page, assistant: Assistant) -> str:
    """Click the last answer's first citation, then its full text; return the marked words, which the source has."""
    page.locator("#chat .message").last.locator("a.cite").first.click()
    card = page.locator("#panel .card.lit")
    expect(card).to_be_in_viewport()
    quote = card.locator("mark").first.evaluate("mark => mark.textContent")
    link = card.locator("a[href*='/speech/']").first.get_attribute("href")
    assert link is not None
    match = re.search(r"/speech/(\w+).*?(\d+)-(\d+)", link)
    assert match is not None
    speech, start, end = match[1], int(match[2]), int(match[3])
    assert assistant.source_text(speech)[start:end] == quote
    page.goto(urljoin(page.url, link))
    expect(page.locator("mark").first).to_be_in_viewport()
    return str(quote)


def test_samples_from_an_example_question_to_the_marked_source(
    serve: Serve, visit: Visit, samples: Assistant, shoot: Callable[[Page, str], None]
) -> None:
    page = visit(serve(samples))
    expect(page.locator("#examples button")).to_have_count(4)
    ask(page, "云水先行区规划面积多大？", 1)
    expect(page.locator("#chat .message").last).to_contain_text("68.5平方公里")
    shoot(page, "real-samples")
    assert "68.5平方公里" in open_citation(page, samples)


def test_seeds_question_follow_up_and_refusal(
    serve: Serve, visit: Visit, seeds: Assistant, shoot: Callable[[Page, str], None]
) -> None:
    page = visit(serve(seeds))
    ask(page, "景德镇的陶瓷产值突破了多少？", 1)
    expect(page.locator("#chat .message").last).to_contain_text("500亿元")
    ask(page, "那航空产业营收呢？", 2)
    expect(page.locator("#chat .message").last).to_contain_text("270亿元")
    shoot(page, "real-follow-up")
    ask(page, "景德镇的地铁什么时候开通？", 3)
    expect(page.locator("#chat .message").last).to_contain_text("没有找到依据")
    expect(page.locator("#panel")).to_contain_text("最接近但不回答问题的段落")
    shoot(page, "real-refusal")
