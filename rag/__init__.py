"""A question becomes a grounded Answer: every sentence cited to the exact characters that say so, or a refusal."""

from importlib.metadata import version

from index import AddReport, Filters, Hit
from rag.answering.events import Delta, Event, Finished, Retrieved
from rag.api import ask
from rag.assistant import Assistant
from rag.datamodel import Answer, Citation, Claim, DeskLink, Implied, Refusal, RefusalCode, Row, Scope, Turn, Verdict
from rag.extractive.provenance import Voice, voice
from rag.question.analysis import MAX_QUESTION
from rag.settings import Settings

__all__ = [
    "MAX_QUESTION",
    "AddReport",
    "Answer",
    "Assistant",
    "Citation",
    "Claim",
    "DeskLink",
    "Delta",
    "Event",
    "Filters",
    "Finished",
    "Hit",
    "Implied",
    "Refusal",
    "RefusalCode",
    "Retrieved",
    "Row",
    "Scope",
    "Settings",
    "Turn",
    "Verdict",
    "Voice",
    "__version__",
    "ask",
    "voice",
]

__version__ = version("yinzheng")
