"""Where the model's server cannot be used, the texts are quoted, or it is said that no model can be asked."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from corpus import GenerationError, ModelServerError
from rag import Answer, Assistant, RefusalCode, Verdict
from rag.datamodel import VERBATIM
from rag.models.language_model import Message
from tests.support.scripted_model import ScriptedModel

QUESTION = "青岑县低空物流航线有多少条？"


class Failing(ScriptedModel):
    """Fails when it is asked to decide, or only while it writes.

    :param writes: What it writes before it fails; None: it fails before.
    """

    def __init__(self, writes: str | None = None, kind: type[GenerationError] = ModelServerError) -> None:
        super().__init__(writes or "")
        self.decides = writes is not None
        self.kind = kind

    def stream(self, messages: Sequence[Message], *, max_tokens: int, stop: Sequence[str] = ()) -> Iterator[str]:
        yield from super().stream(messages, max_tokens=max_tokens, stop=stop)
        raise self.kind("gone")

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        if self.decides:
            return [9.0, 0.0]
        raise self.kind("gone")


def quotes_are_the_sources(assistant: Assistant, answer: Answer) -> bool:
    return all(c.quote == assistant.source_text(c.speech.id)[c.start : c.end] for c in answer.citations)


@pytest.mark.parametrize("writes", [None, "", "青岑县开通低空物流航线十八条。年运"])
def test_the_sentence_that_answers_is_quoted(make_assistant: Callable[..., Assistant], writes: str | None) -> None:
    assistant = make_assistant(Failing(writes))
    answer = assistant.ask(QUESTION)
    assert not answer.refused and answer.model == VERBATIM
    [claim] = answer.claims
    assert claim.verdict is Verdict.QUOTED and "航線十八條" in claim.text
    assert quotes_are_the_sources(assistant, answer)


REFUSED = (
    "全市竹纸产业的负责人是谁？",
    "全市有哪些规模以上企业？",
    "港口吞吐量是多少万吨？",
    "青岑县哪一年开通低空物流航线？",
    "为什么要修复竹林？",
)


@pytest.mark.parametrize("question", REFUSED)
def test_what_no_sentence_settles_is_refused_with_the_passages(
    make_assistant: Callable[..., Assistant], question: str
) -> None:
    answer = make_assistant(Failing()).ask(question)
    assert answer.refused and answer.hits
    assert answer.refusal is not None and answer.refusal.code is RefusalCode.MODEL_UNAVAILABLE
    assert answer.reason == "模型服务暂时不可用，单凭检索到的段落不能断定答案"


def test_a_model_that_fails_in_another_way_is_an_error(make_assistant: Callable[..., Assistant]) -> None:
    with pytest.raises(GenerationError, match="gone"):
        make_assistant(Failing(kind=GenerationError)).ask(QUESTION)


def test_one_sentence_that_answers_both_is_quoted_once(make_assistant: Callable[..., Assistant]) -> None:
    passage = "竹纸产值增长了5.2%。竹编卖到了外省。"
    answer = make_assistant(Failing()).ask("竹纸产值增长了吗，增长了多少？", passages=[passage])
    assert answer.text.count("竹纸产值增长了5.2%") == 1


def test_without_a_model_as_sure_a_sentence_is_wanted_as_with_one(make_assistant: Callable[..., Assistant]) -> None:
    passage = "全县竹匠骨干有三十名。竹编卖到了外省。"
    asked = "全县竹匠骨干有多少名？"
    assert not make_assistant(Failing()).ask(asked, passages=[passage]).refused
    assert make_assistant(Failing(), confidence=0.999).ask(asked, passages=[passage]).refused
