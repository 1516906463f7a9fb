import pytest

from corpus import Speech
from rag.question.filters.conditions import Condition, conditions

REPORT24 = Speech(
    "r24", "1", "政府工作报告", "沈砚秋", "澜川市市长", "2024-01-16", "澜川市", "澜川市五届人大三次会议", None, "报告"
)
REPORT25 = Speech(
    "r25", "2", "2025年澜川市政府工作报告", "沈砚秋", "澜川市市长", "2025-01-14", "澜川市", None, None, "报告"
)
BAMBOO = Speech(
    "bam", "3", "在竹纸产业大会上的讲话", "顾望舒", "市委书记", "2024-03-18", "澜川市", "全市竹纸产业大会", None, "讲话"
)
LAUNCH = Speech(
    "lau", "4", "在低空物流启动会上的讲话", "顾望舒", "市长", "2021-03-10", "澜川市", "低空物流启动会", None, "讲话"
)
XIZHOU = Speech(
    "xiz", "5", "溪州市竹纸提质增效大会召开", "宇文澈", "溪州市委书记", "2024-04-02", "溪州市", None, None, "会议新闻"
)
COUNTY = Speech(
    "cou",
    "6",
    "全县低空物流推进会召开",
    "闻人楷",
    "县委书记",
    "2024-05-21",
    "青岑县",
    "全县低空物流推进会",
    None,
    "会议新闻",
)
CPPCC3 = Speech(
    "cp3",
    "7",
    "在市政协五届三次会议闭幕会上的讲话",
    None,
    "市政协主席",
    None,
    None,
    "市政协五届三次会议闭幕会",
    None,
    "讲话",
)
CPPCC4 = Speech(
    "cp4",
    "8",
    "同舟共济书写澜川协商答卷",
    "陆知行",
    "市政协主席",
    "2025-01-16",
    "澜川市",
    "政协澜川市第五届委员会第四次会议",
    None,
    "讲话",
)
ALL = [REPORT24, REPORT25, BAMBOO, LAUNCH, XIZHOU, COUNTY, CPPCC3, CPPCC4]
SAYS = {
    "顾望舒": {"cou", "cp3", "r24"},
    "澜川": {"r24", "r25", "bam", "lau", "cp3", "cp4"},
    "溪州": {"xiz"},
    "青岑": {"cou", "lau"},
    "五届三次会议": {"cp3", "cp4"},
}
UTTERED = {"cou": {"顾望舒", "闻人楷"}}


def says(words: str) -> frozenset[str]:
    return frozenset(SAYS.get(words, ()))


def implied(question: str) -> dict[str, Condition]:
    found = conditions(question, ALL, says, lambda speech: frozenset(UTTERED.get(speech, ())))
    return {condition.name: condition for condition in found}


@pytest.mark.parametrize(
    "question",
    [
        "顾望舒在竹纸大会上强调了什么？",
        "顧望舒書記說了什麼？",
        "顾望舒2024年提出竹纸产值要突破多少？",
        "顾望舒的讲话提到了哪些工程？",
        "顾望舒当市长时说，老百姓看什么？",
        "顾望舒对低空物流提出了什么要求？",
        "低空物流调研中，顾望舒指出了什么？",
    ],
)
def test_speaker_keeps_own_words_quoted_words_and_unsigned_speeches(question: str) -> None:
    # quoted in the county's news, named in an unsigned speech; only named in another's report
    assert implied(question)["speaker"].ids == {"bam", "lau", "cou", "cp3"}


@pytest.mark.parametrize(
    "question",
    [
        "关于顾望舒的任命是怎么说的？",
        "顾望舒的生日是哪一天？",
        "“低空不是空想”是顾望舒说的吗？",
        "是不是顾望舒提出的“三个打通”？",
        "谁在顾望舒讲话后作了发言？",
        "会议传达学习顾望舒的讲话是在什么时候？",
        "由顾望舒主持的会议有哪些？",
        "慕容既白说了什么？",
    ],
)
def test_person_merely_mentioned_narrows_nothing(question: str) -> None:
    assert "speaker" not in implied(question)


def test_two_speakers_are_both_kept() -> None:
    assert implied("顾望舒和沈砚秋分别强调了什么？")["speaker"].value == "沈砚秋、顾望舒"


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("澜川市委书记在2024年的大会上说了什么？", "顾望舒"),
        ("溪州市委书记强调了什么？", "宇文澈"),
        ("市长2021年提出了什么？", "顾望舒"),
        ("市长在2024年的报告中提出了什么？", "沈砚秋"),
        ("县委书记要求做到什么？", "闻人楷"),
        ("市长提出了什么？", None),  # two in the library
        ("市委书记强调了什么？", None),  # of two cities
        ("市长2019年提出了什么？", None),  # no speech of that year
        ("副市长提出了什么？", None),
        ("2021年的市长是谁？", None),
    ],
)
def test_office_is_its_holder_at_that_time(question: str, holder: str | None) -> None:
    found = implied(question).get("office")
    assert (found.value if found else None) == holder


def test_unsigned_speech_of_the_office_is_kept() -> None:
    assert implied("市政协主席提出了什么？")["office"].ids == {"cp3", "cp4"}


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("2024年政府工作报告提出了什么？", {"r24", "xiz", "bam", "cou", "cp3"}),
        ("2024年1月的政府工作报告提出了什么？", {"r24", "cp3"}),
        ("今年的政府工作报告提出了什么？", {"r25", "cp4", "cp3"}),
        ("2024年竹纸产业大会提出了什么？", {"r24", "xiz", "bam", "cou", "cp3"}),
        ("2024年竹纸产值是多少？", None),
        ("2023年政府工作报告提出了什么？", None),  # there is none: it may be called after its subject
        ("2024年政府工作报告的目标实际完成了吗？", None),
        ("2022年和2023年的产值分别是多少？", None),
    ],
)
def test_year_narrows_only_if_it_is_the_speechs(question: str, kept: set[str] | None) -> None:
    found = implied(question).get("date")
    assert (set(found.ids) if found else None) == kept


def test_session_keeps_its_speeches_and_what_names_it() -> None:
    assert implied("市政协五届三次会议收到多少件提案？")["occasion"].ids == {"cp3", "cp4"}
    assert implied("政协澜川市五届四次会议收到多少件提案？")["occasion"].ids == {"cp4"}
    assert "occasion" not in implied("市政协五届一次会议收到多少件提案？")


def test_title_and_meeting_are_recognised() -> None:
    assert implied("《同舟共济书写澜川协商答卷》提到谁？")["title"].ids == {"cp4"}
    assert implied("全县低空物流推进会由谁主持？")["occasion"].ids == {"cou"}
    assert "occasion" not in implied("全县低空物流推进会之后开通了几条航线？")
    assert "title" not in implied("《规划》有哪些目标？")


def test_place_rules_out_speeches_that_never_name_it() -> None:
    # a county's news that does not say 溪州 has no figure of 溪州市
    assert implied("溪州市2024年开通了多少条航线？")["place"].ids == {"xiz"}
    assert implied("青岑县有几条航线？")["place"].ids == {"cou", "lau", "cp3"}


def test_empty_library_implies_nothing() -> None:
    assert conditions("澜川市委书记说了什么？", [], says, lambda speech: frozenset()) == []


@pytest.mark.parametrize(
    ("question", "date"),
    [
        ("2021年讲话的第三点", "2021"),  # the only one of that year
        ("2025年市长报告的第四部分", "2025"),  # whoever was mayor then
        ("2025年竹农大会报告的第四部分", None),  # of another meeting
    ],
)
def test_the_only_text_of_a_year_is_named_by_it(question: str, date: str | None) -> None:
    assert (found.value if (found := implied(question).get("date")) else None) == date


def test_a_meeting_may_be_named_in_short() -> None:
    assert implied("低空启动会讲话的第三点")["occasion"].ids == {"lau"}
