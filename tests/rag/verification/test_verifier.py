import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Speech
from corpus.language.segmentation import content_words
from rag.datamodel import Evidence
from rag.verification.verifier import check

SPEECH = Speech(
    id="a",
    path="a.txt",
    title="澜川市竹纸产业发展大会上的讲话",
    speaker="顾望舒",
    role="市委书记",
    date="2024-03-18",
    place="澜川市",
)
OTHER = Speech(id="b", path="b.txt", title="溪州市竹纸产业推进会召开", date="2024-05-06", place="溪州市")


def evidence(*texts: str, speech: Speech = SPEECH) -> list[Evidence]:
    return [Evidence(speech, 100 * i, 100 * i + len(text), text, text) for i, text in enumerate(texts, 1)]


LIBRARY = [
    *evidence(
        "去年，全市竹纸产业实现产值86.4亿元，同比增长12.5%，新增规模以上企业17家。",
        "顾望舒强调，“要像爱护眼睛一样爱护这片竹海。”",
        "到2026年，力争竹纸产值突破百亿元。",
        "目前低空物流航线尚未开通夜间飞行。",
    ),
    *evidence("溪州市竹纸产业实现产值52.3亿元，同比增长9.1%。", speech=OTHER),
]


@pytest.mark.parametrize(
    "sentence",
    [
        "全市竹纸产业实现产值86.4亿元。",
        "澜川市竹纸产业产值达到86.4亿元，同比增长百分之十二点五。",
        "新增规模以上企业17家。",
        "顾望舒强调，“要像爱护眼睛一样爱护这片竹海”。",
        "到2026年，竹纸产值力争突破100亿元。",
        "低空物流航线尚未开通夜间飞行。",
        "溪州市竹纸产业实现产值52.3亿元。",
        "会议于2024年3月18日举行，竹纸产业实现产值86.4亿元。",
        "2024年，低空物流航线尚未开通夜间飞行。",
    ],
)
def test_faithful_sentence_passes(sentence: str) -> None:
    outcome = check(sentence, LIBRARY)
    assert outcome.passed, outcome.missing


@pytest.mark.parametrize(
    ("sentence", "caught"),
    [
        ("全市竹纸产业实现产值86.5亿元。", "86.5亿元"),
        ("全市竹纸产业实现产值86.4万元。", "86.4万元"),
        ("同比增长12.5倍，竹纸产业新增企业17家。", "12.5倍"),
        ("顾望舒强调，“要像爱护生命一样爱护这片竹海”。", "要像爱护生命一样爱护这片竹海"),
        ("到2027年，竹纸产值力争突破百亿元。", "2027年"),
        ("沈砚秋强调，要爱护这片竹海。", "沈砚秋"),
        ("全市竹纸产业未实现产值86.4亿元。", "不实现"),
        ("目前低空物流航线已经开通夜间飞行。", "不开通"),
        ("澜川市地铁一号线已经开工建设并将通车。", None),
        ("2023年，力争到2026年竹纸产值突破百亿元。", "2023年"),
        ("令", None),
        ("目前低空物流航线是2024年当上先进的。", "2024年"),
        ("市政协主席是***。", "***"),
    ],
)
def test_altered_sentence_fails(sentence: str, caught: str | None) -> None:
    outcome = check(sentence, LIBRARY)
    assert not outcome.passed
    if caught:
        assert caught in outcome.missing


def test_figure_of_another_city_does_not_support() -> None:
    only_other = [item for item in LIBRARY if item.speech is OTHER]
    assert not check("澜川市竹纸产业实现产值52.3亿元。", only_other).passed


def test_year_of_a_heading_dates_what_stands_under_it() -> None:
    text = "全市新增就业3.2万人。"
    under = Evidence(SPEECH, 0, len(text), text, text, heading="一、2023年工作回顾")
    assert check("2023年，全市新增就业3.2万人。", [under]).passed
    assert not check("2021年，全市新增就业3.2万人。", [under]).passed


def test_support_is_the_sentence_that_says_it() -> None:
    (item,) = check("全市竹纸产业实现产值86.4亿元。", LIBRARY).support
    assert "86.4亿元" in item.text


def test_sentence_may_rest_on_two() -> None:
    outcome = check("竹纸产业产值86.4亿元，力争到2026年突破百亿元。", LIBRARY)
    assert outcome.passed and len(outcome.support) == 2


def test_nothing_supports_without_evidence() -> None:
    assert not check("任何话。", []).passed


REPORT = Speech(
    id="r",
    path="r.txt",
    title="政府工作报告",
    speaker="沈砚秋",
    role="市长",
    date="2024-01-16",
    place="澜川市",
    kind="报告",
)
PAST = "一、2023年工作回顾"


def reported(text: str, heading: str = "") -> list[Evidence]:
    return [Evidence(REPORT, 0, len(text), text, text, heading)]


@pytest.mark.parametrize(
    ("text", "heading", "true", "false"),
    [
        (  # another figure of the same sentence
            "规模以上工业增加值增长8.4%；固定资产投资增长9.2%，低于10%的目标。",
            PAST,
            "2023年，澜川市固定资产投资增长9.2%。",
            "2023年，澜川市固定资产投资增长8.4%。",
        ),
        (  # the year of the neighbouring clause
            "澜东大桥力争2025年完成主体工程、确保2026年建成通车。",
            "",
            "澜东大桥确保2026年建成通车。",
            "澜东大桥力争2026年完成主体工程。",
        ),
        ("去年，全市新建学校12所。", "", "2023年，澜川市新建学校12所。", "2024年，澜川市新建学校12所。"),
        ("全年新增就业2.8万人。", PAST, "2023年新增就业2.8万人。", "2024年新增就业2.8万人。"),
        # a target is not an achievement
        ("竹纸产值力争达到210亿元。", "", "竹纸产值计划达到210亿元。", "竹纸产值已经达到210亿元。"),
        ("居民消费价格上涨不超过3%。", "", "居民消费价格上涨不超过3%。", "居民消费价格上涨超过3%。"),
        ("新建住房5000套以上。", "", "新建住房五千套以上。", "新建住房五千套以下。"),
        ("单位能耗下降2.1%。", "", "单位能耗下降了2.1%。", "单位能耗上升了2.1%。"),
        ("单位能耗比上年低2.1个百分点。", "", "单位能耗比上年低2.1个百分点。", "单位能耗比上年低2.1%。"),
        ("要做到“五个坚持”。", "", "要做到“五个坚持”。", "要做到“四个坚持”。"),
        ("办好三件实事。", "", "办好3件实事。", "办好五件实事。"),
        ("会上，陆知行主持会议，闻人楷通报情况。", "", "陆知行主持会议。", "闻人楷主持会议。"),
        ("基本面没有变，优势不再扩大。", "", "基本面没有变。", "基本面有变。"),
        ("这件事等不得。", "", "这件事等不得。", "这件事等得。"),
        ("会前，陆知行任县长。", "", "陆知行任县长。", "陆知行2024年任县长。"),
        ("溪州市新建学校12所。", "", "溪州市新建学校12所。", "澜川市新建学校12所。"),
        ("竹产业大学设在白石镇。", "", "竹产业大学设在白石镇。", "竹产业大学设在青岑县。"),
    ],
)
def test_what_stands_in_its_place_is_told_from_what_stands_elsewhere(
    text: str, heading: str, true: str, false: str
) -> None:
    outcome = check(true, reported(text, heading))
    assert outcome.passed, outcome.missing
    assert not check(false, reported(text, heading)).passed


def test_place_of_another_document_is_not_borrowed() -> None:
    evidence_of_both = [
        *reported("全市竹编产业实现产值17.9亿元。"),
        *evidence("会议强调，要做强竹编产业。", speech=OTHER),
    ]
    assert check("澜川市竹编产业实现产值17.9亿元。", evidence_of_both).passed
    assert not check("溪州市竹编产业实现产值17.9亿元。", evidence_of_both).passed


def test_figures_of_a_title_are_not_looked_for_in_the_text() -> None:
    speech = Speech(id="t", path="t.txt", title="在市政协五届三次会议上的讲话")
    item = Evidence(speech, 0, 12, "提案要接地气、有实招。", "提案要接地气、有实招。")
    assert check("据《在市政协五届三次会议上的讲话》，提案要接地气、有实招。", [item]).passed
    assert not check("据《在市政协六届三次会议上的讲话》，提案要接地气、有实招。", [item]).passed


def test_quotation_over_two_sentences_and_nested_marks() -> None:
    one, other = "要把“三个坚持”落到实处。", "一刻也不能等。"
    following = [
        Evidence(REPORT, 0, len(one), one, one),
        Evidence(REPORT, len(one), len(one) + len(other), other, other),
    ]
    assert check("报告要求“要把‘三个坚持’落到实处，一刻也不能等”。", following).passed
    assert not check("报告要求“要把‘四个坚持’落到实处，一刻也不能等”。", following).passed


def test_of_two_that_say_it_the_one_that_answers_supports() -> None:
    both = [*reported("开通航线46条。", "二、低空物流"), *evidence("今年开通航线46条，飞行21万架次。", speech=OTHER)]
    (item,) = check("开通航线46条。", both, asked=content_words("低空物流开通多少条航线？")).support
    assert item.heading == "二、低空物流"


def test_overlong_sentence_is_not_checked_but_fails() -> None:
    assert not check("不增长5%，" * 3000, LIBRARY).passed


@given(st.text(alphabet="不没有未增长下降市县“”《》，。指出说年月日0123五十亿元顾望舒*…\n 的在", max_size=120))
def test_any_sentence_can_be_checked(sentence: str) -> None:
    outcome = check(sentence, LIBRARY)
    assert outcome.support and isinstance(outcome.missing, tuple)


def test_figure_under_another_year_supports_nothing() -> None:
    speech = Speech(id="s", path="s.txt", title="推进会讲话", start=0, end=99, date="2023-03-22")
    text = "竹纸企业1043家，其中规模以上企业71家；"
    under = Evidence(speech, 30, 30 + len(text), text, text, lead="2022年，全市产值达到166亿元；")
    assert check("2022年竹纸企业有1043家。", [under]).passed
    assert not check("2023年竹纸企业有1043家。", [under]).passed
    assert check("竹纸企业有1043家。", [under]).passed


def test_deed_is_of_whom_the_text_names() -> None:
    speech = Speech(id="s", path="s.txt", title="大会召开", start=0, end=99, speaker="宇文澈")
    texts = ["宇文澈出席会议并讲话。", "市委副书记、市长司徒映雪主持会议。"]
    evidence = [Evidence(speech, 50 * i, 50 * i + len(t), t, t) for i, t in enumerate(texts)]
    assert check("司徒映雪主持会议。", evidence).passed
    assert not check("宇文澈主持会议。", evidence).passed


def test_subject_may_stand_in_the_sentence_before() -> None:
    speech = Speech(id="s", path="s.txt", title="座谈会讲话", start=0, end=99)
    first, second = "还有一件事，就是竹编博物馆。", "项目选址在澜东区旧纸厂，总投资3.2亿元。"
    evidence = [
        Evidence(speech, 0, len(first), first, first),
        Evidence(speech, len(first), len(first) + len(second), second, second),
    ]
    outcome = check("竹编博物馆选址在澜东区旧纸厂。", evidence)
    assert outcome.passed and len(outcome.support) == 2
    apart = [evidence[0], Evidence(speech, 500, 500 + len(second), second, second)]
    assert not check("竹编博物馆选址在澜东区旧纸厂。", apart).passed


def test_place_is_not_what_somebody_asks_of_it() -> None:
    speech = Speech(id="s", path="s.txt", title="青岑县工作推进会", start=0, end=99, place="青岑县")
    text = "顾望舒书记要求我们“把竹山当码头，把航线当公路”。"
    evidence = [Evidence(speech, 0, len(text), text, text)]
    assert check("顾望舒要求青岑县把竹山当码头，把航线当公路。", evidence).passed


@pytest.mark.parametrize(
    "text, claim, passes",
    [
        ("县委副书记、县长尉迟清和安排部署下一阶段工作。", "县长尉迟清和安排下一阶段工作。", True),
        ("县委副书记、县长尉迟清和安排部署下一阶段工作。", "下一阶段工作由县长尉迟清安排。", False),
        ("画家顾望舒有名，藏有陆知行的画。", "顾望舒藏了陆知行的画。", True),
        ("画家陆知行、沈砚秋、顾望舒参加展览。", "参加展览的有沈砚秋、陆知行、顾望舒。", True),
        ("后来沈砚秋走访陆知行的女儿陆听雨。", "陆知行的女儿陆听雨被沈砚秋走访。", True),
        ("会上顾望舒表扬了沈砚秋。", "会上沈砚秋表扬了顾望舒。", False),
    ],
)
def test_names_are_whole_and_in_their_places(text: str, claim: str, passes: bool) -> None:
    assert check(claim, evidence(text)).passed is passes


def test_title_that_denies_is_another_title() -> None:
    told = evidence("今年签署了《不扩散竹螟公约》，受到好评。")
    assert check("今年签署了《不扩散竹螟公约》。", told).passed
    assert not check("今年签署了《扩散竹螟公约》。", told).passed


def test_of_sentences_whose_document_has_the_day_the_one_that_states_it_is_cited() -> None:
    lines = evidence("澜川市委书记 顾望舒", "（2024年3月18日）", "同志们：")
    found = check("这篇讲话是2024年3月18日讲的", lines, asked=frozenset({"讲话", "书记"}))
    assert found.passed and [item.quote for item in found.support] == ["（2024年3月18日）"]


@pytest.mark.parametrize(("claim", "passes"), [("2.7万千瓦", True), ("7万千瓦", False), ("36公里", False)])
def test_part_of_a_number_is_no_whole_clause(claim: str, passes: bool) -> None:
    assert check(claim, evidence("2.7万千瓦，封闭圈有36.5公里。", "封闭圈1,236公里。")).passed is passes
