import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus import GenerationError, InputError
from rag import Assistant, Settings
from rag.evaluation.gold import Gold, parse_gold
from rag.evaluation.judge import Outcome
from rag.evaluation.metrics import summary
from rag.evaluation.run_journal import Journal
from rag.evaluation.runner import conditions, run
from rag.models.language_model import Message, Usage
from tests.support.scripted_model import ScriptedModel

TRUE = "全市竹纸产业实现产值86.4亿元。"
MakeAssistant = Callable[..., Assistant]


def number(**more: Any) -> Gold:
    line = {"id": "a", "type": "number", "question": "竹纸产业产值是多少？", "answers": ["86.4亿元"]}
    return parse_gold(line | {"source": "bamboo.txt"} | more)


SILENT = parse_gold({"id": "s", "type": "unanswerable", "question": "地铁何时开通？", "unanswerable": True})


class MeteredModel(ScriptedModel):
    """Counts as the engines do: each prompt 100 tokens, of which 60 were cached; a reply has one for two characters."""

    usage = Usage()

    def stream(self, messages: Sequence[Message], **options: Any) -> Iterator[str]:
        for piece in super().stream(messages, **options):
            self.usage += Usage(written=1)
            yield piece
        self.usage += Usage(100, 60, 0)

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        self.usage += Usage(100, 60, 1)
        return super().next_token_logprobs(messages, choices)


class FailingModel(ScriptedModel):
    """Fails on the questions whose numbers, from 1, are given."""

    def __init__(self, *fails: int) -> None:
        super().__init__(TRUE)
        self.asked = 0
        self.fails = fails

    def next_token_logprobs(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        self.asked += 1
        if self.asked in self.fails:
            raise GenerationError("the engine\nfailed")
        return super().next_token_logprobs(messages, choices)


def test_outcome_says_how_it_went(make_assistant: MakeAssistant) -> None:
    (outcome,) = run(make_assistant(ScriptedModel(TRUE)), [number()])
    assert (outcome.rank, outcome.evidence, outcome.found) == (1, True, True)
    assert (outcome.right, outcome.refused, outcome.cited, outcome.exact) == (True, False, True, True)
    assert (outcome.claims, outcome.supported, outcome.citations, outcome.precise) == (1, 1, 1, 1)
    assert "86.4亿元" in outcome.answer and {"evidence", "first_token", "total"} <= outcome.timings.keys()


def test_wrong_answer_and_refusal_are_told_apart(make_assistant: MakeAssistant) -> None:
    assistant = make_assistant(ScriptedModel(TRUE))
    wrong = number(id="b", question="新增规模以上企业多少家？", answers=["18家"])
    outcomes = list(run(assistant, [number(), wrong, SILENT]))
    assert [outcome.right for outcome in outcomes] == [True, False, True]
    assert [outcome.evidence for outcome in outcomes] == [True, False, None]
    assert summary(outcomes)["refusal"] == 1.0


def test_retrieval_only_needs_no_language_model(make_assistant: MakeAssistant) -> None:
    model = ScriptedModel(TRUE)
    (outcome,) = run(make_assistant(model), [number()], retrieval_only=True)
    assert (outcome.rank, outcome.evidence, outcome.refused, outcome.right) == (1, True, None, None)
    assert outcome.timings["evidence"] > 0 and model.prompts == []


def test_given_passages_are_answered_from_and_quoted_exactly(make_assistant: MakeAssistant) -> None:
    text = "临溪镇去年新建学校三所，改造桥梁两座。"
    item = number(question="临溪镇新建学校几所？", answers=["三所"], passages=[text])
    assistant = make_assistant(ScriptedModel("临溪镇去年新建学校三所。"), documents=False)
    (outcome,) = run(assistant, [item])
    assert (outcome.right, outcome.exact, outcome.evidence) == (True, True, True)
    assert (outcome.ranked, outcome.rank, outcome.cited) == (False, None, None)


def test_filters_of_a_question_narrow_the_search(make_assistant: MakeAssistant) -> None:
    assistant = make_assistant(ScriptedModel(TRUE))
    (outcome,) = run(assistant, [number(date="2023")], retrieval_only=True)  # the speech is of 2024
    assert outcome.rank is None and outcome.evidence is False


def test_tokens_are_counted_a_question(make_assistant: MakeAssistant) -> None:
    outcomes = list(run(make_assistant(MeteredModel(TRUE)), [number(), number(id="b")]))
    for outcome in outcomes:
        assert outcome.tokens == {"read": 200, "cached": 120, "written": 1 + (len(TRUE) + 1) // 2}


def test_engine_that_counts_no_tokens_is_measured_without(make_assistant: MakeAssistant) -> None:
    (outcome,) = run(make_assistant(ScriptedModel(TRUE)), [number()])
    assert outcome.tokens == {}


def test_question_that_the_model_fails_on_is_an_error_and_the_run_goes_on(
    make_assistant: MakeAssistant, tmp_path: Path
) -> None:
    assistant = make_assistant(FailingModel(2))
    gold = [number(id=name) for name in "abc"]
    journal = Journal(tmp_path / "run.part", {})
    outcomes = list(run(assistant, gold, journal=journal))
    assert [outcome.error for outcome in outcomes] == [None, "the engine failed", None]
    assert [outcome.right for outcome in outcomes] == [True, False, True]
    assert journal.find(gold[1]) is None  # so that the next run asks it again


def test_model_that_keeps_failing_ends_the_run(make_assistant: MakeAssistant) -> None:
    done: list[int] = []
    with pytest.raises(GenerationError):
        list(run(make_assistant(FailingModel(2, 3, 4)), [number(id=name) for name in "abcdef"], done.append))
    assert done == [1, 2, 3]


def test_interrupted_run_asks_only_what_is_missing(make_assistant: MakeAssistant, tmp_path: Path) -> None:
    model = ScriptedModel(TRUE)
    assistant = make_assistant(model)
    gold = [number(id=name) for name in "abcd"]
    begun = conditions(assistant, gold, retrieval_only=False)
    for _, outcome in zip("ab", run(assistant, gold, journal=Journal(tmp_path / "run.part", begun)), strict=False):
        assert outcome.right
    asked = len(model.prompts)
    with (tmp_path / "run.part").open("a", encoding="utf-8") as file:
        file.write('{"id": "c", "type": "num')  # power failed while it was written
    outcomes = list(run(assistant, gold, journal=Journal(tmp_path / "run.part", begun)))
    assert [outcome.id for outcome in outcomes] == list("abcd")
    assert len(model.prompts) - asked == asked  # two questions again, not four


def test_changed_question_is_asked_again(tmp_path: Path) -> None:
    old, new = number(), number(answers=["99亿元"])
    journal = Journal(tmp_path / "run.part", {})
    journal.add(Outcome("a", "number", "问", False, right=True, digest=old.digest))
    again = Journal(tmp_path / "run.part", {})
    assert again.find(old) is not None and again.find(new) is None


def test_journal_of_other_conditions_is_refused(make_assistant: MakeAssistant, tmp_path: Path) -> None:
    begun = conditions(make_assistant(ScriptedModel()), [number()], retrieval_only=True)
    Journal(tmp_path / "run.part", begun)
    assert len(Journal(tmp_path / "run.part", begun | {"questions": 7})) == 0  # more questions are no matter
    with pytest.raises(InputError, match="begun with other settings"):
        Journal(tmp_path / "run.part", begun | {"mode": "answers"})


@pytest.mark.parametrize("content", [b"\x80\x81\n", b"hello\nworld\n", b'{"conditions": {}}\n[]\n'])
def test_file_that_is_no_journal_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "run.part"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"run\.part"):
        Journal(path, {})
    assert path.read_bytes() == content


def test_conditions_hold_no_secret(make_assistant: MakeAssistant) -> None:
    found = conditions(make_assistant(ScriptedModel()), [number()], retrieval_only=False)
    assert "openai_api_key" not in json.dumps(found) and found["settings"]["dense_weight"] == Settings().dense_weight
    assert found["library"]["speeches"] == 2
