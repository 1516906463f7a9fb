"""Answers that a reload in mid-answer does not lose: asked in Chromium, reloaded at any moment, waited for.

    python -m tests.benchmarks.page.reloads                # 20 questions, each reloaded once in mid-answer
    python -m tests.benchmarks.page.reloads --times 60 --seed 3

The page is the real one, its assistant a script that takes two seconds for an answer, so that a reload comes while
nothing is shown, while something is, and while the last is written. An answer counts as back when after the
reload the page shows the question once and, without another deed of the reader, the whole answer with its evidence.
Exit code 1 unless all are. Needs Chromium.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, expect, sync_playwright

from tests.browser.conftest import FLAGS, find_chromium
from tests.support.ui.scripted_assistant import ScriptedAssistant
from tests.support.ui.serving import running

_ASKED = {
    "疏港铁路什么时候通车？": "一号工程",
    "港口货物吞吐量是多少？": "410万标箱",
}
_PACE = 0.1  # seconds a piece of an answer takes: some twenty make one
_LONGEST = 1.5  # seconds until the reload


def one(browser: Browser, address: str, question: str, wanted: str, wait: float) -> dict[str, Any]:
    """Ask, reload after some seconds, and return whether the answer was under way and came back."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    try:
        context.set_default_timeout(180_000)  # a slow machine is no failure
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("#question textarea")
        page.locator("#question textarea").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator("#chat .answer")).to_have_count(1, timeout=180_000)
        time.sleep(wait)
        under_way = page.locator("#chat .stage.running").count() > 0
        page.reload()
        try:
            expect(page.locator("#chat .meta")).to_have_count(1, timeout=180_000)
            expect(page.locator("#chat .answer .text")).to_contain_text(wanted)
            expect(page.locator("#panel .card.cited").first).to_be_visible()
            expect(page.locator("#chat .user")).to_have_count(1)
            back = True
        except (AssertionError, Error):
            back = False
        return {"under_way": under_way, "back": back}
    finally:
        context.close()


def run(times: int, seed: int) -> dict[str, Any]:
    """Ask so many times; return the figures."""
    chance = random.Random(seed)
    figures = {"reloads": 0, "in_mid_answer": 0, "back": 0}
    with (
        tempfile.TemporaryDirectory() as root,
        running(ScriptedAssistant(_PACE, Path(root)), page=True) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        while figures["in_mid_answer"] < times and figures["reloads"] < 3 * times:
            question, wanted = chance.choice(sorted(_ASKED.items()))
            found = one(browser, address, question, wanted, chance.uniform(0.0, _LONGEST))
            figures["reloads"] += 1
            figures["in_mid_answer"] += found["under_way"]
            figures["back"] += found["back"]
        browser.close()
    return figures


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if find_chromium() is None:
        print("no Chromium; install it: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 2
    figures = run(given.times, given.seed)
    print(json.dumps(figures))
    return int(figures["back"] < figures["reloads"] or figures["in_mid_answer"] < given.times)


if __name__ == "__main__":
    sys.exit(main())
