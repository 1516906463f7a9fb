"""How likely an answer is right: one chance from all that is known of question, evidence and what was written.

    the model's log-odds that the passages answer   |
    the least likely token of what it wrote          |
    whether its sentence passed, or is quoted for    |  logistic regression  ->  chance, 0 to 1  ->  shown, or refused
    what of the question the cited evidence lacks    |
    where the search ranked it                       |

The weights are fitted by `python -m tests.benchmarks.quality.calibration` on questions asked with and without the
documents that answer them, and reported on a set left out of the fit: docs/evaluation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from rag.answering.grounding import additions
from rag.datamodel import Claim, Evidence, Verdict, logistic, weighted
from rag.question.analysis import Question
from rag.verification.answer_relevance import concerns
from rag.verification.known_names import share_known

_LOGIT = 6.0  # log-odds beyond which more tells nothing
_UNLIKELY = -3.0  # log-probability below which less tells nothing
_USUAL = -0.9  # where the engine tells none: the mean of 108 answers to development questions


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure the model is of what it wrote; as it stands: even odds, of what nobody was asked about.

    :param answerable: Log-odds that the passages answer, asked before it wrote.
    :param least: The least log-probability of a token of its first sentence; None if the engine does not tell.
    """

    answerable: float = 0.0
    least: float | None = None


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against an answer; each about 0 to 1 but the first.

    :param logit: log P(yes) - log P(no) that the passages answer, cut at ±6, divided by 6.
    :param least: The least log-probability of a token of its first sentence, cut at -3.
    :param supported: Whether its first sentence is the model's own and passed the checks; 0: it is a quotation.
    :param adds: Whether it says anything that the question does not.
    :param asked: Share of the question's content words in what it cites, document and headings included.
    :param named: `known_names.share_known`: of the question's names, quoted words, ordinals, years, by what it cites.
    :param concerns: Whether what it cites is of the place and year asked for, as far as that is told.
    :param chance: The search's chance of the passages that it cites.
    :param first: Whether the best passage is among them.
    """

    logit: float
    least: float
    supported: float
    adds: float
    asked: float
    named: float
    concerns: float
    chance: float
    first: float


BIAS = -3.6
WEIGHTS = Signs(
    logit=1.85,
    least=1.31,
    supported=0.53,
    adds=1.48,
    asked=0.2,
    named=1.03,
    concerns=0.43,
    chance=1.34,
    first=0.61,
)
"""Fitted on 327 answers to three sets (150, 120 and 130 questions over 185 public documents), `least` on 257 of these,
then moved towards 152 answers to the first of them, asked anew, and to 60 questions over five public documents, with
those weights as the prior mean (ridge of 4). The bias is the first fit's, moved to about even odds: of its answers 68
of a hundred were right, and more of the questions that people ask have no answer in their library. The second fit's own
(-3.36) shows three wrong answers more for four right ones."""


def chance(signs: Signs) -> float:
    """Return the chance that an answer is right, 0 to 1."""
    return logistic(BIAS + weighted(WEIGHTS, signs))


def read_signs(
    question: Question,
    sure: Sureness,
    claims: Sequence[Claim],
    support: Sequence[Evidence],
    ranked: Sequence[tuple[str, int, int, float]],
) -> Signs:
    """Return what is known of an answer.

    :param sure: How sure the model is.
    :param claims: Its sentences.
    :param support: What they cite.
    :param ranked: Spans of the passages with the search's chance of each, best first: (speech, start, end, chance).
    """
    text = "\n".join(claim.text for claim in claims)
    known = "\n".join(item.searchable for item in support)
    asked = question.mentions
    cited = [any(item.speech.id == i and s <= item.start < e for item in support) for i, s, e, _ in ranked]
    return Signs(
        logit=max(-_LOGIT, min(_LOGIT, sure.answerable)) / _LOGIT,
        least=max(_USUAL if sure.least is None else sure.least, _UNLIKELY),
        supported=float(bool(claims) and claims[0].verdict is Verdict.SUPPORTED),
        adds=float(bool(additions(text, asked))),
        asked=_share(asked.words, known),
        named=share_known(asked, support),
        concerns=float(concerns(asked, text, support)),
        chance=sum(c for (*_, c), hit in zip(ranked, cited, strict=True) if hit),
        first=float(bool(cited) and cited[0]),
    )


def _share(words: frozenset[str], text: str) -> float:
    return sum(word in text for word in words) / len(words) if words else 1.0


SIGNS = tuple(field.name for field in fields(Signs))
"""Names of the signs, in the order of the weights."""
