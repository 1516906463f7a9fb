import pytest

from corpus.language.annotation import Annotated, annotate
from corpus.language.normalization import fold

TEXT = "2024年3月18日，市委副書記顧望舒在澜川市說：“竹紙產值達八十六億元！”并介绍《澜川竹纸志》。"


def spans(*found: tuple[int, int]) -> list[str]:
    return [TEXT[start:end] for start, end in found]


def test_every_span_is_one_of_the_text_as_written() -> None:
    text = annotate(TEXT)
    assert spans(*((day.start, day.end) for day in text.dates)) == ["2024年3月18日"]
    assert spans(*((figure.start, figure.end) for figure in text.figures))[-1] == "八十六億元"
    assert spans(*text.places) == ["澜川市"]
    assert spans(*text.quotations) == ["竹紙產值達八十六億元！"]
    assert spans(*text.titles) == ["澜川竹纸志"]
    assert spans(*((name.start, name.end) for name in text.persons)) == ["顧望舒"]
    assert [(office.name, office.deputy, *spans(office[2:])) for office in text.offices] == [("书记", True, "副書記")]
    assert [(period.since, period.until) for period in text.periods] == [("2024-03-18", "2024-03-18")]


def test_words_and_clauses_cover_the_text_in_order() -> None:
    text = annotate(TEXT)
    assert "".join(word.text for word in text.words) == text.folded == fold(TEXT)
    assert all(text.folded[word.start : word.end] == word.text for word in text.words)
    assert "".join(clause.text for clause in text.clauses) == text.folded
    assert "产值" in text.content_words and "产值" in text.clauses[-2].about | text.clauses[-3].about


def test_the_same_text_is_annotated_once() -> None:
    assert annotate(TEXT) is annotate(TEXT)
    assert annotate(TEXT).words is annotate(TEXT).words


def test_what_a_function_makes_of_a_text_is_made_once() -> None:
    calls = []

    def length(text: Annotated) -> int:
        calls.append(text)
        return len(text.folded)

    text = Annotated("澜川市")
    assert (text.derive(length), text.derive(length)) == (3, 3)
    assert len(calls) == 1


@pytest.mark.parametrize("text", ["", "\n", "……", "“", "《》"])
def test_a_text_without_words_has_nothing_in_it(text: str) -> None:
    annotated = annotate(text)
    assert annotated.figures == annotated.dates == annotated.places == annotated.persons == ()
    assert annotated.quotations == annotated.titles == ()
