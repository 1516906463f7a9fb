"""Which sentence answers is told without a model: what asks whether something is so needs none at all."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from rag import Assistant
from rag.answering.likelihood.answering_sentence import SURE_WHETHER, choose
from rag.models.language_model import Message
from rag.question.analysis import narrow
from tests.support.scripted_model import ScriptedModel


class Unasked(ScriptedModel):
    """Fails whoever asks it."""

    def __init__(self) -> None:
        super().__init__(lambda messages: "", 0.0)

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        raise AssertionError(f"asked: {messages[-1].content}")

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        raise AssertionError(f"asked: {messages[-1].content}")


@pytest.mark.parametrize(
    ("question", "decides"),
    [
        ("全市竹纸产业去年产值有没有超过80亿元？", "产值86.4亿元"),
        ("全市竹纸产业实现产值是97亿元吧", "产值86.4亿元"),
        ("全市竹纸产业去年实现产值，同比下降了？", "同比增长12.5%"),
    ],
)
def test_whether_something_is_so_is_told_by_the_sentence_that_decides_it(
    make_assistant: Callable[..., Assistant], question: str, decides: str
) -> None:
    answer = make_assistant(Unasked()).ask(question)

    assert not answer.refused and answer.model == "verbatim"
    assert decides in answer.text
    assert answer.confidence is not None and answer.confidence >= SURE_WHETHER


def test_what_no_sentence_decides_is_left_to_the_model(make_assistant: Callable[..., Assistant]) -> None:
    with pytest.raises(AssertionError, match="asked"):
        make_assistant(Unasked()).ask("全市竹纸产业的工人是不是都买了工伤保险？")


def test_shares_are_of_all_sentences_and_the_right_one_has_most(make_assistant: Callable[..., Assistant]) -> None:
    assistant = make_assistant(Unasked())
    asked = assistant._understand("全市竹纸产业去年产值是多少？", (), None, here=True)
    question = narrow(asked, assistant.library, None)
    found = assistant._finder.find(question, None, None)

    choice = choose(question, found.evidence, found.ranked)

    assert choice is not None
    assert sum(choice.shares) == pytest.approx(1.0)
    assert "86.4亿元" in choice.best.quote and choice.shares[choice.at] > 0.3
    assert 0 < choice.chance < 1


def test_without_evidence_there_is_no_choice(make_assistant: Callable[..., Assistant]) -> None:
    question = make_assistant(Unasked())._understand("产值是多少？", (), None, here=True)
    assert choose(question, (), ()) is None
