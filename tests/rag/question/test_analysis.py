import pytest

from corpus import InputError
from rag import Turn
from rag.question.analysis import MAX_CHARACTERS, read, understand


def test_question_by_itself_is_left_as_it_is() -> None:
    question = understand("  澜川市2023年竹纸产值是多少？ ")
    assert question.asked == question.text == "澜川市2023年竹纸产值是多少？"
    assert question.expects == "number" and not question.wants_list


def test_follow_up_is_completed_and_judged_as_the_whole_question() -> None:
    question = understand("那溪州市呢？", [Turn("user", "瀾川市有哪些工程？"), Turn("assistant", "四項。")])
    assert question.text == "溪州市有哪些工程？"
    assert question.wants_list and question.expects == "list"


@pytest.mark.parametrize("asked", ["", "  ", "？！", "字" * (MAX_CHARACTERS + 1)])
def test_what_cannot_be_a_question_is_refused(asked: str) -> None:
    with pytest.raises(InputError):
        read(asked)
