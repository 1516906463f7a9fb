"""Outcomes become figures: by type and in all, one run beside another, and against limits.

    questions       asked
    hit@1 5 10      share of answerable questions with a passage of a source document among so many hits
    mrr             mean of 1 / rank of the first such hit, 0 if there is none (reciprocal rank)
    evidence        share of answerable questions whose answer is in what the model was given to read, all its parts
    found           likewise, in the hits; of a count: all documents that count
    accuracy        share of answerable questions answered right
    false_refusal   share of answerable questions refused
    refusal         share of unanswerable questions refused
    cites_source    share of answers to answerable questions that cite a source document
    supported       share of claims that their citations support
    precision       share of citations that are precise; see `rag.evaluation.judge`
    exact           share of answers whose quotations all equal the source
    errors          questions that the model failed on
    ms, tokens      median and 90th percentile a question, by stage and kind

A share is 0 to 1, or None where there is nothing to count.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from statistics import median
from typing import Any

from corpus import InputError
from rag.evaluation.judge import Outcome

Summary = dict[str, Any]

SHARES = (
    "hit@1", "hit@5", "hit@10", "mrr", "evidence", "found", "accuracy", "false_refusal", "refusal",
    "cites_source", "supported", "precision", "exact",
)  # fmt: skip
LOWER_IS_BETTER = frozenset(("false_refusal", "errors"))


def report(
    outcomes: Sequence[Outcome], *, conditions: Mapping[str, Any] | None = None, complete: bool = True
) -> dict[str, Any]:
    """Summarise by type and in all; JSON types.

    :param conditions: What the figures depend on.
    :param complete: Whether every question was asked.
    """
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.type].append(outcome)
    return {
        "conditions": dict(conditions or {}),
        "complete": complete,
        "all": summary(outcomes),
        "by_type": {name: summary(group) for name, group in sorted(groups.items())},
        "outcomes": [asdict(outcome) for outcome in outcomes],
    }


def summary(outcomes: Sequence[Outcome]) -> Summary:
    """Return the figures of some outcomes; see the module's docstring."""
    answerable = [outcome for outcome in outcomes if not outcome.unanswerable]
    asked = [outcome for outcome in outcomes if outcome.refused is not None]
    given = [outcome for outcome in asked if not outcome.refused and outcome.error is None]
    searched = [outcome for outcome in answerable if outcome.ranked]
    read = [outcome for outcome in answerable if outcome.evidence is not None]
    claims = sum(outcome.claims for outcome in given)
    citations = sum(outcome.citations for outcome in given)
    return {
        "questions": len(outcomes),
        **{f"hit@{k}": _mean([bool(o.rank and o.rank <= k) for o in searched]) for k in (1, 5, 10)},
        "mrr": _mean([1 / o.rank if o.rank else 0 for o in searched]),
        "evidence": _mean([bool(o.evidence) for o in read]),
        "found": _mean([bool(o.found) for o in read]),
        "accuracy": _mean([bool(o.right) for o in asked if not o.unanswerable]),
        "false_refusal": _mean([bool(o.refused) for o in asked if not o.unanswerable]),
        "refusal": _mean([bool(o.refused) for o in asked if o.unanswerable]),
        "cites_source": _mean([o.cited for o in given if not o.unanswerable and o.cited is not None]),
        "supported": _share(sum(o.supported for o in given), claims),
        "precision": _share(sum(o.precise for o in given), citations),
        "exact": _mean([bool(o.exact) for o in given]),
        "errors": sum(o.error is not None for o in outcomes),
        "ms": _spread([o.timings for o in outcomes]),
        "tokens": _spread([o.tokens for o in outcomes]),
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
    """

    shared: int
    changes: tuple[Change, ...]
    gained: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "shared": self.shared,
            "changes": [asdict(change) for change in self.changes],
            "gained": [{"id": id_, "question": question} for id_, question in self.gained],
            "lost": [{"id": id_, "question": question} for id_, question in self.lost],
        }


def compare(old: Sequence[Outcome], new: Sequence[Outcome]) -> Comparison:
    """Compare two runs over the questions that are the same in both: same id, same gold line.

    :raises InputError: If they share none.
    """
    before = {(outcome.id, outcome.digest): outcome for outcome in old}
    pairs = [(before[key], outcome) for outcome in new if (key := (outcome.id, outcome.digest)) in before]
    if not pairs:
        raise InputError("the two runs have no question in common; compare runs of one gold file")
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

    return Comparison(len(pairs), tuple(changes), moved(lambda x, y: y and not x), moved(lambda x, y: x and not y))


def good(outcome: Outcome) -> bool | None:
    """Say whether a question went well: its answer right or, where only retrieval was tried, its evidence there."""
    return outcome.right if outcome.right is not None else outcome.evidence


def _changes(kind: str, old: Summary, new: Summary) -> Iterable[Change]:
    for name in (*SHARES, "errors"):
        if old[name] is not None and new[name] is not None and old[name] != new[name]:
            yield Change(kind, name, old[name], new[name])


def limit(text: str) -> tuple[str, str, float]:
    """Read a limit such as `accuracy=0.85` or `number.accuracy=0.9` as (type, figure, value).

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
    for texts, sign in ((floors, 1), (ceilings, -1)):
        for text in texts:
            kind, figure, bound = limit(text)
            summaries = {"all": result["all"], **result["by_type"]}
            if kind not in summaries:
                raise InputError(f"no type {kind!r} in {text!r}; asked were: {', '.join(sorted(summaries))}")
            value = summaries[kind][figure]
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
    return round(part / whole, 4) if whole else None
