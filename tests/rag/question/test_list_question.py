"""What of a list a question asks for."""

import pytest

from rag.question.list_question import list_asked


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("“四新”行动具体是哪“四新”？", 4),
        ("六稳是哪六稳", 6),
        ("提了哪五点希望？", 5),
        ("在哪一年提出了哪三项任务？", 3),
        ("三月是哪三天开会", None),
        ("花14个亿建的“两馆一院”是哪几处", None),
    ],
)
def test_a_number_behind_which_counts_items(question: str, counted: int | None) -> None:
    found = list_asked(question)
    assert (found.counted if found else None) == counted


def test_an_item_alone() -> None:
    asked = list_asked("竹纸报告的第三部分讲什么？")
    assert asked is not None and "竹纸" in asked.about
    assert (asked.counted, asked.nth) == (None, (3,)) and "第三" not in asked.about


@pytest.mark.parametrize(
    ("question", "nth"),
    [
        ("第二条主张说的是什么？", (2,)),
        ("那篇讲竹纸的文章，第三点谈的是哪方面？", (3,)),
        ("他列的九个难处里，第二和第五的各是什么？", (2, 5)),
        ("座谈会提的要求里，最后一条讲啥？", (-1,)),
        ("一共定了几条规矩，末尾那条讲啥？", (-1,)),  # and how many
        ("竹业大会要建哪几种竹园，第一条又是什么？", ()),
        ("竹业大会讲话第二大部分，为留住匠人讲了哪六个办法？", ()),
        ("第一届大会提的五条要求是哪五条？", ()),
        ("纲要列了十五项任务，第五项是哪块工作？", (5,)),
        ("报告第四大块的标题是什么", (4,)),
        ("报告倒数第二个部分讲什么", (-2,)),
        ("七项任务排第五的是修什么样的渠", (5,)),
        ("写了几个“当好”，末一个是什么", (-1,)),
        ("重点工作的第（六）项", (6,)),
        ("结尾强调的几点里第三点", (3,)),
        ("月末一项工作", None),
        ("第五个年头有什么变化？", None),
    ],
)
def test_which_items_alone(question: str, nth: tuple[int, ...] | None) -> None:
    asked = list_asked(question)
    assert (asked.nth if asked else None) == nth


@pytest.mark.parametrize(
    ("request_", "counted"), [("要做到四个“一”，请写全", 4), ("他定的七条规矩，分条抄下来", 7), ("概括成三点", None)]
)
def test_items_are_asked_for_without_a_word_that_asks(request_: str, counted: int | None) -> None:
    asked = list_asked(request_)
    assert (asked.counted if asked else None) == counted


def test_how_many_there_are_may_be_asked_beside_one_of_them() -> None:
    both, one = list_asked("一共定了几条规矩，末尾那条讲啥？"), list_asked("末尾那条规矩讲啥？")
    assert both and both.points and one and not one.points


def test_what_is_quoted_behind_its_count_is_what_is_counted() -> None:
    asked = list_asked("启用的10个“竹线口岸”，名字分别叫什么")
    assert asked is not None and (asked.counted, asked.noun) == (10, "竹线口岸")


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("报告第二部分讲什么？", True),
        ("那份讲话分几部分？", True),
        ("报告有几条措施，第二条呢", False),
        ("要当好哪几种人（修渠那一部分）？", False),
        ("报告第二部分讲了哪六个办法？", False),
    ],
)
def test_what_a_whole_text_is_made_of(question: str, whole: bool) -> None:
    asked = list_asked(question)
    assert asked is not None and asked.whole is whole


@pytest.mark.parametrize(
    ("question", "beside", "step"),
    [
        ("修渠报告里，“引水”之后的下一条是什么", "引水", 1),
        ("讲造纸那五个问题，招人难之后的下一条", "招人难", 1),
        ("“建竹园”前面的上一条讲什么？", "建竹园", -1),
        ("十条经验里“修渠引水”是第几条？", "修渠引水", 0),
        ("下一步打算怎么做", "", 0),
        ("他之后下一个发言的是谁", "", 0),
        ("这是第几次会议", "", 0),
    ],
)
def test_an_item_that_another_tells(question: str, beside: str, step: int) -> None:
    asked = list_asked(question)
    assert (asked.beside, asked.step) == (beside, step) if asked else not beside


def test_the_last_of_what_is_counted() -> None:
    for question in ("三个项目，最后一个项目是什么？", "最后讲的几种精神里最后一种精神是什么"):
        asked = list_asked(question)
        assert asked is not None and asked.nth == (-1,)
    whose = list_asked("竹农大会最后的倡议由谁来念？")
    assert whose is None or whose.nth == ()


def test_empty_quotation_marks_name_nothing() -> None:
    asked = list_asked("破除的几个“”是啥")
    assert asked is None or ("" not in asked.things and "" not in asked.shared)
