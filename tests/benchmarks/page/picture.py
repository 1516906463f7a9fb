"""The moving picture of the README: a question asked in Chromium, its waiting, its answer, and the words it rests on.

    yinzheng serve --corpus corpus/samples --port 7917        # in another terminal
    python -m tests.benchmarks.page.picture http://127.0.0.1:7917/ docs/pictures/ask.webp

Each frame is the page as it was; of the time that the answer took a few frames are kept. Needs Chromium.
"""

import argparse
import io
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, find_chromium

_QUESTION = "云水先行区规划面积多大？"
_SIZE = 1000, 594  # pixels of the picture; the window's are 1280 by 760
_WAITING = 4  # frames kept of the waiting, at most


def frames(page: Page) -> list[tuple[Image.Image, int]]:
    """Return (frame, milliseconds) of one question, from the typing to the whole document."""
    kept: list[tuple[Image.Image, int]] = []

    def shot(milliseconds: int) -> tuple[Image.Image, int]:
        with Image.open(io.BytesIO(page.screenshot())) as taken:
            return taken.convert("RGB").resize(_SIZE, Image.Resampling.LANCZOS), milliseconds

    page.wait_for_selector("#question textarea")
    page.wait_for_timeout(2_000)
    kept.append(shot(1_200))
    page.locator("#question textarea").click()
    for start in range(0, len(_QUESTION), 3):
        page.keyboard.type(_QUESTION[start : start + 3])
        kept.append(shot(220))
    page.keyboard.press("Enter")
    waiting, began = [], time.monotonic()
    while not page.locator("#chat .act.save").count() and time.monotonic() - began < 300:
        page.wait_for_timeout(700)
        if page.locator("#chat .stage.running").count():
            waiting.append(shot(700))
    kept += waiting[:: len(waiting) // _WAITING + 1]
    page.wait_for_timeout(1_500)
    kept.append(shot(2_200))
    page.locator("#chat a.cite").first.hover()
    page.wait_for_timeout(700)
    kept.append(shot(2_200))
    page.locator("#chat a.cite").first.click()
    page.wait_for_timeout(900)
    kept.append(shot(2_400))
    page.locator("#panel a.document").first.click()
    page.wait_for_timeout(3_000)
    kept.append(shot(4_500))
    return kept


def main() -> None:
    """Make the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of a service over the samples")
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 760}, locale="zh-CN")
        page.goto(options.address)
        taken = frames(page)
        browser.close()
    pictures = [picture for picture, _ in taken]
    times = [milliseconds for _, milliseconds in taken]
    pictures[0].save(
        options.file, save_all=True, append_images=pictures[1:], duration=times, loop=0, quality=72, method=6
    )
    print(f"{options.file}: {len(pictures)} frames, {options.file.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
