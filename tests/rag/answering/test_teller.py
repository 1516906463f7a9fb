"""Who did something is told by the sentence that says so, where the model names somebody else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Assistant, Verdict
from tests.support.scripted_model import ScriptedModel

NEWS = (
    "云岭市育林表彰大会举行\n\n2024-03-18 来源：云岭日报\n\n"
    "3月18日，云岭市育林表彰大会举行，市委书记顾望舒出席会议并讲话，全市六十名护林员受到表彰。"
    "副市长闻人楷宣读表彰决定。大会由市长沈砚秋主持，护林员代表柳如烟发出倡议。\n"
)


@pytest.mark.parametrize("named", ["顾望舒", "表彰决定是顾望舒宣读的。"])
def test_the_sentence_that_tells_the_deed_is_quoted(
    make_assistant: Callable[..., Assistant], tmp_path: Path, named: str
) -> None:
    (tmp_path / "news.txt").write_text(NEWS, encoding="utf-8")
    assistant = make_assistant(ScriptedModel(named), documents=False)
    assistant.add(tmp_path / "news.txt")
    answer = assistant.ask("云岭市育林表彰大会上，宣读表彰决定的是谁？")
    assert not answer.refused and [claim.verdict for claim in answer.claims] == [Verdict.QUOTED]
    assert "副市长闻人楷宣读表彰决定" in answer.text and "顾望舒" not in answer.text
    assert all(c.quote == assistant.source_text(c.speech.id)[c.start : c.end] for c in answer.citations)


def test_what_nobody_did_there_is_not_told_by_what_else_was_done(
    make_assistant: Callable[..., Assistant], tmp_path: Path
) -> None:
    (tmp_path / "news.txt").write_text(NEWS, encoding="utf-8")
    assistant = make_assistant(ScriptedModel("顾望舒"), documents=False)
    assistant.add(tmp_path / "news.txt")
    assert "闻人楷" not in assistant.ask("云岭市育林表彰大会上，作总结发言的是谁？").text
