"""Two texts against each other: what both name, what only one names, their aims; nothing is one's that both have."""

import pytest

from index import Library
from tests.support.asking import ask_desk, assert_exact, text_of
from tests.support.speech_makers import REPORT, library_of

_MORE = "各项事业都取得了新的进展，群众得到了新的实惠。"


def _report(place: str, name: str, past: str, coming: str) -> str:
    return REPORT.format(
        year=2026, last=2025, place=place, role="省长", name=name, past=past + _MORE, coming=coming + _MORE
    )


def _of_nation(year: int, coming: str) -> str:
    return (
        f"{year}年中华人民共和国国务院政府工作报告\n\n各位代表：\n\n现在，我代表国务院报告工作。\n\n"
        f"一、{year - 1}年工作回顾\n{_MORE}\n二、{year}年工作总体要求和目标\n{coming}{_MORE}\n"
    )


def _speech(meeting: str, date: str, text: str) -> str:
    return f"在{meeting}上的讲话\n（{date}）\n\n同志们：\n今天我们召开{meeting}。{_MORE}\n{text}\n{_MORE}\n"


TEXTS = {
    "yunling.txt": _report(
        "云岭省", "顾望舒", "竹业发展提速，竹业示范区建成，竹业与抄纸作坊联动。",
        "今年主要预期目标是：地区生产总值增长6%左右，城镇新增就业20万人以上，竹业产值增长9%。推进竹业，建设竹海观光铁路。",
    ),
    "landong.txt": _report(
        "澜东省", "沈砚秋", "竹业发展良好，竹业市场扩大，竹业与抄纸作坊联动。",
        "今年主要预期目标是：地区生产总值增长6%左右，城镇新增就业15万人以上。发展竹业，组建竹纤维研究院。",
    ),
    "n2014.txt": _of_nation(2014, "城镇新增就业900万人以上。竹器政策要稳。继续竹器下乡。竹器政策支持手工作坊。"),
    "n2015.txt": _of_nation(2015, "城镇新增就业920万人以上。竹器政策要活。竹器政策支持绿色包装。完善竹器政策。"),
    "makers.txt": _speech("抄纸师傅座谈会", "2024年5月8日", "传统手艺要守住。抄纸作坊要建好。师徒传承要抓紧。"),
    "traders.txt": _speech("竹商座谈会", "2024年6月9日", "传统手艺要用好。销售渠道要拓宽。诚信经营要坚持。"),
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(TEXTS, tmp_path_factory.mktemp("two"))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "云岭和澜东两个省，今年定的目标有什么一样有什么不一样",
            ["目标相同，地区生产总值增速：云岭省：6%左右", "目标不同，城镇新增就业", "目标只有云岭省，竹业产值增速"],
        ),
        ("云岭和澜东怎么写竹业的，两家各有什么对方没有的", ["都提到：", "抄纸作坊", "只有澜东省提到", "竹纤维研究院"]),
        ("14年和15年国务院报告讲竹器政策，哪些一样、哪些变了", ["2014年：", "竹器政策要稳", "竹器政策要活"]),
        ("2014跟2015两年全国的预期目标对比下", ["2014年：900万人以上；2015年：920万人以上"]),
        ("抄纸师傅座谈会和竹商座谈会，两篇讲话都谈到什么，又各自侧重什么", ["传统手艺", "只有竹商座谈会提到"]),
    ],
)
def test_both_texts_are_told_apart(library: Library, question: str, says: list[str]) -> None:
    found = ask_desk(library, question)
    text = text_of(found)
    assert [words for words in says if words not in text] == []
    assert found is not None
    assert_exact(library, found)
    for line in text.splitlines():
        if line.startswith("只有云岭省提到"):
            assert "抄纸作坊" not in line and "竹业发展" not in line


def test_texts_that_are_not_there_are_not_compared(library: Library) -> None:
    assert ask_desk(library, "2003和2004年国务院报告讲竹器政策，哪些一样、哪些变了") is None
