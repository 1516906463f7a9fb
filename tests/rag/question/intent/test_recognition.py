import time

import pytest

from rag.question.intent.recognition import Kind, recognise


@pytest.mark.parametrize(
    ("question", "kind", "phrase"),
    [
        ("“五个坚持”是哪五个？", Kind.LIST, "五个坚持"),
        ("三大平台是哪三个？", Kind.LIST, "三大平台"),
        ("「三個不能丟」是指什麼？", Kind.LIST, "三个不能丢"),
        ("要求写好哪“三篇文章”？", Kind.LIST, "三篇文章"),
        ("对政协工作提了哪三点希望？", Kind.LIST, "三点希望"),
        ("“三步走”是怎么安排的？", Kind.LIST, "三步走"),
        ("澜川治水“三张图”：哪三张？", Kind.LIST, "三张图"),
        ("澜川的“三渠一桥”都有啥", Kind.LIST, "三渠一桥"),
        ("请列出“三场硬仗”", Kind.LIST, "三场硬仗"),
        ("市委确定的三件大事都有什么？", Kind.LIST, "三件大事"),
        ("会上提到的三个“坚持”是什么？", Kind.LIST, "三个坚持"),
        ("“四个自觉”是哪四个自觉？", Kind.LIST, "四个自觉"),
        ("六个不松劲是哪六个不松劲？", Kind.LIST, "六个不松劲"),
        ("“五新”行动计划具体是哪五新？", Kind.LIST, "五新"),
        ("“三步走”战略包括哪些？", Kind.LIST, "三步走"),
        ("“低空不是空想”这句话是谁说的？", Kind.QUOTATION, "低空不是空想"),
        ("“低空不是空想”原本是谁的话？", Kind.QUOTATION, "低空不是空想"),
        ("“低空不是空想”出自哪篇讲话？", Kind.QUOTATION, "低空不是空想"),
        ("谁说过“低空不是空想”？", Kind.QUOTATION, "低空不是空想"),
        ("“竹纸名城、幸福澜川”是谁提出的目标？", Kind.QUOTATION, "竹纸名城、幸福澜川"),
        ('"低空不是空想"是谁说的？', Kind.QUOTATION, "低空不是空想"),
        ("常说“低空不是空想”的是哪位领导？", Kind.QUOTATION, "低空不是空想"),
        ("沈砚秋怎么说蓝图和实干？", Kind.WORDING, "蓝图和实干"),
        ("顾望舒关于整机制造的原话是什么？", Kind.WORDING, "整机制造"),
        ("多少篇讲话提到“以竹代塑”？", Kind.MENTIONS, "以竹代塑"),
        ("哪些讲话提到了低空物流？", Kind.MENTIONS, "低空物流"),
        ("谁提到过竹编博物馆？", Kind.MENTIONS, "竹编博物馆"),
        ("有没有讲话提到地铁？", Kind.MENTIONS, "地铁"),
        ("低空物流一共提到几次？", Kind.MENTIONS, "低空物流"),
        ("谁最早提出低空物流？", Kind.EARLIEST, "低空物流"),
        ("“以竹代塑”最早在哪篇讲话出现？", Kind.EARLIEST, "以竹代塑"),
        ("两次闭幕会讲话有什么不同？", Kind.COMPARISON, "两次闭幕会讲话有什么不同"),
        ("顾望舒讲过几次话？", Kind.CATALOGUE, "讲话"),
        ("顾望舒一共做了几次讲话？", Kind.CATALOGUE, "讲话"),
        ("顾望舒发过多少次言？", Kind.CATALOGUE, "讲话"),
        ("顾望舒讲话几回？", Kind.CATALOGUE, "讲话"),
        ("顾望舒讲过几次竹纸？", Kind.MENTIONS, "竹纸"),
    ],
)
def test_what_is_asked_for_is_recognised(question: str, kind: Kind, phrase: str) -> None:
    intent = recognise(question)
    assert intent is not None
    assert (intent.kind, intent.phrase) == (kind, phrase)


@pytest.mark.parametrize(
    "question",
    [
        "澜川市2023年竹纸全产业链产值是多少？",
        "竹编博物馆选址在哪里？",
        "“四大工程”里哪一个投资最多？",
        "“五个坚持”是哪次会议提出的？",
        "“纸寿千年”靠的是什么？",
        "《做好“一泓清泉”的文章》的作者是谁？",
        "“竹里议事厅”去年办了多少场？",
        "第三项工程里划定了多少处保护区？",
        "第三个“坚持”是什么？",
        "“五新”是什么？",
        "“五新”行动计划是什么时候提出的？",
        "“三步走”战略目标是什么？",
        "哪些讲话提到了竹编博物馆的投资？",
        "有多少人使用低空物流？",
        "“福尔摩沙协会”是在哪一场会议中成立的？",
        "首条航线最早是什么时候开通的？",
        "讲话稿改了几次？",
        "顾望舒作过几次报告？",
        "这项工作做了几次报告会？",
        "全市去年开过几次会？",
        "",
        "？",
        "“”是谁说的？",
    ],
)
def test_an_ordinary_question_has_no_intent(question: str) -> None:
    assert recognise(question) is None


def test_the_other_words_and_the_number_are_kept() -> None:
    intent = recognise("溪州市实施的“四大工程”是哪些？")
    assert intent is not None
    assert (intent.rest, intent.number, intent.quoted) == ("溪州市实施的", 4, True)


def test_a_number_asked_again_makes_a_name_sure() -> None:
    sure, unsure = recognise("六个坚持是哪六个？"), recognise("六个坚持是什么？")
    assert sure is not None and unsure is not None
    assert sure.quoted and not unsure.quoted


@pytest.mark.parametrize("question", ["“" * 2000, "谁提到" * 600, "哪些讲话" * 400 + "提到", "三个" * 900 + "是什么"])
def test_a_hostile_question_is_read(question: str) -> None:
    intent = recognise(question)
    assert intent is None or intent.phrase


@pytest.mark.parametrize(
    "wording",
    [
        "哪篇讲话里说过“{}”？",
        "谁提出要“{}”？",
        "有句“{}”，是哪个文件说的？",
        "在哪次会上讲了“{}”",
        "“{}”，这话谁说的",
        "“{}”——出处是？",
        "帮我查查“{}”哪儿来的",
        "“{}”这句话是哪份报告里的",
        "“{}”是顾望舒自己讲的，还是引用别人的？",
    ],
)
def test_a_sentence_of_which_only_the_source_is_asked_is_a_quotation(wording: str) -> None:
    found = recognise(wording.format("把每一根竹子吃干榨净"))
    assert found is not None and (found.kind, found.phrase) == (Kind.QUOTATION, "把每一根竹子吃干榨净")


@pytest.mark.parametrize("question", ["“把每一根竹子吃干榨净”是什么意思？", "“把每一根竹子吃干榨净”的企业有哪些？"])
def test_what_asks_more_of_a_sentence_than_its_source_is_no_quotation(question: str) -> None:
    assert recognise(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "“竹海听涛”上一句是谁说的？",
        "“竹海听涛”之后是谁讲话？",
        "“竹海听涛”工程接下来是什么打算？",
        "“竹海听涛”的下一场会议讲话是什么？",
        "“竹海听涛”提出之后怎么说的？",
        "“竹海听涛”后面有没有说这句话？",
        "“竹海听涛”之后什么时候又讲的？",
        "“竹海听涛”是谁说的，后面还说了什么？",
    ],
)
def test_who_when_and_what_else_are_no_words_beside_a_quotation(question: str) -> None:
    found = recognise(question)
    assert found is None or found.kind is not Kind.BESIDE


@pytest.mark.parametrize("name", ["“六字诀”包括哪些内容？", "“两句承诺”是哪两句？", "“八字方针”是什么？"])
def test_a_list_may_be_named_by_how_long_it_is(name: str) -> None:
    found = recognise(name)
    assert found is not None and found.kind is Kind.LIST


@pytest.mark.parametrize("repeated", ["一", "这", "的几", "这个一的", "“”", "哪些讲话提到"])
def test_a_question_of_one_word_over_and_over_is_read_at_once(repeated: str) -> None:
    began = time.process_time()
    recognise(repeated * 300)
    assert time.process_time() - began < 2
