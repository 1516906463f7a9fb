from dataclasses import asdict, replace
from typing import Any

import pytest

from corpus import InputError
from rag.evaluation.judge import Outcome
from rag.evaluation.metrics import breaches, compare, percentile, report, summary
from rag.evaluation.run_journal import read_outcome

NEW = ("confidence", "left_out")  # keys of an outcome that reports of earlier versions lack


def outcome(id_: str, *, silent: bool = False, rank: int | None = 1, **more: object) -> Outcome:
    values = {
        "type": "unanswerable" if silent else "number",
        "question": f"{id_}？",
        "unanswerable": silent,
        "ranked": not silent,
        "rank": None if silent else rank,
        "evidence": None if silent else rank is not None,
        "found": None if silent else rank is not None,
        "refused": silent,
        "right": True,
        "exact": True,
        "digest": id_,
    }
    return Outcome(id=id_, **(values | more))  # type: ignore[arg-type]


RUN = [
    outcome("a", rank=1, timings={"total": 100.0}, tokens={"read": 400}, claims=2, supported=2, citations=3, precise=3),
    outcome("b", rank=4, timings={"total": 300.0}, tokens={"read": 600}, right=False, claims=1, citations=1),
    outcome("c", rank=None, right=False, refused=True),
    outcome("d", rank=7, right=False, error="the model failed", refused=False, exact=None),
    outcome("e", silent=True),
    outcome("f", silent=True, refused=False, right=False),
]


def test_figures_are_those_worked_by_hand() -> None:
    figures = summary(RUN)
    assert (figures["hit@1"], figures["hit@5"], figures["hit@10"]) == (0.25, 0.5, 0.75)
    assert figures["mrr"] == pytest.approx((1 + 1 / 4 + 0 + 1 / 7) / 4, abs=1e-4)
    assert (figures["evidence"], figures["accuracy"], figures["false_refusal"]) == (0.75, 0.25, 0.25)
    assert figures["refusal"] == 0.5
    assert figures["wrong"] == pytest.approx(2 / 6, abs=1e-4)  # b and f; c is refused, of d nothing is shown
    assert (figures["supported"], figures["precision"]) == (pytest.approx(2 / 3, abs=1e-4), 0.75)
    assert figures["errors"] == 1
    assert figures["ms"] == {"total": {"median": 200.0, "p90": 300.0}}
    assert figures["tokens"] == {"read": {"median": 500.0, "p90": 600.0}}


def test_what_was_not_measured_is_none() -> None:
    retrieval = [outcome("a", refused=None, right=None, exact=None)]
    figures = summary(retrieval)
    assert figures["hit@1"] == 1.0
    assert {figures[name] for name in ("accuracy", "false_refusal", "refusal", "precision", "exact")} == {None}
    given = [outcome("a", ranked=False, rank=None)]
    assert summary(given)["hit@1"] is None and summary(given)["accuracy"] == 1.0


def test_report_is_by_type_and_in_all() -> None:
    result = report(RUN, conditions={"mode": "answers"}, complete=False)
    assert set(result["by_type"]) == {"number", "unanswerable"}
    assert result["all"]["questions"] == 6 and result["by_type"]["unanswerable"]["questions"] == 2
    assert result["conditions"] == {"mode": "answers"} and not result["complete"]
    assert [own["id"] for own in result["outcomes"]] == list("abcdef")


@pytest.mark.parametrize(("share", "value"), [(0.5, 5), (0.9, 9), (0.91, 10), (1.0, 10)])
def test_percentile_is_the_nearest_rank(share: float, value: float) -> None:
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == value
    assert percentile([7], share) == 7


def test_comparison_lists_what_became_right_and_wrong() -> None:
    old = [outcome("a"), outcome("b", right=False), outcome("c", right=False, refused=True), outcome("x")]
    new = [outcome("a", right=False), outcome("b"), outcome("c", right=False), outcome("y")]
    comparison = compare(old, new)
    assert comparison.shared == 3
    assert comparison.gained == (("b", "b？"),) and comparison.lost == (("a", "a？"),)
    changes = {(change.type, change.name): change for change in comparison.changes}
    assert ("all", "accuracy") not in changes  # one gained, one lost
    assert changes["all", "false_refusal"].better and changes["number", "false_refusal"].new == 0


def test_comparison_of_retrieval_goes_by_evidence() -> None:
    before = replace(outcome("a"), right=None, refused=None)
    comparison = compare([before], [replace(before, evidence=False)])
    assert comparison.lost == (("a", "a？"),)


def test_question_that_was_rewritten_is_not_compared() -> None:
    with pytest.raises(InputError, match="no question in common"):
        compare([outcome("a")], [outcome("a", digest="other")])


def test_limits_that_do_not_hold_are_named() -> None:
    result = report(RUN)
    assert breaches(result, floors=["accuracy=0.25", "number.hit@5=0.5"], ceilings=["false_refusal=0.25"]) == []
    assert breaches(result, floors=["accuracy=0.3"], ceilings=["errors=0"]) == [
        "all.accuracy 0.25 < 0.3",
        "all.errors 1 > 0",
    ]


def test_figure_that_was_not_measured_does_not_hold() -> None:
    result = report([outcome("a", refused=None, right=None)])
    assert breaches(result, floors=["accuracy=0.1"]) == ["all.accuracy None < 0.1"]


@pytest.mark.parametrize("text", ["accuracy", "accuracy=high", "speed=3", "whom.accuracy=0.5"])
def test_limit_that_is_none_is_named(text: str) -> None:
    with pytest.raises(InputError, match=text.partition("=")[0]):
        breaches(report(RUN), floors=[text])


def test_calibration_is_that_of_the_answers_shown() -> None:
    sure = [
        outcome("a", confidence=0.9),
        outcome("b", confidence=0.7, right=False),
        outcome("c", confidence=0.2, refused=True, right=False),
        outcome("d"),
    ]
    figures = summary(sure)
    assert figures["ece"] == pytest.approx((0.1 + 0.7) / 2)
    assert figures["aurc"] == pytest.approx((0 + 1 / 2) / 2)
    assert summary([outcome("d")])["ece"] is None and summary([outcome("d")])["aurc"] is None


def test_report_has_intervals_of_what_was_decided() -> None:
    intervals = report(RUN)["all"]["intervals"]
    assert set(intervals) == {"accuracy", "false_refusal", "refusal", "wrong"}
    assert intervals["accuracy"][0] <= 0.25 <= intervals["accuracy"][1] and intervals["refusal"] == [0, 1]
    assert report([outcome("a")])["all"]["intervals"]["refusal"] is None


def left_out(id_: str, **more: Any) -> Outcome:
    again: dict[str, Any] = {"type": "number", "left_out": True, "digest": f"{id_}-left-out"}
    return outcome(id_, silent=True, **(again | more))


def test_left_out_sources_are_counted_apart() -> None:
    elsewhere = left_out("b", refused=False)
    result = report([*RUN, left_out("a"), elsewhere, left_out("c", refused=False, right=False), left_out("d")])
    assert result["all"] == report(RUN)["all"] and report(RUN)["leave_out"] is None
    own = result["leave_out"]["all"]
    assert (own["questions"], own["refusal"], own["accuracy"], own["wrong"]) == (4, 0.5, 0.75, 0.25)
    assert breaches(
        result, floors=["leave-out.refusal=0.5", "leave-out.number.accuracy=0.8"], ceilings=["wrong=1"]
    ) == ["leave-out.number.accuracy 0.75 < 0.8"]


def test_two_runs_are_tested_on_the_questions_that_moved() -> None:
    old = [*(outcome(id_, right=False) for id_ in "abcdef"), outcome("g"), left_out("a"), left_out("b")]
    new = [*(outcome(id_) for id_ in "abcdef"), outcome("g"), left_out("a", refused=False, right=False), left_out("b")]
    comparison = compare(old, new)
    assert comparison.shared == 7 and len(comparison.gained) == 6 and comparison.p_value == 2 / 64
    again = comparison.leave_out
    assert again is not None and (again.shared, again.lost, again.p_value) == (2, (("a", "a？"),), 1.0)
    assert comparison.to_dict()["leave_out"]["p_value"] == 1.0


def test_report_of_before_these_figures_is_compared() -> None:
    kept = {name: value for name, value in asdict(outcome("a", right=False)).items() if name not in NEW}
    changes = {change.name for change in compare([read_outcome(kept)], [outcome("a", confidence=0.9)]).changes}
    assert {"wrong", "accuracy"} <= changes and "ece" not in changes
