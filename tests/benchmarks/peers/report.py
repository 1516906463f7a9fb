"""What is printed of a run: one line a system."""

import statistics
from collections.abc import Sequence
from typing import Any

from rag.evaluation.gold import Gold
from tests.benchmarks.peers.records import Record, Records


def summaries(records: Records, systems: Sequence[str], gold: Sequence[Gold]) -> dict[str, dict[str, Any]]:
    """Return the figures of each system."""
    return {
        name: summary([found for item in gold if (found := records.find(name, item)) is not None])
        | {
            **records.reading.get(name, {}),
            "peak_memory_mb": records.peaks.get(name, 0.0),
        }
        for name in systems
    }


def summary(records: Sequence[Record]) -> dict[str, Any]:
    """Return the figures of one system. A question that failed counts as asked, and its time as none."""
    answerable = [record for record in records if not record.unanswerable]
    answered = [record for record in records if not record.error]
    seconds = [record.seconds for record in answered]
    correct = sum(record.right for record in records)
    return {
        "answerable": len(answerable),
        "right": sum(record.right for record in answerable),
        "refused_answerable": sum(record.refused for record in answerable),
        "unanswerable": len(records) - len(answerable),
        "refused": sum(record.refused for record in records if record.unanswerable),
        "failed": len(records) - len(answered),
        "claims": sum(record.claims for record in records),
        "uncited": sum(record.uncited for record in records),
        "citations": sum(record.citations for record in records),
        "unsupported": sum(record.unsupported for record in records),
        "seconds_median": statistics.median(seconds) if seconds else None,
        "seconds_most": max(seconds, default=None),
        "seconds_mean": statistics.fmean(seconds) if seconds else None,
        "cpu_mean": statistics.fmean(record.cpu for record in answered) if answered else None,
        "seconds_a_right_one": sum(seconds) / correct if correct else None,
        "cpu_a_right_one": sum(record.cpu for record in answered) / correct if correct else None,
    }


def table(result: dict[str, Any]) -> str:
    """Return the figures for people."""
    rows = [
        f"{result['questions']} questions, {result['characters']} characters, {result['model']}, {result['machine']}",
        f"{'':12}{'right':>8}{'refused':>9}{'unsupported':>13}{'uncited':>9}{'s median':>10}{'most':>8}{'CPU s':>8}"
        f"{'s a right':>11}{'CPU a right':>13}{'chars/s':>9}{'/CPU s':>8}{'MB':>7}",
    ]
    for name, row in result["systems"].items():
        right, refused = f"{row['right']}/{row['answerable']}", f"{row['refused']}/{row['unanswerable']}"
        unsupported, uncited = f"{row['unsupported']}/{row['citations']}", f"{row['uncited']}/{row['claims']}"
        rows.append(
            f"{name:12}{right:>8}{refused:>9}{unsupported:>13}{uncited:>9}{_of(row, 'seconds_median'):>10}"
            f"{_of(row, 'seconds_most'):>8}{_of(row, 'cpu_mean'):>8}{_of(row, 'seconds_a_right_one'):>11}"
            f"{_of(row, 'cpu_a_right_one'):>13}{_of(row, 'characters_a_second', 0):>9}"
            f"{_of(row, 'characters_a_cpu_second', 0):>8}{_of(row, 'peak_memory_mb', 0):>7}"
        )
        if row["failed"]:
            rows.append(f"{'':12}{row['failed']} failed; run it again to ask them again")
    rows.append(f"the engine's peak memory, the same for all: {result['engine_peak_mb']:.0f} MB")
    return "\n".join(rows)


def _of(row: dict[str, Any], name: str, digits: int = 1) -> str:
    value = row.get(name)
    return "-" if value is None else f"{value:.{digits}f}"
