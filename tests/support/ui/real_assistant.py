"""The real assistant, from the question to the checked citation, with a language model that is a script."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index import Library
from rag import Assistant, Settings
from rag.models.language_model import Message
from tests.support.fakes import HashEncoder

# fictional: there is no such city, and nobody below has lived
DOCUMENTS = {
    "竹纸.txt": """在全市竹纸产业大会上的讲话
澜川市市长 顾望舒
（2024年3月18日）

同志们：
今天我们召开全市竹纸产业大会。2023年全市竹纸产值达到86亿元，增长8.5%。
今年要新建竹纸基地12个，培育骨干企业30家。
""",
    "水库.txt": """在青岑县水利工作会议上的讲话
青岑县委书记 陆知行
（2023年5月8日）

同志们：
青岑县的竹纸产值去年是9亿元，比上年增加两成。
水库要在年底前完工，移民安置点建成5处。
""",
    "航线.txt": """在溪州市低空物流推进会上的讲话
溪州市市长 闻人楷
（2024年6月1日）

同志们：
溪州市开通低空物流航线18条，年运送包裹320万件。
""",
}

TOWNS = "青岑 溪州 澜川 竹里 云水 白浦 石门 桐溪 柳坪 枫桥 禾田 月港".split()
TOWNS_QUESTION = "哪些讲话提到了“以竹代塑”？"


def write_towns(folder: Path) -> Path:
    """Write a speech for each of TOWNS, all of which name one thing: asked which do, the answer is a long list."""
    folder.mkdir()
    for number, town in enumerate(TOWNS):
        again = "要把以竹代塑抓到底。" * (number % 4)
        text = (
            f"在{town}镇竹业会议上的讲话\n（20{24 - number}年3月18日）\n\n同志们：\n{town}镇要推进以竹代塑。{again}\n"
        )
        (folder / f"{town}.txt").write_text(text, encoding="utf-8")
    return folder


class Writer:
    """Implements `rag.models.language_model.LanguageModel`: repeats the evidence's sentence that shares most with
    the question.

    :param pace: Seconds that a token takes.
    :param endless: Whether it never comes to an end by itself.
    :ivar tokens: How many it has written.
    :ivar stopped: Set when a reply was closed before its end.
    """

    name = "scripted-writer"

    def __init__(self, pace: float = 0.0, *, endless: bool = False) -> None:
        self.pace = pace
        self.endless = endless
        self.tokens = 0
        self.writing = threading.Event()
        self.stopped = threading.Event()

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        text, done = self._reply(messages[-1].content), False
        try:
            while text:
                for start in range(0, len(text), 2):  # two characters a token
                    time.sleep(self.pace)
                    self.tokens += 1
                    self.writing.set()
                    yield text[start : start + 2]
                if not self.endless:
                    break
            done = True
        finally:
            if not done:
                self.stopped.set()

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        return [9.0] + [0.0] * (len(choices) - 1)

    def close(self) -> None: ...

    def _reply(self, prompt: str) -> str:
        passages, _, question = prompt.rpartition("【问题】")
        pairs = {question[i : i + 2] for i in range(len(question) - 1)}
        sentences = re.findall(r"[^\n。：《》]*\d[^\n。：《》]*。", passages)
        return max(sentences, key=lambda s: sum(s[i : i + 2] in pairs for i in range(len(s) - 1)), default="").strip()


@contextmanager
def real(folder: Path, writer: Writer | None = None) -> Iterator[Assistant]:
    """Open a real assistant over a library of three speeches below a folder."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name, text in DOCUMENTS.items():
        (sources / name).write_text(text, encoding="utf-8")
    encoder, model = HashEncoder(), writer or Writer()
    library = Library.open(folder / "library", encoder)
    with Assistant(library, lambda: encoder, lambda: model, Settings(answerable_logit=0.0)) as assistant:
        assistant.add(sources)
        yield assistant
