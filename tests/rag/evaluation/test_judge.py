import pytest

from corpus import Speech
from rag.datamodel import Answer, Citation, Claim, Verdict
from rag.evaluation.gold import parse_gold
from rag.evaluation.judge import contains, exact, right, support

SPEECH = Speech(
    id="s",
    path="bamboo.txt",
    title="在全市竹纸产业发展大会上的讲话",
    speaker="顾望舒",
    date="2024-03-18",
    place="澜川市",
)
QUOTE = "去年，全市竹纸产业实现产值86.4亿元，同比增长12.5%。"
OTHER = "新增规模以上企业17家。"
NAMES = ("顾望舒", "沈砚秋", "澜川市", "溪州市")


def answer(
    text: str,
    *quotes: str,
    numbers: tuple[int, ...] = (1,),
    verdict: Verdict = Verdict.SUPPORTED,
    counted: str = "",
) -> Answer:
    """An answer of one claim with a citation of each quote, which stand one behind the other in the source."""
    starts = [sum(map(len, quotes[:at])) for at in range(len(quotes))]
    citations = tuple(
        Citation(number, SPEECH, start, start + len(quote), quote)
        for number, (start, quote) in enumerate(zip(starts, quotes, strict=True), 1)
    )
    return Answer(text, (Claim(text, numbers, verdict, counted=counted),), citations)


@pytest.mark.parametrize(
    ("said", "alternatives"),
    [
        ("产值突破500亿元[1]。", ["500亿元"]),
        ("產值突破五百億元。", ["500亿元"]),
        ("由闻人楷主持[1]。", ["聞人楷"]),
        ("增长百分之七点五。", ["7.5%"]),
        ("二〇二四年三月。", ["2023年", "2024年"]),
        ("发布于 07:30\n4月2日，溪州市召开大会", ["4月2日"]),
    ],
)
def test_part_is_found_however_written(said: str, alternatives: list[str]) -> None:
    assert contains(said, alternatives)


@pytest.mark.parametrize(
    ("said", "alternatives"), [("产值突破50亿元。", ["500亿元"]), ("共25条。", ["5条"]), ("", ["甲"])]
)
def test_other_figure_is_not_the_part(said: str, alternatives: list[str]) -> None:
    assert not contains(said, alternatives)


@pytest.mark.parametrize(
    "said",
    [
        "全市竹纸产业产值86.4亿元。",
        "竹纸产业产值八十六点四亿元，同比增长百分之十二点五。",
        "2024年3月18日，顾望舒说，去年竹纸产业实现产值86.4亿元。",  # date and speaker are the document's
        "全市竹紙產業實現產值86.4億元。",
        "顾望舒说：“全市竹纸产业实现产值86.4亿元”。",
    ],
)
def test_claim_that_the_quote_says_is_supported(said: str) -> None:
    counts = support(answer(said, QUOTE), NAMES)
    assert (counts.claims, counts.supported, counts.citations, counts.precise) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    "said",
    [
        "全市竹纸产业产值86.5亿元。",  # a digit
        "全市竹纸产业产值86.4万元。",  # a scale
        "溪州市竹纸产业实现产值86.4亿元。",  # a city
        "沈砚秋说，去年全市竹纸产业实现产值86.4亿元。",  # a speaker
        "顾望舒说：“全市竹纸行业实现产值86.4亿元”。",  # a character of a quotation
        "低空物流航线加快建设，群众出行更加方便。",  # something else
    ],
)
def test_claim_that_the_quote_does_not_say_is_not_supported(said: str) -> None:
    counts = support(answer(said, QUOTE), NAMES)
    assert (counts.supported, counts.precise) == (0, 0)


def test_claim_without_a_citation_is_not_supported() -> None:
    counts = support(answer("全市竹纸产业产值86.4亿元。", numbers=()), NAMES)
    assert (counts.claims, counts.supported, counts.citations) == (1, 0, 0)


def test_needless_citation_is_not_precise() -> None:
    counts = support(answer("全市竹纸产业产值86.4亿元。", QUOTE, OTHER, numbers=(1, 2)), NAMES)
    assert (counts.supported, counts.citations, counts.precise) == (1, 2, 1)


def test_citations_that_support_only_together_are_precise() -> None:
    said = "全市竹纸产业实现产值86.4亿元，新增规模以上企业17家。"
    counts = support(answer(said, QUOTE, OTHER, numbers=(1, 2)), NAMES)
    assert (counts.supported, counts.citations, counts.precise) == (1, 2, 2)


def test_quotation_is_exact_character_for_character() -> None:
    quoting = answer(f"《讲话》：“{QUOTE}”", QUOTE, verdict=Verdict.QUOTED)
    assert exact(quoting, lambda _: QUOTE)
    assert not exact(quoting, lambda _: QUOTE.replace("86", "68"))
    assert not exact(answer(f"《讲话》：“{QUOTE[:-2]}”", QUOTE, verdict=Verdict.QUOTED), lambda _: QUOTE)


def test_unanswerable_question_is_answered_right_by_refusing() -> None:
    silent = parse_gold({"question": "问", "unanswerable": True})
    assert right(silent, Answer("找不到", refused=True))
    assert not right(silent, Answer("三所[1]。"))


def test_refusal_that_names_the_answer_is_not_right() -> None:
    assert not right(parse_gold({"question": "问", "answers": ["三所"]}), Answer("找不到三所", refused=True))


def test_item_of_a_list_is_exact_and_supported_by_its_first_words() -> None:
    own = answer("2. 统一溯源。", "2. **统一溯源**。推行“一坛一码”。", verdict=Verdict.QUOTED)
    assert exact(own, lambda _: own.citations[0].quote) and support(own).precise == 1
    other = answer("2. 统一品质。", "2. **统一溯源**。推行“一坛一码”。", verdict=Verdict.QUOTED)
    assert not exact(other, lambda _: other.citations[0].quote) and support(other).precise == 0


def test_count_is_cited_where_the_words_counted_stand() -> None:
    for text in ("已检索全部 16 篇讲话，其中 2 篇提到“竹里议事厅”，共 3 次。", "2 of 16 speeches, 3 times."):
        assert support(answer(text, "“竹里议事厅”办了121场。", counted="竹里议事厅")).precise == 1
        assert support(answer(text, "议事厅办了121场。", counted="竹里议事厅")).precise == 0
        assert support(answer(text, "“竹里议事厅”办了121场。")).precise == 0


def test_claim_that_states_the_gold_answer_of_its_quote_is_supported_in_any_words() -> None:
    free = answer("一种新机型至少要飞满300小时才能载货。", "凡是没有经过三百小时试飞的，一律不得上线。")
    assert support(free, NAMES).supported == 0
    assert support(free, NAMES, [["300小时", "三百小时"]]).supported == 1
    assert support(free, NAMES, [["200小时"]]).supported == 0


def test_year_of_a_quote_is_told_by_the_date_of_its_document() -> None:
    assert support(answer("2023年竹纸产业产值86.4亿元。", QUOTE), NAMES).supported == 1
    assert support(answer("2022年竹纸产业产值86.4亿元。", QUOTE), NAMES).supported == 0


def test_gloss_in_a_quote_does_not_break_the_words_quoted() -> None:
    glossed = answer("要“善作善成，把竹子做到天上去”。", "要善作善成(cheng)，把竹子做到天上去。")
    assert support(glossed, NAMES).supported == 1


def test_citation_that_has_the_subject_alone_is_precise() -> None:
    both = answer(
        "竹编博物馆建筑面积1.8万平方米，投资3亿元。",
        "项目建筑面积1.8万平方米，投资3亿元。",
        "还有竹编博物馆。",
        numbers=(1, 2),
    )
    assert support(both).precise == 2
    idle = answer(
        "竹编博物馆建筑面积1.8万平方米。", "竹编博物馆建筑面积1.8万平方米。", "还有竹编博物馆。", numbers=(1, 2)
    )
    assert support(idle).precise == 1
