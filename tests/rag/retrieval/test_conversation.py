"""What was said before tells which of several texts is meant."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Assistant, Turn
from rag.question.analysis import understand
from tests.support.scripted_model import ScriptedModel

TOPICS = ("茶叶", "香菇", "木耳", "核桃")  # as long to the search, so that nothing else tells their texts apart
TEXT = "{name}大会举行\n\n{name}大会在溪州市举行，由沈砚秋主持。\n\n到会代表{count}人，签约项目{count}个。\n"


@pytest.mark.parametrize("name", TOPICS)
def test_a_follow_up_is_looked_for_first_in_the_text_that_was_spoken_of(
    make_assistant: Callable[..., Assistant], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number, topic in enumerate(TOPICS):
        text = TEXT.format(name=topic, count=310 + number)
        (folder / f"{topic}.txt").write_text(text, encoding="utf-8")
    assistant = make_assistant(ScriptedModel("资料中没有。"), documents=False, dense_weight=0.0)
    assistant.add(folder)
    history = [Turn("user", f"{name}大会由谁主持？"), Turn("assistant", f"{name}大会由沈砚秋主持[1]。")]
    answer = assistant.ask("溪州市来了多少代表？", history=history)
    assert answer.hits[0].speech.title == f"{name}大会举行"


def test_a_new_topic_is_looked_for_everywhere() -> None:
    history = [Turn("user", "竹纸大会由谁主持？"), Turn("assistant", "由沈砚秋主持[1]。")]
    assert understand("来了多少代表？", history).exchange == "竹纸大会由谁主持？由沈砚秋主持。"
    assert understand("换个话题，茶叶卖了多少？", history).exchange == ""
    assert understand("茶叶卖了多少？").exchange == ""
