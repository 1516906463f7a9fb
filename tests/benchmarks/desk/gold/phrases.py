"""Phrases, in the script and punctuation that somebody types, against a plain search that shares nothing with ours.

A case has `words` and perhaps a `question` for their trend. Uses are compared text by text, and what the chat answers
(how many uses, in how many texts, of each year) with the plain search's too, titles counted as the library does.
"""

import re
from collections import Counter

from index import Library
from rag.desk.phrases.concordance import concordance
from tests.benchmarks.desk.gold.scores import Score, cases
from tests.benchmarks.desk.texts import plain
from tests.support.asking import ask_desk

_SAID = re.compile(r"共 (\d+) 处，见于 (\d+) 篇")
_YEAR = re.compile(r"(\d{4})年 (\d+) 次")


def measure(library: Library, texts: str) -> dict[str, Score]:
    """Search every phrase by both means, and ask for the trend of those with a question."""
    uses, asked = Score(), Score()
    speeches = library.speeches()
    bodies = {s.id: plain(library.source_text(s.id)[s.start : s.end]) for s in speeches}
    dates = {s.id: s.date or "" for s in speeches}
    for case in cases("phrases", texts):
        words = plain(case["words"])
        expected = Counter({name: text.count(words) for name, text in bodies.items() if words in text})
        found: Counter[str] = Counter()
        titles: Counter[str] = Counter()
        for use in concordance(library, case["words"]).uses:
            body = use.speech.start <= use.words.start < use.speech.end
            (found if body else titles)[use.speech.id] += 1
        uses.cases += 1
        uses.wanted += expected.total()
        uses.right += (expected & found).total()
        uses.wrong += (found - expected).total()
        if expected != found:
            uses.notes.append(f"{case['words']}: plain {expected.total()}, found {found.total()}")
        if not case["question"]:
            continue
        asked.cases += 1
        asked.wanted += 1
        answer = ask_desk(library, case["question"])
        said = answer.statements[0].text if answer and answer.statements else ""
        whole = expected + titles
        numbers = _SAID.search(said)
        years = Counter({year: int(n) for year, n in _YEAR.findall(said)})
        of_year = Counter[str]()
        for name, count in whole.items():
            if dates[name]:
                of_year[dates[name][:4]] += count
        counted = numbers and (int(numbers[1]), int(numbers[2])) == (whole.total(), len(whole)) and years == of_year
        if counted or (not whole and answer is not None and answer.refusal is not None):
            asked.right += 1
        elif said:
            asked.wrong += 1
            asked.notes.append(f"WRONG: {case['question']} -> {said[:120]}; {whole.total()} in {len(whole)}, {of_year}")
        else:
            asked.notes.append(f"missed: {case['question']}")
    return {"uses": uses, "trend asked for": asked}
