"""Answers that need no language model: lists, quotations and counts, taken from the library exactly.

    question -> Intent -> lists | quotations | mentions -> Statements, or None: then the model answers

A wrong direct answer is worse than none: whoever is not sure returns None.
"""

from collections.abc import Sequence
from dataclasses import replace

from index import Filters, Hit, Library
from rag.datamodel import DirectAnswer
from rag.extractive.card_answers import card_answer
from rag.extractive.catalogue import catalogue
from rag.extractive.lists.meant_list import list_meant
from rag.extractive.lists.named_lists import list_items
from rag.extractive.neighbouring_words import beside_quoted
from rag.extractive.quotation_answers import exact_words, speaker_asked, who_said
from rag.extractive.term_counts import mentions
from rag.question.analysis import Question
from rag.question.filters.speech_selection import Selection
from rag.question.intent.intents import FIRST, Kind

_SENTENCE = 8  # characters from which quoted words are somebody's sentence


def answer_directly(
    library: Library, question: Question, hits: Sequence[Hit], filters: Filters | None = None
) -> DirectAnswer | None:
    """Answer a question for a list, a quotation or a count from the texts themselves, or return None.

    Counts and quotations are looked for in every speech that the filters accept, not in the hits.

    :param question: Read with the library: `rag.question.analysis.with_library`.
    :param hits: What retrieval found, best first: of many sentences or lists those that it prefers are taken.
    """
    if not any(True for _ in library.speeches(filters)):
        return None
    found = _by_intent(library, question, hits, filters)
    if found is not None and not (found.refusal is not None and question.may_mean_else):
        return found
    return (
        card_answer(library, question, hits)
        or speaker_asked(library, question, filters, hits)
        or list_meant(library, question, hits)
    )


def _by_intent(
    library: Library, question: Question, hits: Sequence[Hit], filters: Filters | None
) -> DirectAnswer | None:
    intent = question.intent
    if intent is None:
        return None
    assert question.in_library is not None, "not read with the library"
    selection = question.in_library.selection
    order = [(hit.speech.id, hit.start, hit.end) for hit in hits]
    match intent.kind:
        case Kind.LIST:
            return list_items(library, intent, selection, filters, order)
        case Kind.QUOTATION:
            if len(intent.phrase) < _SENTENCE and not intent.claimed:  # a term: whoever used it did not coin it
                said = None if intent.detail == FIRST else speaker_asked(library, question, filters, hits)
                return said or mentions(library, replace(intent, kind=Kind.EARLIEST, rest=""), Selection(), filters)
            return who_said(library, intent, filters, hits)
        case Kind.BESIDE:
            return beside_quoted(library, intent, filters, hits, question.wanted.letters)
        case Kind.WORDING:
            return exact_words(library, intent, selection, filters, order)
        case Kind.MENTIONS | Kind.EARLIEST | Kind.LATEST:
            return mentions(library, intent, selection, filters)
        case Kind.ABSENT | Kind.CATALOGUE:
            return catalogue(library, intent, selection, filters)
        case _:
            return None
