"""Figures are compared along years, places and measures, and against aims: surely, or not at all."""

from pathlib import Path

import pytest

from index import Library
from tests.support.asking import ask_figures, assert_exact
from tests.support.fakes import HashEncoder
from tests.support.speech_makers import REPORT, library_of

_BETTER = "各项事业都取得了新的进展，群众得到了新的实惠。"
_AHEAD = "各项事业要迈上新的台阶，再创新的佳绩。"


def report(year: int, place: str, role: str, name: str, past: str, coming: str) -> str:
    """Return a report on the year before, long enough to be read as one."""
    return REPORT.format(
        year=year, last=year - 1, place=place, role=role, name=name, past=past + _BETTER, coming=coming + _AHEAD
    )


TEXTS = {
    "lan23.txt": report(
        2023, "澜川市", "市长", "沈砚秋",
        "全市地区生产总值1204.6亿元，增长5.2%。茶叶全产业链产值31.5亿元。竹纸企业1043家，其中规模以上企业71家。",
        "主要预期目标是：地区生产总值增长7.5%左右，游客接待量600万人次。",
    ),
    "lan24.txt": report(
        2024, "澜川市", "市长", "沈砚秋",
        "全市地区生产总值1286.5亿元，增长6.8%。茶叶全产业链产值36.2亿元，增长14.9%，竹编产业产值17.9亿元，增长8.3%，"
        "游客接待量655万人次。竹纸企业1127家，其中规模以上企业86家。城镇居民人均可支配收入43180元，农村居民人均可支配收入"
        "21460元。粮食产量87.1亿斤。",
        "主要预期目标是：地区生产总值增长7%左右，游客接待量700万人次。",
    ),
    "lan25.txt": report(
        2025, "澜川市", "市长", "沈砚秋",
        "全市地区生产总值1379.2亿元，增长7.1%。茶叶全产业链产值41.8亿元，增长15.5%，竹编产业产值19.2亿元，增长7.3%，"
        "游客接待量718万人次。五年来，农村公路里程从3200公里增加到4100公里。",
        "主要预期目标是：地区生产总值增长6.5%左右，茶叶全产业链产值达到48亿元。",
    ),
    "xi24.txt": report(
        2024, "溪州市", "市长", "宇文澈",
        "全市地区生产总值1510.3亿元，增长5.9%。茶叶全产业链产值44.1亿元。竹纸企业1486家，其中规模以上企业118家。"
        "粮食产量445.2万吨。",
        "主要预期目标是：地区生产总值增长6.5%，城镇新增就业3.1万人。",
    ),
    "heng24.txt": report(
        2024, "衡溪市", "市长", "令狐月白",
        "全市地区生产总值超过1280亿元，增长6.1%。竹纸企业970家。县区基本情况如下：\n县区 竹林面积 茶园面积\n"
        "青石县 63.5万亩 12.1万亩\n白溪县 58.2万亩 15.4万亩\n",
        "主要预期目标是：地区生产总值增长6%以上，城镇新增就业2.1万人。",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(TEXTS, tmp_path_factory.mktemp("comparisons"))


SAID = [
    ("澜川的地区生产总值历年里哪年最高？", "最高的是2024年：1379.2亿元"),
    ("澜川市哪一年GDP增速最低", "最低的是2022年：5.2%"),
    ("2022年到2024年，澜川GDP增速哪年最快？", "最高的是2024年：7.1%"),
    ("澜川哪几年的GDP增速达到6.5%以上？", "的有 2 年：2023年6.8%、2024年7.1%"),
    ("澜川市的地区生产总值从2022年到2024年增加了多少亿元？", "2024年比2022年高174.6亿元（14.5%）"),
    ("2024年游客接待量比上一年多了多少？", "2024年比2023年高63万人次（9.6%）"),
    ("2024年澜川茶叶产值比2023年多多少？", "“茶叶产值”在资料库中是“茶叶全产业链产值”"),
    ("2024年澜川GDP是2022年的多少倍？", "2024年是2022年的约1.14倍"),
    ("2023年游客接待量实际完成比目标多多少？", "2023年实际比2023年目标高55万人次（9.2%）"),
    ("2024年澜川地区生产总值增速与目标差几个百分点", "两个数不都是确数|2024年实际比2024年目标高0.1个百分点"),
    ("2025年澜川茶叶产值的目标是2023年实际的多少倍？", "2025年目标是2023年实际的约1.33倍"),
    ("2023年澜川城镇和农村居民人均可支配收入差多少？", "高21720元（101.2%）"),
    ("2023年澜川城镇居民收入是农村居民收入的几倍？", "的约2.01倍"),
    ("2024年茶叶和竹编，哪个产业增长最快？", "最高的是茶叶全产业链产值增速：15.5%"),
    ("2024年澜川几个特色产业里哪个产值最低？", "最低的是竹编产业产值：19.2亿元"),
    ("2023年各市竹纸企业从多到少怎么排？", "溪州市1486家、澜川市1127家、衡溪市970家"),
    ("2023年哪个市的茶叶产值最高？", "最高的是溪州市：44.1亿元"),
    ("2023年澜川和溪州规模以上竹纸企业加起来多少家？", "各数相加为204家"),
    ("2023年澜川和溪州谁的竹纸企业多，多几家？", "溪州市比澜川市高359家（31.9%）"),
    ("2023年澜川、溪州、衡溪三市竹纸企业谁最少？", "最低的是衡溪市：970家"),
    ("2023年澜川和溪州哪个粮食产量多？", "溪州市比澜川市高"),
    ("农村公路里程2019年到2024年增加了多少公里？", "2024年比2019年高900公里（28.1%）；其中出自一段时期的数"),
    ("澜川地区生产总值是一年比一年高吗", "这 3 年逐年上升"),
    ("澜川茶叶产值增速从2023年到2024年是不是逐年下降？", "这 2 年逐年上升"),
    ("2023年溪州的竹纸企业超过澜川了吗", "溪州市比澜川市高359家"),
    ("2023年澜川农村居民收入比城镇低多少", "高21720元"),
    ("2025年澜川GDP增速目标比2024年的目标低几个百分点", "2024年比2025年高0.5个百分点"),
    ("2024年澜川几个特色产业，竹编还是茶叶产值高", "最高的是茶叶|茶叶全产业链产值比竹编产业产值高22.6亿元"),
    ("青石县和白溪县2023年的茶园面积差多少", "白溪县比青石县高3.3万亩"),
    ("2023年哪个县竹林面积最大", "最高的是青石县：63.5万亩"),
]


@pytest.mark.parametrize(("question", "said"), SAID)
def test_a_comparison_is_answered_with_its_sentences(library: Library, question: str, said: str) -> None:
    answer = ask_figures(library, question)
    assert answer is not None
    assert any(part in answer.statements[0].text for part in said.split("|")), answer.statements[0].text
    assert_exact(library, answer)


def test_no_winner_without_every_value_and_what_is_missing_is_said(library: Library) -> None:
    for question, part in [
        ("2022年澜川和溪州的茶叶产值谁高？", "资料库没有溪州2022年的这项数字"),
        ("2024年澜川和江北市的地区生产总值谁高？", "资料库没有江北市2024年的这项数字"),
        ("2021年、2022年、2023年澜川地区生产总值哪年最高？", "资料库没有澜川市2021年的这项数字"),
    ]:
        answer = ask_figures(library, question)
        said = answer.statements[0].text if answer else ""
        assert part in said and "不作比较" in said and "最高的是" not in said, question


def test_whose_report_has_no_value_is_said(library: Library) -> None:
    answer = ask_figures(library, "2023年哪个市的茶叶产值最高？")
    assert answer is not None and "衡溪市的报告中没有读到这项数字" in answer.statements[0].text


def test_a_bound_that_may_be_beyond_the_first_leaves_the_order_open(library: Library) -> None:
    answer = ask_figures(library, "2023年澜川和衡溪的地区生产总值，按高低排个名次")
    assert answer is not None and "次序不能断定" in answer.statements[0].text


UNSURE = [
    "2023年澜川规模以上茶叶企业和溪州比谁多？",  # no text says so of tea
    "2023年澜川地区生产总值为什么比溪州低？",
    "2023年上半年澜川和溪州GDP谁高？",
    "2023年澜川和溪州的出口产值谁高？",
    "澜川茶叶怎么做大做强？",
    "哪年茶叶大会办得最好？",
    "澜川和溪州2023年谁的竹编大师最多？",
    "2023年澜川竹纸企业比茶叶企业多多少？",
    "去年澜川GDP比前年高多少？",
]


@pytest.mark.parametrize("question", UNSURE)
def test_what_is_not_sure_is_left_to_others(library: Library, question: str) -> None:
    assert ask_figures(library, question) is None


def test_of_a_figure_that_most_reports_do_not_give_none_is_the_first(tmp_path: Path) -> None:
    grain = {"澜川市": "粮食产量87.1亿斤。", "溪州市": "粮食产量91.3亿斤。"}
    people = ["沈砚秋", "宇文澈", "令狐月白", "闻人楷", "尉迟清和"]
    for place, name in zip(("澜川市", "溪州市", "衡溪市", "青岚市", "白渡市"), people, strict=True):
        past = f"全市地区生产总值1204.6亿元，增长5.2%。{grain.get(place, '')}"
        (tmp_path / f"{place}.txt").write_text(report(2024, place, "市长", name, past, "地区生产总值增长6%。"))
    with Library.open(tmp_path / "library", HashEncoder()) as few:
        few.add([tmp_path])
        found = ask_figures(few, "2023年粮食产量最高的是哪个市？")
        assert found is not None
        said = "\n".join(statement.text for statement in found.statements)
        assert "溪州市91.3亿斤" in said and "最高的是" not in said
        assert "不能断定" in said and "青岚市" in said
