"""Chunks become a searchable library on disk. Knows nothing of questions or of language models."""

from index.analysis.analyzer import query_terms
from index.analysis.phrases import condense
from index.embedding.encoder import Encoder, SentenceEncoder
from index.embedding.remote import RemoteEncoder
from index.filters import Filters
from index.ingestion import LITTLE
from index.journal.opening import open_library
from index.library import AddReport, Library
from index.maintenance.derived import Derived
from index.search.backend import SearchSettings
from index.search.chunk_context import Context, term_set
from index.search.hit import Hit
from index.storage.originals import Original

__all__ = [
    "LITTLE", "AddReport", "Context", "Derived", "Encoder", "Filters", "Hit", "Library", "Original",
    "RemoteEncoder", "SearchSettings", "SentenceEncoder", "condense", "open_library", "query_terms", "term_set",
]  # fmt: skip
