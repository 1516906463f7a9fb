from importlib.metadata import version

import rag
from corpus import Speech
from rag import Answer, Citation

SPEECH = Speech(id="0" * 12, path="a.txt", title="在会上的*讲话*", speaker="甲乙", date="2024-05-09", end=20)


def test_an_answer_prints_as_its_text_and_what_it_cites() -> None:
    answer = Answer("产值86.4亿元[1]。", citations=(Citation(1, SPEECH, 3, 11, "产值\n86.4亿"),))
    assert str(answer) == "产值86.4亿元[1]。\n\n[1] “产值 86.4亿” 甲乙，《在会上的*讲话*》，2024-05-09"
    assert str(Answer("没有。", refused=True)) == "没有。"


def test_a_notebook_shows_no_markup_of_a_document() -> None:
    shown = Answer("一[1]。\n二。", citations=(Citation(1, SPEECH, 0, 3, "<b>"),))._repr_markdown_()
    assert shown == "一\\[1\\]。  \n二。\n\n> \\[1\\] “\\<b\\>” — 甲乙，《在会上的\\*讲话\\*》，2024\\-05\\-09"


def test_the_version_is_the_distributions() -> None:
    assert rag.__version__ == version("yinzheng")
