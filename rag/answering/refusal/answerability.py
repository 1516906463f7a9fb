"""Is the answer in the evidence? Decided before anything is written.

The model is asked, after the passages, whether they contain the answer. What it says aloud is of little use (a small
model's spoken refusal caught 12 % of unanswerable questions in a trial); the difference of the log-probabilities of its
two possible replies separates far better (area under the curve 0.96 in the same trial). See docs/LOG.md.

Which sentence answers, as far as that can be told without a model: `rag.answering.likelihood.answering_sentence`.
"""

from collections.abc import Sequence

from corpus import fold
from corpus.language.annotation import annotate
from corpus.language.lexicon import pattern
from rag.answering.grounding import additions
from rag.answering.prompts import NO, YES, answerable
from rag.datamodel import Evidence, Passage
from rag.models.language_model import LanguageModel
from rag.question.analysis import Question
from rag.verification.answer_relevance import concerns, tells_deed

_DECLINES = pattern(
    "(资料|文中|原文|上文)[^。，,]{0,8}(没有|并未|未|不)(直接|明确|具体)*({machine_talk:states})|(无法|"
    "不能)(从资料中)?({machine_talk:find})|信息不足|没有相关(信息|资料|内容)"
)


def answerable_logit(model: LanguageModel, passages: Sequence[Passage], question: Question) -> float:
    """Return log P(yes) - log P(no) that the passages hold the answer; higher is surer. Zero is not the threshold.

    :raises GenerationError: If the model fails.
    """
    yes, no = model.next_token_logprobs(answerable(passages, question), [YES, NO])
    return yes - no


def declines(sentence: str) -> bool:
    """Say whether a sentence of the model is a refusal rather than a claim."""
    return bool(_DECLINES.search(fold(sentence)))


def teller(question: Question, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the sentence that names who did what a question asks of (主持, 宣读), or None if it asks of no deed."""
    if question.expects != "person" or not question.mentions.deeds:
        return None
    return _closest(
        question, [item for item in evidence if tells_deed(question.mentions, item) and fits(question, item)]
    )


def _closest(question: Question, fitting: Sequence[Evidence]) -> Evidence | None:
    return max(fitting, key=lambda item: sum(word in item.searchable for word in question.mentions.words), default=None)


def fits(question: Question, item: Evidence) -> bool:
    """Say whether a sentence gives what is asked, says more than the question, and is of its place and year."""
    if question.expects == "date" and not annotate(item.quote).dates:
        return False
    return (
        question.wanted.may_be(item.quote)
        and bool(additions(item.quote, question.mentions))
        and concerns(question.mentions, item.quote, (item,))
    )
