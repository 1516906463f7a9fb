"""The floors of `tests.benchmarks.quality.mutations` on the samples; the aims on real texts are in docs/LOG.md."""

import pytest

from corpus.samples import folder
from tests.benchmarks.quality.mutants import MUTATIONS, spell
from tests.benchmarks.quality.mutations import Result, measure, read


@pytest.fixture(scope="module")
def result() -> Result:
    return measure(read(folder()), limit=110, seed=11)


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("digit", 0.98),
        ("numeral", 0.98),
        ("unit", 0.98),
        ("quotation character", 0.98),
        ("speaker", 0.97),
        ("negation added", 0.98),
        ("negation removed", 0.95),
        ("direction", 0.95),
        ("year", 0.95),
        ("place", 0.9),
        ("figure of another clause", 0.95),
        ("figure of another sentence", 0.95),
        ("measure", 0.95),
    ],
)
def test_falsified_sentences_are_caught(result: Result, kind: str, floor: float) -> None:
    assert result.mutants[kind][1] >= 8, "too few to tell"
    missed = [sentence for known, sentence, _ in result.examples if known == kind]
    assert result.caught(kind) >= floor, missed


def test_true_sentences_pass(result: Result) -> None:
    alarms = [example for example in result.examples if example[0].startswith("false alarm")]
    assert sum(total for _, total in result.alarms.values()) >= 180
    assert result.false_alarms <= 0.03, alarms


def test_every_kind_of_mutation_was_tried(result: Result) -> None:
    assert set(result.mutants) >= set(MUTATIONS) - {"organisation"}  # of which the samples have too few


@pytest.mark.parametrize(
    ("number", "spelt"), [(8, "八"), (10, "十"), (42, "四十二"), (1043, "一千零四十三"), (3200, "三千二百")]
)
def test_numbers_are_spelt(number: int, spelt: str) -> None:
    assert spell(number) == spelt
