"""Digests asked for in the chat: so many points, who said what, what is new, what is said on a topic or in a part.

Cases by `job`. points: `count` sentences of `file`, each whole, none a salutation or a credit. topic, write: sentences
with `topic` in the texts of `files`, counted by a plain search; those of `also` may be there. section: the same within
a part of one text (`section`: two headings of a sample, or two offsets). meeting: `who` speaks in `file`. novelty:
`file` against `earlier`; no line that is said to be new may stand in the earlier one.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from corpus import Speech
from index import Library
from rag.datamodel import DirectAnswer
from tests.benchmarks.desk.gold.scores import Score, by_file, cases, words_at
from tests.benchmarks.desk.texts import plain
from tests.support.asking import ask_desk

_COUNT = re.compile(r"(\d+) 句，")
_FURNITURE = re.compile(r"^(?:同志们|各位|来源|责任编辑|编辑|记者|\(?虚构|现在，我代表)")
_ENDS = ("。", "！", "？", "”", "；")
_WHO = re.compile(r"([^：]{2,16})：“")


def measure(library: Library, texts: str) -> dict[str, Score]:
    """Ask for every digest, and return the score of each job; `{heading}` of a question is what stands at `heading`."""
    found: dict[str, Score] = defaultdict(Score)
    files = by_file(library)
    judges: dict[str, Callable[..., None]] = {
        "points": _points,
        "meeting": _meeting,
        "novelty": _novelty,
        "topic": _topic,
        "section": _topic,
        "write": _topic,
    }
    for case in cases("digest", texts):
        if "heading" in case:
            case["question"] = case["question"].format(heading=words_at(library, files, case["heading"]))
        row = found[case["job"]]
        row.cases += 1
        hits = library.hits([(chunk, score, "terms") for chunk, score in library.search_terms(case["question"], 10)])
        answer = ask_desk(library, case["question"], hits)
        judges[case["job"]](library, files, case, answer, row)
    return found


def _points(library: Library, files: dict[str, Speech], case: dict[str, Any], answer: DirectAnswer, row: Score) -> None:
    row.wanted += case["count"]
    lines = [s.support[0] for s in answer.statements[1:]] if answer else []
    source = library.source_text(files[case["file"]].id)
    for line in lines:
        right = line.speech.id == files[case["file"]].id and source[line.start : line.end] == line.quote
        right = (
            right and line.quote.rstrip().endswith(("。", "！", "？", "”", "；")) and not _FURNITURE.match(line.quote)
        )
        row.right += right
        row.wrong += not right
        if not right:
            row.notes.append(f"WRONG: {case['question']} -> {line.speech.path[-24:]}: {line.quote[:60]}")
    if len(lines) < case["count"]:
        row.notes.append(f"missed {case['count'] - len(lines)}: {case['question']}")


def _meeting(
    library: Library, files: dict[str, Speech], case: dict[str, Any], answer: DirectAnswer, row: Score
) -> None:
    row.wanted += len(case["who"])
    said = [s.text for s in answer.statements[1:]] if answer else []
    names = {match[1] for text in said if (match := _WHO.match(text))}
    right = {name for name in case["who"] if any(name in one for one in names)}
    wrong = {one for one in names if not any(name in one for name in case["who"])}
    row.right += len(right)
    row.wrong += len(wrong)
    if wrong or len(right) < len(case["who"]):
        row.notes.append(f"{'WRONG' if wrong else 'missed'}: {case['question']} -> {sorted(names)}")


def _novelty(
    library: Library, files: dict[str, Speech], case: dict[str, Any], answer: DirectAnswer, row: Score
) -> None:
    row.wanted += 1
    if answer is None or not answer.statements:
        row.notes.append(f"missed: {case['question']}")
        return
    speech, earlier = files[case["file"]], files[case["earlier"]]
    before = plain(library.source_text(earlier.id))
    lines = [s.support[0] for s in answer.statements[1:]]
    right = bool(lines) and all(
        line.speech.id == speech.id and plain(line.quote).rstrip("。") not in before for line in lines
    )
    row.right += right
    row.wrong += not right
    if not right:
        row.notes.append(f"WRONG: {case['question']} -> {[s.text[:60] for s in answer.statements]}")


def _topic(library: Library, files: dict[str, Speech], case: dict[str, Any], answer: DirectAnswer, row: Score) -> None:
    wanted = {one for name in case["files"] if name in files for one in _naming(library, files[name], case)}
    allowed = wanted | {one for name in case["also"] if name in files for one in _naming(library, files[name], case)}
    statements = answer.statements if answer else ()
    lines = {(s.support[0].speech.id, s.support[0].start) for s in statements[1:]}
    strange = lines - allowed
    row.wrong += len(strange)
    if case["job"] == "write":
        texts = {speech for speech, _ in wanted}
        row.wanted += len(texts)
        row.right += len(texts & {speech for speech, _ in lines})
        short = len(texts) - len(texts & {speech for speech, _ in lines})
    else:
        told = _COUNT.search(statements[0].text) if statements else None
        count = int(told[1]) if told else 0
        row.wanted += len(wanted)
        row.right += min(count, len(wanted))
        row.wrong += max(0, count - len(allowed))
        short = len(wanted) - count
    if strange or short:
        said = statements[0].text if statements else answer and answer.refusal
        row.notes.append(f"{'WRONG' if strange or short < 0 else 'missed'} {short}: {case['question']} -> {said}")


def _naming(library: Library, speech: Speech, case: dict[str, Any]) -> set[tuple[str, int]]:
    source = library.source_text(speech.id)
    start, end = 0, len(source)
    if section := case.get("section"):
        start, end = [source.index(one) if isinstance(one, str) else one for one in section]
        if isinstance(section[1], str):
            end = source.index(section[1], start)
    spans = {(s.start, s.end) for chunk in library.chunks(speech.id) for s in chunk.sentences}
    topic = plain(case["topic"])
    return {(speech.id, a) for a, b in spans if start <= a < end and topic in plain(source[a:b])}
