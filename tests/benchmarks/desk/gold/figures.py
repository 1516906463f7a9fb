"""Questions for figures: values, growth, tables, the highest and lowest, differences, aims, results, and near misses.

A case has `question` and `kind`, and either `says` (parts of the answer; `|` between two that are as good) with
`text` (words that stand in some text) or `spans` (`[file, start, end]` of the figures that the answer has to state);
`never`, what no answer may say. With `winner` the first span is the winner's and is checked to be; with `gap` the
answer must state the difference of the two. `refused`: no text answers it; an answer is wrong unless it says so
(`unless`). Who is not sure returns nothing, and the question goes the ordinary way: that is no wrong answer.
"""

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from corpus import Speech, fold
from index import Library
from tests.benchmarks.desk.gold.scores import Score, by_file, cases, words_at
from tests.support.asking import ask_figures

_BEST = re.compile(r"最[高低]的是([^：]*)：")
_MORE = re.compile(r"(?:^|；)([^；]+?)比([^；]+?)高(?=[\d一二三四五六七八九])")


def measure(library: Library, texts: str) -> dict[str, Score]:
    """Ask every question, and return the score of each kind.

    :raises ValueError: If a label does not fit the texts.
    """
    found: dict[str, Score] = defaultdict(Score)
    files = by_file(library)
    whole = [fold(library.source_text(speech.id)) for speech in files.values()]
    for case in cases("figures", texts):
        for words in case.get("text", ()):
            if not any(fold(words) in text for text in whole):
                raise ValueError(f"{words!r} of {case['question']!r} stands in no text")
        row = found[case["kind"]]
        row.cases += 1
        row.wanted += not case["refused"]
        answer = ask_figures(library, case["question"])
        said = answer.statements[0].text if answer and answer.statements else ""
        if not said:
            if not case["refused"]:
                row.notes.append(f"missed: {case['question']}")
        elif _right(library, files, case, said):
            row.right += not case["refused"]
        else:
            row.wrong += 1
            row.notes.append(f"WRONG: {case['question']} -> {said}")
    return found


def _right(library: Library, files: dict[str, Speech], case: dict[str, Any], said: str) -> bool:
    if any(part in said for part in case["never"]):
        return False
    if case["refused"]:
        return any(part in said for part in case["unless"])
    values = [words_at(library, files, span) for span in case.get("spans", ())]
    numbers = [_number(value) for value in values]
    if "winner" in case:
        return _winner(case, said, numbers)
    if case.get("gap"):
        return _plain(abs(numbers[0] - numbers[1])) in said
    parts = case["says"] or values
    return all(any(one in said for one in part.split("|")) for part in parts)


def _winner(case: dict[str, Any], said: str, numbers: list[Decimal]) -> bool:
    lowest = case["lowest"]
    if numbers and numbers[0] != (min if lowest else max)(numbers):
        raise ValueError(f"the first of {numbers} is not the winner's of {case['question']!r}")
    if best := _BEST.search(said):
        return case["winner"] in best[1] and "、" not in best[1]
    more = _MORE.search(said.partition("。")[0])
    return bool(more) and case["winner"] in more[2 if lowest else 1]  # type: ignore[index]


def _number(words: str) -> Decimal:
    figure = re.search(r"\d+(?:\.\d+)?", words)
    if figure is None:
        raise ValueError(f"{words!r} is no figure")
    scale = 10_000 if "万亿" in words else 1
    return Decimal(figure[0]) * scale


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
