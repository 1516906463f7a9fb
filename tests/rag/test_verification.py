import pytest

from corpus import Speech
from rag.evidence import Evidence
from rag.verification import check, nearest

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


def test_nearest_shares_the_most_words() -> None:
    assert "夜间飞行" in nearest("低空物流夜间飞行开通了吗", LIBRARY).text
