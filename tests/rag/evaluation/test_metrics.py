from dataclasses import replace

import pytest

from corpus import InputError
from rag.evaluation.judge import Outcome
from rag.evaluation.metrics import breaches, compare, percentile, report, summary


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
