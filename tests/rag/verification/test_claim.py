import pytest

from rag.verification.claim import CandidateClaim, Finding
from rag.verification.verifier import check
from tests.support.evidence import evidence

TITLED = "据《澜川竹纸志》，竹纸产值達86.4亿元，〈纸谱〉未载。"


def test_a_title_is_cut_out_of_what_is_compared_and_findings_stand_in_the_sentence_as_written() -> None:
    claim = CandidateClaim.read(TITLED)
    assert claim.text.folded == "竹纸产值达86.4亿元,未载。"
    (figure,) = claim.text.figures
    assert TITLED[slice(*claim.finding("figures", figure.start, figure.end).span)] == "86.4亿元"
    assert TITLED[slice(*claim.of_word("content", "未载").span)] == "未载"
    assert claim.of_word("content", "没有").span == (0, len(TITLED))


def test_numerals_are_no_content_words() -> None:
    assert CandidateClaim.read("竹纸产业有两千家企业。").words >= {"产业", "企业"}
    assert not any("千" in word for word in CandidateClaim.read("竹纸产业有两千家企业。").words)


def test_a_finding_says_which_check_found_which_item_where() -> None:
    sentence = "全市竹纸产业实现产值86.5亿元。"
    outcome = check(sentence, evidence("全市竹纸产业实现产值86.4亿元。"))
    assert outcome.findings == (Finding("figures", "86.5亿元", (10, 16)),)
    assert outcome.missing == ("86.5亿元",)
    assert sentence[10:16] == "86.5亿元"


def test_a_span_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="bad span"):
        Finding("figures", "5", (3, 2))
