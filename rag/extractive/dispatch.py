"""Answers that need no language model: lists, quotations and counts, taken from the library exactly.

    question -> Intent -> lists | quotations | mentions -> Statements, or None: then the model answers

A wrong direct answer is worse than none: whoever is not sure returns None.
"""

from collections.abc import Sequence
from dataclasses import replace

from corpus.language.lexicon import words
from corpus.language.segmentation import content_words
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

_MENTIONS = words("speech_verbs", "mentions")
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
    if (found := _by_intent(library, question, hits, filters)) is not None and not _unsure(question, found):
        return found
    return (
        card_answer(library, question, hits)
        or speaker_asked(library, question, filters, hits)
        or list_meant(library, question, hits)
    )


def _unsure(question: Question, found: DirectAnswer) -> bool:
    """Say whether words are missed that may be no term: 是不是说存纸都卖完了 asks whether it is so, not who says that.

    Several words that no text is asked to mention (有没有讲话提到……) are what somebody else puts otherwise.
    """
    intent = question.intent
    if found.refusal is None or question.expects != "yesno" or intent is None or intent.quoted:
        return False
    mentions = any(word in question.mentions.folded for word in _MENTIONS)
    return not mentions and len(content_words(intent.phrase)) > 1


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
