from corpus import Speech
from rag import Answer, Citation, Claim, Verdict
from ui.services.answer_json import read_answer

SPEECH = Speech(id="s", path="s.txt", title="竹纸大会讲话", speaker="顾望舒", date="2024-03-18")


def test_every_field_of_a_claim_comes_back_from_json() -> None:
    claim = Claim("全部 3 篇中有 1 篇提到“竹纸”。", (1,), Verdict.SUPPORTED, ("extracted", "kind"), "竹纸")
    answer = Answer("全部 3 篇中有 1 篇提到“竹纸”[1]。", (claim,), (Citation(1, SPEECH, 0, 2, "竹纸"),))
    assert read_answer(answer.to_dict()) == answer


def test_a_claim_kept_before_it_told_what_was_counted_still_loads() -> None:
    kept = Answer("一。", (Claim("一。", (), Verdict.SUPPORTED),)).to_dict()
    for name in ("compared", "counted"):
        del kept["claims"][0][name]
    (claim,) = read_answer(kept).claims
    assert (claim.compared, claim.counted) == ((), "")
