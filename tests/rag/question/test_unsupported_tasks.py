import pytest

from rag.question.unsupported_tasks import task_asked


@pytest.mark.parametrize(
    "question",
    [
        "请把这段话翻译成英文",
        "帮我写一篇关于竹纸的讲话稿",
        "根据这些讲话写一份总结",
        "润色：产值突破了八十亿元。",
        "給我寫一篇短文",
    ],
)
def test_task_is_seen(question: str) -> None:
    assert task_asked(question)


@pytest.mark.parametrize(
    "question",
    [
        "谁负责起草一份报告？",
        "会上由谁翻译？",
        "产值是多少？",
        "《翻译事业发展》是谁写的？",
        "他说要讲好故事、做好翻译，原话是什么？",
        "请把这篇讲话概括成三点",
    ],
)
def test_question_about_what_texts_say_is_none(question: str) -> None:
    assert task_asked(question) is None
