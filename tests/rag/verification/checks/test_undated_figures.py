"""A figure that no word dates is not that of a year for which the same text gives another."""

import pytest

from corpus import Speech
from rag.datamodel import Evidence
from rag.verification.checks import told_for_the_year
from rag.verification.support import Support
from rag.verification.verifier import check

# fiction: there is no 澜川省
REPORT = Speech("r", "r.txt", "澜川省2026年政府工作报告", start=0, end=999, date="2026-01-26", kind="报告")
DONE = "全省地区生产总值增长4.8%，粮食总产量186万吨，城镇新增就业8.6万人。"
AIMS = "今年主要预期目标是：地区生产总值增长4.5%，粮食产量190万吨以上。"


def read(*texts: str, speech: Speech = REPORT) -> list[Evidence]:
    return [Evidence(speech, at * 400, at * 400 + len(text), text, text) for at, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("澜川省2026年地区生产总值增长4.8%。", False),
        ("澜川省2026年地区生产总值增长4.5%。", True),
        ("澜川省地区生产总值增长4.8%。", True),  # of no year, as the text says it
        ("澜川省2026年粮食总产量186万吨。", False),
    ],
)
def test_what_is_told_for_a_year_wins_over_what_is_not_dated(sentence: str, passes: bool) -> None:
    assert check(sentence, read(DONE, AIMS)).passed is passes


def test_only_the_same_text_speaks_against() -> None:
    other = Speech("o", "o.txt", "溪州市2026年政府工作报告", start=0, end=999, date="2026-01-20", kind="报告")
    evidence = [*read(DONE), *read("今年主要预期目标是：地区生产总值增长4.5%。", speech=other)]
    undated = check("2026年，全省地区生产总值增长4.8%。", evidence)
    assert undated.passed is check("2026年，全省地区生产总值增长4.8%。", read(DONE)).passed


def test_sentence_that_says_its_own_year_is_not_spoken_against() -> None:
    evidence = read("2026年一季度，全省地区生产总值增长4.8%。", AIMS)
    assert check("2026年一季度，全省地区生产总值增长4.8%。", evidence).passed


def test_the_sentence_of_the_year_is_what_may_answer() -> None:
    evidence = tuple(read(DONE, AIMS))
    assert told_for_the_year("澜川省2026年地区生产总值增长4.8%。", Support(evidence[:1], evidence)) == evidence[1:]
    assert told_for_the_year("澜川省2026年地区生产总值增长4.5%。", Support(evidence[1:], evidence)) == ()
