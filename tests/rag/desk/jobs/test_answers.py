"""Jobs of the desk asked for in the chat, in words that no example has."""

import json
from pathlib import Path
from typing import Any

import pytest

from index import Library
from rag.desk.jobs.answers import answer_job
from rag.desk.jobs.recognition import SLOTS, Job, examples, learned, recognise
from rag.desk.jobs.slots import read_slots

ASKED = Path(__file__).parents[3] / "data" / "desk" / "questions.jsonl"
CASES = [json.loads(line) for line in ASKED.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"][:16])
def test_the_job_is_done_with_cited_words(case: dict[str, Any], sample_library: Library) -> None:
    question = case["question"]
    assert recognise(read_slots(sample_library, question).masked).value == case["job"]
    hits = [(chunk, score, "terms") for chunk, score in sample_library.search_terms(question, 10, None)]
    found = answer_job(sample_library, question, sample_library.hits(hits))
    if case["job"] == "none":
        assert found is None
        return
    assert found is not None and found.desk is not None
    assert (found.refusal.code.value if found.refusal else None) == case["refused"]
    text = "\n".join(statement.text for statement in found.statements)
    assert [words for words in case["says"] if words not in text] == []
    for statement in found.statements:
        assert statement.support
        for one in statement.support:
            assert sample_library.source_text(one.speech.id)[one.start : one.end] == one.quote


def test_what_was_learned_is_known_again() -> None:
    wrong = []
    for job, wording in examples():
        scores = learned().scores(wording.replace("{topic}", "市场监管"))
        if max(scores, key=lambda one: scores[one]) is not job:
            wrong.append(wording)
    assert len(wrong) <= 0.02 * len(examples()), wrong


@pytest.mark.parametrize(
    ("question", "topic", "job"),
    [
        ("怎么谈做大做强", "做大做强", Job.TOPIC),
        ("我要写一篇低空经济的稿子，给点素材", "低空经济", Job.WRITE),
        ("“以竹代塑”的走势", "以竹代塑", Job.TREND),
    ],
)
def test_the_topic_is_what_no_wording_has(question: str, topic: str, job: Job, sample_library: Library) -> None:
    assert read_slots(sample_library, question).topic(job) == topic


def test_what_is_named_is_masked(sample_library: Library) -> None:
    slots = read_slots(sample_library, "对比顾望舒2023年和2024年在澜川市讲的《某文》，用三点说")
    assert (slots.speakers, slots.years, slots.titles, slots.number) == (("顾望舒",), ("2023", "2024"), ("某文",), 3)
    assert all(SLOTS[name] in slots.masked for name in ("speaker", "year", "place", "title", "number"))


def test_a_text_that_was_pasted_is_kept_as_it_was_typed(sample_library: Library) -> None:
    text = "全市上下齐心協力，2023年干成了三件大事：修路、造林、办学。"
    assert read_slots(sample_library, f"核对这段话：\n{text}").draft == text
    quoted = read_slots(sample_library, "宇文澈说“要把竹纸做强”，这样引对吗")
    assert quoted.draft == "宇文澈说“要把竹纸做强”"


@pytest.mark.parametrize("question", ["顾望舒跟沈砚秋谁的讲话更早", "2024年和2025年的工作报告哪个是几月几号作的"])
def test_a_fact_of_two_sides_is_not_answered_by_their_texts(question: str, sample_library: Library) -> None:
    assert answer_job(sample_library, question) is None


def test_a_title_that_no_speech_has_is_a_side_that_is_not_there(sample_library: Library) -> None:
    found = answer_job(sample_library, "比较《没有这篇》与《也没有这篇》有什么不同")
    assert found is not None and found.refusal is not None
    assert (found.refusal.code.value, found.refusal.params["phrase"]) == ("not_in_library", "《没有这篇》")
