"""Speeches and reports of a fictional province to fill libraries with."""

from collections.abc import Mapping
from pathlib import Path

from index import Library
from tests.support.fakes import HashEncoder

SPEAKERS = ("秦望舒", "邵北辰", "顾南乔", "阮青禾")
TOPICS = ("港口", "茶叶", "航运", "稻米", "冰雪", "灯会", "蚕桑", "盐田", "竹编", "候鸟")


def speech_text(number: int) -> str:
    """Return a speech that no other number gives; its topic is `TOPICS[number % 10]`, its year 2001 + number % 20."""
    topic, speaker = TOPICS[number % len(TOPICS)], SPEAKERS[number % len(SPEAKERS)]
    return f"""在云水市{topic}工作会议上的讲话
（{2001 + number % 20}年3月{1 + number % 28}日）
云水市市长 {speaker}

同志们：
今天我们召开{topic}工作会议，这是第{number}次专题研究{topic}。去年全市{topic}产值达到{100 + number}亿元，增长8.5%。
一、抓好{topic}基地建设
新开工{topic}项目{number + 12}个，总投资{number + 45}亿元。要坚持安全第一，把责任落实到人。
二、抓好{topic}人才培养
培养{topic}骨干{number * 3 + 60}名，惠及沿江七个乡镇的群众。
"""


def write_speech(folder: Path, number: int, name: str | None = None) -> Path:
    """Write a speech as a file and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{number:04d}.txt")
    path.write_text(speech_text(number), encoding="utf-8")
    return path


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
