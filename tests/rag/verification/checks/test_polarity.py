import pytest

from rag.verification.checks.polarity import opposite_directions, opposite_polarity
from tests.support.evidence import found


@pytest.mark.parametrize(
    ("claim", "text", "wrong"),
    [
        ("航线尚未开通夜航。", "目前航线尚未开通夜航。", []),
        ("航线已经开通夜航。", "目前航线尚未开通夜航。", ["不开通"]),
        ("产值未实现翻番。", "产值实现翻番。", ["不实现"]),
        ("这件事等得。", "这件事等不得。", ["不得"]),
        ("水位不断上涨。", "水位上涨。", []),  # 不断 denies nothing
    ],
)
def test_what_is_denied_is_denied_in_the_evidence_too(claim: str, text: str, wrong: list[str]) -> None:
    assert found(opposite_polarity, claim, text) == wrong


@pytest.mark.parametrize(
    ("claim", "text", "wrong"),
    [
        ("能耗下降了2.1%。", "能耗下降2.1%。", []),
        ("能耗上升了2.1%。", "能耗下降2.1%。", ["上升"]),
        ("新建住房五千套以下。", "新建住房5000套以上。", ["以下"]),
        ("价格上涨不超过3%。", "价格上涨不超过3%。", []),
        ("价格上涨超过3%。", "价格上涨不超过3%。", ["超过"]),
        ("超市越来越多。", "超市不足十家。", []),  # 超 in 超市 is no direction
        ("试飞失败。", "昨天试飞。", ["失败"]),  # a failure must be told
    ],
)
def test_what_rises_does_not_fall_in_the_evidence(claim: str, text: str, wrong: list[str]) -> None:
    assert found(opposite_directions, claim, text) == wrong
