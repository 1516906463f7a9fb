from rag.verification.support import Support, beside
from tests.support.evidence import NEWS, SPEECH, evidence


def test_sentences_that_follow_one_another_are_one_run() -> None:
    first, second = evidence("竹编博物馆，", "选址旧纸厂。", apart=0)
    (far,) = evidence("会议召开。", speech=NEWS)
    assert Support((second, far, first)).runs == ((first, second), (far,))
    assert beside(first, second) and not beside(first, far)


def test_what_is_known_of_a_document_is_told_once() -> None:
    both = Support(tuple(evidence("竹纸产值提高。", "青瓷产值提高。")))
    assert both.headers.count(SPEECH.title) == 1
    assert SPEECH.title in both.everything and "青瓷产值提高" in both.bare


def test_dates_of_evidence_are_resolved_by_its_document() -> None:
    (item,) = evidence("去年产值86亿元。")
    ((date,),) = Support((item,)).dates
    assert (date.year, item.text[date.start : date.end]) == (2023, "去年")
