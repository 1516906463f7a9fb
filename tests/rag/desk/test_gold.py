"""The gold sets over the samples: nothing wrong where nothing may be, and no less found than was measured."""

import pytest

from index import Library
from rag.desk.draft_check.checker import check_draft
from tests.benchmarks.desk.gold import comparisons, digests, drafts, figures, phrases
from tests.benchmarks.desk.gold.scores import GOLD, Score
from tests.support.asking import ask_desk, ask_figures


def _found(rows: dict[str, Score]) -> float:
    return sum(row.right for row in rows.values()) / sum(row.wanted for row in rows.values())


def test_no_figure_is_wrong_and_none_is_of_another_thing(sample_library: Library) -> None:
    rows = figures.measure(sample_library, "samples")
    assert [note for row in rows.values() for note in row.notes if note.startswith("WRONG")] == []
    assert _found(rows) >= 0.35


def test_phrases_are_those_of_a_plain_search(sample_library: Library) -> None:
    rows = phrases.measure(sample_library, "samples")
    assert rows["uses"].right == rows["uses"].wanted and not rows["uses"].wrong
    assert rows["trend asked for"].recall >= 0.85


def test_sentences_are_paired_with_their_own(sample_library: Library) -> None:
    rows = comparisons.measure(sample_library, "samples")
    assert not any(row.wrong for row in rows.values()) and _found(rows) >= 0.9


def test_alterations_are_caught_and_nothing_else(sample_library: Library) -> None:
    rows = drafts.measure(sample_library, "samples")
    assert not any(rows[what].wrong for what in drafts.UNALTERED)
    assert _found(rows) >= 0.97


def test_digests_are_of_the_text_and_the_part_that_is_meant(sample_library: Library) -> None:
    rows = digests.measure(sample_library, "samples")
    assert rows["section"].precision == 1.0 and rows["section"].recall >= 0.94
    assert not rows["topic"].wrong and not rows["meeting"].wrong and rows["topic"].recall >= 0.85


def test_every_set_has_forty_cases() -> None:
    sizes = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in GOLD.iterdir()}
    assert len(sizes) == 10 and min(sizes.values()) >= 40, sizes


@pytest.mark.parametrize("question", ["2023年澜川竹纸企业有多少人", "2023年澜川竹林经营面积有多少家"])
def test_a_count_of_one_kind_is_not_given_for_another(question: str, sample_library: Library) -> None:
    assert ask_figures(sample_library, question) is None


def test_how_far_apart_is_told_in_the_unit_of_both(sample_library: Library) -> None:
    found = ask_figures(sample_library, "澜川2023年运送货物和2024年相差多少")
    assert found is not None and "2780吨" in found.statements[0].text


@pytest.mark.parametrize(("draft", "kind"), [("允许带病上天。", "negation"), ("市长桑柏舟一同调研。", "office")])
def test_what_is_cut_off_before_the_words_is_a_difference(draft: str, kind: str, sample_library: Library) -> None:
    (item,) = check_draft(sample_library, draft).items
    assert item.alarm and [difference.kind for difference in item.differences] == [kind]


def test_a_part_that_the_text_has_not_is_not_answered_from_another(sample_library: Library) -> None:
    assert ask_desk(sample_library, "2024年政府工作报告“远景展望”一节怎么谈低空物流") is None
