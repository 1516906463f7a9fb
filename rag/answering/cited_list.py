"""Which list a model points at: of what it wrote, the sources lie in the items of one list; that list is the answer.

    it cites    （三）…， （一）…， a sentence under （一）      of a list （一）–（六）
    given       （一） to （六）, whole and in order

A small model asked for a list finds the place and gives two of its six items, one of them twice; the text's own
structure has them all. Reads spans, and of words the items' labels alone.

Of a list that has as many items as the question counts, and is one of at most two that lead, it is asked outright.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.structure.list_announcements import label_of
from rag.answering.prompts import NO, YES, is_list
from rag.datamodel import Evidence, Listed
from rag.models.language_model import LanguageModel
from rag.question.analysis import Question

_HEADS = 2
"""Items whose beginnings must be cited."""
_WITHIN = 0.6  # share of what is cited that must lie in the list
_WORTH = (1.0, 1.5)  # of that share, and of the share that is beginnings, beside the list's own score
_LEAD, _SURE = 0.5, 3.7
"""By how much its score leads, or else the model's log-odds, and those from which it is given: docs/LOG.md."""
_ASKED_OF = 2


@dataclass(frozen=True, slots=True)
class _Pointed:
    heads: int
    within: float
    begun: float


def cited_list(lists: Sequence[Listed], cited: Sequence[Evidence]) -> Listed | None:
    """Return the list that what is cited lies in; None if it lies in none, or in one of another number of items.

    :param lists: The likeliest of the question, best first.
    :param cited: What the model's sentences rest on.
    """
    best: tuple[float, Listed] | None = None
    for one in lists:
        if not one.fits:
            continue
        found = _lies(one, cited)
        if found.heads < _HEADS or found.within < _WITHIN:
            continue
        worth = one.score + _WORTH[0] * found.within + _WORTH[1] * found.begun
        if best is None or worth > best[0]:
            best = worth, one
    return best[1] if best else None


def meant_list(lists: Sequence[Listed], question: Question, model: LanguageModel) -> Listed | None:
    """Return the first list if it is counted and the model says that it is what is asked; else None.

    Of two that are as likely the one of which the model is the surer.

    :raises GenerationError: If the model fails.
    """
    near = [one for one in lists[: _ASKED_OF + 1] if lists[0].score - one.score < _LEAD]
    if not near or len(near) > _ASKED_OF or not all(one.counted for one in near):
        return None
    odds = []
    for one in near:
        yes, no = model.next_token_logprobs(is_list(one.told, question), [YES, NO])
        odds.append(yes - no)
    surest, *others = sorted(odds, reverse=True)
    if surest < _SURE or any(surest - other < _LEAD for other in others):
        return None
    return near[odds.index(surest)]


def _lies(one: Listed, cited: Sequence[Evidence]) -> _Pointed:
    heads, within, begun = set[int](), 0, 0
    for item in cited:
        if item.speech.id != one.speech_id:
            continue
        at = next((n for n, (start, end) in enumerate(one.items) if start < item.end and item.start < end), None)
        if at is None:
            continue
        within += 1
        if item.start < one.heads[at][1]:
            begun += 1
            heads.add(at)
    many = len(cited) or 1
    return _Pointed(len(heads), within / many, begun / many)


def nth_items(nth: Sequence[int], cited: Sequence[Evidence]) -> Sequence[Evidence] | None:
    """Return the n-th items of what an answer rests on; none if that cannot be told; None if any is missing.

    :param nth: Which, from 1; of the last one, -1, nothing can be told.
    """
    labels = {label: item for item in reversed(cited) if (label := label_of(item.text)) is not None}
    if not labels:
        return ()
    if any(one > 0 and one not in labels for one in nth):
        return None
    return () if min(nth) < 0 else [labels[one] for one in nth]
