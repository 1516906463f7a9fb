from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import Speech
from index import Filters
from rag import Assistant
from rag.datamodel import Answer
from rag.evaluation.gold import Gold, parse_gold
from rag.evaluation.judge import right
from rag.evaluation.leave_out import leave_out, searched
from rag.evaluation.metrics import report
from rag.evaluation.run_journal import Journal
from rag.evaluation.runner import run
from tests.support.scripted_model import ScriptedModel

TRUE = "全市竹纸产业实现产值86.4亿元。"


def speech(name: str) -> Speech:
    return Speech(id=f"id of {name}", path=f"speeches/{name}", title=name)


SPEECHES = [speech("bamboo.txt"), speech("drones.txt"), speech("ferry.txt")]


def number(**more: Any) -> Gold:
    line = {"id": "a", "type": "number", "question": "竹纸产业产值是多少？", "answers": ["86.4亿元"]}
    return parse_gold(line | {"source": "bamboo.txt"} | more)


def test_every_document_but_the_sources_is_searched() -> None:
    (item,) = leave_out([number(source=["bamboo.txt", "ferry.txt"], filters={"speakers": ["顾望舒"]})], SPEECHES)
    assert searched(item, SPEECHES) == Filters(speakers=["顾望舒"], ids=["id of drones.txt"])


def test_question_asked_as_ever_keeps_its_filters() -> None:
    assert searched(number(), SPEECHES) is None


def test_library_of_nothing_but_the_source_is_not_searched_whole() -> None:
    (item,) = leave_out([number()], SPEECHES[:1])
    filters = searched(item, SPEECHES[:1])
    assert filters is not None and not any(filters.accepts(one) for one in SPEECHES)


@pytest.mark.parametrize(
    "item",
    [
        parse_gold({"question": "地铁何时开通？", "unanswerable": True, "source": "bamboo.txt"}),
        number(source=[]),
        number(passages=["一段文字。"]),
        number(source="absent.txt"),
    ],
)
def test_question_without_a_document_to_leave_out_is_not_asked_again(item: Gold) -> None:
    assert leave_out([item], SPEECHES) == []


def test_it_is_right_to_refuse_or_to_answer_from_another_document() -> None:
    (item,) = leave_out([number()], SPEECHES)
    assert right(item, Answer("找不到", refused=True))
    assert right(item, Answer("产值86.4亿元[1]。"))
    assert not right(item, Answer("产值320亿元[1]。"))


def test_journal_does_not_take_the_one_question_for_the_other(tmp_path: Path) -> None:
    item = number()
    (again,) = leave_out([item], SPEECHES)
    assert again.id == item.id and again.digest != item.digest


def test_source_is_found_with_it_and_not_without(make_assistant: Callable[..., Assistant], tmp_path: Path) -> None:
    model = ScriptedModel(TRUE)
    assistant = make_assistant(model)
    gold = [number(), *leave_out([number()], assistant.speeches())]
    first, again = run(assistant, gold, journal=Journal(tmp_path / "run.part", {}))
    assert (first.left_out, first.right, first.refused) == (False, True, False)
    assert (again.left_out, again.right, again.refused, again.ranked) == (True, True, True, False)
    asked = len(model.prompts)
    assert list(run(assistant, gold, journal=Journal(tmp_path / "run.part", {}))) == [first, again]
    assert len(model.prompts) == asked
    result = report([first, again])
    assert result["all"]["questions"] == 1 and result["all"]["refusal"] is None
    assert result["leave_out"]["by_type"]["number"]["refusal"] == 1.0
