"""The realistic unanswerable question: one with an answer, asked with the documents that hold it left out.

It is answered right by refusing, or by the gold answer all the same: then another document holds it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from corpus import Speech
from index import Filters
from rag.evaluation.gold import Gold

_NO_SPEECH = ("-",)  # no ids would accept every speech


def leave_out(gold: Iterable[Gold], speeches: Iterable[Speech]) -> list[Gold]:
    """Return what is to be asked besides: each answerable question with a source document, its sources left out.

    Not those that are answered from given passages, nor those of whose sources the library has none.

    :param speeches: What the library has.
    """
    names = {Path(speech.path).name for speech in speeches}
    return [
        replace(
            item,
            unanswerable=True,
            sources=(),
            left_out=item.sources,
            digest=f"{item.digest}-left-out",  # a journal, and a comparison, keep the two apart
        )
        for item in gold
        if not item.unanswerable and not item.passages and names.intersection(item.sources)
    ]


def searched(item: Gold, speeches: Sequence[Speech]) -> Filters | None:
    """Return the filters that a question is asked with: its own, and every speech but those that are left out.

    :param speeches: What the library has.
    """
    if not item.left_out:
        return item.filters
    others = [speech.id for speech in speeches if Path(speech.path).name not in item.left_out]
    return replace(item.filters or Filters(), ids=others or _NO_SPEECH)
