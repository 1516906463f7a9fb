"""Which job of the desk is asked for: what was learned is known again, and new wordings are understood."""

import pytest

from rag.question.desk.jobs import FILE, SLOTS, Job, chances, classes, recognise
from rag.question.intent.learned import frame
from tests.benchmarks.learned.job_wordings import examples, frames

SPEAKER, YEAR, NUMBER, QUOTED = (SLOTS[name] for name in ("speaker", "year", "number", "quoted"))


def test_what_was_learned_is_known_again() -> None:
    wrong = []
    for job, wording in examples():
        found = chances(wording.replace("{topic}", "市场监管"))
        if max(found, key=lambda one: found[one]) is not job:
            wrong.append(wording)
    assert len(wrong) <= 0.02 * len(examples()), wrong


def test_the_weights_are_those_of_the_wordings() -> None:
    again = "learn again: python -m tests.benchmarks.learned.job_wordings --save"
    assert all(words == frame(name, FILE) for name, words in frames(examples()).items()), again
    assert frozenset(classes().split("\n")) == frame("classes", FILE), again


@pytest.mark.parametrize(
    ("masked", "job"),
    [
        (f"劳驾把{SPEAKER}在渡口大会上的讲话凝练成{NUMBER}条", Job.POINTS),
        (f"{SPEAKER}{YEAR}与{YEAR}的报告，请并排列出异同", Job.COMPARE),
        (f"审校一遍{QUOTED}", Job.CHECK),
        (f"{QUOTED}逐年用量的折线", Job.TREND),
        (f"辑录{SPEAKER}有关渡口的论述", Job.TOPIC),
        ("写稿缺几句讲渡口的佳句，帮我找找", Job.WRITE),
        (f"{SPEAKER}这次讲话头一回提的新说法", Job.NOVELTY),
        ("渡口座谈会各人的发言，分人列", Job.MEETING),
        ("把渡口收入逐年列成表", Job.FIGURES),
        ("以后有新讲话提到渡口，就通知我", Job.WATCH),
        (f"{SPEAKER}在渡口这方面都说过些啥，捋一捋", Job.TOPIC),
        ("订阅一下渡口方面的讲话", Job.WATCH),
        ("我写的这段有没有跟原文对不上的地方", Job.CHECK),
    ],
)
def test_an_order_is_understood_by_what_its_words_do(masked: str, job: Job) -> None:
    assert recognise(masked) is job


@pytest.mark.parametrize(
    "masked",
    [
        "报告末尾谈渡口，讲了几条？列出来",
        f"{SPEAKER}谈渡口，列了哪{NUMBER}种修法",
        f"{SPEAKER}是在哪次会上讲{QUOTED}的",
        f"那篇讲{QUOTED}的文章作者是谁，当时什么职务",
        "核对组有几个人",
        "通知是谁签的",
        "会上提炼出的渡口精神是哪几个字",
    ],
)
def test_a_question_is_no_order(masked: str) -> None:
    assert recognise(masked) is Job.NONE
