from collections.abc import Sequence

import pytest

from rag import Turn
from rag.question.followup.dependence import is_follow_up
from rag.question.followup.rewriting import Completed
from rag.question.followup.rewriting import complete as completed
from tests.data.followups import MORE, PAIRS, PEOPLE


def asked(*questions: str, said: str = "") -> list[Turn]:
    turns = [Turn("user", question) for question in questions]
    return [*turns, Turn("assistant", said)] if said else turns


def complete(question: str, history: Sequence[Turn], people: Sequence[str] = ()) -> str:
    """Return a question that is complete by itself, or with those that it needs before it."""
    found = completed(question, history, people)
    return "".join(f"{one}？" for one in found.before) + found.text


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("澜川市的竹纸产值突破了多少？", "那低空物流营收呢？", "澜川市的低空物流营收突破了多少？"),
        ("澜川市2023年竹纸产值是多少？", "2024年呢？", "澜川市2024年竹纸产值是多少？"),
        ("澜川市2023年竹纸产值是多少？", "那溪州市呢？", "溪州市2023年竹纸产值是多少？"),
        ("博物馆有多大？", "总投资呢？", "博物馆的总投资有多大？"),
        ("2015年报告里说2014年竹纸产值多少？", "同一年茶叶产值呢？", "2014年茶叶产值多少？"),
        ("2014年竹纸产值多少？", "那年全市有多少家纸坊？", "2014年全市有多少家纸坊？"),
        ("澜川溪州两市的竹纸座谈会哪天开的？", "在哪个城市？", "澜川溪州两市的竹纸座谈会在哪个城市开的？"),
        ("澜川市2026年竹纸产值定了什么目标？", "那税收呢，定了多少", "澜川市2026年税收定了多少？"),
        ("竹编博物馆何时开工？", "竹纸馆呢，投了多少钱", "竹编博物馆何时开工？竹纸馆呢，投了多少钱"),
        ("2025年上半年出口和进口各是多少？", "后者比上年涨了没有", "2025年上半年进口比上年涨了没有？"),
        ("2025年竹纸与竹编产值哪个涨得快？", "前者具体涨了多少？", "2025年竹纸产值具体涨了多少？"),
        ("云南昆明2023年竹纸产值是多少？", "贵阳呢", "贵阳2023年竹纸产值是多少？"),
        ("河南县2023年产值是多少？", "泽库县呢", "泽库县2023年产值是多少？"),
        ("河南省长是谁？", "河北呢？", "河北省长是谁？"),
        ("溪州市2023年竹纸产值是多少？", "上海市长是谁？", "上海市长是谁？"),
        ("北京大学哪年成立？", "上海呢", "北京大学哪年成立？上海呢"),
        ("青海湖面积多大？", "水位呢", "青海湖水位多大？"),
        ("溪州市2023年竹纸产值是多少？", "换成呢？", "溪州市2023年竹纸产值是多少？换成呢？"),
        ("去年江西竹纸产值多少？", "广西呢？", "去年广西竹纸产值多少？"),
        ("2026年云南省竹业报告是谁作的？", "贵州的呢？", "2026年贵州竹业报告是谁作的？"),
        ("海南2025年竹纸产值增长了多少？", "换成广西壮族自治区呢", "广西壮族自治区2025年竹纸产值增长了多少？"),
        ("澜川市2024年竹纸产值是多少？", "要是2025年呢", "澜川市2025年竹纸产值是多少？"),
        ("2024年竹农参保多少人？", "参保率呢", "2024年参保率是多少？"),
        ("2019年竹业座谈会在哪儿开的？", "再往前一年呢", "2018年竹业座谈会在哪儿开的？"),
        ("2009年全市卖了多少竹席？", "说错了，我是想问竹纸卖了多少", "2009年竹纸卖了多少？"),
        ("2004年的讲话说竹业从哪年开始转型？", "为什么要转型？", "2004年的讲话说竹业为什么要转型？"),
        ("听涛闸在哪里？", "2021年啥时候完的工？", "2021年啥时候完的工？"),
        ("竹纸厂的服务队设在哪？", "竹席厂那个服务队有多少人？", "竹纸厂的服务队设在哪？竹席厂那个服务队有多少人？"),
        ("月塘镇2023年产值是多少？", "望江镇呢", "望江镇2023年产值是多少？"),
        ("望江区2023年产值是多少？", "月湖区呢", "月湖区2023年产值是多少？"),
        ("日新县有多少竹农？", "望江县呢", "望江县有多少竹农？"),
        ("2023年10月望江县有多少竹农？", "日新县呢", "2023年10月日新县有多少竹农？"),
        ("河南省委提出了什么目标？", "河北呢", "河北省委提出了什么目标？"),
        ("2026年江西省政府报告是谁作的？", "广西的呢？", "2026年广西政府报告是谁作的？"),
        ("云南省委书记是谁？", "贵州省呢", "贵州省委书记是谁？"),
        ("雄安新区有多少企业？", "浦东新区呢", "浦东新区有多少企业？"),
        ("粤港澳大湾区有几个城市？", "长三角呢", "长三角有几个城市？"),
        ("城市建设投入多少？", "云南呢", "云南城市建设投入多少？"),
        ("竹纸产值增长多少？", "广西呢", "广西竹纸产值增长多少？"),
        ("2024年溪州市有多少户？", "要是没有呢", "2024年溪州市有多少户？要是没有呢"),
        ("2023年溪州市竹纸产值是多少？", "要是把竹纸换成竹编呢", "2023年溪州市竹编产值是多少？"),
        (
            "居民人均可支配收入和人均消费支出各是多少？",
            "前者多少",
            "居民人均可支配收入和人均消费支出各是多少？前者多少",
        ),
        ("溪州市和望江市2023年产值各是多少？", "后者增长了多少", "望江市2023年产值增长了多少？"),
        ("竹业大会和纸业大会分别是哪天开的？", "后者是谁主持的", "纸业大会是谁主持的？"),
        ("竹纸厂和竹编厂分别有多少工人？", "前者在哪里", "竹纸厂在哪里？"),
        ("沈砚秋市长和顾望舒书记谁讲过竹纸？", "前者讲了什么", "沈砚秋市长讲了什么？"),
        ("江西2025年城镇和农村居民收入哪个涨得快？", "后者涨了多少", "江西2025年农村居民收入涨了多少？"),
    ],
)
def test_what_is_new_takes_the_place_of_its_like(before: str, question: str, whole: str) -> None:
    assert complete(question, asked(before)) == whole


def test_pronoun_becomes_the_person_answered() -> None:
    whole = complete("他提出了什么要求？", asked("谁主持了会议？", said="闻人楷主持了会议。"), ["闻人楷"])
    assert "闻人楷提出了什么要求" in whole


def test_what_cannot_be_substituted_keeps_the_question_before() -> None:
    whole = complete("它的总投资是多少？", asked("竹编博物馆建筑面积多大？"))
    assert "竹编博物馆" in whole and "总投资" in whole


def test_question_that_cannot_be_made_complete_carries_what_was_asked_before() -> None:
    history = asked("闻人楷在推进会上说了什么？", said="要把航线开到竹农的家门口。")
    once = completed("那这句话是什么意思？", history)
    said = ("闻人楷在推进会上说了什么？", "要把航线开到竹农的家门口。")
    assert once == Completed("这句话是什么意思？", ("闻人楷在推进会上说了什么",), said)
    twice = completed("这个说法有出处吗？", [*history, *asked("那这句话是什么意思？", said="说的是航线要多。")])
    said = ("这句话是什么意思？", "说的是航线要多。")
    assert twice == Completed("这个说法有出处吗？", (*once.before, "这句话是什么意思"), said)


def test_what_is_completed_by_an_incomplete_question_carries_its_questions_too() -> None:
    history = asked("闻人楷在推进会上说了什么？", "这句话是什么意思？")
    found = completed("2024年呢？", history)
    assert "2024年" in found.text and found.before == ("闻人楷在推进会上说了什么",)


def test_follow_ups_chain() -> None:
    history = asked("澜川市2023年竹纸产值是多少？", "2024年呢？")
    assert complete("那溪州市呢？", history) == "溪州市2024年竹纸产值是多少？"


def test_new_topic_carries_nothing_over() -> None:
    assert complete("换个话题，青岑县有多少个行政村？", asked("竹纸产值是多少？")) == "青岑县有多少个行政村？"


@pytest.mark.parametrize(
    "question",
    [
        "哪些讲话提到了竹纸？",
        "哪些文章讲到了低空？",
        "青岑县低空物流航线有多少条？",
        "沈砚秋在政府工作报告中提出了哪些目标？",
        "那曲桥工程总投资多少？",
    ],
)
def test_whole_question_is_left_alone(question: str) -> None:
    assert complete(question, []) == question
    if not question.startswith("那"):
        assert complete(question, asked("竹纸产值是多少？")) == question


@pytest.mark.parametrize("question", ["那呢？", "为什么？", "2024年呢？", "该县有几个镇？"])
def test_incomplete_question_is_recognised(question: str) -> None:
    assert is_follow_up(question)


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        (("竹业会议布置了几项任务",), "第四条呢", "竹业会议布置的任务，第四条是什么？"),
        (("竹业会议布置了几项任务", "第四条呢"), "第五条是修什么桥", "竹业会议布置的任务，第五条是修什么桥？"),
        (("沈砚秋讲的三大启示里，第一条是什么？",), "最后一条呢", "沈砚秋讲的三大启示，最后一条是什么？"),
        (("报告有哪些建议？",), "第二点说的是什么", "报告的建议，第二点说的是什么？"),
    ],
)
def test_an_item_that_no_answer_lists_is_of_the_list_asked_about(
    before: tuple[str, ...], question: str, whole: str
) -> None:
    assert complete(question, asked(*before, said="修桥。")) == whole


def test_an_item_of_no_list_that_was_asked_about_takes_nothing_elses_place() -> None:
    before = "云水中央竹业工作会议什么时候开的"
    assert completed("第四条呢", asked(before)).before == (before,)


def unmarked(question: str) -> str:
    return question.rstrip("？?。！!")


@pytest.mark.parametrize(("before", "said", "question", "accepted"), [*PAIRS, *MORE])
def test_follow_up_is_completed(before: tuple[str, ...], said: str, question: str, accepted: tuple[str, ...]) -> None:
    whole = complete(question, asked(*before, said=said), [*PEOPLE, "宇文澈", "桑柏舟", "尉迟清和"])
    assert unmarked(whole) in {unmarked(text) for text in accepted}


@pytest.mark.parametrize("question", ["谢谢", "好的。", "你好", "明白了！"])
def test_politeness_asks_nothing_of_the_question_before(question: str) -> None:
    assert complete(question, asked("竹纸产值是多少？", said="86.4亿元。")) == question


@pytest.mark.parametrize(
    "question",
    [
        "“纸寿千年”这个说法出现在几篇材料中？",
        "《让一张竹纸托起大产业》这篇讲话是哪天讲的？",
        "干部探索中出了失误，市委打算建立什么来保护他们？",
        "什么是五个坚持？",
        "裴长赓是哪里人？",
    ],
)
def test_question_that_points_to_its_own_words_stands_by_itself(question: str) -> None:
    assert complete(question, asked("竹编博物馆建筑面积多大？")) == question


def test_ordinal_beyond_the_list_is_not_made_up() -> None:
    whole = complete("第五个呢？", asked("“四大工程”有哪些？", said="竹材增值工程、航线织网工程。"))
    assert "“四大工程”" in whole and "第五个" in whole


def test_list_answered_in_lines_is_counted() -> None:
    whole = complete("第二条怎么做？", asked("有哪些要求？", said="1. 设备更新[1]\n2. 品牌培育[2]"))
    assert whole == "品牌培育怎么做？"
