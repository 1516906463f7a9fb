"""Which of the candidates holds the answer: the fused score, what stands around a chunk, and what the question wants.

A chunk is short, so that half of a question's words often stand in the sentence before it, in its heading or in its
document's title. How much of the question those cover tells more than either search does. The weights are fitted by
`python -m tests.benchmarks.quality.ranking`, which also shows what each part is worth; see docs/LOG.md.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from corpus import fold
from corpus.language.annotation import annotate
from corpus.language.lexicon import pattern
from corpus.language.periods import resolve_years
from index import Context, term_set
from rag.question.analysis import Question
from rag.question.answer.answer_type import Expected

Scores = npt.NDArray[np.float64]

FEATURES = ("fused", "near", "wide", "kind", "may", "person")
WEIGHTS = (1.85, 1.4, 3.4, 1.63, 1.27, 1.47)
"""Of `FEATURES`; a score is a log-odds, so that the softmax over the candidates is the chance to hold the answer.

Fitted on 630 questions of eight sets over 185 public documents; each set left out in turn: docs/LOG.md.
"""
READ = 20
"""Candidates, best by the features before, of which the last two are read: they want the sentence taken apart."""

_KINDS: Mapping[Expected, re.Pattern[str]] = {
    "number": pattern(r"\d|[{tens}两百千万亿]+[个项名人次元米吨亩家条所座岁倍成届种件]|百分之"),
    "duration": pattern(r"[\d{tens}两几数]+个?(?:{units:time}|星期|周)"),
    "date": pattern(r"\d+[年月日]|[〇零{ones}]{4}年|[{tens}]{1,3}[月日]|年代|世纪|(?!上年){times:asked_year}"),
}


def features(
    question: Question, fused: Scores, found: Sequence[Context | None], weights: Mapping[str, float]
) -> npt.NDArray[np.float64]:
    """Return the features of candidates, shape (n, 6), columns as `FEATURES`.

    `may` is whether a text may be such an answer as is wanted (`Wanted.may_be`), 1 or -1, 0 where all or none may;
    `person` whether it names one that the question does not, where one is asked for.

    :param fused: Their sums of z-scores, shape (n,).
    :param found: Their contexts; None if one is gone.
    :param weights: Inverse document frequency of the question's terms.
    """
    terms = [term for term in question.mentions.terms if term in weights]
    mass = np.array([weights[term] for term in terms])
    total = float(mass.sum()) or 1.0
    pattern = _KINDS.get(question.expects)
    rows = np.zeros((len(found), len(FEATURES)))
    rows[:, 0] = fused
    for row, context in zip(rows, found, strict=True):
        if context is None:
            continue
        near = term_set(context.text).union(*map(term_set, context.near))
        if question.mentions.of_time:  # 去年 in a speech of 2024 is 2023年
            near |= {
                term for *_, year in resolve_years(context.text, context.date) for term in (str(year), f"{year}年")
            }
        wide = near.union(*map(term_set, context.wide), term_set(context.about))
        row[1] = float(mass[[term in near for term in terms]].sum()) / total
        row[2] = float(mass[[term in wide for term in terms]].sum()) / total
        if pattern is not None:
            row[3] = 1.0 if pattern.search(fold(context.text)) else -1.0
    best = np.argsort(-(rows @ np.array(WEIGHTS)), kind="stable")[:READ]
    texts = {place: context.text for place in best if (context := found[place]) is not None}
    may = {place: question.wanted.may_be(text) for place, text in texts.items()}
    for place, text in texts.items():
        rows[place, 4] = 0.0 if len(set(may.values())) == 1 else 1.0 if may[place] else -1.0
        rows[place, 5] = float(question.expects == "person" and _names_somebody(text, question))
    return rows


def _names_somebody(text: str, question: Question) -> bool:
    return any(name.text not in question.mentions.folded for name in annotate(fold(text)).persons)


def rank(question: Question, fused: Scores, found: Sequence[Context | None], weights: Mapping[str, float]) -> Scores:
    """Return the candidates' scores, shape (n,), higher is better: log-odds that they hold the answer."""
    scores: Scores = features(question, fused, found, weights) @ np.array(WEIGHTS)
    return scores
