import html
import re

import lxml.html

from rag.answering.events import Finished
from tests.support.ui.scripted_assistant import ScriptedAssistant
from ui.rendering.references import standing
from ui.rendering.shared_page import Exchanged, page


def made(*questions: str) -> str:
    assistant = ScriptedAssistant()
    exchanges = [
        Exchanged(question, next(e.answer for e in assistant.stream(question) if isinstance(e, Finished)))
        for question in questions
    ]
    return page("一次<b>对话", exchanges, lambda citation: standing(citation, assistant))


def test_file_holds_answers_notes_and_whole_sources_with_every_quotation_marked() -> None:
    text = made("疏港铁路什么时候通车？", "吞吐量是多少？")
    marks = [html.unescape(mark) for mark in re.findall(r"<mark [^>]*>(.*?)</mark>", text)]
    for quote in ("打通疏港铁路“最后一公里”，确保十月底前建成通车", "疏港铁路是全市的“一号工程”"):
        assert quote in marks
    assert text.count("<details open>") == 2  # each source once, whichever answers cite it
    assert "版权所有：澜州市人民政府网" in text
    for target in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{target}"' in text


def test_file_needs_nothing_but_itself_and_runs_nothing() -> None:
    text = made("灯塔计划资助多少人？")
    root = lxml.html.document_fromstring(text)
    assert not root.xpath("//script | //img | //link | //iframe | //@src | //@*[starts-with(name(), 'on')]")
    assert all(target.startswith("#") for target in root.xpath("//@href"))
    assert root.xpath("//h1/text()") == ["一次<b>对话"]
    assert "default-src 'none'" in root.xpath("//meta/@content")[-1]


def test_question_without_an_answer_says_what_there_is() -> None:
    text = page("题", [Exchanged("问？", None, "（没有回答）")], lambda citation: None)
    assert "问？" in text and "（没有回答）" in text and "<h2>原文</h2>" not in text


def test_source_that_is_gone_is_quoted_and_not_linked() -> None:
    assistant = ScriptedAssistant()
    answer = next(e.answer for e in assistant.stream("疏港铁路？") if isinstance(e, Finished))
    text = page("题", [Exchanged("疏港铁路？", answer)], lambda citation: None)
    assert "一号工程" in text and "看原文" not in text
