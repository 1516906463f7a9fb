"""Lists that nothing labels, told by what a question asks of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index import Library
from rag import Assistant
from tests.support.asking import ask, assert_exact, text_of
from tests.support.scripted_model import ScriptedModel

TEXTS = {
    "a.txt": "在青澜县劳动模范表彰大会上的讲话\n\n同志们，今天我们表彰劳动模范。\n\n"
    "要大力弘扬竹乡精神、修渠精神、窑火精神，人人爱劳动。工会要为职工办实事。\n\n"
    "要继续落实不误农时、不误工期、不误课程的要求，把好事办好。\n",
    "b.txt": "2024年云汀市政府工作报告\n\n各位代表，现在报告工作。\n\n"
    "坚持科学评价，坚决破除“唯产值、唯规模、唯速度、唯形象”，让实干者得实惠。\n\n"
    "支持河口打造造纸中心、物流中心和展销中心，支持岭上办好学校。\n",
    "c.txt": "云汀市林业工作会议举行\n\n会议听取了林业局的汇报。会议指出，全市要管好古树，修好林道，用好苗圃。\n",
}


@pytest.fixture
def assistant(make_assistant: Callable[..., Assistant], tmp_path: Path) -> Assistant:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = make_assistant(ScriptedModel("没有。", logit=-6.0))
    made.add(folder)
    return made


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("青澜县劳模大会上说要弘扬哪几种精神？", ["竹乡精神", "修渠精神", "窑火精神"]),
        ("青澜县要落实的三个“不误”是什么？", ["不误农时", "不误工期", "不误课程"]),
        ("云汀市科学评价要破除的几个“唯”都是啥", ["唯产值", "唯规模", "唯速度", "唯形象"]),
    ],
)
def test_every_item_is_given_with_its_span(assistant: Assistant, question: str, items: list[str]) -> None:
    answer = assistant.ask(question)
    lines = answer.text.splitlines()[1:]
    assert not answer.refused and f"列出 {len(items)} 项" in answer.text
    assert [line.split(". ", 1)[1].split("。")[0].split("[")[0] for line in lines] == items
    for citation in answer.citations:
        assert assistant.source_text(citation.speech.id)[citation.start : citation.end] == citation.quote


def test_items_of_a_sentence_without_a_name(sample_library: Library) -> None:
    answer = ask(sample_library, "首批起降场分别建在哪三个地方？")
    assert answer is not None
    lines = text_of(answer).splitlines()[1:]
    assert len(lines) == 3 and "澜东区" in lines[0] and lines[1:] == ["2. 青岑县。", "3. 临溪县。"]
    assert_exact(sample_library, answer)


def test_a_list_of_somebody_else_is_not_given(sample_library: Library) -> None:
    assert ask(sample_library, "李四说首批起降场分别建在哪三个地方？") is None


def test_the_last_of_what_is_counted_alone(assistant: Assistant) -> None:
    answer = assistant.ask("云汀市支持河口打造的三个“中心”，最后一个中心是什么？")
    assert "展销中心" in answer.text and "造纸中心" not in answer.text


@pytest.mark.parametrize(
    "question",
    ["云汀市要破除的五个“慢”都是啥", "“三个最优”是哪三个“最”？", "青澜县说的“四好林道”四个“好”是哪些"],
)
def test_what_no_text_lists_is_not_given(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).refused


@pytest.mark.parametrize("number", ["第0项", "第三五项", "第九项"])
def test_an_item_that_there_is_not_is_no_error(assistant: Assistant, number: str) -> None:
    assert assistant.ask(f"青澜县劳模大会上说要弘扬的三种精神，{number}是什么？").refused
