import pytest

from corpus import fold
from rag.verification.checks.quotations import altered_quotations, unknown_titles
from tests.support.evidence import evidence, found


@pytest.mark.parametrize(
    ("claim", "altered"),
    [
        ("他说，“要像爱护眼睛一样，爱护这片竹海！”", []),
        ("他說，「要像愛護眼睛一樣愛護這片竹海」。", []),
        ("他说，“要像爱护生命一样爱护这片竹海”。", ["要像爱护生命一样爱护这片竹海"]),
        ("他说，“要像爱护眼睛……爱护这片竹海”。", []),
        ("他说，“爱护这片竹海……要像爱护眼睛”。", ["爱护这片竹海……要像爱护眼睛"]),
        ("他说要爱护竹海。", []),
    ],
)
def test_quoted_words_stand_so_in_the_evidence(claim: str, altered: list[str]) -> None:
    assert found(altered_quotations, claim, "要像爱护眼睛一样爱护这片竹海。") == altered


def test_a_quotation_may_run_over_sentences_that_follow_one_another() -> None:
    claim = "要把‘三个坚持’落到实处，一刻也不能等"
    texts = ("要把“三个坚持”落到实处。", "一刻也不能等。")
    assert found(altered_quotations, f"报告要求“{claim}”。", *evidence(*texts, apart=0)) == []
    assert found(altered_quotations, f"报告要求“{claim}”。", *evidence(*texts, apart=90)) == [fold(claim)]


def test_a_title_is_named_in_the_evidence() -> None:
    assert found(unknown_titles, "签署了《不扩散竹螟公约》。", "签署了《不扩散竹螟公约》。") == []
    assert found(unknown_titles, "签署了《扩散竹螟公约》。", "签署了《不扩散竹螟公约》。") == ["扩散竹螟公约"]
