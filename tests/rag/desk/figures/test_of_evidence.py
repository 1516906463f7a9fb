"""What is stored of the figures of a speech goes with the sentences that an answer rests on."""

from pathlib import Path

from corpus.language.figures.kinds import Change, Kind
from index import Library
from rag.datamodel import Passage, span_of
from rag.desk.figures import refresh
from rag.desk.figures.of_evidence import with_figures
from tests.support.fakes import HashEncoder

TEXT = """2024年澜川市政府工作报告
——2024年1月16日在澜川市第五届人民代表大会第三次会议上
澜川市市长 沈砚秋
各位代表：
我代表市人民政府，向大会报告政府工作，请予审议，并请各位委员和列席的同志提出意见。
一、2023年工作回顾
竹纸产值186.4亿元，城镇新增就业2.86万人。全市地区生产总值比2020年增加240亿元。
二、2024年主要目标
主要预期目标是：竹纸产值力争达到210亿元，各项事业要迈上新的台阶，再创新的佳绩。
"""


def test_a_sentence_carries_its_figures_with_period_sort_and_kind(tmp_path: Path) -> None:
    (tmp_path / "lan.txt").write_text(TEXT)
    with Library.open(tmp_path / "library", HashEncoder()) as library:
        library.add([tmp_path / "lan.txt"])
        (speech,) = library.speeches()
        spans = [
            (TEXT.index(first), TEXT.index("。", TEXT.index(first)) + 1)
            for first in ("竹纸产值186", "全市地区", "主要预期")
        ]
        passage = Passage("", "", tuple(span_of(speech, *span, library.source_text(speech.id)) for span in spans))
        assert with_figures(library, [passage]) == (passage,)  # not read yet: nothing is known, nothing fails
        refresh(library)
        result, change, aim = (one.figures for one in with_figures(library, [passage])[0].sentences)
    assert [(one.written, one.period, one.kind) for one in result] == [
        ("186.4亿元", (2023, 2023), Kind.RESULT),
        ("2.86万人", (2023, 2023), Kind.RESULT),
    ]
    assert [(one.written, one.change) for one in change] == [("240亿元", Change.AMOUNT)]
    assert [(one.written, one.period, one.kind) for one in aim] == [("210亿元", (2024, 2024), Kind.AIM)]
