"""How words are used in the reports of a kind: those that have them, those that have not, since when no more."""

import pytest

from index import Library
from rag.datamodel import DirectAnswer
from rag.desk.figures.names import Names
from rag.desk.phrases.in_reports import answer_usage
from rag.question.analysis import understand, with_library
from tests.support.asking import assert_exact, reason_of, text_of
from tests.support.speech_makers import REPORT, library_of

_MORE = "各项事业都取得了新的进展，群众得到了新的实惠。"


def _report(place: str, role: str, name: str, year: int, past: str) -> str:
    return REPORT.format(year=year, last=year - 1, place=place, role=role, name=name, past=past + _MORE, coming=_MORE)


def _of_nation(year: int, text: str) -> str:
    return f"{year}年中华人民共和国国务院政府工作报告\n\n各位代表：\n\n现在，我代表国务院报告工作。{text}\n\n{_MORE}\n"


TEXTS = {
    "yunling.txt": _report(
        "云岭省", "省长", "顾望舒", 2026, "“以竹代塑”走在前列，竹炭纤维产业壮大。竹炭纤维出口增长。"
    ),
    "landong.txt": _report("澜东省", "省长", "沈砚秋", 2026, "竹炭纤维列入重点产业。整治“抢跑式”招商。"),
    "qingheng.txt": _report("青衡省", "省长", "宇文澈", 2026, "茶叶产业发展良好。整治抢跑式招商。"),
    "older.txt": _report("青衡省", "省长", "宇文澈", 2025, "竹炭纤维刚刚起步。"),
    "n1993.txt": _of_nation(1993, "推进竹器下乡，竹器下乡取得成效。"),
    "n2004.txt": _of_nation(2004, "继续竹器下乡。"),
    "n2015.txt": _of_nation(2015, "推进绿色包装。"),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(TEXTS, tmp_path_factory.mktemp("usage"))


def _asked(library: Library, question: str) -> DirectAnswer | None:
    named = with_library(understand(question), library, Names(library)).in_library
    assert named is not None
    found = answer_usage(library, named.usage)
    if found is not None:
        assert_exact(library, found)
    return found


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("竹炭纤维，哪些省写了，谁写得最多", ["见于 3 份，共 4 次", "云岭省2026年 2 次", "最多的是云岭省"]),
        ("今年各省报告里提到竹炭纤维的有几份？", ["已查 3 份", "见于 2 份", "没有写到的 1 份：青衡省"]),
        ("今年省里的报告没写竹炭纤维的有哪几家", ["没有写到“竹炭纤维”的有 1 份：青衡省"]),
        ("写到“抢跑式”招商的省级报告有几份？点个名", ["见于 2 份", "澜东省2026年 1 次", "青衡省2026年 1 次"]),
        ("竹器下乡在国务院报告里哪几年有", ["1993年 2 次", "2004年 1 次", "没有写到的 1 份：2015年"]),
        ("竹器下乡是从哪一年起不在国务院报告里提了", ["最后一份写到“竹器下乡”的是2004年", "是2015年的，没有"]),
        ("国务院报告里“竹器下乡”和“绿色包装”各是哪几年有的", ["“绿色包装”见于 1 份", "没有同在一份的"]),
        ("“以竹代塑”谁写进报告了，写了几次", ["见于 1 份", "云岭省2026年 1 次"]),
        ("云岭和澜东的报告，“竹炭纤维”各写了几次", ["已查 2 份", "云岭省 2 次、澜东省 1 次", "最多的是云岭省"]),
        ("1993和2004年国务院报告里“竹器下乡”各多少次", ["已查 2 份", "最多的是1993年", "最近的是2004年"]),
        ("提到竹炭纤维的省份有哪些", ["见于 3 份"]),
    ],
)  # fmt: skip
def test_every_report_is_accounted_for(library: Library, question: str, says: list[str]) -> None:
    text = text_of(_asked(library, question))
    assert [words for words in says if words not in text] == []


@pytest.mark.parametrize(
    "question",
    [
        "云岭省的报告怎么说竹炭纤维",
        "各省报告里竹炭纤维的目标是什么",
        "国务院报告里竹器下乡是什么意思",
        "哪些省的竹炭纤维出口增长了",
        "竹炭纤维是谁提出的",
        "云岭2026年政府工作报告是谁作的？哪一天作的？",
        "哪些省的报告怎么讲竹炭纤维，列出来",
        "各省报告里有多少省提到竹炭纤维和茶叶的关系",
    ],
)
def test_what_else_is_asked_is_left_alone(library: Library, question: str) -> None:
    assert _asked(library, question) is None


def test_words_that_all_have_are_said_to_be_everywhere(library: Library) -> None:
    assert "3 篇" in reason_of(_asked(library, "今年各省报告没写群众的有哪几家"))
