"""Two sides are compared to the character, and a side without anything is named."""

from pathlib import Path

import pytest

from corpus import InputError
from index import Library
from rag.desk.compare import Side, compare, side_of
from tests.support.fakes import HashEncoder

SAMPLES = Path(__file__).parents[3] / "corpus" / "samples"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library.open(tmp_path_factory.mktemp("compare"), HashEncoder())
    library.add(
        [SAMPLES / "work_report_2024.txt", SAMPLES / "work_report_2025.html", SAMPLES / "xizhou_meeting_2024.txt"]
    )
    return library


def test_pairs_are_marked_to_the_character(library: Library) -> None:
    found = compare(library, Side(places=("澜川市",), years=("2024",)), Side(places=("澜川市",), years=("2025",)))
    assert found.missing == ()
    assert found.pairs
    for pair in found.pairs:
        left, right = library.source_text(pair.left.speech_id), library.source_text(pair.right.speech_id)
        assert left[pair.left.start : pair.left.end] == pair.left.text
        assert "".join(left[slice(*mark.left)] for mark in pair.marks) == pair.left.text
        assert "".join(right[slice(*mark.right)] for mark in pair.marks) == pair.right.text
        for mark in pair.marks:
            if mark.how == "same":
                assert mark.left[1] - mark.left[0] == mark.right[1] - mark.right[0]


def test_figures_of_both_stand_in_one_table(library: Library) -> None:
    found = compare(library, Side(years=("2024",), places=("澜川",)), Side(years=("2025",), places=("澜川",)))
    both = {side for side, cell in found.table if cell.measure == "地区生产总值"}
    assert both == {0, 1}


def test_the_first_comparison_of_a_library_has_its_figures(tmp_path: Path) -> None:
    with Library.open(tmp_path, HashEncoder()) as fresh:
        fresh.add([SAMPLES / "work_report_2024.txt", SAMPLES / "work_report_2025.html"])
        assert compare(fresh, Side(years=("2024",)), Side(years=("2025",))).table


def test_what_only_one_says_is_in_no_pair(library: Library) -> None:
    found = compare(library, Side(places=("澜川市",)), Side(places=("溪州市",)), topic="竹纸")
    paired = {(p.speech_id, p.start) for pair in found.pairs for p in (pair.left, pair.right)}
    assert not paired & {(one.speech_id, one.start) for side in found.only for one in side}
    assert all(found.only)


def test_a_side_without_anything_is_named(library: Library) -> None:
    found = compare(library, Side(places=("澜川市",)), Side(places=("溪州市",)), topic="低空物流")
    assert found.missing == ("溪州市",)
    assert found.pairs == ()


def test_meaning_pairs_only_what_shares_words(library: Library) -> None:
    without = compare(library, Side(years=("2024",)), Side(years=("2025",)))
    within = compare(library, Side(years=("2024",)), Side(years=("2025",)), encoder=HashEncoder())
    assert len(within.pairs) >= len(without.pairs)


def test_words_of_a_side_are_told_apart(library: Library) -> None:
    side = side_of(library, "2024年 澜川市、c2b084b164bc")
    assert (side.years, side.places, side.ids) == (("2024",), ("澜川市",), ("c2b084b164bc",))
    report = next(speech for speech in library.speeches() if speech.speaker)
    assert side_of(library, report.speaker or "").speakers == (report.speaker,)
    assert side_of(library, f"《{report.title}》").ids == (report.id,)
    with pytest.raises(InputError):
        side_of(library, "《没有这一篇》")
    with pytest.raises(InputError):
        side_of(library, "，")
