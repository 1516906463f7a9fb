"""The whole loop on the sample library with the real models."""

from pathlib import Path

import pytest

from rag import Assistant, Delta, Finished, Retrieved, Settings
from rag.evaluation import load_gold, report, run

pytestmark = pytest.mark.models

GOLD = load_gold(Path(__file__).parent / "gold.jsonl")
# every fourth question: two minutes on two cores; `yinzheng eval tests/e2e/gold.jsonl` runs them all
SHARE = GOLD[::4]


@pytest.fixture(scope="module")
def result(samples: Assistant) -> dict[str, object]:
    return report(list(run(samples, SHARE)))


def test_every_quotation_is_exact(result: dict) -> None:
    assert result["all"]["exact"] == 1.0


def test_accuracy_holds_its_floor(result: dict) -> None:
    assert result["all"]["accuracy"] >= 0.6


def test_answers_cite_the_document_that_says_so(result: dict) -> None:
    assert result["all"]["cites_source"] >= 0.85


def test_retrieval_holds_its_floor(result: dict) -> None:
    assert result["all"]["hit@5"] >= 0.9


def test_unanswerable_questions_are_refused(result: dict) -> None:
    assert result["all"]["refusal"] >= 0.7
    assert result["all"]["false_refusal"] <= 0.25


def test_stream_shows_evidence_first_and_ends_with_the_answer(samples: Assistant) -> None:
    events = list(samples.stream("云水先行区规划面积多大？"))
    assert isinstance(events[0], Retrieved) and events[0].hits
    assert isinstance(events[-1], Finished)
    text = "".join(event.text for event in events if isinstance(event, Delta))
    assert text == events[-1].answer.text and "68.5平方公里" in text


def test_given_passages_are_enough(samples: Assistant) -> None:
    answer = samples.ask("临溪镇新建了几所学校？", passages=["临溪镇去年新建学校三所，改造桥梁两座。"])
    assert "三所" in answer.text or "3所" in answer.text
    assert answer.citations[0].speech.id == "passage-1"


def test_given_passages_that_say_nothing_are_refused(samples: Assistant) -> None:
    assert samples.ask("临溪镇的镇长是谁？", passages=["临溪镇去年新建学校三所，改造桥梁两座。"]).refused


def test_example_questions_are_answered(samples: Assistant) -> None:
    questions = samples.example_questions(4)
    assert len(questions) == 4
    assert sum(not samples.ask(question).refused for question in questions) >= 3


def test_reopened_library_answers_the_same(samples: Assistant, tmp_path: Path) -> None:
    question = "云水先行区规划面积多大？"
    with Assistant.open(samples.library.directory, settings=Settings()) as again:
        assert [h.start for h in again.search(question)] == [h.start for h in samples.search(question)]
