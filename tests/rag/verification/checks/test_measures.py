import time

import pytest

from corpus import Speech
from rag.datamodel import Evidence
from rag.verification.checks.measures import wrong_measures
from rag.verification.verifier import check
from tests.support.evidence import found

SPEECH = Speech(id="a", path="a.txt", title="澜川市产业发展大会上的讲话", speaker="顾望舒", date="2024-03-18")
OTHER = Speech(id="b", path="b.txt", title="溪州市产业推进会召开", date="2024-05-06", place="溪州市")


def evidence(*texts: str, speech: Speech = SPEECH, apart: int = 1) -> list[Evidence]:
    """Return sentences of a document that follow one another, or with so many characters between them."""
    sentences: list[Evidence] = []
    for text in texts:
        start = sentences[-1].end + apart if sentences else 0
        sentences.append(Evidence(speech, start, start + len(text), text, text))
    return sentences


def wrong(claim: str, *texts: str) -> list[str]:
    return found(wrong_measures, claim, *evidence(*texts))


# what a document of the kind says, in fiction: 营收 of one industry, 产值 and 税收 of another
LOGISTICS = "低空物流产业营收突破37亿元。"
PAPER = "竹纸产值突破58亿元、税收突破5亿元。"


@pytest.mark.parametrize("texts", [(LOGISTICS, PAPER), (PAPER, LOGISTICS)])
@pytest.mark.parametrize("apart", [0, 500])
def test_a_measure_of_another_sentence_is_not_lent(texts: tuple[str, str], apart: int) -> None:
    outcome = check("低空物流产业产值突破37亿元。", evidence(*texts, apart=apart))
    assert outcome.missing == ("产值",)
    assert check("低空物流产业营收突破37亿元。", evidence(*texts, apart=apart)).passed


@pytest.mark.parametrize(
    ("claim", "text", "caught"),
    [
        ("竹纸税收突破58亿元。", PAPER, "税收"),
        ("竹纸产值突破5亿元。", PAPER, "产值"),
        ("固定资产投资增长9.2%。", "规上工业增加值增长9.2%，固定资产投资增长8.4%。", "固定资产投资"),
        ("固定资产增加值增长8.4%。", "规上工业增加值增长9.2%，固定资产投资增长8.4%。", "增加值"),
        ("去年产值同比增长12%。", "税收5亿元，同比增长12%。产值86亿元。", "产值"),
        ("出口达到12亿元。", "进出口总额达到12亿元，出口增长5%。", "出口"),
        ("37亿元的产值。", "全市营收达37亿元，产值更高。", "产值"),
        ("产值达37亿元。", "全市有37亿元的营收，产值更高。", "产值"),
        ("新增就业2万人。", "转移农村人口2万人，就业稳定。", "就业"),
        ("竹林产量达30万吨。", "竹浆产能达30万吨，产量稳步提升。", "产量"),
        ("入住率达到95%。", "园区覆盖率达到95%，入住率提高。", "入住率"),
        ("财政收入达到12亿元。", "财政支出达到12亿元，财政收入稳步提高。", "财政收入"),
        ("税收分别增长6%。", "产值、税收分别增长6%和7%。", "税收"),
        ("產值突破270億元。", "營收突破270億元，產值更高。", "产值"),
        ("销售额达到130余万元。", "竹纸厂产值达到130余万元，销售额不多。", "销售额"),
        ("竹浆纸税收为30亿元。", "竹纸产值86亿元，其中竹浆纸30亿元，税收2亿元。", "税收"),
        ("税收突破100亿元。", "产值去年同比增长12%，首次突破100亿元，税收稳定。", "税收"),
        ("竹农占全县总就业的36%。", "竹农占全县总人口的36%，就业充分。", "就业"),
    ],
)
def test_another_measure_fails(claim: str, text: str, caught: str) -> None:
    assert wrong(claim, text) == [caught]


@pytest.mark.parametrize(
    ("claim", "text", "caught"),
    [
        ("竹纸产值占比达到12%。", "竹纸产值同比增长12%。", "占比"),
        ("竹纸产值增速为12%。", "竹纸产值比重为12%。", "增速"),
        ("竹纸增长12%。", "竹纸占12%。", "增长"),
        ("竹农占全县增速达到12%。", "竹农占全县比重达到12%。", "增速"),
        ("竹纸占比为5%。", "竹纸保持了5%的增速。", "占比"),
        ("竹农占15%。", "竹纸、竹农分别增长12%、15%。", "占"),
        ("竹纸增长30%。", "竹纸产值占全市生产总值30%。", "增长"),
    ],
)
def test_a_growth_is_no_share(claim: str, text: str, caught: str) -> None:
    assert wrong(claim, text) == [caught]


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        # the same under another name, or one within the other
        ("低空物流产业营业收入突破37亿元。", LOGISTICS),
        ("竹纸总产值突破58亿元。", PAPER),
        ("竹纸全产业链产值突破58亿元。", PAPER),
        ("GDP达到860亿元。", "地区生产总值达到860亿元。"),
        ("投资达到12亿元。", "固定资产投资完成12亿元。"),
        ("收入达到1.8万元。", "农民人均可支配收入达到1.8万元。"),
        ("竹纸产值增速为12%。", "竹纸产值同比增长12%。"),
        ("税收达到5亿元。", "完成税收收入5亿元。"),
        ("消费达到5亿元。", "消费支出达到5亿元。"),
        # two measures of one figure, and figures in turn
        ("规上工业营业收入突破1000亿元。", "地区生产总值、规上工业营业收入双双突破1000亿元。"),
        ("地区生产总值突破1000亿元。", "地区生产总值、规上工业营业收入双双突破1000亿元。"),
        ("税收增长7%。", "产值、税收分别增长6%和7%。"),
        ("产值增长5%。", "产值、企业数、税收分别增长5%、6%、7%。"),
        ("城镇居民收入增长4.4%。", "城镇居民和农村居民人均可支配收入分别增长4.4%、5.8%。"),
        ("城镇居民可支配收入实际增长8%。", "城镇居民可支配收入1.5万元，农村居民纯收入0.4万元，实际增长8%和9%。"),
        # the measure stands behind the figure, far before it or nowhere
        ("全市营收达37亿元。", "全市有37亿元的营收，产值更高。"),
        ("37亿元的营收。", "全市营收达37亿元。"),
        ("产值增速为5%。", "产值保持了5%的增速。"),
        ("产值突破100亿元。", "产值去年同比增长12%，首次突破100亿元。"),
        ("竹浆纸产值为30亿元。", "竹纸产值86亿元，其中竹浆纸30亿元。"),
        ("产值突破37亿元。", "低空物流产业突破37亿元。"),
        ("产值突破37亿元。", "在税收优惠带动下，低空物流企业突破37亿元。"),
        ("低空物流产业突破37亿元。", LOGISTICS),
        ("税收为5亿元。", "产值86亿元，还有5亿元的税收。"),
        ("税收为2亿元。", "产值86亿元，共有2亿元来自税收。"),
        ("产值为5亿元。", "竹农有5亿元用于投资。"),
        ("产值增速为12%。", "产值增长率为12%。"),
        ("竹林增长12%。", "竹林占地12%。"),
        ("竹浆纸产值为30亿元。", "税收5亿元和竹浆纸30亿元。"),
        ("竹浆纸产值为30亿元。", "竹浆纸30亿元税收2亿元。"),
        ("税收增长8%。", "产值86亿元。税收增速很快，增长8%。"),
        ("税收为8亿元。", "产值86亿元。税收大县，其中8亿元来自竹纸。"),
        ("产值达到12亿元。", "投资达到12亿元；产值也达到12亿元。"),
        # no measure of the figure: another unit, another thing, a share of it, a date
        ("竹农2万户，产值达到20亿元。", "税收5亿元，带动竹农2万户，产值达到20亿元。"),
        ("税收惠及企业3000家。", "产值大县有企业3000家，税收减免。"),
        ("竹纸产值占比为30%。", "竹纸产值占全市生产总值的30%。"),
        ("产值2023年居第2位。", "税收2023年居第2位，产值更高。"),
        ("低收入人口为2万。", "全县还有2万低收入人口。"),
        ("就业达到2万人。", "项目投资实现2万人就业。"),
        ("有4亿中等收入人口。", "人均生产总值突破1万美元，有超过4亿中等收入人口。"),
        ("竹农比重为12%。", "竹农比重由10%提高到12%。"),
    ],
)
def test_no_false_alarm(claim: str, text: str) -> None:
    assert wrong(claim, text) == []


def test_a_bare_figure_takes_its_measure_from_beside_it_alone() -> None:
    claim = "低空物流产业产值突破37亿元。"
    bare, named = "低空物流产业突破37亿元。", "竹纸产值突破58亿元。"
    assert found(wrong_measures, claim, *evidence(bare, named)) == []
    assert found(wrong_measures, claim, *evidence(bare, named, apart=500)) == ["产值"]
    assert found(wrong_measures, claim, *evidence(bare), *evidence(named, speech=OTHER)) == ["产值"]
    headed = Evidence(SPEECH, 0, len(bare), bare, bare, heading="一、产值")
    assert found(wrong_measures, claim, headed, *evidence(named, speech=OTHER)) == []


def test_two_sentences_that_each_measure_support_one_that_joins_them() -> None:
    outcome = check("低空物流产业营收突破37亿元，竹纸产值突破58亿元。", evidence(LOGISTICS, PAPER, apart=500))
    assert outcome.passed, outcome.missing
    assert len(outcome.support) == 2


def test_a_text_of_repetition_is_read_in_no_time() -> None:
    begin = time.process_time()  # 达到 can be read in two ways
    for text in ("产值" + "达到" * 38 + "竹纸5亿元、", "产值达到5%、税收和投资占比" * 64_000):
        assert found(wrong_measures, "营收达到6亿元。", *evidence(text + "产值6亿元。")) == ["营收"]
    assert time.process_time() - begin < 30  # 2 s; longer by far where it grows with the square
