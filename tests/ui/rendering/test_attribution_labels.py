from pathlib import Path

import pytest

from corpus import Document, Speech, Utterance, parse
from rag import Citation
from tests.support.ui.library_client import FESTIVAL, VISIT, shelf
from ui.rendering.attribution_labels import Known, Whose, frame, remarks_of, whose_words
from ui.rendering.export import as_docx, as_html, as_markdown, as_text
from ui.rendering.references import Paper


def test_who_quotes_whom_is_said_in_a_speech() -> None:
    speech = Speech("1", "a", "讲话", "顾望舒", kind="讲话")
    said = [Utterance(10, 30, "陆知行", direct=True), Utterance(40, 60, "陆知行", direct=False)]
    assert whose_words(speech, said, 12, 28) == ("顾望舒 引用 陆知行 的原话", "顾望舒 quoting 陆知行")
    assert whose_words(speech, said, 41, 59) == ("顾望舒 转述 陆知行 的话", "顾望舒 retelling 陆知行")
    assert whose_words(speech, said, 0, 9) == ("此处为 顾望舒 本人的话", "顾望舒's own words")


def test_speakers_own_words_in_quotation_marks_are_no_quotation_of_another() -> None:
    speech = Speech("1", "a", "讲话", "顾望舒", kind="讲话")
    pair = whose_words(speech, [Utterance(0, 20, "顾望舒", direct=True)], 0, 20)
    assert pair is not None and "引用" not in pair[0]


def known(text: str) -> Known:
    parsed = parse(Document("a.txt", text, "utf-8", "text/plain", "0" * 64), speech_id="1")
    return Known(parsed.speech, text, parsed.utterances, frame(text, parsed.facts, parsed.set_aside))


def of(text: str, words: str) -> Whose | None:
    start = text.index(words)
    return known(text).words(start, start + len(words))


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        (FESTIVAL, "在全市竹纸产业大会上的讲话", "title"),
        (FESTIVAL, "澜川市市长 顾望舒", "header"),
        (FESTIVAL, "顾望舒", "header"),
        (FESTIVAL, "（2024年3月18日）", "header"),
        (FESTIVAL, "责任编辑：钟离澍", "credit"),
        (FESTIVAL, "钟离澍", "credit"),
        (FESTIVAL, "版权所有：澜川新闻网", "furniture"),
        (FESTIVAL, "同志们：", "own"),
        (FESTIVAL, "今天我们召开全市竹纸产业大会。", "own"),
        (FESTIVAL, "一、去年的成绩", "own"),
        (FESTIVAL, "要把竹纸做成百年产业", "quoting"),
        (VISIT, "来源：青岑日报　2023年5月9日", "header"),
        (VISIT, "记者 闻人楷", "credit"),
        (VISIT, "要确保水库年底前完工", "reported"),
        (VISIT, "陆知行来到水库工地，详细了解工程进展，看望慰问施工人员，并主持召开座谈会。", "narration"),
    ],
)
def test_what_is_no_running_text_is_nobodys_words(text: str, words: str, kind: str) -> None:
    found = of(text, words)
    assert found is not None and found.kind == kind
    assert ("本人的话" in found.label[0]) is (kind == "own")


def test_header_and_text_in_one_quotation_are_the_texts() -> None:
    found = of(FESTIVAL, FESTIVAL[FESTIVAL.index("（2024") : FESTIVAL.index("一、去年")].strip())
    assert found is not None and found.kind == "own"


def test_signature_at_the_end_is_no_word_of_the_speech_and_a_last_sentence_is() -> None:
    text = "在竹艺座谈会上的讲话\n\n各位朋友：\n竹艺要传下去。我们要办好学堂。\n\n澜川市市长 顾望舒\n2024年3月18日\n"
    signed, last = of(text, "2024年3月18日"), of(text, "我们要办好学堂。")
    assert signed is not None and signed.kind == "footer"
    assert last is not None and last.kind == "own"


def test_references_of_exports_say_so_and_of_own_words_nothing(tmp_path: Path) -> None:
    with shelf(tmp_path) as backend:
        speech = next(one for one in backend.library.speeches() if one.speaker == "顾望舒")
        source = backend.library.source_text(speech.id)
        cited = []
        for number, words in enumerate(("责任编辑：钟离澍", "今天我们召开全市竹纸产业大会。"), 1):
            start = source.index(words)
            cited.append(Citation(number, speech, start, start + len(words), words))
        remarks = remarks_of(cited, backend)
    assert list(remarks) == [1] and "署名行" in remarks[1]
    paper = Paper("编辑是谁？", "钟离澍。[1]开了会。[2]", tuple(cited), remarks=remarks)
    for made in (as_text(paper), as_markdown(paper), as_html(paper)):
        assert made.count("署名行") == 1 and "本人的话" not in made
    assert as_docx(paper) != as_docx(Paper(paper.question, paper.text, paper.citations))
