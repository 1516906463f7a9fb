"""The list that a question means, if one is surely meant: of a text's structure, or unlabelled inside its sentences.

Both are told by a chance of its own (`chance`, `inline_chance`), fitted on questions asked with and without the
documents that answer them; the likelier is given.
"""

from collections.abc import Sequence

from index import Hit, Library
from rag.datamodel import DirectAnswer
from rag.extractive.lists.inline_answers import from_inline, likeliest_inline
from rag.extractive.lists.outline_answers import from_node, item_beside, likeliest_node
from rag.question.analysis import Question

SURE = 0.6
"""Chance from which a list is given: docs/LOG.md."""


def list_meant(library: Library, question: Question, hits: Sequence[Hit]) -> DirectAnswer | None:
    """Answer with the items of the list that a question means, or with the one it asks for; None if none surely is.

    :param hits: What retrieval found, best first.
    """
    asked = question.list_asked
    if asked is None or not hits:
        return None
    if asked.beside:
        return item_beside(library, question, asked, hits)
    node, inline = likeliest_node(library, question, hits), likeliest_inline(library, question, hits)
    sure, unlabelled = node[0] if node else 0.0, inline[0] if inline else 0.0
    if max(sure, unlabelled) < SURE:
        return None
    if inline is not None and unlabelled > sure:
        return from_inline(library, inline[1], asked)
    assert node is not None, "its chance is above"
    return from_node(library, node[1], asked)
