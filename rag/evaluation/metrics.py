"""Outcomes become figures: by type and in all, one run beside another, and against limits.

    questions       asked
    hit@1 5 10      share of answerable questions with a passage of a source document among so many hits
    mrr             mean of 1 / rank of the first such hit, 0 if there is none (reciprocal rank)
    evidence        share of answerable questions whose answer is in what the model was given to read, all its parts
    found           likewise, in the hits; of a count: all documents that count
    accuracy        share of answerable questions answered right; of those whose sources were left out: refused, or
                    answered from another document
    false_refusal   share of answerable questions refused
    refusal         share of unanswerable questions refused
    wrong           share of all questions to which a wrong answer was shown: neither refused nor right
    cites_source    share of answers to answerable questions that cite a source document
    supported       share of claims that their citations support
    precision       share of citations that are precise; see `rag.evaluation.judge`
    exact           share of answers whose quotations all equal the source
    ece, aurc       of the answers shown that have a confidence; see `rag.evaluation.calibration`
    errors          questions that the model failed on
    ms, tokens      median and 90th percentile a question, by stage and kind

A share is 0 to 1, or None where there is nothing to count. Questions asked with their sources left out are counted
apart from all others: as `leave-out`, and by type as `leave-out.TYPE`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil
from statistics import median
from typing import Any

from corpus import InputError
from rag.evaluation.calibration import calibration_error, risk_coverage_area
from rag.evaluation.judge import Outcome
from rag.evaluation.significance import interval, mcnemar

Summary = dict[str, Any]

SHARES = (
    "hit@1", "hit@5", "hit@10", "mrr", "evidence", "found", "accuracy", "false_refusal", "refusal",
    "wrong", "cites_source", "supported", "precision", "exact", "ece", "aurc",
)  # fmt: skip
LOWER_IS_BETTER = frozenset(("false_refusal", "wrong", "ece", "aurc", "errors"))
LEAVE_OUT = "leave-out"


def report(
    outcomes: Sequence[Outcome], *, conditions: Mapping[str, Any] | None = None, complete: bool = True
) -> dict[str, Any]:
    """Summarise by type and in all, and apart from them what was asked with its sources left out; JSON types.

    :param conditions: What the figures depend on.
    :param complete: Whether every question was asked.
    """
    left_out = [outcome for outcome in outcomes if outcome.left_out]
    return {
        "conditions": dict(conditions or {}),
        "complete": complete,
        **_section([outcome for outcome in outcomes if not outcome.left_out]),
        "leave_out": _section(left_out) if left_out else None,
        "outcomes": [asdict(outcome) for outcome in outcomes],
    }


def _section(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "all": summary(outcomes) | {"intervals": intervals(outcomes)},
        "by_type": {
            name: summary(group) | {"intervals": intervals(group)} for name, group in sorted(_by_type(outcomes).items())
        },
    }


def _by_type(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.type].append(outcome)
    return groups


def summaries(result: Mapping[str, Any]) -> dict[str, Summary]:
    """Return the summaries of a report by the names that limits know them by."""
    left_out = result.get("leave_out")
    return {
        "all": result["all"],
        **result["by_type"],
        **({LEAVE_OUT: left_out["all"]} if left_out else {}),
        **({f"{LEAVE_OUT}.{name}": own for name, own in left_out["by_type"].items()} if left_out else {}),
    }


def summary(outcomes: Sequence[Outcome]) -> Summary:
    """Return the figures of some outcomes; see the module's docstring."""
    answerable = [outcome for outcome in outcomes if not outcome.unanswerable]
    asked = [outcome for outcome in outcomes if outcome.refused is not None]
    given = [outcome for outcome in asked if not outcome.refused and outcome.error is None]
    searched = [outcome for outcome in answerable if outcome.ranked]
    read = [outcome for outcome in answerable if outcome.evidence is not None]
    judged = [(outcome.confidence, bool(outcome.right)) for outcome in given if outcome.confidence is not None]
    claims = sum(outcome.claims for outcome in given)
    citations = sum(outcome.citations for outcome in given)
    return {
        "questions": len(outcomes),
        **{f"hit@{k}": _mean([bool(o.rank and o.rank <= k) for o in searched]) for k in (1, 5, 10)},
        "mrr": _mean([1 / o.rank if o.rank else 0 for o in searched]),
        "evidence": _mean([bool(o.evidence) for o in read]),
        "found": _mean([bool(o.found) for o in read]),
        **{name: _mean(values) for name, values in _decided(outcomes).items()},
        "cites_source": _mean([o.cited for o in given if not o.unanswerable and o.cited is not None]),
        "supported": _share(sum(o.supported for o in given), claims),
        "precision": _share(sum(o.precise for o in given), citations),
        "exact": _mean([bool(o.exact) for o in given]),
        "ece": _rounded(calibration_error(judged)),
        "aurc": _rounded(risk_coverage_area(judged)),
        "errors": sum(o.error is not None for o in outcomes),
        "ms": _spread([o.timings for o in outcomes]),
        "tokens": _spread([o.tokens for o in outcomes]),
    }


def intervals(outcomes: Sequence[Outcome]) -> dict[str, list[float] | None]:
    """Return the 95 % confidence intervals, [low, high], of accuracy, false_refusal, refusal and wrong."""
    found = {name: interval(values) for name, values in _decided(outcomes).items()}
    return {name: [round(end, 4) for end in own] if own else None for name, own in found.items()}


def _decided(outcomes: Iterable[Outcome]) -> dict[str, list[bool]]:
    """Return, of each figure that tells what was decided, yes or no of each question that it counts."""
    asked = [outcome for outcome in outcomes if outcome.refused is not None]
    return {
        "accuracy": [bool(o.right) for o in asked if not o.unanswerable or o.left_out],
        "false_refusal": [bool(o.refused) for o in asked if not o.unanswerable],
        "refusal": [bool(o.refused) for o in asked if o.unanswerable],
        "wrong": [not o.refused and not o.right and o.error is None for o in asked],
    }


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in two runs."""

    type: str
    name: str
    old: float
    new: float

    @property
    def better(self) -> bool:
        """Whether the new one is better."""
        return (self.new < self.old) == (self.name in LOWER_IS_BETTER) and self.new != self.old


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the questions that both asked.

    :param shared: How many questions both asked.
    :param changes: Figures over those that differ, all types together first.
    :param gained: (id, question) of those right now that were wrong; without answers: whose evidence is found now.
    :param lost: Likewise, wrong now that were right.
    :param p_value: Of the exact McNemar test on these two numbers; see `rag.evaluation.significance`.
    :param leave_out: The same over the questions whose sources both left out; None if there are none.
    """

    shared: int
    changes: tuple[Change, ...]
    gained: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]
    p_value: float
    leave_out: "Comparison | None" = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "shared": self.shared,
            "changes": [asdict(change) for change in self.changes],
            "gained": [{"id": id_, "question": question} for id_, question in self.gained],
            "lost": [{"id": id_, "question": question} for id_, question in self.lost],
            "p_value": self.p_value,
            "leave_out": self.leave_out.to_dict() if self.leave_out else None,
        }


def compare(old: Sequence[Outcome], new: Sequence[Outcome]) -> Comparison:
    """Compare two runs over the questions that are the same in both: same id, same gold line.

    :raises InputError: If they share none.
    """
    before = {(outcome.id, outcome.digest): outcome for outcome in old}
    pairs = [(before[key], outcome) for outcome in new if (key := (outcome.id, outcome.digest)) in before]
    if not pairs:
        raise InputError("the two runs have no question in common; compare runs of one gold file")
    left_out = [pair for pair in pairs if pair[1].left_out]
    plain = _compared([pair for pair in pairs if not pair[1].left_out])
    return replace(plain, leave_out=_compared(left_out) if left_out else None)


def _compared(pairs: Sequence[tuple[Outcome, Outcome]]) -> Comparison:
    olds, news = [one for one, _ in pairs], [other for _, other in pairs]
    changes = list(_changes("all", summary(olds), summary(news)))
    for kind in sorted({outcome.type for outcome in news}):
        own = [pair for pair in pairs if pair[1].type == kind]
        changes += _changes(kind, summary([one for one, _ in own]), summary([other for _, other in own]))

    def moved(test: Callable[[bool, bool], bool]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (b.id, b.question)
            for a, b in pairs
            if (x := good(a)) is not None and (y := good(b)) is not None and test(x, y)
        )

    gained, lost = moved(lambda x, y: y and not x), moved(lambda x, y: x and not y)
    return Comparison(len(pairs), tuple(changes), gained, lost, mcnemar(len(gained), len(lost)))


def good(outcome: Outcome) -> bool | None:
    """Say whether a question went well: its answer right or, where only retrieval was tried, its evidence there."""
    return outcome.right if outcome.right is not None else outcome.evidence


def _changes(kind: str, old: Summary, new: Summary) -> Iterable[Change]:
    for name in (*SHARES, "errors"):
        if old[name] is not None and new[name] is not None and old[name] != new[name]:
            yield Change(kind, name, old[name], new[name])


def limit(text: str) -> tuple[str, str, float]:
    """Read a limit such as `accuracy=0.85`, `number.accuracy=0.9` or `leave-out.refusal=0.9` as (type, figure, value).

    :raises InputError: If it is none; the message names the figures.
    """
    name, _, number = text.partition("=")
    kind, _, figure = name.strip().rpartition(".")
    if figure not in (*SHARES, "errors"):
        raise InputError(f"no figure {figure!r} in {text!r}; there are: {', '.join((*SHARES, 'errors'))}")
    try:
        return kind or "all", figure, float(number)
    except ValueError:
        raise InputError(f"no number in {text!r}; write a limit as {figure}=0.9") from None


def breaches(result: Mapping[str, Any], *, floors: Iterable[str] = (), ceilings: Iterable[str] = ()) -> list[str]:
    """Return one line for each limit that a report does not hold; a figure that was not measured does not hold.

    :param floors: The least that a figure may be, such as `accuracy=0.85`.
    :param ceilings: The most, such as `false_refusal=0.1`.
    :raises InputError: If one is no limit, or of a type that was not asked.
    """
    broken = []
    known = summaries(result)
    for texts, sign in ((floors, 1), (ceilings, -1)):
        for text in texts:
            kind, figure, bound = limit(text)
            if kind not in known:
                raise InputError(f"no type {kind!r} in {text!r}; asked were: {', '.join(sorted(known))}")
            value = known[kind][figure]
            if value is None or sign * value < sign * bound:
                broken.append(f"{kind}.{figure} {value if value is None else f'{value:g}'} {'<>'[sign < 0]} {bound:g}")
    return broken


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def _spread(records: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    names = dict.fromkeys(name for record in records for name in record)
    columns = {name: [record[name] for record in records if name in record] for name in names}
    return {
        name: {"median": round(median(values), 1), "p90": round(percentile(values, 0.9), 1)}
        for name, values in columns.items()
    }


def _mean(values: Sequence[float]) -> float | None:
    return _share(sum(values), len(values))


def _share(part: float, whole: int) -> float | None:
    return _rounded(part / whole if whole else None)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
