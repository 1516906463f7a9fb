"""Which facts of a document's card a question asks for: who spoke, as what, when, at which meeting, in which paper.

Learned (`learned`) from wordings, one field apart from the others, so that two may be asked at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from corpus import Speech, fold
from corpus.language.lexicon import pattern
from corpus.language.segmentation import content_words
from rag.question.answer.answer_type import asking_clauses, expected
from rag.question.filters.speech_selection import Selection, select
from rag.question.intent.learned import frame, load
from rag.question.intent.masking import features, masked, read
from rag.question.question_words import ASKS

LEAST = 0.6
"""Least chance that a field is asked for."""
LIKELY = 0.3
"""Least chance of each field where a clause has as many words that ask."""
ABOUT = 0.7
"""Least chance that a question asks for its document's card at all."""


_CREDITS = {role: pattern(f"{{genres:{role}!}}") for role in ("reporter", "editor")}
_PUBLICATION = frozenset((*_CREDITS, "publisher"))
_JOINED = str.maketrans("和及与", "、、、")
_LONGEST = 10  # characters of a thing in a row
_ANOTHER_TIME = pattern("{asking_of_card:before}")
_AUTHOR = pattern("{asking_of_card:author}|讲话人|发言人|[他她]")


@dataclass(frozen=True, slots=True)
class CardAsked:
    """What a question asks of a document's card.

    :param fields: Names of `Speech`'s fields, and `reporter`, `editor`: whom its lines of credit name.
    :param texts: Which speeches the question, with those that it follows, means.
    :param author: Whether it speaks of whoever wrote or spoke, without a name.
    :param others: Words of it that no such question that was learned from has: names, and what the text is about.
    :param about: Such words where it asks who published, reported or edited: nobody else could be asked for.
    """

    fields: tuple[str, ...]
    texts: Selection
    author: bool
    others: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()


def card_asked(question: str, whole: str, speeches: Sequence[Speech]) -> CardAsked | None:
    """Return what a question asks of a document's card, or None if it asks for something else.

    :param whole: The question behind those that it follows: which document is meant may be told there.
    """
    folded = fold(question)
    fields = () if _ANOTHER_TIME.search(folded) else fields_asked(question)
    if not fields:
        return None
    others, about = set[str](), set[str]()
    for clause in asking_clauses(question) or (question,):
        words = {word for word in content_words(fold(clause)) - frame("card") if not _credited(word)}
        (about if _PUBLICATION.issuperset(fields_asked(clause)) else others).update(words)
    texts = select(whole, speeches)
    return CardAsked(fields, texts, bool(_AUTHOR.search(folded)), frozenset(others), frozenset(about))


def _credited(text: str) -> tuple[str, ...]:
    return tuple(role for role, word in _CREDITS.items() if word.search(text))


def fields_asked(question: str) -> tuple[str, ...]:
    """Return the fields that a question asks for, with those whom lines of credit name; none of another question.

    Clause by clause: what is asked besides must be a field, too.

    >>> fields_asked("这篇文章是谁写的？作者在哪个单位？"), fields_asked("这篇文章是谁写的？竹纸产值是多少？")
    (('speaker', 'role'), ())
    """
    clauses = asking_clauses(question)
    asked = [fold(clause) for clause in clauses or (question,)]
    credited = [_credited(one) if ASKS.search(one) else () for one in asked]
    each = [_as_many(clause, roles) for clause, roles in zip(asked, credited, strict=True)]
    if any(credited) or (clauses and all(each)):
        return tuple(dict.fromkeys(chain(*each))) if all(each) else ()
    whole = card_fields(question)
    return (whole if len(whole) >= len(clauses) else ()) if clauses else each[0]


def _row(clause: str) -> list[str]:
    """Return the things that stand in a row at the end of a clause: 这篇的作者、职务."""
    first, *others = clause.translate(_JOINED).split("、")
    for mark in "，,：:的":
        first = first.rpartition(mark)[2]
    return [first, *others]


def _as_many(clause: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields that a clause asks for: of each thing in a row, and as many as it has words that ask.

    >>> _as_many("报告是哪天、在哪个会上作的", ()), _as_many("这篇的作者、职务、发表时间都告诉我", ())
    (('date', 'occasion'), ('speaker', 'role', 'date'))
    """
    each = [card_fields(one) if len(one) <= _LONGEST else () for one in _row(clause)]
    if len(each) > 1 and all(len(one) == 1 for one in each):
        return tuple(dict.fromkeys((*roles, *chain(*each))))
    sure = roles or card_fields(clause)
    asks = [match.span() for match in ASKS.finditer(clause)]
    things = sum(not end or start - end > 1 for (_, end), (start, _) in pairwise([(0, 0), *asks]))  # 哪年哪月 is one
    if sure and things == 1 and expected(clause) == "date" and "date" not in sure:
        return ("date",)  # the word that asks wants a time: 登在哪天的报上 asks for no paper
    if len(sure) >= things:
        return sure
    likely = _likely(clause)
    more = sorted((name for name in likely if likely[name] >= LIKELY and name not in roles), key=lambda n: -likely[n])
    most = {*roles, *more[: things - len(roles)]}
    return tuple(name for name in (*roles, *likely) if name in most) if len(most) == things else ()


@lru_cache(maxsize=256)
def _likely(question: str) -> Mapping[str, float]:
    """Return the chance of each field to be asked for, in their order; nothing of what asks for no card."""
    folded, named = read(question)
    pieces = features(masked(folded, named), card=True)
    if load("card").chance(pieces) < ABOUT:
        return {}
    model = load("fields")
    return dict(zip(model.names, map(float, model.chances(pieces)), strict=True))


def card_fields(question: str) -> tuple[str, ...]:
    """Return the names of the fields that a question asks for, as `Speech` has them; none of something else.

    >>> card_fields("这篇讲话是谁在什么会上讲的？")
    ('speaker', 'occasion')
    """
    return tuple(name for name, chance in _likely(question).items() if chance >= LEAST)
