import json
from pathlib import Path

import pytest

from rag.question.intent.masking import candidates, features, features_of_each, masked, read

GOLD = Path(__file__).parents[3] / "data" / "gold.jsonl"
QUESTIONS = [json.loads(line)["question"] for line in GOLD.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("questions", [QUESTIONS[at::8] for at in range(8)])
def test_pieces_around_a_term_are_those_of_the_whole_masked_question(questions: list[str]) -> None:
    for question in (*questions, "把“以竹代塑”这个词，出现过的材料列出来", "《竹林条例》第三条讲了什么？"):
        folded, named = read(question)
        terms = candidates(folded, named)
        each = [features(masked(folded, named, term)) for term in terms]
        assert list(features_of_each(folded, named, terms)) == each


def test_what_asks_and_what_pauses_is_in_no_term() -> None:
    folded, named = read("哪些讲话，谈到竹林里的低空物流？")
    terms = {folded[term.start : term.end] for term in candidates(folded, named)}
    assert "低空物流" in terms
    assert not [term for term in terms if "哪些" in term or "，" in term or term.endswith("的")]
