"""Which facts of a document's card a question asks for: who spoke, as what, when, at which meeting, in which paper.

Learned (`learned`) from wordings, one field apart from the others, so that two may be asked at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from corpus import Speech, fold
from corpus.language.lexicon import pattern
from corpus.language.segmentation import content_words
from rag.question.answer_type import asking_clauses
from rag.question.filters.speech_selection import Selection, select
from rag.question.intent.learned import frame, load
from rag.question.intent.masking import features, masked, read
from rag.question.question_words import ASKS

LEAST = 0.6
"""Least chance that a field is asked for."""
ABOUT = 0.7
"""Least chance that a question asks for its document's card at all."""


_CREDITS = {role: pattern(f"{{genres:{role}!}}") for role in ("reporter", "editor")}
_ANOTHER_TIME = pattern("{asking_of_card:before}")
_AUTHOR = pattern("{asking_of_card:author}|讲话人|发言人|[他她]")


@dataclass(frozen=True, slots=True)
class CardAsked:
    """What a question asks of a document's card.

    :param fields: Names of `Speech`'s fields, and `reporter`, `editor`: whom its lines of credit name.
    :param texts: Which speeches the question, with those that it follows, means.
    :param author: Whether it speaks of whoever wrote or spoke, without a name.
    :param others: Words of it that no such question that was learned from has: names, and what the text is about.
    """

    fields: tuple[str, ...]
    texts: Selection
    author: bool
    others: frozenset[str] = frozenset()


def card_asked(question: str, whole: str, speeches: Sequence[Speech]) -> CardAsked | None:
    """Return what a question asks of a document's card, or None if it asks for something else.

    :param whole: The question behind those that it follows: which document is meant may be told there.
    """
    folded = fold(question)
    fields = () if _ANOTHER_TIME.search(folded) else fields_asked(question)
    others = content_words(folded) - frame("card")
    others -= {word for word in others if any(form.search(word) for form in _CREDITS.values())}
    return CardAsked(fields, select(whole, speeches), bool(_AUTHOR.search(folded)), others) if fields else None


def fields_asked(question: str) -> tuple[str, ...]:
    """Return the fields that a question asks for, with those whom lines of credit name; none of another question.

    Clause by clause: what is asked besides must be a field, too.

    >>> fields_asked("这篇文章是谁写的？作者在哪个单位？"), fields_asked("这篇文章是谁写的？竹纸产值是多少？")
    (('speaker', 'role'), ())
    """
    clauses = asking_clauses(question)
    asked = [fold(clause) for clause in clauses or (question,)]
    credited = [
        tuple(role for role, word in _CREDITS.items() if word.search(one) and ASKS.search(one)) for one in asked
    ]
    each = [roles or card_fields(clause) for clause, roles in zip(asked, credited, strict=True)]
    if any(credited) or (clauses and all(each)):
        return tuple(dict.fromkeys(chain(*each))) if all(each) else ()
    whole = card_fields(question)
    return whole if len(whole) >= len(clauses) else ()


@lru_cache(maxsize=256)
def card_fields(question: str, least: float = LEAST) -> tuple[str, ...]:
    """Return the names of the fields that a question asks for, as `Speech` has them; none of something else.

    >>> card_fields("这篇讲话是谁在什么会上讲的？")
    ('speaker', 'occasion')
    """
    folded, named = read(question)
    pieces = features(masked(folded, named), card=True)
    if load("card").chance(pieces) < ABOUT:
        return ()
    model = load("fields")
    return tuple(name for name, chance in zip(model.names, model.chances(pieces), strict=True) if chance >= least)
