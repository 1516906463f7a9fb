"""What a question for a job names, and what it is about."""

import pytest

from index import Library
from rag.question.desk.jobs import SLOTS, Job
from rag.question.desk.slots import read_slots


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
    ("question", "alone"),
    [
        ("怎么谈营商环境", True),
        ("历年怎么谈低空物流和竹纸", True),
        ("常委会怎么说的，农地能不能改作非农用途？", False),
        ("他们回来以后是哪两位领导接见的？", False),
        ("怎么谈“做大做强”，又是哪天说的", True),  # what is quoted is the topic
    ],
)
def test_a_job_is_for_a_topic_and_nothing_else(question: str, alone: bool, sample_library: Library) -> None:
    slots = read_slots(sample_library, question)
    topic = slots.topic(Job.TOPIC, lambda words: bool(sample_library.holding([words])))
    assert slots.accounted(Job.TOPIC, topic) is alone
