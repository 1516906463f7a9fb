from hypothesis import given
from hypothesis import strategies as st

from corpus import Speech
from rag.datamodel import Answer, Citation, Claim, Verdict
from ui.rendering.citation_markers import of_answer, parts, without


def cut(text: str, claims: list[Claim], numbers: list[int] | None = None) -> list[tuple[str, int | None, bool]]:
    return [(text[p.start : p.end], p.number, p.claim is not None) for p in parts(text, claims, numbers)]


def test_markers_before_the_full_stop_or_behind_it() -> None:
    claims = [Claim("产值五百亿元。", (1, 2), Verdict.SUPPORTED), Claim("另一句", (3,), Verdict.SUPPORTED)]
    assert cut("产值五百亿元[1][2]。另一句[3]", claims) == [
        ("产值五百亿元", None, True),
        ("[1]", 1, False),
        ("[2]", 2, False),
        ("。", None, True),
        ("另一句", None, True),
        ("[3]", 3, False),
    ]


def test_brackets_within_a_claim_are_words() -> None:
    assert cut("国发[1]号文。[1]", [Claim("国发[1]号文。", (1,), Verdict.QUOTED)]) == [
        ("国发[1]号文。", None, True),
        ("[1]", 1, False),
    ]


def test_without_claims_any_number_is_a_marker_unless_the_citations_are_known() -> None:
    assert [number for _, number, _ in cut("甲[1]乙[9]", [])] == [None, 1, None, 9]
    assert [number for _, number, _ in cut("甲[1]乙[9]", [], [1])] == [None, 1, None]


def test_claim_that_the_text_does_not_hold_is_passed_over() -> None:
    assert cut("甲[1]", [Claim("丙", (1,), Verdict.QUOTED), Claim("", (), Verdict.QUOTED)], [1]) == [
        ("甲", None, False),
        ("[1]", 1, False),
    ]


def test_history_keeps_brackets_that_are_not_markers() -> None:
    citation = Citation(1, Speech("s", "p", "t"), 0, 1, "甲")
    answer = Answer("据国发[1]号[1]。[9]", (Claim("据国发[1]号。", (1,), Verdict.QUOTED),), (citation,))
    assert without(answer) == "据国发[1]号。[9]"
    assert [part.number for part in of_answer(answer) if part.number] == [1]


@given(st.text("甲乙[]1。", max_size=30), st.lists(st.text("甲乙[]1。", max_size=6), max_size=4))
def test_parts_cover_any_text_in_order(text: str, words: list[str]) -> None:
    claims = [Claim(word, (1,), Verdict.SUPPORTED) for word in words]
    found = parts(text, claims)
    assert "".join(text[part.start : part.end] for part in found) == text
    assert all(text[p.start : p.end] == f"[{p.number}]" for p in found if p.number is not None and p.number == 1)
