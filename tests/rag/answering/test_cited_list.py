"""A model that cites two items of a list points at it; sentences of another place do not."""

from dataclasses import replace

import pytest

from corpus import Speech
from rag.answering.cited_list import cited_list, meant_list, nth_items
from rag.datamodel import Evidence, Listed
from rag.question.analysis import understand
from tests.support.scripted_model import ScriptedModel

SPEECH = Speech("a", "a.txt", "关于竹纸产业的报告", end=600)


def _cited(start: int, end: int) -> Evidence:
    return Evidence(SPEECH, start, end, "句", "句")


def _listed(*starts: int, end: int, score: float = 1.0, fits: bool = True) -> Listed:
    items = tuple(zip(starts, (*starts[1:], end), strict=True))
    return Listed("a", items, tuple((start, start + 10) for start in starts), score, fits, ())


def test_two_items_cited_mean_the_whole_list() -> None:
    list_ = _listed(100, 200, 300, end=400)
    assert cited_list([list_], [_cited(200, 210), _cited(100, 110), _cited(130, 150)]) is list_


def test_one_item_is_no_list() -> None:
    assert cited_list([_listed(100, 200, end=300)], [_cited(100, 110), _cited(120, 130)]) is None


def test_what_is_mostly_cited_elsewhere_is_no_list() -> None:
    cited = [_cited(100, 110), _cited(200, 210), _cited(420, 430), _cited(450, 460), _cited(470, 480)]
    assert cited_list([_listed(100, 200, end=300)], cited) is None


def test_a_list_of_another_number_than_asked_for_is_never_meant() -> None:
    assert cited_list([_listed(100, 200, end=300, fits=False)], [_cited(100, 110), _cited(200, 210)]) is None


def test_of_two_lists_the_one_whose_items_are_cited_by_their_beginnings() -> None:
    outer = _listed(100, 300, end=500, score=1.2)
    inner = _listed(110, 150, 200, end=300, score=1.0)
    assert cited_list([outer, inner], [_cited(110, 120), _cited(150, 160), _cited(200, 210)]) is inner
    assert cited_list([outer, inner], [_cited(100, 105), _cited(300, 310)]) is outer


def _asked(logit: float, *scores: float, counted: bool = True) -> tuple[Listed | None, list[str]]:
    lists = [
        replace(_listed(100, 200, end=300, score=score), counted=counted, told=("两条经验", "1. 早栽"))
        for score in scores
    ]
    model = ScriptedModel(logit=logit)
    return meant_list(lists, understand("老支书总结的两条经验，第二条讲什么？"), model), model.prompts


def test_a_list_that_is_counted_and_leads_is_given_if_the_model_says_it_is_asked_for() -> None:
    found, prompts = _asked(5.0, 2.0, 1.2)
    assert found is not None and found.score == 2.0
    assert "1. 早栽" in prompts[0] and "老支书" in prompts[0]
    assert _asked(3.0, 2.0, 1.2)[0] is None


@pytest.mark.parametrize(("scores", "counted"), [((2.0, 1.8, 1.7), True), ((2.0, 1.8), False), ((), True)])
def test_of_no_other_list_the_model_is_asked(scores: tuple[float, ...], counted: bool) -> None:
    assert _asked(9.0, *scores, counted=counted) == (None, [])


def test_of_two_lists_as_likely_the_model_is_asked_of_both_and_none_is_given_that_it_takes_for_both() -> None:
    found, prompts = _asked(9.0, 2.0, 1.8)
    assert found is None and len(prompts) == 2


def _numbered(*texts: str) -> list[Evidence]:
    return [Evidence(SPEECH, at, at + 1, text, text) for at, text in enumerate(texts)]


def test_of_numbered_items_the_nth_ones_are_kept() -> None:
    first, second, third = cited = _numbered("第一，选毫。", "第二，配杆。", "第三，装头。")
    assert nth_items([2, 3], cited) == [second, third]
    assert nth_items([1], cited) == [first]
    assert nth_items([4], cited) is None
    assert nth_items([2], [third]) is None


def test_of_items_without_numbers_nothing_can_be_told() -> None:
    assert nth_items([2], _numbered("选毫。")) == ()
    assert nth_items([-1], _numbered("第一，选毫。", "第二，配杆。")) == ()
    assert nth_items([3, -1], _numbered("第一，选毫。", "第二，配杆。")) is None
