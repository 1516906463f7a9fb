"""What is asked of the library as a whole, in words that no pattern has."""

import pytest

from rag.question.intent.library_question import library_question
from rag.question.intent.recognition import Kind, recognise


@pytest.mark.parametrize(
    ("question", "kind", "term"),
    [
        ("列出所有提到以竹代塑的文章", Kind.MENTIONS, "以竹代塑"),
        ("谁的讲话里说过低空经济", Kind.MENTIONS, "低空经济"),
        ("这几篇材料里，哪些提到过“五新”战略行动？", Kind.MENTIONS, "“五新”战略行动"),
        ("帮我把含有“一泓清泉”的稿子找出来", Kind.MENTIONS, "一泓清泉"),
        ("哪些报告压根没提过低空物流", Kind.ABSENT, "低空物流"),
    ],
)
def test_term_and_kind_are_read_in_any_order(question: str, kind: Kind, term: str) -> None:
    found = recognise(question)
    assert found is not None and (found.kind, found.phrase) == (kind, term)


@pytest.mark.parametrize(
    "question",
    [
        "报告提到的三大任务是什么",
        "全市一共有多少家企业",
        "会议第一次全体会议什么时候开",
        "哪些城市提出了增长目标",
        "文章里提到搬迁了多少户",
        "你好",
        "？",
    ],
)
def test_content_of_a_text_is_not_asked_of_the_library(question: str) -> None:
    assert library_question(question) is None


def test_what_else_a_question_names_is_kept_for_its_conditions() -> None:
    found = library_question("澜川市2024年哪些材料写到了营商环境")
    assert found is not None and found.term == "营商环境"
    assert "澜川市" in found.rest and "2024年" in found.rest and "写到" not in found.rest
