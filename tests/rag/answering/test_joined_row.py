"""Rows that one sentence joins, and when one is given."""

import pytest

from corpus import Speech
from rag.answering.joined_row import meant_row, rows
from rag.datamodel import Evidence
from rag.question.analysis import understand
from tests.support.scripted_model import ScriptedModel

SPEECH = Speech("a", "a.txt", "青岩学院举行制笔研讨会", end=600)
ASKED = "青岩学院的三大育人路线是什么"
ROW = "青岩学院围绕“厚植匠心”“以笔传艺”“校坊同行”三大育人路线，办起了工坊。"


@pytest.mark.parametrize(
    ("text", "number", "found"),
    [
        ("要体现“耐写性、顺滑性、环保性”这三个特性", 3, [("耐写性", "顺滑性", "环保性")]),
        ("围绕“厚植匠心”“以笔传艺”“校坊同行”三大路线", 3, [("厚植匠心", "以笔传艺", "校坊同行")]),
        ("坚持选毫、配杆和装头的规矩", 3, [("坚持选毫", "配杆", "装头的规矩")]),
        ("工坊（选毫、配杆、装头）开放", 3, [("选毫", "配杆", "装头")]),
        ("“厚植匠心”“以笔传艺”“校坊同行”", 2, []),
        ("选毫、配杆，装头、刻字", 3, []),
    ],
)
def test_a_row_is_what_marks_join_in_one_clause(text: str, number: int, found: list[tuple[str, ...]]) -> None:
    assert list(rows(text, number)) == found


def _meant(question: str, logit: float, *texts: str) -> tuple[str | None, int]:
    model = ScriptedModel(logit=logit)
    evidence = [Evidence(SPEECH, at, at + len(text), text, text) for at, text in enumerate(texts)]
    found = meant_row(evidence, understand(question), model)
    return found.text if found else None, len(model.prompts)


def test_the_sentence_with_the_words_of_the_question_is_given_if_the_model_is_sure() -> None:
    assert _meant(ASKED, 4.5, "学院有教室、宿舍、食堂。", ROW) == (ROW, 1)
    assert _meant(ASKED, 2.0, ROW) == (None, 1)


@pytest.mark.parametrize(
    "question", ["青岩学院的四大育人路线是什么", "青岩学院育人路线的第二条是什么", "青岩学院有哪些路线"]
)
def test_of_no_other_question_the_model_is_asked(question: str) -> None:
    assert _meant(question, 9.0, ROW) == (None, 0)
