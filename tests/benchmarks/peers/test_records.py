"""The order of a run, and how it goes on after an interruption."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import InputError
from rag.evaluation.gold import Gold, load_gold
from tests.benchmarks.peers.__main__ import ROOT, chosen
from tests.benchmarks.peers.records import Record, Records, turns
from tests.benchmarks.peers.report import summary, table

GOLD = [Gold(f"g{number}", "fact", "问", answers=(("答",),), digest=str(number)) for number in range(6)]
SYSTEMS = ["a", "b", "c"]


def record(system: str, item: Gold, **changes: object) -> Record:
    made = Record(system, item.id, item.digest, 2.0, 1.0, "答", item.unanswerable, True, False, 1, 0, 1, 0)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_every_system_is_asked_a_question_before_the_next_one_and_each_is_first_as_often() -> None:
    order = list(turns(GOLD, SYSTEMS))
    groups = [order[at : at + 3] for at in range(0, len(order), 3)]
    assert [{item.id for item, _ in group} for group in groups] == [{item.id} for item in GOLD]
    assert all({name for _, name in group} == set(SYSTEMS) for group in groups)
    assert Counter(group[0][1] for group in groups) == {"a": 2, "b": 2, "c": 2}


def test_a_run_goes_on_where_it_stopped_and_with_no_other_conditions(tmp_path: Path) -> None:
    path = tmp_path / "run.partial"
    records = Records(path, {"model": "m"})
    records.add(record("a", GOLD[0]))
    records.add_reading("a", 10.0, 20.0)
    records.note_peaks({"a": 5.0}, 7.0)
    records.fail("b", GOLD[0], "it broke")
    with path.open("a", encoding="utf-8") as file:
        file.write('{"record": {"system": "a", "que')  # the machine went down here
    again = Records(path, {"model": "m"})
    assert again.find("a", GOLD[0]) == record("a", GOLD[0])
    assert again.find("b", GOLD[0]) is None  # what failed is asked again
    assert again.find("a", replace(GOLD[0], digest="x")) is None  # the question has changed since
    assert again.reading["a"]["characters_a_second"] == 10.0 and again.peaks == {"a": 5.0}
    again.add(record("a", GOLD[1]))
    assert len(Records(path, {"model": "m"}).all()) == 2
    with pytest.raises(InputError, match="other conditions"):
        Records(path, {"model": "n"})


def test_a_sample_is_to_a_third_unanswerable_and_asks_what_all_can_be_asked() -> None:
    gold = load_gold(ROOT / "tests" / "data" / "gold.jsonl")
    sample = chosen(gold, 12, 0)
    assert len(sample) == 12 and sum(item.unanswerable for item in sample) == 4
    assert not any(item.history or item.filters or item.passages for item in chosen(gold, None, 0))


def test_figures_count_all_questions_and_the_time_of_wrong_answers_too() -> None:
    none = replace(GOLD[2], unanswerable=True)
    found = [
        record("a", GOLD[0], seconds=2.0),
        record("a", GOLD[1], seconds=4.0, right=False, citations=3, unsupported=2),
        record("a", none, seconds=6.0, unanswerable=True, refused=True),
        record("a", GOLD[3], seconds=0.0, right=False, error="it broke"),
    ]
    figures = summary(found)
    assert (figures["right"], figures["answerable"]) == (1, 3)
    assert (figures["refused"], figures["unanswerable"], figures["failed"]) == (1, 1, 1)
    assert (figures["unsupported"], figures["citations"]) == (2, 6)
    assert figures["seconds_a_right_one"] == 6.0 and figures["seconds_median"] == 4.0
    assert "1/3" in table(
        {
            "questions": 4,
            "characters": 9,
            "model": "m",
            "machine": "x",
            "systems": {"a": figures},
            "engine_peak_mb": 1.0,
        }
    )
