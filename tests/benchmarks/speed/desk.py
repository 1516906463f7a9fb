"""CPU time of each page of the desk over a large library: what a reader waits for, to the HTML.

    python -m tests.benchmarks.speed.desk --library DIR [--terms 低空经济,高质量发展] [--rounds 2] [--only NAME ...]

DIR is a library of newscast items as `tests.benchmarks.speed.large --library DIR` leaves it. Processor seconds of this
process, so that a loaded machine measures nearly the same: the first time, and the median of the later ones. What is
read of the figures of new documents is timed before, by itself.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from corpus import YinzhengError
from index import Library
from rag.desk.draft_check.checker import check_draft
from rag.desk.figures import refresh
from rag.desk.watch.news import look
from rag.desk.watch.store import Watches
from tests.support.asking import ask_figures
from tests.support.fakes import HashEncoder
from ui.pages.desk import compare_page, digest_page, figures_page, keyness_page, phrases_page

DRAFT = (
    "初步核算，2023年全国地区生产总值增长5.6%，大家心里有数。要坚持把{term}放在重要位置，久久为功抓下去。"
    "2024年全国粮食产量达到1.4万亿斤，来之不易。这一段话是我们自己写的，与别处无关。"
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--terms", default="低空经济,高质量发展", help="a rare phrase, a frequent one")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", nargs="*")
    options = parser.parse_args()
    with Library.open(options.library, HashEncoder()) as library:
        print(f"{len(library.speeches())} speeches")
        before = time.process_time()
        print(f"figures read of {refresh(library)} speeches in {time.process_time() - before:.1f} s", flush=True)
        print(f"{'CPU s':38}{'first':>9}{'later':>9}")
        for name, call in _calls(library, options.terms.split(",")).items():
            if options.only and not any(part in name for part in options.only):
                continue
            times = [_cpu(call) for _ in range(options.rounds + 1)]
            print(f"{name:38}{times[0]:9.2f}{statistics.median(times[1:]):9.2f}", flush=True)


def _calls(library: Library, terms: list[str]) -> dict[str, Callable[[], object]]:
    some = next(speech.id for speech in library.speeches() if speech.end - speech.start > 1500)
    watches = Watches(None)
    for term in terms:
        watches.add("phrase", term, None, None)
    calls: dict[str, Callable[[], object]] = {
        "figures: asked, a value": lambda: ask_figures(library, "2023年全国粮食产量是多少？"),
        "figures: asked, an order": lambda: ask_figures(library, "哪个省2023年地区生产总值最高？"),
        "figures: asked, no such measure": lambda: ask_figures(library, "2023年全国竹纸产值是多少？"),
        "figures: page of a measure": lambda: figures_page.body(library, figures_page.Wanted("地区生产总值")),
        "figures: page of all measures": lambda: figures_page.body(library, figures_page.Wanted()),
        "check: a paragraph": lambda: check_draft(library, DRAFT.format(term=terms[0])),
        "digest: a speech": lambda: digest_page.body(library, digest_page.Wanted(some, "outline", 3, "", "", "date")),
        "watch: a look": lambda: look(library, watches),
    }
    for term in terms:
        asked = phrases_page.Wanted(term)
        against = phrases_page.Wanted(term, against="经济")
        topic = digest_page.Wanted("", "outline", 3, term, "", "date")
        sides = compare_page.Wanted("2023", "2024", term)
        calls |= {
            f"phrases: {term}": lambda asked=asked: phrases_page.body(library, asked),  # type: ignore[misc]
            f"phrases: {term} against 经济": lambda asked=against: phrases_page.body(library, asked),  # type: ignore[misc]
            f"digest: on {term}": lambda asked=topic: digest_page.body(library, asked),  # type: ignore[misc]
            f"compare: 2023 and 2024 on {term}": lambda asked=sides: compare_page.body(library, asked),  # type: ignore[misc]
        }
    months = keyness_page.Wanted(since1="2023-05", until1="2023-05", since2="2024-05", until2="2024-05")
    years = keyness_page.Wanted(since1="2023", until1="2023", since2="2024", until2="2024")
    return calls | {
        "new phrases: two months": lambda: keyness_page.body(library, months),
        "new phrases: two years": lambda: keyness_page.body(library, years),
    }


def _cpu(call: Callable[[], object]) -> float:
    before = time.process_time()
    try:
        call()
    except YinzhengError as error:
        print(f"   {error}")
    return time.process_time() - before


if __name__ == "__main__":
    main()
