"""Measures an assistant against gold questions: JSON Lines, one question a line.

    {"id": "…", "type": "number", "question": "…", "history": [["user", "…"], …],
     "answers": [["500亿元", "五百亿元"], ["2022年"]], "source": "file name or list of them"}
    {"id": "…", "type": "unanswerable", "question": "…", "unanswerable": true}

An answer is right if it contains, of each inner list, at least one alternative. Comparison is on folded text without
punctuation, in which a number may also match by value.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from corpus import InputError, fold, simplify
from rag.answer import Answer, Turn
from rag.assistant import Assistant
from rag.figures import figures

_PUNCTUATION = re.compile(r"[^\w%.+]|_")


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold question.

    :param answers: Required parts, each a tuple of alternatives; empty if unanswerable.
    :param sources: File names of documents that hold the answer.
    """

    id: str
    type: str
    question: str
    history: tuple[Turn, ...]
    answers: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...]
    unanswerable: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one gold question went.

    :param rank: Rank of the first hit from a source document, from 1; None if none is among the hits.
    :param right: All parts present; for an unanswerable question: refused.
    :param cited: A cited speech is a source document.
    :param exact: Every citation's quote equals its span of the source.
    """

    id: str
    type: str
    question: str
    unanswerable: bool
    refused: bool
    right: bool
    rank: int | None
    cited: bool
    exact: bool
    answer: str
    timings: dict[str, float]


def load_gold(path: Path) -> list[Gold]:
    """Read a gold file.

    :raises InputError: If a line is not such a question; the message names the line.
    """
    gold = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read gold file {str(path)!r}: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            gold.append(_gold(json.loads(line), number))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{str(path)!r} line {number} is not a gold question: {error!r}") from None
    return gold


def _gold(item: Any, number: int) -> Gold:
    if not isinstance(item, dict):
        raise TypeError("not an object")
    source = item.get("source") or ()
    unanswerable = bool(item.get("unanswerable"))
    answers = tuple(
        (part,) if isinstance(part, str) else tuple(str(alternative) for alternative in part)
        for part in item.get("answers") or ()
    )
    if not unanswerable and not answers:
        raise ValueError("no 'answers' and not 'unanswerable'")
    return Gold(
        str(item.get("id", number)),
        str(item.get("type", "fact")),
        str(item["question"]),
        tuple(Turn(role, text) for role, text in item.get("history") or ()),
        answers,
        (source,) if isinstance(source, str) else tuple(source),
        unanswerable,
    )


def contains(answer: str, part: Sequence[str]) -> bool:
    """Say whether an answer contains one of the alternatives of a part."""
    text = _normal(answer)
    values = {figure.key for figure in figures(simplify(answer))}
    for alternative in part:
        wanted = _normal(alternative)
        before = r"(?<![\d.])" if wanted[:1].isdigit() else ""  # 5条 is not in 25条
        after = r"(?![\d.])" if wanted[-1:].isdigit() else ""
        if wanted and re.search(before + re.escape(wanted) + after, text):
            return True
        own = figures(simplify(alternative))
        if len(own) == 1 and own[0].end - own[0].start == len(alternative) and own[0].key in values:
            return True
    return False


def _normal(text: str) -> str:
    return _PUNCTUATION.sub("", re.sub(r"\[\d+\]", "", fold(text)))


def run(assistant: Assistant, gold: Sequence[Gold], done: Callable[[int], None] | None = None) -> Iterator[Outcome]:
    """Ask every question; yield outcomes in order."""
    for number, item in enumerate(gold, 1):
        answer = assistant.ask(item.question, history=item.history)
        yield judge(assistant, item, answer)
        if done:
            done(number)


def judge(assistant: Assistant, item: Gold, answer: Answer) -> Outcome:
    """Compare one answer with its gold question."""
    names = [Path(hit.speech.path).name for hit in answer.hits]
    rank = next((rank for rank, name in enumerate(names, 1) if name in item.sources), None)
    right = (
        answer.refused
        if item.unanswerable
        else not answer.refused and all(contains(answer.text, part) for part in item.answers)
    )
    return Outcome(
        id=item.id,
        type=item.type,
        question=item.question,
        unanswerable=item.unanswerable,
        refused=answer.refused,
        right=right,
        rank=rank,
        cited=any(Path(citation.speech.path).name in item.sources for citation in answer.citations),
        exact=all(
            assistant.source_text(citation.speech.id)[citation.start : citation.end] == citation.quote
            for citation in answer.citations
        ),
        answer=answer.text,
        timings=dict(answer.timings),
    )


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Summarise by type and in all. Shares are 0 to 1, None where there is nothing to count; times are median ms."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.type].append(outcome)
    return {
        "all": _summary(outcomes),
        "by_type": {name: _summary(group) for name, group in sorted(groups.items())},
        "outcomes": [asdict(outcome) for outcome in outcomes],
    }


def _summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    answerable = [outcome for outcome in outcomes if not outcome.unanswerable]
    silent = [outcome for outcome in outcomes if outcome.unanswerable]
    given = [outcome for outcome in answerable if not outcome.refused]
    return {
        "questions": len(outcomes),
        "accuracy": _share([outcome.right for outcome in answerable]),
        "hit@1": _share([outcome.rank == 1 for outcome in answerable]),
        "hit@5": _share([outcome.rank is not None and outcome.rank <= 5 for outcome in answerable]),
        "mrr": _mean([1 / outcome.rank if outcome.rank else 0.0 for outcome in answerable]),
        "cites_source": _share([outcome.cited for outcome in given]),
        "refusal": _share([outcome.refused for outcome in silent]),
        "false_refusal": _share([outcome.refused for outcome in answerable]),
        "exact": _share([outcome.exact for outcome in outcomes]),
        "ms": {
            stage: round(median(values), 1)
            for stage in ("evidence", "first_token", "total")
            if (values := [outcome.timings[stage] for outcome in outcomes if stage in outcome.timings])
        },
    }


def _share(flags: Sequence[bool]) -> float | None:
    return _mean([float(flag) for flag in flags])


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None
