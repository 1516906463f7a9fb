from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import Library
from rag import Assistant, Settings
from tests.support.fakes import HashEncoder
from tests.support.scripted_model import ScriptedModel

# Fiction: there is no 澜川市, and nobody below has lived.
SPEECH = """在全市竹纸产业发展大会上的讲话

顾望舒

（2024年3月18日）

同志们：

去年，全市竹纸产业实现产值86.4亿元，同比增长12.5%，新增规模以上企业17家。

我们要做到“三个坚持”。一是坚持项目为王，全年开工重点项目42个。二是坚持创新驱动，新建实验室5家。三是坚持绿色发展，修复竹林3.6万亩。
"""
TRADITIONAL = """在全縣低空物流推進會上的講話

聞人楷

（2023年6月1日）

青岑縣開(kāi)通低空物流航線十八條，年運送包裹320萬件。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "speeches"
    folder.mkdir()
    (folder / "bamboo.txt").write_text(SPEECH, encoding="utf-8")
    (folder / "drones.txt").write_text(TRADITIONAL, encoding="utf-8")
    return folder


@pytest.fixture
def make_assistant(tmp_path: Path, folder: Path) -> Iterator[Callable[..., Assistant]]:
    opened: list[Assistant] = []

    def make(model: ScriptedModel, *, documents: bool = True, **settings: float) -> Assistant:
        encoder = HashEncoder()
        chosen = replace(Settings(answerable_logit=0.0), **settings)
        library = Library.open(tmp_path / "library", encoder)
        assistant = Assistant(library, lambda: encoder, lambda: model, chosen)
        opened.append(assistant)
        if documents:
            assistant.add(folder)
        return assistant

    yield make
    for assistant in opened:
        assistant.close()
