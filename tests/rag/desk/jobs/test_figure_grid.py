"""Several figures asked for at once are given each by itself; who is first is told only where all are there."""

import pytest

from corpus import fold
from index import Library
from rag.datamodel import DirectAnswer
from rag.desk.figures.names import Names
from rag.desk.jobs.figure_grid import answer_grid
from rag.question.desk.figure_grid import figure_grid
from tests.support.asking import assert_exact, text_of
from tests.support.speech_makers import REPORT, library_of

_BETTER = "各项事业都取得了新的进展，群众得到了新的实惠。"


def _report(place: str, name: str, year: int, past: str, coming: str) -> str:
    return REPORT.format(
        year=year, last=year - 1, place=place, role="省长", name=name, past=past + _BETTER, coming=coming + _BETTER
    )


def _of_nation(year: int, past: str, coming: str) -> str:
    return (
        f"{year}年中华人民共和国国务院政府工作报告\n\n各位代表：\n\n现在，我代表国务院报告工作。\n\n"
        f"一、{year - 1}年工作回顾\n{past}{_BETTER}\n二、{year}年工作总体要求和目标\n{coming}{_BETTER}\n"
    )


TEXTS = {
    "yunling.txt": _report(
        "云岭省", "顾望舒", 2026,
        "全省地区生产总值增长6.1%，规模以上工业增加值增长7.3%，城镇新增就业21.4万人。",
        "今年主要预期目标是：地区生产总值增长6.5%左右，规模以上工业增加值增长8%左右，一产增加值增长4%，二产增加值增长7%，"
        "三产增加值增长6%，固定资产投资增长9%，城镇新增就业20万人以上，城镇调查失业率5.2%左右，粮食产量达到320亿斤。",
    ),
    "landong.txt": _report(
        "澜东省", "沈砚秋", 2026,
        "全省地区生产总值增长5.4%，规模以上工业增加值增长6.2%。",
        "今年主要预期目标是：地区生产总值增长5.5%左右，固定资产投资增长6%，城镇调查失业率5.5%左右。",
    ),
    "qingheng.txt": _report(
        "青衡省", "宇文澈", 2026,
        "全省地区生产总值增长4.8%，规模以上工业增加值增长5.1%。",
        "今年主要预期目标是：地区生产总值增长5%左右，固定资产投资增长4%，城镇调查失业率5.5%左右。",
    ),
    "n2014.txt": _of_nation(
        2014, "城镇新增就业830万人。", "城镇新增就业900万人以上，居民消费价格涨幅3%左右。竹乡建设投资安排410亿元。"
    ),
    "n2015.txt": _of_nation(
        2015, "城镇新增就业955万人。", "城镇新增就业920万人以上，居民消费价格涨幅2%左右。竹乡建设投资拟安排450亿元。"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(TEXTS, tmp_path_factory.mktemp("grid"))


def _asked(library: Library, question: str) -> DirectAnswer | None:
    found = answer_grid(library, figure_grid(fold(question), Names(library)))
    if found is not None:
        assert_exact(library, found)
    return found


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("云岭去年规上工业增速是多少？今年准备多少？", ["2025年规模以上工业增加值增速：7.3%", "增速目标：8%左右"]),
        ("云岭2026年一产二产三产分别要增长多少，粮食呢", ["第一产业增加值增速目标：4%", "三产业增加值增速目标：6%"]),
        ("云岭省今年打算新增就业多少万人，去年完成了多少", ["目标：20万人以上", "2025年城镇新增就业：21.4万人"]),
        ("固投这块，云岭、澜东、青衡今年各想增长多少？谁最高", ["澜东省2026年固定资产投资增速目标", "最高的是云岭省"]),
        ("今年GDP增速安排得最高的是哪个省啊", ["共 3 地", "最高的是云岭省：6.5%左右"]),
        ("省级报告里，去年地区生产总值增速最快的是谁、最慢的是谁，各多少", ["最高的是云岭省", "最低的是青衡省：4.8%"]),
        ("2025年经济增速在5.4%及以上的省份都有哪些？", ["不低于5.4%的有 2 地", "云岭省6.1%", "澜东省5.4%"]),
        ("哪个省今年把城镇调查失业率定在5.5%以外？定的多少", ["不是5.5%的有 1 地：云岭省5.2%左右"]),
        ("竹乡建设投资，2014、2015年各安排了多少亿，要一张小表", ["2014年竹乡建设投资目标：410亿元", "450亿元"]),
        ("2015年城镇新增就业定多少？14年实际完成了多少，多了还是少了", ["920万人以上", "955万人", "高35万人"]),
        ("15年国务院报告里全年物价涨幅定了多少？跟上一年比降了几个百分点", ["2%左右", "3%左右", "高1个百分点"]),
    ],
)  # fmt: skip
def test_each_figure_is_given_as_its_own(library: Library, question: str, says: list[str]) -> None:
    text = text_of(_asked(library, question))
    assert [words for words in says if words not in text] == []


def test_no_winner_where_a_value_is_missing(library: Library) -> None:
    text = text_of(_asked(library, "粮食产量今年云岭、澜东各定多少，固投呢？谁最高"))
    assert "最高的是" not in text and "没有读到澜东2026年粮食产量目标" in text and "不作比较" in text


@pytest.mark.parametrize(
    "question",
    [
        "云岭去年规上工业增速没有完成多少",
        "云岭一季度规上工业增速是多少？今年准备多少？",
        "云岭今年固投要增长多少，主要靠哪些项目",
        "今年GDP增速定得最高的是哪个县",
        "云岭省的竹农收入去年多少？今年打算多少？",
        "澜东去年粮食产量多少？今年多少？",
        "云岭今年的十件粮食产量大事是什么",
        "云岭市去年规上工业增速是多少？今年准备多少？",
        "云岭2026年地区生产总值是多少亿元，青衡呢",
        "云岭今年地区生产总值目标是多少亿元，青衡呢",
    ],
)
def test_what_is_not_understood_to_the_last_word_is_left_alone(library: Library, question: str) -> None:
    assert _asked(library, question) is None
