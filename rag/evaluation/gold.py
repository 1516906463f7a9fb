"""Gold questions: JSON Lines, one question a line, with what a right answer must contain.

    {"id": "g026", "type": "number", "question": "…", "history": [["user", "…"], ["assistant", "…"]],
     "answers": [["500亿元", "五百亿元"], ["2022年"]], "source": "report.txt"}
    {"id": "g090", "type": "unanswerable", "question": "…", "unanswerable": true}

    answers       parts that must all be in the answer; of each part any one alternative
    source        file name, or list of them, of the documents that hold the answer; of a `count`, all that count
    passages      answer from these texts alone; the library is not asked
    filters       {"speakers": […], "places": […], "since": "2023", "until": "2024-06", "kinds": […]}
    date          a day, month or year: short for filters since and until that date

Knows nothing of how questions are asked or judged.
"""

import hashlib
import json
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import InputError
from index import Filters
from rag.datamodel import Turn

_KEYS = frozenset(
    ("id", "type", "question", "history", "answers", "source", "unanswerable", "passages", "filters", "date")
)
_FILTERS = frozenset(("speakers", "places", "since", "until", "kinds"))


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold question.

    :param answers: Required parts, each a tuple of alternatives; of an unanswerable one, what may be said
        instead of refusing, as a rule nothing.
    :param sources: File names of documents that hold the answer.
    :param passages: Texts to answer from instead of the library; empty: ask the library.
    :param filters: Which speeches may be drawn on; None: all.
    :param left_out: File names of documents that may not; see `rag.evaluation.leave_out`.
    :param digest: Changes with the line it was read from, so that an outcome is never taken for another question's.
    """

    id: str
    type: str
    question: str
    history: tuple[Turn, ...] = ()
    answers: tuple[tuple[str, ...], ...] = ()
    sources: tuple[str, ...] = ()
    unanswerable: bool = False
    passages: tuple[str, ...] = ()
    filters: Filters | None = None
    left_out: tuple[str, ...] = ()
    digest: str = ""


def load_gold(path: Path) -> list[Gold]:
    """Read a gold file.

    :raises InputError: If a line is not such a question, or an id occurs twice; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read gold file {str(path)!r}: {error}") from None
    gold: list[Gold] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = parse_gold(json.loads(line), number)
        except (ValueError, KeyError, TypeError, AttributeError, InputError) as error:
            raise InputError(f"{str(path)!r} line {number} is not a gold question: {error!r}") from None
        if item.id in seen:
            raise InputError(f"{str(path)!r} line {number} has the id {item.id!r} of line {seen[item.id]}")
        seen[item.id] = number
        gold.append(item)
    if not gold:
        raise InputError(f"no questions in {str(path)!r}; write one a line, as JSON")
    return gold


def parse_gold(item: Any, number: int = 0) -> Gold:
    """Make a gold question of a line's JSON value.

    :param number: Its line, for the id of a question without one.
    :raises ValueError: If it is no gold question; so TypeError and KeyError.
    """
    if not isinstance(item, dict):
        raise TypeError("not an object")
    unknown = sorted(item.keys() - _KEYS)
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}; known: {', '.join(sorted(_KEYS))}")
    unanswerable = bool(item.get("unanswerable"))
    parts = [[part] if isinstance(part, str) else part for part in item.get("answers") or ()]
    answers = tuple(tuple(str(alternative) for alternative in part) for part in parts)
    if unanswerable == bool(answers):
        raise ValueError("either 'answers' or 'unanswerable': true")
    if not all(part and all(alternative.strip() for alternative in part) for part in answers):
        raise ValueError("an empty part of 'answers'")
    question = item["question"]
    if not isinstance(question, str) or not question.strip():
        raise ValueError("'question' is no text")
    return Gold(
        id=str(item.get("id", number)),
        type=str(item.get("type", "unanswerable" if unanswerable else "fact")),
        question=question,
        history=tuple(_turn(*turn) for turn in item.get("history") or ()),
        answers=answers,
        sources=_texts(item.get("source")),
        unanswerable=unanswerable,
        passages=_texts(item.get("passages")),
        filters=_filters(item),
        digest=hashlib.sha256(json.dumps(item, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16],
    )


def choose(
    gold: Sequence[Gold],
    *,
    types: Collection[str] = (),
    ids: Collection[str] = (),
    limit: int | None = None,
    seed: int = 0,
) -> list[Gold]:
    """Return the questions of these types and ids, or a sample of them, in the order of the file.

    A sample has of each type its share, rounded so that the numbers add up.

    :param types: Empty: any. So `ids`.
    :param limit: Size of the sample; None: all.
    :param seed: The same seed gives the same sample.
    :raises InputError: If there is no such type or id.
    """
    for kind, wanted, known in (
        ("type", types, {item.type for item in gold}),
        ("id", ids, {item.id for item in gold}),
    ):
        for name in wanted:
            if name not in known:
                some = ", ".join(sorted(known)[:12])
                raise InputError(f"no gold question has the {kind} {name!r}; there are: {some}")
    chosen = [item for item in gold if (not types or item.type in types) and (not ids or item.id in ids)]
    if limit is None or limit >= len(chosen):
        return chosen
    random_order = random.Random(seed).sample(range(len(chosen)), len(chosen))
    # of each type the k-th of n questions sorts at (k + 1/2) / n: the first `limit` then have every type's share
    seen: dict[str, int] = {}
    sizes = {kind: sum(item.type == kind for item in chosen) for kind in {item.type for item in chosen}}
    places: list[tuple[float, int]] = []
    for index in random_order:
        kind = chosen[index].type
        places.append(((seen.get(kind, 0) + 0.5) / sizes[kind], index))
        seen[kind] = seen.get(kind, 0) + 1
    return [chosen[index] for index in sorted(index for _, index in sorted(places)[:limit])]


def _turn(role: str, text: str) -> Turn:
    if role not in ("user", "assistant"):
        raise ValueError(f"{role!r} in 'history' is neither 'user' nor 'assistant'")
    return Turn("user" if role == "user" else "assistant", str(text))


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(text) for text in value or ())


def _filters(item: dict[str, Any]) -> Filters | None:
    given = dict(item.get("filters") or {})
    unknown = sorted(given.keys() - _FILTERS)
    if unknown:
        raise ValueError(f"unknown filter {unknown[0]!r}; known: {', '.join(sorted(_FILTERS))}")
    if item.get("date"):
        given |= {"since": item["date"], "until": item["date"]}
    return Filters(**given) if given else None
