"""Follow-ups and direct questions over the fictional samples: what a rewriting, or an answer, must hold."""

import json
from pathlib import Path
from typing import Any


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()]


FOLLOW_UPS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (row["before"], row["answer"], row["question"], tuple(row["holds"]), tuple(row["lacks"]))
    for row in _rows("conversations.jsonl")
)
"""Question before, its answer, the follow-up, what the whole question must hold, what it must not."""

DIRECT: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (row["question"], tuple(row["holds"])) for row in _rows("direct_questions.jsonl")
)
"""Question, what its answer must hold; alternatives are parted by |."""
