import pytest

from corpus import InputError
from index import Library
from rag import Turn
from rag.desk.figures.names import Names
from rag.question.analysis import MAX_QUESTION, InLibrary, narrow, read, understand, with_library
from rag.question.desk.figure_question import Intent
from rag.question.desk.jobs import Job


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


def test_what_only_a_library_tells_is_read_once_and_kept(sample_library: Library) -> None:
    def known(asked: str, *history: Turn) -> InLibrary:
        found = with_library(understand(asked, history), sample_library, Names(sample_library)).in_library
        assert found is not None
        return found

    figure = known("澜川市2023年竹纸产值是多少？").figure
    assert figure is not None and (figure.intent, figure.places, figure.years) == (Intent.VALUE, ("澜川市",), ("2023",))
    desk = known("把顾望舒的讲话概括成三点").desk
    assert desk is not None and (desk.job, desk.slots.number, desk.texts.speakers) == (Job.POINTS, 3, ("顾望舒",))
    assert known("列出2024年“三篇文章”的内容").selection.dates == ("2024",)
    follows = known(
        "那这句话是哪天说的？", Turn("user", "闻人楷2024年在竹纸推进会上说了什么？"), Turn("assistant", "好。")
    )
    assert follows.figure is None and follows.desk is None


def test_which_speeches_may_answer_is_read_once_and_kept(sample_library: Library) -> None:
    narrowed = narrow(understand("桑柏舟说竹编要守住什么？"), sample_library).narrowed
    assert narrowed is not None and [one.name for one in narrowed.implied] == ["speaker"]
    assert understand("桑柏舟说竹编要守住什么？").narrowed is None


@pytest.mark.parametrize("asked", ["", "  ", "？！", "字" * (MAX_QUESTION + 1)])
def test_what_cannot_be_a_question_is_refused(asked: str) -> None:
    with pytest.raises(InputError):
        read(asked)


def test_when_something_was_is_asked_of_no_year_that_another_clause_names() -> None:
    first, second = understand("竹业论坛是哪年起头办的？2020年在澜川这届算第几届？").clauses
    assert not first.mentions.years and second.mentions.years == {2020}
