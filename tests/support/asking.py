"""Asks for a direct answer as the assistant does, without models."""

from collections.abc import Sequence

from corpus import fold
from index import Filters, Hit, Library
from rag.answering.refusal.wording import reason_text
from rag.datamodel import DirectAnswer
from rag.desk.figures import answer_comparison, answer_from_figures
from rag.desk.figures.names import Names
from rag.desk.jobs.answers import answer_job
from rag.extractive.dispatch import answer_directly
from rag.question.analysis import understand, with_library
from rag.question.desk.comparison import comparison
from rag.question.desk.figure_question import figure_question


def ask(library: Library, question: str, filters: Filters | None = None) -> DirectAnswer | None:
    """Answer directly, with hits by terms."""
    understood = with_library(understand(question), library, Names(library), filters)
    hits = library.hits(
        [(chunk, score, "terms") for chunk, score in library.search_terms(understood.text, 10, filters)]
    )
    return answer_directly(library, understood, hits, filters)


def ask_figures(library: Library, question: str, *, exact: bool = False) -> DirectAnswer | None:
    """Answer from the figures of a library."""
    names = Names(library)
    compared = answer_comparison(library, comparison(fold(question), names))
    return compared or answer_from_figures(library, figure_question(question, names), exact=exact)


def ask_desk(library: Library, question: str, hits: Sequence[Hit] = ()) -> DirectAnswer | None:
    """Have a job of the desk done."""
    return answer_job(library, with_library(understand(question), library, Names(library)), hits)


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
