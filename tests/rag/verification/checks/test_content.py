from rag.verification.checks.content import missing_content
from tests.support.evidence import evidence, found


def test_nouns_are_in_the_evidence_whole_or_by_their_parts() -> None:
    assert found(missing_content, "竹纸产业产值提高。", "竹纸产业的产值提高。") == []
    assert "地铁" in found(missing_content, "地铁产业产值提高。", "竹纸产业的产值提高。")


def test_a_sentence_of_which_nothing_can_be_checked_fails() -> None:
    assert found(missing_content, "令", "令行禁止。") == ["令"]
    assert found(missing_content, "86亿元。", "产值86亿元。") == []


def test_what_stands_in_the_heading_alone_is_not_said() -> None:
    (item,) = evidence("进展顺利。", heading="竹纸博物馆建设")
    assert found(missing_content, "竹纸博物馆建设。", item) == ["竹纸博物馆建设。"]
