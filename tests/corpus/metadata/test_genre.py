"""What kind of text it is, by what the text itself states. All people and places are fictional."""

import pytest

from corpus import Document, Fact, parse

PROSE = "竹纸是澜川的老手艺，也是群众增收的新产业，三年来全市新增竹纸作坊一百二十家，带动农户八千余户。"
MORE = "产业要兴旺，关键在人才；人才要留住，关键在环境，这是许多地方一再证明的道理。"


def kind(text: str, *, title: str | None = None) -> tuple[str, str, float] | None:
    """Return (kind, the text that shows it, confidence)."""
    meta = (("override:title", title),) if title else ()
    document = Document("稿.txt", text, "utf-8", "text/plain", "0" * 64, (), meta)
    facts: dict[str, Fact] = {fact.name: fact for fact in parse(document, speech_id="0" * 12).facts}
    found = facts.get("kind")
    return (found.value, text[found.start : found.end], found.confidence) if found else None


@pytest.mark.parametrize(
    ("text", "expected", "shown"),
    [
        (f"{PROSE}\n{MORE}\n（本报记者 沈砚秋 陆知行）", "新闻", "（本报记者 沈砚秋 陆知行）"),
        (f"{PROSE}\n{MORE}（通讯员 钟离澍）", "新闻", "（通讯员 钟离澍）"),
        (f"澜川日报27日讯（记者沈砚秋）{PROSE}\n{MORE}", "新闻", "澜川日报27日讯（"),
        (f"{PROSE}\n市有关部门负责同志陪同调研。", "新闻", "陪同调研。"),
        (f"{PROSE}村支书闻人楷告诉记者，{MORE}", "新闻", "告诉记者，"),
        (f"{PROSE}\n{MORE}\n（执笔：令狐月白）", "文章", "（执笔：令狐月白）"),
        (f"{PROSE}\n{MORE}\n〔作者系澜川市委党校教授〕", "文章", "〔作者系澜川市委党校教授〕"),
        (f"回信青岑县竹纸工坊的师傅们：来信收悉。{PROSE}", "讲话", "回信"),
        (f"贺信值此澜川市首届竹纸大会召开之际，谨致祝贺！{PROSE}", "讲话", "贺信"),
        (
            f"受市委委托，我就规划建议起草的有关情况向全会作说明。{PROSE}",
            "讲话",
            "受市委委托，我就规划建议起草的有关情况向全会作说明",
        ),
        (f"大会主席先生，秘书长先生，各位代表：\n{PROSE}", "讲话", "大会主席先生，秘书长先生，各位代表："),
        (
            f"澜川市第五届人民代表大会第三次会议听取和审议了市长所作的政府工作报告。会议决定批准这个报告。{PROSE}",
            "文件",
            "澜川市第五届人民代表大会第三次会议听取",
        ),
    ],
)
def test_the_text_states_its_kind(text: str, expected: str, shown: str) -> None:
    found = kind(text)
    assert found is not None
    assert found[:2] == (expected, shown)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("澜川日报评论员：把竹纸产业做成群众的产业", "文章"),
        ("竹乡时评：莫让手艺断了档", "文章"),
        ("竹纸为什么能留住人（一线思考）", "文章"),
        ("澜川市委常委会召开会议 顾望舒主持并讲话", "会议新闻"),
        ("全市竹纸产业培训班在青岑县举办", "会议新闻"),
        ("闻人楷在青岑县调研时强调 把竹纸做强", "新闻"),
        ("顾望舒给青岑县竹纸匠人的回信", "讲话"),
        ("在全市竹纸产业大会上的讲话", "讲话"),
        ("澜川市人民政府关于扶持竹纸产业的意见", "文件"),
    ],
)
def test_a_title_states_the_kind(title: str, expected: str) -> None:
    found = kind(f"{PROSE}\n{MORE}", title=title)
    assert found is not None and found[0] == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"{PROSE}\n{MORE}", None),
        (f"{PROSE}\n{MORE}", "让竹纸飞出大山"),
        (f"{PROSE}（沈砚秋整理）", "竹纸口述"),  # who arranged it is no reporter of it
        (f"近日，市委书记顾望舒在全市大会上深刻指出，产业要兴旺。{MORE}", "走好竹乡振兴之路"),
        (f"{PROSE}贯彻在日前召开的全会精神，{MORE}", "谱写竹乡新篇"),
    ],
)
def test_what_states_nothing_has_no_kind(text: str, title: str | None) -> None:
    assert kind(text, title=title) is None


def test_praise_of_a_speech_is_not_that_speech() -> None:
    found = kind(f"澜川网消息（晚间新闻）：{PROSE}\n{MORE}", title="各界人士高度评价顾望舒在竹纸大会上的重要讲话")
    assert found is not None and found[0] == "新闻"


def test_a_wire_that_stands_in_a_line_of_its_own_shows_news_and_who_put_it_out() -> None:
    text = f"市内快讯\n澜川网消息（晚间新闻）：\n竹纸产量再创新高\n{PROSE}\n{MORE}"
    facts = {fact.name: fact for fact in parse(Document("稿", text, "", "", ""), speech_id="0").facts}
    assert (facts["kind"].value, facts["publisher"].value) == ("新闻", "澜川网")
    assert text[facts["publisher"].start : facts["publisher"].end] == "澜川网"


def test_a_comment_on_a_meeting_is_not_given_at_it() -> None:
    text = f"11月14日，市委书记顾望舒主持召开竹纸产业座谈会并讲话。{PROSE}\n{MORE}"
    meta = (("override:title", "澜川日报评论员：把竹纸做强"),)
    speech = parse(Document("稿", text, "", "", "", (), meta), speech_id="0").speech
    assert (speech.kind, speech.speaker, speech.occasion) == ("文章", None, None)


def test_a_speech_that_a_paper_printed_is_a_speech() -> None:
    found = kind(f"同志们：\n{PROSE}\n{MORE}\n（本报青岑11月3日电）")
    assert found is not None and found[0] == "讲话"


def test_an_instruction_that_was_issued_in_full_is_a_document_and_news_of_it_is_news() -> None:
    title = "澜川市委办公室印发《关于扶持竹纸产业的若干措施》"
    full = f"近日，澜川市委办公室印发了若干措施，全文如下。\n{PROSE}\n{MORE}"
    assert (kind(full, title=title) or ("",))[0] == "文件"
    assert (kind(f"{PROSE}\n{MORE}", title=title) or ("",))[0] == "新闻"
