"""Whose words are the whole quoted sentences of twenty public articles, where they are at hand.

    python -m tests.benchmarks.attribution.articles [--errors] [--articles FILE]

`labels.jsonl` has no text: an article's id, where a quotation stands in its text, and where its speaker is named; null
where he is masked, `nobody` where no person says it. A quotation is right if it is found as one utterance of that
speaker. The second half was labelled before the code had seen it, and nothing was changed for its sake.
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from corpus import Document, Utterance, parse

LABELS = Path(__file__).with_name("labels.jsonl")
ARTICLES = Path(__file__).parents[3].parent / "shared" / "data" / "corpora" / "articles.jsonl"
SETS = ("first", "held out")


def measure(articles: Path = ARTICLES) -> tuple[dict[str, Counter[str]], list[str]]:
    """Return for each half how many quotations are labelled, found and right; and a line for each that is not right."""
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    rows = {row["id"]: row for row in map(json.loads, articles.read_text(encoding="utf-8").splitlines())}
    counts: dict[str, Counter[str]] = {part: Counter() for part in SETS}
    missed: list[str] = []
    read: dict[str, tuple[int, tuple[Utterance, ...]]] = {}
    for label in labels:
        row = rows[label["article"]]
        if row["id"] not in read:
            head = f"{row['title']}\n{row['date']}\n\n"
            document = Document("article.txt", head + row["text"], "utf-8", "text/plain", "0" * 64)
            read[row["id"]] = (len(head), parse(document, speech_id="0" * 12).utterances)
        offset, found = read[row["id"]]
        counts[label["set"]].update(_judge(label, row["text"], offset, found))
        if "right" not in _judge(label, row["text"], offset, found):
            said = [one.speaker for one in found if _overlaps(one, label, offset)]
            missed.append(
                f"{label['set']} {row['id']} {label['start']}: {_wanted(label, row['text'])} is {said or 'not found'}"
            )
    return counts, missed


def _judge(label: dict[str, Any], text: str, offset: int, found: tuple[Utterance, ...]) -> set[str]:
    """Return which of `labelled`, `found` and `right` a label counts as."""
    same = [one for one in found if _overlaps(one, label, offset)]
    if label.get("nobody"):
        return {"found"} if same else set()
    if not same:
        return {"labelled"}
    wanted = _wanted(label, text)
    whole = len(same) == 1 and same[0].direct and abs(same[0].start - offset - label["start"]) <= 1
    whole = whole and abs(same[0].end - offset - label["end"]) <= 1
    speaker = same[0].speaker
    right = whole and (speaker is None if wanted is None else wanted in (speaker or ""))
    return {"labelled", "found", "right"} if right else {"labelled", "found"}


def _overlaps(one: Utterance, label: dict[str, Any], offset: int) -> bool:
    return one.start < label["end"] + offset and label["start"] + offset < one.end


def _wanted(label: dict[str, Any], text: str) -> str | None:
    return None if not label.get("speaker") else text[slice(*label["speaker"])]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list what is not right")
    parser.add_argument("--articles", type=Path, default=ARTICLES, help="the articles, JSON lines")
    options = parser.parse_args()
    counts, missed = measure(options.articles)
    for part, one in counts.items():
        precision, recall = one["right"] / max(one["found"], 1), one["right"] / max(one["labelled"], 1)
        print(f"{part}: {one['labelled']} quotations, precision {precision:.3f}, recall {recall:.3f}")
    if options.errors:
        print(*missed, sep="\n")


if __name__ == "__main__":
    main()
