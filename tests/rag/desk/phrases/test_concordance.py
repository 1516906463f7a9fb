"""Phrases against a search of the texts that shares nothing with the library's: it reads the texts and compares."""

import sqlite3
from pathlib import Path

import pytest
from opencc import OpenCC

from corpus import InputError
from index import Filters, Library
from rag.desk.phrases.concordance import Order, concordance
from rag.desk.phrases.contrast import contrast
from rag.desk.phrases.dispersion import by_voice, dispersion
from rag.desk.phrases.searching import find_uses
from rag.desk.phrases.wording_changes import wording_changes

PHRASES = (Path(__file__).parents[3] / "data" / "desk" / "phrases.txt").read_text(encoding="utf-8").split("\n")[:-1]
QUOTES = "“”‘’\"'「」『』＂〝〞"
T2S = OpenCC("t2s")
HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def plain(text: str) -> str:
    """Small, simplified, half-width, without blanks and quotation marks: made by other means than the library's."""
    simple = "".join(one if len(one := T2S.convert(char)) == 1 else char for char in text.translate(HALF))
    return "".join(char for char in simple.lower() if not char.isspace() and char not in QUOTES)


def stored(library: Library) -> dict[str, str]:
    """By id what is searched of each speech, as the tables have it: clean and folded by indexing, with its title."""
    with sqlite3.connect(library.directory / "library.sqlite3") as database:
        rows = database.execute(
            "SELECT s.id, d.folded, coalesce(t.folded, '') FROM speeches s JOIN documents d ON d.id = s.document_id"
            " LEFT JOIN titles t ON t.document_id = d.id"
        ).fetchall()
    return {row[0]: f"{row[1]}\x00{row[2]}" for row in rows}


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_concordance_has_exactly_the_uses_of_a_plain_search(phrase: str, sample_library: Library) -> None:
    wanted = plain(phrase)
    expected = {name: plain(text).count(wanted) for name, text in stored(sample_library).items()}
    found = concordance(sample_library, phrase)
    counts = dict.fromkeys(expected, 0)
    for use in found.uses:
        counts[use.speech.id] += 1
    assert counts == expected
    assert found.searched.speeches == len(expected)


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_use_is_the_phrase_in_its_source(phrase: str, sample_library: Library) -> None:
    for use in concordance(sample_library, phrase).uses:
        source = sample_library.source_text(use.speech.id)
        start, end = use.words.start, use.words.end
        assert source[start:end] == use.words.quote
        assert source[start - len(use.left) : start] == use.left and source[end : end + len(use.right)] == use.right
        assert list(find_uses(use.words.quote, [plain(phrase)])) == [(0, end - start)]


def test_forms_are_told_apart_and_counted_together(sample_library: Library) -> None:
    found = concordance(sample_library, "澜川竹纸区域公用品牌")
    assert "澜川竹纸”区域公用品牌" in found.forms and sum(found.forms.values()) == len(found.uses)


def test_other_wordings_count_as_the_same(sample_library: Library) -> None:
    one, other = (len(concordance(sample_library, phrase).uses) for phrase in ("航线", "起降点"))
    assert len(concordance(sample_library, "航线", also=["起降点"]).uses) == one + other > one


def test_first_and_last_use_are_those_of_dated_speeches(sample_library: Library) -> None:
    found = concordance(sample_library, "竹纸")
    dates = [use.speech.date for use in found.uses if use.speech.date]
    assert found.first and found.last
    assert (found.first.speech.date, found.last.speech.date) == (min(dates), max(dates))


def test_lines_are_sorted_by_what_stands_beside_the_phrase(sample_library: Library) -> None:
    found = concordance(sample_library, "竹纸")
    right = [words[:1] for use in found.ordered("right") if (words := plain(use.right))]
    left = [words[-1:] for use in found.ordered("left") if (words := plain(use.left))]
    given = [words[:1] for use in found.uses if (words := plain(use.right))]
    assert right == sorted(given) != given and left == sorted(left)
    assert {use.words for use in found.ordered("left")} == {use.words for use in found.uses}


@pytest.mark.parametrize("order", ["date", "left", "right", "speaker", "place"])
def test_a_page_of_uses_is_a_part_of_all(order: Order, sample_library: Library) -> None:
    found = concordance(sample_library, "产业")
    assert found.ordered(order, limit=7, first=11) == found.ordered(order)[11:18]
    assert found.uses[3:9] == list(found.uses)[3:9] and found.uses[-1] == list(found.uses)[-1]


def test_frequencies_add_up_and_years_of_silence_are_there(sample_library: Library) -> None:
    found = concordance(sample_library, "酿造")
    rows = dispersion(found)
    assert sum(row.uses for row in rows) == len(found.uses)
    assert sum(row.characters for row in rows) == found.searched.characters
    assert any(row.uses == 0 for row in rows)
    row = next(row for row in rows if row.uses)
    assert row.per_million == pytest.approx(row.uses * 1_000_000 / row.characters)


def test_a_leader_quoted_in_a_speech_is_himself(sample_library: Library) -> None:
    voices = by_voice(sample_library, concordance(sample_library, "一根竹子要吃干榨净"))
    assert any(name and name.startswith("裴长赓") for name in voices) and "顾望舒" not in voices


def test_two_phrases_share_their_speeches_out(sample_library: Library) -> None:
    found = contrast(sample_library, "竹纸", "低空")
    mine = {use.speech.id for use in found.one.uses}
    assert {s.id for s in found.both} | {s.id for s in found.only_one} == mine
    assert not {s.id for s in found.only_other} & mine and len(found.groups) == len(dispersion(found.one))


def test_changes_of_wording_have_exact_spans(sample_library: Library) -> None:
    versions = wording_changes(sample_library, concordance(sample_library, "全产业链产值"))
    assert versions
    for version in versions:
        assert (version.before.speech.date or "") < (version.after.speech.date or "")
        for change in version.changes:
            for words, whole in ((change.before, version.before), (change.after, version.after)):
                if words is not None:
                    assert whole.start <= words.start and words.end <= whole.end
                    assert sample_library.source_text(words.speech.id)[words.start : words.end] == words.quote


def test_filters_narrow_what_is_searched(sample_library: Library) -> None:
    found = concordance(sample_library, "竹纸", Filters(speakers=["沈砚秋"]))
    assert found.searched.speeches == 2 and {use.speech.speaker for use in found.uses} == {"沈砚秋"}


@pytest.mark.parametrize("phrase", ["", "“”", "。" * 3, "长" * 201])
def test_what_is_no_phrase_is_refused(phrase: str, sample_library: Library) -> None:
    with pytest.raises(InputError, match="is no phrase"):
        concordance(sample_library, phrase)
