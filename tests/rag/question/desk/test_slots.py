"""What a question for a job names, and what it is about."""

import pytest

from index import Library
from rag.desk.figures.names import Names
from rag.question.desk.jobs import SLOTS, Job
from rag.question.desk.request import desk_request
from rag.question.desk.slots import Slots, read_slots


@pytest.mark.parametrize(
    ("question", "topic", "job"),
    [
        ("怎么谈做大做强", "做大做强", Job.TOPIC),
        ("我要写一篇低空经济的稿子，给点素材", "低空经济", Job.WRITE),
        ("“以竹代塑”的走势", "以竹代塑", Job.TREND),
    ],
)
def test_the_topic_is_what_no_wording_has(question: str, topic: str, job: Job, sample_library: Library) -> None:
    assert read_slots(sample_library, question).topic(job) == topic


def test_what_is_named_is_masked(sample_library: Library) -> None:
    slots = read_slots(sample_library, "对比顾望舒2023年和2024年在澜川市讲的《某文》，用三点说")
    assert (slots.speakers, slots.years, slots.titles, slots.number) == (("顾望舒",), ("2023", "2024"), ("某文",), 3)
    assert all(SLOTS[name] in slots.masked for name in ("speaker", "year", "place", "title", "number"))


def test_a_text_that_was_pasted_is_kept_as_it_was_typed(sample_library: Library) -> None:
    text = "全市上下齐心協力，2023年干成了三件大事：修路、造林、办学。"
    assert read_slots(sample_library, f"核对这段话：\n{text}").draft == text
    quoted = read_slots(sample_library, "宇文澈说“要把竹纸做强”，这样引对吗")
    assert quoted.draft == "宇文澈说“要把竹纸做强”"


@pytest.mark.parametrize(
    ("question", "job"),
    [
        ("历年怎么谈低空物流", Job.TOPIC),
        ("顾望舒怎么谈竹纸", Job.TOPIC),
        ("顾望舒怎么谈竹纸的，竹林可不可以种茶？", None),
        ("顾望舒怎么谈竹纸，是哪天谈的？", None),
        ("顾望舒怎么谈竹纸，谁在场？", None),
        ("顾望舒怎么谈竹纸，产值说了多少？", None),
        ("顾望舒是怎么谈竹纸的？要原话", None),
        ("核对：2024年竹纸产业产值86.4亿元。", Job.CHECK),
        ("核对一下2024年的讲话：竹林到了夏天到底封不封山？", None),
        ("把竹纸讲话概括成三点", Job.POINTS),
        ("竹纸讲话总结的几条经验里，第三条讲的是什么", None),
        ("顾望舒讲话概括起来提了几点，产值目标是多少亿元？", None),
        ("顾望舒给竹纸产业布置了四件事，列个要点", None),
        ("竹纸精神包含哪三种精神？讲话怎么概括的", None),
        ("2024年竹纸讲话的作者和日期，麻烦核实一下。", None),
        ("全市上下齐心协力，竹乡的渡口都修好了，麻烦核实一下。", Job.CHECK),
        ("听说竹纸产业2024年卖了八十多亿，到底是多少？", None),
        ("竹纸讲话里“修渠引水”之后的下一条要点", None),
        ("对比一下2023年和2024年的讲话", Job.COMPARE),
        ("2022到2024三年累计减税是不是超过了6万亿？看2024年讲话", None),
    ],
)
def test_sentences_on_a_topic_answer_no_question_for_a_fact(
    question: str, job: Job | None, sample_library: Library
) -> None:
    found = desk_request(sample_library, question, question, Names(sample_library))
    assert (found.job if found else None) == job


def test_a_topic_is_more_than_half_of_what_no_wording_has() -> None:
    assert Slots("怎么谈营商环境").accounted(Job.TOPIC, "营商环境")
    assert not Slots("编委会怎么说的，农田能不能改作鱼塘用").accounted(Job.TOPIC, "编委会")


@pytest.mark.parametrize(
    ("question", "job"),
    [
        ("能不能对比一下溪州和云水的讲话？", Job.COMPARE),
        ("可以帮我把溪州和望江市的讲话对比一下吗？", Job.COMPARE),
        ("溪州和望江市谈竹编有没有区别？", Job.COMPARE),
        ("2023年和2025年谈低空物流，口径有没有变", Job.COMPARE),
        ("2019年的报告要求2025年种满竹子，对不对", None),
        ("竹纸产值增长5.2%，总产值3.5亿元\n对不对", Job.CHECK),
        ("竹纸产值增长5.2%，总产值3.5亿元\n准确吗？", Job.CHECK),
        ("竹纸产值增长5.2%，总产值3.5亿元。对不对", Job.CHECK),
        ("竹纸产值在全市排头一名，对不对？", None),
        ("竹纸产值达到3.5亿元，增长5.2%。抓好竹编和低空物流，对不对？", Job.CHECK),
        ("2023年和2025年报告的提法有没有变化？", Job.COMPARE),
        ("2023年和2025年报告的提法变了没有？", Job.COMPARE),
    ],
)
def test_what_asks_whether_is_a_job_only_as_an_order(sample_library: Library, question: str, job: Job | None) -> None:
    found = desk_request(sample_library, question, question, Names(sample_library))
    assert (found.job if found else None) is job
