"""Jobs of the desk asked for in the chat, in words that no example has."""

import json
from pathlib import Path
from typing import Any

import pytest

from index import Library
from rag.question.desk.jobs import recognise
from rag.question.desk.slots import read_slots
from tests.support.asking import ask_desk, reason_of, text_of
from tests.support.speech_makers import library_of

ASKED = Path(__file__).parents[3] / "data" / "desk" / "questions.jsonl"
CASES = [json.loads(line) for line in ASKED.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"][:16])
def test_the_job_is_done_with_cited_words(case: dict[str, Any], sample_library: Library) -> None:
    question = case["question"]
    assert recognise(read_slots(sample_library, question).masked).value == case["job"]
    hits = [(chunk, score, "terms") for chunk, score in sample_library.search_terms(question, 10, None)]
    found = ask_desk(sample_library, question, sample_library.hits(hits))
    if case["job"] == "none":
        assert found is None
        return
    assert found is not None and found.desk is not None
    assert (found.refusal.code.value if found.refusal else None) == case["refused"]
    text = "\n".join(statement.text for statement in found.statements)
    assert [words for words in case["says"] if words not in text] == []
    for statement in found.statements:
        assert statement.support
        for one in statement.support:
            assert sample_library.source_text(one.speech.id)[one.start : one.end] == one.quote


@pytest.mark.parametrize("question", ["顾望舒跟沈砚秋谁的讲话更早", "2024年和2025年的工作报告哪个是几月几号作的"])
def test_a_fact_of_two_sides_is_not_answered_by_their_texts(question: str, sample_library: Library) -> None:
    assert ask_desk(sample_library, question) is None


def test_a_title_that_no_speech_has_is_a_side_that_is_not_there(sample_library: Library) -> None:
    found = ask_desk(sample_library, "比较《没有这篇》与《也没有这篇》有什么不同")
    assert found is not None and found.refusal is not None
    assert (found.refusal.code.value, found.refusal.params["phrase"]) == ("not_in_library", "《没有这篇》")


@pytest.mark.parametrize("who", ["程文芳", "邓子墨", "市图书馆"])
def test_who_did_not_speak_is_not_answered_by_others_words(who: str, sample_library: Library) -> None:
    assert ask_desk(sample_library, "闻人楷在全县低空物流工作推进会上说了些什么") is not None
    assert ask_desk(sample_library, f"{who}在全县低空物流工作推进会上说了些什么") is None


@pytest.mark.parametrize(
    ("order", "tool", "says"),
    [
        ("把竹纸全产业链产值逐年列成表", "figures", "186.4亿元"),
        ("做一张沈砚秋两次报告的对比表", "compare", "对应的语句"),
        ("验证一下这个说法，全市地区生产总值1268.5亿元。", "check", "1268.5亿元"),
        ("全市地区生产总值1268.5亿元。这句话请核实", "check", "1268.5亿元"),
        ("核对：\n全市地区生产总值1268.5亿元。\n有错吗？", "check", "1268.5亿元"),
        ("以后有新讲话提到低空物流就通知我", "watch", "在“关注”页存下后"),
    ],
)
def test_an_order_comes_back_as_its_job(order: str, tool: str, says: str, sample_library: Library) -> None:
    found = ask_desk(sample_library, order)
    assert found is not None and found.desk is not None and found.desk.tool == tool
    assert any(says in statement.text for statement in found.statements), found.statements
    assert all(statement.support for statement in found.statements)


@pytest.mark.parametrize("question", ["工作报告末尾谈民生，讲了几条？列出来", "顾望舒谈竹纸，列了哪三种做法？"])
def test_the_items_of_one_list_are_no_topic(question: str, sample_library: Library) -> None:
    assert ask_desk(sample_library, question) is None


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("尉迟清和提出的三点要求概括下", ["一要建好队伍", "二要算好细账", "三要用好政策"]),
        ("顾望舒对政协工作提了三点希望，概括一下内容", ["一、举旗定向", "二、服务大局", "三、心系群众"]),
        ("三点概括一下宇文澈的讲话", ["宇文澈强调", "按原文的 5 个部分中篇幅最长的"]),
    ],
)
def test_so_many_points_are_what_was_said(question: str, says: list[str], sample_library: Library) -> None:
    hits = [(chunk, score, "terms") for chunk, score in sample_library.search_terms(question, 10, None)]
    text = text_of(ask_desk(sample_library, question, sample_library.hits(hits)))
    assert [words for words in says if words not in text] == []
    assert "主持会议并" not in text


@pytest.mark.parametrize("question", ["报告把过去一年概括为什么样的一年", "谁概括了竹纸产业的三个短板"])
def test_who_asks_what_a_text_sums_up_wants_no_digest(question: str, sample_library: Library) -> None:
    assert ask_desk(sample_library, question) is None


@pytest.mark.parametrize("question", ["请概括全文", "概括一下", "这篇讲话主要讲了什么", "用三点概括"])
def test_which_text_is_meant_is_asked_where_nothing_tells(question: str, sample_library: Library) -> None:
    hits = [(chunk, score, "terms") for chunk, score in sample_library.search_terms("竹纸", 10, None)]
    found = ask_desk(sample_library, question, sample_library.hits(hits))
    assert found is not None and found.refusal is not None and found.refusal.code.value == "which_text"
    examples = found.refusal.params["examples"]
    titles = {f"《{speech.title}》" for speech in sample_library.speeches()}
    assert isinstance(examples, tuple) and len(examples) == 3 and titles.issuperset(examples)
    assert examples[0] in reason_of(found)


_DRAFT = "全县开通低空物流航线19条，建成起降点52个。"


@pytest.mark.parametrize(
    "question",
    [
        f"{_DRAFT}\n\n上面这句摘自青岑的会议报道，数字查查",
        f"{_DRAFT}这么引没问题吧？",
        f"这句有没有毛病？{_DRAFT}",
        f"青岑汇报材料请核：{_DRAFT}",
        f"请核对，要一字不差。{_DRAFT}",
        f"看看这段对不对？认识要从“试着飞”迈入“常态飞”。{_DRAFT}",
    ],
)
def test_a_draft_is_checked_wherever_the_order_stands(question: str, sample_library: Library) -> None:
    found = ask_desk(sample_library, question)
    text = text_of(found)
    assert found is not None and found.desk is not None and found.desk.tool == "check"
    assert "“全县开通低空物流航线19条" in text and "17条" in text
    assert "核对，要" not in text and "没问题" not in text


@pytest.mark.parametrize(
    "question",
    [
        "“常态飞”这个说法没问题吧",
        "数字查查，竹纸产值去年多少？",
        "2023年3月的全市竹纸产业发展推进会，总结讲话是宋知白作的对不对？",
    ],
)
def test_a_word_or_a_question_is_no_draft(question: str, sample_library: Library) -> None:
    found = ask_desk(sample_library, question)
    assert found is None or found.desk is None or found.desk.tool != "check"


def test_two_people_of_a_meeting_are_each_given_with_how_their_paragraph_goes_on(tmp_path: Path) -> None:
    line = "这项工作是两地干部群众一年一年接力干出来的。"
    text = f"""云岭澜东召开竹业协作座谈会
2024年6月3日

本报讯 6月2日，云岭澜东竹业协作座谈会在澜川市召开。云岭市委书记顾望舒主持并讲话，澜东市委书记沈砚秋讲话。
　　顾望舒说，竹业协作是两地共同的大事。{line}要把苗圃一起建好。
　　沈砚秋说，竹业协作开了一个好头。{line}要把市场一起做大。
"""
    library = library_of({"meeting.txt": text}, tmp_path)
    found = text_of(ask_desk(library, "竹业协作那个座谈会，顾望舒说了什么，沈砚秋说了什么？别弄混"))
    first, second = (one for one in found.splitlines() if "该段接着写" in one)
    assert first.startswith("顾望舒") and "要把苗圃一起建好" in first and "市场" not in first
    assert second.startswith("沈砚秋") and "要把市场一起做大" in second
