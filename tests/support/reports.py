"""Work reports in one form, and libraries of such texts."""

from collections.abc import Mapping
from pathlib import Path

from index import Library
from tests.support.fakes import HashEncoder

REPORT = """{year}年{place}政府工作报告
——{year}年1月16日在{place}第五届人民代表大会第三次会议上
{place}{role} {name}
各位代表：
我代表市人民政府，向大会报告政府工作，请予审议，并请各位委员和列席的同志提出意见。
一、{last}年工作回顾
{past}
二、{year}年主要目标和重点任务
{coming}
"""


def library_of(texts: Mapping[str, str], folder: Path) -> Library:
    """Return an open library of texts by file name, in a folder, with vectors of a stand-in."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = Library.open(folder / "library", HashEncoder())
    library.add([folder / name for name in texts])
    return library
