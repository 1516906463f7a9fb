"""What stays in memory for good of each question: a server measured at rest, between rounds of the same load.

    python -m tests.benchmarks.endurance.leaks  # 8 rounds of 40 pages with 5 questions each
    python -m tests.benchmarks.endurance.leaks --rounds 12 --pages 60
    python -m tests.benchmarks.endurance.leaks --same  # the same readers come again: their conversations pile up

A soak (`tests.benchmarks.endurance.soak`) shows memory in use while work goes on, with what is remembered of pages
and conversations on top. Here each round has readers of its own, who open pages, ask, search, look at speeches,
close their pages and are gone; then nothing runs, garbage is collected, and malloc gives back what it can. Once the
bounded memories are full, after two rounds, what a round adds stays for ever: the slope over the other rounds, for
each question.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from tests.benchmarks.endurance.readers import Browser, question
from tests.benchmarks.endurance.soak import MEMORY, SETTLED
from tests.support.speech_makers import TOPICS, write_speech
from ui.chat.reader_cookie import COOKIE

_FULL = 2  # rounds until what is remembered is full
_REST = 7.0  # seconds: idle connections are closed after 5


def visit(address: str, questions: int, seed: int, reader: str | None = None) -> None:
    """Be one reader: open a page, ask, look around, close it.

    :param reader: Who it is; None: somebody new.
    """
    chance = random.Random(seed)
    cookies = {COOKIE: reader} if reader else None
    with httpx.Client(base_url=address, timeout=600, cookies=cookies) as http:
        page = Browser(http)
        for _ in range(questions):
            page.ask(question(chance))
            http.get("/api/search", params={"q": f"{chance.choice(TOPICS)}产值"}).raise_for_status()
        one = chance.choice(http.get("/api/speeches").json()["speeches"])
        http.get(f"/speech/{one['id']}?span=10-20").raise_for_status()
        http.post("/api/ask", json={"question": question(chance)}).raise_for_status()
        page.close()


def run(rounds: int, pages: int, questions: int, *, same: bool = False) -> dict[str, Any]:
    """Serve, load in rounds, and return the figures at rest."""
    with tempfile.TemporaryDirectory() as root:
        for number in range(60):
            write_speech(Path(root) / "sources", number)
        command = [sys.executable, "-m", "tests.benchmarks.endurance.soak", "--serve", root, SETTLED]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        rests: list[dict[str, float]] = []
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            for number in range(rounds):
                with ThreadPoolExecutor(8) as readers:
                    seeds = range(number * pages, (number + 1) * pages)
                    who = [f"{seed % pages:022}" if same else None for seed in seeds]
                    list(readers.map(lambda seed, name: visit(address, questions, seed, name), seeds, who))
                time.sleep(_REST)
                rests.append(json.loads((Path(root) / MEMORY).read_text(encoding="utf-8").splitlines()[-1]))
        finally:
            server.terminate()
            server.wait(60)
    asked = pages * (questions + 1)
    settled = rests[_FULL:]
    slopes = {
        name: float(np.polyfit(range(len(settled)), [one[name] for one in settled], 1)[0]) / asked
        for name in settled[0].keys() - {"at"}
    }
    mib = {name: [round(one[name], 2) for one in rests] for name in ("malloc_used", "anonymous", "resident")}
    return {
        "questions_a_round": asked,
        "mib_at_rest": mib,
        "python_blocks_at_rest": [int(one["python_blocks"]) for one in rests],
        "bytes_a_question": {
            name: round(slopes[name] * (1 << 20)) for name in ("malloc_used", "anonymous") if name in slopes
        },
        "python_blocks_a_question": round(slopes["python_blocks"], 2),
    }


def main() -> None:
    """Run it and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--pages", type=int, default=40, help="more than are remembered of pages that are closed")
    parser.add_argument("--questions", type=int, default=5, help="of each page")
    parser.add_argument("--same", action="store_true", help="the same readers in each round")
    chosen = parser.parse_args()
    figures = run(chosen.rounds, chosen.pages, chosen.questions, same=chosen.same)
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
