import pytest

from corpus import InputError
from rag import Turn
from rag.question.analysis import read, understand
from rag.settings import MAX_QUESTION


def test_question_by_itself_is_left_as_it_is() -> None:
    question = understand("  澜川市2023年竹纸产值是多少？ ")
    assert question.asked == question.text == "澜川市2023年竹纸产值是多少？"
    assert question.expects == "number" and not question.wants_list


def test_follow_up_is_completed_and_judged_as_the_whole_question() -> None:
    question = understand("那溪州市呢？", [Turn("user", "瀾川市有哪些工程？"), Turn("assistant", "四項。")])
    assert question.text == "溪州市有哪些工程？"
    assert question.wants_list and question.expects == "list"


def test_follow_up_that_stays_incomplete_is_read_with_what_was_asked_before() -> None:
    history = [Turn("user", "闻人楷2024年在竹纸推进会上说了什么？"), Turn("assistant", "要把航线开到竹农家门口。")]
    question = understand("那这句话是哪天说的？", history)
    assert question.text == "这句话是哪天说的？" and question.before == ("闻人楷2024年在竹纸推进会上说了什么",)
    # its own words tell what kind of answer is wanted; what it is about, the questions before tell too
    assert (question.expects, question.asks, question.intent, question.wants_list) == ("date", 1, None, False)
    assert question.mentions.years == {2024} and {"竹纸", "推进会"} & question.mentions.words
    assert question.query == "闻人楷2024年在竹纸推进会上说了什么？这句话是哪天说的？"
    assert question.worded == "先问：闻人楷2024年在竹纸推进会上说了什么？追问：这句话是哪天说的？"


def test_words_of_a_question_are_never_taken_for_its_structure() -> None:
    question = understand("先问：四大工程有哪些？追问：总投资是多少？")
    assert question.before == () and question.worded == question.text


@pytest.mark.parametrize("asked", ["", "  ", "？！", "字" * (MAX_QUESTION + 1)])
def test_what_cannot_be_a_question_is_refused(asked: str) -> None:
    with pytest.raises(InputError):
        read(asked)
