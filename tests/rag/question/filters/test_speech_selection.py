from collections.abc import Sequence

import pytest

from corpus import Speech
from rag.question.filters.conditions import conditions
from rag.question.filters.speech_selection import select

SPEECHES = (
    Speech("s1", "1", "在竹纸产业大会上的讲话", "顾望舒", "市长", "2023-05-09", "澜川市青岑县", None, None, "讲话"),
    Speech("s2", "2", "在春季植树动员会上的讲话", "钟离澍", "市长", "2024-03-12", "溪州市", None, None, "讲话"),
    Speech("s3", "3", "在先行区座谈会上的讲话", "顾望舒", "市长", "2024-06-01", "云水先行区", None, None, "讲话"),
)


def ids(words: str, among: Sequence[Speech] = SPEECHES) -> list[str]:
    selection = select(words, among)
    assert not selection.rest, selection.rest
    return [one.id for one in among if selection.accepts(one)]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2024年的", ["s2", "s3"]),
        ("二〇二四年度", ["s2", "s3"]),  # the year is read as for filters, not by digits alone
        ("2023年5月", ["s1"]),
        ("今年", ["s2", "s3"]),  # of the newest speech
        ("青岑县", ["s1"]),
        ("青岑", ["s1"]),
        ("云水先行区", ["s3"]),
        ("顾望舒同志2023年的讲话", ["s1"]),
        ("市长顾望舒在云水先行区", ["s3"]),
        ("《在竹纸产业大会上的讲话》", ["s1"]),
        ("在春季植树动员会上", ["s2"]),
    ],
)
def test_all_words_around_a_question_are_read(words: str, meant: list[str]) -> None:
    assert ids(words) == meant


def test_what_nothing_accounts_for_is_left() -> None:
    assert select("石门县2024年的讲话", SPEECHES).rest == "石门县"


def test_direct_answers_and_filters_mean_the_same_year() -> None:
    question = "二〇二四年春季植树动员会提出了什么？"
    dates = next(one for one in conditions(question, SPEECHES, _nothing, _nothing) if one.name == "date")
    assert dates.ids == {one.id for one in SPEECHES if select("二〇二四年", SPEECHES).accepts(one)} == {"s2", "s3"}


def _nothing(words: str) -> frozenset[str]:
    return frozenset()
