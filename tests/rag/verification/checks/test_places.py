import pytest

from rag.verification.checks.places import unknown_bodies, wrong_places
from tests.support.evidence import NEWS, evidence, found


@pytest.mark.parametrize(
    ("claim", "text", "wrong"),
    [
        ("竹纸大会在青岑县召开。", "今年竹纸大会在青岑县召开。", []),
        ("竹纸大会在南屏县召开。", "今年竹纸大会在青岑县召开。", ["南屏县"]),
        ("南屏县新建青瓷工坊12家。", "青岑县新建竹纸工坊12家，南屏县新建青瓷工坊12家。", []),
        ("青岑县新建青瓷工坊12家。", "青岑县新建竹纸工坊12家，南屏县新建青瓷工坊12家。", ["青岑县"]),
    ],
)
def test_a_place_is_named_and_stands_in_its_place(claim: str, text: str, wrong: list[str]) -> None:
    assert found(wrong_places, claim, text) == wrong


def test_the_documents_place_is_known() -> None:
    assert found(wrong_places, "澜川市竹编产值17.9亿元。", "全市竹编产值17.9亿元。") == []
    assert found(wrong_places, "溪州市竹编产值17.9亿元。", "全市竹编产值17.9亿元。") == ["溪州市"]


def test_the_documents_place_yields_to_one_that_the_sentence_names() -> None:
    assert found(wrong_places, "澜川市新建学校12所。", "溪州市新建学校12所。") == ["澜川市"]


def test_a_place_of_another_document_is_not_borrowed() -> None:
    both = [*evidence("全市竹编产值17.9亿元。"), *evidence("会议强调，要做强竹编。", speech=NEWS)]
    assert found(wrong_places, "澜川市竹编产值17.9亿元。", *both) == []
    assert found(wrong_places, "溪州市竹编产值17.9亿元。", *both) == ["溪州市"]


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("澜水集团建了码头。", []),
        ("云竹集团建了码头。", ["云竹集团"]),
        ("各有关公司建了码头。", []),
        ("税务局建了码头。", []),
    ],
)
def test_a_body_is_named_in_the_evidence(claim: str, wrong: list[str]) -> None:
    assert found(unknown_bodies, claim, "去年澜水集团建了码头。") == wrong
