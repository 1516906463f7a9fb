import pytest

from rag.verification.checks.entities import altered_items, masked_names, swapped_names, unknown_names
from tests.support.evidence import found


@pytest.mark.parametrize(
    ("claim", "text", "unknown"),
    [
        ("沈砚秋到会。", "顾望舒到会。", ["沈砚秋"]),
        ("顾望舒到会。", "会议召开。", []),  # of the document's header
        ("用上了GPT模型。", "用上了新模型。", ["gpt"]),
        ("用上了ＧＰＴ模型。", "用上了gpt模型。", []),
    ],
)
def test_a_name_is_in_the_evidence(claim: str, text: str, unknown: list[str]) -> None:
    assert found(unknown_names, claim, text) == unknown


def test_a_masked_name_answers_nothing() -> None:
    assert found(masked_names, "市长是***。", "市长是***。") == ["***"]
    assert found(masked_names, "市长是沈砚秋。", "市长是沈砚秋。") == []


@pytest.mark.parametrize(
    ("claim", "text", "swapped"),
    [
        ("会上顾望舒表扬了沈砚秋。", "会上顾望舒表扬了沈砚秋。", []),
        ("会上沈砚秋表扬了顾望舒。", "会上顾望舒表扬了沈砚秋。", ["沈砚秋", "顾望舒"]),
        ("参加展览的有沈砚秋、陆知行。", "画家陆知行、沈砚秋参加展览。", []),  # a row has no order
        ("县长尉迟清和安排工作。", "县长尉迟清和安排部署工作。", []),
        ("工作由县长尉迟清安排。", "县长尉迟清和安排部署工作。", ["尉迟清"]),
    ],
)
def test_a_name_is_whole_and_in_its_place(claim: str, text: str, swapped: list[str]) -> None:
    assert found(swapped_names, claim, text) == swapped


@pytest.mark.parametrize(
    ("claim", "altered"),
    [
        ("承办的是云岭竹纸学会、云岭竹编研究会、云岭文献学会。", ["云岭竹编研究会"]),
        ("承办的是云岭竹纸学会、云岭竹编协会、云岭文献学会。", []),
        ("云岭竹纸学会和云岭文献学会承办。", []),
    ],
)
def test_an_item_of_an_enumeration_stands_as_it_is(claim: str, altered: list[str]) -> None:
    assert found(altered_items, claim, "会议由云岭竹纸学会、云岭竹编协会、云岭文献学会承办。") == altered
