"""Many clients at once: who is served, who is told to wait, whether answers are mixed up, what memory grows by.

    python -m tests.benchmarks.endurance.clients  # 20 clients, 3 rounds, the real loop with a scripted writer
    python -m tests.benchmarks.endurance.clients --real           # the language model of the settings
    python -m tests.benchmarks.endurance.clients --clients 40 --waiting 24   # more than there are places: the rest
    are sent away

Every other client is the official `openai` client, the rest read `/api/ask`. An answer is mixed up if it holds the
words of another client's. Memory is that of the whole process, service and clients, between the first round and the
last: what is loaded once is not counted.
"""

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from openai import OpenAI, RateLimitError

QUESTIONS = {
    "疏港铁路什么时候通车？": "十月底",
    "港口货物吞吐量是多少？": "3.2亿吨",
    "灯塔计划资助多少人？": "一百二十名",
}
"""Question -> words that its answer has and no other's: of `tests.support.ui.scripted_assistant`."""

REAL_QUESTIONS = {
    "顾望舒说竹纸产值达到多少？": "86亿元",
    "青岑县的竹纸产值是多少？": "9亿元",
    "溪州市开通了多少条航线？": "18条",
}
"""The same of `tests.support.ui.real_assistant`."""


class _BusyError(Exception):
    """429."""


@dataclass(frozen=True)
class Figures:
    """What became of all that was asked.

    :param told: How many were told their place in the line.
    :param longest_line: The highest place told.
    :param busy: How many were sent away, to come again.
    :param grown: MiB of memory from the first round's end to the last one's.
    :param seconds: From each question to its answer's end, in order of the answers.
    """

    asked: int = 0
    served: int = 0
    told: int = 0
    longest_line: int = 0
    busy: int = 0
    mixed_up: int = 0
    failed: int = 0
    grown: float = field(default=0.0, compare=False)
    seconds: tuple[float, ...] = field(default=(), compare=False)


def load(address: str, *, clients: int, rounds: int, questions: Mapping[str, str]) -> Figures:
    """Let clients ask all at once, several rounds of it."""
    total, grown = Figures(), 0.0
    with httpx.Client(timeout=1800, limits=httpx.Limits(max_connections=None)) as http:
        client = OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0, timeout=1800)
        for _ in range(rounds):
            begin = threading.Barrier(clients)
            with ThreadPoolExecutor(clients) as pool:
                asked = [pool.submit(_ask, n, begin, http, client, address, questions) for n in range(clients)]
            for one in asked:
                total = _sum(total, one.result())
            grown = grown or memory()
        client.close()
    return replace(total, grown=memory() - grown)


def _ask(
    number: int,
    begin: threading.Barrier,
    http: httpx.Client,
    client: OpenAI,
    address: str,
    questions: Mapping[str, str],
) -> Figures:
    question = list(questions)[number % len(questions)]
    begin.wait()
    began = time.monotonic()
    places: list[int] = []
    try:
        text = _by_openai(client, question) if number % 2 else _by_api(http, address, question, places)
    except (RateLimitError, _BusyError):
        return Figures(asked=1, busy=1)
    others = [words for other, words in questions.items() if other != question]
    mixed = any(words in text for words in others)
    served = questions[question] in text and not mixed
    return Figures(
        asked=1,
        served=int(served),
        told=int(bool(places)),
        longest_line=max(places, default=0),
        mixed_up=int(mixed),
        failed=int(not served and not mixed),
        seconds=(time.monotonic() - began,),
    )


def _by_openai(client: OpenAI, question: str) -> str:
    chunks = client.chat.completions.create(
        model="yinzheng", messages=[{"role": "user", "content": question}], stream=True
    )
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


def _by_api(http: httpx.Client, address: str, question: str, places: list[int]) -> str:
    with http.stream("POST", f"{address}/api/ask", json={"question": question, "stream": True}) as response:
        if response.status_code == 429:
            raise _BusyError
        lines = [line for line in response.iter_lines() if line]
    events = [(name[7:], json.loads(data[6:])) for name, data in zip(lines[::2], lines[1::2], strict=True)]
    places.extend(data["position"] for name, data in events if name == "waiting")
    name, answer = events[-1]
    return str(answer["text"]) if name == "finished" else ""


def _sum(a: Figures, b: Figures) -> Figures:
    return Figures(
        a.asked + b.asked,
        a.served + b.served,
        a.told + b.told,
        max(a.longest_line, b.longest_line),
        a.busy + b.busy,
        a.mixed_up + b.mixed_up,
        a.failed + b.failed,
        seconds=(*a.seconds, *b.seconds),
    )


def memory() -> float:
    """Return what this process holds in memory now, MiB; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main() -> None:
    """Run it and print the figures."""
    from tests.support.ui.real_assistant import DOCUMENTS, Writer, real
    from tests.support.ui.serving import running

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--clients", type=int, default=20)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--waiting", type=int, default=24, help="places in the line")
    options.add_argument("--pace", type=float, default=0.005, help="seconds that a token of the scripted writer takes")
    options.add_argument("--real", action="store_true", help="the language model of the settings, not a script")
    chosen = options.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if chosen.real:
            from rag import Assistant

            for name, text in DOCUMENTS.items():
                (folder / name).write_text(text, encoding="utf-8")
            assistant = stack.enter_context(Assistant.open(folder / "library"))
            assistant.add(*(folder / name for name in DOCUMENTS))
        else:
            assistant = stack.enter_context(real(folder, Writer(pace=chosen.pace)))
        assistant.warm()
        name = assistant.name
        address = stack.enter_context(running(assistant, waiting=chosen.waiting, patience=3600.0))
        began = time.monotonic()
        figures = load(address, clients=chosen.clients, rounds=chosen.rounds, questions=REAL_QUESTIONS)
        took = time.monotonic() - began
    seconds = sorted(figures.seconds) or [0.0]
    print(f"model            {name}")
    print(f"clients, rounds  {chosen.clients}, {chosen.rounds}; {chosen.waiting} places in the line")
    print(f"asked            {figures.asked}")
    print(f"served           {figures.served}")
    told = f"{figures.told} of the {figures.asked // 2} whose client can show it"
    print(f"told to wait     {told}; farthest place {figures.longest_line}")
    print(f"sent away (429)  {figures.busy}")
    print(f"mixed up         {figures.mixed_up}")
    print(f"without answer   {figures.failed}")
    middle, longest = seconds[len(seconds) // 2], seconds[-1]
    print(f"seconds          {took:.1f} in all; an answer {middle:.2f} median, {longest:.2f} longest")
    print(f"memory growth    {figures.grown:.1f} MiB after the first round")


if __name__ == "__main__":
    main()
