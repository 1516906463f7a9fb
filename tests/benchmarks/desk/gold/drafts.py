"""Sentences altered by hand, and sentences left as they are.

A case has `what`: digit, name, office, negation, speaker, or same, form (script, punctuation, numerals), absent. Over
the samples `draft`; over public documents `of` (`[file, start, end]`), `edits` (`[start, end, words]` within that) and
perhaps `who` (where the name stands that the words are given to; `how` of the three ways to say so).

Wanted is an alarm for the first five. `wrong` counts alarms for the others; each kind's `right` those caught.
"""

from collections import defaultdict
from typing import Any

from corpus import Speech
from index import Library
from rag.desk.draft_check.checker import check_draft
from tests.benchmarks.desk.gold.scores import Score, by_file, cases, words_at

UNALTERED = ("same", "form", "absent")
_SAID = ("{who}指出：“{words}”", "{who}表示，{words}", "{who}在会上说：“{words}”")


def measure(library: Library, texts: str) -> dict[str, Score]:
    """Check every draft, and return the score of each kind of alteration.

    :raises ValueError: If a label is not within its text.
    """
    found: dict[str, Score] = defaultdict(Score)
    files = by_file(library)
    for case in cases("check", texts):
        draft = case["draft"] if "draft" in case else _draft(library, files, case)
        row = found[case["what"]]
        row.cases += 1
        items = check_draft(library, draft).items
        alarm = any(item.alarm for item in items)
        told = [(str(item.finding), [(d.kind, d.draft, d.source) for d in item.differences]) for item in items]
        if case["what"] in UNALTERED:
            row.wrong += alarm
            if alarm:
                row.notes.append(f"FALSE ALARM: {draft} -> {told}")
        else:
            row.wanted += 1
            row.right += alarm
            if not alarm:
                row.notes.append(f"missed {case['what']}: {draft} -> {told}")
    return found


def _draft(library: Library, files: dict[str, Speech], case: dict[str, Any]) -> str:
    words = words_at(library, files, case["of"])
    for start, end, new in sorted(case["edits"], reverse=True):
        words = words[:start] + new + words[end:]
    if "who" not in case:
        return words
    who = "".join(words_at(library, files, case["who"]).split())
    return _SAID[case["how"]].format(who=who, words=words)
