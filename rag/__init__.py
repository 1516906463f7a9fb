"""A question becomes a grounded Answer: every sentence cited to the exact characters that say so, or a refusal."""

from index import AddReport, Filters, Hit
from rag.answer import Answer, Citation, Claim, Delta, Event, Finished, Retrieved, Turn, Verdict
from rag.assistant import Assistant, ask
from rag.settings import Settings

__all__ = [
    "AddReport",
    "Answer",
    "Assistant",
    "Citation",
    "Claim",
    "Delta",
    "Event",
    "Filters",
    "Finished",
    "Hit",
    "Retrieved",
    "Settings",
    "Turn",
    "Verdict",
    "ask",
]
