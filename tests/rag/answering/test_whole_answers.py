"""Answers that lack what was asked, though each of their sentences is true."""

from collections.abc import Callable
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("question", "given"), [("运河大会讲话的四个困难是什么", True), ("运河大会讲话的框架，四大部分说一说", False)]
)
def test_the_parts_of_a_text_are_no_list_that_stands_within_one_of_them(
    question: str, given: bool, make_assistant: Make, tmp_path: Path
) -> None:
    rest = "运河通了船，沿岸的集镇又热闹起来，乡亲们回来开店。" * 12
    troubles = "目前有四个困难：一是水位低，二是船闸旧，三是船工少，四是码头远。"
    path = tmp_path / "运河.txt"
    path.write_text(f"在运河大会上的讲话\n顾望舒\n\n{rest}\n\n{troubles}\n\n{rest}\n", encoding="utf-8")
    assistant = make_assistant(ScriptedModel("没有。"))
    assistant.add(path)
    assert ("船闸旧" in assistant.ask(question).text) is given


def test_items_of_one_text_count_as_well_where_they_are_given_in_its_words(make_assistant: Make) -> None:
    passage = "竹乡民兵要当好三个角色：当修渠的“服务队”；当渡口练兵的“后勤部”，让渡口更稳；当山路的“推动者”。"
    reply = "1. 当修渠的“服务队”\n2. 当渡口备战的“后勤部”\n3. 当山路的“推动者”\n"
    answer = make_assistant(ScriptedModel(reply, logit=1.0)).ask("竹乡民兵要当好哪三个角色", passages=[passage])
    assert not answer.refused and "渡口练兵的“后勤部”" in answer.text and "推动者" in answer.text


def test_a_session_that_is_named_tells_which_speech_is_given_in_points(make_assistant: Make, tmp_path: Path) -> None:
    assistant = make_assistant(ScriptedModel(""))
    for session, points in (("五届二次", ("护林", "修渠", "兴学")), ("五届三次", ("造纸", "通航", "育苗"))):
        body = "".join(
            f"\n\n{n}、要用心{point}\n\n{point}的事，全县上下都要记在心里。"
            for n, point in zip("一二三", points, strict=True)
        )
        path = tmp_path / f"{session}.txt"
        path.write_text(f"在政协闭幕会上的讲话\n桑柏舟\n\n竹乡政协{session}会议今天闭幕。{body}\n", encoding="utf-8")
        assistant.add(path)
    text = assistant.ask("概括下竹乡政协五届三次会闭幕时桑柏舟讲话的三条要求").text
    assert "通航" in text and "修渠" not in text
    assert "通航" not in assistant.ask("概括下竹乡政协五届四次会闭幕时桑柏舟讲话的三条要求").text


@pytest.mark.parametrize(("name", "given"), [("四员", False), ("四个坚守", True)])
def test_the_parts_of_a_text_are_no_list_of_a_name_that_it_has_nowhere(
    name: str, given: bool, make_assistant: Make, tmp_path: Path
) -> None:
    parts = "".join(
        f"\n\n{number}、坚守{what}\n\n{what}要年年讲。"
        for number, what in zip("一二三四", ("山林", "河道", "课堂", "渡口"), strict=True)
    )
    path = tmp_path / "讲话.txt"
    path.write_text(f"在竹乡大会上的讲话\n桑柏舟\n\n同志们，今天谈一谈怎么做事。{parts}\n", encoding="utf-8")
    assistant = make_assistant(ScriptedModel("没有。", logit=1.0))
    assistant.add(path)
    assert ("坚守渡口" in assistant.ask(f"桑柏舟在竹乡大会上的讲话要求争当哪“{name}”").text) is given
