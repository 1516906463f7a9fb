"""Text that was on the page and is not in the final answer: recorded streams of the whole pipeline, none of it wanted.

    python -m tests.benchmarks.page.withdrawn              # 200 questions
    python -m tests.benchmarks.page.withdrawn --streams 1000 --seed 7

The real assistant answers over made-up speeches; the model is a script that writes what the evidence says, and between
that figures that it does not say, names that stand nowhere and sentences that it makes up, in pieces of two characters.
After each event the chat's message is made as the page makes it, and the words of the answer in it are compared with
those of the last message. Shown and not in the end are the characters from the first that differs on. Exit code 1 if
there are any.
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from itertools import takewhile
from pathlib import Path
from typing import Any

from index import Library
from rag import Assistant, Settings
from rag.models.language_model import Message
from tests.benchmarks.endurance.readers import question
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import write_speech
from tests.support.ui.real_assistant import Writer
from ui.chat.conversation import Exchange

_MADE_UP = ("这段话没有错。", "产值达到126万亿元。", "会上作出了三项决定。", "据沈墨白介绍，增长了七倍。")


class Careless(Writer):
    """Writes what the evidence says, and what it does not, in any order.

    :ivar written: Characters of all that it wrote.
    """

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self.written = 0

    def _reply(self, prompt: str) -> str:
        true = super()._reply(prompt) or "没有。"
        other = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), true)
        sentences = [true, other, self._chance.choice(_MADE_UP), f"{true[: len(true) // 2]}，"]
        self._chance.shuffle(sentences)
        return "".join(sentences[: self._chance.randint(1, 4)])

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        for piece in super().stream(messages, max_tokens=max_tokens, stop=stop):
            self.written += len(piece)
            yield piece


class Words(HTMLParser):
    """The words of an answer in a message of the chat, in Chinese: without what is said of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self._within: list[bool] = []  # of each open element below the answer's text: whether its words are its own
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = (dict(attrs).get("class") or "").split()
        if self._within:
            self._within.append(self._within[-1] and not {"verdict", "cite", "en"} & set(names))
        elif names == ["text"]:
            self._within.append(True)

    def handle_endtag(self, tag: str) -> None:
        if self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if self._within and self._within[-1]:
            self.text += data


def lost(shown: Sequence[str]) -> int:
    """Return how many characters were shown and are not at their places in the end.

    :param shown: What was on the page, one state after another; the last one stays.
    """
    final = shown[-1]
    most = 0
    for text in shown:
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, final, strict=False)))
        most = max(most, len(text) - same)
    return most


def run(streams: int, seed: int) -> dict[str, Any]:
    """Ask, record and compare; return the figures."""
    chance = random.Random(seed)
    figures: dict[str, Any] = {"streams": 0, "refused": 0, "states": 0, "in_parts": 0, "shown": 0, "withdrawn": 0}
    with tempfile.TemporaryDirectory() as root:
        for number in range(40):
            write_speech(Path(root) / "sources", number)
        encoder, writer = HashEncoder(), Careless(chance)
        library = Library.open(Path(root) / "library", encoder)
        with Assistant(library, lambda: encoder, lambda: writer, Settings(answerable_logit=0.0)) as assistant:
            assistant.add(Path(root) / "sources")
            for number in range(1, streams + 1):
                exchange = Exchange(number, question(chance))
                shown = []
                for event in assistant.stream(exchange.question):
                    exchange.take(event, assistant)
                    shown.append(Words(exchange.html("scripted")).text)
                figures["streams"] += 1
                figures["refused"] += bool(exchange.answer and exchange.answer.refused)
                figures["states"] += len(shown)
                figures["in_parts"] += any(shown[:-1])
                figures["shown"] += len(shown[-1])
                figures["withdrawn"] += lost(shown)
        figures["written_by_the_model"] = writer.written
    return figures


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    figures = run(given.streams, given.seed)
    print(json.dumps(figures, ensure_ascii=False))
    return int(figures["withdrawn"] > 0)


if __name__ == "__main__":
    sys.exit(main())
