"""Facts of a document's card, given with the lines that state them."""

from pathlib import Path

import pytest

from index import Library
from tests.support.asking import ask, assert_exact, text_of


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("《在全市竹纸产业发展推进会上的讲话》是谁在什么时候讲的？", ["顾望舒", "2023年3月22日"]),
        ("尉迟清和那篇登在哪儿？", ["来源是云岭经济观察"]),
        ("澜川市2024年作政府工作报告的是谁、什么职务？", ["沈砚秋", "市长"]),
    ],
)
def test_facts_are_given_as_the_text_states_them(question: str, says: list[str], sample_library: Library) -> None:
    found = ask(sample_library, question)
    assert [words for words in says if words not in text_of(found)] == []
    assert found is not None
    assert_exact(sample_library, found)


@pytest.mark.parametrize(
    "question",
    [
        "《在全市竹纸产业发展推进会上的讲话》是谁主持的？",
        "邓子墨在竹纸产业发展推进会上是什么职务？",
        "《没有这篇》是谁写的？",
    ],
)
def test_nobody_elses_facts_are_given(question: str, sample_library: Library) -> None:
    found = ask(sample_library, question)
    assert found is None or found.refusal is not None


def test_who_reported_and_who_edited_is_told_by_the_lines_of_credit(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(
        "全市育林大会在云岭召开\n\n2024-03-18 来源：云岭日报\n\n"
        "本报讯（记者 云中鹤 柳如烟）3月18日，全市育林大会在云岭召开。"
        "市委书记顾望舒出席会议并讲话，强调要多种树。会议由市长沈砚秋主持，各县区负责人参加。\n\n责任编辑：沈从周\n"
    )
    with Library.open(tmp_path / "library") as library:
        library.add([tmp_path / "news.txt"])
        reporters = ask(library, "《全市育林大会在云岭召开》是哪个记者写的？")
        editor = ask(library, "《全市育林大会在云岭召开》的责编是谁？")
        assert "记者是云中鹤、柳如烟" in text_of(reporters) and "编辑是沈从周" in text_of(editor)
        for found in (reporters, editor):
            assert found is not None
            assert_exact(library, found)


def test_who_reported_is_told_of_the_text_that_a_question_describes_and_of_no_other(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(
        "云岭市劳动模范表彰大会举行\n\n2024-03-18 来源：云岭日报\n\n"
        "本报讯（记者 云中鹤 柳如烟）3月18日，云岭市劳动模范表彰大会举行，四十位窑工受到表彰。"
        "市委书记顾望舒出席会议并讲话，强调要学好手艺。会议由市长沈砚秋主持。\n"
    )
    with Library.open(tmp_path / "library") as library:
        library.add([tmp_path / "news.txt"])
        told = ask(library, "表彰窑工的那个劳模大会，稿子是哪家报纸哪位记者写的？")
        assert "来源是云岭日报" in text_of(told) and "记者是云中鹤、柳如烟" in text_of(told)
        assert ask(library, "讨论足球场改建的那次会，稿子是哪位记者写的？") is None
