"""A question in a conversation that names nothing may lean on it: both readings are searched."""

from collections.abc import Callable

import pytest

from rag import Assistant, Turn
from rag.question.analysis import understand
from tests.support.scripted_model import ScriptedModel

FAIR = [Turn("user", "2020年在澜川开的竹业交易会是第几届？"), Turn("assistant", "第十八届。")]


@pytest.mark.parametrize(
    "question", ["主题口号是什么？", "银牌铜牌各拿了几块", "开幕式是哪位主持的", "总共给茶农省下多少钱？"]
)
def test_what_names_nothing_is_read_as_a_follow_up_besides(question: str) -> None:
    read = understand(question, FAIR)
    assert read.text == question and not read.before
    assert read.otherwise is not None
    assert read.otherwise.before == ("2020年在澜川开的竹业交易会是第几届",)


@pytest.mark.parametrize(
    "question", ["溪州市的竹纸产值是多少？", "《竹林条例》规定了什么？", "2023年的产值是多少？", "“以竹代塑”是谁提的？"]
)
def test_what_names_something_stands_alone(question: str) -> None:
    assert understand(question, FAIR).otherwise is None


def test_without_a_conversation_there_is_nothing_to_lean_on() -> None:
    assert understand("主题口号是什么？").otherwise is None


def test_each_of_several_things_is_asked_in_the_conversation() -> None:
    read = understand("竹席销量和茶叶销量分别要到多少？", FAIR)
    assert [part.text for part in read.parts] == ["竹席销量要到多少？", "茶叶销量要到多少？"]
    assert all(part.last == read.last and part.otherwise for part in read.parts)
    assert read.parts[0].otherwise is not None and read.parts[0].otherwise.query.startswith(
        "2020年在澜川开的竹业交易会"
    )


def test_both_readings_are_searched(make_assistant: Callable[..., Assistant]) -> None:
    before = [Turn("user", "青岑县开通了多少条低空物流航线？"), Turn("assistant", "十八条。")]
    model = ScriptedModel("年运送包裹320万件。")
    answer = make_assistant(model).ask("总共运了多少件包裹？", history=before)
    assert answer.hits[0].speech.title == "在全縣低空物流推進會上的講話"
    assert any("青岑縣" in hit.text for hit in answer.hits)
