"""The values a question flows through: Turn -> Evidence -> Claim with Citations -> Answer. From outside: this face."""

from rag.datamodel.answer import (
    VERBATIM,
    Answer,
    Citation,
    Claim,
    DeskLink,
    DirectAnswer,
    Implied,
    Row,
)
from rag.datamodel.evidence import (
    Evidence,
    Listed,
    Passage,
    Said,
    StatedFigure,
    Statement,
    Turn,
    Verdict,
    describe,
    readable,
    span_of,
)
from rag.datamodel.refusal import Refusal, RefusalCode, Scope
from rag.datamodel.signs import logistic, weighted

__all__ = [
    "VERBATIM",
    "Answer",
    "Citation",
    "Claim",
    "DeskLink",
    "DirectAnswer",
    "Evidence",
    "Implied",
    "Listed",
    "Passage",
    "Refusal",
    "RefusalCode",
    "Row",
    "Said",
    "Scope",
    "StatedFigure",
    "Statement",
    "Turn",
    "Verdict",
    "describe",
    "logistic",
    "readable",
    "span_of",
    "weighted",
]
