"""The whole loop on the five documents that the project starts from."""

from functools import cache

import pytest

from rag import Answer, Assistant, Turn

pytestmark = pytest.mark.models

PORCELAIN = "景德镇的陶瓷产值突破了多少？"


@cache
def asked(assistant: Assistant, question: str) -> Answer:
    """The answer to a question without history: the model writes it once."""
    return assistant.ask(question)


def source(answer: Answer) -> set[str]:
    return {citation.speech.path.rsplit("/", 1)[-1][:3] for citation in answer.citations}


def assert_exact(assistant: Assistant, answer: Answer) -> None:
    assert answer.citations
    for citation in answer.citations:
        assert assistant.source_text(citation.speech.id)[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("question", "expected", "document"),
    [
        (PORCELAIN, "500亿元", "001"),
        ("新平先行区管委会第一次全体会议由谁主持？", "程新宇", "002"),
        ("株洲市委部署的具体改革任务有多少项？", "254项", "003"),
    ],
)
def test_right_answer_is_cited_to_its_document(seeds: Assistant, question: str, expected: str, document: str) -> None:
    answer = asked(seeds, question)
    assert expected in answer.text
    assert source(answer) == {document}
    assert_exact(seeds, answer)


def test_simplified_question_quotes_the_traditional_original(seeds: Assistant) -> None:
    answer = asked(seeds, PORCELAIN)
    assert any("億" in citation.quote for citation in answer.citations)


def test_follow_up_carries_the_city_over(seeds: Assistant) -> None:
    first = asked(seeds, PORCELAIN)
    history = [Turn("user", PORCELAIN), Turn("assistant", first.text)]
    answer = seeds.ask("那航空产业营收呢？", history=history)
    assert "270亿元" in answer.text
    assert source(answer) == {"001"}
    assert_exact(seeds, answer)


def test_what_no_document_says_is_refused(seeds: Assistant) -> None:
    answer = seeds.ask("景德镇的地铁什么时候开通？")
    assert answer.refused and not answer.claims
    assert "4 篇讲话" in answer.text  # the fifth is of another place
