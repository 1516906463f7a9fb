"""A question as it comes from outside, by page or route: not empty, not too long."""

from corpus import InputError
from rag import MAX_QUESTION


def checked_question(text: str) -> str:
    """Return the question without blanks around it.

    :raises InputError: If nothing is left, or it is too long.
    """
    question = text.strip()
    if not question:
        raise InputError("the question is empty; write one, such as: 会议由谁主持？", code="question_missing")
    if len(question) > MAX_QUESTION:
        raise InputError(
            "the question has {length} characters; write at most {limit}",
            code="question_too_long",
            length=len(question),
            limit=MAX_QUESTION,
        )
    return question
