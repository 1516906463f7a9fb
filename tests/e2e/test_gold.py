"""The gold questions themselves, against the sample documents that they were written from. No model is needed."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from corpus import Document, fold, iter_documents, parse
from corpus.samples import folder
from rag.evaluation.gold import Gold, load_gold
from rag.evaluation.judge import contains

GOLD = load_gold(Path(__file__).parents[1] / "data" / "gold.jsonl")
ANSWERABLE = [item for item in GOLD if not item.unanswerable]
TYPES = {
    "fact", "who", "when", "number", "enumeration", "quotation", "attribution", "cross", "followup", "traditional",
    "trap", "count", "unanswerable",
}  # fmt: skip
TERM = re.compile("“([^”]+)”")


@cache
def texts() -> dict[str, str]:
    """Clean text of every sample by file name, with what its page says of it."""
    found = {}
    for document in iter_documents([folder()]):
        assert isinstance(document, Document), document
        parsed = parse(document, speech_id=document.path)
        speech = parsed.speech
        body = "\n".join(chunk.text for chunk in parsed.chunks)
        found[Path(document.path).name] = "\n".join([body, *(str(value) for value in speech.to_dict().values())])
    return found


def test_set_is_large_and_every_type_has_ten() -> None:
    counts = Counter(item.type for item in GOLD)
    assert set(counts) == TYPES
    assert len(GOLD) >= 160 and counts["unanswerable"] >= 30 and min(counts.values()) >= 10


def test_no_question_is_asked_twice() -> None:
    assert len({(item.question, item.history) for item in GOLD}) == len(GOLD)


def test_only_the_type_unanswerable_is_unanswerable() -> None:
    assert all(item.unanswerable == (item.type == "unanswerable") for item in GOLD)


@pytest.mark.parametrize("item", [i for i in ANSWERABLE if i.type != "count"], ids=lambda item: item.id)
def test_each_part_of_the_answer_is_in_a_source(item: Gold) -> None:
    assert item.sources
    for part in item.answers:
        assert any(contains(texts()[name], part) for name in item.sources), part


@pytest.mark.parametrize("item", [i for i in ANSWERABLE if i.type == "count"], ids=lambda item: item.id)
def test_sources_of_a_count_are_all_documents_with_the_term(item: Gold) -> None:
    term = TERM.findall(item.question)[0]
    having = {name for name, text in texts().items() if fold(term) in fold(text)}
    assert having == set(item.sources)
    if re.search("几篇|多少篇|几份", item.question):
        assert contains(f"{len(having)}篇", item.answers[0])
        assert not contains(f"{len(having) + 1}篇", item.answers[0])
    else:  # who said it: each name is of somebody whose document has the term
        for part in item.answers:
            assert any(contains(texts()[name], part) for name in having)
