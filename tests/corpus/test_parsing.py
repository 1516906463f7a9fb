import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, ParsedSpeech, ReadError, fold, iter_documents, parse
from corpus.language.cleaning import clean
from tests.support.growth import LINEAR, growth

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
_PIECES = st.sampled_from(
    [
        "各位代表：",
        "一、竹纸产业",
        "（一）",
        "1.",
        "一是修路。",
        "当前位置：首页 > 要闻",
        "来源：澜川日报",
        "顾望舒",
        "（2024年3月18日）",
        "市委书记 顾望舒",
        "國(guó)家",
        "*",
        "***",
        "“先修路。",
        "”",
        "产值达到186.4亿元，",
        "同比增长12.3%。",
        "相关链接",
        "责任编辑：阮竹西",
        "\n",
        "\n\n",
        "\r\n",
        "\u3000\u3000",
        " ",
        "\u200b",
        "，",
        "。",
        "# ",
        "---\n",
        "title: 竹\n",
        "GDP",
        "�",
        "竹纸" * 30,
        "国务院总理",
        "这是顾望舒书记2020年6月2日在会上的讲话。",
        "※",
        "5月12日，",
        "地点：澜川市",
        "override:title",
    ]
)


def document(text: str) -> Document:
    return Document("x.txt", text, "utf-8", "text/plain", "0" * 64)


def check(source: Document, parsed: ParsedSpeech) -> None:
    speech, last = parsed.speech, 0
    assert 0 <= speech.start < speech.end <= len(source.text)
    for chunk in parsed.chunks:
        assert chunk.text == "".join(sentence.text for sentence in chunk.sentences)
        assert len(chunk.text) <= 200
        for sentence in chunk.sentences:
            assert last <= sentence.start
            assert speech.start <= sentence.start < sentence.end <= speech.end
            assert clean(source.text, sentence.start, sentence.end).text == sentence.text
            assert sentence.text == sentence.text.strip() != ""
            last = sentence.end
    for fact in parsed.facts:
        assert 0 <= fact.start <= fact.end <= len(source.text)
        assert 0 < fact.confidence <= 1
    for section in parsed.sections:
        assert speech.start <= section.start < section.end <= speech.end
        assert section.level >= 1


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    source = document(text)
    try:
        parsed = parse(source, speech_id="0123456789ab")
    except ReadError:
        return
    check(source, parsed)


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.[thm]*")), ids=lambda path: path.name)
def test_samples_are_parsed(sample: Path) -> None:
    (source,) = iter_documents([sample])
    assert isinstance(source, Document)
    parsed = parse(source, speech_id="0123456789ab")
    check(source, parsed)
    assert parsed.speech.title
    assert parsed.speech.kind
    assert len(parsed.chunks) >= 8
    assert "虚构样例" not in fold("".join(chunk.text for chunk in parsed.chunks))


@pytest.mark.parametrize(
    "text", ["", "\n \n", "Hello world. Nothing Chinese here.", "。。。", "****", "首页\n下载\n打印"]
)
def test_what_holds_no_chinese_prose_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="no Chinese prose"):
        parse(document(text), speech_id="x")


def test_glosses_are_gone_from_search_text_and_kept_in_the_source() -> None:
    text = "建好(hǎo)國(guó)家先行區，是全市的大事(shì)。要(yào)抓緊(jǐn)辦好。"
    parsed = parse(document(text), speech_id="x")
    assert "".join(chunk.text for chunk in parsed.chunks) == "建好國家先行區，是全市的大事。要抓緊辦好。"
    assert text[parsed.chunks[0].start : parsed.chunks[0].end] == text


def test_masks_are_never_joined_over() -> None:
    parsed = parse(document("我们在中共*市委领导下，推动***高质量发展，取得了新的成绩。"), speech_id="x")
    assert parsed.chunks[0].text == "我们在中共*市委领导下，推动***高质量发展，取得了新的成绩。"


def test_the_head_is_citable_apart_from_the_text() -> None:
    text = "竹乡新事\n（2024年3月18日）\n市委书记 顾望舒\n同志们：\n过去一年，全市上下把竹纸作为富民第一产业来抓。"
    parsed = parse(document(text), speech_id="x")
    assert [chunk.text for chunk in parsed.chunks] == [
        "（2024年3月18日）市委书记 顾望舒", "同志们：过去一年，全市上下把竹纸作为富民第一产业来抓。",
    ]  # fmt: skip


def test_markdown_marks_are_no_words() -> None:
    text = "# 守护清泉\n## 护好水\n竹乡的水源要一处一处守护好，不能马虎。\n- 封山育林，年年补种新竹，把荒坡变成青山。"
    parsed = parse(document(text), speech_id="x")
    assert [chunk.text for chunk in parsed.chunks] == [
        "护好水竹乡的水源要一处一处守护好，不能马虎。", "封山育林，年年补种新竹，把荒坡变成青山。",
    ]  # fmt: skip


def test_windows_line_ends_keep_their_offsets() -> None:
    text = "第一段讲的是过去一年全市竹纸产业的发展情况。\r\n\r\n第二段讲的是过去一年全市低空物流的发展情况。\r\n"
    parsed = parse(document(text), speech_id="x")
    assert [text[chunk.start : chunk.end] for chunk in parsed.chunks] == [
        "第一段讲的是过去一年全市竹纸产业的发展情况。",
        "第二段讲的是过去一年全市低空物流的发展情况。",
    ]


def test_hostile_lines_do_not_hang() -> None:
    lines = [
        "返回首页" * 40 + "x",
        "大 中 " * 50 + "x",
        "市长" * 60,
        "（" * 120,
        "来源：" * 40,
        "2024年1月1日" * 12,
        "在会上" * 40,
    ]
    text = "".join(f"{line}\n" * 200 for line in lines) + "今年的竹纸产业发展得很好，" * 5 + "大家都很高兴。"
    began = time.thread_time()
    parse(document(text), speech_id="x")
    assert time.thread_time() - began < 10


@pytest.mark.parametrize(
    "unit",
    [
        "竹",
        "竹纸，",
        "“竹纸",
        "（",
        "國(guó)",
        "國(",
        "竹 ",
        "书记市长",
        "2024年1月1日",
        "一是快。",
        "竹\n",
        "一、竹纸产业\n",
        "*竹",
        "—竹",
        "市长尉迟清和",
        "沈清禾同志来青岑县",
        "他要求我们“守住竹山",
        "他问：“",
        "五方面工作",
        "第一个问题，",
        "三个结合”，把竹结合起来，",
        "11月3日，在竹会在",
        "由学会主办的",
        "澜川网消息",
        "（作者：顾望舒，系；",
    ],
)
def test_time_is_linear_in_the_length(unit: str) -> None:
    def work(length: int) -> None:
        parse(document("今年的竹纸产业发展得很好。\n" + unit * (length // len(unit))), speech_id="x")

    assert growth(work, 5_000, 100_000) < LINEAR


@pytest.mark.parametrize(
    "rest",
    [
        "正在加载，请稍候……\n主办：澜川市人民政府办公室　技术支持：澜川市大数据中心",
        "您的浏览器未开启JavaScript，无法查看正文。\n主办：澜川市人民政府办公室",
    ],
)
def test_a_page_that_still_waits_for_its_text_is_refused(rest: str) -> None:
    page = f"首页 新闻中心 专题 网上办事\n在全市竹纸大会上的讲话\n发布时间：2023-09-10 浏览次数：\n{rest}"
    with pytest.raises(ReadError, match="only a title"):
        parse(Document("x.html", page, "utf-8", "text/html", "0"), speech_id="x")


def test_a_question_stands_with_its_answer() -> None:
    lines = [
        "澜川市修渠新闻发布会实录", "2024年3月6日", "市水务局局长沈砚秋：水渠总长三百一十公里，自五月起分三段修。",
        "澜川晚报记者：水渠何时修好？", "沈砚秋：十月底前全线通水。", "网友：要花多少钱？", "沈砚秋：一亿二千万元。",
    ]  # fmt: skip
    parsed = parse(Document("x.txt", "\n".join(lines), "utf-8", "text/plain", "0"), speech_id="x")
    texts = [chunk.text for chunk in parsed.chunks]
    assert any("何时修好" in text and "十月底前" in text for text in texts)
    assert any("多少钱" in text and "一亿二千万元" in text for text in texts)
