"""The weights are those of today's lexicon."""

from rag.question.intent.learned import frame
from rag.question.intent.masking import classes


def test_weights_were_learned_with_the_words_of_today() -> None:
    assert frame("classes") == set(classes().split("\n")), (
        "learn them again: python -m tests.benchmarks.learned.question_models --save"
    )
