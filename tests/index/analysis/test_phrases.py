from hypothesis import given
from hypothesis import strategies as st

from index.analysis.phrases import condense, find_phrase

TEXTS = st.text(alphabet="國国家(guó)（jiā）\n 　发展發ＡBb1１，")


@given(TEXTS)
def test_every_character_has_the_offset_it_comes_from(text: str) -> None:
    condensed, offsets = condense(text)
    assert len(condensed) == len(offsets)
    assert list(offsets) == sorted(set(offsets))
    for char, offset in zip(condensed, offsets, strict=True):
        assert condense(text[offset])[0] == char


@given(TEXTS, st.data())
def test_a_part_of_a_text_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    condensed, offsets = condense(text)
    if not condensed:
        return
    start = data.draw(st.integers(0, len(condensed) - 1))
    end = data.draw(st.integers(start + 1, len(condensed)))
    spans = list(find_phrase(condensed[start:end], text))
    assert spans
    for first, last in spans:
        assert text[first:last]
        assert offsets.index(first) >= 0  # begins at a character that is compared


def test_script_glosses_and_line_breaks_make_no_difference() -> None:
    text = "我國(guó)家(jiā)\n發　展"
    assert list(find_phrase(condense("国家发展")[0], text)) == [(1, len(text))]


def test_spans_lie_within_the_part_asked_for() -> None:
    assert list(find_phrase("茶叶", "茶叶茶叶茶叶", 2, 4)) == [(2, 4)]


def test_nothing_is_nowhere() -> None:
    assert list(find_phrase("", "茶叶")) == []
