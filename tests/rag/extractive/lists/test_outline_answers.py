"""Lists that a question means by its text and by what it asks of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Assistant
from tests.support.scripted_model import ScriptedModel

FIRST = ("修渠引水", "植树护坡", "办学育人", "通航利商")
SECOND = ("清淤疏浚", "建桥便民", "扶持造纸", "守护渡口")


def _report(year: int, province: str, points: tuple[str, ...]) -> str:
    body = "\n\n".join(
        f"{number}、{point}\n\n{point}是{province}{year}年的大事，各县要抓紧办好，年底前向乡亲们报告。"
        for number, point in zip("一二三四", points, strict=True)
    )
    return f"{year}年{province}政府工作报告\n\n各位代表，现在报告工作。\n\n{body}\n"


@pytest.fixture
def assistant(make_assistant: Callable[..., Assistant], tmp_path: Path) -> Assistant:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(_report(2023, "青澜省", FIRST), encoding="utf-8")
    (folder / "b.txt").write_text(_report(2024, "青澜省", SECOND), encoding="utf-8")
    made = make_assistant(ScriptedModel("没有。", logit=-6.0))
    made.add(folder)
    return made


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("2023年报告的第二部分讲什么？", "植树护坡", "建桥便民"),
        ("青澜省2024报告倒数第二个部分的标题是什么", "扶持造纸", "办学育人"),
        ("青澜24年报告最后一部分", "守护渡口", "通航利商"),
        ("2023报告分哪几大块", "办学育人", "扶持造纸"),
        ("2024年省长报告里“建桥便民”之后的下一条是什么", "扶持造纸", "守护渡口"),
        ("2024年报告里“扶持造纸”是第几部分？", "第3项", "第2项"),
    ],
)
def test_the_part_of_the_text_that_is_named(assistant: Assistant, question: str, right: str, wrong: str) -> None:
    answer = assistant.ask(question)
    assert not answer.refused and right in answer.text and wrong not in answer.text


@pytest.mark.parametrize("question", ["2023年报告的第九部分讲什么？", "2019年报告的第二部分讲什么？"])
def test_what_no_text_has_is_not_given(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).refused
