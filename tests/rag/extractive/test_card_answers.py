"""Facts of a document's card, given with the lines that state them."""

import pytest

from index import Library
from tests.support.asking import ask, assert_exact, text_of


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("《在全市竹纸产业发展推进会上的讲话》是谁在什么时候讲的？", ["顾望舒", "2023年3月22日"]),
        ("尉迟清和那篇登在哪儿？", ["来源是云岭经济观察"]),
    ],
)
def test_facts_are_given_as_the_text_states_them(question: str, says: list[str], sample_library: Library) -> None:
    found = ask(sample_library, question)
    assert [words for words in says if words not in text_of(found)] == []
    assert found is not None
    assert_exact(sample_library, found)


@pytest.mark.parametrize(
    "question",
    [
        "《在全市竹纸产业发展推进会上的讲话》是谁主持的？",
        "邓子墨在竹纸产业发展推进会上是什么职务？",
        "《没有这篇》是谁写的？",
    ],
)
def test_nobody_elses_facts_are_given(question: str, sample_library: Library) -> None:
    found = ask(sample_library, question)
    assert found is None or found.refusal is not None
