"""Asks for a direct answer as the assistant does, without models."""

from index import Filters, Library
from rag.answering.refusal import reason_text
from rag.datamodel import DirectAnswer
from rag.extractive.dispatch import answer_directly
from rag.question.analysis import understand


def ask(library: Library, question: str, filters: Filters | None = None) -> DirectAnswer | None:
    """Answer directly, with hits by terms."""
    understood = understand(question)
    hits = library.hits(
        [(chunk, score, "terms") for chunk, score in library.search_terms(understood.text, 10, filters)]
    )
    return answer_directly(library, understood, hits, filters)


def text_of(answer: DirectAnswer | None) -> str:
    """Return what an answer says; it must be one that says something, and rest on the exact source."""
    assert answer is not None and answer.refusal is None
    assert answer.statements and all(statement.support for statement in answer.statements)
    return "\n".join(statement.text for statement in answer.statements)


def reason_of(answer: DirectAnswer | None) -> str:
    """Return why there is nothing to state."""
    assert answer is not None and answer.refusal is not None and not answer.statements
    return reason_text(answer.refusal)


def assert_exact(library: Library, answer: DirectAnswer) -> None:
    """Hold every support to the characters of its source."""
    for statement in answer.statements:
        for item in statement.support:
            assert library.source_text(item.speech.id)[item.start : item.end] == item.quote
