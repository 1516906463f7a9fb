"""A scripted assistant over a real library that can be changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus import Speech
from index import Library
from tests.support.fakes import HashEncoder
from tests.support.ui.scripted_assistant import ScriptedAssistant

# fictional: there is no such city, and nobody below has lived
FESTIVAL = """澜川新闻网 > 要闻 > 正文
字号：大 中 小

在全市竹纸产业大会上的讲话
澜川市市长 顾望舒
（2024年3月18日）

同志们：
今天我们召开全市竹纸产业大会。2023年全市竹纸产值达到86亿元，增长8.5%。
一、去年的成绩
沈砚秋同志指出：“要把竹纸做成百年产业。”新建基地12个。
二、今年的任务
要做到三个坚持：一是坚持质量第一，二是坚持绿色生产，三是坚持富民惠民。

责任编辑：钟离澍
版权所有：澜川新闻网
"""
VISIT = """陆知行在青岑县调研
来源：青岑日报　2023年5月9日
青岑日报讯（记者 闻人楷）5月8日，县委书记陆知行在青岑县调研时强调，要确保水库年底前完工。
陆知行来到水库工地，详细了解工程进展，看望慰问施工人员，并主持召开座谈会。
"""
HOSTILE = """<script>window.pwned = true</script>关于“<b>云水</b>先行区”的讲话
令狐月白
2022年11月2日
同志们：云水先行区规划面积86平方公里<img src=x onerror="window.pwned = true">，首期建设十条道路。
"""


class ShelfAssistant(ScriptedAssistant):
    """The script answers; speeches are the library's."""

    def __init__(self, library: Library) -> None:
        super().__init__(directory=library.directory)
        self.library: Any = library

    def speeches(self) -> list[Speech]:
        return [*super().speeches(), *self.library.speeches()]

    def statistics(self) -> dict[str, Any]:
        return super().statistics() | {"speeches": len(self.speeches())}

    def speech(self, speech_id: str) -> Speech:
        return super().speech(speech_id) if speech_id in self._documents else self.library.speech(speech_id)

    def source_text(self, speech_id: str) -> str:
        known = speech_id in self._documents
        return super().source_text(speech_id) if known else self.library.source_text(speech_id)


@contextmanager
def shelf(folder: Path) -> Iterator[ShelfAssistant]:
    """Open a library of three speeches below a folder."""
    sources = folder / "sources"
    sources.mkdir()
    for name, text in (("竹纸.txt", FESTIVAL), ("调研.txt", VISIT), ("云水.txt", HOSTILE)):
        (sources / name).write_text(text, encoding="utf-8")
    with Library.open(folder / "library", HashEncoder()) as library:
        library.add(sources)
        yield ShelfAssistant(library)
