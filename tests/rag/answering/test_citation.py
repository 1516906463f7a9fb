import pytest

from corpus import Speech
from rag.answering.citation import Citer, mark
from rag.datamodel import Evidence, Statement, Verdict
from rag.question.answer.answer_type import wanted
from rag.question.mentions import mentions

SOURCE = "去年，全市竹紙(zhǐ)產業實現產值86.4億元。今年目標是九十五億元。雲水新城開工。"
SPEECH = Speech(id="s", path="s.txt", title="竹纸大会讲话", speaker="顾望舒", date="2024-03-18")


def item(quote: str, text: str) -> Evidence:
    start = SOURCE.index(quote)
    return Evidence(SPEECH, start, start + len(quote), text, quote)


EVIDENCE = [
    item("去年，全市竹紙(zhǐ)產業實現產值86.4億元。", "去年，全市竹纸产业实现产值86.4亿元。"),
    item("今年目標是九十五億元。", "今年目标是九十五亿元。"),
]


def citer(evidence: list[Evidence] | None = None) -> Citer:
    return Citer(EVIDENCE if evidence is None else evidence, lambda _: SOURCE, mentions("竹纸产值是多少？"))


def test_supported_sentence_gets_a_marker_and_an_exact_quote() -> None:
    made = citer()
    assert made.add("竹纸产业实现产值86.4亿元。") == "竹纸产业实现产值86.4亿元[1]。"
    (citation,) = made.citations
    assert citation.quote == SOURCE[citation.start : citation.end]
    assert made.claims[0].verdict is Verdict.SUPPORTED


def test_numbers_follow_first_appearance_and_are_reused() -> None:
    made = citer()
    assert made.add("今年目标是95亿元。").endswith("[1]。")
    assert made.add("去年竹纸产业实现产值86.4亿元。").endswith("[2]。")
    assert made.add("今年的目标是九十五亿元。").endswith("[1]。")


def test_models_own_markers_are_not_trusted() -> None:
    assert citer().add("竹纸产业实现产值86.4亿元[3]。") == "竹纸产业实现产值86.4亿元[1]。"


def test_false_figure_is_neither_shown_nor_replaced_by_the_nearest_sentence() -> None:
    made = citer()
    assert made.add("竹纸产业实现产值96.4亿元。") == "" and not made.claims


def test_of_a_sentence_that_fails_the_words_that_it_read_right_are_quoted() -> None:
    made = citer()
    shown = made.add("按照领导的说法，竹纸产业的总规模实现了86.4亿元之多。")
    assert "领导" not in shown and "去年，全市竹紙(zhǐ)產業實現產值86.4億元。" in shown
    assert made.claims[0].verdict is Verdict.QUOTED


def test_what_is_asked_for_word_for_word_is_quoted() -> None:
    made = citer()
    made.turn_to(EVIDENCE, mentions("关于目标的原话是什么？"), verbatim=True)
    assert made.add("今年目标是95亿元。") == "《竹纸大会讲话》：“今年目標是九十五億元。”[1]"


def test_same_quotation_is_not_given_twice() -> None:
    made = citer()
    made.turn_to(EVIDENCE, mentions("关于目标的原话是什么？"), verbatim=True)
    assert made.add("今年目标是95亿元。")
    assert made.add("目标为95亿元。") == ""
    assert len(made.claims) == 1


def test_repeated_sentence_is_dropped() -> None:
    made = citer()
    made.add("竹纸产业实现产值86.4亿元。")
    assert made.add("竹纸产业实现产值86.4亿元。") == ""


def test_quotation_that_is_not_the_source_is_never_made() -> None:
    wrong = Evidence(SPEECH, 0, 4, "去年全市", "去年全市")
    with pytest.raises(AssertionError, match="is not the source"):
        citer([wrong]).quote(wrong)


@pytest.mark.parametrize("text", ["", "。", "[1]", "  \n"])
def test_nothing_said_is_nothing_claimed(text: str) -> None:
    made = citer()
    assert made.add(text) == "" and not made.claims


def test_list_item_keeps_its_bullet_outside_the_claim() -> None:
    made = citer()
    assert made.add("1. 今年目标是九十五亿元") == "1. 今年目标是九十五亿元[1]"
    assert made.claims[0].text == "今年目标是九十五亿元"


def test_marker_goes_before_the_closing_punctuation() -> None:
    assert mark("完成了！", [1, 2]) == "完成了[1][2]！"


def test_items_are_counted_anew_where_one_failed() -> None:
    made = citer()
    shown = [
        made.add(text)
        for text in (
            "1. 今年目标是95亿元。",
            "2. 云水新城竣工。",
            "（3）竹纸产业实现产值86.4亿元。",
            "- 今年目标九十五亿元。",
        )
    ]
    assert shown[0].startswith("1. 今年目标") and not shown[1]
    assert shown[2].startswith("（2）竹纸") and shown[3].startswith("- ")


def test_claims_taken_back_take_their_citations_with_them() -> None:
    made = citer()
    made.add("今年目标是95亿元。")
    made.add("去年竹纸产业实现产值86.4亿元。")
    made.forget(1)
    assert len(made.claims) == 1 and [citation.number for citation in made.citations] == [1]
    assert made.add("去年竹纸产业实现产值86.4亿元。").endswith("[2]。")
    made.forget(0)
    assert made.claims == [] and made.citations == []


def test_a_figure_at_the_beginning_is_no_label_of_a_list() -> None:
    text = "排涝能力达到2.7万千瓦，封闭圈有36.5公里。"
    made = Citer([Evidence(SPEECH, 0, len(text), text, text)], lambda _: text, mentions("排涝能力达到多少？"))
    assert made.add("2.7万千瓦。") == "2.7万千瓦[1]。"


def test_what_is_copied_for_a_figure_has_one() -> None:
    text = "竹纸产业有优势，但还有较大空间。"
    made = Citer([Evidence(SPEECH, 0, len(text), text, text)], lambda _: text, mentions("竹纸产业增长了百分之几？"))
    made.turn_to(made._evidence, mentions("竹纸产业增长了百分之几？"), wanted=wanted("竹纸产业增长了百分之几？"))
    assert made.copy(text) == ""
    made.turn_to(made._evidence, mentions("竹纸产业怎么样？"))
    assert text in made.copy(text)


def test_what_a_statement_counts_is_kept_with_its_claim() -> None:
    made = citer()
    made.state(Statement("全部 3 篇中有 1 篇提到“竹纸”。", (EVIDENCE[0],), Verdict.SUPPORTED, "竹纸"))
    made.state(Statement("云水新城开工。", (item("雲水新城開工。", "云水新城开工。"),), Verdict.QUOTED))
    assert [claim.counted for claim in made.claims] == ["竹纸", ""]
    assert made.claims[0].to_dict()["counted"] == "竹纸"
