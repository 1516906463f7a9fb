"""Words that a question asks whether it is so of are no term that a text must have."""

import pytest

from rag.question.analysis import understand


@pytest.mark.parametrize(
    ("question", "may"),
    [
        ("听说竹业论坛第三十七次是郗松年主持的，是不是", True),
        ("2020年的报告是不是说竹纸竹席都没有存货？", True),
        ("有没有讲话提到竹编和竹席？", False),
        ("哪些讲话提到了竹编和竹席？", False),
    ],
)
def test_what_is_asked_whether_may_stand_in_other_words(question: str, may: bool) -> None:
    read = understand(question)
    assert read.intent is not None and read.may_mean_else is may
