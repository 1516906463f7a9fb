"""A list that one sentence joins with marks, of as many things as the question counts: 体现耐写性、顺滑性、环保性.

No name and no label tells that it is one. So a row is only asked about if its sentence has the question's words that
its document is not about anyway, and it is only given if the model says that it is what is asked; then the sentence is
quoted whole: where the first thing begins and the last one ends is not told by marks.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from corpus import fold
from corpus.structure.items_before_name import AND
from rag.answering.prompts import NO, YES, is_list
from rag.datamodel import Evidence
from rag.models.language_model import LanguageModel
from rag.question.analysis import Question

_FEWEST = 3  # things in a row: two stand side by side everywhere
_SHARE = 0.25
"""Least share of the question's words in the sentence."""
_KNOWN = 0.25  # what a word counts that the document is about anyway
_WORTH, _SURE = 2.0, 4.7
"""Least log-odds of the model that it is what is asked, and what that share is worth beside them: docs/LOG.md."""
_ASKED_OF = 2  # sentences, those with most of its words first
_OPENS, _CLOSES = "“《（(「", "”》）)」"
_ENDS = "，,；;：:。！？!?\n"
_LINE = 160  # characters of the sentence that a model is shown


def meant_row(evidence: Sequence[Evidence], question: Question, model: LanguageModel) -> Evidence | None:
    """Return the sentence that joins what a question asks for; None if no sentence surely does.

    :raises GenerationError: If the model fails.
    """
    asked = question.list_asked
    if asked is None or asked.nth or (asked.counted or 0) < _FEWEST:
        return None
    words = asked.about | ({asked.noun} if len(asked.noun) > 1 else set())
    found: list[tuple[float, Evidence, tuple[str, ...]]] = []
    for item in evidence:
        row = next(rows(item.annotated.folded, asked.counted or 0), None)
        share = _share(words, item) if row else 0.0
        if row and share >= _SHARE:
            found.append((share, item, row))
    odds = []
    for share, item, row in sorted(found, key=lambda one: -one[0])[:_ASKED_OF]:
        told = (item.text[:_LINE], *(f"{number}. {thing}" for number, thing in enumerate(row, 1)))
        yes, no = model.next_token_logprobs(is_list(told, question), [YES, NO])
        odds.append((yes - no + _WORTH * share, item))
    surest = max(odds, key=lambda one: one[0], default=None)
    return surest[1] if surest and surest[0] >= _SURE else None


def merely_names(quoted: Collection[str], answer: str) -> bool:
    """Say whether an answer has the quoted name of the list that is asked for, and joins no two things.

    >>> merely_names(["三新"], "“三新”行动全面展开"), merely_names(["三新"], "“三新”即新路、新渠、新桥")
    (True, False)
    """
    joins = "、" in answer or "；" in answer or AND.search(answer)
    return not joins and any(name in answer for name in quoted)


def _share(words: frozenset[str], item: Evidence) -> float:
    """Return the share of a question's words that a sentence has; those that its document is about tell little."""
    about, folded = fold(item.about), item.annotated.folded
    weights = {word: _KNOWN if word in about else 1.0 for word in words}
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in folded) / total if total else 0.0


def rows(text: str, number: int) -> Iterator[tuple[str, ...]]:
    """Yield the rows of so many things that 、 joins in one clause, or that stand in quotation marks side by side.

    What lies in brackets or marks is a row of its own. The first thing has what stands before it in its clause, the
    last one what stands behind it.

    >>> list(rows("体现“耐写性、顺滑性、环保性”这三个特性", 3)), list(rows("围绕“制笔”“造纸”两大路线", 2))
    ([('耐写性', '顺滑性', '环保性')], [('制笔', '造纸')])

    :param text: Folded.
    :param number: At least 2.
    """
    stack: list[list[int]] = []
    cuts, quoted = [0], list[tuple[int, int]]()
    for at, char in enumerate(text + "\n"):
        if char in _OPENS:
            stack.append(cuts)
            cuts = [at + 1]
        elif (closes := char in _CLOSES and bool(stack)) or char in _ENDS:
            if row := _row(text, [*cuts, at + 1], number):
                yield row
            if char == "”" and closes:
                beside = bool(quoted) and _joins(text[quoted[-1][1] + 1 : cuts[0] - 1])
                quoted = [*(quoted if beside else ()), (cuts[0], at)]
                if len(quoted) == number and not _goes_on(text, at + 1):
                    yield tuple(text[start:end] for start, end in quoted)
            cuts = stack.pop() if closes else [at + 1]
        elif char == "、":
            cuts.append(at + 1)


def _row(text: str, cuts: Sequence[int], number: int) -> tuple[str, ...]:
    things = [text[start : end - 1].strip() for start, end in pairwise(cuts)]
    if len(things) == number - 1 > 1:
        joined = AND.search(things[-1], 1, len(things[-1]) - 1)
        things[-1:] = [things[-1][: joined.start()], things[-1][joined.end() :]] if joined else things[-1:]
    return tuple(things) if len(things) == number and all(things) else ()


def _joins(between: str) -> bool:
    word = between.lstrip("、，,")
    return not word or AND.fullmatch(word) is not None


def _goes_on(text: str, at: int) -> bool:
    return _joins(text[at : text.find("“", at)]) if "“" in text[at : at + 4] else False
