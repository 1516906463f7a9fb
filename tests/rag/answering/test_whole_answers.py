"""Answers that lack what was asked, though each of their sentences is true."""

from collections.abc import Callable

from rag import Assistant
from tests.support.scripted_model import ScriptedModel

Make = Callable[..., Assistant]


def test_a_list_that_only_its_name_stands_for_is_not_listed(make_assistant: Make) -> None:
    passage = "2025年竹乡办了很多事，“三新”行动全面展开，工匠人数超过了一万人。"
    answer = make_assistant(ScriptedModel("“三新”行动全面展开。")).ask("竹乡的“三新”都有啥？", passages=[passage])
    assert answer.refused


def test_an_office_that_is_asked_for_is_given_as_it_stands(make_assistant: Make) -> None:
    passage = "闻人楷时任溪州市委副书记、市纸业协会会长，他在竹纸大会上讲了话。"
    reply = "闻人楷时任市纸业协会会长。"
    answer = make_assistant(ScriptedModel(reply)).ask("闻人楷那时是什么职务？", passages=[passage])
    assert answer.text.startswith("闻人楷时任市纸业协会会长[1]") and "市委副书记" in answer.text
