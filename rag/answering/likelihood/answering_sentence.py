"""Which sentence of the evidence answers a question, and how likely it does: from what the search and both texts tell.

    each sentence's signs  ->  score  ->  share of all  |
                                          the best one  |->  chance, 0 to 1

A small model that copies the sentence that answers copies the wrong one oftener than this; it is asked nothing here.
Both are fitted by `python -m tests.benchmarks.learned.answering_sentence` on questions asked with and without the
documents that answer them: the score by the likelihood of the right sentences among all, the chance by logistic
regression on the best ones, right or not. docs/evaluation.md says on which sets.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from corpus.language.annotation import Annotated, annotate
from rag.answering.grounding import additions
from rag.datamodel import Evidence, Passage, logistic, readable, weighted
from rag.question.analysis import Question
from rag.verification.answer_relevance import concerns, tells_deed
from rag.verification.known_names import share_known

Ranked = Sequence[tuple[str, int, int, float]]
"""Spans of what the search found with its chance of each, best first: (speech, start, end, chance)."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a sentence and against it, each about 0 to 1 but `adds` and `length`.

    :param passage: The search's chance of the passage that it stands in.
    :param first: Whether that is the best passage.
    :param own: Share of the question's content words in it.
    :param wide: The same in it, its neighbours, and what is known of its document.
    :param topics: Share of those that are neither places nor figures in it.
    :param rest: Share in it of those that the document's title and what else is known of it do not have: what is asked.
    :param concerns: Whether it is of the place and year asked for, as far as that is told.
    :param named: `known_names.share_known` of it.
    :param adds: How much it says that the question does not, as a logarithm.
    :param card: Whether it only states its document's metadata.
    :param length: Its characters, as a logarithm.
    :param may: Whether it may be such an answer as is wanted.
    :param deed: Whether it tells of the deed that is asked about: 主持, 宣读.
    :param person: Whether it names somebody whom the question does not, where a person is asked for.
    """

    passage: float
    first: float
    own: float
    wide: float
    topics: float
    rest: float
    concerns: float
    named: float
    adds: float
    card: float
    length: float
    may: float
    deed: float
    person: float


OF_FACTS = Signs(
    passage=1.27,
    first=1.25,
    own=-0.12,
    wide=0.35,
    topics=0.22,
    rest=1.93,
    concerns=0.42,
    named=0.15,
    adds=-0.62,
    card=-0.64,
    length=0.69,
    may=1.61,
    deed=0.98,
    person=0.84,
)
WHETHER = Signs(
    passage=1.2,
    first=1.17,
    own=0.61,
    wide=0.82,
    topics=1.0,
    rest=2.58,
    concerns=0.82,
    named=0.65,
    adds=-0.72,
    card=-1.53,
    length=0.71,
    may=0.0,
    deed=1.58,
    person=0.0,
)
"""The weights where it is asked whether something is so, which the sentence that denies it answers as well."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What tells whether the best sentence answers.

    :param score: Its own; `share`: its share of all by their scores, 0 to 1.
    :param passage: As `Signs`, and so `wide`, `named`, `length`.
    :param whether: Whether it is asked if something is so.
    """

    score: float
    share: float
    passage: float
    wide: float
    named: float
    length: float
    whether: float


BIAS = -8.21
STANDING = Standing(score=0.23, share=3.8, passage=1.24, wide=2.27, named=2.37, length=-0.21, whether=0.29)
SURE_WHETHER = 0.5
"""Least chance with which a sentence is quoted, and no model asked, for whether something is so."""
SURE = 0.6
"""Least chance with which a sentence is quoted where no model can be asked."""
SIGNS, STANDINGS = (tuple(field.name for field in fields(kind)) for kind in (Signs, Standing))


@dataclass(frozen=True)
class Choice:
    """The sentences of some evidence, and how likely each answers.

    :param sentences: As `rag.datamodel.readable` gives them; never empty.
    :param signs: What is known of each.
    :param whether: Whether it is asked if something is so.
    """

    sentences: tuple[Evidence, ...]
    signs: tuple[Signs, ...]
    whether: bool

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """The share of each by its score, together 1."""
        scores = self.scores
        parts = [math.exp(score - max(scores)) for score in scores]
        return tuple(part / sum(parts) for part in parts)

    @property
    def scores(self) -> tuple[float, ...]:
        """Higher is better; comparable within one question."""
        weights = WHETHER if self.whether else OF_FACTS
        return tuple(weighted(weights, signs) for signs in self.signs)

    @property
    def best(self) -> Evidence:
        """The sentence with the highest score."""
        return self.sentences[self.at]

    @property
    def at(self) -> int:
        """Where the best one stands among all."""
        return max(range(len(self.shares)), key=self.shares.__getitem__)

    @property
    def standing(self) -> Standing:
        """What tells whether the best one answers."""
        at = self.at
        signs = self.signs[at]
        return Standing(
            self.scores[at],
            self.shares[at],
            signs.passage,
            signs.wide,
            signs.named,
            signs.length,
            float(self.whether),
        )

    @property
    def chance(self) -> float:
        """The chance that the best one answers, 0 to 1."""
        return logistic(BIAS + weighted(STANDING, self.standing))


def choose(question: Question, passages: Sequence[Passage], ranked: Ranked) -> Choice | None:
    """Weigh the sentences of some passages for a question; None if there are none."""
    sentences = readable(passages)
    if not sentences:
        return None
    cards = {line for passage in passages for line in passage.card}
    texts = [one.annotated for one in sentences]
    signs = tuple(
        _read(question, one, _around(texts, at), ranked, card=one in cards) for at, one in enumerate(sentences)
    )
    return Choice(sentences, signs, question.expects == "yesno")


def _around(texts: Sequence[Annotated], at: int) -> str:
    return "\n".join(text.folded for text in texts[max(0, at - 1) : at + 2])


def _read(question: Question, one: Evidence, around: str, ranked: Ranked, *, card: bool) -> Signs:
    asked, text = question.mentions, one.annotated
    said, topics = asked.words - question.wanted.asking, asked.topics - question.wanted.asking
    inside = [
        (place, likely)
        for place, (speech, start, end, likely) in enumerate(ranked)
        if speech == one.speech.id and start <= one.start < end
    ]
    known, about = f"{one.searchable}\n{around}", annotate(one.about).folded
    return Signs(
        passage=sum(likely for _, likely in inside),
        first=float(any(place == 0 for place, _ in inside)),
        own=_share(said, text.folded),
        wide=_share(said, known),
        topics=_share(topics, text.folded, none=0.0),
        rest=_share(frozenset(word for word in said if word not in about), text.folded),
        concerns=float(concerns(asked, one.text, (one,))),
        named=share_known(asked, (one,)),
        adds=math.log1p(len(additions(one.text, asked))),
        card=float(card),
        length=math.log1p(len(text.folded)),
        may=float(question.wanted.may_be(one.text)),
        deed=float(tells_deed(asked, one)),
        person=float(question.expects == "person" and any(name.text not in asked.folded for name in text.persons)),
    )


def _share(words: frozenset[str], text: str, none: float = 1.0) -> float:
    return sum(word in text for word in words) / len(words) if words else none
